from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.slack import validate_view
from tests.sandbox.slack.shapes import actions, button, field, modal, option, plain, section

RADIO: dict[str, Any] = {"type": "radio_buttons", "options": [option("a"), option("b")]}
SELECT: dict[str, Any] = {"type": "static_select", "options": [option("a")]}


def rich(*spans: dict[str, Any], part: str = "rich_text_preformatted") -> dict[str, Any]:
    """Make a rich_text block of one part."""
    return {"type": "rich_text", "elements": [{"type": part, "elements": list(spans)}]}


def confirmed(**changed: Any) -> dict[str, Any]:
    """Make a confirmation with some of its texts changed."""
    texts = {"title": plain("Sure?"), "text": plain("Really?"), "confirm": plain("Yes"), "deny": plain("No")}
    return {**texts, **changed}


SOUND = [
    modal(),
    modal(field("text", max_length=3000, initial_value="x" * 3000), private_metadata="x" * 3000),
    modal(field("kind", **RADIO, initial_option=option("b"))),
    modal(field("who", type="external_select", min_query_length=0, placeholder=plain("x" * 150))),
    modal(field("at", type="datetimepicker", initial_date_time=1_764_000_000)),
    modal(rich({"type": "text", "text": "x" * 3500})),
    modal({"type": "alert", "level": "error", "text": plain("x" * 200)}),
    modal({"type": "header", "text": plain("x" * 150)}, {"type": "divider"}),
    modal({"type": "context", "elements": [{"type": "mrkdwn", "text": "*x*", "verbatim": True}]}),
    modal(actions(button("a", "x" * 75, value="x" * 2000, confirm=confirmed()))),
    modal({"type": "section", "fields": [plain("x" * 2000)] * 10}),
    modal({**section(), "accessory": button("continue")}),
    modal(*[section()] * 100),
    {"type": "home", "blocks": [section(), actions(button("a"))]},
    {"type": "home", "blocks": []},
]


@pytest.mark.parametrize("view", SOUND)
def test_what_slack_accepts_passes(view: dict[str, Any]) -> None:
    """A sound view, also one at its very limits, has no complaints."""
    assert validate_view(view) == []


