"""The one place at Octopush: what has it while a campaign waits, and who gives it up.

An account may take one waiting campaign at a time (codes 126 and 127). What waits there is read and told; only what is surely
ours and of no more use is cancelled, never what somebody made at Octopush.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import logs
from bot.domain.campaign import BOT, ENDED_UNSENT, Action, Campaign, State
from bot.domain.effects import Step
from bot.domain.own_codes import GIVES_WAY, TAKES_PLACE
from bot.domain.policy import must_give_way
from bot.domain.transitions import decide
from bot.errors import Conflict, OctopushError, UserError

if TYPE_CHECKING:
    from bot.domain.policy import Policy
    from bot.services.gateway import Draft, Octopush
    from bot.services.ports import Clock, Store, Ticket

log = logs.get(__name__)

#: Octopush's codes for a place that is taken.
TAKEN = frozenset({126, 127})


@dataclass(frozen=True, slots=True)
class Turns:
    """Finds out what is in the way."""

    store: Store
    octopush: Octopush
    clock: Clock
    policy: Policy

    async def must_wait(self, campaign: Campaign) -> bool:
        """Whether a campaign gave up its place for one that has not taken it yet, and may not snatch it back."""
        if campaign.waiting != GIVES_WAY or campaign.behind is None:
            return False
        first = await self.store.load(campaign.behind)
        return first.state is State.PREPARING and first.ticket is None

    async def wait(self, campaign: Campaign, code: int) -> Step:
        """Say what a campaign waits for that Octopush did not take."""
        draft = await self._draft()
        if draft is None:
            return Step(action=Action.WAIT, code=code)
        ticket = await self.store.holder(draft.ticket) or await self._lost(draft)
        if ticket is None:
            return Step(action=Action.WAIT, code=code, behind_ticket=draft.ticket)
        holder = await self.store.load(ticket.campaign)
        taken = campaign.waiting == TAKES_PLACE and campaign.behind == holder.id
        if _is_present(ticket, holder):
            if not must_give_way(holder, to=campaign, now=self.clock()):
                return Step(action=Action.WAIT, code=code, behind=holder.id, behind_ticket=draft.ticket)
            taken = await self._give_way(holder, to=campaign)
        # It is ours and of no more use; its own release may be on its way, and twice does no harm.
        await self._cancel(draft.ticket)
        return Step(action=Action.WAIT, code=TAKES_PLACE if taken else code, behind=holder.id)

    async def _give_way(self, holder: Campaign, *, to: Campaign) -> bool:
        """Take the place of a campaign nobody has approved; False where it has moved on meanwhile."""
        step = Step(action=Action.PREPARE_AGAIN, code=GIVES_WAY, behind=to.id)
        try:
            change = decide(holder, step, actor=BOT, now=self.clock(), policy=self.policy)
            await self.store.write(change)
        except (Conflict, UserError):
            return False
        log.info("gave_way", campaign=holder.id, to=to.id)
        return True

    async def _lost(self, draft: Draft) -> Ticket | None:
        """Find the attempt of ours whose answer was lost and whose count and time are those of what waits.

        Both must be known and equal, and only one attempt may fit: anything else may be somebody else's campaign.
        """
        found = [lost for lost in await self.store.waiting_tickets() if await self._fits(lost, draft)]
        if len(found) != 1:
            return None
        await self.store.close_ticket(found[0], draft.ticket)
        log.info("lost_attempt_found", campaign=found[0].campaign, attempt=found[0].attempt)
        return found[0]

    async def _fits(self, lost: Ticket, draft: Draft) -> bool:
        picture = await self.store.picture(lost.campaign)
        brief = picture.revisions[lost.revision]
        if _is_present(lost, picture.campaign) or brief.send_at is None or draft.people is None:
            return False
        known = picture.campaign.measured if lost.revision == picture.campaign.revision else None
        last = await self.store.audience(brief)
        people = known.people if known else last and last.people
        return draft.people == people and draft.sends_at == brief.send_at.at

    async def _draft(self) -> Draft | None:
        try:
            return await self.octopush.draft()
        except OctopushError as exc:
            log.info("draft_unread", code=exc.code)
            return None

    async def _cancel(self, ticket: str) -> None:
        try:
            await self.octopush.cancel(ticket)
        except OctopushError as exc:
            log.info("place_not_cleared", code=exc.code)


def _is_present(ticket: Ticket, campaign: Campaign) -> bool:
    """Whether an attempt is the one that its campaign goes by."""
    present = (campaign.revision, campaign.attempt) == (ticket.revision, ticket.attempt)
    return present and campaign.state not in ENDED_UNSENT
