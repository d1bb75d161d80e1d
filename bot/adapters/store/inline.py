"""SQLite without a thread between the event loop and the file.

A statement on a local file takes some ten microseconds, and a hop to a thread and back a hundred: through aiosqlite, the
hops of one question cost more than all the rest of a slash command. So statements run on the loop itself. What may wait
does not: taking the write lock, where another connection holds it, and the commit, which waits for the disk, have a
thread. In WAL mode reading waits for nobody (www.sqlite.org/wal.html). Never for a database behind a network.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from bot.adapters.database import BEGINS_ITSELF, BUSY_TIMEOUT, WRITES, connect_sync

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

T = TypeVar("T")


class Inline:
    """Transactions on the SQLite file of an engine; its connections are let go of when the engine is disposed."""

    def __init__(self, engine: AsyncEngine) -> None:
        pool = connect_sync(engine.url.render_as_string(hide_password=False))
        self._readers = pool.execution_options(**{BEGINS_ITSELF: True})
        self._writers = pool.execution_options(**{WRITES: True})
        self._free: list[sa.Connection] = []
        # One writer at a time: SQLite's own queue is a sleep and another try, which is neither fair nor quick.
        self._turn = asyncio.Lock()
        sa.event.listen(engine.sync_engine, "engine_disposed", lambda _engine: self._let_go())

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Look at one moment of the database.

        A connection that has looked is kept open, and begins and ends its transactions by itself: what SQLAlchemy does
        around them takes longer than most questions.
        """
        connection = self._free.pop() if self._free else self._readers.connect()
        driver = _driver(connection)
        try:
            driver.execute("BEGIN")
            yield _as_async(connection)
        except BaseException:
            connection.close()
            raise
        driver.execute("COMMIT")
        self._free.append(connection)

    def _let_go(self) -> None:
        while self._free:
            self._free.pop().close()
        self._readers.dispose()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Write in one transaction, durable when the block ends; a block that raises wrote nothing."""
        async with self._turn:
            with self._writers.connect() as connection:
                transaction = await _begun(connection)
                try:
                    yield _as_async(connection)
                except BaseException:
                    transaction.rollback()
                    raise
                await _in_a_thread(transaction.commit)


class _Answering:
    """The part of an asynchronous connection that the store uses, answered at once."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    async def execute(self, statement: sa.Executable, parameters: Any = None) -> sa.CursorResult[Any]:  # noqa: ANN401 - SQLAlchemy's signature
        return self._connection.execute(statement, parameters)

    async def run_sync(self, call: Callable[..., Any], *arguments: Any) -> Any:  # noqa: ANN401 - as above
        return call(self._connection, *arguments)


def _as_async(connection: sa.Connection) -> AsyncConnection:
    return cast("AsyncConnection", _Answering(connection))


async def _begun(connection: sa.Connection) -> sa.RootTransaction:
    """Take the write lock: at once where it is free, else in a thread."""
    driver = _driver(connection)
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        return connection.begin()
    except OperationalError:
        # Locked, most likely; what is not is raised again now.
        driver.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT * 1000}")
        return await _in_a_thread(connection.begin)
    finally:
        driver.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT * 1000}")


def _driver(connection: sa.Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        raise TypeError(
            "Only SQLite is answered without a thread, and a connection that was just taken is open."
        )
    return driver


async def _in_a_thread(call: Callable[[], T]) -> T:
    """Run a call in a thread and stay until it has ended: a cancelled wait may not leave the connection in two hands."""
    running = asyncio.ensure_future(asyncio.to_thread(call))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        while not running.done():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait([running])
        raise
