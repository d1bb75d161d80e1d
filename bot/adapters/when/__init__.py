"""Words to moments: the reader of "when".

One property holds: every word is understood, or the answer is "not understood" and names the words. How it works, in
the order in which to read it:

1. `words.py` cuts text into tokens; `lexicon/` says what they may mean in a language, as data.
2. `grammar/` is shared by all languages: rules over word classes fill a chart, and chains of pieces that use every
   token make a whole.
3. `settle.py` brings a whole together with the present; `policy.py` is the one table of what a bare hour, a part of
   the day or a date without a time mean; `zones.py` minds the change of clocks.
4. `reader.py` puts it in order; `echo.py` says moments back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.when.echo import ahead, say
from bot.adapters.when.moments import Ambiguous, Moment, Reading, Reason, Refused, Resolved
from bot.adapters.when.reader import read

if TYPE_CHECKING:
    from datetime import datetime

__all__ = [
    "Ambiguous",
    "Moment",
    "Reading",
    "Reason",
    "Refused",
    "Resolved",
    "ahead",
    "read",
    "resolve",
    "say",
    "suggest",
]


def resolve(text: str, *, now: datetime, tz: str, lang: str) -> datetime | None:
    """Tell the one sure reading, aware and in `tz`, or None."""
    reading = read(text, now=now, tz=tz, lang=lang)
    return reading.moment.at if isinstance(reading, Resolved) else None


def suggest(text: str, *, now: datetime, tz: str, lang: str) -> list[Moment]:
    """List the readings to pick from, best first."""
    reading = read(text, now=now, tz=tz, lang=lang)
    if isinstance(reading, Resolved):
        return [reading.moment, *reading.others]
    return list(reading.moments) if isinstance(reading, Ambiguous) else []
