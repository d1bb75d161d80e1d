"""The door for Octopush's callbacks, which come unsigned: whoever knows the secret in the path is Octopush.

`/octopush/SECRET/deliveries` and its siblings take a POST of at most `limit` bytes. Secrets are compared in constant
time, and a wrong one gets the answer of an address that is not there. A callback is answered with 200 only once it is
stored. Neither the path nor the body may reach a log line; what strangers send costs no line at all.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import time
from typing import TYPE_CHECKING

from bot import logs
from bot.adapters.callbacks.reading import EVENTS, UnreadableError, read
from bot.services.outcomes import CrowdedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from starlette.types import Receive, Scope, Send

    from bot.services.outcomes import Callback

    #: Stores callbacks; ends when they are stored.
    Take = Callable[[Sequence[Callback]], Awaitable[None]]
    #: Told of each request, by a word of this module's own, and how long it took in seconds.
    Count = Callable[[str, float], None]

log = logs.get(__name__)

PREFIX = "/octopush/"
ANSWERS = {
    "taken": (200, "ok"),
    "elsewhere": (404, "Nothing answers here."),
    "method": (405, "Only POST is answered here."),
    "compressed": (415, "The body must not be compressed."),
    "large": (413, "The body is too large."),
    "slow": (408, "The body took too long to arrive."),
    "crowded": (503, "Too much arrives at once; come back."),
    "unreadable": (400, "That is no callback."),
    "not_stored": (503, "It could not be stored; come back."),
}
#: What somebody with the right secret did wrong is logged, once in so many seconds each.
EVERY = 60.0


class Door:
    """An ASGI application for all below `PREFIX`. `secrets`: one, or two while they are rotated."""

    def __init__(
        self,
        take: Take,
        *,
        secrets: Sequence[str],
        count: Count = lambda _what, _seconds: None,
        limit: int = 262_144,
        room: int = 16_777_216,
        patience: float = 10.0,
    ) -> None:
        self._take = take
        self._secrets = tuple(secret.encode() for secret in secrets)
        self._count = count
        self._limit = limit
        self._room = room
        self._patience = patience
        self._arriving = 0
        self._said: dict[str, float] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        began = time.perf_counter()
        what = await self._answer(scope, receive)
        self._count(what or "left", time.perf_counter() - began)
        if what is None:
            return
        status, sentence = ANSWERS[what]
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", b"%d" % len(sentence.encode())),
        ]
        if status != ANSWERS["taken"][0]:
            # What is left of the body is not worth reading.
            headers.append((b"connection", b"close"))
        with contextlib.suppress(OSError):
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": sentence.encode()})

    async def _answer(self, scope: Scope, receive: Receive) -> str | None:
        """Do what a request asks for, and name the answer; None where whoever asked has left."""
        secret, _, event = scope["path"].removeprefix(PREFIX).partition("/")
        if not self._is_known(secret) or event not in EVENTS:
            return "elsewhere"
        if scope["method"] != "POST":
            return "method"
        if any(
            name.lower() == b"content-encoding" and value.lower() != b"identity"
            for name, value in scope["headers"]
        ):
            return "compressed"
        body = await self._read(receive)
        if body is None or isinstance(body, str):
            return body
        try:
            await self._take(read(EVENTS[event], body))
        except UnreadableError as exc:
            self._say("callback_unreadable", of=event, why=str(exc))
            return "unreadable"
        except CrowdedError:
            self._say("callbacks_crowded", of=event)
            return "crowded"
        except Exception as exc:  # noqa: BLE001 - whatever it was, it was not stored, and Octopush must hear so
            self._say("callback_not_stored", of=event, error=type(exc).__name__)
            return "not_stored"
        return "taken"

    def _is_known(self, secret: str) -> bool:
        known = False
        for one in self._secrets:
            # All are compared whatever the first said, so that the time taken tells nothing.
            known |= hmac.compare_digest(one, secret.encode("utf-8", "surrogateescape"))
        return known

    async def _read(self, receive: Receive) -> bytes | str | None:
        """Receive the body, whatever length was declared; a word of ANSWERS where it is refused."""
        body = bytearray()
        try:
            async with asyncio.timeout(self._patience):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return None
                    chunk = message.get("body", b"")
                    body += chunk
                    self._arriving += len(chunk)
                    if len(body) > self._limit:
                        return "large"
                    if self._arriving > self._room:
                        return "crowded"
                    if not message.get("more_body", False):
                        return bytes(body)
        except TimeoutError:
            return "slow"
        finally:
            self._arriving -= len(body)

    def _say(self, what: str, **facts: str) -> None:
        now = time.monotonic()
        if now - self._said.get(what, -EVERY) >= EVERY:
            self._said[what] = now
            log.warning(what, **facts)
