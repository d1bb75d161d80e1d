"""The dates that words can mean, each a small value that lists its dates from the person's today on.

`dates(today)` yields the dates in the order in which they are tried; the first one whose moment is still ahead is
meant. A date that is one date only (25 December 2026, yesterday) yields just that one, so that it can be refused as
past; a date that does not exist yields nothing. Nothing here knows times of day.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING, Protocol

from bot.adapters.when.policy import HORIZON_YEARS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.adapters.when.values import Span

WEEK = 7
SATURDAY = 5
#: Dates are counted up to here; Python's calendar ends a little later.
LAST_YEAR = 9998
MOST_DAYS, MOST_WORKDAYS = 36_600, 1_000


class Days(Protocol):
    """A date as it was said."""

    def dates(self, today: date) -> Iterator[date]:
        """Yield the dates it can be, in the order in which they are tried."""
        ...


@dataclass(frozen=True, slots=True)
class Shift:
    """Today, tomorrow, in three days, two months ago: a distance from today, or from another date."""

    span: Span
    base: Days | None = None

    def dates(self, today: date) -> Iterator[date]:
        """Yield the date at that distance; the last of the month where the month is too short."""
        for start in self.base.dates(today) if self.base else (today,):
            if (moved := moved_by(start, self.span)) is not None:
                yield moved
            if self.span.days < 0 or self.span.months < 0:
                # Two weeks before Christmas are not put off by a year once they are over.
                return


@dataclass(frozen=True, slots=True)
class MonthDay:
    """3 December, 25/12/2026."""

    month: int
    day: int
    year: int | None = None

    def dates(self, today: date) -> Iterator[date]:
        """Yield that day of this year and of the next ones; nothing if no month has it."""
        years = (self.year,) if self.year else range(today.year, today.year + HORIZON_YEARS)
        yield from (d for y in years if (d := exact(y, self.month, self.day)))


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """The 15th; the 15th of next month (`ahead` 1); `near` is the 15th only if it comes within a week."""

    day: int
    ahead: int | None = None
    near: bool = False

    def dates(self, today: date) -> Iterator[date]:
        """Yield that day of this month and of the twelve that follow, or of the month that was named."""
        for ahead in range(13) if self.ahead is None else (self.ahead,):
            month = today.year * 12 + today.month - 1 + ahead
            year, month = month // 12, month % 12 + 1
            found = exact(year, month, self.day)
            if found and not (self.near and (found - today).days > WEEK):
                yield found


@dataclass(frozen=True, slots=True)
class Weekday:
    """Friday: the first one from today on (`today_too`) or after today, and `weeks` later."""

    weekday: int
    weeks: int = 0
    today_too: bool = True

    def dates(self, today: date) -> Iterator[date]:
        """Yield the first such day, then the one a week later, in case the first is over already."""
        first = today + timedelta((self.weekday - today.weekday()) % WEEK)
        if first == today and not self.today_too:
            first += timedelta(WEEK)
        for weeks in (0, 1) if self.weeks == 0 else (self.weeks,):
            yield first + timedelta(weeks=weeks)


@dataclass(frozen=True, slots=True)
class OfWeek:
    """Friday of next week (`ahead` 1), weeks beginning on Monday."""

    weekday: int
    ahead: int

    def dates(self, today: date) -> Iterator[date]:
        """Yield that one day."""
        yield today + timedelta(self.weekday - today.weekday() + WEEK * self.ahead)


@dataclass(frozen=True, slots=True)
class NthOfMonth:
    """The first Monday of December; the third day of March (`weekday` None); -1 is the last one.

    Without a month it is that of the month `ahead` months on.
    """

    nth: int
    weekday: int | None
    month: int | None = None
    year: int | None = None
    ahead: int = 0

    def dates(self, today: date) -> Iterator[date]:
        """Yield it for this year and the next ones, or for the one month that was named."""
        if self.month is None:
            month = today.year * 12 + today.month - 1 + self.ahead
            months = [(month // 12, month % 12 + 1)]
        else:
            years = [self.year] if self.year else [today.year, today.year + 1]
            months = [(year, self.month) for year in years]
        for year, month in months:
            days = [d for d in month_days(year, month) if self.weekday is None or d.weekday() == self.weekday]
            index = self.nth - 1 if self.nth > 0 else self.nth
            if -len(days) <= index < len(days):
                yield days[index]


@dataclass(frozen=True, slots=True)
class Edge:
    """The beginning, the middle or the end of this week, month or year, or of one ahead.

    `unit` is week, month or year. A week begins on Monday, its middle is Wednesday and its end Friday.
    """

    edge: str
    unit: str
    ahead: int = 0

    def dates(self, today: date) -> Iterator[date]:
        """Yield the edge; for the beginning or the middle of the present period, also that of the next."""
        for ahead in (0, 1) if self.ahead == 0 else (self.ahead,):
            if self.unit == "week":
                monday = today - timedelta(today.weekday()) + timedelta(weeks=ahead)
                yield monday + timedelta({"begin": 0, "middle": 2, "end": 4}[self.edge])
            elif self.unit == "month":
                month = today.year * 12 + today.month - 1 + ahead
                yield edge_of(self.edge, month // 12, month % 12 + 1)
            else:
                year = today.year + ahead
                yield {"begin": date(year, 1, 1), "middle": date(year, 7, 1), "end": date(year, 12, 31)}[
                    self.edge
                ]


@dataclass(frozen=True, slots=True)
class EdgeOfMonth:
    """The end of April, mid-December, the beginning of January 2027."""

    edge: str
    month: int
    year: int | None = None

    def dates(self, today: date) -> Iterator[date]:
        """Yield it for this year and the next, or for the year named."""
        for year in (self.year,) if self.year else (today.year, today.year + 1):
            yield edge_of(self.edge, year, self.month)


@dataclass(frozen=True, slots=True)
class Weekend:
    """The Saturday of this weekend, or of one `ahead` weeks on."""

    ahead: int = 0

    def dates(self, today: date) -> Iterator[date]:
        """Yield Saturday, and Sunday where Saturday is over."""
        saturday = today - timedelta(today.weekday()) + timedelta(5 + WEEK * self.ahead)
        yield saturday
        yield saturday + timedelta(1)


@dataclass(frozen=True, slots=True)
class WeekendOf:
    """The weekend of a date, or the nth weekend of a month (its nth Saturday)."""

    base: Days

    def dates(self, today: date) -> Iterator[date]:
        """Yield the Saturday of the week the date is in."""
        for d in self.base.dates(today):
            yield d + timedelta(5 - d.weekday())


@dataclass(frozen=True, slots=True)
class Either:
    """Two readings of the same words. `sure` says that the first one is likelier; else the person is asked."""

    first: Days
    second: Days
    sure: bool = False

    def dates(self, today: date) -> Iterator[date]:
        """Yield the first reading's dates; `readings` gives both."""
        yield from self.first.dates(today)


