from __future__ import annotations

from typing import Any


def plain(text: str) -> dict[str, Any]:
    """Make a plain_text object."""
    return {"type": "plain_text", "text": text}


def field(block: str, action: str = "", **element: Any) -> dict[str, Any]:
    """Make an input block, a text field unless said otherwise."""
    kind = {"type": "plain_text_input", "action_id": action or block} | element
    return {"type": "input", "block_id": block, "label": plain(block.title()), "element": kind}


def section(text: str = "Something to read") -> dict[str, Any]:
    """Make a section."""
    return {"type": "section", "text": plain(text)}


def modal(*blocks: dict[str, Any], title: str = "A view", **extra: Any) -> dict[str, Any]:
    """Make a modal that can be submitted."""
    shown = list(blocks) or [section()]
    return {"type": "modal", "title": plain(title), "submit": plain("Go"), "blocks": shown} | extra


def button(action: str, text: str = "Press", **extra: Any) -> dict[str, Any]:
    """Make a button."""
    return {"type": "button", "action_id": action, "text": plain(text)} | extra


def actions(*elements: dict[str, Any], block: str = "actions") -> dict[str, Any]:
    """Make a row of buttons and menus."""
    return {"type": "actions", "block_id": block, "elements": list(elements)}


def option(value: str, text: str = "") -> dict[str, Any]:
    """Make an option of a menu."""
    return {"text": plain(text or value), "value": value}
