"""Where the bot departs from Bolt's defaults, and why: each test fails once a release makes the departure needless or wrong."""

from __future__ import annotations

import asyncio
import inspect
import json
import time
import urllib.parse
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.request import internals
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.ack_path import bolt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.slack.ack_path import Listener

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


def ours(listener: Listener, url: str = "http://127.0.0.1:9/api/") -> AsyncApp:
    """Build the app as the bot does."""
    return bolt(client(url), {"command": listener}, token="xoxb-1", bot_id="B0", bot_user="U0")


def theirs(url: str, **options) -> AsyncApp:
    """Build an app on Bolt's defaults, with one listener."""
    app = AsyncApp(client=client(url, token="xoxb-1"), signing_secret="s", **options)

    @app.command("/c")
    async def command(ack):
        await ack()

    return app


async def _quickest(app: AsyncApp) -> float:
    """Give the least seconds to an acknowledgement of several."""
    times = []
    for _ in range(12):
        began = time.perf_counter()
        assert await asked(app) == 200
        times.append(time.perf_counter() - began)
    return min(times)


async def _done(_body: dict[str, Any]) -> None:
    return None


async def test_acknowledgements_do_not_wait_for_bolts_next_look():
    """`before_authorize=`: Bolt's runner looks for the acknowledgement every 10 ms, and the first look is too early."""
    async with Wire().served() as url:
        assert await _quickest(theirs(url, request_verification_enabled=False)) >= 0.009
    assert await _quickest(ours(_done)) < 0.009


async def test_what_answers_before_authorization_answers_alone():
    """`before_authorize=` is asked once, first, and where it answers no listener is: Bolt asks those one by one."""
    asked_for = []

    async def listener(body: dict[str, Any]) -> str:
        asked_for.append(body["command"])
        return "here"

    async def passed_on(next) -> None:  # noqa: A002 - Bolt's name for it
        asked_for.append("a listener")
        await next()

    app = ours(listener)
    app.command("/c", middleware=[passed_on])(_bolts)
    assert await asked(app) == 200
    assert asked_for == ["/c"]
    asked_for.clear()
    async with Wire().served() as url:
        app = theirs(url, request_verification_enabled=False)
        app.action("x", middleware=[passed_on])(_bolts)
        for _ in range(2):
            app.command("/d", middleware=[passed_on, _not_for_it])(_bolts)
        assert await asked(app, COMMAND.replace("%2Fc", "%2Fd")) == 404
    assert asked_for == ["a listener", "a listener"]


async def test_the_address_is_checked_by_bolt():
    """What Slack asks of an address before it sends anything is Bolt's to answer, and nobody is asked who the token is."""
    wire = Wire()
    async with wire.served() as url:
        body = json.dumps({"type": "url_verification", "challenge": "abc"})
        request = AsyncBoltRequest(body=body, headers={"content-type": "application/json"})
        response = await ours(_done, url).async_dispatch(request)
    assert (response.status, json.loads(response.body)) == (200, {"challenge": "abc"})
    assert wire.calls == 0


async def test_a_kind_that_nobody_takes_is_not_found(caplog, capfd):
    """A type that Slack adds is a 404, and Bolt, which would quote it in the log, is not asked."""
    app = ours(_done)
    request = AsyncBoltRequest(body={"type": "telepathy", "text": "secret"}, mode="socket_mode")
    assert (await app.async_dispatch(request)).status == 404
    said = caplog.text + "".join(capfd.readouterr())
    assert "request_unknown" in said
    assert "telepathy" not in said


@pytest.mark.parametrize(("shared", "connections"), [(False, 3), (True, 1)])
async def test_calls_share_their_connections(shared, connections):
    """`session=`: without one the client opens a connection a call."""
    wire = Wire()
    async with wire.served() as url, aiohttp.ClientSession() as session:
        caller = client(url, token="xoxb-1", session=session if shared else None)
        for _ in range(3):
            await caller.views_open(trigger_id="1", view={})
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
        for app, calls in ((theirs(url, request_verification_enabled=False), 3), (ours(_done, url), 0)):
            wire.calls = 0
            assert await asyncio.gather(*[asked(app) for _ in range(3)]) == [200, 200, 200]
            assert wire.calls == calls


async def test_a_strangers_timestamp_does_not_stop_at_bolts_door():
    """`request_verification_enabled=False` behind the guard: Bolt's own check fails on a timestamp in words."""
    async with Wire().served() as url:
        app = theirs(url)
        stranger = {"x-slack-request-timestamp": "soon", "x-slack-signature": "v0=1"}
        assert await asked(app, **stranger) == 500


async def test_an_error_takes_the_place_of_the_acknowledgement():
    """Listeners never raise: Bolt turns what a listener raises into a 500 that says nothing to the person."""

    async def broken(_body: dict[str, Any]) -> None:
        raise ValueError("Broken on purpose.")

    assert await asked(ours(broken)) == 500


def test_bolt_reads_forms_character_by_character():
    """`bodies` is there because Bolt reads forms by urllib, and urllib in Python."""
    assert vars(internals)["parse_qsl"] is urllib.parse.parse_qsl
    assert inspect.isfunction(urllib.parse.unquote)


async def _bolts(ack):
    await ack()


async def _not_for_it():
    """Leave a request to the next listener, by not going on."""
