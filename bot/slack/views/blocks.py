"""Block Kit as plain dicts, with Slack's shapes in one place (docs.slack.dev/reference/block-kit).

A person's words go in through `sms` and `plain` only: neither can mention, link or format.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Block = dict[str, Any]

#: Slack's limits, in characters.
OPTION_LIMIT = 75
ALERT_LIMIT = 200
PARAGRAPH_LIMIT = 3000
#: Stands for a text that was purged.
NOT_KEPT = "(The text is no longer kept.)"


def plain(text: str) -> Block:
    """Text that Slack shows as it is; `emoji` off, so that `:name:` stays what was typed."""
    return {"type": "plain_text", "text": text, "emoji": False}


def mrkdwn(text: str) -> Block:
    """Our own words, formatted. Never a person's: those could mention, link or format."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def section(text: str, *, accessory: Block | None = None, block_id: str | None = None) -> Block:
    """A paragraph of our own words."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    if accessory is not None:
        block["accessory"] = accessory
    return _identified(block, block_id)


def paragraph(text: str, *, accessory: Block | None = None) -> Block:
    """A paragraph in which a person's words may stand, shown literally; cut at Slack's 3,000 characters."""
    block: Block = {
        "type": "section",
        "text": plain(text if len(text) <= PARAGRAPH_LIMIT else text[:2999] + "…"),
    }
    if accessory is not None:
        block["accessory"] = accessory
    return block


@dataclass(frozen=True, slots=True)
class Fact:
    """A label, what it says, and where that comes from. `literal` where a person's words are among them."""

    label: str
    value: str
    detail: str = ""
    literal: bool = False


def facts(*given: Fact) -> Block:
    """Two columns on a desk, one on a phone; at most ten."""
    texts = []
    for fact in given:
        value = fact.value if fact.literal else f"*{fact.value}*"
        text = "\n".join(part for part in (fact.label, value, fact.detail) if part)
        texts.append(plain(text) if fact.literal else mrkdwn(text))
    return {"type": "section", "fields": texts}


def context(*texts: str) -> Block:
    """A small line of our own words."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts]}


def header(text: str) -> Block:
    """A heading, at most 150 characters."""
    return {"type": "header", "text": plain(text)}


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def trouble(text: str) -> Block:
    """A box that says what stands in the way, in plain text; modals only. Its words carry its meaning, not its colour.

    An alert holds 200 characters; what is longer is a paragraph.
    """
    if len(text) <= ALERT_LIMIT:
        return {"type": "alert", "level": "error", "text": plain(text)}
    return {"type": "section", "text": plain(f"⛔ {text}")}


def sms(text: str) -> Block:
    """The SMS itself, literally, with a bar beside it; of one whose words were purged, that they are not there."""
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_quote", "elements": [{"type": "text", "text": text or NOT_KEPT}]}],
    }


def button(
    text: str,
    action_id: str,
    *,
    value: str | None = None,
    style: str | None = None,
    confirm: Block | None = None,
) -> Block:
    """A button: at most 30 characters, so that it fits a phone."""
    element: Block = {"type": "button", "text": plain(text), "action_id": action_id}
    for key, given in (("value", value), ("style", style), ("confirm", confirm)):
        if given is not None:
            element[key] = given
    return element


def confirm(title: str, text: str, *, yes: str, no: str, style: str | None = None) -> Block:
    """A question before a button acts: the text is our own words, at most 300 characters."""
    dialog: Block = {"title": plain(title), "text": plain(text), "confirm": plain(yes), "deny": plain(no)}
    if style is not None:
        dialog["style"] = style
    return dialog


def actions(*elements: Block, block_id: str | None = None) -> Block:
    """A row of buttons."""
    return _identified({"type": "actions", "elements": list(elements)}, block_id)


def option(text: str, value: str, description: str | None = None) -> Block:
    """An option of a select; text and description are cut at 75 characters, as Slack would refuse more."""
    made: Block = {"text": plain(_cut(text)), "value": value}
    if description:
        made["description"] = plain(_cut(description))
    return made


def field(
    label: str, element: Mapping[str, Any], *, block_id: str, hint: str | None = None, optional: bool = False
) -> Block:
    """A labelled input of a form."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": dict(element),
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint)
    return block


def modal(
    callback_id: str,
    title: str,
    blocks: Sequence[Block],
    *,
    close: str,
    submit: str | None = None,
    memory: str = "",
    external_id: str | None = None,
) -> Block:
    """A modal view."""
    view: Block = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title),
        "close": plain(close),
        "blocks": list(blocks),
        "private_metadata": memory,
    }
    if submit is not None:
        view["submit"] = plain(submit)
    if external_id is not None:
        view["external_id"] = external_id
    return view


def _identified(block: Block, block_id: str | None) -> Block:
    if block_id is not None:
        block["block_id"] = block_id
    return block


def _cut(text: str) -> str:
    return text if len(text) <= OPTION_LIMIT else text[: OPTION_LIMIT - 1] + "…"
