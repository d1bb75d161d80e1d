"""Blocks as Slack hands them back: ids filled in, text objects completed.

An app that compares what it sent with what it gets back, or leaves out a `block_id`, must meet here what it meets there:
an id left out is made anew each time, so nothing typed survives an update under it.
"""

from __future__ import annotations

import secrets
from typing import Any

from bot.sandbox.slack.validation import elements_of

_WITH_ACTIONS = frozenset({"image"})


def normalised(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Copy blocks and complete them."""
    copied: list[dict[str, Any]] = completed(blocks)
    for block in copied:
        if not block.get("block_id"):
            block["block_id"] = secrets.token_urlsafe(4)[:5]
        if block["type"] == "input":
            block.setdefault("optional", False)
            block.setdefault("dispatch_action", False)
        for element in elements_of(block):
            if element.get("type") not in _WITH_ACTIONS and not element.get("action_id"):
                element["action_id"] = secrets.token_urlsafe(4)[:5]
    return copied


def completed(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Copy any JSON with its text objects completed and its nulls left out."""
    if isinstance(value, list):
        return [completed(one) for one in value]
    if not isinstance(value, dict):
        return value
    # Fields set to null are as if they were not there.
    done = {name: completed(one) for name, one in value.items() if one is not None}
    if done.get("type") == "plain_text":
        done.setdefault("emoji", True)
    elif done.get("type") == "mrkdwn":
        done.setdefault("verbatim", False)
    return done
