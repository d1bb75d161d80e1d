"""Views and messages with every block and element, for the page's tests."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    """Give a plain text object."""
    return {"type": "plain_text", "text": text}


def option(value: str, text: str | None = None, more: str | None = None) -> Json:
    """Give an option."""
    described = {"description": plain(more)} if more else {}
    return {"text": plain(text or value.title()), "value": value, **described}


OPTIONS = [option("one", more="The first"), option("two"), option("three")]


def field(label: str, kind: str, *, hint: str | None = None, optional: bool = True, **element: Any) -> Json:
    """Give an input block whose ids are its label in small letters."""
    name = label.lower()
    hinted = {"hint": plain(hint)} if hint else {}
    return {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "optional": optional,
        "element": {"type": kind, "action_id": name, **element},
        **hinted,
    }


def modal(*blocks: Json, title: str = "Everything", **more: Any) -> Json:
    """Give a modal."""
    return {
        "type": "modal",
        "title": plain(title),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "callback_id": "gallery",
        "blocks": list(blocks),
        **more,
    }


def section(text: str, **more: Any) -> Json:
    """Give a section in Slack's own notation."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def rich(*elements: Json) -> Json:
    """Give a rich_text block."""
    return {"type": "rich_text", "elements": list(elements)}


def spans(kind: str, *found: Json, **more: Any) -> Json:
    """Give one part of a rich text."""
    return {"type": f"rich_text_{kind}", "elements": list(found), **more}


def text(words: str, **style: bool) -> Json:
    """Give a span of text."""
    return {"type": "text", "text": words, **({"style": style} if style else {})}
