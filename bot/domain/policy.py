"""Who may decide, how many it takes, how long things hold: the team's policy and the rules that follow from it.

Each rule is a small function with the strictest case first. Rights that only Slack knows (who is in a user group) are
read before, and come in with the Actor.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.brief import SENDER, Moment, Purpose
from bot.domain.budget import over
from bot.domain.campaign import Actor, Campaign, Measured, State, Vote
from bot.domain.quiet_hours import verdict
from bot.domain.risk import Risk
from bot.errors import Problem, Reason, UserError

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.brief import Brief
    from bot.domain.budget import Committed
    from bot.domain.quiet_hours import QuietHours, Verdict

#: How near its moment is where an alert counts as wanted now.
WANTED_NOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The settings that the rules read."""

    approvals_required: int = 1
    #: Slack ids of people and of user groups who may approve.
    approvers: frozenset[str] = frozenset()
    #: Those among them who are asked only when the others have been reminded in vain.
    backups: frozenset[str] = frozenset()
    #: How long after a request the first reminder comes; each further one waits twice as long.
    remind_after: timedelta = timedelta(hours=1)
    reminders: int = 3
    #: How long before its moment an approved campaign goes to Octopush.
    hand_over_lead: timedelta = timedelta(minutes=5)
    #: How long after its moment a campaign may still be handed over.
    late_limit: timedelta = timedelta(minutes=30)
    #: How long a campaign that leaves as soon as approved waits for approval.
    approval_window: timedelta = timedelta(hours=24)
    #: How far people and cost may move from what was voted on, as a fraction.
    drift_tolerance: float = 0.02
    preparation_max_age: timedelta = timedelta(hours=24)
    #: How far ahead a moment may lie.
    horizon: timedelta = timedelta(days=366)
    #: How long one worker may take over one step before another may take it.
    claim: timedelta = timedelta(seconds=60)
    #: When marketing may leave; None: at any hour.
    quiet: QuietHours | None = None
    #: Whether marketing must hold the opt-out line.
    stop_line: bool = True
    #: How near to each other the same text to the same audience is asked about; none: never.
    same_again: timedelta = timedelta(hours=24)
    #: What is stricter where more is at stake.
    risk: Risk = field(default_factory=Risk)


def approvals_for(brief: Brief, measured: Measured | None, policy: Policy) -> int:
    """Say how many must approve: the most of all that the policy says of this purpose and of this size, once it is known."""
    of_its_kind = policy.risk.alerts.approvals if brief.purpose is Purpose.ALERT else None
    least = policy.approvals_required if of_its_kind is None else of_its_kind
    larger = [one.approvals for one in policy.risk.larger if measured is not None and one.holds(measured)]
    return max(least, *larger) if larger else least


def may_be_asked(brief: Brief, measured: Measured | None, policy: Policy) -> bool:
    """Whether anybody may have to approve: what nobody has counted yet may turn out to be large."""
    return approvals_for(brief, measured, policy) > 0 or (measured is None and bool(policy.risk.larger))


def approvers_for(brief: Brief, policy: Policy) -> frozenset[str]:
    """Name the people and user groups that may approve a campaign of this purpose."""
    of_alerts = policy.risk.alerts.approvers if brief.purpose is Purpose.ALERT else frozenset()
    return of_alerts or policy.approvers


def all_approvers(policy: Policy) -> frozenset[str]:
    """Name the people and user groups that may approve anything at all."""
    return policy.approvers | policy.risk.alerts.approvers


def asked_first(brief: Brief, policy: Policy) -> frozenset[str]:
    """Name those who are asked to decide at once; the others only when those have been reminded in vain."""
    able = approvers_for(brief, policy)
    return able - policy.backups or able


def asked_last(brief: Brief, policy: Policy) -> frozenset[str]:
    """Name those who are asked once the reminders were in vain; nobody, where there are none but those asked first."""
    able = approvers_for(brief, policy)
    return able & policy.backups if able - policy.backups else frozenset()


