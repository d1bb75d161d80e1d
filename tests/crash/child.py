"""What a forked process is: the bot as `serve` runs it, over real HTTP, under the sandbox's clock, to be killed.

The bot's code has no test mode. What is different here stands outside of it: the clock, the points at which the process
dies, and, to prove the proof, one planted fault.
"""

from __future__ import annotations

import asyncio
import faulthandler
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvloop

from bot import logs, trying
from bot.adapters import database, transact
from bot.app import build
from bot.sandbox.serving import serve
from tests.crash import plants, writes
from tests.crash.memory import SharedClock

if TYPE_CHECKING:
    from tests.crash.memory import Memory


def live(memory: Memory, order: dict[str, Any]) -> None:
    """Be a bot, or make the database that all bots' databases are copied from."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _redirect(Path(order["log"]))
    if order.get("template"):
        database.migrate(order["database"])
        transact.migrate_engine(order["database"])
        os._exit(0)
    slot = order["slot"]

    def at(point: str) -> None:
        if memory.strikes(slot, point):
            os.kill(os.getpid(), signal.SIGKILL)

    writes.watch(at)
    plants.plant(order.get("plant"))
    logs.configure(level="INFO")
    uvloop.run(_serve(memory, order))


async def _serve(memory: Memory, order: dict[str, Any]) -> None:
    settings = trying.settings(order["slack"], order["octopush"], order["database"], **order["settings"])
    app = build(settings, clock=SharedClock(memory), tick=order["tick"])
    parent = os.getppid()
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, _tell_where)
    async with serve(app, port=order["port"]):
        memory.set_ready(order["slot"])
        while os.getppid() == parent:  # noqa: ASYNC110 - an orphan ends; there is no event for it
            await asyncio.sleep(0.5)


def _tell_where() -> None:
    """Write into the log at what every thread and task is: the driver asks before it gives up on a play."""
    faulthandler.dump_traceback()
    for task in asyncio.all_tasks():
        task.print_stack()


def _redirect(log: Path) -> None:
    """Let everything that the process says go into a file."""
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    sys.stdout.flush()
    sys.stderr.flush()
    os.dup2(file, 1)
    os.dup2(file, 2)
