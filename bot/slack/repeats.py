"""The answers given lately, so that the same bytes again get the first answer and run nothing.

Held in this process only and bounded in number and bytes: a net below the rules in the database, which hold across
processes and restarts, and never a replacement for them. An answer that failed is never kept: trying again is right.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.slack.refusals import Tally

#: What an answer weighs beside its own bytes: keys, objects and the tables that hold them.
OVERHEAD = 1_024


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole HTTP answer."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    @property
    def weight(self) -> int:
        """About how many bytes it takes to keep."""
        return OVERHEAD + len(self.body) + sum(len(name) + len(value) for name, value in self.headers)


class Repeats:
    """Give each key one turn at a time, and keep the answer as long as the key could still come again.

    `most` answers and `most_bytes` at once: the oldest make room, which is counted in `tally` as `forgotten`.
    """

    def __init__(self, *, clock: Callable[[], float], tally: Tally, most: int, most_bytes: int) -> None:
        self._clock = clock
        self._tally = tally
        self._most = most
        self._most_bytes = most_bytes
        self._kept: dict[bytes, tuple[Answer, float]] = {}
        self._weight = 0
        self._running: dict[bytes, asyncio.Future[Answer | None]] = {}

    def __len__(self) -> int:
        """Count the answers that are held."""
        return len(self._kept)

    async def ask(self, key: bytes) -> Answer | Turn:
        """Return the answer given to this key, waiting for one on its way, or else the turn to make one.

        Whoever gets a turn must end it with `Turn.over`, whatever happens.
        """
        while True:
            if key in self._kept:
                return self._kept[key][0]
            running = self._running.get(key)
            if running is None:
                self._running[key] = asyncio.get_running_loop().create_future()
                return Turn(self, key, self._running[key])
            # Shielded: one impatient waiter being cancelled must not take the answer from the others.
            if (answer := await asyncio.shield(running)) is not None:
                return answer

    def settle(self, key: bytes, running: asyncio.Future[Answer | None], answer: Answer | None) -> None:
        """End a turn and wake whoever waits for it; only the first call for a turn counts."""
        if not running.done():
            running.set_result(answer)
            del self._running[key]

    def keep(self, key: bytes, answer: Answer, until: float) -> None:
        """Keep an answer until an instant of the clock, and drop what is out of date or over the bounds."""
        self._kept[key] = (answer, until)
        self._weight += answer.weight
        now = self._clock()
        while self._kept:
            oldest, (kept, end) = next(iter(self._kept.items()))
            full = len(self._kept) > self._most or self._weight > self._most_bytes
            if end >= now and not full:
                break
            if end >= now:
                self._tally.add("forgotten")
            del self._kept[oldest]
            self._weight -= kept.weight


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to answer a key, held by one request at a time."""

    _repeats: Repeats
    _key: bytes
    _running: asyncio.Future[Answer | None]

    def answered(self, answer: Answer, *, until: float) -> None:
        """Give the answer to all who wait, and keep it until an instant of the clock."""
        self._repeats.keep(self._key, answer, until)
        self._repeats.settle(self._key, self._running, answer)

    def over(self) -> None:
        """End the turn; without an answer by now, the next who waits gets a turn of its own."""
        self._repeats.settle(self._key, self._running, None)
