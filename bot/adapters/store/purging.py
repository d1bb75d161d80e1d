"""The part of the store that forgets: words, drafts, receipts and tests that are older than they are kept.

A text becomes nothing once, and what its place in the chain needs of it stays: see `domain/evidence.py`. Campaigns under
way, and those of which nobody knows whether they left, are never touched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.adapters.living_tables import homes
from bot.adapters.outcome_tables import outcomes, receipts
from bot.adapters.store.transactions import Transactions
from bot.adapters.tables import campaigns, drafts, drawings, events, is_over, revisions, trials
from bot.domain import evidence
from bot.domain.retention import Perishable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

#: How many campaigns' hashes go in one transaction: there may be a hundred thousand of each.
CAMPAIGNS = 5


class Purging(Transactions):
    """What goes after a while."""

    async def perishable(self, kind: Perishable, before: datetime) -> int:
        """Count what is of a kind and older than an instant (aware), and may go."""
        async with self._reading() as connection:
            old = 0
            for which in _WHICH[kind](before):
                number = sa.select(sa.func.count()).select_from(which.subquery())
                old += int((await connection.execute(number)).scalar_one())
            return old

    async def purge(self, kind: Perishable, before: datetime, *, limit: int) -> int:
        """Let at most `limit` of it go, fewer of what is heavy, in one transaction; returns how many went.

        What another process writes at the same time is left to the next run.
        """
        async with self._writing() as connection:
            match kind:
                case Perishable.TEXTS:
                    return await self._texts(connection, before, limit)
                case Perishable.RECEIPTS:
                    return await self._receipts(connection, before, min(limit, CAMPAIGNS))
                case Perishable.DRAFTS | Perishable.TRIALS:
                    gone = 0
                    for which in _WHICH[kind](before):
                        gone += await _deleted(connection, which, limit - gone)
                    return gone

    async def _texts(self, connection: AsyncConnection, before: datetime, limit: int) -> int:
        [which] = _WHICH[Perishable.TEXTS](before)
        found = (await connection.execute(which.limit(limit))).all()
        return sum([await self._forget(connection, row.id, row.version) for row in found])

    async def _forget(self, connection: AsyncConnection, number: int, version: int) -> int:
        """Take the words of a campaign, unless somebody has written it since it was found."""
        now = self._clock()
        last = (
            sa.select(events.c.link).where(events.c.campaign == number).order_by(events.c.seq.desc()).limit(1)
        )
        found = await connection.execute(
            sa.select(revisions).where(revisions.c.campaign == number).order_by(revisions.c.revision)
        )
        briefs = {row["revision"]: row["brief"] for row in found.mappings()}
        seals = {revision: evidence.seal(brief) for revision, brief in briefs.items()}
        tied = evidence.purge_link(
            (await connection.execute(last)).scalar() or evidence.first(number), at=now, seals=seals
        )
        swapped = await connection.execute(
            campaigns.update()
            .where(campaigns.c.id == number, campaigns.c.version == version, campaigns.c.purged_at.is_(None))
            .values(version=version + 1, purged_at=now, purge_link=tied)
        )
        if swapped.rowcount != 1:
            return 0
        for revision, brief in briefs.items():
            await connection.execute(
                revisions.update()
                .where(revisions.c.campaign == number, revisions.c.revision == revision)
                .values(brief={**brief, "text": ""}, sealed=seals[revision])
            )
        return 1

    async def _receipts(self, connection: AsyncConnection, before: datetime, limit: int) -> int:
        [which] = _WHICH[Perishable.RECEIPTS](before)
        found = list((await connection.execute(_locked(which, limit))).scalars().all())
        if found:
            # Closed first: what is told of these tickets from now on would be counted from nothing.
            await connection.execute(
                outcomes.update().where(outcomes.c.ticket.in_(found)).values(closed_at=self._clock())
            )
            await connection.execute(receipts.delete().where(receipts.c.ticket.in_(found)))
        return len(found)


def _locked(which: sa.Select[Any], limit: int) -> sa.Select[Any]:
    """Hold rows until the end of the transaction, so that none is written anew between being found and going."""
    return which.limit(limit).with_for_update(skip_locked=True)


async def _deleted(connection: AsyncConnection, which: sa.Select[Any], limit: int) -> int:
    """Delete rows by the keys that are selected."""
    if limit <= 0:
        return 0
    keys = list(which.selected_columns)
    table = keys[0].table
    found = (await connection.execute(_locked(which, limit))).all()
    if found:
        await connection.execute(table.delete().where(sa.tuple_(*keys).in_([tuple(row) for row in found])))
    return len(found)


def _over(before: datetime) -> list[sa.Select[Any]]:
    drawn = ~sa.exists().where(drawings.c.campaign == campaigns.c.id, drawings.c.due_at.is_not(None))
    gone = sa.func.coalesce(campaigns.c.leaves_at, campaigns.c.entered_at) < before
    # What is heard last is still told in the thread.
    told = ~sa.exists().where(outcomes.c.campaign == campaigns.c.id, outcomes.c.due_at.is_not(None))
    which = sa.select(campaigns.c.id, campaigns.c.version).where(
        is_over, campaigns.c.entered_at < before, gone, drawn, told
    )
    return [which.order_by(campaigns.c.entered_at)]


def _heard(before: datetime) -> list[sa.Select[Any]]:
    done = outcomes.c.due_at.is_(None) & outcomes.c.closed_at.is_(None)
    return [sa.select(outcomes.c.ticket).where(done, outcomes.c.heard_at < before)]


#: What is of a kind and older than an instant, as keys of rows.
_WHICH: Mapping[Perishable, Callable[[datetime], list[sa.Select[Any]]]] = {
    Perishable.TEXTS: _over,
    Perishable.RECEIPTS: _heard,
    Perishable.DRAFTS: lambda before: [
        sa.select(drafts.c.owner).where(drafts.c.saved_at < before),
        sa.select(homes.c.user).where(homes.c.opened_at < before),
    ],
    Perishable.TRIALS: lambda before: [
        sa.select(trials.c.campaign, trials.c.revision, trials.c.attempt).where(trials.c.at < before)
    ],
}
