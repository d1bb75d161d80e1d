"""Dates by day and month: tomorrow, 3 December, 3/12, the 15th of next month; and the pieces made of all dates."""
# ruff: noqa: D401, PLR2004 — a rule's docstring is an example of it; lengths of numbers and clocks need no names.

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.adapters.when.days import DayOfMonth, Figures, MonthDay, Shift
from bot.adapters.when.grammar.chart import Layer
from bot.adapters.when.values import Piece, Span

if TYPE_CHECKING:
    from bot.adapters.when.days import Days
    from bot.adapters.when.grammar.numbers import Number
    from bot.adapters.when.values import Clock

#: A two-figure year that could be an hour as well costs a little more than a date without it.
SHORT_YEAR = 11
#: A bare number taken for a day of the month.
BARE_DAY = 14
#: A weekday and a bare number, when that day is the very next such weekday, and when it is months away.
NEAR_DAY, FAR_DAY = 18, 24

YEARS = Layer()
DATES = Layer()
PIECES = Layer()


@YEARS(
    "year",
    "n:n",
    "of yearword? n:n",
    "yearword n:n",
    "comma n:n",
    "sep n:n",
    "comma sep n:n",
    "in yearword? n:n",
    "quote n:n",
)
def year(n: Number) -> int | None:
    """2026, of the year 2026."""
    return n.value if n.figures == 4 and 1900 <= n.value < 10000 else None


@YEARS("dom", "n:n")
def day_number(n: Number) -> int | None:
    """A day of the month as a number."""
    return n.value if 1 <= n.value <= 31 and n.figures <= 2 else None


@YEARS("dom", "ord:ord")
def day_ordinal(ord: int) -> int | None:  # noqa: A002 — the class in the pattern.
    """A day of the month as an ordinal."""
    return ord if ord > 0 else None


@YEARS("nth", "ord:ord")
def nth(ord: int) -> int:  # noqa: A002 — as above.
    """First, second, last (-1)."""
    return ord


@YEARS("nth", "ord:ord last")
def nth_last(ord: int) -> int:  # noqa: A002 — as above.
    """The fifth last."""
    return -ord


@YEARS("nth", "last")
def last() -> int:
    """The last one."""
    return -1


@DATES("date", "rel:rel")
def relative(rel: int) -> Days:
    """Today, tomorrow, the day after tomorrow."""
    return Shift(Span(days=rel))


@DATES(
    "date",
    "dayword? d:dom of? dayword? of? sep? m:month y:year?",
    "this|next on? d:dom of? sep? m:month",
    "this|next m:month sep? d:dom",
    "m:month sep? the? d:dom y:year?",
    "y:year sep? m:month sep? the? d:dom",
    "d:dom sep y:year sep m:month",
    "m:month sep y:year sep d:dom",
)
def month_day(d: int, m: int, y: int | None = None) -> Days:
    """3 December 2026; December 3rd; 2026-Dec-3."""
    return MonthDay(m, d, y)


@DATES(
    "short", "d:dom of? sep? m:month sep? of? quote? y:n", "m:month sep? the? d:dom comma? sep? quote? y:n"
)
def month_day_short_year(d: int, m: int, y: Number) -> Days | None:
    """3 Dec 26."""
    return MonthDay(m, d, 2000 + y.value) if y.figures == 2 else None


@DATES("date", "a:n slash b:n slash|comma y:n", "a:n dash b:n dash y:n", "a:n num_of b:n num_of y:n")
def figures_with_year(a: Number, b: Number, y: Number) -> Days | None:
    """3/12/2026, 3-12-26, 2026-12-03."""
    if a.figures == 4 and 0 < b.figures <= 2 and 0 < y.figures <= 2:
        month, day = (y, b) if b.value > 12 else (b, y)
        return MonthDay(month.value, day.value, a.value)
    if not (0 < a.figures <= 2 and 0 < b.figures <= 2 and y.figures in {2, 4}):
        return None
    return Figures(a.value, b.value, y.value if y.figures == 4 else 2000 + y.value)


@DATES("date", "a:n slash b:n", "a:n num_of b:n")
@DATES("slashed", "a:n slash b:n")
def figures_alone(a: Number, b: Number) -> Days | None:
    """3/12, 15-2."""
    if not (0 < a.figures <= 2 and 0 < b.figures <= 2 and a.value and b.value):
        return None
    return Figures(a.value, b.value) if min(a.value, b.value) <= 12 and max(a.value, b.value) <= 31 else None


@DATES("date", "a:n dash b:n")
def figures_dashed(a: Number, b: Number) -> Days | None:
    """15-2."""
    made = figures_alone(a, b)
    return replace(made, sign="-") if isinstance(made, Figures) else made


@DATES("date", "a:n point b:n dot?", "a:n dot|point b:n dot", "a:n dot|point b:n dot|point y:n")
@DATES("dotted_date", "a:n point b:n dot?", "a:n dot|point b:n dot", "a:n dot|point b:n dot|point y:n")
def figures_dotted(a: Number, b: Number, y: Number | None = None) -> Days | None:
    """3.12., 3.12.2026."""
    made = figures_with_year(a, b, y) if y else figures_alone(a, b)
    return replace(made, sign=".") if isinstance(made, Figures) else made


