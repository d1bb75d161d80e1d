"""The remedies: what a text becomes when a person presses a button. Each is safe to press twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.personalisation import misspelt
from bot.domain.unseen import hidden

if TYPE_CHECKING:
    from collections.abc import Iterable


def spelt(text: str, written: str) -> str:
    """Return `text` with a misspelt field, wherever it stands, spelt as it was meant; as it is where that is not known."""
    return _replaced(
        text,
        (
            (each.position, each.written, each.suggestion)
            for each in misspelt(text)
            if each.written == written and each.suggestion is not None
        ),
    )


def without_hidden(text: str) -> str:
    """Return `text` without the characters that cannot be seen."""
    return _replaced(text, ((each.position, each.character, "") for each in hidden(text)))


def _replaced(text: str, changes: Iterable[tuple[int, str, str]]) -> str:
    """Return `text` with (position, before, after) changed, in order of their positions."""
    written, done = [], 0
    for position, before, after in changes:
        written += [text[done:position], after]
        done = position + len(before)
    return "".join(written) + text[done:]
