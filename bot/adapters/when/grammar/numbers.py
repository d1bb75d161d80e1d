"""Numbers as they are written: figures, number words, ordinals, halves and quarters."""
# ruff: noqa: D401, PLR2004 — a rule's docstring is an example of it; lengths of numbers and clocks need no names.

from __future__ import annotations

from dataclasses import dataclass

from bot.adapters.when.grammar.chart import Layer


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number; `figures` tells how many figures it was written with, 0 for a word."""

    value: int
    figures: int = 0


NUMBERS = Layer()


@NUMBERS("ord", "n:n suffix", "n:n dot")
@NUMBERS("ord_figures", "n:n suffix", "n:n dot")
def ordinal(n: Number) -> int | None:
    """1st, 1er, 15."""
    return n.value if 1 <= n.value <= 31 and 0 < n.figures <= 2 else None


@NUMBERS("amount", "n:n")
def whole(n: Number) -> float:
    """Three; 15."""
    return n.value


@NUMBERS("amount", "n:n point part:n")
def decimal(n: Number, part: Number) -> float | None:
    """2.5; 10,75."""
    return n.value + part.value / 10**part.figures if n.figures and part.figures else None


@NUMBERS("amount", "n:n? top:n slash bottom:n")
def fraction(top: Number, bottom: Number, n: Number | None = None) -> float | None:
    """1/2, 3/4, 1 1/2."""
    if not 0 < top.value < bottom.value <= 4:
        return None
    return top.value / bottom.value + (n.value if n else 0)


@NUMBERS("amount", "n:n and n? half")
def and_a_half(n: Number) -> float:
    """Two and a half."""
    return n.value + 0.5


@NUMBERS("amount", "n:n half", "n:n one:n half")
def plus_half(n: Number, one: Number | None = None) -> float | None:
    """Zwei einhalb; but "une demi" is a half."""
    return n.value + 0.5 if n.value > 1 and (one is None or one.value == 1) else None


@NUMBERS("amount", "art:art")
def article(art: int) -> float:
    """An hour: where the article is no number word."""
    return art


@NUMBERS("amount", "some:some")
def some(some: int) -> float:
    """A couple of; a few."""
    return some
