"""Lengths of time, and the moments they lead to when counted from now."""
# ruff: noqa: D401, PLR2004 — a rule's docstring is an example of it; lengths of numbers and clocks need no names.

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.when.grammar.chart import Layer
from bot.adapters.when.values import Piece, Span

if TYPE_CHECKING:
    from bot.adapters.when.grammar.numbers import Number

#: What one of each unit is. The order is from long to short: units of a span are named in this order.
UNITS = {
    "year": Span(months=12),
    "quarter": Span(months=3),
    "month": Span(months=1),
    "fortnight": Span(days=14),
    "week": Span(days=7),
    "workday": Span(workdays=1),
    "day": Span(days=1),
    "hour": Span(seconds=3600),
    "minute": Span(seconds=60),
    "second": Span(seconds=1),
}
#: More than this many of a unit counts as this many, which is too far in any case but in range of all sums.
MOST = 10**9
#: A span said without "in" is less likely a moment than anything else that is said in the same words.
BARE_SPAN = 18

SPANS = Layer()
LONGER_SPANS = Layer()
OFFSETS = Layer()


def times(amount: float, unit: str) -> Span | None:
    """Multiply a unit; broken days and weeks count in hours, a broken month is not understood."""
    one = UNITS[unit]
    amount = min(amount, MOST)
    whole = int(amount)
    if whole == amount:
        return Span(one.months * whole, one.days * whole, one.seconds * whole, one.workdays * whole)
    if unit == "year" and amount * 12 == int(amount * 12):
        return Span(months=int(amount * 12))
    if one.months or one.workdays:
        return None
    return Span(seconds=round((one.days * 86400 + one.seconds) * amount))


@SPANS("span", "amount:amount more? of? unit:unit")
def amount_of(amount: float, unit: str) -> Span | None:
    """Three days; 2.5 hours; a couple of weeks."""
    return times(amount, unit)


@SPANS("span", "half of? n:n? unit:unit", "n:n half unit:unit")
def half_a(unit: str, n: Number | None = None) -> Span | None:
    """Half an hour; une demi-heure."""
    return times(0.5, unit) if n is None or n.value == 1 else None


@SPANS("span", "amount:amount unit:unit and n:n? half")
def unit_and_a_half(amount: float, unit: str, n: Number | None = None) -> Span | None:
    """Une heure et demie; one hour and a half."""
    return times(amount + 0.5, unit) if n is None or n.value == 1 else None


@SPANS("span", "n:n? quarter:quarter of art? n:n? unit:unit", "n:n quarter:quarter of? unit:unit")
def quarters_of(quarter: int, unit: str, n: Number | None = None) -> Span | None:
    """A quarter of an hour; trois quarts d'heure."""
    count = quarter * (n.value if n and quarter == 1 else 1)
    return times(count / 4, unit) if unit == "hour" and count <= 3 else None


@SPANS("span", "n:n? fixed:fixed")
def fixed_span(fixed: int, n: Number | None = None) -> Span | None:
    """Mezz'ora, Viertelstunde: spans that are one word, in minutes."""
    return times(fixed * (n.value if n else 1), "minute")


@SPANS("span", "h:n hour m:n")
def hours_and_minutes(h: Number, m: Number) -> Span | None:
    """1h30."""
    return Span(seconds=h.value * 3600 + m.value * 60) if m.figures == 2 and m.value < 60 else None


@SPANS("span", "m:n quote")
def prime(m: Number) -> Span | None:
    """15'."""
    return times(m.value, "minute") if m.figures else None


@LONGER_SPANS("span", "long:span and short:span", "long:span comma? and? short:span")
def sum_of(long: Span, short: Span) -> Span | None:
    """One day and two hours: from the longest unit to the shortest, each said once."""
    return long + short if smallest(long) > largest(short) else None


def smallest(span: Span) -> int:
    """Tell the size in seconds of the shortest unit a span is made of, roughly."""
    return min(sizes(span))


def largest(span: Span) -> int:
    """Tell the size in seconds of the longest unit a span is made of, roughly."""
    return max(sizes(span))


def sizes(span: Span) -> list[int]:
    """List the sizes of a span's units; weeks and days, hours and minutes are told apart by what they divide."""
    found = []
    if span.months:
        found.append(86400 * 30 * (1 if span.months % 12 else 12))
    if span.days or span.workdays:
        found.append(86400 * (1 if span.days % 7 else 7))
    if span.seconds:
        found.append(1 if span.seconds % 60 else 60 if span.seconds % 3600 else 3600)
    return found or [0]


@OFFSETS(
    "piece",
    "in fill? span:span",
    "in? span:span later",
    "now? plus span:span",
    "from span:span",
    "in? next span:span",
)
def from_now(span: Span) -> Piece:
    """In three days; three days from now; +15 min; after an hour."""
    return Piece(span=span)


@OFFSETS("piece", "on? n:n next unit:unit", "in on? next unit:unit", "next n:n unit:unit")
def next_ones(unit: str, n: Number | None = None) -> Piece | None:
    """Les deux prochaines semaines; in der nächsten Stunde."""
    span = times(n.value if n else 1, unit)
    return Piece(span=span) if span else None


@OFFSETS("piece", "span:span ago", "ago span:span", "in dash|negative span:span")
def before_now(span: Span) -> Piece:
    """Two hours ago; il y a deux heures; in -2 hours."""
    return Piece(span=-span)


@OFFSETS("piece", "dash|negative span:span")
def minus(span: Span) -> Piece:
    """-2 h."""
    return Piece(span=-span, alone=True)


@OFFSETS("piece", "span:span")
def bare_span(span: Span) -> Piece:
    """Two hours, in a field that asks when; 25 h may be a slip for an hour of the day."""
    return Piece(span=span, cost=BARE_SPAN, alone=True, vague=span.seconds > 24 * 3600)
