"""What every view and message must keep, told as a list of complaints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.sandbox.slack.validation import validate_message, validate_view
from tests.slack.views.scenes import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.slack.views.card import Message

#: For phones.
LONGEST_BUTTON = 30
UPDATE_TEXT = 4000


def walk(value: Any) -> Iterator[dict[str, Any]]:
    """Give every object in a view, whatever holds it."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from walk(each)
    elif isinstance(value, list):
        for each in value:
            yield from walk(each)


def view_complaints(view: dict[str, Any]) -> list[str]:
    """Say what is wrong with a view: by Slack's models, by our own reading of its limits, and by the rules of the house."""
    model = View(**view).to_dict()
    assert len(model["blocks"]) == len(view["blocks"])
    return [*validate_view(view), *_common(view)]


def message_complaints(message: Message) -> list[str]:
    """Say what is wrong with a message, the same way; its text carries nothing that a person typed."""
    for block in message.blocks:
        parsed = Block.parse(block)
        assert parsed is not None
        assert parsed.to_dict()["type"] == block["type"]
    found = validate_message(message.blocks, message.text, text_limit=UPDATE_TEXT)
    if MARK in message.text or not message.text:
        found.append(f"text: {message.text}")
    found += [f"button: {one['text']['text']}" for one in walk(message.blocks) if _is_long_button(one)]
    return [*found, *_common(message.blocks)]


def _is_long_button(one: dict[str, Any]) -> bool:
    return one.get("type") == "button" and len(one["text"]["text"]) > LONGEST_BUTTON


def _common(value: Any) -> Iterator[str]:
    for one in walk(value):
        if one.get("type") == "mrkdwn":
            if MARK in one["text"]:
                yield f"a person's words in mrkdwn: {one['text'][:200]}"
            if one.get("verbatim") is not True:
                yield f"not verbatim: {one}"
        if one.get("type") == "plain_text" and one.get("emoji") is not False:
            yield f"emoji on: {one}"
        if one.get("type") == "button" and "confirm" in one:
            texts = [one["confirm"][name]["text"] for name in ("confirm", "deny")]
            yield from (f"confirm: {text}" for text in texts if len(text) > LONGEST_BUTTON)
