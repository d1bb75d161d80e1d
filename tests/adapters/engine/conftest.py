"""An engine on each database, under a clock that stands still until it is moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.adapters.engine.house import House, open_house
from tests.adapters.store.values import Hands
from tests.databases import database_url, empty_url, postgresql_url  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
def clock() -> Hands:
    """Stand still at noon."""
    return Hands()


@pytest.fixture
async def house(database_url: str, clock: Hands) -> AsyncIterator[House]:  # noqa: F811 - pytest hands the fixture over by name
    """Start an engine on each database in turn."""
    async with open_house(database_url, clock) as house:
        yield house
