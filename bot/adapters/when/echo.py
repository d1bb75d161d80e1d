"""A moment in the reader's own words: "Tue 24 Nov 2026, 18:00" and "in 31 hours".

Weekday, month by name, year and a 24-hour clock, so that no two people read it differently; 3/12 never appears. An hour
that clocks show twice carries its offset. Any language Babel knows works; an unknown one is said in English.
"""

from __future__ import annotations

from datetime import UTC, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton, format_timedelta, get_day_names, get_month_names

if TYPE_CHECKING:
    from datetime import datetime

#: Languages whose short date reads naturally as weekday, day, month, year; the others get Babel's own order.
_PLAIN: Final = frozenset({"en", "fr", "es", "it", "pt", "nl", "de"})
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def say(at: datetime, *, zone: str, lang: str) -> str:
    """Say an aware datetime in `zone` (IANA): "Tue 24 Nov 2026, 18:00"; at most 75 characters."""
    there = at.astimezone(UTC).astimezone(ZoneInfo(zone))
    locale = locale_of(lang)
    if locale.language in _PLAIN:
        weekdays, months = _names(locale)
        dot = "." if locale.language == "de" else ""
        day = f"{weekdays[there.weekday()]} {there.day}{dot} {months[there.month]} {there.year}"
    else:
        day = str(format_skeleton("yMMMEd", there, locale=locale))
    return f"{day}, {there:%H:%M}{_twice(there)}"


def ahead(at: datetime, *, now: datetime, lang: str) -> str:
    """Say how far an aware datetime is from `now` (aware): "in 31 hours", "dans 8 jours"."""
    seconds = (at.astimezone(UTC) - now.astimezone(UTC)).total_seconds()
    size = abs(seconds)
    unit: Literal["minute", "hour", "day", "month", "year"]
    if size < 90 * _MINUTE:
        unit, length = "minute", max(_MINUTE, round(size / _MINUTE) * _MINUTE)
    elif size < 2 * _DAY:
        unit, length = "hour", round(size / _HOUR) * _HOUR
    elif size < 60 * _DAY:
        unit, length = "day", round(size / _DAY) * _DAY
    elif size < 730 * _DAY:
        unit, length = "month", round(size / _DAY / 30.44) * 30 * _DAY
    else:
        unit, length = "year", round(size / _DAY / 365.25) * 365 * _DAY
    span = timedelta(seconds=length if seconds >= 0 else -length)
    # The threshold is out of reach, so that Babel takes the unit chosen here.
    return str(
        format_timedelta(span, granularity=unit, threshold=10**9, add_direction=True, locale=locale_of(lang))
    )


@lru_cache(maxsize=64)
def locale_of(lang: str) -> Locale:
    """Find Babel's locale for a tag such as `fr-FR`; its language alone, or English, where there is none."""
    tag = lang.replace("_", "-")
    for attempt in (tag, tag.partition("-")[0]):
        try:
            return Locale.parse(attempt, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


@lru_cache(maxsize=64)
def _names(locale: Locale) -> tuple[dict[int, str], dict[int, str]]:
    weekdays = get_day_names("abbreviated", locale=locale)
    months = get_month_names("abbreviated", locale=locale)
    return {n: str(weekdays[n]) for n in range(7)}, {n: str(months[n]) for n in range(1, 13)}


def _twice(there: datetime) -> str:
    """Name the offset of an hour that the change of clocks repeats."""
    first, second = there.replace(fold=0).utcoffset(), there.replace(fold=1).utcoffset()
    if first is None or second is None or first <= second:
        return ""
    offset = there.utcoffset() or timedelta()
    sign = "-" if offset < timedelta() else "+"
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    return f" (UTC{sign}{hours}{f':{minutes:02}' if minutes else ''})"
