"""Processes of their own: killed in the middle of a step, and sharing work."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.domain.campaign import Claim
from bot.errors import Conflict
from tests.adapters.engine.house import House, open_house, until
from tests.adapters.engine.worker import finish
from tests.adapters.store.values import new


async def test_a_killed_process_leaves_its_work_to_the_next(database_url, clock):
    """Killed in the middle of a step, a campaign is acted on again when its claim is over, and not before."""
    idle = House(database_url, clock)
    async with _worker(database_url, "hang") as worker:
        await idle.store.begin(new(), nonce="n1")
        assert await worker.stdout.readline() == b"1\n"
        worker.kill()
        await worker.wait()
    await idle.database.dispose()

    async with open_house(database_url, clock) as house:
        await house.looked()
        assert house.acts() == []

        clock.move(seconds=60)
        await until(lambda: house.acts() == [(1, 2)])


async def test_two_processes_share_the_work(postgresql_url, clock):
    """Each campaign is acted on by one process, whichever comes first, and both take part."""
    ours: list[int] = []
    theirs: list[int] = []
    async with _worker(postgresql_url, "share") as worker, open_house(postgresql_url, clock) as house:

        async def act(subject, _entry):
            try:
                mine = await house.store.claim(
                    await house.store.load(subject), Claim("test", clock() + timedelta(seconds=60))
                )
            except Conflict:
                return
            ours.append(subject)
            await finish(house.store, mine)

        house.act = act
        told = asyncio.create_task(_numbers(worker.stdout, theirs))
        begun = 0
        while not (ours and theirs):
            await house.store.begin(new(), nonce=f"n{begun}")
            begun += 1
        await until(lambda: len(ours) + len(theirs) >= begun)
        await house.looked()

        assert Counter(ours + theirs) == Counter(range(1, begun + 1))
        worker.stdin.close()
        assert await worker.wait() == 0
        await told


async def _numbers(lines, found):
    async for line in lines:
        found.append(int(line))


@asynccontextmanager
async def _worker(url, way):
    worker = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.adapters.engine.worker", url, way),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert worker.stdout is not None
        assert (await worker.stdout.readline()).startswith(b"ready")
        yield worker
    finally:
        if worker.returncode is None:
            worker.kill()
            await worker.wait()
