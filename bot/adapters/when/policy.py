"""What is taken for granted where the words leave it open: the one place to look, and to change.

Nothing here reads words; nothing elsewhere decides such a thing. Whatever is assumed is said in `Moment.assumptions`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: No parser ever sees more characters than this.
LONGEST: Final = 120
#: Nor more words, numbers and signs than this; a phrase that says when has a dozen.
MOST_TOKENS: Final = 32
#: So many at most are tried in languages other than the person's.
MOST_FOREIGN_TOKENS: Final = 16
#: A moment further ahead is refused; the form has a nearer horizon of its own.
HORIZON_YEARS: Final = 10

#: A date without a time leaves at nine; where nine has passed today, at six.
DAY_STARTS: Final = (9, 18)
#: The hours of a weekend and of the edges of a period, where no time is given.
WEEKEND_HOUR: Final = 11

#: A bare hour on a twelve-hour clock: one to six are in the afternoon, seven to eleven in the morning, twelve is noon.
AFTERNOON_HOURS: Final = frozenset({1, 2, 3, 4, 5, 6})


@dataclass(frozen=True, slots=True)
class PartOfDay:
    """A part of the day, in minutes from midnight of its date; it may run past midnight (1440).

    `usual` is what the part is taken for by itself. An hour said together with the part falls from `opens` on and
    before `closes`, which is generous ("the afternoon at 7"); by itself the part is over at `over`.
    """

    usual: int
    opens: int
    closes: int
    over: int


def _part(usual: int, opens: int, closes: int, over: int | None = None) -> PartOfDay:
    return PartOfDay(usual * 60, opens * 60, closes * 60, (over or closes) * 60)


#: Parts of the day by name; lexicons speak of them by these names.
PARTS: Final = {
    "early_morning": _part(8, 0, 10),
    "morning": _part(9, 0, 12),
    "forenoon": _part(10, 6, 12),
    "mid_morning": _part(10, 9, 12),
    "late_morning": _part(11, 8, 12),
    "start_of_day": _part(8, 6, 11),
    "midday": _part(12, 11, 15),
    "lunch": _part(12, 11, 15),
    "after_lunch": _part(14, 13, 18),
    "early_afternoon": _part(13, 12, 18),
    "afternoon": _part(14, 12, 24, 18),
    "mid_afternoon": _part(15, 12, 18),
    "late_afternoon": _part(17, 14, 20),
    "end_of_day": _part(17, 16, 24, 20),
    "early_evening": _part(18, 16, 24),
    "evening": _part(18, 16, 25, 23),
    "late_evening": _part(21, 18, 25, 23),
    "dinner": _part(19, 17, 24),
    "tonight": _part(20, 17, 29, 24),
    "night": _part(21, 18, 29, 24),
    "early_night": _part(20, 18, 26),
    "late_night": _part(22, 20, 29, 24),
    "small_hours": _part(5, 0, 7),
}
#: Which part results from early, mid or late, and a part; a pair that is not here is not understood.
SHADES: Final = {
    ("early", "morning"): "early_morning",
    ("early", "forenoon"): "early_morning",
    ("mid", "morning"): "mid_morning",
    ("late", "morning"): "late_morning",
    ("late", "forenoon"): "late_morning",
    ("early", "afternoon"): "early_afternoon",
    ("mid", "afternoon"): "mid_afternoon",
    ("late", "afternoon"): "late_afternoon",
    ("early", "evening"): "early_evening",
    ("late", "evening"): "late_evening",
    ("early", "tonight"): "early_evening",
    ("late", "tonight"): "late_evening",
    ("early", "night"): "early_night",
    ("late", "night"): "late_night",
    ("early", "day"): "start_of_day",
    ("mid", "day"): "midday",
    ("late", "day"): "end_of_day",
}


@dataclass(frozen=True, slots=True)
class Habits:
    """How a locale writes: the order of 3/12, and whether a bare 9:30 is on a twelve-hour clock."""

    month_first: bool
    twelve_hours: bool


def habits(lang: str) -> Habits:
    """Tell the habits of a locale such as `en-US`; a bare `en` is read as British, its region being unknown."""
    language, _, region = lang.replace("_", "-").partition("-")
    return Habits(
        month_first=language.lower() == "en" and region.upper() in {"US", "CA"},
        twelve_hours=language.lower() == "en",
    )
