"""Characters that cannot be seen, found and written out.

They can hide words from those who approve, turn the order of others round, or make a message Unicode without anybody seeing why.
What belongs to an emoji (its presentation, its joiners, a region flag's letters) is seen, and is not reported.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.glyphs import EMOJI
from bot.domain.replacements import is_unseen

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Hidden:
    """A character that cannot be seen, at an index into the text by code points, with Unicode's name where it has one."""

    character: str
    position: int
    name: str

    @property
    def code(self) -> str:
        """The code point as Unicode writes it."""
        return f"U+{ord(self.character):04X}"


def hidden(text: str) -> tuple[Hidden, ...]:
    """Return the characters of `text` that cannot be seen: zero-width, direction marks, soft hyphens, tags, controls and the like.

    Line ends and tabs can be seen. Halves of surrogate pairs cannot be sent and are reported.
    """
    return tuple(
        Hidden(text[position], position, unicodedata.name(text[position], "")) for position in _places(text)
    )


def reveal(text: str) -> str:
    """Return `text` with each character that cannot be seen written out, as \u27e8U+200B\u27e9."""
    written, done = [], 0
    for position in _places(text):
        written += [text[done:position], f"\u27e8U+{ord(text[position]):04X}\u27e9"]
        done = position + 1
    return "".join(written) + text[done:]


def _places(text: str) -> Iterator[int]:
    """Yield the indexes of what cannot be seen, in order."""
    if text.isascii() and text.isprintable():
        return
    emoji = EMOJI.finditer(text)
    end, following = 0, next(emoji, None)
    for position, character in enumerate(text):
        while following is not None and following.start() <= position:
            end, following = following.end(), next(emoji, None)
        if position >= end and (is_unseen(character) or unicodedata.category(character) == "Cs"):
            yield position
