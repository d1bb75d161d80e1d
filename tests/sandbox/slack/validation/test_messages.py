from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.slack import validate_message
from bot.sandbox.slack.validation import validate_suggestion
from tests.sandbox.slack.shapes import field, option, plain, section

MARKDOWN = {"type": "markdown", "text": "x" * 7000}
TABLE = {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}


@pytest.mark.parametrize(
    ("blocks", "text"),
    [
        (None, "Hello"),
        ([section()], ""),
        ([section()] * 50, "x" * 40_000),
        ([field("input")], None),
        ([TABLE], ""),
        ([{"type": "markdown", "text": "x" * 12_000}], ""),
    ],
)
def test_what_slack_accepts_passes(blocks: Any, text: Any) -> None:
    """A sound message, also one at its limits, has no complaints."""
    assert validate_message(blocks, text) == []


@pytest.mark.parametrize(
    ("blocks", "text", "complaint"),
    [
        (None, "", "no text"),
        (None, "x" * 40_001, "must be less than 40001 characters [json-pointer:/text]"),
        ([section()] * 51, "", "no more than 50 items allowed [json-pointer:/blocks]"),
        ([{"type": "alert", "text": plain("x")}], "", "unsupported type here: alert"),
        ([field("x", type="file_input")], "", "unsupported type here: file_input"),
        ([TABLE, TABLE], "", "only one table is allowed"),
        ([MARKDOWN, MARKDOWN], "", "12001 characters together"),
        ([{"type": "table", "rows": [[{}] * 21]}], "", "no more than 20 items allowed"),
        ([{"type": "table", "rows": [[{}]] * 101}], "", "no more than 100 items allowed"),
        ("blocks", "", "must provide an array"),
    ],
)
def test_what_slack_refuses_is_refused(blocks: Any, text: Any, complaint: str) -> None:
    """Each limit of a message is held."""
    found = validate_message(blocks, text)
    assert any(complaint in one for one in found), found


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ({"options": []}, None),
        ({"options": [option("a")] * 100}, None),
        ({"option_groups": [{"label": plain("Lists"), "options": [option("a")]}]}, None),
        (None, "must provide an object"),
        ({}, "exactly one of options, option_groups"),
        ({"options": [option("a")] * 101}, "no more than 100 items"),
        ({"options": [option("a", "x" * 76)]}, "less than 76 characters"),
        ({"options": [option("x" * 151)]}, "less than 151 characters"),
        ({"options": [option("a") | {"description": plain("x" * 76)}]}, "less than 76 characters"),
        (
            {"option_groups": [{"label": plain("x" * 76), "options": [option("a")]}]},
            "less than 76 characters",
        ),
        ({"option_groups": [{"label": plain("x"), "options": []}]}, "no fewer than 1 items"),
    ],
)
def test_suggestions_are_held_to_their_limits(answer: Any, complaint: str | None) -> None:
    """The options an app suggests are held to the limits of options."""
    found = validate_suggestion(answer)
    assert (complaint is None and found == []) or any(complaint and complaint in one for one in found), found
