from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from starlette.responses import JSONResponse

from bot.sandbox.slack.refusals import Impossible
from bot.sandbox.slack.world import CAMPAIGNS, GENERAL, KARIM, NADIA
from tests.sandbox.slack.shapes import actions, field, modal, option, plain, section

if TYPE_CHECKING:
    from tests.sandbox.slack.conftest import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

OPTIONS = [option("a", "Alpha"), option("b", "Beta")]
GROUPS = [{"label": plain("Letters"), "options": OPTIONS}]
MOMENT = 1_764_000_000


def state(kind: str, name: str, value: Any) -> dict[str, Any]:
    """Make what `state.values` holds of a field."""
    return {"type": kind, name: value}


def full(value: str, text: str) -> dict[str, Any]:
    """Make an option as Slack sends it back."""
    return {"text": {"type": "plain_text", "text": text, "emoji": True}, "value": value}


@pytest.mark.parametrize(
    ("kind", "extra", "wanted", "held", "drawn"),
    [
        ("static_select", {"options": OPTIONS}, "b", ("selected_option", full("b", "Beta")), "▾ Beta"),
        ("static_select", {"options": OPTIONS}, "Beta", ("selected_option", full("b", "Beta")), "▾ Beta"),
        ("static_select", {"option_groups": GROUPS}, "a", ("selected_option", full("a", "Alpha")), "▾ Alpha"),
        ("radio_buttons", {"options": OPTIONS}, "a", ("selected_option", full("a", "Alpha")), "(•) Alpha"),
        ("checkboxes", {"options": OPTIONS}, ["b"], ("selected_options", [full("b", "Beta")]), "[x] Beta"),
        (
            "multi_static_select",
            {"options": OPTIONS},
            ["a", "b"],
            ("selected_options", [full("a", "Alpha"), full("b", "Beta")]),
            "▾ Alpha, Beta",
        ),
        ("users_select", {}, "karim", ("selected_user", KARIM), f"▾ {KARIM}"),
        (
            "multi_users_select",
            {},
            [KARIM, "nadia"],
            ("selected_users", [KARIM, NADIA]),
            f"▾ {KARIM}, {NADIA}",
        ),
        ("channels_select", {}, "#campaigns", ("selected_channel", CAMPAIGNS), f"▾ {CAMPAIGNS}"),
        ("conversations_select", {}, "general", ("selected_conversation", GENERAL), f"▾ {GENERAL}"),
        (
            "multi_conversations_select",
            {},
            [GENERAL],
            ("selected_conversations", [GENERAL]),
            f"▾ {GENERAL}",
        ),
        ("datepicker", {}, "2026-11-24", ("selected_date", "2026-11-24"), "▾ 2026-11-24"),
        ("timepicker", {}, "18:00", ("selected_time", "18:00"), "▾ 18:00"),
        ("datetimepicker", {}, MOMENT, ("selected_date_time", MOMENT), "▾ 2025-11-24 16:00 UTC"),
        (
            "datetimepicker",
            {},
            "2025-11-24T17:00",
            ("selected_date_time", MOMENT),
            "▾ 2025-11-24 16:00 UTC",
        ),
    ],
)
async def test_each_kind_of_choice_has_its_state(
    desk: Desk, kind: str, extra: dict[str, Any], wanted: Any, held: tuple[str, Any], drawn: str
) -> None:
    """What was chosen is told in the shape of its element, and empties again; people see it in the view."""
    await desk.call("views.open", trigger_id=desk.trigger(), view=modal(field("x", type=kind, **extra)))
    claire = desk.person()
    await claire.choose("x", wanted)
    view = await claire.wait_for_view()
    assert view.values == {"x": {"x": state(kind, *held)}}
    assert drawn in view.text
    await claire.choose("x", None)
    empty: Any = [] if isinstance(held[1], list) else None
    assert (await claire.wait_for_view()).values == {"x": {"x": state(kind, held[0], empty)}}


