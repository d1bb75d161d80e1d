"""Days people know by name: Christmas, New Year's Eve, Easter Monday, Black Friday.

Only those whose date is the same for all who speak the language; a mother's day is not, and is not understood.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.when.days import MonthDay, NthOfMonth, Shift
from bot.adapters.when.easter import Easter
from bot.adapters.when.grammar.chart import Layer
from bot.adapters.when.values import Span

if TYPE_CHECKING:
    from bot.adapters.when.days import Days

FEASTS = Layer()
#: Thanksgiving is the fourth Thursday of November in the United States; Black Friday is the day after it.
THURSDAY, FOURTH, NOVEMBER = 3, 4, 11


@FEASTS("date", "on? this|next? feast:feast y:year?")
def fixed(feast: tuple[int, int], y: int | None = None) -> Days:
    """Christmas Eve."""
    return MonthDay(*feast, y)


@FEASTS("date", "on? this|next? easter:easter y:year?")
def by_easter(easter: int, y: int | None = None) -> Days:
    """Easter Monday, Ascension Day: so many days after Easter."""
    return Easter(easter, y)


@FEASTS("date", "on? this|next? thanksgiving:thanksgiving y:year?")
def by_thanksgiving(thanksgiving: int, y: int | None = None) -> Days:
    """Black Friday: so many days after Thanksgiving."""
    return Shift(Span(days=thanksgiving), NthOfMonth(FOURTH, THURSDAY, NOVEMBER, y))