@dataclass(frozen=True, slots=True)
class Figures:
    """3/12 or 3/12/2026, whose order is the locale's; 3.12. is day first nearly everywhere, and 9-12 may be hours."""

    first: int
    second: int
    year: int | None = None
    sign: str = "/"

    def dates(self, today: date) -> Iterator[date]:
        """Yield the dates with the day first; `settle.py` asks for the order it wants."""
        yield from MonthDay(self.second, self.first, self.year).dates(today)


@dataclass(frozen=True, slots=True)
class Workday:
    """The next working day, Saturday and Sunday left out."""

    def dates(self, today: date) -> Iterator[date]:
        """Yield it."""
        yield from (d for n in (1, 2, 3) if (d := today + timedelta(n)).weekday() < SATURDAY)


def exact(year: int, month: int, day: int) -> date | None:
    """Make a date, or None where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_days(year: int, month: int) -> list[date]:
    """List the days of a month."""
    return [date(year, month, day) for day in range(1, calendar.monthrange(year, month)[1] + 1)]


def edge_of(edge: str, year: int, month: int) -> date:
    """Tell the first, the fifteenth or the last of a month."""
    day = {"begin": 1, "middle": 15, "end": calendar.monthrange(year, month)[1]}[edge]
    return date(year, month, day)


def moved_by(start: date, span: Span) -> date | None:
    """Move a date on the calendar; None beyond the calendar's own end. The span's seconds are not looked at."""
    month = start.year * 12 + start.month - 1 + span.months
    year, month = month // 12, month % 12 + 1
    if not 1 <= year <= LAST_YEAR or abs(span.days) > MOST_DAYS or abs(span.workdays) > MOST_WORKDAYS:
        return None
    moved = start.replace(year=year, month=month, day=min(start.day, calendar.monthrange(year, month)[1]))
    moved += timedelta(span.days)
    for _ in range(span.workdays):
        moved = next(d for n in count(1) if (d := moved + timedelta(n)).weekday() < SATURDAY)
    return moved
