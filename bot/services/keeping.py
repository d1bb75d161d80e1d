"""Keep things no longer than needed: once an hour, in small batches, by any process; what goes is told in the log.

A purge takes words and marks, and leaves digests, counts, costs and who decided: a record can still be checked after it.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from bot import logs
from bot.domain.retention import Perishable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.domain.retention import Retention
    from bot.services.ports import Clock

log = logs.get(__name__)

#: How many go in one transaction, and in how many at most in one run: the next run takes what is left.
BATCH, BATCHES = 200, 1_000
#: Seconds from the start to the first run, so that a start has the machine for itself, and between two runs.
FIRST, EVERY = 60.0, 3600.0


class Shredder(Protocol):
    """What the store is asked here."""

    async def perishable(self, kind: Perishable, before: datetime) -> int:
        """Count what is of a kind and older than an instant (aware), and may go."""
        ...

    async def purge(self, kind: Perishable, before: datetime, *, limit: int) -> int:
        """Let at most `limit` of it go, or fewer, in one transaction; returns how many went, 0 where nothing is left."""
        ...


async def look(store: Shredder, retention: Retention, now: datetime) -> Mapping[Perishable, int]:
    """Count what a purge would take now, of each kind that is not kept for ever."""
    return {
        kind: await store.perishable(kind, before)
        for kind in Perishable
        if (before := retention.before(kind, now)) is not None
    }


async def purge(store: Shredder, retention: Retention, now: datetime) -> Mapping[Perishable, int]:
    """Let go what is older than it is kept; returns how many of each kind went. A purge that stops half way goes on later."""
    gone: dict[Perishable, int] = {}
    for kind in Perishable:
        before = retention.before(kind, now)
        if before is None:
            continue
        gone[kind] = 0
        for _ in range(BATCHES):
            went = await store.purge(kind, before, limit=BATCH)
            gone[kind] += went
            if not went:
                break
    if any(gone.values()):
        log.info("purged", **{kind.value: number for kind, number in gone.items()})
    return gone


async def keep(store: Shredder, retention: Retention, clock: Clock) -> None:
    """Purge again and again, for ever; what fails is logged, and tried again at the next run."""
    await asyncio.sleep(FIRST)
    while True:
        try:
            await purge(store, retention, clock())
        except Exception:
            log.exception("purge_failed", reference=logs.reference())
        await asyncio.sleep(EVERY)
