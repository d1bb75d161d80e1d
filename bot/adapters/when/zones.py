"""Wall clocks and instants: what a time of day on a date is, where clocks are changed twice a year.

Hours are added on the stop-watch (UTC), days on the wall clock. An hour that the change skips does not exist; one that
it repeats is two instants. No instant is ever moved silently.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo


def instants(wall: datetime, zone: tzinfo) -> tuple[datetime, ...]:
    """Tell the instants at which clocks in `zone` show `wall` (naive): none in the gap, two in the overlap."""
    first = wall.replace(tzinfo=zone, fold=0)
    second = wall.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return (first,)
    shown = tuple(
        at for at in (first, second) if at.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall
    )
    return tuple(at.replace(fold=n) for n, at in enumerate(shown)) if len(shown) > 1 else ()


def later(at: datetime, seconds: float, zone: tzinfo) -> datetime:
    """Add elapsed seconds to an aware datetime, and round up to the minute so that it is never too early."""
    there = at.astimezone(UTC) + timedelta(seconds=seconds)
    if there.second or there.microsecond:
        there = there.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return there.astimezone(zone)


def named(zone: str) -> tuple[tzinfo, tzinfo | None]:
    """Read a zone as the lexicon writes it: an offset, an IANA name, or both: a standard time and where people say it.

    Of both, the offset is what the letters mean; in the other half of the year people mean the place's clock.
    """
    first, _, place = zone.partition(" ")
    if first[0] not in "+-":
        return ZoneInfo(first), None
    hours, minutes = int(first[1:3]), int(first[4:6])
    offset = timezone((-1 if first[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))
    return offset, ZoneInfo(place) if place else None
