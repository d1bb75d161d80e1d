"""How the store reads and writes: one transaction at a time on SQLite, one snapshot a look on PostgreSQL."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol

from sqlalchemy.dialects import postgresql, sqlite

from bot.adapters.database import CONNECTIONS
from bot.adapters.store.inline import Inline
from bot.services.jobs import Kind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    import sqlalchemy as sa
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from bot.services.jobs import Job
    from bot.services.ports import Clock


Insert = sqlite.Insert | postgresql.Insert


class Enqueue(Protocol):
    """Put a job into the engine's queue, inside the transaction of a connection."""

    def __call__(self, connection: sa.Connection, job: Job, /) -> None:
        """Enqueue a job; one whose id is known already is left alone."""
        ...


class Transactions:
    """The connections of the store, the clock it tells time by, and the hooks that enqueue.

    `draw` takes the jobs that draw, after the commit, instead of the queue; what it does not do is still due.
    `zone` (IANA) is the house's, in which days begin where spending is added up.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        clock: Clock,
        enqueue: Enqueue,
        draw: Callable[[Job], None] | None = None,
        zone: str = "UTC",
    ) -> None:
        self._clock = clock
        self._zone = zone
        self._hook = enqueue
        self._draw = draw
        self._made: dict[Callable[..., sa.Executable], sa.Executable] = {}
        #: What to draw once its transaction is over.
        self._to_draw: dict[AsyncConnection, list[Job]] = {}
        self._inline = Inline(engine) if engine.dialect.name == "sqlite" else None
        self._writers = engine
        # Several statements make one look; under READ COMMITTED each would see another moment.
        self._readers = (
            engine.execution_options(isolation_level="REPEATABLE READ") if self._inline is None else engine
        )
        # The pool lets whoever comes first to a free connection have it: one who waits may be passed by for half a second.
        self._turn = asyncio.Semaphore(CONNECTIONS)
        self._lookers = (
            engine.execution_options(isolation_level="AUTOCOMMIT") if self._inline is None else engine
        )

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[AsyncConnection]:
        async with (
            self._inline.reading() if self._inline else self._in_turn(self._readers.begin()) as connection
        ):
            yield connection

    @asynccontextmanager
    async def _looking(self) -> AsyncIterator[AsyncConnection]:
        """Read with one statement, which needs no transaction around it: two round trips less on PostgreSQL."""
        async with (
            self._inline.reading() if self._inline else self._in_turn(self._lookers.connect()) as connection
        ):
            yield connection

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        to_draw: list[Job] = []
        async with (
            self._inline.writing() if self._inline else self._in_turn(self._writers.begin()) as connection
        ):
            self._to_draw[connection] = to_draw
            try:
                yield connection
            finally:
                del self._to_draw[connection]
        if self._draw is not None:
            for job in to_draw:
                self._draw(job)

    @asynccontextmanager
    async def _in_turn(
        self, opened: AbstractAsyncContextManager[AsyncConnection]
    ) -> AsyncIterator[AsyncConnection]:
        async with self._turn, opened as connection:
            yield connection

    async def _enqueue(self, connection: AsyncConnection, job: Job) -> None:
        if self._draw is not None and job.kind is Kind.DRAW:
            # Somebody looks at the screen, and the queue would take a tenth of a second; the row is due all the same.
            self._to_draw[connection].append(job)
            return
        await connection.run_sync(self._hook, job)

    def _once(self, make: Callable[[Callable[[sa.Table], Insert]], sa.Executable]) -> sa.Executable:
        """Give what `make` makes, made once: building a statement costs more than running it."""
        if make not in self._made:
            self._made[make] = make(self._insert)
        return self._made[make]

    def _insert(self, table: sa.Table) -> Insert:
        """Begin an INSERT that may say what to do on a conflict."""
        return sqlite.insert(table) if self._inline else postgresql.insert(table)
