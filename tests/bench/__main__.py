"""The benchmark: `make bench`, or one part of it.

    python -m tests.bench                  acks, forged, start, journeys, store, callbacks and text, and the table for the README (16 min)
    python -m tests.bench acks --small .2  one part, with fewer requests
    python -m tests.bench soak             an hour of mixed load at 80 % of saturation (--minutes 5 for a short one)
    python -m tests.bench callbacks        10,000 callbacks of Octopush, twice and shuffled: rate, memory, counts
    python -m tests.bench text             how long a text takes to measure
    python -m tests.bench moments          the reader of moments; --floors FOLDER holds it against a corpus

What was measured is kept beside the plots, in tests/bench/out/.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import uvloop

from tests.bench import (
    acks,
    callbacks,
    figures,
    journeys,
    moments,
    plots,
    seeds,
    served,
    soak,
    starts,
    stores,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.bench.figures import Sample

PARTS = ("acks", "forged", "start", "journeys", "store")
#: Seconds in which a process has loaded all that it loads.
LOADING = 3.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; 1 where something must hold and does not."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "part", nargs="?", choices=("all", *PARTS, "callbacks", "text", "soak", "moments"), default="all"
    )
    parser.add_argument("--rounds", type=int, default=acks.ROUNDS, help="rounds whose medians are told")
    parser.add_argument("--small", type=float, default=1.0, help="a factor on the number of requests")
    parser.add_argument("--minutes", type=float, default=60.0, help="how long to soak")
    parser.add_argument("--floors", metavar="FOLDER", help="with moments: a corpus to score")
    given = parser.parse_args(arguments)
    if given.part == "moments":
        return moments.main(["--floors", given.floors] if given.floors else [])
    if given.part == "callbacks":
        return callbacks.main([])
    if given.part == "text":
        return text.main()
    if given.part == "soak":
        return uvloop.run(soak.soak(minutes=given.minutes))
    parts = PARTS if given.part == "all" else (given.part,)
    measured = uvloop.run(_measured(parts, rounds=given.rounds, small=given.small))
    if given.part != "all":
        return measured
    # What does not hold in one part is no reason to leave out the others; the memory of one is not another's.
    apart = [
        subprocess.run([sys.executable, "-m", "tests.bench", part], check=False).returncode  # noqa: S603 - this file
        for part in ("callbacks", "text")
    ]
    return max(measured, *apart)


async def _measured(parts: Sequence[str], *, rounds: int, small: float) -> int:
    began = time.perf_counter()
    samples: list[Sample] = []
    print(figures.machine())
    with seeds.databases() as databases, served.outside() as slack:
        if "acks" in parts or "forged" in parts:
            samples += await _compared(parts, slack, databases, rounds=rounds, small=small)
        if "start" in parts:
            samples += await starts.cold(slack, databases, rounds=min(rounds, 3))
        if "journeys" in parts:
            samples += await journeys.journeys(slack, databases, rounds=rounds)
        if "store" in parts:
            samples += await stores.stores(slack, databases, rounds=rounds)
    print(f"\nMedians of {rounds} interleaved rounds ± half the quartiles' distance; times in ms.\n")
    print(figures.details(samples))
    if "journeys" in parts:
        print("\n" + figures.plain(samples, "campaigns/s"))
    if "store" in parts:
        print("\n" + stores.table(samples))
    print("\nRatios, bare Bolt = 1:\n\n" + figures.judged(samples))
    plots.acks(samples)
    print(f"\n{time.perf_counter() - began:.0f} s; kept in {plots.OUT}")
    return 0 if figures.must_hold(samples) else 1


async def _compared(
    parts: Sequence[str], slack: served.Served, databases: seeds.Databases, *, rounds: int, small: float
) -> list[Sample]:
    """Run the three side by side for as long as they are compared."""
    needed = int((sum(acks.AT_ONCE.values()) + acks.PACE * acks.PACED_SECONDS) * small * rounds) + 200
    with contextlib.ExitStack() as stack:
        sides = [acks.Side(figures.BASE, stack.enter_context(served.bare(slack)))]
        for name, kind in (("bot, SQLite", "sqlite"), ("bot, PostgreSQL", "postgresql")):
            url = databases.new(kind)
            waiting = await asyncio.to_thread(seeds.awaiting, url, needed if "acks" in parts else 1)
            process = stack.enter_context(served.bot(slack, url, REMINDERS="0"))
            sides.append(acks.Side(name, process, iter(waiting)))
        for side in sides:
            await side.served.first_answer()
        await asyncio.sleep(LOADING)
        samples = []
        if "acks" in parts:
            await acks.compare(sides, slack, rounds=1, small=0.1)  # to warm up
            samples += await acks.compare(sides, slack, rounds=rounds, small=small)
        if "forged" in parts:
            samples += await acks.flood(sides[:2], rounds=rounds)
        return samples + [
            figures.Sample("memory", "loaded", side.name, "MB", side.served.memory) for side in sides
        ]


if __name__ == "__main__":
    sys.exit(main())
