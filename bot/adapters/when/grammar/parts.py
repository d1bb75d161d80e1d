"""Parts of the day: in the morning, late this evening, ce soir, Freitagabend, the end of the day."""
# ruff: noqa: D401 — a rule's docstring is an example of it; lengths of numbers and clocks need no names.

from __future__ import annotations

from dataclasses import replace

from bot.adapters.when.days import Shift
from bot.adapters.when.grammar.chart import Layer
from bot.adapters.when.policy import SHADES
from bot.adapters.when.values import Clock, Piece, Span

SHADED = Layer()
PARTS = Layer()

TODAY = Shift(Span())


@SHADED("whole_part", "part:part", "on part:bare_part")
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


@SHADED("whole_part", "edge:edge of? on? the? part:part|day_part", "edge:edge of? on part:bare_part")
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


@PARTS("piece", "shade:shade this part:part", "shade:shade on? rel:rel on? part:part")
def shade_of_day(shade: str, part: str, rel: int = 0) -> Piece | None:
    """Late this afternoon; early tomorrow morning."""
    whole = SHADES.get((shade, part))
    return Piece(days=(Shift(Span(days=rel)),), part=whole) if whole else None


@PARTS("piece", "on? this part:whole_part", "of? this on? part:whole_part")
def this_part(part: str) -> Piece:
    """This evening, ce soir."""
    return Piece(days=(TODAY,), part=part)


@PARTS("piece", "hour:clock in|at|of|on? on? the? part:whole_part")
def hour_in_part(hour: Clock, part: str) -> Piece:
    """11 at night, 8 de la tarde: the number before a part of the day is an hour."""
    return Piece(clock=replace(hour, bare=False), part=part, cost=17)


@PARTS("piece", "this twelve:noon")
def this_noon(twelve: int) -> Piece:
    """Ce midi."""
    return Piece(days=(TODAY,), clock=Clock(twelve))


@PARTS("piece", "this part:bare_part")
def this_bare_part(part: str) -> Piece:
    """Esta mañana, diesen Morgen: words that mean tomorrow when they stand alone."""
    return Piece(days=(TODAY,), part=part)


@PARTS("piece", "rel:rel part:bare_part")
def day_and_bare_part(rel: int, part: str) -> Piece:
    """Heute Morgen, übermorgen Morgen."""
    return Piece(days=(Shift(Span(days=rel)),), part=part)


@PARTS("piece", "on? wd:wd part:bare_part")
def weekday_and_bare_part(wd: int, part: str) -> Piece:
    """Freitag Morgen."""
    return Piece(weekday=wd, part=part)


@PARTS("piece", "on? the? edge:edge of? on? wd:wd")
def end_of_weekday(edge: str, wd: int) -> Piece | None:
    """The end of Friday, which is the end of its working day..."""
    return Piece(weekday=wd, part=SHADES["late", "day"]) if edge == "end" else None


@PARTS("piece", "on? the? edge:edge of? on? wd:wd")
def last_minute_of_weekday(edge: str, wd: int) -> Piece | None:
    """... or its last minute: asked about."""
    return Piece(weekday=wd, clock=Clock(23 * 60 + 59)) if edge == "end" else None


@PARTS("piece", "on? the? edge:edge of? on? rel:rel")
def end_of_day(edge: str, rel: int) -> Piece | None:
    """The end of tomorrow."""
    return Piece(days=(Shift(Span(days=rel)),), part=SHADES["late", "day"]) if edge == "end" else None


@PARTS("piece", "shade:shade? on? today_part:today_part", "on? today_part:today_part shade:shade?")
def today_part(today_part: tuple[int, str], shade: str | None = None) -> Piece | None:
    """Tonight, stasera, domattina: a day and a part in one word."""
    days, part = today_part
    whole = SHADES.get((shade, part)) if shade else part
    return Piece(days=(Shift(Span(days=days)),), part=whole, cost=9) if whole else None
