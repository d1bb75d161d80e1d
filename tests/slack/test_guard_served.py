"""The guard where it stands: behind a real server, in front of Bolt."""

from __future__ import annotations

import asyncio
import json
import time

import httpx
import pytest
from pydantic import SecretStr
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from bot.sandbox.serving import serve
from bot.slack.guard import Bounds, Guard
from tests.slack.door import FORM, SECRET, guard, signed


@pytest.fixture
async def address():
    """Serve a Bolt app that answers /sms-campaign with the text it was given."""

    async def authorize():
        return AuthorizeResult(
            enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_user_id="U0", bot_id="B0"
        )

    app = AsyncApp(authorize=authorize, request_verification_enabled=False, process_before_response=True)

    @app.command("/sms-campaign")
    async def echo(ack, command):
        await ack(command["text"])

    handler = AsyncSlackRequestHandler(app)

    async def bolt(scope, receive, send):
        response = await handler.handle(Request(scope, receive))
        await response(scope, receive, send)

    secrets = [SecretStr("the-next-secret"), SecretStr(SECRET)]
    door = Guard(bolt, secrets=secrets, limit=100_000, bounds=Bounds(patience=0.2))
    async with serve(Starlette(routes=[Route("/slack/events", door)])) as address:
        yield address


def now():
    """Tell the real second, as Slack would."""
    return int(time.time())


async def post(address, body, headers):
    """Post to the address that Slack is given."""
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(f"{address}/slack/events", content=body, headers=headers)


COMMAND = b"command=%2Fsms-campaign&text=%C3%A9t%C3%A9+%F0%9F%98%80&team_id=T1&user_id=U1&trigger_id=1.2"


@pytest.mark.parametrize("secret", [SECRET, "the-next-secret"])
async def test_bolt_hears_what_either_secret_signed(address, secret):
    """A command signed with the old or the new secret is answered by Bolt, its letters unharmed."""
    reply = await post(address, COMMAND, signed(COMMAND, secret=secret, at=now()))
    assert (reply.status_code, reply.text) == (200, "été 😀")


async def test_slack_can_verify_the_address(address):
    """Slack's `url_verification` passes and gets its challenge back; an unsigned certificate check gets its 200."""
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a"}).encode()
    reply = await post(address, body, signed(body, at=now(), kind=b"application/json"))
    assert (reply.status_code, reply.json()) == (200, {"challenge": "3eZbrw1a"})
    assert (await post(address, b"ssl_check=1&token=x", [(b"content-type", FORM)])).status_code == 200


@pytest.mark.parametrize(
    ("timestamp", "signature", "body"),
    [
        (b"soon", b"v0=" + b"a" * 64, COMMAND),
        (b"%d", b"v0=\xe9" + b"a" * 63, COMMAND),
        (b"%d", b"v0=" + b"a" * 64, b"\xff"),
    ],
    ids=["timestamp in words", "signature not ASCII", "body not UTF-8"],
)
async def test_what_makes_bolt_stumble_is_a_401(address, timestamp, signature, body):
    """Three unsigned requests that are a 500 with a traceback in Bolt alone are a plain 401."""
    headers = [
        (b"content-type", FORM),
        (b"x-slack-request-timestamp", timestamp.replace(b"%d", b"%d" % now())),
        (b"x-slack-signature", signature),
    ]
    assert (await post(address, body, headers)).status_code == 401


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"Transfer-Encoding: chunked\r\n\r\n" + b"4000\r\n" + b"x" * 0x4000 + b"\r\n" + b"0\r\n\r\n", 401),
        (b"Transfer-Encoding: chunked\r\n\r\n" + b"186a1\r\n" + b"x" * 100_001, 413),
        (b"Content-Length: 100001\r\n\r\n", 413),
        (b"Content-Length: 50\r\n\r\ntext=", 408),
    ],
    ids=["chunked", "chunked without end", "declared too large", "stops in the middle"],
)
async def test_on_the_wire_a_body_is_bounded_in_size_and_time(address, sent, status):
    """Chunked without a length, declared too large, or never finished: each is answered and the connection closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))
    head = [b"POST /slack/events HTTP/1.1", b"Host: localhost"]
    head += [name + b": " + value for name, value in signed(at=now())]
    writer.write(b"\r\n".join(head) + b"\r\n" + sent)
    answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 %d " % status)


async def test_a_web_socket_is_closed_and_lifespan_goes_through():
    """The guard speaks HTTP alone, and lets the application behind it start and stop."""
    sent: list[str] = []
    seen: list[str] = []

    async def send(message):
        sent.append(message["type"])

    async def receive():
        return {"type": "websocket.connect"}

    async def inner(scope, _receive, _send):
        seen.append(scope["type"])

    door = guard(inner)
    for kind in ("websocket", "lifespan"):
        await door({"type": kind, "path": "/slack/events"}, receive, send)
    assert (sent, seen) == (["websocket.close"], ["lifespan"])
