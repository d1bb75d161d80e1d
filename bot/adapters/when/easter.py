"""Easter, on which half of the year's feasts hang; it is computed, since no table of it would be whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Easter:
    """So many days after Easter Sunday of the Western churches; `after` may be negative."""

    after: int
    year: int | None = None

    def dates(self, today: date) -> Iterator[date]:
        """Yield it for this year and the next, or for the year named."""
        for year in (self.year,) if self.year else (today.year, today.year + 1):
            yield easter(year) + timedelta(self.after)


def easter(year: int) -> date:
    """Tell Easter Sunday in the Gregorian calendar (the formula of Meeus, Jones and Butcher, good for any year)."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
