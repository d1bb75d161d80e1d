from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.sandbox.slack.as_text import message_as_text
from bot.sandbox.slack.seen import Message
from bot.sandbox.slack.world import CAMPAIGNS
from tests.sandbox.slack.shapes import actions, button, field, modal, option, plain, section

if TYPE_CHECKING:
    from tests.sandbox.slack.conftest import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")


def drawn(*blocks: dict[str, Any], text: str = "") -> str:
    """Draw a message of some blocks."""
    return message_as_text(
        Message(
            channel=CAMPAIGNS,
            ts="1.000000",
            user="U0SMSBOT1",
            from_app=True,
            text=text,
            blocks=list(blocks),
            thread_ts=None,
            replies=0,
            edited=None,
            ephemeral=False,
            metadata=None,
        )
    )


def rich(kind: str, *spans: dict[str, Any]) -> dict[str, Any]:
    """Make a rich_text block of one part."""
    return {"type": "rich_text", "elements": [{"type": kind, "elements": list(spans)}]}


def mrkdwn(text: str) -> dict[str, Any]:
    """Make a section of Slack's own notation."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


SMS = {"type": "text", "text": "Bonjour {first_name}\nSTOP au XXXXX"}


@pytest.mark.parametrize(
    ("block", "text"),
    [
        ({"type": "header", "text": plain("SMS campaign 214")}, "SMS campaign 214"),
        ({"type": "divider"}, "────────"),
        (section("A < B & C"), "A < B & C"),
        (mrkdwn("*Bold* &lt;b&gt; &amp; <https://a.example|here>"), "Bold <b> & here (https://a.example)"),
        (
            mrkdwn("<!date^1764000000^{date_short}|24 Nov, 18:00> by <@U0KARIM01>"),
            "24 Nov, 18:00 by <@U0KARIM01>",
        ),
        (rich("rich_text_preformatted", SMS), "┃ Bonjour {first_name}\n┃ STOP au XXXXX"),
        (rich("rich_text_section", SMS), "Bonjour {first_name}\nSTOP au XXXXX"),
        (rich("rich_text_section", {"type": "user", "user_id": "U0KARIM01"}), "<@U0KARIM01>"),
        (rich("rich_text_section", {"type": "broadcast", "range": "channel"}), "<!channel>"),
        (actions(button("a", "Approve"), button("r", "Reject…")), "[Approve] [Reject…]"),
        (
            {**section("Left unfinished."), "accessory": button("c", "Continue it")},
            "Left unfinished.  [Continue it]",
        ),
        ({"type": "context", "elements": [plain("one"), plain("two")]}, "one two"),
        ({"type": "alert", "level": "error", "text": plain("3 things")}, "[error] 3 things"),
        (
            {"type": "section", "fields": [plain("To\nVIP"), plain("When\nTue"), plain("Cost")]},
            f"{'To':<40}  When\n{'VIP':<40}  Tue\nCost",
        ),
        (rich("rich_text_section", {"type": "shout"}), "??? A SPAN THAT CANNOT BE DRAWN: shout ???"),
        (rich("rich_text_poem", SMS), "??? RICH TEXT THAT CANNOT BE DRAWN: rich_text_poem ???"),
        (actions({"type": "lever", "action_id": "x"}), "??? AN ELEMENT THAT CANNOT BE DRAWN: lever ???"),
        ({"type": "poem"}, "??? A BLOCK THAT CANNOT BE DRAWN: poem ???"),
    ],
)
async def test_a_block_reads_as_people_read_it(block: dict[str, Any], text: str) -> None:
    """Each kind of block is drawn as it is read, and what is not known is shown loudly."""
    assert drawn(block) == text


async def test_a_message_without_blocks_is_its_text() -> None:
    """The text is what is read where there are no blocks, its notation resolved."""
    assert drawn(text="*Done* &amp; dusted") == "Done & dusted"


async def test_a_view_is_drawn_with_what_its_fields_hold(desk: Desk) -> None:
    """Labels, fields, choices, hints, errors and buttons stand where a person sees them."""
    kinds = [option("premium", "Premium") | {"description": plain("Long texts")}, option("low", "Low cost")]
    form = modal(
        field("audience", type="external_select", placeholder=plain("Type a list…")),
        field("text", multiline=True) | {"hint": plain("Marketing ends with STOP.")},
        field("type", type="radio_buttons", options=kinds, initial_option=kinds[0]),
        field("also", type="checkboxes", options=[option("links", "Track links")]) | {"optional": True},
        title="New SMS campaign",
    )
    await desk.call("views.open", trigger_id=desk.trigger(), view=form)
    claire = desk.person()
    await claire.type("text", "Bonjour\nSTOP")
    await claire.choose("also", ["links"])
    await claire.submit()
    view = await claire.wait_for_view()
    assert view.text.splitlines() == [
        "New SMS campaign  ×",
        "",
        "Audience",
        "  ▾ Type a list…",
        "  ! Please complete this required field.",
        "Text",
        "  Bonjour",
        "  STOP",
        "  Marketing ends with STOP.",
        "Type",
        "  (•) Premium   Long texts",
        "  ( ) Low cost",
        "Also (optional)",
        "  [x] Track links",
        "",
        "[Cancel] [Go]",
    ]
