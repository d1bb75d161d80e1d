"""What people see as one character though it is written with several.

The shapes follow Unicode's UAX #29 (grapheme clusters) and UTS #51 (emoji), as far as a text message needs them and the standard
library allows. Nothing here changes a text.
"""

from __future__ import annotations

import re
import unicodedata

_JOINER = "\u200d"
_FLAG = "[\U0001f1e6-\U0001f1ff]"
_TONE = "[\U0001f3fb-\U0001f3ff]"
_PICTURE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf"
    "\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_SHOWN = f"{_PICTURE}(?:[\ufe0e\ufe0f]|{_TONE})?"

#: One emoji or pictograph with all that belongs to it: a keycap, a country's flag, a region's flag (three to six tag letters and
#: their end, no more: tags can smuggle text), or pictures with tone and presentation, joined by zero-width joiners.
EMOJI = re.compile(
    "[0-9#*]\ufe0f?\u20e3"
    f"|{_FLAG}{{2}}"
    "|\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
    f"|{_SHOWN}(?:{_JOINER}{_SHOWN})*"
)

_FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
_EXTENDS = re.compile(
    "[\u0300-\u036f\u200c\u200d\u1160-\u11ff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]+"
)
_PICTURE_ONLY = re.compile(_PICTURE)


def cuts_glyph(text: str, border: int, *, since: int = 0) -> bool:
    """Tell whether cutting `text` before the code point at index `border` tears apart what is seen as one character.

    `since` is an earlier index known to be no cut; it spares looking at what is before it.
    """
    if not since < border < len(text):
        return False
    before, after = text[border - 1], text[border]
    if _EXTENDS.match(after) or unicodedata.category(after).startswith("M"):
        return True
    if before == _JOINER:
        return _PICTURE_ONLY.match(after) is not None
    if after not in _FLAG_LETTERS:
        return False
    head = text[since:border]
    return (len(head) - len(head.rstrip(_FLAG_LETTERS))) % 2 == 1  # Letters pair up into flags from the left.


def glyph_around(text: str, border: int, *, since: int = 0) -> tuple[int, int]:
    """Return the first and the end index of what is seen as one character around a border that `cuts_glyph` says is a cut."""
    first, end = border, border
    while cuts_glyph(text, first, since=since):
        first -= 1
    while cuts_glyph(text, end, since=since):
        run = _EXTENDS.match(text, end)
        end = run.end() if run else end + 1
    return first, end
