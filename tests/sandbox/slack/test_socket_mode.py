from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler

from bot.sandbox.slack.world import CAMPAIGNS, CLAIRE
from tests.sandbox.slack.campaign_app import register

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from slack_sdk.socket_mode.aiohttp import SocketModeClient

    from tests.sandbox.slack.conftest import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")


@contextlib.asynccontextmanager
async def connected(desk: Desk, told: list[Any]) -> AsyncIterator[SocketModeClient]:
    """Run the campaign app over Bolt's own Socket Mode, connected."""
    app = desk.bolt()
    register(app, told)

    @app.event("app_home_opened")
    async def opened(event: dict[str, Any]) -> None:
        told.append(event["user"])

    handler = AsyncSocketModeHandler(app, "xapp-sandbox", web_client=desk.client)
    await handler.connect_async()
    try:
        await desk.person().wait_for(lambda: desk.slack.state.sockets.connected)
        yield handler.client
    finally:
        await handler.close_async()
        await desk.person().wait_for(lambda: not desk.slack.state.sockets.connected)


async def test_the_story_goes_over_the_socket(desk: Desk) -> None:
    """With a connection open nothing goes over HTTP: command, search, errors, push, click and event all arrive."""
    desk.slack.request_url = "http://127.0.0.1:9/nobody"
    told: list[Any] = []
    claire = desk.person()
    async with connected(desk, told):
        assert (await claire.command("/sms-campaign", channel=CAMPAIGNS)).ok
        await claire.pick("audience", "vip", value="list:vip")
        await claire.type("text", "Hello")
        await claire.submit()
        assert (await claire.wait_for_view()).error("text") == "Marketing ends with STOP."
        await claire.type("text", "Hello STOP")
        await claire.submit()
        assert (await claire.wait_for_view()).title == "Preview"
        await claire.submit()
        card = await claire.wait_for_message(CAMPAIGNS, "214")
        assert (await claire.press("approve", where=card)).ok
        assert told[-1] == (CLAIRE, "214:1")
        assert (await claire.open_home()).ok
        await claire.wait_for(lambda: told[-1] == CLAIRE)


async def test_an_unhandled_payload_is_never_acknowledged(desk: Desk) -> None:
    """What the app does not handle is not acknowledged on the socket, and fails by time."""
    async with connected(desk, []):
        await desk.controls.switch(delivery_seconds=0.05)
        done = await desk.person().shortcut("nobody_knows_this")
    assert (done.status, done.error) == (0, "operation_timeout")


async def test_a_connection_can_be_told_to_go(desk: Desk) -> None:
    """`disconnect` reaches the real client, which comes back by itself on a new connection."""
    async with connected(desk, []) as client:
        before = client.wss_uri
        await desk.controls.disconnect("refresh_requested")
        await desk.person().wait_for(
            lambda: client.wss_uri != before and desk.slack.state.sockets.connected, timeout=10
        )
        assert (await desk.person().command("/sms-campaign", channel=CAMPAIGNS)).ok


async def test_the_switch_puts_deliveries_back_on_http(desk: Desk) -> None:
    """With Socket Mode switched off, an open connection gets nothing."""
    await desk.controls.switch(socket_mode=False)
    async with connected(desk, []):
        with desk.answering() as heard:
            await desk.person().shortcut("sms_campaign_new")
    assert len(heard) == 1
