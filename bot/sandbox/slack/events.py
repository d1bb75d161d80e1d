"""Events, each with its own id, tried again three times when the app does not take it.

Retries come at once, after a minute and after five, by the sandbox's clock.
Source: docs.slack.dev/apis/events-api.
"""

from __future__ import annotations

import heapq
import itertools
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.sandbox.slack import payloads
from bot.sandbox.slack.delivery import TIMED_OUT, Answer, Envelope

if TYPE_CHECKING:
    from datetime import datetime

    from bot.sandbox.slack.state import State

#: How long after a failed try the next one comes.
WAITS = (timedelta(), timedelta(minutes=1), timedelta(minutes=5))


@dataclass(frozen=True, slots=True, order=True)
class Retry:
    """An event to be delivered again: which try it is, and why the one before failed."""

    at: datetime
    order: int
    payload: dict[str, Any] = field(compare=False)
    number: int = field(compare=False)
    reason: str = field(compare=False)


class Retries:
    """The events that wait to be delivered again."""

    def __init__(self) -> None:
        self._waiting: list[Retry] = []
        self._count = itertools.count()

    def add(self, at: datetime, payload: dict[str, Any], number: int, reason: str) -> None:
        """Keep an event for later."""
        heapq.heappush(self._waiting, Retry(at, next(self._count), payload, number, reason))

    def due(self, now: datetime) -> list[Retry]:
        """Take out the events whose moment has come."""
        found = []
        while self._waiting and self._waiting[0].at <= now:
            found.append(heapq.heappop(self._waiting))
        return found

    def __len__(self) -> int:
        return len(self._waiting)


async def send(state: State, body: dict[str, Any]) -> Answer | None:
    """Deliver an event for the first time; None where the app is not installed and hears nothing."""
    if not state.world.installed and body["type"] not in {"app_uninstalled", "tokens_revoked"}:
        return None
    channel = state.world.channels.get(str(body.get("channel")))
    payload = payloads.event(
        {"event_ts": state.messages.timestamp(), **body},
        id_=f"Ev{secrets.token_hex(5).upper()}",
        at=int(state.clock().timestamp()),
        shared=bool(channel and channel.is_ext_shared),
    )
    answer = await state.courier.deliver(Envelope.EVENT, payload)
    await _follow(state, payload, answer, tries=0)
    return answer


async def retry_due(state: State) -> int:
    """Deliver the events that are due again; gives how many there were."""
    due = state.retries.due(state.clock())
    for one in due:
        headers = {"x-slack-retry-num": str(one.number), "x-slack-retry-reason": one.reason}
        answer = await state.courier.deliver(Envelope.EVENT, one.payload, headers)
        await _follow(state, one.payload, answer, tries=one.number)
    return len(due)


async def challenge(state: State) -> bool:
    """Ask the app to prove that its address is its own, as Slack does when it is entered; True where it does."""
    word = secrets.token_hex(16)
    payload = {"type": "url_verification", "token": payloads.OLD_TOKEN, "challenge": word}
    answer = await state.courier.deliver(Envelope.EVENT, payload)
    try:
        said = answer.json()
    except ValueError:
        said = answer.body.decode(errors="replace")
    return answer.ok and word in (said, said.get("challenge") if isinstance(said, dict) else None)


async def _follow(state: State, payload: dict[str, Any], answer: Answer, *, tries: int) -> None:
    if answer.ok or tries >= len(WAITS) or answer.headers.get("x-slack-no-retry") == "1":
        return
    if answer.error == TIMED_OUT:
        reason = "http_timeout"
    else:
        reason = "http_error" if answer.status else "connection_failed"
    state.retries.add(state.clock() + WAITS[tries], payload, tries + 1, reason)
    if not WAITS[tries]:
        state.courier.aside(retry_due(state))
