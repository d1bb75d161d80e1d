"""The outcomes' part of the store: what was heard of a ticket's people, each word once, and the counts of it.

`receipts` is only ever added to, by insert-or-ignore, so that repeats and disorder change nothing; `outcomes` holds the
counts that are shown, made anew from the receipts. No phone number and no reply's words are in either.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.adapters.outcome_tables import outcomes, receipts
from bot.adapters.store.reading import read_outcome
from bot.adapters.store.rows import outcome_of
from bot.adapters.store.transactions import Transactions
from bot.adapters.tables import campaigns, drawings, tickets
from bot.domain.outcomes import Fate, Heard, complete_at
from bot.services.jobs import Job, Kind
from bot.services.outcomes import Counted, Receipt, Sent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.domain.outcomes import Outcome

#: The column of each count; one that is missing here is lost.
DELIVERIES = {
    Fate.DELIVERED: outcomes.c.delivered,
    Fate.FAILED: outcomes.c.failed,
    Fate.UNKNOWN: outcomes.c.unknown,
    Fate.ON_ITS_WAY: outcomes.c.on_its_way,
}
OTHERS = {
    Heard.STOP: outcomes.c.stops,
    Heard.REPLY: outcomes.c.replies,
    Heard.VISIT: outcomes.c.visits,
}


class Outcomes(Transactions):
    """What became of what was sent."""

    async def sent(self, numbers: Sequence[str], *, key: str) -> Mapping[str, Sent]:
        """Find tickets of ours by their numbers; the first time one is heard of, it keeps this key's name."""
        which = tickets.c.number.in_(numbers)
        found = (
            sa.select(tickets.c.number, outcomes.c.ticket, outcomes.c.key)
            .join(outcomes, outcomes.c.ticket == tickets.c.id)
            .where(which, outcomes.c.closed_at.is_(None))
        )
        async with self._writing() as connection:
            begun = sa.select(
                tickets.c.id, tickets.c.campaign, sa.literal(key), sa.literal(0), sa.literal(self._clock())
            ).where(which)
            await connection.execute(
                self._insert(outcomes)
                .from_select(["ticket", "campaign", "key", "version", "heard_at"], begun)
                .on_conflict_do_nothing(index_elements=[outcomes.c.ticket])
            )
            return {row.number: Sent(row.ticket, row.key) for row in await connection.execute(found)}

    async def hear(self, told: Sequence[Receipt], *, soon: timedelta, apart: timedelta) -> int:
        """Store what is new, and make its tickets due: `soon` after the first word, `apart` from the last counting.

        Of a ticket whose receipts were purged nothing is stored: it would be counted from nothing.
        """
        now = self._clock()
        rows: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for one in told:
            rows[one.ticket].append(
                {
                    "ticket": one.ticket,
                    "kind": one.kind,
                    "person": one.person,
                    "word": one.word,
                    "at": now,
                }
            )
        new = 0
        async with self._writing() as connection:
            # In one order, so that two processes on PostgreSQL never wait for each other.
            for ticket in sorted(rows):
                known = await self._open(connection, ticket)
                if known is None:
                    continue
                ordered = sorted(rows[ticket], key=lambda row: (row["person"], row["kind"], row["word"]))
                # What was there already is not returned; a count of rows is not told by every driver.
                stored = await connection.execute(
                    self._insert(receipts).on_conflict_do_nothing().returning(receipts.c.ticket), ordered
                )
                if fresh := len(stored.all()):
                    new += fresh
                    await self._make_due(connection, ticket, known, now, soon=soon, apart=apart)
        return new

    async def count(self, row: int, entry: int) -> Counted | None:
        """Count a ticket's receipts anew; a drawing follows where they changed, and one when nothing more is to come."""
        now = self._clock()
        async with self._writing() as connection:
            found = await connection.execute(
                sa.select(outcomes, tickets.c.number)
                .join(tickets, tickets.c.id == outcomes.c.ticket)
                .where(outcomes.c.ticket == row, outcomes.c.version == entry, outcomes.c.closed_at.is_(None))
                .with_for_update()
            )
            before = found.mappings().one_or_none()
            if before is None or before["due_at"] is None or before["due_at"] > now:
                return None
            counts = await self._counted(connection, row)
            leaves = sa.select(campaigns.c.leaves_at).where(campaigns.c.id == before["campaign"])
            left = (await connection.execute(leaves)).scalar()
            ends = None if left is None else complete_at(left)
            values = {
                **counts,
                "counted_at": now,
                "due_at": ends if ends and ends > now else None,
                "version": entry + 1,
            }
            await connection.execute(outcomes.update().where(outcomes.c.ticket == row).values(values))
            await self._want_drawing(connection, before["campaign"], now)
            return Counted(before["campaign"], before["number"], outcome_of({**before, **counts}))

    async def count_again(self, row: int, *, at: datetime) -> None:
        """Make a ticket due for counting at an instant, if it is not due earlier."""
        earlier = outcomes.c.due_at.is_not(None) & (outcomes.c.due_at <= at)
        async with self._writing() as connection:
            await connection.execute(
                outcomes.update()
                .where(
                    outcomes.c.ticket == row,
                    outcomes.c.closed_at.is_(None),
                    ~earlier | outcomes.c.due_at.is_(None),
                )
                .values(due_at=at, version=outcomes.c.version + 1)
            )

    async def outcome(self, number: int) -> Outcome | None:
        """Give the latest counts of a campaign, None where nothing was heard of it."""
        async with self._reading() as connection:
            return await read_outcome(connection, number)

    async def _open(self, connection: AsyncConnection, ticket: int) -> sa.Row[Any, Any] | None:
        """Hold a ticket's counts, so that no purge comes between; None where its receipts went already."""
        known = await connection.execute(
            sa.select(outcomes.c.due_at, outcomes.c.counted_at)
            .where(outcomes.c.ticket == ticket, outcomes.c.closed_at.is_(None))
            .with_for_update()
        )
        return known.one_or_none()

    async def _make_due(
        self,
        connection: AsyncConnection,
        ticket: int,
        row: sa.Row[Any, Any],
        now: datetime,
        *,
        soon: timedelta,
        apart: timedelta,
    ) -> None:
        """Make a counting due, unless an earlier one is due that will see this too."""
        due_at = max(now + soon, row.counted_at + apart) if row.counted_at else now + soon
        values: dict[str, Any] = {"heard_at": now}
        if row.due_at is None or row.due_at > due_at:
            values |= {"due_at": due_at, "version": outcomes.c.version + 1}
        await connection.execute(outcomes.update().where(outcomes.c.ticket == ticket).values(values))

    async def _counted(self, connection: AsyncConnection, row: int) -> dict[str, int]:
        """Count people by their furthest fate, and the other things heard."""
        furthest = (
            sa.select(sa.func.max(receipts.c.word).label("fate"))
            .where(receipts.c.ticket == row, receipts.c.kind == Heard.DELIVERY)
            .group_by(receipts.c.person)
            .subquery()
        )
        fates = await connection.execute(
            sa.select(furthest.c.fate, sa.func.count()).group_by(furthest.c.fate)
        )
        counts = {column.name: 0 for column in (*DELIVERIES.values(), *OTHERS.values())}
        counts |= {DELIVERIES[Fate(int(fate))].name: number for fate, number in fates}
        others = await connection.execute(
            sa.select(receipts.c.kind, sa.func.count())
            .where(receipts.c.ticket == row, receipts.c.kind != Heard.DELIVERY)
            .group_by(receipts.c.kind)
        )
        return counts | {OTHERS[Heard(kind)].name: number for kind, number in others}

    async def _want_drawing(self, connection: AsyncConnection, number: int, now: datetime) -> None:
        """Make a campaign's messages due to be drawn, though the campaign itself did not change."""
        wanted = await connection.execute(
            drawings.update()
            .where(drawings.c.campaign == number)
            .values(version=drawings.c.version + 1, due_at=now)
            .returning(drawings.c.version)
        )
        version = wanted.scalar_one_or_none()
        if version is not None:
            await self._enqueue(connection, Job(Kind.DRAW, number, version))