REFUSED = [
    ("not a view", "x", "must provide an object [json-pointer:/view]"),
    ("no type", {"blocks": []}, "unsupported type: None [json-pointer:/view/type]"),
    ("long title", modal(title="x" * 25), "must be less than 25 characters [json-pointer:/view/title/text]"),
    ("long submit", modal(submit=plain("x" * 25)), "25 characters [json-pointer:/view/submit/text]"),
    ("long close", modal(close=plain("x" * 25)), "25 characters [json-pointer:/view/close/text]"),
    ("mrkdwn title", modal() | {"title": {"type": "mrkdwn", "text": "x"}}, "unsupported type: mrkdwn"),
    ("no title", {"type": "modal", "blocks": [section()]}, "missing required field: title"),
    ("no blocks", {"type": "modal", "title": plain("x")}, "missing required field: blocks"),
    ("empty modal", modal() | {"blocks": []}, "no fewer than 1 items allowed"),
    ("101 blocks", modal(*[section()] * 101), "no more than 100 items allowed"),
    ("metadata", modal(private_metadata="x" * 3001), "less than 3001 characters"),
    ("callback id", modal(callback_id="x" * 256), "less than 256 characters"),
    ("external id", modal(external_id="x" * 256), "less than 256 characters"),
    ("strange field", modal(colour="red"), "invalid additional property: colour"),
    ("no submit", modal(field("text")) | {"submit": None}, "`submit` is required"),
    ("strange block", modal({"type": "poem"}), "unsupported type: poem [json-pointer:/view/blocks/0/type]"),
    ("markdown", modal({"type": "markdown", "text": "x"}), "unsupported type here: markdown"),
    ("table", modal({"type": "table", "rows": [[{}]]}), "unsupported type here: table"),
    ("alert at home", {"type": "home", "blocks": [{"type": "alert", "text": plain("x")}]}, "here: alert"),
    ("long alert", modal({"type": "alert", "text": plain("x" * 201)}), "less than 201 characters"),
    ("alert level", modal({"type": "alert", "level": "loud", "text": plain("x")}), "must be one of"),
    ("long header", modal({"type": "header", "text": plain("x" * 151)}), "less than 151 characters"),
    ("long section", modal(section("x" * 3001)), "less than 3001 characters"),
    ("empty section", modal(section("")), "must be more than 0 characters"),
    ("bare section", modal({"type": "section"}), "one of text, fields must be provided"),
    ("11 fields", modal({"type": "section", "fields": [plain("x")] * 11}), "no more than 10 items"),
    ("long field", modal({"type": "section", "fields": [plain("x" * 2001)]}), "less than 2001 characters"),
    ("11 in context", modal({"type": "context", "elements": [plain("x")] * 11}), "no more than 10 items"),
    ("26 buttons", modal(actions(*[button(str(n)) for n in range(26)])), "no more than 25 items"),
    ("input in actions", modal(actions({"type": "plain_text_input"})), "unsupported type here"),
    ("button in input", modal(field("x", type="button", text=plain("x"))), "unsupported type here: button"),
    ("strange element", modal(actions({"type": "lever"})), "unsupported type: lever"),
    ("long button", modal(actions(button("a", "x" * 76))), "less than 76 characters"),
    ("button value", modal(actions(button("a", value="x" * 2001))), "less than 2001 characters"),
    ("button style", modal(actions(button("a", style="loud"))), "must be one of: primary, danger"),
    ("action id", modal(actions(button("x" * 256))), "less than 256 characters"),
    (
        "confirm title",
        modal(actions(button("a", confirm=confirmed(title=plain("x" * 101))))),
        "101 characters",
    ),
    ("confirm text", modal(actions(button("a", confirm=confirmed(text=plain("x" * 301))))), "301 characters"),
    (
        "confirm button",
        modal(actions(button("a", confirm=confirmed(confirm=plain("x" * 31))))),
        "31 characters",
    ),
    (
        "confirm deny",
        modal(actions(button("a", confirm=confirmed(deny=None)))),
        "missing required field: deny",
    ),
    ("label", modal({**field("x"), "label": plain("x" * 2001)}), "less than 2001 characters"),
    ("hint", modal({**field("x"), "hint": plain("x" * 2001)}), "less than 2001 characters"),
    ("placeholder", modal(field("x", placeholder=plain("x" * 151))), "less than 151 characters"),
    ("max_length", modal(field("x", max_length=3001)), "must be between 1 and 3000"),
    ("min over max", modal(field("x", min_length=9, max_length=8)), "must not be more than max_length"),
    ("initial value", modal(field("x", max_length=3, initial_value="long")), "not be longer than max_length"),
    ("11 radios", modal(field("x", **RADIO | {"options": [option("a")] * 11})), "no more than 10 items"),
    ("101 options", modal(field("x", **SELECT | {"options": [option("a")] * 101})), "no more than 100 items"),
    ("no options", modal(field("x", type="static_select")), "exactly one of options, option_groups"),
    (
        "option text",
        modal(field("x", **SELECT | {"options": [option("a", "x" * 76)]})),
        "less than 76 characters",
    ),
    (
        "option value",
        modal(field("x", **SELECT | {"options": [option("x" * 151)]})),
        "less than 151 characters",
    ),
    (
        "option description",
        modal(field("x", **SELECT | {"options": [option("a") | {"description": plain("x" * 76)}]})),
        "less than 76 characters",
    ),
    (
        "initial option",
        modal(field("x", **RADIO, initial_option=option("c"))),
        "match an option that is offered",
    ),
    ("overflow", modal(actions({"type": "overflow", "options": [option("a")] * 6})), "no more than 5 items"),
    ("two block ids", modal(field("same"), field("same")), "block_id already exists: same"),
    ("two action ids", modal(actions(button("a"), button("a"))), "action_id already exists in this block: a"),
    ("block id", modal(field("x" * 256)), "less than 256 characters"),
    (
        "two focuses",
        modal(field("a", focus_on_load=True), field("b", focus_on_load=True)),
        "only one element may have focus_on_load",
    ),
    ("date time", modal(field("x", type="datetimepicker", initial_date_time=1)), "must be between"),
    ("flag", modal(field("x", multiline="yes")), "must be a boolean"),
    ("rich text span", modal(rich({"type": "shout", "text": "x"})), "unsupported type: shout"),
    ("empty rich text", modal(rich({"type": "text", "text": ""})), "must be more than 0 characters"),
    (
        "user in preformatted",
        modal(rich({"type": "user", "user_id": "U0CLAIRE1"})),
        "unsupported type here: user",
    ),
    ("rich text part", modal(rich(part="rich_text_poem")), "unsupported type: rich_text_poem"),
    ("size", modal(*[section("é" * 3000)] * 50), "must be less than 250001 bytes"),
]


@pytest.mark.parametrize(("view", "complaint"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_slack_refuses_is_refused_where_it_stands(view: Any, complaint: str) -> None:
    """Each limit of a view is held, and the complaint points at the place."""
    found = validate_view(view)
    assert any(complaint in one for one in found), found
    assert all("[json-pointer:" in one for one in found)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["type", "text", "blocks", "title", "element", "elements", "options", "block_id", "accessory"]
            ),
            inner | st.sampled_from(["modal", "section", "input", "actions", "static_select", "plain_text"]),
            max_size=5,
        )
    ),
    max_leaves=30,
)


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_nonsense_is_refused_and_never_breaks_the_validator(value: Any) -> None:
    """Whatever an app sends, it gets complaints and not a crash."""
    blocks = value if isinstance(value, list) else [value]
    assert isinstance(validate_view(value), list)
    assert isinstance(validate_view(modal() | {"blocks": blocks}), list)
