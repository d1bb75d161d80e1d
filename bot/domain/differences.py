"""What differs between two revisions of a Brief, by name."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from bot.domain.brief import Brief

if TYPE_CHECKING:
    from collections.abc import Mapping

#: How people call the fields of a Brief.
NAMES: Mapping[str, str] = {
    "text": "the text",
    "list_name": "who gets it",
    "tag_name": "who gets it",
    "segmentation": "who gets it",
    "send_at": "the moment",
    "purpose": "the purpose",
    "type": "the type",
    "sender": "the sender",
}
OTHER = "the options"


def differences(before: Brief, now: Brief) -> tuple[str, ...]:
    """Name what a later revision says otherwise, each once, the text first."""
    changed = {
        field.name for field in fields(Brief) if getattr(before, field.name) != getattr(now, field.name)
    }
    named = [name for field, name in NAMES.items() if field in changed]
    others = [OTHER] if changed - NAMES.keys() else []
    return tuple(dict.fromkeys([*named, *others]))