def sender_problems(sender: str | None, policy: Policy) -> tuple[Problem, ...]:
    """Say that a sender has the wrong shape, or is none that the policy lets campaigns leave with; None is Octopush's choice."""
    if sender is not None and not SENDER.fullmatch(sender):
        return (Problem(Reason.SENDER_SHAPE, "sender"),)
    named = policy.risk.requests.senders
    if not named or sender in named:
        return ()
    return (Problem(Reason.SENDER_NOT_ALLOWED, "sender", {"senders": tuple(sorted(named))}),)


def check_approver(actor: Actor, campaign: Campaign, policy: Policy) -> None:
    """Refuse whoever may not decide on this campaign; raises UserError.

    Whoever wrote a revision is refused before any right is looked at, unless the policy needs no approval at all: then
    they may be the only ones there are to ask.
    """
    wrote = actor.id in campaign.authors
    approvers = approvers_for(campaign.brief, policy)
    if wrote and _required(campaign, policy) > 0:
        raise UserError(Reason.OWN_CAMPAIGN, approvers=approvers)
    if not wrote and not actor.approver:
        raise UserError(Reason.NOT_AN_APPROVER, approvers=approvers)


def check_canceller(actor: Actor, campaign: Campaign) -> None:
    """Refuse whoever may not cancel: neither asked for it nor may approve it; raises UserError."""
    if actor.id != campaign.requester and not actor.approver and not actor.steps_in:
        raise UserError(Reason.NOT_THE_REQUESTER, requester=campaign.requester)


def check_editor(actor: Actor, campaign: Campaign) -> None:
    """Refuse whoever may not change the campaign: only its requester may, or who steps in; raises UserError."""
    if actor.id != campaign.requester and not actor.steps_in:
        raise UserError(Reason.NOT_THE_REQUESTER, requester=campaign.requester)


def quiet_at(brief: Brief, at: datetime, policy: Policy) -> Verdict | None:
    """Say why a campaign may not leave at an instant, and until when; None where it may."""
    if policy.quiet is None:
        return None
    found = verdict(at, policy.quiet, brief.purpose)
    return None if found.allowed else found


def hours_at(brief: Brief, now: datetime, policy: Policy) -> str:
    """Say for the record how the quiet hours took a campaign that would leave as its Brief says, or at once."""
    if policy.quiet is None:
        return "none are set"
    if brief.purpose is Purpose.ALERT:
        return "an alert, free at any hour"
    found = verdict(leaves(brief, now), policy.quiet, brief.purpose)
    until = f" until {found.until.isoformat()}" if found.until else ""
    return f"{found.quiet or 'open'}{until}"


def leaves(brief: Brief, now: datetime) -> datetime:
    """When a campaign would leave that is free to go now: at its moment, or at once where that is over."""
    return max(brief.send_at.at, now) if brief.send_at else now


def check_hours(brief: Brief, now: datetime, policy: Policy) -> None:
    """Refuse what would leave in quiet hours; raises UserError, with the moment they end."""
    at = leaves(brief, now)
    found = quiet_at(brief, at, policy)
    if found is None or policy.quiet is None:
        return
    zone = brief.send_at.zone if brief.send_at else policy.quiet.zone
    raise UserError(
        Reason.QUIET_TIME,
        field="send_at",
        moment=Moment.of(at, zone),
        why=found.quiet,
        opens=found.until and Moment.of(found.until, zone),
    )


def takes_second_step(campaign: Campaign, policy: Policy) -> bool:
    """Whether an approval of this campaign takes a form of the bot's own beside the click."""
    bound, measured = policy.risk.second_step, campaign.measured
    return bound is not None and measured is not None and bound.holds(measured)


def check_budget(campaign: Campaign, committed: Committed | None, policy: Policy) -> None:
    """Refuse what would go over a budget beside what others take of it; raises UserError. None: there are no budgets."""
    if committed is None or campaign.measured is None:
        return
    cost = campaign.measured.cost
    if (found := over(cost, committed, policy.risk.budget)) is not None:
        raise UserError(Reason.OVER_BUDGET, cost=cost, bound=found.bound, limit=found.limit, left=found.left)


def drifted(seen: Measured | Vote, now: Measured, policy: Policy) -> bool:
    """Whether people or cost have moved further from what was seen than the policy tolerates, either way."""
    tolerance = policy.drift_tolerance
    return (
        abs(now.people - seen.people) > tolerance * seen.people
        or abs(now.cost - seen.cost) > float(seen.cost) * tolerance
    )


