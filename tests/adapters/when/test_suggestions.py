from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.adapters.when import suggest
from bot.adapters.when.suggestions import MOST, near

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 11, 23, 10, 15, tzinfo=PARIS)


def offered(text: str, lang: str = "en-GB", now: datetime = MONDAY) -> list[str]:
    """List what is offered, as wall times in Paris."""
    return [f"{moment.at:%Y-%m-%d %H:%M}" for moment in suggest(text, now=now, tz="Europe/Paris", lang=lang)]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-23 10:15", ["2026-11-23 18:00", "2026-11-24 09:00", "2026-11-30 09:00"]),
        ("2026-11-23 18:00", ["2026-11-24 09:00", "2026-11-30 09:00"]),
        ("2026-11-29 20:00", ["2026-11-30 09:00"]),
    ],
)
def test_useful_moments_are_there_before_anything_is_typed(now: str, expected: list[str]) -> None:
    """This evening if it is ahead, tomorrow morning, Monday morning; each once."""
    assert offered(" ", now=datetime.fromisoformat(now).replace(tzinfo=PARIS)) == expected


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en-GB", "tomor", "2026-11-24 09:00"),
        ("en-GB", "tomorow 6pm", "2026-11-24 18:00"),
        ("en-GB", "tomrorow 6pm", "2026-11-24 18:00"),
        ("en-GB", "friday evning", "2026-11-27 18:00"),
        ("en-GB", "next f", "2026-11-27 09:00"),
        ("en-GB", "in 2", "2026-11-23 12:15"),
        ("en-GB", "today 9am", "2026-11-24 09:00"),
        ("en-GB", "demain 18h", "2026-11-24 18:00"),
        ("fr-FR", "tomorrow 6pm", "2026-11-24 18:00"),
        ("fr-FR", "dem", "2026-11-24 09:00"),
        ("fr-FR", "vendredi prochian", "2026-11-27 09:00"),
        ("fr-FR", "ce soi", "2026-11-23 18:00"),
        ("fr-FR", "dans 2", "2026-11-23 12:15"),
        ("fr-FR", "aujourd'hui 9h", "2026-11-24 09:00"),
    ],
)
def test_what_is_being_typed_is_guessed(lang: str, text: str, expected: str) -> None:
    """A slip, an unfinished word, a missing end, a passed hour, another language: the likely moment comes first."""
    assert offered(text, lang)[0] == expected


def test_a_guess_says_what_it_changed() -> None:
    """The person sees which word was read as another."""
    assert suggest("friday evning", now=MONDAY, tz="Europe/Paris", lang="en-GB")[0].assumptions == (
        "“evning” read as “evening”",
        "18:00 assumed",
    )


def test_a_date_without_a_time_offers_morning_and_evening() -> None:
    """Nine is assumed, six is one pick away."""
    assert offered("tomorrow") == ["2026-11-24 09:00", "2026-11-24 18:00"]


@pytest.mark.parametrize(
    "text", ["not tomorrow", "every monday", "tomorrow or friday", "xyzzy", "9-11am", "31 february"]
)
def test_nothing_is_offered_against_what_was_said(text: str) -> None:
    """What was refused for a reason is not half-read."""
    assert offered(text) == []


def test_the_list_stays_short() -> None:
    """A list under a field has a few lines."""
    assert len(offered("in 2")) == MOST


@pytest.mark.parametrize(
    ("typed", "word", "expected"),
    [
        ("evning", "evening", True),
        ("eveening", "evening", True),
        ("evenong", "evening", True),
        ("eveinng", "evening", True),
        ("evnng", "evening", False),
        ("evening", "evening", False),
        ("morning", "evening", False),
        ("fry", "fri", False),
    ],
)
def test_one_slip_is_near(typed: str, word: str, *, expected: bool) -> None:
    """One letter more, less or wrong, or two swapped, in words that are long enough."""
    assert near(typed, word) is expected
