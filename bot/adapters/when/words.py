"""From text to tokens: what two people type differently and mean alike becomes the same.

Letters, figures and signs are told apart, case and accents are folded, invisible characters dropped. Each token keeps
how it was typed, for the refusal that names it. Nothing is thrown away that carries meaning.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_TOKEN = re.compile(r"\d+|[^\W\d_]+|[^\w\s]|_")
_LIKE = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00b4": "'", "`": "'", "\u2044": "/", "\u2212": "-"}
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a sign: as typed, as compared, and whether it follows the last one without a space."""

    typed: str
    key: str
    glued: bool


def tokens(text: str) -> tuple[Token, ...]:
    """Cut a text into tokens."""
    clean = unicodedata.normalize("NFKC", text).translate(_LIKE)
    if not clean.isascii():
        clean = "".join(c for c in clean if unicodedata.category(c) != "Cf")
    found = []
    end = -1
    for match in _TOKEN.finditer(clean):
        typed = match.group()
        found.append(Token(typed, folded(typed), match.start() == end))
        end = match.end()
    return tuple(found)


def folded(word: str) -> str:
    """Fold case, accents, dashes and the digits of other scripts."""
    if word.isascii():
        return word.lower()
    if word.isdecimal():
        return "".join(str(unicodedata.decimal(c)) for c in word)
    plain = unicodedata.normalize("NFD", word.casefold())
    plain = "".join(c for c in plain if unicodedata.category(c) != "Mn")
    return "-" if unicodedata.category(word[0]) == "Pd" else plain or word
