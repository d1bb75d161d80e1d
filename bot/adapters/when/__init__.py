"""Words to moments: the reader of "when".

One property holds: every word is understood, or the answer is "not understood" and names the words. How it works, in
the order in which to read it:

1. `words.py` cuts text into tokens; `lexicon/` says what they may mean in a language, as data.
2. `grammar/` is shared by all languages: rules over word classes fill a chart, and chains of pieces that use every
   token make a whole.
3. `settle.py` brings a whole together with the present; `policy.py` is the one table of what a bare hour, a part of
   the day or a date without a time mean; `zones.py` minds the change of clocks.
4. `reader.py` puts it in order and `suggestions.py` guesses on while somebody types; `refusal.py` says why not, and
   `echo.py` says moments back. `full_dates.py` is dateparser, behind guards.
"""

from __future__ import annotations

from datetime import UTC, datetime

from bot.adapters.when import full_dates, policy
from bot.adapters.when.echo import ahead, say
from bot.adapters.when.lexicon import LANGUAGES
from bot.adapters.when.moments import Ambiguous, Moment, Reading, Reason, Refused, Resolved
from bot.adapters.when.reader import read
from bot.adapters.when.suggestions import suggest

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
    "warm",
]


def resolve(text: str, *, now: datetime, tz: str, lang: str) -> datetime | None:
    """Tell the one sure reading, aware and in `tz`, or None."""
    reading = read(text, now=now, tz=tz, lang=lang)
    return reading.moment.at if isinstance(reading, Resolved) else None


def warm() -> None:
    """Load all that is loaded on first use: lexicons, Babel's names, dateparser's languages; about a second."""
    now = datetime.now(UTC)
    for language in LANGUAGES:
        suggest("?", now=now, tz="UTC", lang=language)
        say(now, zone="UTC", lang=language)
        ahead(now, now=now, lang=language)
        full_dates.suggestion(
            "1/1/2000", wall=now.replace(tzinfo=None), language=language, habits=policy.habits(language)
        )
