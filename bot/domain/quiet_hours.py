"""When marketing may leave, and the next moments when it may.

The law of the place and the habits of the operators decide, and senders read them differently; so the hours are a setting, and
the default is the strictest French reading in use. Windows are told by the wall clock of one
zone; where that clock repeats an hour, the shorter reading holds. Public holidays come in as dates:
nothing here knows a calendar. An alert is free at any hour; whether a text is one is not judged here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.domain.brief import Purpose
from bot.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

_MIDNIGHT = time(0)
_SATURDAY = 5

#: The hour people choose for an evening, on working days.
_EVENING = time(18)

#: How many days are looked through for an allowed moment: a year, and the longest run of holidays after it.
_HORIZON = 380


@dataclass(frozen=True, slots=True)
class Window:
    """Allowed hours of a day by the wall clock: from `opens` on, before `closes`; a `closes` of 00:00 is the day's end."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        """Raise ConfigError for a window that would never hold, or holds an offset."""
        backwards = self.closes <= self.opens and self.closes != _MIDNIGHT
        if backwards or self.opens.tzinfo or self.closes.tzinfo:
            raise ConfigError(
                f"QUIET_HOURS: {self.opens:%H:%M}-{self.closes:%H:%M} does not end after it begins"
            )


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The allowed windows of the seven weekdays, Monday first; a day without one is closed, and so is a holiday.

    `zone` is an IANA name: the zone of the people who get the SMS, not of those who send it.
    """

    days: tuple[tuple[Window, ...], ...]
    holidays: frozenset[date]
    zone: str

    def __post_init__(self) -> None:
        """Raise ConfigError unless there are seven days whose windows are in order and apart, and the zone exists."""
        if len(self.days) != 7:  # noqa: PLR2004 - a week
            raise ConfigError(f"QUIET_HOURS: a week has seven days, not {len(self.days)}")
        for windows in self.days:
            for earlier, later in pairwise(windows):
                if earlier.closes == _MIDNIGHT or later.opens < earlier.closes:
                    raise ConfigError(
                        f"QUIET_HOURS: {later.opens:%H:%M} begins before {earlier.closes:%H:%M} is over"
                    )
        try:
            ZoneInfo(self.zone)
        except (KeyError, OSError, ValueError) as unknown:
            raise ConfigError(f"QUIET_HOURS: no time zone is called {self.zone!r}") from unknown


class Quiet(StrEnum):
    """Why marketing may not leave at a moment."""

    HOLIDAY = "holiday"
    CLOSED_DAY = "closed_day"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    BREAK = "break"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a moment is allowed: `quiet` is None, or says why not.

    `until` is when this changes, in the rule's zone: the end of the allowed hours or of the quiet ones. None: not within a year.
    """

    quiet: Quiet | None
    until: datetime | None

    @property
    def allowed(self) -> bool:
        """Whether the campaign may leave."""
        return self.quiet is None


def french_marketing(holidays: frozenset[date] = frozenset(), zone: str = "Europe/Paris") -> QuietHours:
    """Return the strictest French reading in use: Monday to Saturday from 10:00 to 20:00, neither Sundays nor holidays.

    French senders disagree: 08:00-20:00 at dev.smsfactor.com, 10:00-20:00 at digitaleo.fr, 08:00-22:00 at developers.brevo.com; all
    leave out Sundays and public holidays. Octopush names no hours.
    """
    open_day = (Window(time(10), time(20)),)
    return QuietHours((*(open_day,) * 6, ()), holidays, zone)


def verdict(at: datetime, rule: QuietHours, purpose: Purpose) -> Verdict:
    """Tell whether a campaign of this purpose may leave at an aware moment, and until when that holds."""
    if purpose is Purpose.ALERT:
        return Verdict(None, None)
    quiet = _why_quiet(at, rule)
    change = _opening(at, rule) if quiet else _closing(at, rule)
    return Verdict(quiet, change and change.astimezone(ZoneInfo(rule.zone)))


