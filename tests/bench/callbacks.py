"""Octopush's callbacks: 10,000 delivered twice and shuffled, over HTTP, into a database; the rate, the memory and the counts.

    python -m tests.bench.callbacks [--people 10000] [--connections 32]

The sender is a process of its own. Fails where the counts are not right.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

TICKET = "sms_624b06226b09"
SECRET = "a-secret-for-the-benchmark"
ENDINGS = ("DELIVERED", "DELIVERED", "DELIVERED", "NOT_DELIVERED")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one side; 1 where the counts are not right."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--load", metavar="ADDRESS", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.load:
        asyncio.run(load(given.load, given.people, given.connections))
        return 0
    return asyncio.run(measure(given.people, given.connections))


async def measure(people: int, connections: int) -> int:
    """Serve the door alone, on a fresh SQLite file, and let another process send."""
    from starlette.applications import Starlette  # noqa: PLC0415 - the sender starts without it
    from starlette.routing import Mount  # noqa: PLC0415 - as above

    from bot.adapters.callbacks import PREFIX, Door  # noqa: PLC0415 - as above
    from bot.adapters.database import connect, migrate  # noqa: PLC0415 - as above
    from bot.adapters.store import SqlStore  # noqa: PLC0415 - as above
    from bot.domain.brief import Brief  # noqa: PLC0415 - as above
    from bot.domain.transitions import begin  # noqa: PLC0415 - as above
    from bot.sandbox.serving import serve  # noqa: PLC0415 - as above
    from bot.services.jobs import Kind  # noqa: PLC0415 - as above
    from bot.services.outcomes import SOON, Outcomes  # noqa: PLC0415 - as above

    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        migrate(url)
        pool = connect(url)
        store = SqlStore(pool, clock=lambda: datetime.now(UTC), enqueue=lambda _connection, _job: None)
        brief = Brief(text="Hello. STOP au XXXXX", list_name="Clients")
        campaign = await store.begin(
            begin(brief, requester="U1", channel="C1", now=datetime.now(UTC)), nonce="n"
        )
        await store.close_ticket(await store.open_ticket(campaign, "r"), TICKET)
        outcomes = Outcomes(store, keys=[SECRET])
        door = Starlette(routes=[Mount(PREFIX.rstrip("/"), Door(outcomes.take, secrets=[SECRET]))])
        before = _megabytes()
        async with serve(door) as address:
            began = time.perf_counter()
            sender = await asyncio.create_subprocess_exec(
                *(
                    sys.executable,
                    "-m",
                    "tests.bench.callbacks",
                    "--load",
                    f"{address}{PREFIX}{SECRET}/deliveries",
                ),
                *("--people", str(people), "--connections", str(connections)),
                cwd=Path(__file__).parents[2],
                stdout=subprocess.PIPE,
            )
            said, _ = await sender.communicate()
        sent = json.loads(said)
        await asyncio.sleep(SOON.total_seconds())
        [job] = [job for job in await store.due(datetime.now(UTC)) if job.kind is Kind.COUNT]
        counting = time.perf_counter()
        counted = await store.count(job.subject, job.entry)
        counting = time.perf_counter() - counting
        size = _size(Path(folder))
        await pool.dispose()
    posts = people * 2
    print(f"{posts:,} callbacks, {people:,} people each twice and shuffled, {connections} connections")
    print(f"  stored and answered     {posts / sent['seconds']:8,.0f} a second")
    print(f"  answer, median and p99  {sent['median'] * 1e3:8.1f} ms {sent['p99'] * 1e3:8.1f} ms")
    print(
        f"  memory                  {_megabytes() - before:8.1f} MB above {before:.0f} MB, database {size:.1f} MB"
    )
    print(f"  counting them           {counting * 1e3:8.1f} ms")
    print(f"  all of it               {time.perf_counter() - began:8.1f} s")
    failed = people // len(ENDINGS)
    right = (
        counted is not None
        and (counted.outcome.delivered, counted.outcome.failed) == (people - failed, failed)
        and outcomes.new == people
        and sent["taken"] == posts
    )
    print("  counts are right" if right else f"  COUNTS ARE WRONG: {counted}, {sent}")
    return 0 if right else 1


async def load(address: str, people: int, connections: int) -> None:
    """Send each report twice, all shuffled, on kept connections; print how it went as JSON."""
    parts = urlsplit(address)
    posts = [_post(parts.path, number) for number in range(people)] * 2
    random.Random(1).shuffle(posts)  # noqa: S311 - disorder, not secrecy
    waiting = iter(posts)
    took: list[float] = []

    async def send() -> int:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        taken = 0
        for post in waiting:
            began = time.perf_counter()
            writer.write(post)
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(len(b"ok"))
            took.append(time.perf_counter() - began)
            taken += b" 200 " in head[:16]
        writer.close()
        return taken

    began = time.perf_counter()
    taken = sum(await asyncio.gather(*(send() for _ in range(connections))))
    seconds = time.perf_counter() - began
    took.sort()
    print(
        json.dumps(
            {
                "seconds": seconds,
                "taken": taken,
                "median": took[len(took) // 2],
                "p99": took[len(took) * 99 // 100],
            }
        )
    )


def _post(path: str, number: int) -> bytes:
    body = json.dumps(
        {
            "channel": "sms",
            "message_id": TICKET,
            "number": f"+336{number:08d}",
            "status": ENDINGS[(number + 1) % len(ENDINGS)],
            "delivery_date": "2026-11-24 18:00:05",
            "meta_data": {},
        }
    ).encode()
    head = f"POST {path} HTTP/1.1\r\nhost: bot\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


def _size(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.iterdir()) / 1e6


def _megabytes() -> float:
    # Not `ru_maxrss`: Linux hands on that of the process that started this one.
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    sys.exit(main())
