"""Memory and speed with few and with many campaigns in the store: what is asked of it may not grow with what it holds.

`QUESTIONS` names every question that a list, a view or the ticker asks; a new one belongs here.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.adapters.database import connect
from bot.adapters.store import SqlStore
from bot.domain.brief import Brief
from bot.services.seeing import HOME, MENDED_WITHIN, Sight
from bot.slack.views.home import FIRST
from tests.bench import knocks, served
from tests.bench.figures import Sample, median, quantile
from tests.bench.load import Client
from tests.bench.seeds import awaiting, over

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from tests.bench.seeds import Databases
    from tests.bench.served import Served

SIZES = (10, 1_000, 100_000)
#: How many campaigns wait for approval, whatever the size.
WAITING = 120
#: How often each question is asked in a round.
ASKED = 60

#: What every seeded campaign goes to.
VIPS = Brief(text="x", list_name="VIP customers")

QUESTIONS: Mapping[str, Callable[[SqlStore], Awaitable[object]]] = {
    "somebody's campaigns": lambda store: store.campaigns(requester="U7", limit=5),
    "open campaigns": lambda store: store.campaigns(open_only=True),
    "latest campaigns": lambda store: store.campaigns(),
    "what is due": lambda store: store.due(datetime.now(UTC)),
    "audiences": lambda store: store.audiences("vip"),
    "an audience's last use": lambda store: store.audience(VIPS),
    "campaigns to the same audience": lambda store: store.alike(VIPS),
    "one campaign drawn": lambda store: store.picture(1),
    "one campaign by its ticket": lambda store: store.find("sms_1"),
    "the Home of who decides": lambda store: _home(store, Sight("UAPP", approver=True)),
    "the Home of who asks": lambda store: _home(store, Sight("U7", approver=False, channels=("C1", "C2"))),
    "channels with campaigns": lambda store: store.channels(limit=100),
}


async def _home(store: SqlStore, sight: Sight) -> object:
    now = datetime.now(UTC)
    days = (now.date().replace(day=1).isoformat(), "9999")
    return await store.board(
        sight, dict.fromkeys(HOME), each=FIRST, since=now - MENDED_WITHIN, days=days, anybody=False
    )


async def stores(
    slack: Served, databases: Databases, *, rounds: int, sizes: tuple[int, ...] = SIZES
) -> list[Sample]:
    """Fill SQLite files of each size; ask all questions in turns, click on *Approve*, look at the memory."""
    urls, waiting = {}, {}
    for size in sizes:
        urls[size] = databases.new("sqlite")
        await asyncio.to_thread(over, urls[size], size)
        waiting[size] = await asyncio.to_thread(awaiting, urls[size], WAITING)
    samples = []
    for _ in range(rounds):
        for size in sizes:
            samples += await _asked(urls[size], size)
    for size in sizes:
        samples += await _clicked(slack, urls[size], size, waiting[size])
    return samples


async def _asked(url: str, size: int) -> list[Sample]:
    pool = connect(url)
    store = SqlStore(pool, clock=lambda: datetime.now(UTC), enqueue=lambda _connection, _job: None)
    samples = []
    for name, question in QUESTIONS.items():
        times = []
        await question(store)
        for _ in range(ASKED):
            began = time.perf_counter()
            await question(store)
            times.append(time.perf_counter() - began)
        samples.append(Sample(name, f"{size:,}", "bot, SQLite", "p50", quantile(times, 0.5)))
    await pool.dispose()
    return samples


async def _clicked(slack: Served, url: str, size: int, waiting: list[tuple[int, str]]) -> list[Sample]:
    with served.bot(slack, url) as process:
        await process.first_answer()
        await asyncio.sleep(3)
        client = Client(process.address)
        load = await client.paced(list(knocks.approvals(waiting)), rate=20)
        client.close()
        if set(load.statuses) != {200}:
            raise RuntimeError(f"Clicks were answered with {load.statuses}.")
        return [
            Sample("approve click", f"{size:,}", "bot, SQLite", "p50", quantile(load.times, 0.5)),
            Sample("memory", f"{size:,}", "bot, SQLite", "MB", process.memory),
        ]


def table(samples: list[Sample], sizes: tuple[int, ...] = SIZES) -> str:
    """Lay out what was asked, in milliseconds or megabytes, and the largest beside the middle."""
    lines = [
        f"{'with campaigns in the store':<28}" + "".join(f"{size:>14,}" for size in sizes) + f"{'ratio':>8}"
    ]
    for name, what in [*((name, "p50") for name in (*QUESTIONS, "approve click")), ("memory", "MB")]:
        found = [median(samples, name, f"{size:,}", "bot, SQLite", what) for size in sizes]
        if any(one is None for one in found):
            continue
        values = [one[0] * (1 if what == "MB" else 1000) for one in found if one]
        unit = "MB" if what == "MB" else "ms"
        cells = "".join(f"{value:>11.2f} {unit}" for value in values)
        lines.append(f"{name:<28}{cells}{values[-1] / values[len(values) // 2]:>8.2f}")
    return "\n".join(lines)
