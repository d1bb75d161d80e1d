"""Block Kit's blocks as tables of limits, and the surfaces that take each of them.

Source: docs.slack.dev/reference/block-kit/blocks. Shapes that only agents' replies use are checked for their size alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.slack.validation.checks import (
    Check,
    Shape,
    anything,
    array,
    at_least_one,
    exactly_one,
    flag,
    one_of,
    problem,
    string,
    text,
    variant,
)
from bot.sandbox.slack.validation.elements import (
    ELEMENTS,
    ID,
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    URL,
)
from bot.sandbox.slack.validation.rich_text import RICH_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator

_ID: dict[str, Check] = {"block_id": ID}
_WORDS = text(3000, plain=False)


def _file_input_only_in_modals(value: Any, at: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
    element = value.get("element")
    if isinstance(element, dict) and element.get("type") == "file_input" and not at.startswith("/view/"):
        yield problem("unsupported type here: file_input", f"{at}/element/type")


def _context_element(value: Any, at: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if isinstance(value, dict) and value.get("type") == "image":
        yield from ELEMENTS["image"](value, at)
    else:
        yield from _WORDS(value, at)


def _loose(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    """Check some fields and let all others be."""
    named = {**required, **(optional or {})}

    def check(value: Any, at: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
        known = {name: one for name, one in value.items() if name in named}
        yield from Shape(required, optional or {})(known, at)

    return check


BLOCKS: dict[str, Check] = {
    "section": Shape(
        {},
        {
            **_ID,
            "text": _WORDS,
            "fields": array(text(2000, plain=False), 1, 10),
            "accessory": variant(ELEMENTS, only=IN_SECTION),
            "expand": flag,
        },
        (at_least_one("text", "fields"),),
    ),
    "header": Shape({"text": text(150)}, {**_ID, "level": anything}),
    "divider": Shape({}, _ID),
    "context": Shape({"elements": array(_context_element, 1, 10)}, _ID),
    "actions": Shape({"elements": array(variant(ELEMENTS, only=IN_ACTIONS), 1, 25)}, _ID),
    "context_actions": Shape({"elements": array(variant(ELEMENTS, only=IN_CONTEXT_ACTIONS), 1, 5)}, _ID),
    "input": Shape(
        {"label": text(2000), "element": variant(ELEMENTS, only=IN_INPUT)},
        {**_ID, "hint": text(2000), "optional": flag, "dispatch_action": flag},
        (_file_input_only_in_modals,),
    ),
    "image": Shape(
        {"alt_text": string(2000, at_least=1)},
        {**_ID, "image_url": URL, "slack_file": anything, "title": text(2000)},
        (exactly_one("image_url", "slack_file"),),
    ),
    "rich_text": RICH_TEXT,
    "video": Shape(
        {"alt_text": string(2000), "title": text(200), "thumbnail_url": URL, "video_url": URL},
        {
            **_ID,
            "author_name": string(50),
            "description": text(200),
            "provider_icon_url": URL,
            "provider_name": string(50),
            "title_url": URL,
        },
    ),
    "alert": Shape(
        {"text": text(200, plain=False)},
        {**_ID, "level": one_of("default", "info", "warning", "error", "success")},
    ),
    "markdown": Shape({"text": string(12_000, at_least=1)}, _ID),
    "file": Shape({"external_id": ID, "source": one_of("remote")}, _ID),
    "table": Shape(
        {"rows": array(array(anything, 1, 20), 1, 100)}, {**_ID, "column_settings": array(anything, 0, 20)}
    ),
    "data_table": _loose({"rows": array(anything, 1, 201)}),
    "data_visualization": _loose({}),
    "plan": _loose({}, {"tasks": array(anything, 0, 50)}),
    "task_card": _loose({"task_id": ID}),
    "card": _loose({}, {"title": text(150, plain=False), "body": text(200, plain=False)}),
    "carousel": _loose({"elements": array(anything, 1, 10)}),
    "container": _loose({}, {"child_blocks": array(anything, 0, 10)}),
}

_EVERYWHERE = frozenset(
    {"section", "header", "divider", "context", "actions", "input", "image", "rich_text", "video"}
)
#: The blocks each surface takes.
SURFACES: dict[str, frozenset[str]] = {
    "modal": _EVERYWHERE | {"alert"},
    "home": _EVERYWHERE,
    "message": frozenset(BLOCKS) - {"alert"},
}


def block_problems(blocks: Any, *, surface: str, at_most: int, at: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Check a list of blocks for a surface (`modal`, `home`, `message`), and what must be unique in it."""
    yield from array(variant(BLOCKS, only=SURFACES[surface]), 0 if surface == "home" else 1, at_most)(
        blocks, at
    )
    if isinstance(blocks, list):
        yield from _unique_ids([one for one in blocks if isinstance(one, dict)], at)


def elements_of(block: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the elements of a block that a person can act on or that hold a value."""
    found = [block.get("element"), block.get("accessory")]
    if block.get("type") in ("actions", "context_actions") and isinstance(block.get("elements"), list):
        found.extend(block["elements"])
    return [one for one in found if isinstance(one, dict)]


def _unique_ids(blocks: list[dict[str, Any]], at: str) -> Iterator[str]:
    seen: set[str] = set()
    for place, block in enumerate(blocks):
        id_ = block.get("block_id")
        if isinstance(id_, str) and id_ in seen:
            yield problem(f"block_id already exists: {id_}", f"{at}/{place}/block_id")
        if isinstance(id_, str) and id_:
            seen.add(id_)
        ids = [one.get("action_id") for one in elements_of(block)]
        for action in {id_ for id_ in ids if isinstance(id_, str) and ids.count(id_) > 1}:
            yield problem(f"action_id already exists in this block: {action}", f"{at}/{place}/elements")
    if sum(block.get("type") == "table" for block in blocks) > 1:
        yield problem("only one table is allowed", at)
    words = [len(str(block.get("text", ""))) for block in blocks if block.get("type") == "markdown"]
    if sum(words) > 12_000:  # noqa: PLR2004 - Slack's limit over all markdown blocks of a payload
        yield problem("markdown blocks must be less than 12001 characters together", at)
    if sum(bool(e.get("focus_on_load")) for block in blocks for e in elements_of(block)) > 1:
        yield problem("only one element may have focus_on_load", at)
