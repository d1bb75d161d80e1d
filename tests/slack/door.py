"""Knock at the guard in process: build what Slack sends, bend it, and look at what comes back and what ran."""

from __future__ import annotations

import asyncio
import hmac
from dataclasses import dataclass, field

from pydantic import SecretStr

from bot.slack.guard import Guard

NOW = 1_795_000_000
SECRET = "5ecbe7f3a0e94c5d8f1b2a3c4d5e6f70"
FORM = b"application/x-www-form-urlencoded"
BODY = b"command=%2Fsms-campaign&text=bonjour"


def sign(body: bytes, *, secret: str = SECRET, at: int | str = NOW) -> bytes:
    """Sign as Slack does."""
    return b"v0=" + hmac.digest(secret.encode(), f"v0:{at}:".encode() + body, "sha256").hex().encode()


def signed(body: bytes = BODY, *, secret: str = SECRET, at: int | str = NOW, kind: bytes = FORM):
    """Headers of a request that Slack would send."""
    return [
        (b"content-type", kind),
        (b"x-slack-request-timestamp", str(at).encode()),
        (b"x-slack-signature", sign(body, secret=secret, at=at)),
    ]


def open_gate() -> asyncio.Event:
    """Make a gate that holds nobody up."""
    gate = asyncio.Event()
    gate.set()
    return gate


@dataclass
class Inner:
    """An application that records what it was given and answers with the number of the run."""

    status: int = 200
    bodies: list[bytes] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=open_gate)

    async def __call__(self, scope, receive, send):
        assert (scope["type"], scope["extensions"]) == ("http", {})
        message = await receive()
        assert not message["more_body"]
        self.bodies.append(message["body"])
        run = len(self.bodies)
        await self.gate.wait()
        await send(
            {"type": "http.response.start", "status": self.status, "headers": [(b"x-run", b"%d" % run)]}
        )
        await send({"type": "http.response.body", "body": b"run ", "more_body": True})
        await send({"type": "http.response.body", "body": b"%d" % run})


@dataclass
class Reply:
    """What came back; status 0 for nothing."""

    status: int = 0
    headers: dict[bytes, bytes] = field(default_factory=dict)
    body: bytes = b""
    chunks_read: int = 0


def guard(app, **options) -> Guard:
    """Make a guard with one known secret, whose clock stands still."""
    options.setdefault("secrets", [SecretStr(SECRET)])
    return Guard(app, **{"clock": lambda: float(NOW), **options})


async def knock(
    door,
    headers,
    body=BODY,
    *,
    chunks=None,
    method="POST",
    path="/slack/events",
    then="wait",
) -> Reply:
    """Send one request. `then`: after the chunks the sender is done, goes on for ever (`wait`) or leaves (`leave`)."""
    reply = Reply()
    waiting = list([body] if chunks is None else chunks)
    last = chunks is None or then == "end"

    async def receive():
        if waiting:
            reply.chunks_read += 1
            chunk = waiting.pop(0)
            return {"type": "http.request", "body": chunk, "more_body": bool(waiting) or not last}
        if then == "wait":
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message):
        if message["type"] == "http.response.start":
            assert reply.status == 0
            reply.status = message["status"]
            reply.headers = dict(message["headers"])
        else:
            reply.body += message["body"]

    scope = {"type": "http", "method": method, "path": path, "headers": headers, "query_string": b""}
    scope["extensions"] = {"http.response.pathsend": {}}
    await door(scope, receive, send)
    return reply
