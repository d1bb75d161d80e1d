"""The tickets' part of the store: every attempt to prepare is on record before Octopush is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.adapters.store.rows import ticket_of
from bot.adapters.store.transactions import Transactions
from bot.adapters.tables import campaigns, tickets
from bot.domain.campaign import ENDED_UNSENT, State
from bot.errors import Conflict, NotFound
from bot.services.jobs import Job, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.domain.campaign import Campaign
    from bot.services.ports import Ticket


class Tickets(Transactions):
    """Attempts to prepare, and what became of their tickets."""

    async def open_ticket(self, campaign: Campaign, request_id: str) -> Ticket:
        """Record an attempt to prepare; the same attempt again returns the first row, with its first request id."""
        attempt = {"campaign": campaign.id, "revision": campaign.revision, "attempt": campaign.attempt}
        async with self._writing() as connection:
            await connection.execute(
                self._insert(tickets)
                .values(**attempt, request_id=request_id, version=0, opened_at=self._clock(), tries=0)
                .on_conflict_do_nothing(index_elements=list(attempt))
            )
            found = await connection.execute(sa.select(tickets).filter_by(**attempt))
            return ticket_of(found.mappings().one())

    async def close_ticket(self, ticket: Ticket, number: str) -> None:
        """Record the number of an attempt; where its campaign has moved on, make it due for release.

        May be called again with the same number. Raises Conflict where the row has another one, NotFound.
        """
        async with self._writing() as connection:
            found = await connection.execute(
                sa.select(
                    tickets,
                    campaigns.c.state,
                    campaigns.c.revision.label("now_at"),
                    campaigns.c.attempt.label("now_on"),
                )
                .join(campaigns, campaigns.c.id == tickets.c.campaign)
                .where(tickets.c.id == ticket.id)
                .with_for_update()
            )
            row = found.mappings().one_or_none()
            if row is None:
                raise NotFound(f"There is no ticket row {ticket.id}.")
            if row["number"] not in (None, number):
                raise Conflict(f"Ticket row {ticket.id} has another number.")
            present = (row["revision"], row["attempt"]) == (row["now_at"], row["now_on"])
            values: dict[str, Any] = {"number": number, "version": row["version"] + 1}
            useless = not present or State(row["state"]) in ENDED_UNSENT
            becomes_due = useless and row["release_at"] is None and row["released_at"] is None
            if becomes_due:
                values["release_at"] = self._clock()
            await connection.execute(tickets.update().where(tickets.c.id == ticket.id).values(**values))
            if becomes_due:
                await self._enqueue(connection, Job(Kind.RELEASE, ticket.id, values["version"]))

    async def ticket(self, row: int) -> Ticket:
        """Load a ticket row; raises NotFound."""
        async with self._reading() as connection:
            found = await connection.execute(sa.select(tickets).where(tickets.c.id == row))
            known = found.mappings().one_or_none()
            if known is None:
                raise NotFound(f"There is no ticket row {row}.")
            return ticket_of(known)

    async def holder(self, number: str) -> Ticket | None:
        """Find the attempt that got a ticket number; None where it is none of ours."""
        async with self._reading() as connection:
            found = await connection.execute(
                sa.select(tickets).where(tickets.c.number == number).order_by(tickets.c.id.desc()).limit(1)
            )
            known = found.mappings().one_or_none()
            return None if known is None else ticket_of(known)

    async def released(self, ticket: Ticket, *, at: datetime, again_at: datetime | None) -> None:
        """Record that a ticket was cancelled, or when to try again; a ticket that was cancelled stays so."""
        ended = {"released_at": at} if again_at is None else {"release_at": again_at}
        async with self._writing() as connection:
            await connection.execute(
                tickets.update()
                .where(tickets.c.id == ticket.id, tickets.c.released_at.is_(None))
                .values(version=tickets.c.version + 1, tries=tickets.c.tries + 1, **ended)
            )

    async def waiting_tickets(self) -> Sequence[Ticket]:
        """Name the attempts whose answer was lost: asked for, no number, not released; oldest first."""
        lost = (
            sa.select(tickets)
            .where(tickets.c.number.is_(None), tickets.c.released_at.is_(None))
            .order_by(tickets.c.id)
        )
        async with self._reading() as connection:
            return [ticket_of(row) for row in (await connection.execute(lost)).mappings()]
