"""A store and an engine on each database, under a clock that stands still until it is moved."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from bot.adapters.database import connect
from bot.adapters.engine import Engine
from bot.adapters.store import SqlStore
from bot.services.jobs import Kind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
    from datetime import datetime

    from bot.services.jobs import Job
    from tests.adapters.store.values import Hands


async def until(condition: Callable[[], bool], *, seconds: float = 20) -> None:
    """Wait for a state; fails where it does not come."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - the state may be in another thread, process or the database
            await asyncio.sleep(0.005)


class House:
    """An engine with its store, which notes every job that was done."""

    def __init__(self, url: str, clock: Hands, **settings: Any) -> None:
        self.url = url
        self.clock = clock
        self.engine = Engine(url, clock=clock, **{"tick": 0.02, "poll": 0.02, **settings})
        self.database = connect(url)
        self.store = SqlStore(self.database, clock=clock, enqueue=self.engine.enqueue)
        self.done: list[tuple[str, int, int]] = []
        self.looks = 0
        self.act: Callable[[int, int], Awaitable[None]] | None = None

    async def start(self) -> None:
        await self.engine.start(due=self._due, work={kind: self._work(kind) for kind in Kind})

    async def looked(self) -> None:
        """Wait until the ticker has looked at the table as it is now, and enqueued what it found."""
        seen = self.looks
        await until(lambda: self.looks >= seen + 3)

    def acts(self) -> list[tuple[int, int]]:
        """Name what was acted on: campaign and entry, in order."""
        return [(subject, entry) for kind, subject, entry in self.done if kind == "act"]

    async def _due(self, now: datetime) -> Sequence[Job]:
        self.looks += 1
        return await self.store.due(now)

    def _work(self, kind: Kind) -> Callable[[int, int], Awaitable[None]]:
        async def work(subject: int, entry: int) -> None:
            self.done.append((kind.value, subject, entry))
            if kind is Kind.ACT and self.act is not None:
                await self.act(subject, entry)

        return work


@asynccontextmanager
async def open_house(url: str, clock: Hands, **settings: Any) -> AsyncIterator[House]:
    """Start an engine, and stop it at the end."""
    house = House(url, clock, **settings)
    try:
        await house.start()
        # The first look hands out under ids of its own, beside those of what is begun meanwhile.
        await until(lambda: house.engine.idle is not None)
        yield house
    finally:
        await house.engine.stop(patience=1)
        await house.database.dispose()
