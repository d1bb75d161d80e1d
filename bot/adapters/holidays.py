"""Public holidays by country, from the library `holidays`, as dates for the quiet hours.

Only observed public holidays count, not school holidays or days that are merely marked. Nothing is fetched: the dates come with the
library, and a movable feast announced later comes with a newer one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import holidays

from bot.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


def public_holidays(codes: Iterable[str], years: range) -> frozenset[date]:
    """Return the public holidays of all `codes` together in `years`.

    A code is a country (ISO 3166-1, "FR") or a part of one with its own holidays ("FR-57" for Moselle, "FR-6AE" for Alsace). Raise
    ConfigError naming a code that is unknown, or the years the library does not reach.
    """
    return frozenset(day for code in codes for day in _of(code.strip(), years))


def _of(code: str, years: range) -> Iterable[date]:
    """Return the holidays of one code."""
    country, _, part = code.partition("-")
    try:
        calendar = holidays.country_holidays(country.upper(), subdiv=part or None, years=years, observed=True)
    except NotImplementedError as unknown:
        raise ConfigError(
            f"HOLIDAYS: no public holidays are known for {code!r}; write FR or FR-57"
        ) from unknown
    silent = sorted(set(years) - {day.year for day in calendar})
    if silent:
        raise ConfigError(f"HOLIDAYS: the holidays of {code} are not known for {silent[0]}")
    return calendar.keys()