def next_allowed(after: datetime, rule: QuietHours, count: int = 2) -> list[datetime]:
    """Return up to `count` moments later than `after` (aware) at which marketing may leave, soonest first, in the rule's zone.

    They are ones a person would choose: when a day opens, 18:00 on working days, and the time of day of `after` itself if that is a
    full quarter of an hour. Fewer come back only where a year holds no more.
    """
    zone = ZoneInfo(rule.zone)
    local = after.astimezone(zone)
    found: list[datetime] = []
    for day in _days(local.date()):
        for wall in sorted(_useful(day, local.time(), rule)):
            moment = _instant(day, wall, rule.zone)
            if moment > after.astimezone(UTC) and _why_quiet(moment, rule) is None:
                found.append(moment.astimezone(zone))
            if len(found) == count:
                return found
    return found


def _useful(day: date, wanted: time, rule: QuietHours) -> set[time]:
    """Return the times of a day that are worth proposing, allowed or not."""
    windows = _windows(day, rule)
    if not windows:
        return set()
    useful = {windows[0].opens}
    if day.weekday() < _SATURDAY:
        useful.add(_EVENING)
    if wanted.minute % 15 == 0 and not (wanted.second or wanted.microsecond):
        useful.add(wanted)
    return useful


def _why_quiet(at: datetime, rule: QuietHours) -> Quiet | None:
    """Say why a moment is quiet; None when it is allowed."""
    day, instant = at.astimezone(ZoneInfo(rule.zone)).date(), at.astimezone(UTC)
    if not rule.days[day.weekday()]:
        return Quiet.CLOSED_DAY
    if day in rule.holidays:
        return Quiet.HOLIDAY
    hours = list(_hours(day, rule))
    if any(opening <= instant < closing for opening, closing in hours):
        return None
    if instant < hours[0][0]:
        return Quiet.TOO_EARLY
    return Quiet.TOO_LATE if instant >= hours[-1][1] else Quiet.BREAK


def _opening(after: datetime, rule: QuietHours) -> datetime | None:
    """Return when allowed hours begin next, in UTC."""
    instant = after.astimezone(UTC)
    for day in _days(after.astimezone(ZoneInfo(rule.zone)).date()):
        for opening, closing in _hours(day, rule):
            if instant < opening < closing:
                return opening
    return None


def _closing(at: datetime, rule: QuietHours) -> datetime | None:
    """Return when the allowed hours that hold at `at` end, in UTC; hours that go on after midnight are followed."""
    end = at.astimezone(UTC)
    for day in _days(at.astimezone(ZoneInfo(rule.zone)).date()):
        for opening, closing in _hours(day, rule):
            if opening <= end:
                end = max(end, closing)
            else:
                return end
    return None


def _hours(day: date, rule: QuietHours) -> Iterator[tuple[datetime, datetime]]:
    """Yield the allowed hours of a day as instants in UTC, none on a closed day.

    Of two instants with the same wall time, hours open at the later and close at the earlier.
    """
    for window in _windows(day, rule):
        last_day = day + timedelta(days=1) if window.closes == _MIDNIGHT else day
        yield (
            _instant(day, window.opens.replace(fold=1), rule.zone),
            _instant(last_day, window.closes, rule.zone),
        )


def _windows(day: date, rule: QuietHours) -> tuple[Window, ...]:
    return () if day in rule.holidays else rule.days[day.weekday()]


def _days(first: date) -> Iterator[date]:
    """Yield `first` and the days after it, as far as anything is looked for."""
    for number in range(_HORIZON):
        yield first + timedelta(days=number)


def _instant(day: date, wall: time, zone: str) -> datetime:
    """Return the instant, in UTC, at which the zone's clocks show a time; where they jump over it, the end of the jump.

    The fold of `wall` chooses between two instants.
    """
    local = datetime.combine(day, wall)
    while True:
        instant = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local:
            return instant
        local += timedelta(minutes=1)
