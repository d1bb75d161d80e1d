"""From what was said to moments: a phrase meets the present, the locale's habits and the policy.

Each slot of a phrase has options, likeliest first (`options.py`); all combinations are tried, and of each the first
date whose moment is still ahead is taken. The result says how sure the first reading is. Nothing in the past is ever
given back, and no date or hour that does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import TYPE_CHECKING

from bot.adapters.when import zones
from bot.adapters.when.days import DayOfMonth, MonthDay, Shift, Weekend, moved_by
from bot.adapters.when.moments import Reason
from bot.adapters.when.options import DAY, HOUR, NOON, days_of, spelt_out, times_of
from bot.adapters.when.policy import DAY_STARTS, HORIZON_YEARS, PARTS, WEEKEND_HOUR

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.adapters.when.days import Days
    from bot.adapters.when.options import Time
    from bot.adapters.when.policy import Habits
    from bot.adapters.when.values import Piece

#: A century: beyond it no sum is tried.
MOST_SECONDS = 100 * 366 * 86_400


@dataclass(frozen=True, slots=True)
class Found:
    """An instant, and what was assumed to get there: names from `wording.py` and what fills them."""

    at: datetime
    assumed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """The readings, likeliest first, and whether the first is sure; or why there is none.

    `confirmed` says that a weekday or a second date agrees with the date, which is hardly a coincidence.
    """

    found: tuple[Found, ...] = ()
    sure: bool = True
    fault: Reason | None = None
    confirmed: bool = False


def settle(piece: Piece, *, now: datetime, habits: Habits) -> Settled:
    """Tell the moments of a whole phrase. `now` is aware and in the person's zone."""
    settled = _in_zone(piece, now, habits)
    return replace(settled, sure=False) if piece.vague else settled


def _in_zone(piece: Piece, now: datetime, habits: Habits) -> Settled:
    if piece.zone is None:
        return _bounded(_settle(piece, now, habits), now)
    zone, place = zones.named(piece.zone)
    strict = _bounded(_settle(piece, now.astimezone(zone), habits), now)
    if place is None or strict.fault:
        return strict
    civil = _bounded(_settle(piece, now.astimezone(place), habits), now)
    if civil.fault or civil.found[0].at.astimezone(UTC) == strict.found[0].at.astimezone(UTC):
        return strict
    # "9:00 CET" in July: the letters mean winter time, people mean the clock on the wall.
    return _together([strict, civil], sure=False)


def _bounded(settled: Settled, now: datetime) -> Settled:
    """Refuse what is beyond the horizon."""
    if settled.found and settled.found[0].at > now + timedelta(days=366 * HORIZON_YEARS):
        return Settled(fault=Reason.TOO_FAR)
    return settled


def _together(settled: Iterable[Settled], *, sure: bool) -> Settled:
    """Join readings; those of the same instant are one, and one alone is sure."""
    unique: dict[datetime, Found] = {}
    for one in settled:
        sure = sure and one.sure
        for found in one.found:
            unique.setdefault(found.at.astimezone(UTC), found)
    return Settled(tuple(unique.values()), sure or len(unique) == 1)


def _settle(piece: Piece, now: datetime, habits: Habits) -> Settled:
    if piece.span is not None and (piece.span.seconds or not (piece.clock or piece.part)):
        return _after_span(piece, now)
    times, sure_time = times_of(piece, habits)
    if not times:
        return Settled(fault=Reason.NO_SUCH_TIME)
    days, sure_days = days_of(piece, now.date(), habits)
    if not days and piece.days:
        return Settled(fault=Reason.NO_SUCH_DATE)
    if not days:
        return _undated(piece, times, now, sure=sure_time)
    agreeing = _agreeing(piece, now.date(), habits)
    tried = [(one, _on(one, wanted, agreeing, piece.weekday, now)) for one, wanted in product(days, times)]
    alive = [settled for _, settled in tried if not settled.fault]
    if not alive:
        return _contradiction(days[0], times[0], piece.weekday, now) or tried[0][1]
    firsts = {
        one: settled.found[0].at.astimezone(UTC) for one, settled in reversed(tried) if not settled.fault
    }
    # Readings that come to the same leave nothing to ask, nor do those that a weekday or a second date rules out.
    sure = sure_time and (sure_days or len(set(firsts.values())) == 1)
    if len(times) > 1 and tried[0][1].fault is Reason.PAST:
        # "9:00 today" said at ten: a slip, or nine in the evening?
        sure = False
    confirmed = agreeing is not None or (piece.weekday is not None and isinstance(days[0], MonthDay))
    return replace(
        _together(alive, sure=sure), sure=sure and all(one.sure for one in alive), confirmed=confirmed
    )


def _agreeing(piece: Piece, today: date, habits: Habits) -> set[date] | None:
    """List the dates a second date allows: "tomorrow, Tuesday the 24th" says one date twice."""
    if not piece.days or (len(piece.days) == 1 and piece.span is None):
        return None
    others, _ = spelt_out(piece.days[-1], habits)
    return {d for other in others for d in other.dates(today)}


