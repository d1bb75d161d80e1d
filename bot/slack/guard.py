"""The door in front of Bolt: nothing that Slack did not sign gets in, and strangers cost as little as can be.

What reaches the application behind it is a POST on the one path, whole, at most `limit` bytes, UTF-8, a form or JSON,
and signed over its raw bytes with one of the app's signing secrets within 5 minutes of the real clock. Bolt's own
verification knows one secret and writes unverified bodies to the log, so build the app behind this with
`request_verification_enabled=False`, and never serve that app over HTTP without this door. Everything else gets a 4xx.

The same signed bytes again, as long as their signature is in date, get the first answer and run nothing, in this
process. Slack's own retries carry a new timestamp and are therefore new here: the use cases tell those by their ids.
Socket Mode does not come this way.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import ConfigError
from bot.slack import heads
from bot.slack.heads import WINDOW, Check, Head
from bot.slack.refusals import Refusal, Tally
from bot.slack.repeats import Answer, Repeats, Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pydantic import SecretStr
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: What is refused once its body was read: the connection is kept, since a proxy shares it between strangers and Slack.
READ = frozenset({Refusal.SIGNATURE, Refusal.NOT_UTF8})
#: What is answered while there is more to do than can be done.
SHED = Answer(503, ((b"retry-after", b"1"), (b"content-length", b"0")), b"")
#: A body of this many bytes is always let in, however many large ones are arriving.
SMALL = 65_536


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one process spends at most on requests.

    `patience`: seconds for a body to arrive; Slack itself waits 3 s for the answer. `room`: bytes of unfinished bodies
    at once, over which only small ones are let in. `at_once`: signed requests that are answered at the same time.
    `answers`, `answer_bytes`: what is kept for repeats.
    """

    patience: float = 3.0
    room: int = 33_554_432
    at_once: int = 500
    answers: int = 10_000
    answer_bytes: int = 16_777_216


class Guard:
    """ASGI middleware that lets through what Slack signed; see the module for what it promises.

    `secrets`: one signing secret, or two while they are being rotated. `limit`: bytes of a body. `clock`: the real one,
    in seconds since 1970. `full` tells that nothing more should be begun: signed requests are then a 503. `tally` counts
    what was not run, by reason. Raises ConfigError for secrets that let anybody in.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        secrets: Sequence[SecretStr],
        path: str = "/slack/events",
        limit: int = 1_048_576,
        clock: Callable[[], float] = time.time,
        bounds: Bounds = Bounds(),
        full: Callable[[], bool] = lambda: False,
    ) -> None:
        self.tally = Tally("slack_requests_not_run")
        self._app = app
        self._secrets = _keys(secrets)
        self._path = path
        self._limit = limit
        self._clock = clock
        self._bounds = bounds
        self._arriving = 0
        self._full = full
        self._running = 0
        self._repeats = Repeats(
            clock=clock, tally=self.tally, most=bounds.answers, most_bytes=bounds.answer_bytes
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection, or hand it to the application."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            self.tally.add(Refusal.METHOD.name.lower())
            await send({"type": "websocket.close", "code": 1008})
        elif (verdict := await self._http(scope, receive, send)) is not None:
            self.tally.add(verdict.name.lower())
            await _deliver(_refusal(verdict), send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> Refusal | None:
        if scope["path"] != self._path:
            return Refusal.ELSEWHERE
        if scope["method"] != "POST":
            return Refusal.METHOD
        head = heads.read(scope["headers"], limit=self._limit, now=self._clock())
        if isinstance(head, Refusal):
            return head
        body = await self._read(receive, head.most)
        if body is None or isinstance(body, Refusal):
            return body
        if isinstance(head, Check):
            return await _certificate_check(body, send)
        digest = self._digest(head, body)
        if digest is None:
            return Refusal.SIGNATURE
        if not _is_utf8(body):
            return Refusal.NOT_UTF8
        await self._pass(digest, int(head.timestamp) + WINDOW, scope, _Replay(body, receive), send)
        return None

    async def _read(self, receive: Receive, most: int) -> bytes | Refusal | None:
        """Receive the body, whatever length was declared; None: whoever sent it has left."""
        body = bytearray()
        try:
            async with asyncio.timeout(self._bounds.patience):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        self.tally.add("left")
                        return None
                    chunk = message.get("body", b"")
                    body += chunk
                    self._arriving += len(chunk)
                    if len(body) > most:
                        return Refusal.LARGE
                    if self._arriving > self._bounds.room and len(body) > SMALL:
                        return Refusal.CROWDED
                    if not message.get("more_body", False):
                        return bytes(body)
        except TimeoutError:
            return Refusal.SLOW
        finally:
            self._arriving -= len(body)

    def _digest(self, head: Head, body: bytes) -> bytes | None:
        """Return the digest that the signature claims, if one of the secrets makes it."""
        signed = b"v0:%b:%b" % (head.timestamp, body)
        match = None
        for secret in self._secrets:
            digest = hmac.digest(secret, signed, "sha256")
            # All secrets are tried whatever the first said, so that the time taken tells nothing.
            if hmac.compare_digest(digest, head.signature):
                match = digest
        return match

    async def _pass(self, digest: bytes, until: float, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer these bytes once, until their signature is out of date."""
        if self._running >= self._bounds.at_once or self._full():
            # Before memory goes: Slack delivers an event again, and shows a person a failure to try again after.
            self.tally.add("shed")
            await _deliver(SHED, send)
            return
        self._running += 1
        try:
            await self._turn(digest, until, scope, receive, send)
        finally:
            self._running -= 1

    async def _turn(self, digest: bytes, until: float, scope: Scope, receive: Receive, send: Send) -> None:
        turn = await self._repeats.ask(digest)
        if isinstance(turn, Answer):
            self.tally.add("repeated")
            await _deliver(turn, send)
            return
        try:
            # Without extensions an application answers in start and body alone, which is what can be kept.
            await self._app({**scope, "extensions": {}}, receive, _Keeping(turn, until, send))
        finally:
            turn.over()