def valid_votes(campaign: Campaign, policy: Policy) -> tuple[Vote, ...]:
    """Give the votes that still hold: on this digest, within the tolerated drift, by nobody who wrote it."""
    measured = campaign.measured
    if measured is None:
        return ()
    return tuple(
        vote
        for vote in campaign.votes
        if vote.digest == campaign.brief.digest
        and not drifted(vote, measured, policy)
        and (vote.voter not in campaign.authors or _required(campaign, policy) == 0)
    )


def has_quorum(campaign: Campaign, policy: Policy) -> bool:
    """Whether enough different people have approved exactly this."""
    return len({vote.voter for vote in valid_votes(campaign, policy)}) >= needed_votes(campaign, policy)


def needed_votes(campaign: Campaign, policy: Policy) -> int:
    """Say how many people must approve: as many as the policy says, and somebody at least once people are asked."""
    required = _required(campaign, policy)
    return max(required, 1) if campaign.state is State.AWAITING else required


def _required(campaign: Campaign, policy: Policy) -> int:
    return approvals_for(campaign.brief, campaign.measured, policy)


def hand_over_at(campaign: Campaign, policy: Policy) -> datetime:
    """When an approved campaign goes to Octopush; an instant in the past means: now."""
    if campaign.brief.send_at is None:
        return campaign.approved_at or campaign.entered_at
    return campaign.brief.send_at.at - policy.hand_over_lead


def too_late_at(campaign: Campaign, policy: Policy) -> datetime:
    """From when an approved campaign may not be handed over any more."""
    moment = campaign.brief.send_at
    start = moment.at if moment else (campaign.approved_at or campaign.entered_at)
    return start + policy.late_limit


def decide_before(campaign: Campaign, policy: Policy) -> datetime:
    """When a campaign that is being prepared or waits for approval expires.

    Usually when it would have to go to Octopush. What came back later than that (a drift found at hand-over, or a
    preparation made anew) has until the late limit.
    """
    moment = campaign.brief.send_at
    if campaign.state is State.PREPARING and campaign.approved_at is not None:
        return too_late_at(campaign, policy)
    if moment is None:
        within = policy.risk.alerts.decide_within if campaign.brief.purpose is Purpose.ALERT else None
        return campaign.entered_at + (within or policy.approval_window)
    due = moment.at - policy.hand_over_lead
    return due if campaign.entered_at < due else moment.at + policy.late_limit


def remind_at(campaign: Campaign, policy: Policy) -> datetime | None:
    """When those who decide are reminded next, None where they will not be.

    A short wait has its first reminder after a third of it.
    """
    if campaign.reminders >= policy.reminders:
        return None
    until = decide_before(campaign, policy)
    first = min(policy.remind_after, (until - campaign.entered_at) / 3)
    at = campaign.entered_at + first * (2 ** (campaign.reminders + 1) - 1)
    return at if at < until else None


def must_give_way(campaign: Campaign, *, to: Campaign, now: datetime) -> bool:
    """Whether a campaign gives up its place at Octopush: marketing nobody has approved, to an alert wanted now."""
    moment = to.brief.send_at
    urgent = to.brief.purpose is Purpose.ALERT and (moment is None or moment.at <= now + WANTED_NOW)
    unapproved = campaign.state in (State.PREPARING, State.AWAITING) and campaign.approved_at is None
    return urgent and unapproved and campaign.brief.purpose is Purpose.MARKETING


def needs_new_preparation(campaign: Campaign, now: datetime, policy: Policy) -> bool:
    """Whether the prepared campaign is too old to be sent: of another day where it leaves, or over the maximum age.

    People who opted out since may still be in it.
    """
    if campaign.ticket is None or campaign.prepared_at is None:
        return True
    if now - campaign.prepared_at > policy.preparation_max_age:
        return True
    moment = campaign.brief.send_at
    if moment is None:
        return False
    zone = moment.local.tzinfo
    return campaign.prepared_at.astimezone(zone).date() != now.astimezone(zone).date()
