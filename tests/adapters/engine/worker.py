"""A process of its own that takes work, to be killed or to share: `python -m tests.adapters.engine.worker URL WAY`.

`hang` claims the first campaign it gets, says so on standard output and never ends it; `share` ends each at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from dataclasses import replace
from datetime import timedelta

from bot.adapters.database import connect
from bot.adapters.engine import Engine
from bot.adapters.store import SqlStore
from bot.domain.campaign import Change, Claim
from bot.errors import Conflict
from bot.services.jobs import Kind
from tests.adapters.store.values import Hands

#: The name under which the process claims.
NAME = "worker"


async def main(url: str, way: str) -> None:
    """Work until killed, or until standard input ends."""
    clock = Hands()
    engine = Engine(url, clock=clock, tick=0.05, poll=0.02)
    database = connect(url)
    store = SqlStore(database, clock=clock, enqueue=engine.enqueue)

    async def act(subject: int, _entry: int) -> None:
        with contextlib.suppress(Conflict):
            mine = await store.claim(await store.load(subject), Claim(NAME, clock() + timedelta(seconds=60)))
            print(subject, flush=True)  # noqa: T201 - read by the test
            if way == "hang":
                await asyncio.Event().wait()
            await finish(store, mine)

    async def nothing(_subject: int, _entry: int) -> None:
        pass

    await engine.start(due=store.due, work={Kind.ACT: act, Kind.DRAW: nothing, Kind.RELEASE: nothing})
    print("ready", os.getpid(), flush=True)  # noqa: T201 - as above
    await asyncio.to_thread(sys.stdin.read)
    await engine.stop()
    await database.dispose()


async def finish(store, mine):
    """End a claimed campaign, keeping the name of whoever had it."""
    after = replace(mine, version=mine.version + 1, due_at=None)
    return await store.write(Change(before=mine, after=after, event=None))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
