from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import aiohttp
import pytest

from bot.sandbox.slack.refusals import Impossible
from bot.sandbox.slack.world import CAMPAIGNS, CLAIRE, KARIM
from tests.sandbox.slack.shapes import modal

if TYPE_CHECKING:
    from tests.sandbox.slack.conftest import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_lost_response_leaves_its_message(desk: Desk) -> None:
    """The message is there, the connection is cut, and the app cannot know; the next call works."""
    await desk.controls.switch(lose_responses={"chat.postMessage": 1})
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await desk.call("chat.postMessage", channel=CAMPAIGNS, text="Once")
    assert [one.text for one in await desk.person().channel(CAMPAIGNS)] == ["Once"]
    assert (await desk.call("chat.postMessage", channel=CAMPAIGNS, text="Twice"))["ok"]


async def test_the_default_client_posts_twice_after_a_lost_response(desk: Desk) -> None:
    """The client's own retries repeat a post whose answer was lost: what the bot must not use."""
    from slack_sdk.web.async_client import AsyncWebClient  # noqa: PLC0415 - the trap this test shows

    await desk.controls.switch(lose_responses={"chat.postMessage": 1})
    client = AsyncWebClient(token="xoxb-sandbox", base_url=f"{desk.url}/api/")
    await client.chat_postMessage(channel=CAMPAIGNS, text="Once")
    assert [one.text for one in await desk.person().channel(CAMPAIGNS)] == ["Once", "Once"]


async def test_a_dropped_request_does_nothing(desk: Desk) -> None:
    """The connection is cut before anything is done."""
    await desk.controls.switch(drop_requests={"*": 1})
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await desk.call("chat.postMessage", channel=CAMPAIGNS, text="Never")
    assert await desk.person().channel(CAMPAIGNS) == []


async def test_rate_limits_come_on_demand(desk: Desk) -> None:
    """The next calls of one method are answered 429 with Retry-After, then it works; other methods are not touched."""
    await desk.controls.switch(rate_limited={"chat.postMessage": 2}, retry_after=7)
    address, headers = f"{desk.url}/api/chat.postMessage", {"Authorization": "Bearer xoxb-sandbox"}
    body = {"channel": CAMPAIGNS, "text": "x"}
    seen = []
    async with aiohttp.ClientSession(headers=headers) as session:
        for _ in range(3):
            async with session.post(address, json=body) as got:
                seen.append((got.status, got.headers.get("Retry-After"), (await got.json()).get("error")))
    assert seen == [(429, "7", "ratelimited"), (429, "7", "ratelimited"), (200, None, None)]
    assert (await desk.call("auth.test"))["ok"]


async def test_slack_can_be_down_or_fail_with_a_word(desk: Desk) -> None:
    """Down means 503 for everything; a single method can be made to fail with any of Slack's words."""
    await desk.controls.switch(fail_with={"usergroups.users.list": "fatal_error"})
    assert (await desk.call("usergroups.users.list", usergroup="S0LEADS01"))["error"] == "fatal_error"
    await desk.controls.switch(api_down=True)
    assert (await desk.call("auth.test"))["error"] == "service_unavailable"
    await desk.controls.switch(api_down=False)
    assert (await desk.call("auth.test"))["ok"]


async def test_a_method_can_be_slow(desk: Desk) -> None:
    """A delay holds back one method, and a trigger grows old meanwhile."""
    await desk.controls.switch(delays={"views.open": 0.05}, trigger_seconds=0.04)
    began = time.perf_counter()
    answer = await desk.call("views.open", trigger_id=desk.trigger(), view=modal())
    assert answer["error"] == "expired_trigger_id"
    assert time.perf_counter() - began >= 0.05


async def test_everything_can_come_twice(desk: Desk) -> None:
    """A duplicate is the same delivery again, with the same trigger."""
    await desk.controls.switch(duplicate_deliveries=True)
    with desk.answering() as heard:
        await desk.person().command("/sms-campaign", channel=CAMPAIGNS)
        await desk.person().wait_for(lambda: len(heard) == 2)
    assert heard[0].payload == heard[1].payload


async def test_deliveries_can_overtake_each_other(desk: Desk) -> None:
    """A held delivery arrives after the one that follows it."""
    await desk.controls.switch(hold_deliveries=1)
    with desk.answering() as heard:
        held = asyncio.create_task(desk.person(CLAIRE).shortcut("first"))
        await desk.person(KARIM).wait_for(lambda: desk.slack.switches.hold_deliveries == 0)
        await desk.person(KARIM).shortcut("second")
        assert (await held).ok
    assert [one.payload["callback_id"] for one in heard] == ["second", "first"]


async def test_the_app_acted_and_the_person_sees_a_timeout(desk: Desk) -> None:
    """A lost acknowledgement looks like a time-out to the person, though the app heard everything."""
    await desk.controls.switch(lose_acks=1)
    with desk.answering() as heard:
        done = await desk.person().command("/sms-campaign", channel=CAMPAIGNS)
        assert (done.status, "operation_timeout" in (done.error or "")) == (0, True)
        assert len(heard) == 1
        assert (await desk.person().command("/sms-campaign", channel=CAMPAIGNS)).ok


@pytest.mark.parametrize(
    "wrong", [{"gravity": 1}, {"lose_acks": "1"}, {"api_down": 1}, {"lose_acks": True}, {"delays": 3}]
)
async def test_a_wrong_switch_changes_nothing(desk: Desk, wrong: dict[str, object]) -> None:
    """A switch that is none, or a value of another type, is refused with a sentence."""
    before = await desk.controls.switch()
    with pytest.raises(Impossible, match="switch"):
        await desk.controls.switch(retry_after=99, **wrong)
    assert await desk.controls.switch() == before
