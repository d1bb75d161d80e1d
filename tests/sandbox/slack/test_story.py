from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.sandbox.slack.world import CAMPAIGNS, CLAIRE, KARIM
from tests.sandbox.slack.campaign_app import register

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sandbox.slack.conftest import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def told(desk: Desk) -> Iterator[list[Any]]:
    """Run the smallest campaign app on Bolt, and give what it gets told."""
    app, heard = desk.bolt(), list[Any]()
    register(app, heard)
    with desk.listening(app):
        yield heard


async def test_a_form_is_opened_filled_in_refused_and_kept(desk: Desk, told: list[Any]) -> None:
    """Slack's own checks come first and tell the app nothing; the app's errors stand under their fields."""
    claire = desk.person(CLAIRE)
    assert (await claire.command("/sms-campaign", channel=CAMPAIGNS)).ok
    view = await claire.wait_for_view(title="New SMS campaign")
    assert view.private_metadata == CAMPAIGNS

    assert (await claire.submit()).status == 0
    assert (await claire.wait_for_view()).error("text") == "Please complete this required field."
    assert told == []

    assert (await claire.suggest("audience", "vip")).values == ["list:vip"]
    assert (await claire.pick("audience", "vip", value="list:vip")).ok
    await claire.type("text", "Hello")
    assert (await claire.submit()).ok
    assert (await claire.wait_for_view()).error("text") == "Marketing ends with STOP."
    assert await claire.fields() == {"audience": "list:vip", "text": "Hello"}

    await claire.type("text", "Hello, a text that is far too long")
    await claire.submit()
    assert (await claire.wait_for_view()).error("text") == "Must be at most 20 characters."
    option = {
        "text": {"type": "plain_text", "text": "Use vip as a list", "emoji": True},
        "value": "list:vip",
    }
    assert told[:2] == [{}, {}], "what other fields hold is not told while somebody searches"
    assert told[2:] == [
        {
            "audience": {"audience": {"type": "external_select", "selected_option": option}},
            "text": {"text": {"type": "plain_text_input", "value": "Hello"}},
        }
    ]


async def test_a_preview_is_pushed_left_by_back_and_confirmed(desk: Desk, told: list[Any]) -> None:
    """Back finds the form as it was; clear closes everything."""
    claire = desk.person(CLAIRE)
    await claire.command("/sms-campaign", channel=CAMPAIGNS)
    await claire.pick("audience", "vip")
    await claire.type("text", "Hello STOP")
    await claire.submit()
    assert [one.title for one in await claire.stack()] == ["New SMS campaign", "Preview"]

    await claire.back()
    assert (await claire.wait_for_view()).title == "New SMS campaign"
    assert (await claire.fields())["text"] == "Hello STOP"

    await claire.submit()
    assert (await claire.submit()).ok
    assert await claire.view() is None
    assert [one.text for one in await claire.channel(CAMPAIGNS)] == ["Campaign 214"]

    await claire.command("/sms-campaign", channel=CAMPAIGNS)
    await claire.close()
    assert told[-1] is True


async def test_a_click_asks_first_and_is_answered_privately(desk: Desk, told: list[Any]) -> None:
    """A click on a button with a confirmation sends nothing on a no; only who clicked sees the answer."""
    claire, karim = desk.person(CLAIRE), desk.person(KARIM)
    await claire.command("/sms-campaign", channel=CAMPAIGNS)
    await claire.pick("audience", "vip")
    await claire.type("text", "Hello STOP")
    await claire.submit()
    await claire.submit()
    card = await karim.wait_for_message(CAMPAIGNS, "214")
    assert "[Approve]" in card.shown

    before = len(told)
    assert (await karim.press("approve", where=card, confirm=False)).status == 0
    assert told[before:] == []
    assert (await karim.press("approve", where=card)).ok
    assert told[before:] == [(KARIM, "214:1")]
    seen = [(one.text, one.ephemeral) for one in await karim.channel(CAMPAIGNS)]
    assert seen == [("Campaign 214 approved", False), ("Thank you.", True)]
    assert [one.text for one in await claire.channel(CAMPAIGNS)] == ["Campaign 214 approved"]
