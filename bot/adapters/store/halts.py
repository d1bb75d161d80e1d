"""The halts' part of the store: what keeps every process from handing anything over, and what the channels are told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.adapters.living_tables import announcements
from bot.adapters.store.hopping import channels_of
from bot.adapters.store.transactions import Transactions
from bot.adapters.tables import halts, is_open
from bot.errors import Conflict, NotFound
from bot.services.jobs import Job, Kind
from bot.services.pausing import Announcement, News
from bot.services.seeing import Halt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

#: Any number that nothing else locks by: a halt waits for the hand-overs that are being written, and they for it.
_HALT_LOCK = 7_240_320


class Halts(Transactions):
    """Halts by name, and their announcements."""

    async def halts(self) -> Mapping[str, datetime]:
        """Name what keeps everything from being handed over, and since when."""
        async with self._reading() as connection:
            return {halt.name: halt.since for halt in await halts_of(connection)}

    async def halt(self, name: str, *, by: str, news: News | None = None) -> bool:
        """Hand nothing over any more, until the halt of this name is lifted; one that holds keeps its beginning.

        Once this returns, whatever is still being handed over is in state SENDING, and nothing else will be. `news`
        is told in the channels, where the halt is new. Returns whether it is.
        """
        async with self._writing() as connection:
            await self._lock(connection, shared=False)
            made = await connection.execute(
                self._insert(halts)
                .values(name=name, since=self._clock(), by=by)
                .on_conflict_do_nothing(index_elements=[halts.c.name])
                .returning(halts.c.name)
            )
            new = made.scalar_one_or_none() is not None
            if new and news is not None:
                await self._announce(connection, news, by)
            return new

    async def lift(self, *names: str, by: str = "", news: News | None = None) -> bool:
        """Lift halts; one that does not hold is lifted already. Returns whether any held."""
        async with self._writing() as connection:
            gone = await connection.execute(
                halts.delete().where(halts.c.name.in_(names)).returning(halts.c.name)
            )
            held = bool(gone.scalars().all())
            if held and news is not None:
                await self._announce(connection, news, by)
            return held

    async def announcement(self, number: int) -> Announcement:
        """Load what the channels are to be told; raises NotFound."""
        async with self._reading() as connection:
            found = await connection.execute(sa.select(announcements).where(announcements.c.id == number))
            row = found.mappings().one_or_none()
            if row is None:
                raise NotFound(f"There is no announcement {number}.")
            return Announcement(
                id=number,
                version=row["version"],
                news=News(row["kind"]),
                by=row["by"],
                at=row["at"],
                posted=tuple(row["posted"]),
            )

    async def audience_of(self, announcement: Announcement, *, limit: int) -> Sequence[str]:
        """Name the channels where campaigns are under way, and those that the news before was told in."""
        before = sa.select(announcements.c.posted).where(announcements.c.id < announcement.id)
        async with self._reading() as connection:
            told = (
                await connection.execute(before.order_by(announcements.c.id.desc()).limit(1))
            ).scalar_one_or_none()
            here = (await connection.execute(channels_of(limit, is_open))).scalars()
            return list(dict.fromkeys([*(told or ()), *here]))[:limit]

    async def told(
        self, announcement: Announcement, *, posted: Sequence[str], again_at: datetime | None
    ) -> Announcement:
        """Record which channels know by now, and when to go on; raises Conflict where another worker has it."""
        values = {"posted": list(posted), "due_at": again_at, "version": announcement.version + 1}
        async with self._writing() as connection:
            written = await connection.execute(
                announcements.update()
                .where(announcements.c.id == announcement.id, announcements.c.version == announcement.version)
                .values(**values)
            )
            if written.rowcount != 1:
                raise Conflict(f"Announcement {announcement.id} is in another worker's hands.")
        return Announcement(
            id=announcement.id,
            version=announcement.version + 1,
            news=announcement.news,
            by=announcement.by,
            at=announcement.at,
            posted=tuple(posted),
        )

    async def _announce(self, connection: AsyncConnection, news: News, by: str) -> None:
        now = self._clock()
        made = await connection.execute(
            self._insert(announcements)
            .values(kind=news.value, by=by, at=now, posted=[], version=1, due_at=now)
            .returning(announcements.c.id)
        )
        await self._enqueue(connection, Job(Kind.ANNOUNCE, made.scalar_one(), 1))

    async def _insist_on_going(self, connection: AsyncConnection) -> None:
        """Raise Conflict where a halt holds: called in the transaction that marks a campaign as being sent."""
        await self._lock(connection, shared=True)
        if await halts_of(connection):
            raise Conflict("Sending is halted.")

    async def _lock(self, connection: AsyncConnection, *, shared: bool) -> None:
        """Let halts and hand-overs be written one after the other; SQLite has one writer anyway."""
        if self._inline is None:
            lock = sa.func.pg_advisory_xact_lock_shared if shared else sa.func.pg_advisory_xact_lock
            await connection.execute(sa.select(lock(_HALT_LOCK)))


async def halts_of(connection: AsyncConnection) -> Sequence[Halt]:
    """Read all halts inside a transaction that somebody else holds, the oldest first."""
    found = await connection.execute(sa.select(halts).order_by(halts.c.since, halts.c.name))
    return [Halt(row.name, row.since, row.by) for row in found]
