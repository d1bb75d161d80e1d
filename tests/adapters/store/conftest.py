"""A store on each database, with a clock that is moved by hand and a hook that keeps what was enqueued."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.adapters.database import connect
from bot.adapters.store import SqlStore
from tests.adapters.store.values import Hands
from tests.databases import database_url, empty_url, postgresql_url, sqlite_url  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import sqlalchemy as sa
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.services.jobs import Job


class Queue:
    """What was enqueued; raises what it is told to."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.broken: Exception | None = None

    def __call__(self, connection: sa.Connection, job: Job) -> None:
        assert connection.in_transaction()
        if self.broken is not None:
            raise self.broken
        self.jobs.append(job)

    @property
    def ids(self) -> list[str]:
        """The ids since it was last asked."""
        ids, self.jobs = [job.id for job in self.jobs], []
        return ids


@pytest.fixture
def clock() -> Hands:
    """Stand still at noon."""
    return Hands()


@pytest.fixture
def queue() -> Queue:
    """Keep what is enqueued."""
    return Queue()


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:  # noqa: F811 - pytest hands the fixture over by name
    """Connect to each database in turn."""
    engine = connect(database_url)
    yield engine
    await engine.dispose()


@pytest.fixture
def store(engine: AsyncEngine, clock: Hands, queue: Queue) -> SqlStore:
    """Build the store."""
    return SqlStore(engine, clock=clock, enqueue=queue)


@pytest.fixture
async def sqlite_engine(sqlite_url: str) -> AsyncIterator[AsyncEngine]:  # noqa: F811 - as above
    """Connect to a SQLite file."""
    engine = connect(sqlite_url)
    yield engine
    await engine.dispose()
