"""Views and messages as plain text: for stories on a terminal, and for tests that look for sentences.

`┃` marks a text shown to the letter, `[...]` a button, `(•)` what is chosen. A block that is not known here is shown
loudly, never left out: a test must not pass because something could not be drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.slack.as_text_elements import drawn, field_lines
from bot.sandbox.slack.as_text_words import rich, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.slack.seen import Message, View

#: How wide the first of two columns is.
COLUMN = 40


def view_as_text(view: View) -> str:
    """Draw a view with what its fields hold and the errors under them."""
    lines = [f"{view.title}  ×" if view.type == "modal" else "Home", ""]
    if view.problem:
        lines.append(f"! {view.problem}")
    for block in view.blocks:
        lines.extend(_block(block, view.values))
        if error := view.errors.get(block.get("block_id", "")):
            lines.append(f"  ! {error}")
    buttons = [f"[{one}]" for one in (view.close or "Cancel", view.submit) if one]
    if view.type == "modal":
        lines.extend(["", " ".join(buttons)])
    return "\n".join(lines)


def message_as_text(message: Message) -> str:
    """Draw a message; one without blocks is its text."""
    if not message.blocks:
        return words({"type": "mrkdwn", "text": message.text})
    return "\n".join(line for block in message.blocks for line in _block(block, {}))


def _block(block: dict[str, Any], values: dict[str, Any]) -> list[str]:
    draw = _BLOCKS.get(block["type"])
    if draw is None:
        return [f"??? A BLOCK THAT CANNOT BE DRAWN: {block['type']} ???"]
    return draw(block, values.get(block.get("block_id", ""), {}))


def _input(block: dict[str, Any], held: dict[str, Any]) -> list[str]:
    optional = " (optional)" if block.get("optional") else ""
    hint = [f"  {words(block['hint'])}"] if "hint" in block else []
    field = field_lines(block["element"], held.get(block["element"].get("action_id")))
    return [f"{words(block['label'])}{optional}", *field, *hint]


def _section(block: dict[str, Any], held: dict[str, Any]) -> list[str]:
    lines = words(block["text"]).splitlines() if "text" in block else []
    for left, right in _pairs([words(one).splitlines() for one in block.get("fields", [])]):
        for place in range(max(len(left), len(right))):
            first = left[place] if place < len(left) else ""
            second = right[place] if place < len(right) else ""
            lines.append(f"{first:<{COLUMN}}  {second}".rstrip() if second else first)
    if "accessory" in block:
        beside = drawn(block["accessory"], held.get(block["accessory"].get("action_id")))
        if lines and len(beside) == 1:
            lines[-1] = f"{lines[-1]}  {beside[0]}"
        else:
            lines.extend(beside)
    return lines


def _pairs(fields: list[list[str]]) -> list[tuple[list[str], list[str]]]:
    return [(fields[i], fields[i + 1] if i + 1 < len(fields) else []) for i in range(0, len(fields), 2)]


def _context(element: dict[str, Any]) -> str:
    return f"<image: {element['alt_text']}>" if element["type"] == "image" else words(element)


def _actions(block: dict[str, Any], held: dict[str, Any]) -> list[str]:
    parts = [drawn(one, held.get(one.get("action_id"))) for one in block["elements"]]
    if all(len(one) == 1 for one in parts):
        return [" ".join(one[0] for one in parts)]
    return [line for one in parts for line in one]


def _cell(cell: dict[str, Any]) -> str:
    return " ".join(rich(cell)) if cell.get("type") == "rich_text" else str(cell.get("text", ""))


_BLOCKS: dict[str, Callable[[dict[str, Any], dict[str, Any]], list[str]]] = {
    "header": lambda block, _held: [words(block["text"])],
    "divider": lambda _block, _held: ["────────"],
    "section": _section,
    "context": lambda block, _held: [" ".join(_context(one) for one in block["elements"])],
    "actions": _actions,
    "context_actions": _actions,
    "input": _input,
    "rich_text": lambda block, _held: rich(block),
    "alert": lambda block, _held: [f"[{block.get('level', 'default')}] {words(block['text'])}"],
    "markdown": lambda block, _held: str(block["text"]).splitlines(),
    "image": lambda block, _held: [f"<image: {block['alt_text']}>"],
    "table": lambda block, _held: [" | ".join(_cell(one) for one in row) for row in block["rows"]],
}
