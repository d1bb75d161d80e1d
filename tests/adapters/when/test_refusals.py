from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.adapters.when import Reason, Refused, read

NOW = datetime(2026, 11, 23, 10, 15, tzinfo=ZoneInfo("Europe/Paris"))

REFUSED = [
    ("en-GB", "tomorrow evning", Reason.NOT_UNDERSTOOD, ("evning",)),
    ("en-GB", "tomorrow 9am but not if it rains", Reason.NOT_UNDERSTOOD, ("if", "rains")),
    ("en-GB", "not tomorrow", Reason.NOT_UNDERSTOOD, ("not", "tomorrow")),
    ("en-GB", "Éwok tomorrow", Reason.NOT_UNDERSTOOD, ("Éwok",)),
    ("en-GB", "", Reason.NOT_UNDERSTOOD, ()),
    ("en-GB", " \t\n ", Reason.NOT_UNDERSTOOD, ()),
    ("fr-FR", "demain blabla", Reason.NOT_UNDERSTOOD, ("blabla",)),
    ("en-GB", "yesterday", Reason.PAST, ("yesterday",)),
    ("fr-FR", "hier à 9h", Reason.PAST, ("hier à 9h",)),
    ("en-GB", "today 9am", Reason.PAST, ("today 9am",)),
    ("en-GB", "31 February", Reason.NO_SUCH_DATE, ("31 February",)),
    ("fr-FR", "29/02/2027", Reason.NO_SUCH_DATE, ("29/02/2027",)),
    ("en-GB", "tomorrow at 9:75", Reason.NO_SUCH_TIME, ("tomorrow at 9:75",)),
    ("fr-FR", "28/03/2027 02:30", Reason.NO_SUCH_TIME, ("28/03/2027 02:30",)),
    ("en-GB", "9am - 11am", Reason.RANGE, ("9", "am", "-", "11", "am")),
    ("en-GB", "before friday", Reason.RANGE, ("before",)),
    ("fr-FR", "de 9h à 11h", Reason.RANGE, ("9", "h", "à", "11", "h")),
    ("en-GB", "every monday at 9", Reason.REPETITION, ("every",)),
    ("fr-FR", "tous les lundis", Reason.REPETITION, ("tous", "les")),
    ("en-GB", "tomorrow or friday at 9", Reason.TWO_DATES, ("or",)),
    ("fr-FR", "demain et vendredi", Reason.TWO_DATES, ("demain", "et", "vendredi")),
    ("en-GB", "3 December 9999 9am", Reason.TOO_FAR, ("3 December 9999 9am",)),
    ("en-GB", "in 100000 years", Reason.TOO_FAR, ("in 100000 years",)),
    ("en-GB", "tomorrow " * 20, Reason.TOO_LONG, ()),
    ("en-GB", "asap", Reason.NOW, ("asap",)),
    ("fr-FR", "tout de suite", Reason.NOW, ("tout de suite",)),
]


@pytest.mark.parametrize(("locale", "text", "reason", "words"), REFUSED)
def test_a_refusal_says_why_and_about_which_words(
    locale: str, text: str, reason: Reason, words: tuple[str, ...]
) -> None:
    """Each refusal has its reason and the words it is about, as they were typed."""
    assert read(text, now=NOW, tz="Europe/Paris", lang=locale) == Refused(reason, words)


def test_every_reason_is_given_for_something() -> None:
    """No reason exists that nothing is refused for."""
    assert {reason for _, _, reason, _ in REFUSED} == set(Reason)
