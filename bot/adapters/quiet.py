"""The quiet hours as they are set: weekly hours and the countries whose holidays count, made into the rule that the policy reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.holidays import public_holidays
from bot.domain.quiet_hours import QuietHours
from bot.domain.weekly_hours import weekly_hours

if TYPE_CHECKING:
    from datetime import datetime

#: For how many years holidays are looked up from the start on: further ahead than any moment may lie.
YEARS_AHEAD = 12
#: Written where no country's holidays count.
NO_HOLIDAYS = ("none",)


def quiet_hours(hours: str, holidays: tuple[str, ...], zone: str, now: datetime) -> QuietHours | None:
    """Make the rule as of an instant; None where marketing may leave at any hour.

    Raises ConfigError for hours or a country that cannot be read. `zone` is an IANA name, that of those who get the SMS.
    """
    days = weekly_hours(hours)
    if days is None:
        return None
    codes = () if holidays == NO_HOLIDAYS else holidays
    return QuietHours(days, public_holidays(codes, range(now.year - 1, now.year + YEARS_AHEAD)), zone)
