"""How pieces make a whole: every token belongs to one piece or is a small word between pieces, or nothing is read.

This is the property the reader stands on. A phrase is read left to right as a chain of pieces; what may stand between
them are commas, full stops, brackets and prepositions, which say nothing by themselves. All chains that reach the end
are kept, cheapest first: a chain of fewer and more specific pieces costs less.
"""
# ruff: noqa: D401, PLR2004 — a rule's docstring is an example of it; lengths of numbers and clocks need no names.

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.adapters.when.grammar import clocks, dates, feasts, numbers, parts, spans, weekdays
from bot.adapters.when.grammar.chart import Chart, Layer
from bot.adapters.when.values import Piece

if TYPE_CHECKING:
    from bot.adapters.when.values import Clock
    from bot.adapters.when.words import Token

#: So many unfinished readings are kept at each place, the cheapest ones.
MOST_CHAINS: Final = 16
#: So many prepositions may follow each other: "from about".
MOST_WORDS_BEFORE: Final = 2
#: What may stand between pieces anywhere.
BETWEEN: Final = ("comma", "dot", "fill", "bracket", "approx")
#: What may stand before a piece, unless that is a bare number: "from 9 at 11" is not the 11th at 9.
BEFORE: Final = ("at", "on", "of", "t")
#: A dash or a slash may stand between a date and its time only; between two times it would be a range.
DASHES: Final = ("dash", "slash")

ZONES = Layer()


@ZONES("piece", "zone:zone", "bracket zone:zone bracket")
def zone_piece(zone: str) -> Piece:
    """A time zone."""
    return Piece(zone=zone)


@ZONES(
    "piece",
    "zone:utc? sign:sign hours:n colon? minutes:n?",
    "bracket zone:utc sign:sign hours:n colon? minutes:n? bracket",
)
def zone_offset(
    sign: int, hours: numbers.Number, zone: str | None = None, minutes: numbers.Number | None = None
) -> Piece | None:
    """UTC+2, GMT+0900, +02:00; a minus without UTC before it would be a range."""
    if zone is None and (sign < 0 or hours.figures not in {2, 4}):
        return None
    h, m = (hours.value, minutes.value if minutes else 0) if hours.figures < 3 else divmod(hours.value, 100)
    if h > 14 or m not in {0, 15, 30, 45} or (minutes and (minutes.figures != 2 or hours.figures > 2)):
        return None
    return Piece(zone=f"{'+' if sign > 0 else '-'}{h:02}:{m:02}")


@ZONES("piece", "t clock:clock sign:sign hours:n colon minutes:n")
def iso(clock: Clock, sign: int, hours: numbers.Number, minutes: numbers.Number) -> Piece | None:
    """2026-12-03T18:00-05:00, where a minus can be no range."""
    zone = zone_offset(sign, hours, "UTC", minutes)
    return replace(zone, clock=clock) if zone else None


#: All rules, in the order in which they build on each other.
LAYERS: Final = (
    numbers.NUMBERS,
    spans.SPANS,
    spans.LONGER_SPANS,
    spans.LONGER_SPANS,
    spans.LONGER_SPANS,
    clocks.HOURS,
    clocks.HALVES_OF_DAY,
    clocks.MINUTES,
    clocks.CLOCKS,
    dates.YEARS,
    dates.DATES,
    feasts.FEASTS,
    weekdays.MONTHS,
    weekdays.WEEKDAYS,
    weekdays.DERIVED,
    clocks.TIMES,
    dates.PIECES,
    parts.SHADED,
    parts.PARTS,
    spans.OFFSETS,
    ZONES,
)


def chains(tokens: tuple[Token, ...], chart: Chart) -> tuple[list[Piece], int]:
    """Read the chart as chains of pieces; tell the whole ones, cheapest first, and how far any chain got."""
    for layer in LAYERS:
        layer.fill(chart)
    states: list[dict[Piece, None]] = [{} for _ in range(len(tokens) + 1)]
    states[0][Piece(cost=0)] = None
    far = 0
    for place in range(len(tokens)):
        here = sorted(states[place], key=_cost)[:MOST_CHAINS]
        if here:
            far = place
            _further(chart, place, here, states)
    return sorted((state for state in states[-1] if not state.empty), key=_cost), far


def _further(chart: Chart, place: int, here: list[Piece], states: list[dict[Piece, None]]) -> None:
    """Go on from a place: with a piece, or over a small word."""
    edges = chart.edges[place]
    for end, piece in edges.get("piece", ()):
        _join(here, piece, states[end])
    for kind in BETWEEN:
        for end, _ in edges.get(kind, ()):
            for state in here:
                states[end][state if kind != "dot" else replace(state, cost=state.cost + 1)] = None
    for end, piece in _behind(chart, place, BEFORE):
        _join(here, replace(piece, cost=piece.cost + 1), states[end])
    dated = [state for state in here if not state.bare and (state.days or state.weekday is not None)]
    for end, piece in _behind(chart, place, DASHES):
        if piece.clock:
            _join(dated, piece, states[end])


def _join(here: list[Piece], piece: Piece, there: dict[Piece, None]) -> None:
    for state in here:
        if (joined := state.join(piece)) is not None:
            there[joined] = None


def _behind(chart: Chart, place: int, kinds: tuple[str, ...], deep: int = 0) -> list[tuple[int, Piece]]:
    """List the pieces behind one or more words of these kinds, bare numbers left out."""
    edges = chart.edges[place]
    found: list[tuple[int, Piece]] = []
    for end in {end for kind in kinds for end, _ in edges.get(kind, ())}:
        found += [edge for edge in chart.edges[end].get("piece", ()) if not edge[1].bare]
        if deep < MOST_WORDS_BEFORE:
            found += _behind(chart, end, (*kinds, "fill"), deep + 1)
    return found


def _cost(piece: Piece) -> int:
    return piece.cost
