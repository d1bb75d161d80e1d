"""A story for each test, on its own database and its own local Octopush."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from bot.adapters.database import connect
from bot.adapters.store import SqlStore
from bot.sandbox.octopush import Contact, LocalOctopush
from bot.sandbox.serving import serve
from tests.databases import sqlite_url  # noqa: F401 - a fixture
from tests.services.story import Hands, Octopush, Story

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def story(sqlite_url: str) -> AsyncIterator[Story]:  # noqa: F811 - pytest hands the fixture over by name
    """Put one together: a hundred people in one list, and nobody in another."""
    clock = Hands()
    local = LocalOctopush(clock=clock)
    local.account.add((Contact(f"+3363998{index:04d}") for index in range(100)), list_name="VIP")
    local.account.add(list_name="Empty")
    engine = connect(sqlite_url)
    store = SqlStore(engine, clock=clock, enqueue=lambda _connection, _job: None)
    async with (
        serve(local.app) as url,
        Octopush(local.login, SecretStr(local.key), f"{url}/v1/public/") as octopush,
    ):
        yield Story(clock, engine, store, local, octopush)
    await engine.dispose()
