"""One number that grows with everything that happens, and a way to wait for it.

Whoever watches (a test, a page) asks for what is newer than what it has seen; nobody polls in a loop or sleeps. The
number says that something changed, never what: the watcher looks for itself.
"""

from __future__ import annotations

import asyncio


class Changes:
    """A revision that only grows, with any number of waiters."""

    def __init__(self) -> None:
        self.revision = 0
        self._waiting: set[asyncio.Future[None]] = set()

    def mark(self) -> None:
        """Say that something changed, and wake all who wait."""
        self.revision += 1
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def newer_than(self, seen: int, timeout: float) -> int:  # noqa: ASYNC109 - the long poll's own limit
        """Wait until the revision is above `seen`, at most `timeout` seconds; give the revision either way."""
        if self.revision > seen:
            return self.revision
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await asyncio.wait([future], timeout=timeout)
        finally:
            self._waiting.discard(future)
        return self.revision
