"""The counts of what Octopush told, made anew after each burst of it; and what a delivery report settles.

A report says more surely than anything else that a campaign was sent: one that we are unsure of is settled by it, and one
that we still hold is never sent again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot import logs
from bot.domain.campaign import BOT, Action, Campaign, State
from bot.domain.effects import Step
from bot.domain.outcomes import complete_at
from bot.domain.transitions import decide
from bot.errors import Conflict

if TYPE_CHECKING:
    from bot.domain.policy import Policy
    from bot.services.outcomes import Counted, OutcomeStore
    from bot.services.ports import Clock, Store

log = logs.get(__name__)

#: When to look again at a campaign that is just being handed over.
AGAIN = timedelta(seconds=5)
#: Octopush's code for a campaign that was sent before.
ALREADY_SENT = 132
#: How often a settling is tried after somebody else wrote first.
TRIES = 5


@dataclass(frozen=True, slots=True)
class Counting:
    """A job of the engine for each ticket that something was heard of."""

    store: Store
    outcomes: OutcomeStore
    clock: Clock
    policy: Policy

    async def count(self, row: int, entry: int) -> None:
        """Count a ticket's receipts anew, unless they were counted since version `entry`."""
        counted = await self.outcomes.count(row, entry)
        if counted is None:
            return
        log.info("outcome", campaign=counted.campaign, ticket=counted.ticket)
        if counted.outcome.reported:
            await self._settle(row, counted)

    async def _settle(self, row: int, counted: Counted) -> None:
        for _ in range(TRIES):
            campaign = await self.store.load(counted.campaign)
            if campaign.ticket != counted.ticket:
                log.warning("report_for_another_ticket", campaign=campaign.id, ticket=counted.ticket)
                return
            try:
                match campaign.state:
                    case State.UNSURE:
                        step = Step(action=Action.ACCEPTED, leaves_at=self.clock(), reason="report")
                        await self._write(campaign, step)
                        # Its end is known only now: nobody is on their way any more once no report can come.
                        await self.outcomes.count_again(row, at=complete_at(self.clock()))
                        return
                    case State.APPROVED:
                        # Somebody sent it by hand, or this database is older than the sending.
                        await self._write(campaign, Step(action=Action.LOST, code=ALREADY_SENT))
                    case State.SENDING:
                        await self.outcomes.count_again(row, at=self.clock() + AGAIN)
                        return
                    case State.HANDED_OVER:
                        return
                    case _:
                        log.warning("report_for_unsent", campaign=campaign.id, state=campaign.state)
                        return
            except Conflict:
                continue

    async def _write(self, campaign: Campaign, step: Step) -> None:
        change = decide(campaign, step, actor=BOT, now=self.clock(), policy=self.policy)
        after = await self.store.write(change)
        log.info(
            "campaign",
            campaign=after.id,
            version=after.version,
            revision=after.revision,
            action=step.action,
            state=after.state,
        )