def _on(days: Days, wanted: Time, agreeing: set[date] | None, weekday: int | None, now: datetime) -> Settled:
    """Take the first date that is ahead and fits what else was said."""
    dates = list(days.dates(now.date()))
    if not dates:
        return Settled(fault=Reason.NO_SUCH_DATE)
    if agreeing is not None and not (dates := [d for d in dates if d in agreeing]):
        return Settled(fault=Reason.TWO_DATES)
    hour = WEEKEND_HOUR if isinstance(days, Weekend) else None
    for day in dates:
        if weekday is not None and day.weekday() != weekday and not isinstance(days, MonthDay):
            continue
        settled = _at(day, wanted, now, hour=hour, stretch=isinstance(days, Shift))
        if settled.fault is Reason.PAST:
            # "3 December 9:00" said that day at ten is a slip, not next year.
            if day == now.date() and isinstance(days, MonthDay | DayOfMonth):
                return settled
            continue
        # "Friday the 13th" is the next one there is; 25 November is not put off for years to be a Tuesday.
        if weekday is not None and day.weekday() != weekday:
            return Settled(fault=Reason.NO_SUCH_DATE)
        return settled
    return Settled(fault=Reason.PAST if weekday is None else Reason.NO_SUCH_DATE)


def _contradiction(days: Days, wanted: Time, weekday: int | None, now: datetime) -> Settled | None:
    """Offer both where a weekday contradicts its date: that date, and that weekday next to it."""
    if weekday is None or not isinstance(days, MonthDay | Shift):
        return None
    stated = _first_ahead(days.dates(now.date()), wanted, now)
    if stated.fault:
        return stated
    day = stated.found[0].at.date()
    nearest = day + timedelta((weekday - day.weekday() + 3) % 7 - 3)
    return _together([s for s in (stated, _at(nearest, wanted, now)) if not s.fault], sure=False)


def _undated(piece: Piece, times: Iterable[Time], now: datetime, *, sure: bool) -> Settled:
    """Take the next occurrence of a time of day, or of a part of it."""
    today = now.date()
    found = []
    for wanted in times:
        # A time after midnight may belong to the night that began yesterday.
        begin = -1 if wanted.minutes is not None and wanted.minutes >= DAY else 0
        settled = _first_ahead([today + timedelta(n) for n in range(begin, 3)], wanted, now)
        if settled.fault:
            return settled
        found.append(settled)
    first = found[0].found[0].at
    if piece.clock is None and first.date() > today:
        stretched = _first_ahead([today], next(iter(times)), now, stretch=True)
        if not stretched.fault:
            return _together([stretched, *found], sure=False)
    if piece.clock and piece.clock.bare and not piece.part:
        # "15": an hour, or a day?
        return replace(_together(found, sure=False), sure=False)
    # "At 9" said at ten: tonight or tomorrow morning?
    return _together(found, sure=sure and (len(found) == 1 or first.date() == today))


def _first_ahead(dates: Iterable[date], wanted: Time, now: datetime, *, stretch: bool = False) -> Settled:
    """Take the first date on which the time is ahead."""
    for day in dates:
        settled = _at(day, wanted, now, stretch=stretch)
        if settled.fault is not Reason.PAST:
            return settled
    return Settled(fault=Reason.PAST)


def _at(day: date, wanted: Time, now: datetime, *, hour: int | None = None, stretch: bool = False) -> Settled:
    """Put a time on a date. Where no time was said, the policy's; `stretch` takes what is left of today."""
    minutes = wanted.minutes
    assumed: tuple[tuple[str, str], ...] = ()
    clock = now.hour * HOUR + now.minute
    if minutes is None:
        minutes = (hour or DAY_STARTS[0]) * HOUR
        if day == now.date() and minutes <= clock:
            minutes = DAY_STARTS[1] * HOUR
    elif wanted.part and stretch and day == now.date() and minutes <= clock:
        minutes = (clock // HOUR + 1) * HOUR
        if minutes >= PARTS[wanted.part].over:
            return Settled(fault=Reason.PAST)
    shown = f"{minutes % DAY // HOUR:02}:{minutes % HOUR:02}"
    if wanted.minutes is None or wanted.part or wanted.halves:
        half = "noon" if minutes == NOON else "morning" if minutes < NOON else "afternoon"
        assumed = ((half if wanted.halves else "part" if wanted.part else "time", shown),)
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    zone = now.tzinfo
    instants = zones.instants(wall, zone) if zone else ()
    ahead = tuple(Found(at, assumed) for at in instants if at.astimezone(UTC) > now.astimezone(UTC))
    if not ahead:
        return Settled(
            fault=Reason.PAST if instants or wall <= now.replace(tzinfo=None) else Reason.NO_SUCH_TIME
        )
    return Settled(ahead, sure=len(ahead) == 1)


def _after_span(piece: Piece, now: datetime) -> Settled:
    """Count from now: the calendar first, then the stop-watch. A date or weekday beside it has to agree."""
    span, zone = piece.span, now.tzinfo
    if span is None or zone is None or piece.clock or piece.part:
        return Settled(fault=Reason.TWO_DATES)
    if (day := moved_by(now.date(), span)) is None or abs(span.seconds) > MOST_SECONDS:
        return Settled(fault=Reason.TOO_FAR)
    starts = (now,) if day == now.date() else zones.instants(datetime.combine(day, now.time()), zone)
    ends = tuple(zones.later(start, span.seconds, zone) for start in starts)
    return Settled(tuple(Found(end) for end in ends), sure=len(ends) == 1, fault=_against(piece, ends, now))


def _against(piece: Piece, ends: tuple[datetime, ...], now: datetime) -> Reason | None:
    """Tell what speaks against counting to there."""
    if not ends:
        return Reason.NO_SUCH_TIME
    if ends[0].astimezone(UTC) <= now.astimezone(UTC):
        return Reason.PAST
    if piece.weekday is not None and ends[0].weekday() != piece.weekday:
        return Reason.NO_SUCH_DATE
    if any(ends[0].date() not in set(days.dates(now.date())) for days in piece.days):
        return Reason.TWO_DATES
    return None
