"""A story for each test, on a database of its own; the local Octopush is served once to a file of tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest_asyncio
from pydantic import SecretStr

from bot.adapters.database import connect
from bot.adapters.store import SqlStore
from bot.sandbox.octopush import Contact, LocalOctopush
from bot.sandbox.serving import serve
from tests.databases import sqlite_url  # noqa: F401 - a fixture
from tests.services.story import NOW, Hands, Octopush, Story

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served() -> AsyncIterator[tuple[Hands, LocalOctopush, Octopush]]:
    """Serve one local Octopush, and keep one client of it."""
    clock = Hands()
    local = LocalOctopush(clock=clock)
    async with (
        serve(local.app) as url,
        Octopush(local.login, SecretStr(local.key), f"{url}/v1/public/") as octopush,
    ):
        yield clock, local, octopush


@pytest_asyncio.fixture(loop_scope="module")
async def story(
    served: tuple[Hands, LocalOctopush, Octopush],
    sqlite_url: str,  # noqa: F811 - pytest hands the fixture over by name
) -> AsyncIterator[Story]:
    """Put one together: a hundred people in one list, and nobody in another."""
    clock, local, octopush = served
    clock.now = NOW
    local.reset()
    octopush.before.clear()
    octopush.after.clear()
    octopush.shows = None
    local.account.add((Contact(f"+3363998{index:04d}") for index in range(100)), list_name="VIP")
    local.account.add(list_name="Empty")
    engine = connect(sqlite_url)
    store = SqlStore(engine, clock=clock, enqueue=lambda _connection, _job: None)
    yield Story(clock, engine, store, local, octopush)
    await engine.dispose()
