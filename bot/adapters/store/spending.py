"""What was handed over, added up by day in the transaction that says so: it follows from the campaigns, exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.adapters.living_tables import spending
from bot.adapters.store.transactions import Transactions

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.domain.campaign import Campaign


class Spending(Transactions):
    """The sums of what was spent."""

    async def _spend(self, connection: AsyncConnection, campaign: Campaign) -> None:
        """Add a campaign that was handed over just now; its cost is exact to a millionth of a euro."""
        if campaign.measured is None:
            return
        amount = round(campaign.measured.cost * 1_000_000)
        day = campaign.entered_at.astimezone(ZoneInfo(self._zone)).date().isoformat()
        spent = self._insert(spending).values(
            day=day, channel=campaign.channel, requester=campaign.requester, amount=amount
        )
        key = [spending.c.day, spending.c.channel, spending.c.requester]
        await connection.execute(
            spent.on_conflict_do_update(
                index_elements=key, set_={"amount": spending.c.amount + spent.excluded.amount}
            )
        )
