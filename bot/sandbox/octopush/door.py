"""The way in: it lets calls through to the services, plays the faults that were ordered, and writes down what passed.

A dropped connection needs uvicorn's own connection behind it, so the application must be served by itself, not mounted
in another. It must never write a key down.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
import time
from collections import deque
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from bot.sandbox.octopush.faults import ANSWERING, Fault, Kind, take
from bot.sandbox.octopush.routes import PREFIX

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from bot.sandbox.octopush.campaigns import Books

REMEMBERED = 200
_JSON = (b"content-type", b"application/json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One call and its answer. `status` is None where the caller got none; `ms` is how long it was worked on."""

    at: datetime
    method: str
    path: str
    status: int | None
    ms: float
    request: Any
    answer: Any
    fault: Kind | None


@dataclass(frozen=True, slots=True)
class _Raw:
    """An answer as bytes."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Door:
    """An ASGI application around the services."""

    def __init__(self, app: ASGIApp, books: Books) -> None:
        self._app = app
        self._books = books
        self.exchanges: deque[Exchange] = deque(maxlen=REMEMBERED)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a call of a service; all else goes straight through."""
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self._app(scope, receive, send)
            return
        began, at = time.perf_counter(), self._books.clock()
        fault = take(self._books.switches.faults, scope["path"].removeprefix(PREFIX), ANSWERING)
        if fault is None:
            asked = await _read(receive)
            answer: _Raw | None = await self._ask(scope, asked)
        else:
            asked, answer = await self._fail(fault, scope, receive)
        kind = fault.kind if fault else None
        self.exchanges.append(
            Exchange(
                at=at,
                method=scope["method"],
                path=scope["path"] + ("?" + scope["query_string"].decode("latin-1")).rstrip("?"),
                status=answer.status if answer and kind is not Kind.CUT else None,
                ms=round((time.perf_counter() - began) * 1000, 2),
                request=_shown(asked),
                answer=_shown(answer.body) if answer else None,
                fault=kind,
            )
        )
        if fault is not None and kind is Kind.DELAYED:
            await _wait(receive, fault.seconds)
        if answer is None:
            await _drop(receive, send, reset=kind is Kind.RESET)
        else:
            await _write(answer, receive, send, cut=kind is Kind.CUT)

    async def _fail(self, fault: Fault, scope: Scope, receive: Receive) -> tuple[bytes, _Raw | None]:
        """Take a call as far as its fault lets it; None is a connection to be closed without an answer."""
        if fault.kind is Kind.DOWN:
            return b"", None
        asked = await _read(receive)
        if fault.kind is Kind.HELD:
            await asyncio.sleep(fault.seconds)
        answer = await self._ask(scope, asked) if fault.is_taken else None
        return asked, _spoil(fault, answer)

    async def _ask(self, scope: Scope, body: bytes) -> _Raw:
        """Ask the services and keep their answer."""
        said: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            said.append(message)

        await self._app(scope, receive, send)
        start, *rest = said
        return _Raw(start["status"], list(start["headers"]), b"".join(one.get("body", b"") for one in rest))


def _spoil(fault: Fault, answer: _Raw | None) -> _Raw | None:
    """Turn an answer into what the fault makes of it; None is a closed connection."""
    if fault.kind in {Kind.LOST, Kind.RESET, Kind.DOWN}:
        return None
    if fault.kind is Kind.TRUNCATED and answer is not None:
        return _raw(answer.status, _half(answer.body), _JSON)
    if fault.kind is Kind.TOO_MANY:
        return _raw_json(429, (b"retry-after", str(max(1, round(fault.seconds))).encode()))
    return _INSTEAD.get(fault.kind, answer)


def _raw(status: int, body: bytes, *headers: tuple[bytes, bytes]) -> _Raw:
    return _Raw(status, [*headers, (b"content-length", str(len(body)).encode())], body)


def _raw_json(status: int, *headers: tuple[bytes, bytes]) -> _Raw:
    body = json.dumps({"code": status, "message": HTTPStatus(status).phrase}).encode()
    return _raw(status, body, _JSON, *headers)


_INSTEAD = {
    Kind.BAD_GATEWAY: _raw(
        502,
        b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>",
        (b"content-type", b"text/html"),
    ),
    Kind.SERVER_ERROR: _raw_json(500),
    Kind.TIMEOUT: _raw_json(408),
    Kind.FORBIDDEN: _raw_json(403),
    Kind.REDIRECT: _raw(302, b"", (b"location", PREFIX.encode() + b"login")),
    Kind.EMPTY: _raw(200, b""),
}


def _half(body: bytes) -> bytes:
    return body[: len(body) // 2]


async def _read(receive: Receive) -> bytes:
    """Read a whole body, or what came of it."""
    body: bytes = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if message["type"] != "http.request" or not message.get("more_body"):
            return body


async def _wait(receive: Receive, seconds: float) -> None:
    """Wait, but not for a caller who has gone."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass


async def _write(answer: _Raw, receive: Receive, send: Send, *, cut: bool) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    if not cut:
        await send({"type": "http.response.body", "body": answer.body})
        return
    await send({"type": "http.response.body", "body": _half(answer.body), "more_body": True})
    await _drop(receive, send, reset=False)


async def _drop(receive: Receive, send: Send, *, reset: bool) -> None:
    """Close the connection as it is.

    ASGI has no word for it, so uvicorn's connection is taken from behind `send`. The wait lets uvicorn see the end
    itself; returning earlier would make it answer 500.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise RuntimeError(
            "A connection can only be dropped where uvicorn serves the local Octopush by itself."
        )
    if reset:
        # To linger for no time makes the kernel reset the connection instead of ending it in order.
        transport.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )
    transport.close()
    while (await receive())["type"] != "http.disconnect":
        pass


def _shown(raw: bytes) -> Any:  # noqa: ANN401 - whatever JSON was sent
    """Show a body: as JSON where it is, without a key that slipped in."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return raw.decode(errors="replace") or None
    if isinstance(body, dict):
        return {name: value for name, value in body.items() if name.lower() not in {"api-key", "api_key"}}
    return body
