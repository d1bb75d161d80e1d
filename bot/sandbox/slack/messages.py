"""Every message of the workspace, by channel and timestamp, with threads, ephemerals and scheduled ones.

Lookups are by key and threads are indexed, so that a channel of thousands costs no more than one of ten. Who may post
where is decided by the Web API's methods, not here.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.sandbox.slack.normal import normalised

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime


@dataclass(slots=True, kw_only=True)
class Message:
    """A message; `ephemeral_to` is who alone sees it, `edited` the moment of its last change as a timestamp."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    edited: str | None = None
    ephemeral_to: str | None = None
    metadata: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, order=True)
class Scheduled:
    """A message to be posted later; `post_at` is in Unix seconds."""

    post_at: int
    id: str
    channel: str = field(compare=False)
    user: str = field(compare=False)
    content: dict[str, Any] = field(compare=False)


class Messages:
    """The messages, oldest first in each channel."""

    def __init__(self, clock: Callable[[], datetime], changed: Callable[[], None]) -> None:
        self._clock = clock
        self._changed = changed
        self._channels: dict[str, dict[str, Message]] = {}
        self._threads: dict[tuple[str, str], list[str]] = {}
        self._scheduled: list[Scheduled] = []
        self._last = 0

    def timestamp(self) -> str:
        """Make a timestamp by the sandbox's clock that no message has yet, later than all before it."""
        self._last = max(self._last + 1, int(self._clock().timestamp() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def add(self, message: Message) -> Message:
        """Keep a new message."""
        message.blocks = normalised(message.blocks)
        self._channels.setdefault(message.channel, {})[message.ts] = message
        if message.thread_ts and message.thread_ts != message.ts:
            self._threads.setdefault((message.channel, message.thread_ts), []).append(message.ts)
        self._changed()
        return message

    def edit(self, message: Message, *, text: str, blocks: list[dict[str, Any]]) -> None:
        """Replace what a message says."""
        message.text, message.blocks = text, normalised(blocks)
        message.edited = self.timestamp()
        self._changed()

    def remove(self, message: Message) -> None:
        """Take a message away, and out of its thread."""
        del self._channels[message.channel][message.ts]
        thread = self._threads.get((message.channel, message.thread_ts or ""))
        if thread and message.ts in thread:
            thread.remove(message.ts)
        self._changed()

    def find(self, channel: str, ts: object) -> Message | None:
        """Find a message by its place."""
        return self._channels.get(channel, {}).get(ts) if isinstance(ts, str) else None

    def top_level(self, channel: str) -> list[Message]:
        """Give a channel's messages that are not replies, oldest first."""
        return [one for one in self._of(channel) if one.thread_ts in {None, one.ts}]

    def everything(self, channel: str) -> list[Message]:
        """Give a channel's messages and replies, oldest first."""
        return list(self._of(channel))

    def thread(self, channel: str, ts: str) -> list[Message]:
        """Give a message and the replies to it, oldest first."""
        found = [self.find(channel, one) for one in [ts, *self._threads.get((channel, ts), [])]]
        return [one for one in found if one is not None]

    def replies(self, channel: str, ts: str) -> int:
        """Count the replies to a message that everybody sees."""
        found = (self.find(channel, one) for one in self._threads.get((channel, ts), ()))
        return sum(one is not None and one.ephemeral_to is None for one in found)

    def schedule(self, scheduled: Scheduled) -> None:
        """Keep a message for later."""
        heapq.heappush(self._scheduled, scheduled)
        self._changed()

    def scheduled(self) -> list[Scheduled]:
        """Give the messages that wait for their moment, the next one first."""
        return sorted(self._scheduled)

    def unschedule(self, id_: object, channel: object) -> bool:
        """Forget a scheduled message; False when there is none such."""
        left = [one for one in self._scheduled if (one.id, one.channel) != (id_, channel)]
        found = len(left) < len(self._scheduled)
        self._scheduled = left
        heapq.heapify(self._scheduled)
        if found:
            self._changed()
        return found

    def due(self) -> list[Scheduled]:
        """Take out the scheduled messages whose moment has come."""
        now, found = self._clock().timestamp(), []
        while self._scheduled and self._scheduled[0].post_at <= now:
            found.append(heapq.heappop(self._scheduled))
        return found

    def _of(self, channel: str) -> Iterable[Message]:
        return self._channels.get(channel, {}).values()
