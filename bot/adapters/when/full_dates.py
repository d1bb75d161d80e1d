"""dateparser, behind the grammar: full dates in odd formats, and languages that have no lexicon here.

It tells an instant without telling what it left unread, and fills a missing clock from now. So every number of the
text must be found in the answer; it is sure only of a date with its year and a clock, and of other languages it gives
suggestions. It never sees a time zone: naive in, naive out. `dateparser.search` drops words and is never used.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from dateparser.data.languages_info import language_order
from dateparser.date import DateDataParser

from bot.adapters.when.policy import DAY_STARTS, LONGEST

if TYPE_CHECKING:
    from datetime import datetime

    from bot.adapters.when.policy import Habits

_NUMBER: Final = re.compile(r"\d+")
_CLOCK: Final = re.compile(r"(?<![\d:.])\d{1,2}:\d{2}(?::\d{2})?(?![\d:])")
_YEAR: Final = re.compile(r"(?<!\d)\d{4}(?!\d)")
#: The shortest full date, as 1/1/2027 1:00, has five numbers, or four with the month by name.
_FULL: Final = 4


def full(text: str, *, wall: datetime, language: str, habits: Habits) -> datetime | None:
    """Read a date with its year and HH:MM as a naive wall time after `wall` (naive), or None."""
    numbers = len(_NUMBER.findall(text))
    if len(_CLOCK.findall(text)) != 1 or len(_YEAR.findall(text)) != 1 or numbers < _FULL:
        return None
    found = _read(text, wall, language, habits)
    return found[0] if found and found[1] else None


def suggestion(text: str, *, wall: datetime, language: str, habits: Habits) -> tuple[datetime, bool] | None:
    """Read a phrase of any language dateparser knows: a naive wall time after `wall`, and whether its time was said.

    Where it was not, the answer is at nine.
    """
    return _read(text, wall, language, habits)


def _read(text: str, wall: datetime, language: str, habits: Habits) -> tuple[datetime, bool] | None:
    if language not in known_languages() or len(text) > LONGEST:
        return None
    settings: dict[str, object] = {
        "RELATIVE_BASE": wall,
        "PREFER_DATES_FROM": "future",
        "DATE_ORDER": "MDY" if habits.month_first else "DMY",
        "RETURN_AS_TIMEZONE_AWARE": False,
        "RETURN_TIME_AS_PERIOD": True,
    }
    try:
        data = DateDataParser(languages=[language], settings=settings).get_date_data(text)
    except (ValueError, OverflowError, TypeError, AttributeError, IndexError, KeyError):
        # Odd text has made it raise all of these; whatever it cannot read is not read.
        return None
    at, timed = data.date_obj, data.period == "time"
    if at is None or not _fits(text, at):
        return None
    at = at.replace(second=0, microsecond=0, tzinfo=None)
    at = at if timed else at.replace(hour=DAY_STARTS[0], minute=0)
    return (at, timed) if at > wall else None


def _fits(text: str, at: datetime) -> bool:
    """Tell whether every number of the text is a part of the answer, each part used once."""
    parts = [at.year, at.month, at.day, at.hour, at.minute, at.second]
    for figures in _NUMBER.findall(text):
        number = int(figures) if len(figures) <= _FULL else -1
        if number not in parts:
            return False
        parts.remove(number)
    return True


@cache
def known_languages() -> frozenset[str]:
    """Tell the languages dateparser knows."""
    return frozenset(language_order)
