from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.adapters.when import Ambiguous, Refused, Resolved, full_dates, policy, read

WALL = datetime(2026, 11, 23, 10, 15)  # noqa: DTZ001 — dateparser is given wall times only.
NOW = WALL.replace(tzinfo=ZoneInfo("Europe/Paris"))
BRITISH = policy.habits("en-GB")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thu Dec 3 18:00:00 2026", datetime(2026, 12, 3, 18, 0)),  # noqa: DTZ001 — as above.
        ("3 December 2026 18:00", datetime(2026, 12, 3, 18, 0)),  # noqa: DTZ001 — as above.
        ("03/12/2026 18:00", datetime(2026, 12, 3, 18, 0)),  # noqa: DTZ001 — as above.
        ("3 December 18:00", None),
        ("3 December 2026", None),
        ("3 December 2020 18:00", None),
        ("3 December 2026 18:00 19:00", None),
        ("3 December 2026 7 18:00", None),
        ("tomorrow 9:00", None),
        ("in 18:00 2026 3 1", None),
    ],
)
def test_a_full_date_is_sure_only_if_every_number_fits(text: str, expected: datetime | None) -> None:
    """Date, year and clock, all found in the answer, and ahead; else nothing."""
    assert full_dates.full(text, wall=WALL, language="en", habits=BRITISH) == expected


def test_the_grammar_falls_back_on_it() -> None:
    """A format the grammar does not know, whose words it knows, is read for sure."""
    reading = read("Thu Dec 3 18:00:00 2026", now=NOW, tz="Europe/Paris", lang="en-GB")
    assert isinstance(reading, Resolved)
    assert f"{reading.moment.at:%Y-%m-%d %H:%M}" == "2026-12-03 18:00"


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("pl-PL", "jutro o 9:00", "2026-11-24 09:00"),
        ("ja-JP", "明日 9:00", "2026-11-24 09:00"),
        ("pl-PL", "jutro", "2026-11-24 09:00"),
    ],
)
def test_other_languages_are_suggestions_only(lang: str, text: str, expected: str) -> None:
    """Without a lexicon nothing is sure; the person picks."""
    reading = read(text, now=NOW, tz="Europe/Paris", lang=lang)
    assert isinstance(reading, Ambiguous)
    assert f"{reading.moments[0].at:%Y-%m-%d %H:%M}" == expected


def test_a_number_that_was_dropped_is_no_suggestion() -> None:
    """Dateparser reads "jutro o 9 7:00" and the like by leaving something out; that is not offered."""
    assert isinstance(read("jutro 9 7:00", now=NOW, tz="Europe/Paris", lang="pl-PL"), Refused)


@pytest.mark.parametrize(
    ("own", "text"), [("fr-FR", "tomorrow 6pm"), ("en-GB", "demain 18h"), ("en-US", "morgen um 9 Uhr")]
)
def test_a_second_language_is_a_suggestion_only(own: str, text: str) -> None:
    """Somebody may type in another language than that of their Slack; it is never taken for sure."""
    assert isinstance(read(text, now=NOW, tz="Europe/Paris", lang=own), Ambiguous)
