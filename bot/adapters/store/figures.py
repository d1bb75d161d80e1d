"""The figures' part of the store: how much there is of what, in one look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.adapters.store.due import due_now
from bot.adapters.store.transactions import Transactions
from bot.adapters.tables import campaigns, halts, tickets
from bot.domain.campaign import State
from bot.services.figures import Figures, Waiting
from bot.services.jobs import Kind

if TYPE_CHECKING:
    from datetime import datetime


class FiguresPart(Transactions):
    """Counts for whoever watches over the bot."""

    async def figures(self, now: datetime) -> Figures:
        """Count what there is at an instant (aware)."""
        states = sa.select(campaigns.c.state, sa.func.count().label("how_many")).group_by(campaigns.c.state)
        due = due_now().subquery()
        waiting = sa.select(
            due.c.kind,
            sa.func.count().label("jobs"),
            # A claim that ran out makes its work due again then, not when it first was.
            sa.func.min(sa.func.coalesce(due.c.claim_until, due.c.due_at)).label("since"),
        ).group_by(due.c.kind)
        lost = (
            sa.select(sa.func.count())
            .select_from(tickets)
            .where(tickets.c.number.is_(None), tickets.c.released_at.is_(None))
        )
        stopped = sa.select(sa.func.count()).select_from(halts)
        async with self._reading() as connection:
            return Figures(
                campaigns={State(row.state): row.how_many for row in await connection.execute(states)},
                waiting={
                    Kind(row.kind): Waiting(row.jobs, row.since)
                    for row in await connection.execute(waiting, {"now": now})
                },
                lost_tickets=int((await connection.execute(lost)).scalar_one()),
                halts=int((await connection.execute(stopped)).scalar_one()),
            )
