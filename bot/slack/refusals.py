"""What the guard turns away, and how it is told to whoever runs the bot.

Strangers decide how often this happens, so it must never cost a log line each, and never repeat anything they sent:
only constant names and counts are written.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from enum import Enum

from bot import logs

log = logs.get(__name__)


class Refusal(Enum):
    """Why a request is not let through: the HTTP status, and the sentence that goes with it."""

    ELSEWHERE = (404, "Nothing answers here.")
    METHOD = (405, "Only POST is answered here.")
    TWICE = (400, "A header that may come once came twice.")
    LENGTH = (400, "Content-Length is not a number.")
    KIND = (415, "Neither a form nor JSON.")
    COMPRESSED = (415, "The body must not be compressed.")
    UNSIGNED = (401, "The signature or its timestamp is missing.")
    MALFORMED = (401, "The signature or its timestamp is malformed.")
    STALE = (401, "The timestamp is more than 5 minutes away from this clock.")
    SIGNATURE = (401, "The signature does not match.")
    LARGE = (413, "The body is too large.")
    SLOW = (408, "The body took too long to arrive.")
    CROWDED = (429, "Too many large bodies are arriving at once.")
    NOT_UTF8 = (400, "The body is not UTF-8.")

    @property
    def status(self) -> int:
        """The HTTP status, always a 4xx: whoever sent this has to change it."""
        return self.value[0]

    @property
    def sentence(self) -> str:
        """What the answer's body says."""
        return self.value[1]


class Tally:
    """Count things by name and log them, the first at once, then at most one line every `every` seconds.

    `total` holds the counts since the start. Must be used inside a running event loop.
    """

    def __init__(self, event: str, *, every: float = 1.0) -> None:
        self.total: Counter[str] = Counter()
        self._event = event
        self._every = every
        self._unwritten: Counter[str] = Counter()
        self._timer: asyncio.TimerHandle | None = None

    def add(self, what: str) -> None:
        """Count one."""
        self.total[what] += 1
        self._unwritten[what] += 1
        if self._timer is None:
            self._write()

    def _write(self) -> None:
        self._timer = None
        if self._unwritten:
            log.warning(self._event, **self._unwritten)
            self._unwritten.clear()
            # The timer also writes what came after the last line, so that no count waits for the next stranger.
            self._timer = asyncio.get_running_loop().call_later(self._every, self._write)