@pytest.mark.parametrize(
    ("element", "wanted"),
    [
        ({"type": "users_select"}, "george"),
        ({"type": "channels_select"}, "board"),
        ({"type": "datepicker"}, "tomorrow"),
        ({"type": "timepicker"}, "6pm"),
        ({"type": "multi_static_select", "options": OPTIONS, "max_selected_items": 1}, ["a", "b"]),
        ({"type": "plain_text_input"}, "text"),
        ({"type": "external_select"}, "a"),
    ],
)
async def test_what_is_not_offered_cannot_be_chosen(desk: Desk, element: dict[str, Any], wanted: Any) -> None:
    """Somebody who left, a channel that is not listed, one too many: the screen has no way to choose them."""
    await desk.call("views.open", trigger_id=desk.trigger(), view=modal(field("x", **element)))
    with pytest.raises(Impossible):
        await desk.person().choose("x", wanted)


async def test_several_are_picked_one_after_the_other(desk: Desk) -> None:
    """A multi-select keeps what it held, up to its limit; picking twice changes nothing."""
    many = field("x", type="multi_external_select", min_query_length=0, max_selected_items=2)
    await desk.call("views.open", trigger_id=desk.trigger(), view=modal(many))
    claire = desk.person()
    offered = {"option_groups": [{"label": plain("All"), "options": [*OPTIONS, option("c")]}]}
    with desk.answering(JSONResponse(offered)):
        found = await claire.suggest("x", "")
        assert (found.texts, len(found), found[2]["value"]) == (["Alpha", "Beta", "c"], 3, "c")
        await claire.pick("x", "", value="a")
        await claire.pick("x", "", option=0)
        await claire.pick("x", "", text="Beta")
        assert await claire.fields() == {"x": ["a", "b"]}
        with pytest.raises(Impossible, match="takes no more"):
            await claire.pick("x", "", value="c")
        with pytest.raises(Impossible, match="3 suggestions"):
            await claire.pick("x", "", option=3)


async def test_an_overflow_menu_is_pressed_with_an_option(desk: Desk) -> None:
    """An overflow menu tells which of its options was picked."""
    menu = {"type": "overflow", "action_id": "more", "options": OPTIONS}
    await desk.call("views.open", trigger_id=desk.trigger(), view=modal({**section(), "accessory": menu}))
    claire = desk.person()
    assert "[… Alpha · Beta]" in (await claire.wait_for_view()).text
    with desk.answering() as heard:
        await claire.press("more", option="b")
    (action,) = heard[0].payload["actions"]
    assert (action["type"], action["selected_option"]["value"]) == ("overflow", "b")


async def test_a_date_is_typed_into_nothing(desk: Desk) -> None:
    """Only text fields take typing, and only external selects search."""
    row = actions({"type": "datepicker", "action_id": "day"})
    await desk.call("views.open", trigger_id=desk.trigger(), view=modal(row))
    with pytest.raises(Impossible, match="datepicker"):
        await desk.person().type("day", "2026-11-24")
    with pytest.raises(Impossible, match="datepicker"):
        await desk.person().suggest("day", "2026")


async def test_a_button_is_found_by_its_words_or_value(desk: Desk) -> None:
    """Several buttons may share an action id in different rows; words, value or block tell them apart."""
    rows = [
        actions(
            {"type": "button", "action_id": "use", "text": plain(text), "value": value}, block=f"row-{value}"
        )
        for text, value in [("Mon 30 Nov, 10:00", "1"), ("Mon 30 Nov, 18:00", "2")]
    ]
    await desk.client.chat_postMessage(channel=CAMPAIGNS, text="Card", blocks=rows)
    (card,) = await desk.person().channel(CAMPAIGNS)
    assert (card.has("use"), card.has("other")) == (True, False)
    with desk.answering() as heard:
        await desk.person().press(text="Mon 30 Nov, 18:00", where=card)
        await desk.person().press("use", value="1", where=card)
        await desk.person().press("use", block_id="row-2", where=card)
        with pytest.raises(Impossible, match="fits 2 things"):
            await desk.person().press("use", where=card)
    assert [one.payload["actions"][0]["value"] for one in heard] == ["2", "1", "2"]
