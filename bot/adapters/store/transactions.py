"""How the store reads and writes: one transaction at a time on SQLite, one snapshot a look on PostgreSQL."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, nullcontext
from typing import TYPE_CHECKING, Protocol

from sqlalchemy.dialects import postgresql, sqlite

from bot.adapters.database import WRITES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import sqlalchemy as sa
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from bot.services.ports import Clock, Job


class Enqueue(Protocol):
    """Put a job into the engine's queue, inside the transaction of a connection."""

    def __call__(self, connection: sa.Connection, job: Job, /) -> None:
        """Enqueue a job; one whose id is known already is left alone."""
        ...


class Transactions:
    """The connections of the store, the clock it tells time by, and the hook that enqueues.

    `zone` (IANA) is the house's, in which days begin where spending is added up.
    """

    def __init__(self, engine: AsyncEngine, *, clock: Clock, enqueue: Enqueue, zone: str = "UTC") -> None:
        self._clock = clock
        self._zone = zone
        self._hook = enqueue
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._writers = engine.execution_options(**{WRITES: True})
        # Several statements make one look; under READ COMMITTED each would see another moment.
        self._readers = (
            engine if self._is_sqlite else engine.execution_options(isolation_level="REPEATABLE READ")
        )
        # SQLite's own queue is a sleep and another try, which is neither fair nor quick.
        self._turn = asyncio.Lock() if self._is_sqlite else nullcontext()

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[AsyncConnection]:
        async with self._readers.begin() as connection:
            yield connection

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        async with self._turn, self._writers.begin() as connection:
            yield connection

    async def _enqueue(self, connection: AsyncConnection, job: Job) -> None:
        await connection.run_sync(self._hook, job)

    def _insert(self, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
        """Begin an INSERT that may say what to do on a conflict."""
        return sqlite.insert(table) if self._is_sqlite else postgresql.insert(table)
