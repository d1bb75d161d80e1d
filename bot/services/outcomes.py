"""What Octopush tells after a sending: each word is stored once, whatever is repeated or out of order.

Phone numbers end here: what is stored is a keyed hash, which counts a person once and names nobody without the key. A
campaign keeps the key it began with, so that a key can be replaced while reports of the one before still come in. A
word is acknowledged when it is stored, never before, since nobody documents that it is told again.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from bot import logs
from bot.domain.outcomes import Fate, Heard

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.outcomes import Outcome

log = logs.get(__name__)

#: How many words may wait to be stored; those above are refused, and whoever tells them may come back.
ROOM = 20_000
#: How many are stored in one transaction, which on SQLite keeps all else waiting for some milliseconds.
BATCH = 250
#: How many tickets are remembered without asking the store.
REMEMBERED = 1_000
#: How long after the first word the counts are told, and how far apart they are told after that: Slack takes about
#: fifty changes of messages a minute (docs.slack.dev/apis/web-api/rate-limits).
SOON = timedelta(seconds=2)
APART = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Callback:
    """One thing that Octopush told, as read from the wire.

    `fate` is that of a delivery report. `detail` tells apart two replies or visits of one person; it is hashed too.
    """

    kind: Heard
    ticket: str
    number: str = field(repr=False)
    fate: Fate | None = None
    detail: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """A ticket of ours: its row, and the name of the key that its people are hashed with."""

    row: int
    key: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is stored of a callback. `person` and, for a reply or a visit, `word` are keyed hashes."""

    ticket: int
    kind: Heard
    person: str
    word: str


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts of a ticket just made anew, and whose it is."""

    campaign: int
    ticket: str
    outcome: Outcome


class OutcomeStore(Protocol):
    """What the store keeps of callbacks. Every method is one transaction."""

    async def sent(self, numbers: Sequence[str], *, key: str) -> Mapping[str, Sent]:
        """Find tickets of ours by their numbers; one that is heard of for the first time keeps this key's name."""
        ...

    async def hear(self, receipts: Sequence[Receipt], *, soon: timedelta, apart: timedelta) -> int:
        """Store what is new, and make its tickets due for counting; return how many were new."""
        ...

    async def count(self, row: int, entry: int) -> Counted | None:
        """Count a ticket's receipts anew, and make its campaign's drawing due where they changed.

        None where it was counted since version `entry`.
        """
        ...

    async def count_again(self, row: int, *, at: datetime) -> None:
        """Make a ticket due for counting at an instant, if it is not due earlier."""
        ...


class CrowdedError(Exception):
    """More is told at once than can be kept; nothing of this was stored."""


@dataclass(slots=True)
class Keys:
    """The keys that people's numbers are hashed with, by name; the first is for campaigns heard of from now on."""

    secrets: Sequence[str] = field(repr=False)
    _by_name: dict[str, bytes] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._by_name = {key_name(secret): secret.encode() for secret in self.secrets}

    @property
    def newest(self) -> str:
        """The name of the first key."""
        return key_name(self.secrets[0])

    def named(self, name: str) -> bytes | None:
        """Give a key by its name, None where it was taken away."""
        return self._by_name.get(name)


def key_name(secret: str) -> str:
    """Name a key by a digest that tells nothing of it."""
    return hashlib.sha256(f"name of a key:{secret}".encode()).hexdigest()[:16]


class Outcomes:
    """Takes what Octopush tells, and stores many words at a time."""

    def __init__(self, store: OutcomeStore, *, keys: Sequence[str]) -> None:
        self._store = store
        self._keys = Keys(keys)
        self._known: OrderedDict[str, Sent] = OrderedDict()
        #: Tickets of ours whose key is gone, each told once.
        self._keyless: set[str] = set()
        self._waiting: deque[tuple[Sequence[Callback], asyncio.Future[None]]] = deque()
        self._backlog = 0
        self._storing: asyncio.Task[None] | None = None
        #: How many words were stored that had not been stored before, since the start of this process.
        self.new = 0

    @property
    def backlog(self) -> int:
        """How many words wait to be stored."""
        return self._backlog

    async def take(self, callbacks: Sequence[Callback]) -> None:
        """Store what was told; ends when it is stored.

        What is about no ticket of ours counts as told: the account may be used by others. Raises CrowdedError, and what
        the store raises.
        """
        if self._backlog + len(callbacks) > ROOM:
            raise CrowdedError
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((callbacks, stored))
        self._backlog += len(callbacks)
        if self._storing is None or self._storing.done():
            self._storing = asyncio.create_task(self._store_all(), name="store callbacks")
        await stored

    async def close(self) -> None:
        """Wait until all that was taken is stored."""
        if self._storing is not None:
            await asyncio.wait([self._storing])

    async def _store_all(self) -> None:
        """Store all that waits, a batch a transaction; whoever told a batch hears how its storing ended."""
        while self._waiting:
            batch: list[tuple[Sequence[Callback], asyncio.Future[None]]] = []
            size = 0
            while self._waiting and size < BATCH:
                batch.append(self._waiting.popleft())
                size += len(batch[-1][0])
            try:
                self.new += await self._store_batch([callback for told, _ in batch for callback in told])
            except Exception as exc:  # noqa: BLE001 - whoever told it must hear that it was not stored
                log.warning("callbacks_not_stored", count=size, error=type(exc).__name__)
                _end(batch, exc)
            else:
                _end(batch)
            self._backlog -= size

    async def _store_batch(self, callbacks: Sequence[Callback]) -> int:
        unknown = list({one.ticket for one in callbacks} - self._known.keys())
        if unknown:
            # Only what is known is remembered: a ticket may become ours at any time.
            self._known.update(await self._store.sent(unknown, key=self._keys.newest))
        receipts = [receipt for one in callbacks if (receipt := self._receipt(one)) is not None]
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        if not receipts:
            return 0
        return await self._store.hear(receipts, soon=SOON, apart=APART)

    def _receipt(self, callback: Callback) -> Receipt | None:
        """Make what is stored of a callback; None where it is not ours, or the key of its campaign is gone."""
        sent = self._known.get(callback.ticket)
        key = None if sent is None else self._keys.named(sent.key)
        if sent is None:
            return None
        if key is None:
            if callback.ticket not in self._keyless:
                self._keyless.add(callback.ticket)
                log.warning("callback_key_gone", ticket=callback.ticket, key=sent.key)
            return None
        word = str(int(callback.fate)) if callback.fate is not None else ""
        if callback.kind in (Heard.REPLY, Heard.VISIT):
            word = _hashed(key, "detail", callback.detail)
        return Receipt(sent.row, callback.kind, _hashed(key, "number", digits(callback.number)), word)


def digits(number: str) -> str:
    """Give a phone number's digits: `+33 6…`, `0033 6…` and `33 6…` are one person."""
    found = "".join(letter for letter in number if letter in "0123456789")
    return found.removeprefix("00")


def _hashed(key: bytes, what: str, value: str) -> str:
    return hmac.digest(key, f"{what}:{value}".encode(), "sha256")[:16].hex()


def _end(
    batch: Sequence[tuple[Sequence[Callback], asyncio.Future[None]]], exc: Exception | None = None
) -> None:
    for _, stored in batch:
        if stored.done():  # whoever told it has left
            continue
        if exc is not None:
            stored.set_exception(exc)
        else:
            stored.set_result(None)
