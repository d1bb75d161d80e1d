"""A small fork server: bot processes come from a parent that has imported everything, so that each starts in an instant.

The server itself is forked before the driver has a loop or a thread, and never gets one: a fork of it is a clean start.
Processes end by a kill, or with the server; the server ends with the driver.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import traceback
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    #: What a forked process does, with the order it was started for.
    Life = Callable[[dict[str, Any]], None]


class ForkServer:
    """Starts processes on order. Make it before anything in this process starts a thread or a loop."""

    def __init__(self, life: Life) -> None:
        ours, theirs = socket.socketpair()
        gc.collect()
        gc.freeze()
        self.pid = os.fork()
        if self.pid == 0:
            ours.close()
            try:
                _serve(theirs, life)
            finally:
                os._exit(0)
        theirs.close()
        self._line = ours
        self._answers = ours.makefile("r")

    def start(self, order: dict[str, Any]) -> int:
        """Start a process; give its pid. Takes about a millisecond."""
        self._line.sendall(json.dumps(order).encode() + b"\n")
        return int(self._answers.readline())

    def kill(self, pid: int) -> None:
        """Kill one of the processes; returns when it is gone, and does nothing to one that is.

        The server does it, which alone knows that a pid still is the process it started.
        """
        self._line.sendall(json.dumps({"kill": pid}).encode() + b"\n")
        self._answers.readline()

    def close(self) -> None:
        """End the server and all that it started."""
        self._answers.close()
        self._line.close()
        os.waitpid(self.pid, 0)


def gone(pid: int) -> bool:
    """Whether a process has ended and was reaped."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def _serve(line: socket.socket, life: Life) -> None:
    """Fork on order, reap the dead, and end them all when nobody orders any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    orders = line.makefile("r")
    living: set[int] = set()
    while True:
        readable, _, _ = select.select([line], [], [], 0.002 if living else None)
        while living:
            pid, _status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            living.discard(pid)
        if not readable:
            continue
        said = orders.readline()
        if not said:
            break
        order = json.loads(said)
        if "kill" in order:
            pid = order["kill"]
            if pid in living:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                living.discard(pid)
        else:
            pid = os.fork()
            if pid == 0:
                line.close()
                _live(life, order)
            living.add(pid)
        line.sendall(b"%d\n" % pid)
    for pid in living:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _live(life: Life, order: dict[str, Any]) -> None:
    """Be a process until it ends; it must never come back to the server's loop."""
    try:
        life(order)
    except BaseException:  # noqa: BLE001 - whatever it is, the log must have it and the process must end
        traceback.print_exc()
    finally:
        os._exit(1)
