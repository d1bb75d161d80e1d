"""The client that makes the load: raw HTTP/1.1 on kept connections, as cheap as Python allows.

In a closed loop each of `at_once` connections sends its next request when the last was answered. At a fixed rate a request
leaves whatever became of the others, so that a stall is seen by all that came during it. Times are counted from when it
left: the loop's timers are a millisecond late as often as not, which is this client's fault and not the server's.
"""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.bench.knocks import Knock

LENGTH = re.compile(rb"\r\n[Cc]ontent-[Ll]ength: *([0-9]+)")
#: Seconds after which an answer counts as lost; Slack gives up after 3.
PATIENCE = 30.0


@dataclass(slots=True)
class Load:
    """What came of a load: seconds until each answer, answers by status (0: none), and when each token left."""

    times: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    left: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds

    def note(self, status: int, took: float) -> None:
        """Count one answer."""
        self.times.append(took)
        self.statuses[status] = self.statuses.get(status, 0) + 1


class Connection(asyncio.Protocol):
    """One connection, and at most one request on it."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._unread = b""
        self._answered: asyncio.Future[int] | None = None
        self.closed = False
        #: Whether it was used before.
        self.kept = False

    def connection_made(self, transport) -> None:
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self.closed = True
        self._settle(0)

    def data_received(self, data: bytes) -> None:
        self._unread += data
        head, end, rest = self._unread.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if end and len(rest) >= (int(length[1]) if length else 0):
            self._unread = b""
            if b"\r\nconnection: close" in head.lower():
                self.closed = True
            self._settle(int(head[9:12]))

    async def ask(self, wire: bytes) -> int:
        """Send one request; give its status, 0 where no answer came."""
        self._answered = asyncio.get_running_loop().create_future()
        assert self._transport is not None
        self._transport.write(wire)
        return await self._answered

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()

    def _settle(self, status: int) -> None:
        if self._answered is not None and not self._answered.done():
            self._answered.set_result(status)


class Client:
    """Connections to one address, opened when they are first needed and again when they were closed."""

    def __init__(self, address: str) -> None:
        where = urlsplit(address)
        self._host, self._port = where.hostname or "127.0.0.1", where.port or 80
        self._idle: list[Connection] = []

    async def closed(self, knocks: Sequence[Knock], *, at_once: int) -> Load:
        """Send all, `at_once` at a time."""
        load = Load()
        coming = iter(knocks)
        began = time.perf_counter()
        await asyncio.gather(*[self._one_by_one(coming, load) for _ in range(at_once)])
        load.seconds = time.perf_counter() - began
        return load

    async def paced(self, knocks: Sequence[Knock], *, rate: float) -> Load:
        """Send `rate` a second, whatever comes back."""
        load = Load()
        began = time.perf_counter()
        asking = []
        for number, knock in enumerate(knocks):
            if (pause := began + number / rate - time.perf_counter()) > 0:
                await asyncio.sleep(pause)
            asking.append(asyncio.create_task(self._timed(knock, load)))
        await asyncio.gather(*asking)
        load.seconds = time.perf_counter() - began
        return load

    def close(self) -> None:
        """Hang up everywhere."""
        for connection in self._idle:
            connection.close()

    async def _one_by_one(self, coming: Iterator[Knock], load: Load) -> None:
        for knock in coming:
            await self._timed(knock, load)

    async def _timed(self, knock: Knock, load: Load) -> None:
        left = load.left[knock.token] = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                connection = await self._connection()
                status = await connection.ask(knock.wire)
                if status == 0 and connection.kept:
                    # The server hung up on an idle connection just then, after which every client asks on a new one.
                    connection = await self._opened()
                    status = await connection.ask(knock.wire)
        except (OSError, TimeoutError):
            load.note(0, time.perf_counter() - left)
            return
        load.note(status, time.perf_counter() - left)
        if connection.closed:
            connection.close()
        else:
            self._idle.append(connection)

    async def _connection(self) -> Connection:
        while self._idle:
            if not (connection := self._idle.pop()).closed:
                connection.kept = True
                return connection
        return await self._opened()

    async def _opened(self) -> Connection:
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(Connection, self._host, self._port)
        return connection
