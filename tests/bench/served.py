"""The processes under measure: started as they are in earnest, watched from outside through /proc."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench.knocks import SECRET, commands, drawn
from tests.bench.load import Client

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
#: Seconds that a process may take to start.
STARTING = 60.0


@dataclass(slots=True)
class Served:
    """One process and where it listens."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    started: float

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def cpu(self) -> float:
        """Seconds of CPU that it has used, in user and system."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text("ascii").rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def memory(self) -> float:
        """Resident megabytes."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text("ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024

    async def first_answer(self) -> float:
        """Wait for the first 200 to a slash command; give the seconds since the start."""
        while time.perf_counter() - self.started < STARTING:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} ended with {self.process.returncode}.")
            client = Client(self.address)
            load = await client.closed([next(commands())], at_once=1)
            client.close()
            if load.statuses == {200: 1}:
                return time.perf_counter() - self.started
            await asyncio.sleep(0.005)
        raise RuntimeError(f"{self.name} did not answer in {STARTING:.0f} s.")

    def stop(self) -> None:
        """End it, by asking first."""
        self.process.terminate()
        try:
            self.process.wait(25)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextlib.contextmanager
def outside() -> Iterator[Served]:
    """Run the Slack and the Octopush that answer at once."""
    with _running("outside", lambda port: ["tests.bench.outside", str(port)], {}) as served:
        while socket.socket().connect_ex(("127.0.0.1", served.port)) != 0:
            time.sleep(0.01)  # noqa: TID251 - nothing else runs yet
        yield served


@contextlib.contextmanager
def bare(slack: Served) -> Iterator[Served]:
    """Run the bare Bolt application."""
    where = f"{slack.address}/api/"
    given = {"BENCH_SECRET": SECRET, "BENCH_VIEW": json.dumps(drawn("n"))}
    with _running("bare Bolt", lambda port: ["tests.bench.bare", str(port), where], given) as served:
        yield served


@contextlib.contextmanager
def bot(slack: Served, database_url: str, *, name: str = "bot", **settings: str) -> Iterator[Served]:
    """Run `python -m bot serve`, on a database that was migrated; `settings` by their names."""
    environment = {
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": f"{slack.address}/api/",
        "OCTOPUSH_API_LOGIN": "bench@example.com",
        "OCTOPUSH_API_KEY": "bench-key",
        "OCTOPUSH_API_URL": f"{slack.address}/v1/public/",
        "DATABASE_URL": database_url,
        "APPROVERS": "UAPP",
        "HOST": "127.0.0.1",
        # In quiet hours an approval would be refused, which is another thing to measure.
        "QUIET_HOURS": "off",
        # Two hundred people ask as much as thousands would.
        "PERSON_RATE": "1000000",
        "WORKSPACE_RATE": "100000000",
        **settings,
    }
    with _running(name, lambda _port: ["bot", "serve"], environment) as served:
        yield served


async def told(served: Served, what: str) -> dict[str, Any]:
    """Ask the outside for one of its books: `seen`, `calls`, or `reset`."""
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(f"GET /bench/{what} HTTP/1.1\r\nhost: x\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.partition(b"content-length: ")[2].split(b"\r\n")[0])
    found: dict[str, Any] = json.loads(await reader.readexactly(length))
    writer.close()
    return found


async def quiet(slack: Served, *, patience: float = 60.0) -> None:
    """Wait until nobody has called the outside for a fifth of a second."""
    ends, before = time.perf_counter() + patience, -1
    while time.perf_counter() < ends:
        now = sum((await told(slack, "calls")).values())
        if now == before:
            return
        before = now
        await asyncio.sleep(0.2)


@contextlib.contextmanager
def _running(name: str, module: Any, settings: dict[str, str]) -> Iterator[Served]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG", "TMPDIR"}}
    errors = None if os.environ.get("BENCH_ERRORS") else subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603 - our own modules, and a port
        [sys.executable, "-m", *module(port)],
        cwd=ROOT,
        env={**kept, **settings, "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=errors,
    )
    served = Served(name, port, process, time.perf_counter())
    try:
        yield served
    finally:
        served.stop()
