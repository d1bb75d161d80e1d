"""The outages' part of the store: since when Octopush is silent, who probes, and the lines that tell of it.

Moving a due time forward is the claim: whoever's compare-and-set does it has the right until then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.adapters.store.reading import read_campaigns
from bot.adapters.store.transactions import Transactions
from bot.adapters.tables import campaigns, outage_lines, outages, present
from bot.domain.campaign import State
from bot.services.jobs import Job, Kind
from bot.services.outage import Line, Outage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.domain.campaign import Campaign

SERVICE = "octopush"
#: The `drawing` of an outage that ended before anybody began to draw it.
UNDRAWN = 2
_PRESENT = (outages.c.service == SERVICE) & outages.c.over_at.is_(None)
#: What waits for Octopush, or may have to.
_HELD_UP = campaigns.c.state.in_([State.PREPARING, State.APPROVED])


class Outages(Transactions):
    """`bot.services.outage.Outages`."""

    async def outage(self) -> Outage | None:
        """Give the outage that is not over."""
        async with self._looking() as connection:
            return _outage((await connection.execute(sa.select(outages).where(_PRESENT))).mappings().first())

    async def unanswered(self, *, tell_after: timedelta, probe_after: timedelta) -> None:
        """Count a call without an answer; the first begins an outage."""
        now = self._clock()
        async with self._writing() as connection:
            await connection.execute(
                self._insert(outages)
                .values(
                    service=SERVICE,
                    since=now,
                    silent=1,
                    version=1,
                    probe_at=now + probe_after,
                    drawing=1,
                    draw_at=now + tell_after,
                )
                .on_conflict_do_update(
                    index_elements=[outages.c.service],
                    index_where=present,
                    set_={"silent": outages.c.silent + 1},
                )
            )

    async def answered(self) -> None:
        """End the outage, if there is one, and make due at once what waited for it."""
        now = self._clock()
        async with self._writing() as connection:
            over = await connection.execute(
                outages.update()
                .where(_PRESENT)
                .values(
                    over_at=now,
                    probe_at=None,
                    version=outages.c.version + 1,
                    draw_at=now,
                    drawing=outages.c.drawing + 1,
                )
                .returning(outages.c.id, outages.c.drawing)
            )
            row = over.one_or_none()
            if row is None:
                return
            told = await connection.execute(
                sa.select(outage_lines.c.channel).where(outage_lines.c.outage == row.id).limit(1)
            )
            if told.first() is None and row.drawing == UNDRAWN:
                await connection.execute(outages.delete().where(outages.c.id == row.id))
            else:
                await self._enqueue(connection, Job(Kind.NOTICE, row.id, row.drawing))
            await self._wake(connection, now)

    async def claim_probe(self, number: int, entry: int, *, until: datetime) -> Outage | None:
        """Take the right to probe; None where the outage is over or somebody else has it."""
        async with self._writing() as connection:
            taken = await connection.execute(
                outages.update()
                .where(outages.c.id == number, outages.c.version == entry, outages.c.over_at.is_(None))
                .values(version=outages.c.version + 1, probe_at=until)
                .returning(outages)
            )
            return _outage(taken.mappings().first())

    async def probe_again(self, outage: Outage, *, at: datetime) -> None:
        """Say when the next probe is due; nothing where the outage is over."""
        async with self._writing() as connection:
            await connection.execute(
                outages.update()
                .where(outages.c.id == outage.id, outages.c.version == outage.version)
                .values(version=outages.c.version + 1, probe_at=at)
            )

    async def claim_notice(self, number: int, entry: int, *, until: datetime) -> Outage | None:
        """Take the right to draw the lines about an outage; None where somebody else has it."""
        async with self._writing() as connection:
            taken = await connection.execute(
                outages.update()
                .where(outages.c.id == number, outages.c.drawing == entry)
                .values(drawing=outages.c.drawing + 1, draw_at=until)
                .returning(outages)
            )
            return _outage(taken.mappings().first())

    async def notice_again(self, outage: Outage, *, at: datetime | None) -> None:
        """Say when to look again; where somebody wrote meanwhile, what was drawn may be old, and it is due at once."""
        async with self._writing() as connection:
            mine = await connection.execute(
                outages.update()
                .where(outages.c.id == outage.id, outages.c.drawing == outage.drawing)
                .values(drawing=outages.c.drawing + 1, draw_at=at)
            )
            if mine.rowcount == 0:
                await connection.execute(
                    outages.update()
                    .where(outages.c.id == outage.id)
                    .values(drawing=outages.c.drawing + 1, draw_at=self._clock())
                )

    async def lines(self, outage: Outage) -> Mapping[str, Line]:
        """Give the lines about an outage by channel."""
        async with self._reading() as connection:
            found = await connection.execute(
                sa.select(outage_lines).where(outage_lines.c.outage == outage.id)
            )
            return {
                row.channel: Line(channel=row.channel, ts=row.ts, drawn=row.drawn, named=tuple(row.named))
                for row in found
            }

    async def lined(self, outage: Outage, line: Line, *, instead_of: Line | None) -> bool:
        """Remember a line in place of the one that stood there; False where another's stands there by now."""
        shown = {"ts": line.ts, "drawn": line.drawn, "named": list(line.named)}
        here = (outage_lines.c.outage == outage.id) & (outage_lines.c.channel == line.channel)
        async with self._writing() as connection:
            if instead_of is None:
                posted = self._insert(outage_lines).values(outage=outage.id, channel=line.channel, **shown)
                write: sa.Executable = posted.on_conflict_do_nothing().returning(outage_lines.c.ts)
            else:
                redrawn = outage_lines.update().where(here, outage_lines.c.ts == instead_of.ts)
                write = redrawn.values(**shown).returning(outage_lines.c.ts)
            return (await connection.execute(write)).first() is not None

    async def held_up(self, named: Sequence[int]) -> Sequence[Campaign]:
        """Give the campaigns that are being prepared or approved, and those of these numbers, by number."""
        which = sa.select(campaigns.c.id).where(_HELD_UP | campaigns.c.id.in_(named)).order_by(campaigns.c.id)
        async with self._reading() as connection:
            return await read_campaigns(connection, (await connection.execute(which)).scalars().all())

    async def _wake(self, connection: AsyncConnection, now: datetime) -> None:
        """Make due at once what waited for an answer; the rows' versions stay, since nothing was decided."""
        woken = await connection.execute(
            campaigns.update()
            .where(
                _HELD_UP, campaigns.c.waiting == 0, campaigns.c.claim_by.is_(None), campaigns.c.due_at > now
            )
            .values(due_at=now)
            .returning(campaigns.c.id, campaigns.c.version)
        )
        for row in woken.all():
            await self._enqueue(connection, Job(Kind.ACT, row.id, row.version))


def _outage(row: sa.RowMapping | None) -> Outage | None:
    if row is None:
        return None
    return Outage(
        id=row["id"],
        since=row["since"],
        silent=row["silent"],
        over_at=row["over_at"],
        version=row["version"],
        drawing=row["drawing"],
    )
