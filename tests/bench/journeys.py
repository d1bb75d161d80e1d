"""Whole campaigns: from *Confirm* to handed over, by one process and by two."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING

from tests.bench import knocks, served
from tests.bench.figures import Sample
from tests.bench.load import Client
from tests.bench.seeds import drafted
from tests.bench.served import told

if TYPE_CHECKING:
    from tests.bench.seeds import Databases
    from tests.bench.served import Served

#: SQLite is for one process.
HOUSES = (("sqlite", 1), ("postgresql", 1), ("postgresql", 2))
#: Seconds until the last of them must be handed over.
PATIENCE = 120.0


async def journeys(slack: Served, databases: Databases, *, rounds: int, count: int = 30) -> list[Sample]:
    """Confirm `count` campaigns that leave at once, and wait until Octopush was told to send the last."""
    samples = []
    for kind, processes in HOUSES:
        url = databases.new(kind)
        with contextlib.ExitStack() as stack:
            running = [
                stack.enter_context(served.bot(slack, url, APPROVALS_REQUIRED="0")) for _ in range(processes)
            ]
            for process in running:
                await process.first_answer()
            await asyncio.sleep(3)
            for _ in range(rounds):
                rate = await _round(slack, url, running, count)
                samples.append(
                    Sample(
                        "confirm → handed over",
                        f"{processes} process(es)",
                        f"bot, {kind}",
                        "campaigns/s",
                        rate,
                    )
                )
    return samples


async def _round(slack: Served, url: str, running: list[Served], count: int) -> float:
    drafts = await asyncio.to_thread(drafted, url, count)
    await told(slack, "reset")
    clients = [Client(process.address) for process in running]
    began = time.perf_counter()
    loads = await asyncio.gather(
        *[
            client.closed(list(knocks.confirmations(drafts[at :: len(clients)])), at_once=10)
            for at, client in enumerate(clients)
        ]
    )
    if any(set(load.statuses) != {200} for load in loads):
        raise RuntimeError(f"Confirmations were answered with {[load.statuses for load in loads]}.")
    sent: list[float] = []
    while len(sent) < count:
        if time.perf_counter() - began > PATIENCE:
            raise RuntimeError(f"{len(sent)} of {count} campaigns were handed over in {PATIENCE:.0f} s.")
        await asyncio.sleep(0.1)
        sent = [at for token, at in (await told(slack, "seen")).items() if token.startswith("sent:")]
    for client in clients:
        client.close()
    await served.quiet(slack)
    return count / (max(sent) - began)
