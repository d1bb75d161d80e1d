"""What a phrase leaves open: the dates and the times of day it can mean, likeliest first, by habits and policy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.adapters.when.days import Either, Figures, MonthDay, Shift, Weekday, WeekendOf
from bot.adapters.when.policy import AFTERNOON_HOURS, PARTS
from bot.adapters.when.values import Clock, Said, Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.adapters.when.days import Days
    from bot.adapters.when.policy import Habits
    from bot.adapters.when.values import Piece

HOUR = 60
NOON = 12 * HOUR
DAY = 24 * HOUR
MONTHS, DAYS = range(1, 13), range(1, 32)


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day to try: minutes from midnight (up to two days), or None where none was said.

    `part` is the part of the day it stands for; `halves` says that the other half of the day was possible as well.
    """

    minutes: int | None
    part: str | None = None
    halves: bool = False


def days_of(piece: Piece, today: date, habits: Habits) -> tuple[tuple[Days, ...], bool]:
    """List the dates a phrase can mean, and tell whether the first is sure; nothing for a time by itself."""
    said = piece.days
    if piece.span is not None:
        said = (Shift(piece.span), *said)
    if said:
        return spelt_out(said[0], habits)
    if piece.weekday is None:
        return (), True
    timeless = piece.clock is None and piece.part is None
    if timeless and piece.weekday == today.weekday():
        return (Weekday(piece.weekday, today_too=False), Shift(Span())), False
    return (Weekday(piece.weekday),), True


def spelt_out(days: Days, habits: Habits) -> tuple[tuple[Days, ...], bool]:
    """List the readings of one date."""
    if isinstance(days, Either):
        first, sure_first = spelt_out(days.first, habits)
        second, _ = spelt_out(days.second, habits)
        return first + second, days.sure and sure_first
    if isinstance(days, Figures):
        return _orders(days, habits)
    if isinstance(days, Shift | WeekendOf) and days.base is not None:
        bases, sure = spelt_out(days.base, habits)
        return tuple(replace(days, base=base) for base in bases), sure
    return (days,), True


def _orders(figures: Figures, habits: Habits) -> tuple[tuple[Days, ...], bool]:
    """List the orders of day and month: the locale's first, the other where it makes a date."""
    orders = [(figures.second, figures.first), (figures.first, figures.second)]
    if habits.month_first:
        orders.reverse()
    largest = max(figures.first, figures.second)
    hours_too = figures.sign == "-" and figures.year is None
    if hours_too and largest <= DAY // HOUR and orders[0][0] not in MONTHS:
        # "9-18" may be hours as well: it is a date only in the locale's own order.
        return (), False
    readings = tuple(MonthDay(m, d, figures.year) for m, d in orders if m in MONTHS and d in DAYS)
    return readings, not (hours_too and largest in MONTHS) and not (
        figures.sign == "." and habits.month_first
    )


def times_of(piece: Piece, habits: Habits) -> tuple[Sequence[Time], bool]:
    """List the times of day a phrase can mean, and tell whether the first is sure; nothing if there is no such time."""
    clock, part = piece.clock, piece.part
    if clock is None:
        return [Time(PARTS[part].usual if part else None, part)], True
    if clock.minutes < 0:
        return [], True
    if part is not None:
        return _in_part(clock, part)
    if clock.minutes == DAY and (piece.days or piece.weekday is not None):
        # "Friday midnight" is when Friday begins to some and when it ends to others.
        return [Time(DAY), Time(0)], False
    return _on_clock(clock, habits)


def _on_clock(clock: Clock, habits: Habits) -> tuple[Sequence[Time], bool]:
    """List a time of day and, where it may be meant, the one twelve hours later."""
    if clock.said is Said.EXACT or not HOUR <= clock.minutes < NOON + HOUR:
        return [Time(clock.minutes)], True
    early, late = clock.minutes, (clock.minutes + NOON) % DAY
    afternoon = clock.minutes // HOUR in AFTERNOON_HOURS
    if habits.twelve_hours:
        return [Time(m, halves=True) for m in ((late, early) if afternoon else (early, late))], True
    if not afternoon or clock.said is Said.FIGURES:
        return [Time(early)], True
    return [Time(early), Time(late)], clock.said is Said.NUMBER


def _in_part(clock: Clock, part: str) -> tuple[Sequence[Time], bool]:
    """Let the part of the day decide the half: 8 this evening is 20:00, 1 at night is after midnight."""
    window = PARTS[part]
    start = clock.minutes
    tries = (
        [start, start + DAY]
        if clock.said is Said.EXACT and start >= NOON + HOUR
        else [start, start + NOON, start + DAY]
    )
    if HOUR * 12 <= start < HOUR * 13:
        tries.insert(0, start - NOON)
    if clock.said is Said.EXACT and clock.minutes < NOON and part == "morning":
        tries = [start]
    fitting = [t for t in tries if window.opens <= t < window.closes]
    if not fitting and clock.said is not Said.EXACT:
        # "Five at night" is nobody's usual night: asked about.
        return [Time(start), Time(start + NOON)], False
    fitting.sort(key=lambda t: abs(t - window.usual))
    return [Time(t) for t in fitting[:1]], True
