"""Whole payloads: a modal or home view, a message, the answer to a `block_suggestion`.

Source: docs.slack.dev/reference/views, /reference/methods/chat.postMessage, /reference/interaction-payloads.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.sandbox.slack.validation.blocks import block_problems
from bot.sandbox.slack.validation.checks import (
    Check,
    Shape,
    anything,
    array,
    exactly_one,
    flag,
    problem,
    string,
    text,
)
from bot.sandbox.slack.validation.elements import OPTION, OPTION_GROUP

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Bytes of JSON above which Slack answers `view_too_large`; users report about 250 kB, Slack publishes no number.
VIEW_BYTES = 250_000
VIEW_BLOCKS = 100
MESSAGE_BLOCKS = 50
#: Characters of a message's text.
POST_TEXT = 40_000
UPDATE_TEXT = 4_000

_SHARED: dict[str, Check] = {
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
}


def _submit_when_there_are_inputs(value: Any, at: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
    blocks = value.get("blocks")
    listed = blocks if isinstance(blocks, list) else []
    inputs = any(isinstance(one, dict) and one.get("type") == "input" for one in listed)
    if inputs and value.get("submit") is None:
        yield problem("`submit` is required when an input block is present", at)


_MODAL = Shape(
    {"title": text(24), "blocks": anything},
    {
        **_SHARED,
        "submit": text(24),
        "close": text(24),
        "clear_on_close": flag,
        "notify_on_close": flag,
        "submit_disabled": flag,
    },
    (_submit_when_there_are_inputs,),
)
_HOME = Shape({"blocks": anything}, _SHARED)
_ANSWER = Shape(
    {},
    {"options": array(OPTION, 0, 100), "option_groups": array(OPTION_GROUP, 0, 100)},
    (exactly_one("options", "option_groups"),),
)


def validate_view(view: Any) -> list[str]:  # noqa: ANN401 - any JSON
    """Say what Slack would refuse in a modal or home view, each with its JSON pointer; nothing when it is sound."""
    if not isinstance(view, dict):
        return [problem("must provide an object", "/view")]
    kind = view.get("type")
    if kind not in ("modal", "home"):
        return [problem(f"unsupported type: {kind}", "/view/type")]
    found = list((_MODAL if kind == "modal" else _HOME)(view, "/view"))
    if view.get("blocks") is not None:
        found.extend(
            block_problems(view["blocks"], surface=kind, at_most=VIEW_BLOCKS, at="/view/blocks"),
        )
    if view_bytes(view) > VIEW_BYTES:
        found.append(problem(f"must be less than {VIEW_BYTES + 1} bytes", "/view"))
    return found


def view_bytes(view: Any) -> int:  # noqa: ANN401 - any JSON
    """Measure a view as it goes over the wire."""
    return len(json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode())


def validate_message(blocks: Any, text: Any, *, text_limit: int = POST_TEXT) -> list[str]:  # noqa: ANN401 - any JSON
    """Say what Slack would refuse in a message, each with its JSON pointer; nothing when it is sound."""
    found: list[str] = []
    if text is not None:
        found.extend(string(text_limit)(text, "/text"))
    if blocks is not None:
        found.extend(block_problems(blocks, surface="message", at_most=MESSAGE_BLOCKS, at="/blocks"))
    if not text and not blocks:
        found.append(problem("no text", ""))
    return found


def validate_suggestion(answer: Any) -> list[str]:  # noqa: ANN401 - any JSON
    """Say what Slack would refuse in the options an app answers a `block_suggestion` with."""
    return list(_ANSWER(answer, ""))
