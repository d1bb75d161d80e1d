"""What each action does to a campaign, once the table has let it in.

An effect returns the campaign with what the action changes; version, claim, times and the audit event are `decide`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from bot.domain.campaign import Action, Actor, Campaign, Claim, Measured, State, Vote
from bot.domain.own_codes import GIVES_WAY
from bot.domain.policy import (
    Policy,
    check_approver,
    check_budget,
    check_canceller,
    check_editor,
    check_hours,
    decide_before,
    drifted,
    has_quorum,
    valid_votes,
)
from bot.errors import Reason, UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.domain.brief import Brief
    from bot.domain.budget import Committed
    from bot.domain.quiet_hours import Quiet

T = TypeVar("T")

#: Octopush's code for a campaign without recipients.
NO_RECIPIENTS = 103


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What happens, with what the action brings along."""

    action: Action
    #: TICKETED.
    ticket: str | None = None
    #: MEASURED and DRIFT.
    measured: Measured | None = None
    #: START_SENDING: who sends, and until when its answer is waited for.
    claim: Claim | None = None
    #: REFUSED, WAIT, NOT_TAKEN: Octopush's code, 0 without an answer. EXPIRE: of what was waited for.
    code: int | None = None
    #: WAIT and NOT_TAKEN: seconds that Octopush asked to wait.
    retry_after: float | None = None
    #: ACCEPTED: the sending date that Octopush named.
    leaves_at: datetime | None = None
    #: WAIT and PREPARE_AGAIN: the campaign that has, or gets, the place at Octopush; the ticket that is in the way.
    behind: int | None = None
    behind_ticket: str | None = None
    #: EDIT.
    brief: Brief | None = None
    #: APPROVE: what others take of the budgets, where there are any.
    committed: Committed | None = None
    #: REJECT.
    reason: str | None = None
    #: APPROVE and REJECT: the address of the message in which the person saw what they decided on.
    shown: str | None = None
    #: DRIFT: who approved and may no longer.
    gone: str | None = None
    #: DRIFT: why marketing may not leave now.
    quiet: Quiet | None = None
    #: The revision that a button was made for; None where the step comes from no button.
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Deciding:
    """One decision at work: a method an action, each returning the changed campaign or raising UserError."""

    campaign: Campaign
    step: Step
    actor: Actor
    now: datetime
    policy: Policy

    def ticketed(self) -> Campaign:
        """Keep the ticket number; people and price are being counted from now."""
        return replace(
            self.campaign, ticket=_given(self.step.ticket), prepared_at=self.now, tries=0, waiting=None
        )

    def prepare_again(self) -> Campaign:
        """Drop the preparation and make a new attempt of the same revision; votes are kept.

        Where an alert needs its place at Octopush, the campaign waits until that one has it.
        """
        return replace(
            self.campaign,
            state=State.PREPARING,
            attempt=self.campaign.attempt + 1,
            ticket=None,
            prepared_at=None,
            tries=0,
            waiting=self.step.code if self.step.code == GIVES_WAY else None,
            behind=self.step.behind,
        )

    def wait(self) -> Campaign:
        """Remember why the call did not get through."""
        return replace(
            self.campaign,
            tries=self.campaign.tries + 1,
            waiting=self.step.code,
            behind=self.step.behind,
            behind_ticket=self.step.behind_ticket,
        )

    def measured(self) -> Campaign:
        """Take the count and cost: nobody to send to, enough votes that hold, or people to ask."""
        seen, found = self.campaign.measured, _given(self.step.measured)
        after = replace(self.campaign, measured=found, tries=0, waiting=None)
        if found.people == 0:
            return replace(after, state=State.FAILED, code=NO_RECIPIENTS)
        was_approved = self.campaign.approved_at is not None and seen is not None
        if was_approved and (drifted(_given(seen), found, self.policy) or not has_quorum(after, self.policy)):
            return replace(after, state=State.AWAITING, votes=(), approved_at=None, reminders=0)
        if has_quorum(after, self.policy):
            return replace(after, state=State.APPROVED, approved_at=self.campaign.approved_at or self.now)
        return replace(after, state=State.AWAITING, votes=valid_votes(after, self.policy), reminders=0)

    def refused(self) -> Campaign:
        """End it: Octopush said no for good."""
        return replace(self.campaign, state=State.FAILED, code=self.step.code, waiting=None)

    def approve(self) -> Campaign:
        """Count a vote on exactly what is there; a person's last vote replaces the one before."""
        check_approver(self.actor, self.campaign, self.policy)
        self._check_time()
        check_hours(self.campaign.brief, self.now, self.policy)
        check_budget(self.campaign, self.step.committed, self.policy)
        measured = _given(self.campaign.measured)
        vote = Vote(self.actor.id, self.now, self.campaign.brief.digest, measured.people, measured.cost)
        others = (v for v in self.campaign.votes if v.voter != self.actor.id)
        after = replace(self.campaign, votes=(*others, vote))
        if has_quorum(after, self.policy):
            return replace(after, state=State.APPROVED, approved_at=self.now)
        return after

    def reject(self) -> Campaign:
        """End it with a reason; the requester can edit it."""
        check_approver(self.actor, self.campaign, self.policy)
        self._check_time()
        if not (self.step.reason or "").strip():
            raise UserError(Reason.REASON_MISSING, field="reason")
        return replace(self.campaign, state=State.REJECTED)

    def expire(self) -> Campaign:
        """End it: its time is over; what it waited for meanwhile is kept, so that it can be told."""
        return replace(self.campaign, state=State.EXPIRED, code=self.campaign.waiting, waiting=None)

    def drift(self) -> Campaign:
        """Stop before the sending and ask again: what was approved is not what would leave."""
        return replace(
            self.campaign,
            state=State.AWAITING,
            measured=self.step.measured or self.campaign.measured,
            votes=(),
            approved_at=None,
            tries=0,
            waiting=None,
            reminders=0,
        )

    def remind(self) -> Campaign:
        """Ask those who decide once more."""
        return replace(self.campaign, reminders=self.campaign.reminders + 1)

    def start_sending(self) -> Campaign:
        """Mark that Octopush is about to be asked, by whom, and until when the answer is waited for."""
        return replace(self.campaign, state=State.SENDING, claim=_given(self.step.claim), waiting=None)

    def accepted(self) -> Campaign:
        """Octopush took it: it leaves at the date it named, else at the moment asked for."""
        asked = self.campaign.brief.send_at.at if self.campaign.brief.send_at else self.now
        return replace(
            self.campaign,
            state=State.HANDED_OVER,
            leaves_at=self.step.leaves_at or max(asked, self.now),
            tries=0,
        )

    def not_taken(self) -> Campaign:
        """Octopush surely did not take it: it may be tried again."""
        return replace(
            self.campaign, state=State.APPROVED, tries=self.campaign.tries + 1, waiting=self.step.code
        )

    def lost(self) -> Campaign:
        """Nobody knows whether it left: a person decides."""
        return replace(self.campaign, state=State.UNSURE)

    def settle_sent(self) -> Campaign:
        """Believe a person who found at Octopush that it left."""
        check_canceller(self.actor, self.campaign)
        return self.accepted()

    def cancel(self) -> Campaign:
        """End it on somebody's word; or a person found at Octopush that it did not leave."""
        check_canceller(self.actor, self.campaign)
        return replace(self.campaign, state=State.CANCELLED, waiting=None)

    def left(self) -> Campaign:
        """Its moment has come: Octopush sends it now."""
        return replace(self.campaign, left=True)

    def edit(self) -> Campaign:
        """Start a new revision: votes are void, and the campaign is prepared anew."""
        check_editor(self.actor, self.campaign)
        brief = _given(self.step.brief)
        unchanged = brief.digest == self.campaign.brief.digest
        if unchanged and self.campaign.state in (State.AWAITING, State.APPROVED):
            raise UserError(Reason.NOTHING_CHANGED)
        return replace(
            self.campaign,
            state=State.PREPARING,
            brief=brief,
            requester=self.actor.id,
            revision=self.campaign.revision + 1,
            attempt=1,
            authors=self.campaign.authors | {self.actor.id},
            ticket=None,
            prepared_at=None,
            measured=None,
            votes=(),
            approved_at=None,
            tries=0,
            waiting=None,
            code=None,
        )

    def _check_time(self) -> None:
        """Refuse a decision that comes after the deadline but before the bot has looked."""
        until = decide_before(self.campaign, self.policy)
        if self.now >= until:
            raise UserError(Reason.DEADLINE_PASSED, until=until, campaign=self.campaign)


def _given(value: T | None) -> T:
    """Insist on what the action must bring along; its absence is a programming error."""
    if value is None:
        raise AssertionError("The step lacks what its action needs.")
    return value


EFFECTS: Mapping[Action, Callable[[Deciding], Campaign]] = {
    Action.TICKETED: Deciding.ticketed,
    Action.PREPARE_AGAIN: Deciding.prepare_again,
    Action.WAIT: Deciding.wait,
    Action.MEASURED: Deciding.measured,
    Action.REFUSED: Deciding.refused,
    Action.APPROVE: Deciding.approve,
    Action.REJECT: Deciding.reject,
    Action.EXPIRE: Deciding.expire,
    Action.DRIFT: Deciding.drift,
    Action.REMIND: Deciding.remind,
    Action.START_SENDING: Deciding.start_sending,
    Action.ACCEPTED: Deciding.accepted,
    Action.NOT_TAKEN: Deciding.not_taken,
    Action.LOST: Deciding.lost,
    Action.SETTLE_SENT: Deciding.settle_sent,
    Action.SETTLE_NOT_SENT: Deciding.cancel,
    Action.LEFT: Deciding.left,
    Action.CANCEL: Deciding.cancel,
    Action.EDIT: Deciding.edit,
}