class _Replay:
    """Give the application the body that was read, then whatever comes from the connection."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def __call__(self) -> Message:
        if self._body is None:
            return await self._receive()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


class _Keeping:
    """Collect the application's answer, keep it unless it failed, and send it on as soon as it is whole."""

    def __init__(self, turn: Turn, until: float, send: Send) -> None:
        self._turn = turn
        self._until = until
        self._send = send
        self._start: Message = {}
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if message.get("more_body", False):
            return
        headers = tuple((bytes(name), bytes(value)) for name, value in self._start.get("headers", ()))
        answer = Answer(self._start["status"], headers, bytes(self._body))
        if answer.status < 500:  # noqa: PLR2004 - where HTTP's server errors begin
            self._turn.answered(answer, until=self._until)
        await _deliver(answer, self._send)


async def _certificate_check(body: bytes, send: Send) -> Refusal | None:
    """Say yes to `ssl_check=1` here: unsigned, it must not reach the application, whatever else it holds."""
    if b"ssl_check=1" not in body.split(b"&"):
        return Refusal.UNSIGNED
    await _deliver(Answer(200, ((b"content-length", b"0"),), b""), send)
    return None


def _refusal(refusal: Refusal) -> Answer:
    body = refusal.sentence.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(body)),
    ]
    if refusal not in READ:
        # What is left of the body is not worth reading.
        headers.append((b"connection", b"close"))
    if refusal is Refusal.METHOD:
        headers.append((b"allow", b"POST"))
    return Answer(refusal.status, tuple(headers), body)


async def _deliver(answer: Answer, send: Send) -> None:
    # A server says so by OSError when nobody is there any more to read the answer.
    with contextlib.suppress(OSError):
        await send({"type": "http.response.start", "status": answer.status, "headers": list(answer.headers)})
        await send({"type": "http.response.body", "body": answer.body, "more_body": False})


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _keys(secrets: Sequence[SecretStr]) -> tuple[bytes, ...]:
    keys = tuple(secret.get_secret_value().strip().encode() for secret in secrets)
    if not 1 <= len(keys) <= 2 or not all(keys):  # noqa: PLR2004 - the old secret and the new one
        raise ConfigError("SLACK_SIGNING_SECRET must hold one signing secret, or two while they are rotated.")
    return keys
