"""Bring a payload to the app and its answer back: over HTTP with Slack's signature, or over Socket Mode.

The app gets its three seconds by the real clock and not a moment more. Answers are only read here; what they mean is up
to whoever delivered. Source: docs.slack.dev/apis/events-api, docs.slack.dev/interactivity/handling-user-interaction.
"""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp

from bot.sandbox.slack.signing import sign

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from bot.sandbox.slack.exchanges import Exchanges
    from bot.sandbox.slack.sockets import Sockets
    from bot.sandbox.slack.switches import Switches


class Envelope(StrEnum):
    """The three kinds of deliveries, by their Socket Mode names."""

    COMMAND = "slash_commands"
    INTERACTION = "interactive"
    EVENT = "events_api"


#: What Slack calls a delivery that was not acknowledged in time, and one that was answered badly or not at all.
TIMED_OUT = "operation_timeout"
FAILED = "dispatch_failed"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the app answered: `status` 0 when nothing came, `error` Slack's word when it does not count as an answer."""

    status: int
    ms: float
    body: bytes = b""
    error: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Tell whether the app acknowledged."""
        return self.error is None

    def json(self) -> Any:  # noqa: ANN401 - any JSON
        """Read the body as JSON, None when it is empty; raises ValueError when it is something else."""
        return json.loads(self.body) if self.body.strip() else None


class Courier:
    """Deliver, one payload at a time or many at once, subject to the switches."""

    def __init__(
        self, *, signing_secret: str, switches: Switches, exchanges: Exchanges, sockets: Sockets
    ) -> None:
        self.request_url = ""
        self._secret = signing_secret
        self._switches = switches
        self._exchanges = exchanges
        self._sockets = sockets
        self._session: aiohttp.ClientSession | None = None
        self._aside: set[asyncio.Task[Any]] = set()
        self._passed = asyncio.Event()

    async def deliver(
        self, kind: Envelope, payload: dict[str, Any], headers: dict[str, str] | None = None
    ) -> Answer:
        """Send a payload and wait for the app's answer, at most as long as Slack would."""
        switches = self._switches
        if switches.hold_deliveries > 0:
            switches.hold_deliveries -= 1
            await self._let_another_pass()
        envelope = str(uuid.uuid4())
        if switches.duplicate_deliveries:
            self.aside(self._send(kind, payload, headers or {}, envelope))
        answer = await self._send(kind, payload, headers or {}, envelope)
        self._passed.set()
        self._passed = asyncio.Event()
        if switches.lose_acks > 0:
            switches.lose_acks -= 1
            return Answer(0, answer.ms, error=TIMED_OUT)
        return answer

    def aside(self, work: Coroutine[Any, Any, Any]) -> None:
        """Let something run beside, until the server ends."""
        task = asyncio.create_task(work)
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    async def close(self) -> None:
        """End what still runs and the connections."""
        for task in list(self._aside):
            task.cancel()
        await asyncio.gather(*self._aside, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _let_another_pass(self) -> None:
        try:
            await asyncio.wait_for(self._passed.wait(), self._switches.delivery_seconds)
        except TimeoutError:
            return

    async def _send(
        self, kind: Envelope, payload: dict[str, Any], headers: dict[str, str], envelope: str
    ) -> Answer:
        began = time.perf_counter()
        limit = self._switches.delivery_seconds
        over_socket = self._switches.socket_mode and self._sockets.connected
        body, back = b"", dict[str, str]()
        try:
            async with asyncio.timeout(limit):
                if over_socket:
                    status, body = 200, await self._sockets.send(kind, payload, headers, envelope)
                else:
                    status, body, back = await self._post(kind, payload, headers)
            error = None if 200 <= status < 300 else FAILED  # noqa: PLR2004 - HTTP's own
        except TimeoutError:
            status, error = 0, TIMED_OUT
        except (aiohttp.ClientError, OSError):
            status, error = 0, FAILED
        ms = (time.perf_counter() - began) * 1000
        self._exchanges.record(
            way="delivery",
            what=_name(kind, payload),
            status=status,
            ms=ms,
            left_ms=limit * 1000 - ms,
            error=error,
            request=payload,
            response=body.decode(errors="replace"),
        )
        return Answer(status, ms, body, error, back)

    async def _post(
        self, kind: Envelope, payload: dict[str, Any], headers: dict[str, str]
    ) -> tuple[int, bytes, dict[str, str]]:
        if self._session is None:
            # No limit on connections: Slack does not queue behind an app that is slow. A fresh one each time, so that
            # an app that was killed and started again is not met over a connection to the dead one.
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, force_close=True),
                timeout=aiohttp.ClientTimeout(total=None),
            )
        content_type, body = encode(kind, payload)
        now = int(time.time())
        headers = {
            **headers,
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": str(now),
            "X-Slack-Signature": sign(self._secret, now, body),
        }
        async with self._session.post(
            self.request_url, data=body, headers=headers, allow_redirects=False
        ) as back:
            lowered = {name.lower(): value for name, value in back.headers.items()}
            return back.status, await back.read(), lowered


def encode(kind: Envelope, payload: dict[str, Any]) -> tuple[str, bytes]:
    """Give a delivery's content type and body as they go over HTTP."""
    if kind is Envelope.EVENT:
        return "application/json", json.dumps(payload).encode()
    form = payload if kind is Envelope.COMMAND else {"payload": json.dumps(payload)}
    return "application/x-www-form-urlencoded", urlencode(form).encode()


def _name(kind: Envelope, payload: dict[str, Any]) -> str:
    if kind is Envelope.COMMAND:
        return str(payload["command"])
    if kind is Envelope.EVENT and "event" in payload:
        return f"event {payload['event']['type']}"
    return str(payload["type"])
