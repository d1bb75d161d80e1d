"""A page of memory that the driver shares with every bot process: the clock, and which point a process dies at.

It is made before the first fork and inherited. The driver writes the clock and the armed points; a process reads them,
and writes which point it died at, in the instant before it kills itself. It must never carry anything else.
"""

from __future__ import annotations

import mmap
import struct
import zlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.sandbox.clock import MovableClock

if TYPE_CHECKING:
    from collections.abc import Sequence

#: How many processes can run at once.
SLOTS = 3
_SLOT = 64
_READY, _LEFT, _STRUCK, _ARMED = 0, 4, 8, 12
#: How many points a process can be armed with at once: it dies at whichever it comes to.
ARMS = 12


class Memory:
    """The page."""

    def __init__(self) -> None:
        self._page = mmap.mmap(-1, _SLOT * (SLOTS + 1))

    @property
    def offset(self) -> float:
        """How many seconds the sandbox's clock is ahead of the real one."""
        return float(struct.unpack_from("d", self._page, 0)[0])

    @offset.setter
    def offset(self, seconds: float) -> None:
        # Eight aligned bytes: a reader sees the old value or the new one.
        struct.pack_into("d", self._page, 0, seconds)

    def arm(self, slot: int, points: Sequence[str], passes: int = 0) -> None:
        """Let the process in a slot die when it comes to one of some points, after it has passed them so many times."""
        for place in range(ARMS):
            self._write(slot, _ARMED + 4 * place, 0)
        self._write(slot, _LEFT, passes)
        for place, point in enumerate(points[:ARMS]):
            self._write(slot, _ARMED + 4 * place, _named(point))

    def strikes(self, slot: int, point: str) -> bool:
        """Whether the process in a slot must die now that it is at a point; if so, that is on record."""
        name = _named(point)
        if not any(self._read(slot, _ARMED + 4 * place) == name for place in range(ARMS)):
            return False
        left = self._read(slot, _LEFT)
        if left:
            self._write(slot, _LEFT, left - 1)
            return False
        self.arm(slot, ())
        self._write(slot, _STRUCK, name)
        return True

    def struck(self, slot: int, point: str) -> bool:
        """Whether the process in a slot died at a point."""
        return self._read(slot, _STRUCK) == _named(point)

    def vacate(self, slot: int) -> None:
        """Forget what is known of the last process in a slot."""
        self.arm(slot, ())
        for place in (_READY, _STRUCK):
            self._write(slot, place, 0)

    def ready(self, slot: int) -> bool:
        """Whether the process in a slot serves."""
        return bool(self._read(slot, _READY))

    def set_ready(self, slot: int) -> None:
        """Say that the process in a slot serves."""
        self._write(slot, _READY, 1)

    def _read(self, slot: int, place: int) -> int:
        return int(struct.unpack_from("I", self._page, _SLOT * (slot + 1) + place)[0])

    def _write(self, slot: int, place: int, value: int) -> None:
        struct.pack_into("I", self._page, _SLOT * (slot + 1) + place, value)


class SharedClock(MovableClock):
    """The sandbox's clock, read from the shared page: a jump reaches every process at once."""

    def __init__(self, memory: Memory) -> None:
        super().__init__()
        self._memory = memory

    def __call__(self) -> datetime:
        """Tell the sandbox's instant, in UTC."""
        return datetime.now(UTC) + timedelta(seconds=self._memory.offset)

    def move(self, by: timedelta) -> None:
        """Jump by a span of time."""
        self._memory.offset += by.total_seconds()

    def set(self, at: datetime) -> None:
        """Jump to an instant (aware)."""
        self._memory.offset = (at - datetime.now(UTC)).total_seconds()


def _named(point: str) -> int:
    return zlib.crc32(point.encode()) or 1
