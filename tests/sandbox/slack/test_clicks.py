from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from bot.sandbox.slack.refusals import Impossible
from bot.sandbox.slack.world import (
    APP,
    BOARD,
    CAMPAIGNS,
    CLAIRE,
    GENERAL,
    KARIM,
    OLD,
    OTHER_TEAM,
    OUTSIDER,
    SHARED,
    TEAM,
)
from tests.sandbox.slack.shapes import actions, button, field, modal, option

if TYPE_CHECKING:
    from tests.sandbox.slack.conftest import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

USER = {"id": CLAIRE, "username": "claire", "name": "claire", "team_id": TEAM}
EVERY = {
    "user": USER,
    "api_app_id": APP,
    "team": {"id": TEAM, "domain": "lumea"},
    "enterprise": None,
    "is_enterprise_install": False,
}


async def test_a_click_in_a_message_tells_where_and_what(desk: Desk) -> None:
    """block_actions of a message has container, channel, message, response_url and the button's own value."""
    row = actions(button("approve", "Approve", value="214:1", style="primary"), block="vote")
    card = await desk.client.chat_postMessage(channel=CAMPAIGNS, text="Card", blocks=[row])
    reply = await desk.client.chat_postMessage(
        channel=CAMPAIGNS, text="Ask", blocks=[row], thread_ts=card["ts"]
    )
    claire = desk.person()
    _, asked = await claire.thread(CAMPAIGNS, card["ts"])
    with desk.answering() as heard:
        assert (await claire.press("approve", where=asked)).ok
    payload = heard[0].payload
    assert payload.items() >= {**EVERY, "type": "block_actions"}.items()
    assert payload["container"] == {
        "type": "message",
        "message_ts": reply["ts"],
        "channel_id": CAMPAIGNS,
        "is_ephemeral": False,
        "thread_ts": card["ts"],
    }
    (action,) = payload["actions"]
    assert action.pop("action_ts")
    assert action == {
        "type": "button",
        "action_id": "approve",
        "block_id": "vote",
        "value": "214:1",
        "style": "primary",
        "text": {"type": "plain_text", "text": "Approve", "emoji": True},
    }
    assert (payload["message"]["ts"], payload["message"]["thread_ts"]) == (reply["ts"], card["ts"])
    assert payload["state"] == {"values": {}}


async def test_a_click_in_an_ephemeral_does_not_repeat_it(desk: Desk) -> None:
    """An ephemeral message is not in the payload; its response_url replaces it or takes it away."""
    row = actions(button("more"))
    await desk.client.chat_postEphemeral(channel=CAMPAIGNS, user=CLAIRE, text="Psst", blocks=[row])
    (seen,) = await desk.person().channel(CAMPAIGNS)
    with desk.answering() as heard:
        await desk.person().press("more", where=seen)
    assert "message" not in heard[0].payload
    assert heard[0].payload["container"]["is_ephemeral"] is True


async def test_a_menu_in_a_message_is_each_persons_own(desk: Desk) -> None:
    """What somebody chose in a message is told with their next click there, and with nobody else's."""
    menu = {"type": "static_select", "action_id": "who", "options": [option("a"), option("b")]}
    row = actions({**menu, "initial_option": option("a")}, button("go"), block="row")
    await desk.client.chat_postMessage(channel=CAMPAIGNS, text="Card", blocks=[row])
    (card,) = await desk.person().channel(CAMPAIGNS)
    with desk.answering() as heard:
        await desk.person().choose("who", "b", where=card)
        await desk.person().press("go", where=card)
        await desk.person(KARIM).press("go", where=card)
    states = [one.payload["state"]["values"]["row"]["who"]["selected_option"]["value"] for one in heard]
    assert states == ["b", "b", "a"]
    assert heard[0].payload["actions"][0]["selected_option"]["value"] == "b"


async def test_a_channel_chosen_with_an_address_can_be_answered(desk: Desk) -> None:
    """A field with `response_url_enabled` gives an address for the chosen channel, and starts at the current one."""
    where = field(
        "where",
        type="conversations_select",
        response_url_enabled=True,
        default_to_current_conversation=True,
        filter={"include": ["public"], "exclude_external_shared_channels": True},
    )
    claire = desk.person()
    with desk.answering() as heard:
        await claire.command("/sms-campaign", channel=CAMPAIGNS)
        await desk.call("views.open", trigger_id=heard[0].payload["trigger_id"], view=modal(where))
        assert await claire.fields() == {"where": CAMPAIGNS}
        for hidden in (SHARED, BOARD, OLD):
            with pytest.raises(Impossible):
                await claire.choose("where", hidden)
        await claire.choose("where", "general")
        await claire.submit()
    (address,) = heard[1].payload["response_urls"]
    assert (address["block_id"], address["channel_id"]) == ("where", GENERAL)
    async with aiohttp.ClientSession() as session:
        await session.post(address["response_url"], json={"text": "x", "response_type": "in_channel"})
    assert [one.text for one in await claire.channel(GENERAL)] == ["x"]


async def test_an_outsiders_click_says_where_they_are_from(desk: Desk) -> None:
    """Somebody of another organisation can click in a shared channel, and the payload tells their team."""
    await desk.client.chat_postMessage(channel=SHARED, text="Card", blocks=[actions(button("approve"))])
    (card,) = await desk.person(OUTSIDER).channel(SHARED)
    with desk.answering() as heard:
        assert (await desk.person(OUTSIDER).press("approve", where=card)).ok
    assert heard[0].payload["user"]["team_id"] == OTHER_TEAM
    assert heard[0].payload["team"]["id"] == TEAM


async def test_a_response_url_is_good_five_times_and_half_an_hour(desk: Desk) -> None:
    """A sixth use, and one after thirty minutes, are refused; an answer may replace what was clicked in."""
    claire = desk.person()
    await desk.client.chat_postMessage(channel=CAMPAIGNS, text="Card", blocks=[actions(button("x"))])
    (card,) = await claire.channel(CAMPAIGNS)
    with desk.answering() as heard:
        await claire.press("x", where=card)
        await claire.press("x", where=card)
    address, other = (one.payload["response_url"] for one in heard)

    async def answer(to: str, **body: Any) -> int:
        async with aiohttp.ClientSession() as session, session.post(to, json=body) as got:
            return got.status

    assert await answer(address, text="Only for you") == 200
    assert await answer(address, text="Done", replace_original=True) == 200
    assert await answer(address, blocks=[{"type": "poem"}]) == 400
    assert await answer(address, text="For all", response_type="in_channel") == 200
    assert await answer(address, delete_original=True) == 200
    assert await answer(address, text="Once more") == 404
    seen = [(one.text, one.ephemeral) for one in await claire.channel(CAMPAIGNS)]
    assert seen == [("Only for you", True), ("For all", False)]
    await desk.controls.move_clock(seconds=31 * 60)
    assert await answer(other, text="Too late") == 404
