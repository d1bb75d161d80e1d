"""Dates that are found by weekday or by period: next Friday, the first Monday of May, the end of the month, weekends."""

# ruff: noqa: D401, PLR2004 — a rule's docstring is an example of it; lengths of numbers and clocks need no names.
from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.when.days import (
    DayOfMonth,
    Edge,
    EdgeOfMonth,
    Either,
    NthOfMonth,
    OfWeek,
    Shift,
    Weekday,
    Weekend,
    WeekendOf,
    Workday,
)
from bot.adapters.when.grammar.chart import Layer
from bot.adapters.when.values import Span

if TYPE_CHECKING:
    from bot.adapters.when.days import Days
    from bot.adapters.when.grammar.numbers import Number

MONTHS = Layer()
WEEKDAYS = Layer()
DERIVED = Layer()


@MONTHS("mref", "this month_unit", "current month_unit", "month_unit")
def this_month() -> int:
    """This month."""
    return 0


@WEEKDAYS("date", "on? the? next wd:wd", "on? the? wd:wd next")
def next_weekday(wd: int) -> Days:
    """Next Friday: the coming one, or the one of next week; they may be the same."""
    return Either(Weekday(wd, today_too=False), OfWeek(wd, 1))


@WEEKDAYS("date", "last wd:wd", "on? the? wd:wd last")
def last_weekday(wd: int) -> Days:
    """Last Friday: past, and refused as such."""
    return OfWeek(wd, -1)


@WEEKDAYS("date", "on? the? coming wd:wd", "on? the? wd:wd coming")
def coming_weekday(wd: int) -> Days:
    """This coming Friday."""
    return Weekday(wd, today_too=False)


@WEEKDAYS(
    "date",
    "on? wd:wd comma? of? on? week:week",
    "week:week comma? of? on? wd:wd",
)
def weekday_of_week(wd: int, week: int) -> Days:
    """Friday of next week; next week Friday."""
    return OfWeek(wd, week)


@WEEKDAYS("whole_week", "week:week")
def some_day_of_week(week: int) -> Days:
    """Next week: which day is asked about, Monday first."""
    return Either(OfWeek(0, week), Either(OfWeek(1, week), OfWeek(4, week)))


@WEEKDAYS("whole_week", "month:mref")
def some_day_of_month(month: int) -> Days | None:
    """Next month."""
    return Either(DayOfMonth(1, month), DayOfMonth(15, month)) if month else None


@WEEKDAYS("date", "on? wd:wd in8:fortnight", "on? wd:wd in n:n weeks_unit")
def weekday_in_weeks(wd: int, in8: int = 0, n: Number | None = None) -> Days:
    """Lundi en huit, Friday week, Mittwoch in zwei Wochen."""
    weeks = n.value if n else in8
    if n is None:
        return Weekday(wd, weeks)
    return Either(Weekday(wd, min(weeks, 999)), OfWeek(wd, min(weeks, 999)))


@WEEKDAYS("date", "n:n wd:wd|wds later", "in n:n wd:wd|wds")
def weekdays_on(n: Number, wd: int) -> Days | None:
    """Four Tuesdays from now."""
    return Shift(Span(days=7 * (n.value - 1)), Weekday(wd, today_too=False)) if 0 < n.value < 99 else None


@WEEKDAYS("date", "on? wd:wd after_next", "on? after_next wd:wd")
def after_next(wd: int) -> Days:
    """Friday after next; übernächsten Freitag."""
    return Either(Weekday(wd, 1, today_too=False), OfWeek(wd, 2))


@WEEKDAYS(
    "date",
    "on? the? nth:nth wd:wd of? on? month_unit? of? m:month y:year?",
    "on? the? nth:nth dayword of? on? m:month y:year?",
)
def nth_of_month(nth: int, m: int, wd: int | None = None, y: int | None = None) -> Days:
    """The first Monday of May; the last day of October 2027."""
    return NthOfMonth(nth, wd, m, y)


@WEEKDAYS("date", "on? the? nth:nth wd:wd|dayword of? on? month:mref")
def nth_of_next_month(nth: int, month: int, wd: int | None = None) -> Days:
    """The first Friday of next month."""
    return NthOfMonth(nth, wd, ahead=month)


@WEEKDAYS("edge_date", "at? on? the? edge:edge sep? of? on? month_unit? of? m:month y:year?")
def edge_of_month(edge: str, m: int, y: int | None = None) -> Days:
    """The end of April."""
    return EdgeOfMonth(edge, m, y)


@WEEKDAYS("edge_date", "at? on? the? edge:edge of? on? period:period")
def edge_of_period(edge: str, period: tuple[str, int]) -> Days:
    """The end of the month, of next week, of the year."""
    return Edge(edge, *period)


@WEEKDAYS("edge_date", "at? on? the? point:edge_word")
def edge_word(point: tuple[str, str]) -> Days:
    """EOM, Monatsende."""
    return Edge(*point)


@WEEKDAYS("weekend_date", "on? this? the? weekend", "on? weekend this")
def weekend() -> Days:
    """This weekend."""
    return Weekend()


@WEEKDAYS("weekend_date", "on? the? next weekend", "on? the? weekend next")
def next_weekend() -> Days:
    """Next weekend."""
    return Either(Weekend(), Weekend(1))


@WEEKDAYS("weekend_date", "on? the? nth:nth weekend of? on? month_unit? of? m:month y:year?")
def nth_weekend(nth: int, m: int, y: int | None = None) -> Days:
    """The second weekend of September: that of its second Saturday."""
    return NthOfMonth(nth, 5, m, y)


@WEEKDAYS("date", "next workday_unit")
def next_workday() -> Days:
    """The next working day."""
    return Workday()


@DERIVED("date", "span:span from base:date", "span:span from on? base:date", "span:span after_word base:date")
def counted_from(span: Span, base: Days) -> Days | None:
    """A week from tomorrow; two days after Friday."""
    return Shift(span, base) if not span.seconds else None


@DERIVED("date", "span:span before base:date")
def counted_back(span: Span, base: Days) -> Days | None:
    """Two weeks before Christmas."""
    return Shift(-span, base) if not (span.seconds or span.workdays) else None


@DERIVED("date", "on? the? dayword from|past base:date")
def day_after(base: Days) -> Days:
    """The day after Christmas."""
    return Shift(Span(days=1), base)


@DERIVED("date", "on? the? dayword before base:date")
def day_before(base: Days) -> Days:
    """The day before Christmas."""
    return Shift(Span(days=-1), base)


@DERIVED("date", "span:span from on? wd:wd")
def counted_from_weekday(span: Span, wd: int) -> Days | None:
    """A week from Friday."""
    return Shift(span, Weekday(wd, today_too=False)) if not span.seconds else None


@DERIVED("weekend_date", "on? weekend of on? base:date")
def weekend_of(base: Days) -> Days:
    """The weekend of 10 April."""
    return WeekendOf(base)
