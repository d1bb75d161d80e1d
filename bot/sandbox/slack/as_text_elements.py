"""Elements as plain text: buttons, menus, and fields with what they hold."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.sandbox.slack.as_text_words import rich, words
from bot.sandbox.slack.fields import VALUE


def drawn(element: dict[str, Any], held: dict[str, Any] | None) -> list[str]:
    """Draw an element; `held` is its entry of `state.values`."""
    match element["type"]:
        case "button" | "workflow_button" | "icon_button":
            return [f"[{words(element['text'])}]"]
        case "overflow":
            return ["[… " + " · ".join(words(one["text"]) for one in element["options"]) + "]"]
        case "feedback_buttons":
            both = (element["positive_button"], element["negative_button"])
            return [" ".join(f"[{words(one['text'])}]" for one in both)]
        case "image":
            return [f"<image: {element['alt_text']}>"]
        case kind if kind in VALUE:
            return [line.removeprefix("  ") for line in field_lines(element, held)]
        case kind:
            return [f"??? AN ELEMENT THAT CANNOT BE DRAWN: {kind} ???"]


def field_lines(element: dict[str, Any], held: dict[str, Any] | None) -> list[str]:
    """Draw a field with what it holds, indented under its label."""
    kind = element["type"]
    if kind not in VALUE:
        return drawn(element, held)
    value = (held or {}).get(VALUE[kind][0])
    if kind in {"radio_buttons", "checkboxes"}:
        return [_choice(one, value) for one in element["options"]]
    if kind == "rich_text_input" and value:
        return [f"  {line}" for line in rich(value)]
    shown = _shown(kind, value)
    if shown is None:
        shown = words(element["placeholder"]) if "placeholder" in element else ""
        return [f"  {_mark(kind)}{shown}".rstrip() or "  _"]
    first, *rest = shown.splitlines() or [""]
    return [f"  {_mark(kind)}{first}", *(f"  {line}" for line in rest)]


def _choice(option: dict[str, Any], value: Any) -> str:  # noqa: ANN401 - any JSON
    chosen = value if isinstance(value, list) else [value]
    on = any(isinstance(one, dict) and one["value"] == option["value"] for one in chosen)
    box = ("[x]" if on else "[ ]") if isinstance(value, list) else ("(•)" if on else "( )")
    described = f"   {words(option['description'])}" if "description" in option else ""
    return f"  {box} {words(option['text'])}{described}"


def _mark(kind: str) -> str:
    return "▾ " if kind.endswith(("_select", "picker")) else ""


def _shown(kind: str, value: Any) -> str | None:  # noqa: ANN401 - any JSON
    if value in (None, [], ""):
        return None
    if kind == "datetimepicker":
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%d %H:%M UTC")
    if isinstance(value, list):
        return ", ".join(_shown("", one) or "" for one in value)
    if isinstance(value, dict) and "text" in value:
        described = f"   {words(value['description'])}" if "description" in value else ""
        return words(value["text"]) + described
    return str(value)
