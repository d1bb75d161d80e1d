"""How long a text is as an SMS, how many messages that makes, and which characters make it dearer.

What is counted here is the text as it stands: braces are characters like any other. A text with fields is measured for a
person, by `bot.domain.personalisation`. A figure from here is an estimate until Octopush has measured the campaign.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.glyphs import cuts_glyph, glyph_around
from bot.domain.gsm import (
    ALONE,
    ALPHABET,
    ESCAPE,
    EXTENSION,
    PART,
    VENDOR_ALPHABET,
    VENDOR_DOUBLE,
    Encoding,
)
from bot.domain.replacements import leans, replacement


class Effect(StrEnum):
    """What a costly character does to the message."""

    UNICODE = "unicode"  # Makes the whole message Unicode: 70 units in one SMS instead of 160.
    DOUBLE = "double"  # Counts as two in GSM-7.


@dataclass(frozen=True, slots=True)
class Costly:
    """A character that makes the message dearer, and the cheaper way to write it, if there is one.

    `position` is an index into the text by code points, from 0; `replacement` may be empty, for what nobody sees.
    """

    character: str
    position: int
    effect: Effect
    replacement: str | None

    @property
    def ordinal(self) -> int:
        """The position as people count, from 1."""
        return self.position + 1


@dataclass(frozen=True, slots=True)
class Cut:
    """A character seen as one (an emoji, a letter with its accent) that falls into two parts of a long message.

    Phones join the parts again; one that shows them apart, or loses one, shows two broken halves.
    """

    character: str
    position: int


@dataclass(frozen=True, slots=True)
class Measure:
    """The length of a text: by the standard, and by Octopush's own list of characters that count twice.

    `units` are septets in GSM-7 and 16-bit words in UCS-2, escapes included. `cut` names what a border falls into.
    `vendor_units` and `vendor_segments` are the standard's where the list makes no difference.
    """

    encoding: Encoding
    units: int
    segments: int
    vendor_units: int
    vendor_segments: int
    cut: tuple[Cut, ...]
    text: str = field(repr=False)

    @property
    def dearest(self) -> int:
        """The larger of the two counts of segments: what an estimate of the cost should use."""
        return max(self.segments, self.vendor_segments)

    @property
    def costly(self) -> tuple[Costly, ...]:
        """The characters that make the message dearer, in the order of the text.

        In a Unicode message those that count as two are named as well: they do again once it is back in GSM-7.
        """
        distinct = frozenset(self.text)
        effects = dict.fromkeys(distinct & EXTENSION, Effect.DOUBLE)
        effects |= dict.fromkeys(distinct - ALPHABET, Effect.UNICODE)
        known = {character: replacement(character, 0) for character in effects if not leans(character)}
        return tuple(
            Costly(
                character,
                position,
                effects[character],
                known[character] if character in known else replacement(self.text, position),
            )
            for position, character in enumerate(self.text)
            if character in effects
        )


def measure(text: str) -> Measure:
    """Measure `text` as 3GPP TS 23.038 and 23.040 count, and as Octopush says it does.

    No border between the parts of a long message falls into an escape sequence or a surrogate pair, so a part may hold one unit
    less than it could. Line ends count as they will be sent: CR LF is two. An empty text is one message of nothing.
    """
    distinct = frozenset(text)
    cut: tuple[Cut, ...] = ()
    if distinct <= ALPHABET:
        encoding = Encoding.GSM7
        units, segments = _septets(text, distinct & EXTENSION)
    else:
        encoding = Encoding.UCS2
        units, segments, cut = _words(text)
    vendor_units, vendor_segments = units, segments
    if distinct <= VENDOR_ALPHABET and not distinct.isdisjoint(VENDOR_DOUBLE):
        vendor_units, vendor_segments = _septets(text, distinct & VENDOR_DOUBLE)
    return Measure(encoding, units, segments, vendor_units, vendor_segments, cut, text)


def _septets(text: str, doubled: frozenset[str]) -> tuple[int, int]:
    """Count a text of GSM-7 in which the characters in `doubled` take an escape before them."""
    for character in doubled:
        text = text.replace(character, ESCAPE + character)
    units = len(text)
    if units <= ALONE[Encoding.GSM7]:
        return units, 1
    part = PART[Encoding.GSM7]
    end = segments = 0
    while end < units:
        end += part
        if end < units and text[end - 1] == ESCAPE:
            end -= 1
        segments += 1
    return units, segments


def _words(text: str) -> tuple[int, int, tuple[Cut, ...]]:
    """Count a text in UTF-16, which is how UCS-2 messages carry what lies beyond 16 bits."""
    data = text.encode("utf-16-be", "surrogatepass")
    units = len(data) // 2
    if units <= ALONE[Encoding.UCS2]:
        return units, 1, ()
    part = PART[Encoding.UCS2]
    end = segments = border = whole = 0
    cut: list[Cut] = []
    while True:
        start, end = end, end + part
        segments += 1
        if end >= units:
            return units, segments, tuple(cut)
        if _is_pair(data, end - 1):
            end -= 1
        border += len(data[2 * start : 2 * end].decode("utf-16-be", "surrogatepass"))
        if cuts_glyph(text, border, since=whole):
            first, whole = glyph_around(text, border, since=whole)
            cut.append(Cut(text[first:whole], first))
        whole = max(whole, border)


def _is_pair(data: bytes, word: int) -> bool:
    """Tell whether the 16-bit word at index `word` and the next one are one character."""
    return data[2 * word] & 0xFC == 0xD8 and data[2 * word + 2] & 0xFC == 0xDC  # noqa: PLR2004 - the marks of UTF-16
