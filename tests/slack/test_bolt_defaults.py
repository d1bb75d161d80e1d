"""Where the bot departs from Bolt's defaults, and why: each test fails once a release makes the departure needless or wrong."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.app import bolt

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMAND = urlencode({"command": "/c", "user_id": "U1", "team_id": "T1", "trigger_id": "1", "text": ""})
OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b" % (
    len(body := b'{"ok": true, "bot_id": "B0", "user_id": "U0", "team_id": "T1"}'),
    body,
)


class Wire:
    """A Slack that counts connections and calls; where `drops` is set it reads a call and hangs up."""

    def __init__(self, *, drops: bool = False) -> None:
        self.connections = 0
        self.calls = 0
        self._drops = drops

    @asynccontextmanager
    async def served(self):
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        async with server:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/"

    async def _talk(self, reader, writer):
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
                await reader.readexactly(int(length or 0))
                self.calls += 1
                if self._drops:
                    break
                writer.write(OK)
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()


def client(url: str, **options) -> AsyncWebClient:
    """Make a client of a local Slack."""
    made = AsyncWebClient(base_url=url, **options)
    made.proxy = None
    return made


async def asked(app: AsyncApp, body: str = COMMAND, **headers: str) -> int:
    """Dispatch a request; give the status."""
    said: dict[str, str | Sequence[str]] = {"content-type": "application/x-www-form-urlencoded", **headers}
    return (await app.async_dispatch(AsyncBoltRequest(body=body, headers=said))).status


def ours(url: str = "http://127.0.0.1:9/api/", session: aiohttp.ClientSession | None = None) -> AsyncApp:
    """Build the app as the bot does."""
    made = client(url, session=session, retry_handlers=[])
    return bolt(made, token="xoxb-1", bot_id="B0", bot_user="U0")


def theirs(url: str, **options) -> AsyncApp:
    """Build an app on Bolt's defaults."""
    return AsyncApp(client=client(url, token="xoxb-1"), signing_secret="s", **options)


async def quickest(app: AsyncApp) -> float:
    """Give the least seconds to an acknowledgement of several."""

    @app.command("/c")
    async def command(ack):
        await ack()

    times = []
    for _ in range(12):
        began = time.perf_counter()
        assert await asked(app) == 200
        times.append(time.perf_counter() - began)
    return min(times)


async def test_acknowledgements_do_not_wait_for_bolts_next_look():
    """`process_before_response`: Bolt's runner looks for the acknowledgement every 10 ms, and the first look is too early."""
    async with Wire().served() as url:
        assert await quickest(theirs(url, request_verification_enabled=False)) >= 0.009
    assert await quickest(ours()) < 0.009


async def test_calls_share_their_connections():
    """`session=`: without one the client opens a connection a call, and Bolt hands ours on to each listener."""
    for shared, connections in ((False, 3), (True, 1)):
        wire = Wire()
        async with wire.served() as url, aiohttp.ClientSession() as session:
            app = ours(url, session if shared else None)

            @app.command("/c")
            async def command(ack, client):
                await ack()
                await client.views_open(trigger_id="1", view={})

            for _ in range(3):
                assert await asked(app) == 200
        assert (wire.calls, wire.connections) == (3, connections)


@pytest.mark.parametrize(("options", "posts"), [({}, 2), ({"retry_handlers": []}, 1)])
async def test_a_message_is_posted_once_where_the_answer_is_lost(options, posts):
    """`retry_handlers=[]`: by default the client posts again after a connection that was cut, and a message stands twice."""
    wire = Wire(drops=True)
    async with wire.served() as url:
        with pytest.raises(aiohttp.ClientError):
            await client(url, token="xoxb-1", **options).chat_postMessage(channel="C1", text="x")
    assert wire.calls == posts


async def test_nobody_is_asked_who_the_token_is():
    """`authorize=`: with a token Bolt asks `auth.test`, as often as requests come before the first answer."""
    wire = Wire()
    async with wire.served() as url:
        for app, calls in ((theirs(url, request_verification_enabled=False), 3), (ours(url), 0)):
            app.command("/c")(_acknowledge)
            wire.calls = 0
            assert await asyncio.gather(*[asked(app) for _ in range(3)]) == [200, 200, 200]
            assert wire.calls == calls


async def test_a_strangers_timestamp_does_not_stop_at_bolts_door():
    """`request_verification_enabled=False` behind the guard: Bolt's own check fails on a timestamp in words."""
    async with Wire().served() as url:
        app = theirs(url)
        stranger = {"x-slack-request-timestamp": "soon", "x-slack-signature": "v0=1"}
        assert await asked(app, **stranger) == 500


async def test_an_error_after_the_acknowledgement_loses_it():
    """Listeners never raise: what a listener raises takes the place of the acknowledgement that it has given."""
    app = ours()

    @app.command("/c")
    async def command(ack):
        await ack("done")
        raise ValueError("Broken on purpose.")

    assert await asked(app) == 500


async def _acknowledge(ack):
    await ack()
