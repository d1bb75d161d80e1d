"""The bot's processes: started from the fork server, armed with the point at which they die, seen to be dead, replaced.

A process dies by SIGKILL and by nothing else: by its own hand between two writes, or by the driver's when it calls.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from tests.crash.forks import gone
from tests.crash.memory import SLOTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.crash.forks import ForkServer
    from tests.crash.memory import Memory

#: Ports below those that the kernel gives to outgoing connections, so that a dead process's port stays free.
PORTS = range(21_000, 32_000)
#: A kill at no point in particular.
RANDOM = "at random"
#: A process that ended without being killed.
BY_ITSELF = "by itself"


@dataclass(slots=True)
class Process:
    """The process in one slot, or the place where one was."""

    slot: int
    port: int
    order: dict[str, Any] = field(default_factory=dict)
    pid: int | None = None
    armed: Sequence[str] = ()
    started: float = 0.0
    ready_at: float | None = None
    #: How long it and the driver had waited for a processor by then.
    starved_before: float = 0.0
    #: Never started again once it is dead.
    doomed: bool = False

    @property
    def address(self) -> str:
        """Where it takes Slack's deliveries."""
        return f"http://127.0.0.1:{self.port}/slack/events"


class Processes:
    """All slots; `died` is told which process died, and where."""

    def __init__(self, server: ForkServer, memory: Memory, *, log: Path) -> None:
        self._server = server
        self._memory = memory
        self._log = log
        ports = _free_ports()
        self.slots = [Process(slot, next(ports)) for slot in range(SLOTS)]
        self.died: Callable[[Process, str], None] = lambda _process, _point: None

    def start(self, slot: int, order: dict[str, Any]) -> None:
        """Start a process in a slot; `order` says on which servers, database and settings."""
        process = self.slots[slot]
        self._memory.vacate(slot)
        process.order = {**order, "slot": slot, "port": process.port, "log": str(self._log)}
        process.started, process.ready_at, process.armed = monotonic(), None, ()
        process.pid = self._server.start(process.order)

    def again(self, process: Process) -> None:
        """Start a dead process's successor."""
        self.start(process.slot, process.order)

    def arm(self, process: Process, points: Sequence[str], passes: int) -> None:
        """Let a process die when it comes to one of some points."""
        process.armed = points
        self._memory.arm(process.slot, points, passes)

    def disarm(self, process: Process) -> None:
        """Let a process live."""
        process.armed = ()
        self._memory.arm(process.slot, ())

    def strikes(self, slot: int, point: str) -> bool:
        """Kill the process in a slot if it was armed with this point; say whether it was."""
        process = self.slots[slot]
        if process.pid is None or not self._memory.strikes(slot, point):
            return False
        self.kill(process, point)
        return True

    def kill(self, process: Process, point: str) -> None:
        """Kill a process now."""
        if process.pid is None:
            return
        pid, process.pid, process.armed = process.pid, None, ()
        self._server.kill(pid)
        self.died(process, point)

    def watch(self) -> None:
        """Notice who serves by now, and who died by its own hand."""
        for process in self.slots:
            if process.pid is None:
                continue
            if process.ready_at is None and self._memory.ready(process.slot):
                process.ready_at = monotonic()
                process.starved_before = _starved(process.pid, os.getpid())
            if gone(process.pid):
                process.pid = None
                struck = (one for one in process.armed if self._memory.struck(process.slot, one))
                point = next(struck, BY_ITSELF)
                process.armed = ()
                self.died(process, point)

    def served(self, process: Process) -> float:
        """Say for how many seconds a process has served, without those it or the driver had no processor."""
        if process.pid is None or process.ready_at is None:
            return 0.0
        starved = _starved(process.pid, os.getpid()) - process.starved_before
        return monotonic() - process.ready_at - starved

    @property
    def living(self) -> list[Process]:
        """The processes that run."""
        return [process for process in self.slots if process.pid is not None]

    @property
    def serving(self) -> list[Process]:
        """The processes that serve."""
        return [process for process in self.living if process.ready_at is not None]

    async def ask_where(self) -> None:
        """Let each process write into its log what it is at."""
        for process in self.living:
            if process.pid is not None:
                self._ask_where(process.pid)
        await asyncio.sleep(0.5)

    def _ask_where(self, pid: int) -> None:
        # Before the signal, which wakes it: what its main thread waits for in the kernel.
        with contextlib.suppress(OSError), self._log.open("a") as log:
            log.write(f"{pid} is at {Path(f'/proc/{pid}/syscall').read_text()}")
        os.kill(pid, signal.SIGUSR1)

    def end(self) -> None:
        """Kill all, as no part of any story."""
        self.died = lambda _process, _point: None
        for process in self.living:
            self.kill(process, "the end")


def _starved(*pids: int) -> float:
    """Add up how long all threads of processes were ready to run and had no processor, where Linux tells."""
    waited = 0
    for pid in pids:
        for thread in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            with contextlib.suppress(OSError):
                waited += int(thread.read_text().split()[1])
    return waited / 1e9


def _free_ports() -> Iterator[int]:
    start = os.getpid() % (len(PORTS) // SLOTS) * SLOTS
    for place in range(len(PORTS)):
        port = PORTS[(start + place) % len(PORTS)]
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        yield port
