"""What words mean before the clock is looked at: spans, times of day and pieces of a phrase.

Nothing here knows the language, the locale or the present; `days.py` holds the dates, `settle.py` brings them together.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.adapters.when.days import Days


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time. Months and days are counted on the calendar, seconds on the stop-watch."""

    months: int = 0
    days: int = 0
    seconds: int = 0
    workdays: int = 0

    def __add__(self, other: Span) -> Span:
        return Span(
            self.months + other.months,
            self.days + other.days,
            self.seconds + other.seconds,
            self.workdays + other.workdays,
        )

    def __neg__(self) -> Span:
        return Span(-self.months, -self.days, -self.seconds, -self.workdays)


class Said(StrEnum):
    """How an hour was said, which decides whether it may be another one."""

    EXACT = "exact"  #: 18:00, 09:00, 6pm, noon: no other reading.
    NUMBER = "number"  #: 9, um neun: an hour only; may be twelve hours later.
    FIGURES = "figures"  #: 9:30, 9h: literal except on a twelve-hour clock.
    SPOKEN = "spoken"  #: half past eight, trois heures et quart: may be twelve hours later in any language.


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in minutes from midnight; 1440 is the midnight that ends the day.

    `bare` is a number that nothing marks as an hour, so that it may be a day as well; `closed` has its am or pm.
    """

    minutes: int
    said: Said = Said.EXACT
    bare: bool = False
    closed: bool = False


#: A date may be said twice ("tomorrow, Tuesday the 24th"), not more often.
MOST_DATES = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """What some of the words say: at most one value a slot. Pieces that share a slot do not join.

    `bare` is a number that nothing marks as a day or an hour; it does not follow a preposition. `alone` says all there
    is or nothing, as "two hours"; `vague` is never sure, as "next week".
    """

    days: tuple[Days, ...] = ()
    weekday: int | None = None
    clock: Clock | None = None
    part: str | None = None
    span: Span | None = None
    zone: str | None = None
    cost: int = field(default=10)
    bare: bool = False
    alone: bool = False
    vague: bool = False

    @property
    def empty(self) -> bool:
        """Tell whether nothing was said yet."""
        return (
            not self.days and self.weekday is None and not (self.clock or self.part or self.span or self.zone)
        )

    def join(self, other: Piece) -> Piece | None:
        """Put two pieces into one; None if they fill the same slot. Dates may be two: they have to agree later."""
        if (
            (self.alone and not other.empty)
            or (other.alone and not self.empty)
            or (self.bare and self.days and other.days)
            or (other.bare and other.days and self.days)
            or (self.clock and other.clock)
            or (self.part and other.part and self.part != other.part)
            or (self.span and other.span)
            or (self.zone and other.zone)
            or (self.weekday is not None and other.weekday is not None and self.weekday != other.weekday)
            or len(self.days) + len(other.days) > MOST_DATES
        ):
            return None
        return replace(
            self,
            days=self.days + other.days,
            weekday=self.weekday if other.weekday is None else other.weekday,
            clock=self.clock or other.clock,
            part=self.part or other.part,
            span=self.span or other.span,
            zone=self.zone or other.zone,
            cost=self.cost + other.cost,
            bare=bool((self.bare and self.days) or (other.bare and other.days)),
            alone=self.alone or other.alone,
            vague=self.vague or other.vague,
        )
