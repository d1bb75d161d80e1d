"""Work that goes on after an acknowledgement, inside the process: supervised, bounded, never silent.

Only what may be lost with the process runs here (opening a form, a simulation on a preview). What must not be lost is a
row in the store before the acknowledgement, and the engine's work.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot import logs

if TYPE_CHECKING:
    from collections.abc import Coroutine

log = logs.get(__name__)

#: How many tasks may go on before requests are turned away: each holds some ten kilobytes.
MOST = 2_000


class Tasks:
    """A set of running tasks. Each ends by itself or with the process."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[object]] = set()

    @property
    def full(self) -> bool:
        """Whether so much goes on that nothing more should be begun."""
        return len(self._running) >= MOST

    def spawn(self, work: Coroutine[object, object, object], *, name: str) -> None:
        """Run a coroutine in the background; what it raises is logged with a reference."""
        task = asyncio.create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._ended)

    async def close(self, *, patience: float) -> None:
        """Wait for what is running, at most `patience` seconds, then cancel the rest."""
        if not self._running:
            return
        _, left = await asyncio.wait(self._running, timeout=patience)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _ended(self, task: asyncio.Task[object]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("task_failed", task=task.get_name(), reference=logs.reference(), exc_info=error)
