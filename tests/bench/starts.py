"""From the start of the process to its first 200, and what acknowledgements wait for while the engine still loads."""

from __future__ import annotations

import asyncio
import itertools
import time
from typing import TYPE_CHECKING

from tests.bench import knocks, served
from tests.bench.figures import Sample
from tests.bench.load import Client

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from tests.bench.seeds import Databases
    from tests.bench.served import Served

#: Seconds after the first answer in which everything is loaded.
AFTER = 3.5


async def cold(slack: Served, databases: Databases, *, rounds: int) -> list[Sample]:
    """Start each side anew, in turns, on a database that was migrated."""
    samples = []
    for _ in range(rounds):
        samples += await _started("bare Bolt", served.bare(slack))
        samples += await _started("bot, SQLite", served.bot(slack, databases.new("sqlite")))
    return samples


async def _started(name: str, starting: AbstractContextManager[Served]) -> list[Sample]:
    with starting as process:
        first = await process.first_answer()
        client, longest = Client(process.address), 0.0
        coming, ends = knocks.commands(), time.perf_counter() + AFTER
        while time.perf_counter() < ends:
            load = await client.closed(list(itertools.islice(coming, 1)), at_once=1)
            longest = max(longest, *load.times)
            await asyncio.sleep(0.01)
        client.close()
        memory = process.memory
    return [
        Sample("cold start", "first 200", name, "s", first),
        Sample("cold start", "first seconds", name, "max", longest),
        Sample("memory", "started", name, "MB", memory),
    ]
