"""The words of each language as data: one module a language, one class of words a line.

A lexicon maps word classes (those the grammar's patterns are made of) to words: `{class: {value: "word|two words"}}`.
A word may stand in several classes; the grammar finds out which one is meant. To add a language, write its table,
name it in `LANGUAGES`, and write its phrases in the tests.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from bot.adapters.when.grammar.chart import Chart
from bot.adapters.when.grammar.numbers import Number
from bot.adapters.when.lexicon.common import COMMON, SIGNS
from bot.adapters.when.words import Token, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The languages that are read for sure. All others are left to dateparser, as suggestions only.
LANGUAGES: Final = ("en", "fr", "es", "de", "it", "pt", "nl")

#: How umlauts are typed without them.
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})

Words = dict[str, dict[Any, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A language: its words and number words.

    `endings` are what an unfinished phrase may end with ("in 2" hours); `joined` is how words are written as one
    ("Freitagabend"), a pattern whose groups are the parts.
    """

    words: Words
    numbers: Mapping[int, str]
    ordinals: Mapping[int, str] = field(default_factory=dict)
    endings: tuple[str, ...] = ()
    joined: str = ""


class _Trie(dict[str, "_Trie"]):
    """Words by their tokens; `senses` are those of the words that end here."""

    __slots__ = ("senses",)

    def __init__(self) -> None:
        super().__init__()
        self.senses: list[tuple[str, Any]] = []


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A language's words, ready to be looked up; `words` tells how each single word is written."""

    trie: _Trie
    words: Mapping[str, str]
    endings: tuple[str, ...]
    joined: re.Pattern[str] | None

    def split(self, found: tuple[Token, ...]) -> tuple[Token, ...]:
        """Take words apart that the language joins."""
        if self.joined is None:
            return found
        apart: list[Token] = []
        for token in found:
            match = self.joined.fullmatch(token.key) if token.key not in self.trie else None
            if match is None:
                apart.append(token)
            else:
                apart += [Token(part, part, glued=False) for part in match.groups() if part]
        return tuple(apart)

    def chart(self, found: tuple[Token, ...]) -> Chart:
        """Lay the first edges: every sense of every run of tokens that the lexicon knows, and the figures."""
        chart = Chart([{} for _ in range(len(found) + 1)])
        for start, token in enumerate(found):
            if token.key.isdecimal():
                chart.add(start, start + 1, "n", Number(int(token.key[:9]), len(token.key)))
            between = (
                0 < start < len(found) - 1
                and token.glued
                and found[start + 1].glued
                and found[start - 1].key.isdecimal()
                and found[start + 1].key.isdecimal()
            )
            signs = SIGNS.get(token.key, ())
            if token.key == "-" and not token.glued and start < len(found) - 1 and found[start + 1].glued:
                # "-2" is a number below zero, or the end of a range, and joins no date to its time.
                signs = (("negative", None), ("till", None), ("sign", -1))
            for kind, value in signs:
                if kind not in {"dot", "point"} or (kind == "point") == between:
                    chart.add(start, start + 1, kind, value)
            node = self.trie
            for end in range(start, len(found)):
                child = node.get(found[end].key)
                if child is None:
                    break
                node = child
                for kind, value in node.senses:
                    # The "a" of "9ª" is no ordinal in "de 9 a 11".
                    if kind != "suffix" or token.glued:
                        chart.add(start, end + 1, kind, value)
        return chart

    def knows(self, token: Token) -> bool:
        """Tell whether a token means anything at all here."""
        return token.key.isdecimal() or token.key in SIGNS or token.key in self.trie

    def knows_all(self, found: tuple[Token, ...]) -> bool:
        """Tell whether every token means something, joined words taken apart."""
        return all(self.knows(token) for token in self.split(found))


@cache
def lexicon(language: str) -> Lexicon:
    """Build the lexicon of one of `LANGUAGES`, once."""
    table: Table = import_module(f"bot.adapters.when.lexicon.{language}").TABLE
    trie = _Trie()
    for words in (COMMON, table.words):
        for kind, values in words.items():
            for value, phrases in values.items():
                for phrase in phrases.split("|"):
                    _learn(trie, phrase, kind, value)
    for kind, numbers in (("n", table.numbers), ("ord", table.ordinals)):
        for value, phrases in numbers.items():
            for phrase in phrases.split("|"):
                _learn(trie, phrase, kind, Number(value) if kind == "n" else value)
    written = {
        token.key: token.typed
        for values in table.words.values()
        for phrases in values.values()
        for phrase in phrases.split("|")
        for token in tokens(phrase)
        if token.key.isalpha()
    }
    return Lexicon(trie, written, table.endings, re.compile(table.joined) if table.joined else None)


def _learn(trie: _Trie, phrase: str, kind: str, value: object) -> None:
    node = trie
    for token in tokens(phrase):
        node = node.setdefault(token.key, _Trie())
    if (kind, value) not in node.senses:
        node.senses.append((kind, value))
    plain = phrase.translate(_UMLAUTS)
    if plain != phrase:
        _learn(trie, plain, kind, value)
    if "-" in phrase:
        _learn(trie, phrase.replace("-", " "), kind, value)
        _learn(trie, phrase.replace("-", ""), kind, value)
