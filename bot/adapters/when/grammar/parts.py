"""Parts of the day: in the morning, late this evening, ce soir, Freitagabend, the end of the day."""
# ruff: noqa: D401 — a rule's docstring is an example of it; lengths of numbers and clocks need no names.

from __future__ import annotations

from bot.adapters.when.days import Shift
from bot.adapters.when.grammar.chart import Layer
from bot.adapters.when.policy import SHADES
from bot.adapters.when.values import Piece, Span

SHADED = Layer()
PARTS = Layer()

TODAY = Shift(Span())


@SHADED("whole_part", "part:part")
def plain(part: str) -> str:
    """Morning."""
    return part


@SHADED(
    "whole_part",
    "shade:shade sep? of? the? on? part:part",
    "part:part sep? on? shade:shade",
)
def shaded(shade: str, part: str) -> str | None:
    """Late morning; early in the evening."""
    return SHADES.get((shade, part))


@SHADED("whole_part", "edge:edge of? on? the? part:part|day_part")
def edge_of_part(edge: str, part: str) -> str | None:
    """The end of the morning; début de soirée; end of the day."""
    return SHADES.get(({"begin": "early", "middle": "mid", "end": "late"}[edge], part))


@PARTS("piece", "in? on? the? part:whole_part of? on?", "dash part:whole_part")
def part(part: str) -> Piece:
    """In the morning; de l'après-midi."""
    return Piece(part=part)


@PARTS("piece", "at on? part:whole_part")
def at_part(part: str) -> Piece:
    """At lunch."""
    return Piece(part=part, cost=11)


@PARTS("piece", "on? this part:whole_part", "of? this on? part:whole_part")
def this_part(part: str) -> Piece:
    """This evening, ce soir."""
    return Piece(days=(TODAY,), part="tonight" if part == "night" else part)


@PARTS("piece", "shade:shade? on? today_part:today_part", "on? today_part:today_part shade:shade?")
def today_part(today_part: tuple[int, str], shade: str | None = None) -> Piece | None:
    """Tonight, stasera, domattina: a day and a part in one word."""
    days, part = today_part
    whole = SHADES.get((shade, part)) if shade else part
    return Piece(days=(Shift(Span(days=days)),), part=whole) if whole else None
