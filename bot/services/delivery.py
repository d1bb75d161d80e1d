"""The bot's side of a campaign: prepare it, measure it, hold it until its moment, hand it over, once.

Each call of `act` does one thing that the campaign's state waits for, under a claim, and writes once. Whatever happens
in between (a cancel, an edit, another process, a kill) shows as a lost compare-and-set, and the row is looked at anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot import logs
from bot.domain.budget import over
from bot.domain.campaign import BOT, Action, Campaign, Claim, Measured, State
from bot.domain.effects import Step
from bot.domain.own_codes import COMPUTATION_FAILED, HALTED, OVER_BUDGET, SLACK_SILENT, TOO_FEW_APPROVERS
from bot.domain.policy import (
    approvals_for,
    approvers_for,
    decide_before,
    drifted,
    has_quorum,
    leaves,
    needs_new_preparation,
    quiet_at,
    too_late_at,
)
from bot.domain.transitions import decide
from bot.errors import Busy, Conflict, OctopushError, Refused, Unsure, UserError
from bot.services.gateway import ComputationFailed, Computing, Ready
from bot.services.outage import is_silent
from bot.services.rights import could_be_approved
from bot.services.turns import TAKEN, Turns

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from bot.domain.policy import Policy
    from bot.services.gateway import Octopush
    from bot.services.ports import Clock, Directory, Store

log = logs.get(__name__)

#: Octopush's codes that mean more than a refusal.
ALREADY_TAKEN = 120
UNKNOWN_TICKET = 131
ALREADY_SENT = 132
#: How often the release of a useless ticket is tried before it is left to Octopush: for some eight hours.
RELEASE_TRIES = 100


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the engine's jobs do. `worker` names this process, freshly made at its start."""

    store: Store
    octopush: Octopush
    directory: Directory
    clock: Clock
    policy: Policy
    worker: str

    async def act(self, number: int, entry: int) -> None:
        """Do what the campaign waits for, unless it has moved on since version `entry`."""
        campaign = await self.store.load(number)
        now = self.clock()
        if campaign.version != entry or campaign.due_at is None or campaign.due_at > now:
            return
        try:
            await self._step(campaign, now)
        except Conflict:
            # Somebody else wrote first; their write said what is due next.
            log.info("moved_on", campaign=number, entry=entry)

    async def release(self, row: int, entry: int) -> None:
        """Cancel a ticket of no more use at Octopush, best effort."""
        ticket = await self.store.ticket(row)
        if ticket.number is None or ticket.version != entry:
            return
        again_at = None
        try:
            await self.octopush.cancel(ticket.number)
        except Refused as exc:
            log.warning("release_refused", campaign=ticket.campaign, code=exc.code)
        except (Busy, Unsure) as exc:
            # Cancelling twice does no harm, so a lost answer is asked for again.
            log.info("release_failed", campaign=ticket.campaign, code=exc.code)
            if ticket.version < RELEASE_TRIES:
                again_at = self.clock() + timedelta(seconds=min(2.0**ticket.version, 300.0))
        await self.store.released(ticket, at=self.clock(), again_at=again_at)

    async def _step(self, campaign: Campaign, now: datetime) -> None:
        match campaign.state:
            case State.PREPARING | State.AWAITING if now >= decide_before(campaign, self.policy):
                await self._write(campaign, Step(action=Action.EXPIRE, code=campaign.waiting))
            case State.AWAITING:
                await self._write(campaign, Step(action=Action.REMIND))
            case State.PREPARING if campaign.ticket is None:
                await self._prepare(await self._claim(campaign))
            case State.PREPARING:
                await self._measure(await self._claim(campaign))
            case State.APPROVED if now >= too_late_at(campaign, self.policy):
                await self._write(campaign, Step(action=Action.EXPIRE, code=campaign.waiting))
            case State.APPROVED if needs_new_preparation(campaign, now, self.policy):
                await self._write(campaign, Step(action=Action.PREPARE_AGAIN))
            case State.APPROVED:
                await self._hand_over(await self._claim(campaign))
            case State.SENDING if campaign.claim is None or now >= campaign.claim.until:
                await self._write(campaign, Step(action=Action.LOST))
            case State.HANDED_OVER:
                await self._write(campaign, Step(action=Action.LEFT))
            case _:
                log.debug("nothing_due", campaign=campaign.id, state=campaign.state)

    async def _prepare(self, campaign: Campaign) -> None:
        """Ask for a ticket.

        A lost answer is asked for again with the same request id: if the first call was taken, Octopush says so (code
        120), and a new attempt is made; an orphan is never confirmed.
        """
        turns = Turns(self.store, self.octopush, self.clock, self.policy)
        if await turns.must_wait(campaign):
            await self._write(
                campaign, Step(action=Action.WAIT, code=campaign.waiting, behind=campaign.behind)
            )
            return
        ticket = await self.store.open_ticket(campaign, request_id(campaign))
        number = ticket.number
        if number is None:
            try:
                number = await self.octopush.prepare(campaign.brief, request_id=ticket.request_id)
            except Refused as exc:
                action = Action.PREPARE_AGAIN if exc.code == ALREADY_TAKEN else Action.REFUSED
                await self._write(campaign, Step(action=action, code=exc.code))
                return
            except OctopushError as exc:
                taken = exc.code in TAKEN and isinstance(exc, Busy)
                step = await turns.wait(campaign, exc.code) if taken else _waiting(exc)
                await self._write(campaign, step)
                return
            await self.store.close_ticket(ticket, number)
        await self._write(campaign, Step(action=Action.TICKETED, ticket=number))

    async def _measure(self, campaign: Campaign) -> None:
        status = await self._status(campaign)
        match status:
            case Step():
                await self._write(campaign, status)
            case Ready(people, cost):
                measured = Measured(people, cost, self.clock(), await self._balance())
                step = Step(action=Action.MEASURED, measured=measured)
                if self.policy.risk.larger and not await could_be_approved(
                    self.directory, self.policy, campaign, measured
                ):
                    step = Step(action=Action.REFUSED, code=TOO_FEW_APPROVERS)
                await self._write(campaign, step)

    async def _hand_over(self, campaign: Campaign) -> None:
        """Look again, mark the row as being sent, and only then ask Octopush to send."""
        status = await self._status(campaign)
        if isinstance(status, Step):
            if status.action is Action.REFUSED:
                # What somebody else has sent must not end as "not sent", to be asked for once more.
                action = Action.LOST if status.code == ALREADY_SENT else Action.WAIT
                status = Step(action=action, code=status.code)
            await self._write(campaign, status)
            return
        balance = campaign.measured.balance if campaign.measured else None
        found = Measured(status.people, status.cost, self.clock(), balance)
        if self._differs(campaign, found):
            await self._write(campaign, Step(action=Action.DRIFT, measured=found))
            return
        if (stop := await self._stopped(campaign)) is not None:
            await self._write(campaign, stop)
            return
        claim = Claim(self.worker, self.clock() + self.policy.claim)
        sending = await self._write(campaign, Step(action=Action.START_SENDING, claim=claim))
        await self._finish(sending, await self._send(sending))

    async def _stopped(self, campaign: Campaign) -> Step | None:
        """Say what keeps an approved campaign from going out now: a halt, quiet hours, or a vote that counts no more."""
        if await self.store.halts():
            return Step(action=Action.WAIT, code=HALTED)
        now = self.clock()
        if campaign.measured is not None and self.policy.risk.budget.is_set:
            lead = self.policy.hand_over_lead
            taken = await self.store.committed(campaign, now=now, lead=lead, first_come=True)
            if over(campaign.measured.cost, taken, self.policy.risk.budget) is not None:
                return Step(action=Action.WAIT, code=OVER_BUDGET)
        if (quiet := quiet_at(campaign.brief, leaves(campaign.brief, now), self.policy)) is not None:
            return Step(action=Action.DRIFT, quiet=quiet.quiet)
        try:
            # Where no approval is needed a vote is a requester's word, who need not be an approver.
            needed = approvals_for(campaign.brief, campaign.measured, self.policy)
            able = approvers_for(campaign.brief, self.policy)
            for vote in campaign.votes if needed else ():
                person = await self.directory.person(vote.voter, fresh=True)
                if not person.member or not await self.directory.among(vote.voter, able, fresh=True):
                    return Step(action=Action.DRIFT, gone=vote.voter)
        except UserError:
            return Step(action=Action.WAIT, code=SLACK_SILENT)
        return None

    def _differs(self, campaign: Campaign, found: Measured) -> bool:
        seen = campaign.measured
        if seen is None or drifted(seen, found, self.policy) or found.people == 0:
            return True
        return not has_quorum(replace(campaign, measured=found), self.policy)

    async def _send(self, campaign: Campaign) -> Step:
        """Ask once; the answer, whatever it is, becomes a step."""
        if campaign.ticket is None:
            raise AssertionError("A campaign that is being sent has a ticket.")
        try:
            leaves_at = await self.octopush.send(campaign.brief, campaign.ticket)
        except Busy as exc:
            return Step(action=Action.NOT_TAKEN, code=exc.code, retry_after=exc.retry_after)
        except Refused as exc:
            return Step(action=Action.REFUSED, code=exc.code)
        except Unsure as exc:
            return Step(action=Action.LOST, code=exc.code)
        return Step(action=Action.ACCEPTED, leaves_at=leaves_at)

    async def _finish(self, sending: Campaign, step: Step) -> None:
        """Write what the sending came to; a late answer still counts unless a person has answered."""
        current = sending
        while True:
            try:
                await self._write(current, step)
            except Conflict:
                current = await self.store.load(sending.id)
            except UserError:
                log.warning(
                    "late_answer_unheard", campaign=sending.id, state=current.state, answer=step.action
                )
                return
            else:
                return

    async def _status(self, campaign: Campaign) -> Ready | Step:
        """Ask how the computation stands; whatever is not ready is given as the step that follows."""
        if campaign.ticket is None:
            raise AssertionError("Only a campaign with a ticket can be asked about.")
        try:
            status = await self.octopush.status(campaign.ticket)
        except Refused as exc:
            action = Action.PREPARE_AGAIN if exc.code == UNKNOWN_TICKET else Action.REFUSED
            return Step(action=action, code=exc.code)
        except OctopushError as exc:
            return _waiting(exc)
        match status:
            case Computing():
                return Step(action=Action.WAIT)
            case ComputationFailed():
                return Step(action=Action.REFUSED, code=COMPUTATION_FAILED)
            case ready:
                return ready

    async def _balance(self) -> Decimal | None:
        """Read the credit; a campaign does not wait for it."""
        try:
            return await self.octopush.balance()
        except OctopushError as exc:
            log.info("balance_unread", code=exc.code)
            return None

    async def _claim(self, campaign: Campaign) -> Campaign:
        return await self.store.claim(campaign, Claim(self.worker, self.clock() + self.policy.claim))

    async def _write(self, campaign: Campaign, step: Step) -> Campaign:
        change = decide(campaign, step, actor=BOT, now=self.clock(), policy=self.policy)
        after = await self.store.write(change)
        log.info(
            "campaign",
            campaign=after.id,
            version=after.version,
            revision=after.revision,
            action=step.action,
            state=after.state,
            code=step.code,
        )
        return after


def request_id(campaign: Campaign) -> str:
    """Name an attempt to prepare: Octopush takes each name once within 24 hours.

    The digest keeps campaigns of two databases apart that share an account.
    """
    return f"campaign-{campaign.id}-{campaign.revision}-{campaign.attempt}-{campaign.brief.digest[:12]}"


def _waiting(exc: OctopushError) -> Step:
    # However Octopush is silent, it is one silence: told once, and drawn as one line.
    code = 0 if is_silent(exc) else exc.code
    return Step(action=Action.WAIT, code=code, retry_after=exc.retry_after if isinstance(exc, Busy) else None)
