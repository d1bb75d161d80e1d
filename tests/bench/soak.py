"""A long load of everything at 80 % of what can be carried: memory stays flat, and no acknowledgement takes three seconds."""

from __future__ import annotations

import asyncio
import itertools
import statistics
import time
from collections import Counter
from typing import TYPE_CHECKING

from tests.bench import knocks, plots, seeds, served
from tests.bench.figures import machine, quantile
from tests.bench.load import Client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.knocks import Knock

#: Slack shows a failure after this many seconds.
SLACKS_PATIENCE = 3.0
#: What a request is, out of a hundred.
COMMANDS, SUGGESTIONS, PREVIEWS, APPROVALS = 40, 50, 8, 2
#: Seconds between two looks.
LOOK = 10.0
#: The share of the time after which memory must be flat, and by how much it may still grow.
WARM, GROWTH = 0.25, 0.10


async def soak(*, minutes: float) -> int:
    """Load one bot on SQLite; 1 where memory grew or an acknowledgement came too late."""
    print(machine())
    with seeds.databases() as databases, served.outside() as slack:
        url = databases.new("sqlite")
        # Nobody carries more than 800 a second of these on such a machine.
        waiting = await asyncio.to_thread(
            seeds.awaiting, url, int(minutes * 60 * 800 * APPROVALS / 100) + 1000
        )
        with served.bot(slack, url, REMINDERS="0") as process:
            await process.first_answer()
            await asyncio.sleep(3)
            coming = mixed(iter(waiting))
            client = Client(process.address)
            carried = await _saturation(client, slack, coming)
            rate = 0.8 * carried
            print(f"{carried:.0f} requests/s are carried; soaking at {rate:.0f}/s for {minutes:g} min")
            return await _soaked(client, slack, process, coming, rate=rate, seconds=minutes * 60)


def mixed(waiting: Iterator[tuple[int, str]]) -> Iterator[Knock]:
    """Mix the kinds evenly, always in the same order."""
    kinds = {
        COMMANDS: knocks.commands(),
        SUGGESTIONS: knocks.suggestions(),
        PREVIEWS: knocks.previews(),
        APPROVALS: itertools.chain.from_iterable(knocks.approvals([one]) for one in waiting),
    }
    owed = dict.fromkeys(kinds, 0)
    while True:
        for share in kinds:
            owed[share] += share
        chosen = max(owed, key=lambda share: owed[share])
        owed[chosen] -= 100
        yield next(kinds[chosen])


async def _saturation(client: Client, slack: served.Served, coming: Iterator[Knock]) -> float:
    """Find how many are carried a second, with all that follows an acknowledgement."""
    rates = []
    for _ in range(3):
        asked = list(itertools.islice(coming, 500))
        began = time.perf_counter()
        await client.closed(asked, at_once=20)
        await served.quiet(slack)
        rates.append(len(asked) / (time.perf_counter() - 0.2 - began))
    return statistics.median(rates)


async def _soaked(
    client: Client,
    slack: served.Served,
    process: served.Served,
    coming: Iterator[Knock],
    *,
    rate: float,
    seconds: float,
) -> int:
    memory: plots.Line = []
    latest: plots.Line = []
    ends = (began := time.perf_counter()) + seconds
    worst, answers = 0.0, Counter[int]()
    while time.perf_counter() < ends:
        # Signed shortly before they leave: a signature lasts five minutes.
        load = await client.paced(list(itertools.islice(coming, int(rate * LOOK))), rate=rate)
        await served.told(slack, "reset")
        minute = (time.perf_counter() - began) / 60
        memory.append((minute, process.memory))
        latest.append((minute, quantile(load.times, 0.99) * 1000))
        worst = max(worst, *load.times)
        answers += Counter(load.statuses)
    client.close()
    plots.save("soak-memory", f"resident MB by minute, at {rate:.0f} requests/s", {"bot, SQLite": memory})
    plots.save("soak-acks", f"ack p99 in ms by minute, at {rate:.0f} requests/s", {"bot, SQLite": latest})
    warm = [value for _, value in memory[int(len(memory) * WARM) :]]
    grown = warm[-1] / warm[0] - 1
    acknowledged = answers.pop(200, 0)
    failed = ", ".join(f"{status or 'no answer'}: {count}" for status, count in answers.items()) or "none"
    print(
        f"{acknowledged} acknowledged, failed: {failed}, the slowest in {worst * 1000:.0f} ms; memory from {warm[0]:.0f} "
        f"to {warm[-1]:.0f} MB ({grown:+.1%}) after the first quarter"
    )
    return 1 if answers or worst > SLACKS_PATIENCE or grown > GROWTH else 0
