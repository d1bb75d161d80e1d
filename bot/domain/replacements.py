"""A cheaper way to write a character that leaves GSM-7 or counts as two there.

Mostly Octopush's own table ("special characters"), so that a text mended here reads as one mended by Octopush would. It departs
from that table where the table changes what is said, each time with the reason. What is not in either is spelt by its Unicode
compatibility form, accents left out. Nothing here ever replaces a letter by nothing, or changes a number.
https://dev.octopush.com/en/sms-gateway-api-documentation/special-characters/
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from bot.domain.gsm import ALPHABET, EXTENSION

#: Groups of characters and what is written for any of them.
_GROUPS = {
    # Quotes. Octopush writes a comma for the two low ones, by their look; they open a quotation in German, Polish and Czech.
    "\u2018\u2019\u201b\u2032\u02bc\u02b9\u00b4\u0060\u02cb\u02ca\u2039\u203a\uff07": "'",
    "\u201a": "'",
    "\u00ab\u00bb\u201c\u201d\u201e\u201f\u2033\u301d\u301e\u301f": '"',
    "\u00a8": '"',  # Octopush writes a hyphen; who types a lone diaeresis means a quote.
    # Dashes and points. Octopush writes one full stop for the ellipsis and for the bullet, which ends sentences.
    "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\u02d7\ufe58\ufe63\uff0d": "-",
    "\u2022\u2023\u2219\u25cf\u25aa\u25e6": "-",
    "\u2026": "...",
    "\u00b7": ".",
    # Spaces and line ends; a tab is in no alphabet.
    "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000": " ",
    "\u0085\u2028\u2029\v": "\n",
    # Letters that are no letter with an accent. Octopush writes y for the thorn and o for the small eth, by their look; D and Th
    # are how both are spelt elsewhere.
    "\u0152": "OE",
    "\u0153": "oe",
    "\u00d0\u0110": "D",
    "\u00f0\u0111": "d",
    "\u00de": "Th",
    "\u00fe": "th",
    "\u0141": "L",
    "\u0142": "l",
    "\u0126": "H",
    "\u0127": "h",
    "\u0131": "i",
    "\u1e9e": "SS",
    "\u00b5\u03bc": "u",
    # Greek that GSM-7 has, behind other code points.
    "\u2126": "Ω",
    "\u2206": "Δ",
    # Signs.
    "\u00b0\u02da\u00ba": "o",
    "\u00aa": "a",
    "\u00a9": "(c)",
    "\u00ae": "(R)",
    "\u00d7": "x",
    "\u2190": "<-",
    "\u2192": "->",
    "\u2194": "<->",
    "\u21d2": "=>",
    "\u2264": "<=",
    "\u2265": ">=",
    "\u2605\u2606": "*",
}

#: What counts as two and can be written with one. Octopush writes I for the bar and a hyphen for the caret; the slash divides as
#: the bar does, and 10^2 is not 10-2, so the caret and the tilde ("about") stay.
_SINGLES = {"[": "(", "]": ")", "{": "(", "}": ")", "|": "/", "\\": "/", "\f": "\n"}

_TABLE = {character: written for group, written in _GROUPS.items() for character in group} | _SINGLES


def replacement(text: str, position: int) -> str | None:
    """Return what to write for the character at `position` of `text`, in one-unit characters, or None if there is nothing.

    An empty string means that the character cannot be seen and may go. Figures set high, low or in a circle and fractions are
    replaced only where no other figure touches them: 10 with a high 2 is not 102.
    """
    character = text[position]
    if character in EXTENSION:
        return _SINGLES.get(character)
    if position and _is_mark(character) and character not in _BLANK:
        return None if spelling(text[position - 1]) is None else ""
    written = spelling(character)
    if written and not character.isdecimal() and (written[0].isdigit() or written[-1].isdigit()):
        around = text[max(position - 1, 0) : position] + text[position + 1 : position + 2]
        if any(neighbour.isnumeric() for neighbour in around):
            return None
    return written


def leans(character: str) -> bool:
    """Tell whether the replacement of a character depends on those beside it, as that of figures and marks does."""
    return character.isnumeric() or _is_mark(character)


@lru_cache(maxsize=4096)
def spelling(character: str) -> str | None:
    """Return one character, with the marks that may follow it, spelt in GSM-7 without extension; None if that cannot be."""
    if character in _TABLE:
        return _TABLE[character]
    if character in ALPHABET:
        return character
    composed = unicodedata.normalize("NFC", character)
    if composed in ALPHABET:
        return composed
    if is_unseen(character):
        return ""
    decomposed = unicodedata.normalize("NFKD", character)
    if decomposed[0] == " " and character[0] != " ":
        return None  # An accent that stands alone: its compatibility form is a space.
    written = "".join(_piece(piece) for piece in decomposed if not _is_mark(piece))
    return written if written and ALPHABET.issuperset(written) and EXTENSION.isdisjoint(written) else None


def is_unseen(character: str) -> bool:
    """Tell whether a character has no look of its own: controls, formats, selectors, fillers. Line ends and tabs have one."""
    if character in _BLANK:
        return True
    return unicodedata.category(character[0]) in {"Cc", "Cf"} and character not in "\n\r\t\f\v\x85"


#: Blank by Unicode's property Default_Ignorable_Code_Point or by their glyph, though their category does not say so: the grapheme
#: joiner, Hangul fillers, Khmer inherent vowels, variation selectors, an empty Braille pattern.
_BLANK = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)


def _is_mark(piece: str) -> bool:
    """Tell whether a code point only changes the look of the one before it."""
    return unicodedata.category(piece).startswith("M")


def _piece(piece: str) -> str:
    """Spell one code point of a decomposed character; what cannot be spelt is kept, and seen as foreign by the caller."""
    return "/" if piece == "\u2044" else _TABLE.get(piece, piece)  # The slash inside a fraction.
