"""What a reading of words can come to: a moment, several, or a refusal that says why.

These values are what the rest of the bot sees. They never hold a moment that was guessed from half of the words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Reason(StrEnum):
    """Why words are no moment."""

    NOT_UNDERSTOOD = "not_understood"  #: Some words are not known, or do not belong together; they are named.
    PAST = "past"
    NO_SUCH_DATE = "no_such_date"  #: 31 February; Tuesday the 25th when it is a Wednesday.
    NO_SUCH_TIME = "no_such_time"  #: 9:75, or an hour that the change of clocks skips.
    RANGE = "range"  #: From nine to eleven; before Friday.
    REPETITION = "repetition"  #: Every Monday.
    TWO_DATES = "two_dates"  #: Tomorrow or Friday.
    TOO_FAR = "too_far"  #: Beyond `policy.HORIZON_YEARS`.
    TOO_LONG = "too_long"  #: Over `policy.LONGEST` characters: not looked at.
    NOW = "now"  #: At once, as soon as possible: a choice of its own in the form, and no moment.


@dataclass(frozen=True, slots=True)
class Moment:
    """One reading of the words.

    `at` is aware and in `zone` (an IANA name), to the minute. `words` says it in the user's language with weekday,
    month by name, year and time, so that nobody can take it for another. `assumptions` are short sentences about
    what was not said, such as "09:00 assumed".
    """

    at: datetime
    zone: str
    words: str
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolved:
    """Every word was understood and one reading is sure enough; `others` are worth offering beside it."""

    moment: Moment
    others: tuple[Moment, ...] = ()


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The person has to choose among `moments`, likeliest first; there may be one only, where we are not sure."""

    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """No moment: `words` are those the reason is about, as they were typed, and may be empty."""

    reason: Reason
    words: tuple[str, ...] = ()


Reading = Resolved | Ambiguous | Refused
