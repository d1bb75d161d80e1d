"""One pure function decides every transition: `decide(campaign, step, actor, now, policy)`.

`TABLE` is data: which action is known in which state, and where it may lead; whatever is not in it is refused with a
sentence. The effect of an action (`effects.py`) only fills in what the table leaves open.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.campaign import BOT, Action, Actor, Campaign, Change, Claim, Event, State
from bot.domain.effects import EFFECTS, Deciding, Step
from bot.domain.policy import (
    Policy,
    decide_before,
    hand_over_at,
    hours_at,
    needed_votes,
    remind_at,
    too_late_at,
)
from bot.errors import Reason, UserError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.domain.brief import Brief

_S, _A = State, Action

#: (state, action) → the states it may lead to.
TABLE: Mapping[tuple[State, Action], frozenset[State]] = {
    (_S.PREPARING, _A.TICKETED): frozenset({_S.PREPARING}),
    (_S.PREPARING, _A.PREPARE_AGAIN): frozenset({_S.PREPARING}),
    (_S.PREPARING, _A.WAIT): frozenset({_S.PREPARING}),
    (_S.PREPARING, _A.MEASURED): frozenset({_S.AWAITING, _S.APPROVED, _S.FAILED}),
    (_S.PREPARING, _A.REFUSED): frozenset({_S.FAILED}),
    (_S.PREPARING, _A.EXPIRE): frozenset({_S.EXPIRED}),
    (_S.PREPARING, _A.CANCEL): frozenset({_S.CANCELLED}),
    (_S.AWAITING, _A.APPROVE): frozenset({_S.AWAITING, _S.APPROVED}),
    (_S.AWAITING, _A.REJECT): frozenset({_S.REJECTED}),
    (_S.AWAITING, _A.REMIND): frozenset({_S.AWAITING}),
    (_S.AWAITING, _A.PREPARE_AGAIN): frozenset({_S.PREPARING}),
    (_S.AWAITING, _A.EXPIRE): frozenset({_S.EXPIRED}),
    (_S.AWAITING, _A.CANCEL): frozenset({_S.CANCELLED}),
    (_S.AWAITING, _A.EDIT): frozenset({_S.PREPARING}),
    (_S.APPROVED, _A.WAIT): frozenset({_S.APPROVED}),
    (_S.APPROVED, _A.DRIFT): frozenset({_S.AWAITING}),
    (_S.APPROVED, _A.PREPARE_AGAIN): frozenset({_S.PREPARING}),
    (_S.APPROVED, _A.START_SENDING): frozenset({_S.SENDING}),
    (_S.APPROVED, _A.LOST): frozenset({_S.UNSURE}),
    (_S.APPROVED, _A.EXPIRE): frozenset({_S.EXPIRED}),
    (_S.APPROVED, _A.CANCEL): frozenset({_S.CANCELLED}),
    (_S.APPROVED, _A.EDIT): frozenset({_S.PREPARING}),
    (_S.SENDING, _A.ACCEPTED): frozenset({_S.HANDED_OVER}),
    (_S.SENDING, _A.NOT_TAKEN): frozenset({_S.APPROVED}),
    (_S.SENDING, _A.REFUSED): frozenset({_S.FAILED}),
    (_S.SENDING, _A.LOST): frozenset({_S.UNSURE}),
    (_S.UNSURE, _A.ACCEPTED): frozenset({_S.HANDED_OVER}),
    (_S.UNSURE, _A.SETTLE_SENT): frozenset({_S.HANDED_OVER}),
    (_S.UNSURE, _A.SETTLE_NOT_SENT): frozenset({_S.CANCELLED}),
    (_S.HANDED_OVER, _A.LEFT): frozenset({_S.HANDED_OVER}),
    (_S.REJECTED, _A.EDIT): frozenset({_S.PREPARING}),
    (_S.FAILED, _A.EDIT): frozenset({_S.PREPARING}),
    (_S.EXPIRED, _A.EDIT): frozenset({_S.PREPARING}),
}

#: What only the bot does, and what only people do.
BOTS = frozenset(
    {
        *(
            _A.TICKETED,
            _A.PREPARE_AGAIN,
            _A.WAIT,
            _A.MEASURED,
            _A.REFUSED,
            _A.EXPIRE,
            _A.DRIFT,
            _A.START_SENDING,
        ),
        *(_A.ACCEPTED, _A.NOT_TAKEN, _A.LOST, _A.LEFT, _A.REMIND),
    }
)


#: What is done again after a pause, longer each time.
_TRIED_AGAIN = frozenset({_A.WAIT, _A.NOT_TAKEN, _A.PREPARE_AGAIN})


#: Whose events tell how many approvals were needed then: a later revision may need another number.
_COUNTED = frozenset({_A.APPROVE, _A.MEASURED})
_VOTES = frozenset({_A.APPROVE, _A.REJECT})
_HELD_AGAINST_THE_HOURS = frozenset({_A.APPROVE, _A.START_SENDING})


def begin(brief: Brief, *, requester: str, channel: str, now: datetime) -> Change:
    """Make a new campaign from a confirmed Brief; the store gives it its number."""
    after = Campaign(
        id=0,
        version=1,
        state=State.PREPARING,
        revision=1,
        attempt=1,
        brief=brief,
        requester=requester,
        authors=frozenset({requester}),
        channel=channel,
        created_at=now,
        entered_at=now,
        due_at=now,
    )
    event = Event(
        at=now,
        actor=requester,
        action=Action.CONFIRM,
        before=None,
        after=after.state,
        revision=1,
        digest=brief.digest,
    )
    return Change(before=None, after=after, event=event)


def decide(campaign: Campaign, step: Step, *, actor: Actor, now: datetime, policy: Policy) -> Change:
    """Decide what a step makes of a campaign.

    Raises UserError where the table does not know the action in this state, where the actor may not do it, where it
    comes too late, or where it was meant for another revision.
    """
    if step.revision is not None and step.revision != campaign.revision:
        raise UserError(Reason.STALE, seen=step.revision, campaign=campaign)
    allowed = TABLE.get((campaign.state, step.action))
    if allowed is None or (actor == BOT) != (step.action in BOTS):
        raise UserError(Reason.NOT_IN_THIS_STATE, campaign=campaign, action=step.action)
    if campaign.purged_at is not None:
        raise UserError(Reason.TEXT_PURGED, campaign=campaign)
    changed = EFFECTS[step.action](Deciding(campaign, step, actor, now, policy))
    if changed.state not in allowed:
        raise AssertionError(
            f"{step.action} led from {campaign.state} to {changed.state}, which the table forbids."
        )
    entered = changed.state is not campaign.state or changed.revision != campaign.revision
    after = replace(
        changed,
        version=campaign.version + 1,
        entered_at=now if entered else campaign.entered_at,
        claim=changed.claim if changed.state is State.SENDING else None,
    )
    if after.waiting is None:
        after = replace(after, behind=None, behind_ticket=None)
    after = replace(after, due_at=_due(after, step, now, policy))
    silent = step.action is Action.WAIT and _waits_for(campaign) == _waits_for(after)
    return Change(
        before=campaign,
        after=after,
        event=None if silent else _event(campaign, after, step, actor, now, policy),
    )


def claimed(campaign: Campaign, claim: Claim) -> Campaign:
    """Give the campaign to one worker; when the claim is over, it is due again for others."""
    return replace(campaign, version=campaign.version + 1, claim=claim)


def _due(campaign: Campaign, step: Step, now: datetime, policy: Policy) -> datetime | None:
    """Say when the bot looks next: each state waits for one thing."""
    match campaign.state:
        case State.PREPARING | State.APPROVED if step.action in _TRIED_AGAIN:
            # A ticket that Octopush never knows of would otherwise be asked for without a pause.
            tries = campaign.attempt - 1 if step.action is Action.PREPARE_AGAIN else campaign.tries
            again = now + _back_off(tries, step.retry_after)
            preparing = campaign.state is State.PREPARING
            until = decide_before(campaign, policy) if preparing else too_late_at(campaign, policy)
            return max(min(again, until), now)
        case State.PREPARING:
            return now
        case State.AWAITING:
            return remind_at(campaign, policy) or decide_before(campaign, policy)
        case State.APPROVED:
            return max(hand_over_at(campaign, policy), now)
        case State.SENDING:
            return campaign.claim.until if campaign.claim else now
        case State.HANDED_OVER if not campaign.left:
            return campaign.leaves_at
        case _:
            return None


def _waits_for(campaign: Campaign) -> tuple[object, ...]:
    return campaign.waiting, campaign.behind, campaign.behind_ticket


def _back_off(tries: int, retry_after: float | None) -> timedelta:
    """Half a second, doubled at each try up to half a minute; at least what Octopush asked for, up to five minutes."""
    return timedelta(seconds=max(min(0.25 * 2.0 ** min(tries, 10), 30.0), min(retry_after or 0.0, 300.0)))


def _event(
    before: Campaign, after: Campaign, step: Step, actor: Actor, now: datetime, policy: Policy
) -> Event:
    seen, found = before.measured, after.measured
    note: dict[str, str | int | float | None] = {
        "ticket": after.ticket or before.ticket,
        "code": step.code,
        "reason": step.reason,
        "people": found.people if found else None,
        "cost": str(found.cost) if found else None,
        "people_before": seen.people if seen else None,
        "cost_before": str(seen.cost) if seen else None,
        "leaves_at": after.leaves_at.isoformat() if after.leaves_at else None,
        "attempt": after.attempt,
        "gone": step.gone,
        "took_over_from": before.requester if after.requester != before.requester else None,
        "behind": step.behind,
        "behind_ticket": step.behind_ticket,
        "quiet": step.quiet,
        "reminders": after.reminders or None,
        "votes": len(after.votes) if step.action is Action.APPROVE else None,
        "needed": needed_votes(after, policy) if step.action in _COUNTED else None,
        "policy": policy.risk.version if step.action in _VOTES else None,
        "counts_as": actor.counts_as if step.action in _VOTES else None,
        "shown": step.shown,
        "hours": hours_at(after.brief, now, policy) if step.action in _HELD_AGAINST_THE_HOURS else None,
    }
    return Event(
        at=now,
        actor=actor.id,
        action=step.action,
        before=before.state,
        after=after.state,
        revision=after.revision,
        digest=after.brief.digest,
        note={key: value for key, value in note.items() if value is not None},
    )