@DATES("spaced", "on? a:n b:n y:n?")
def figures_spaced(a: Number, b: Number, y: Number | None = None) -> Days | None:
    """20 02 2026."""
    if not ((a.figures and b.figures == 2) or y) or (y and y.figures not in {2, 4}):
        return None
    return figures_with_year(a, b, y) if y and a.figures < 3 else None


@DATES("date", "n:n")
def eight_figures(n: Number) -> Days | None:
    """20261203."""
    if n.figures != 8 or not 1900 <= n.value // 10000 < 2100:
        return None
    return MonthDay(n.value // 100 % 100, n.value % 100, n.value // 10000)


@DATES(
    "date",
    "on? the? dayword? d:dom of|on? on? this|current month_unit",
    "on? d:dom dayword? of? on? this month_unit",
)
def of_this_month(d: int) -> Days:
    """The 20th of this month."""
    return DayOfMonth(d, 0)


@DATES(
    "date",
    "on? the? d:dom dayword? of? on? next month_unit",
    "on? the? d:dom dayword? of? on? month_unit next",
)
def of_next_month(d: int) -> Days:
    """The 20th of next month."""
    return DayOfMonth(d, 1)


@DATES(
    "ordinal",
    "the d:dom",
    "this? dayword d:dom",
    "on? ord:ord_figures",
    "the ord:ord",
    "dayword ord:ord",
    "on? the? dayword d:dom",
    "on d:dom dot",
)
def day_of_month(d: int | None = None, ord: int | None = None) -> Days | None:  # noqa: A002 — as above.
    """The 15th, le 15, dia 15, on the 15."""
    day = d or ord or 0
    return DayOfMonth(day) if day > 0 else None


@PIECES("piece", "date:date", "date:ordinal", "date:edge_date")
def date_piece(date: Days) -> Piece:
    """A date."""
    return Piece(days=(date,))


@PIECES("piece", "on? date:whole_week")
def vague_piece(date: Days) -> Piece:
    """A week or a month: never sure."""
    return Piece(days=(date,), cost=20, vague=True)


@PIECES("piece", "d:n of? m:month", "m:month d:n")
def no_such_day(d: Number, m: int) -> Piece | None:
    """32 December: refused as a date, not as words."""
    return Piece(days=(MonthDay(m, d.value),), cost=30) if d.value > 31 and d.figures == 2 else None


@PIECES("piece", "date:short")
def short_year_piece(date: Days) -> Piece:
    """A date whose year has two figures."""
    return Piece(days=(date,), cost=SHORT_YEAR)


@PIECES("piece", "date:spaced")
def spaced_piece(date: Days) -> Piece:
    """A date written with spaces only."""
    return Piece(days=(date,), cost=SHORT_YEAR)


@PIECES("piece", "date:weekend_date")
def weekend_piece(date: Days) -> Piece:
    """A weekend: Saturday, unless a part or a time says otherwise."""
    return Piece(days=(date,), cost=9)


@PIECES("piece", "on? this? wd:wd", "on? the? wd:wd this?")
def weekday_piece(wd: int) -> Piece:
    """A weekday, by itself or beside a date that it has to fit."""
    return Piece(weekday=wd)


@PIECES("piece", "this|next date:dotted_date", "this|next date:slashed")
def coming_date(date: Days) -> Piece:
    """Próximo 12/05."""
    return Piece(days=(date,))


@PIECES("piece", "the date:dotted_date")
def article_date(date: Days) -> Piece:
    """Il 17.02: an article stands before a date, not before a time."""
    return Piece(days=(date,), cost=9)


@PIECES("piece", "date:dotted_date comma? at? clock:dotted_clock")
def dotted_date_and_clock(date: Days, clock: Clock) -> Piece:
    """21.11 8.10: the date first."""
    return Piece(days=(date,), clock=clock, cost=18)


@PIECES("piece", "n:n", "the n:n")
def bare_day(n: Number) -> Piece | None:
    """A bare number as a day of the month, beside a time: 8pm on 15."""
    if not 1 <= n.value <= 31 or not 0 < n.figures <= 2:
        return None
    return Piece(days=(DayOfMonth(n.value),), cost=BARE_DAY, bare=True)


@PIECES("piece", "on? wd:wd comma? on? n:n")
def weekday_and_number(wd: int, n: Number) -> Piece | None:
    """Tuesday 11, when the 11th is the Tuesday to come."""
    if not 1 <= n.value <= 31 or n.figures > 2:
        return None
    return Piece(days=(DayOfMonth(n.value, near=True),), weekday=wd, cost=NEAR_DAY)


@PIECES("piece", "on? wd:wd comma? on? n:n")
def weekday_and_far_number(wd: int, n: Number) -> Piece | None:
    """Friday 13, when that is months away."""
    if not 1 <= n.value <= 31 or n.figures > 2:
        return None
    return Piece(days=(DayOfMonth(n.value),), weekday=wd, cost=FAR_DAY)
