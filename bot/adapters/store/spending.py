"""What was handed over, added up by day in the transaction that says so: it follows from the campaigns, exactly."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.adapters.living_tables import spending
from bot.adapters.store.reading import read_campaigns
from bot.adapters.store.transactions import Transactions
from bot.adapters.tables import campaigns, is_open
from bot.domain.budget import PROMISED, Bound, Committed, goes_out_on, promised

if TYPE_CHECKING:
    from datetime import date, datetime, timedelta

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.domain.campaign import Campaign

#: Amounts are kept in millionths of a euro, which whole numbers add up exactly.
MILLIONTHS = 1_000_000


class Spending(Transactions):
    """The sums of what was spent."""

    async def committed(
        self, campaign: Campaign, *, now: datetime, lead: timedelta, first_come: bool
    ) -> Committed:
        """Add up what others take of the budgets that a campaign goes out on, and what was spent of them."""
        zone = ZoneInfo(self._zone)
        day = goes_out_on(campaign, now, zone, lead)
        which = sa.select(campaigns.c.id).where(is_open, campaigns.c.state.in_(PROMISED))
        async with self._reading() as connection:
            numbers = (await connection.execute(which)).scalars().all()
            others = await read_campaigns(connection, numbers)
            spent = (await connection.execute(_spent(day, campaign.requester))).one()
        return Committed(
            **{
                bound: Decimal(int(amount or 0)) / MILLIONTHS
                for bound, amount in zip(Bound, spent, strict=True)
            }
        ) + promised(campaign, others, now, zone, lead=lead, first_come=first_come)

    async def _spend(self, connection: AsyncConnection, campaign: Campaign) -> None:
        """Add a campaign that was handed over just now; its cost is exact to a millionth of a euro."""
        if campaign.measured is None:
            return
        amount = round(campaign.measured.cost * MILLIONTHS)
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


def _spent(day: date, requester: str) -> sa.Select[Any]:
    """Ask what was spent on a day, in its month, and of both for one requester, in the order of `Bound`."""
    first = day.replace(day=1).isoformat()
    today, theirs = spending.c.day == day.isoformat(), spending.c.requester == requester
    wanted = (today, sa.true(), today & theirs, theirs)
    sums = [sa.func.sum(sa.case((which, spending.c.amount), else_=0)) for which in wanted]
    # Days are written so that their order is that of the words, and no month has one after the 31st.
    return sa.select(*sums).where(spending.c.day >= first, spending.c.day <= f"{first[:8]}31")
