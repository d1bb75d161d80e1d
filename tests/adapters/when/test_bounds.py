from __future__ import annotations

import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.when import Reason, Refused, policy, read, suggest, warm

NOW = datetime(2026, 11, 23, 10, 15, tzinfo=ZoneInfo("Europe/Paris"))
LOCALES = (
    "en-US",
    "fr-FR",
    "es-ES",
    "de-DE",
    "it-IT",
    "pt-BR",
    "nl-NL",
    "pl-PL",
    "ja-JP",
    "xx",
    "",
    "en_GB",
    "--",
)
#: Seconds of processor time; generous, since machines differ: a reading takes a fraction of a millisecond.
LIMIT = 0.25

HOSTILE = [
    "a " * 5000,
    "tomorrow " * 1000,
    "9" * 10_000,
    "1:" * 60,
    "1h" * 60,
    "1 " * 60,
    "1/" * 60,
    "12." * 40,
    "(" * 120,
    "-" * 120,
    "at " * 40,
    "demain " * 17,
    "in 1 day " * 13,
    "monday 9 " * 13,
    "\u200b" * 120,
    "\u202e" * 120,
    "'; DROP TABLE messages; --",
    "🎉🎂🚀",
    "\x00tomorrow\x00",
    "٣ ديسمبر ١٨:٣٠",
    "\ud800",
    "\U0001d7d7am",
    "½",
]


@pytest.fixture(scope="module", autouse=True)
def _warmed() -> None:
    warm()


@given(st.text(max_size=200), st.sampled_from(LOCALES))
@settings(max_examples=400, deadline=None)
def test_any_text_comes_back(text: str, locale: str) -> None:
    """No text, in no locale, raises or takes long, neither to read nor to suggest for."""
    assert _soon(text, locale)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("locale", LOCALES[:8])
def test_hostile_text_is_refused_in_time(text: str, locale: str) -> None:
    """What is built to be slow is not: it is refused, or read, within the limit."""
    assert _soon(text, locale)


def _soon(text: str, locale: str) -> bool:
    """Read and suggest within the limit, at the third time at the latest: neighbours slow even a processor's own seconds."""
    for _ in range(3):
        begin = time.thread_time()
        read(text, now=NOW, tz="Europe/Paris", lang=locale)
        suggest(text, now=NOW, tz="Europe/Paris", lang=locale)
        if time.thread_time() - begin < LIMIT:
            return True
    return False


def test_no_parser_sees_more_than_120_characters() -> None:
    """Beyond the limit nothing is read, however plain it begins."""
    text = "tomorrow 9am" + " " * policy.LONGEST
    assert read(text, now=NOW, tz="Europe/Paris", lang="en-GB") == Refused(Reason.TOO_LONG)
    assert not suggest(text, now=NOW, tz="Europe/Paris", lang="en-GB")


def test_invisible_characters_change_nothing() -> None:
    """Zero-width and direction marks are dropped, and are not in the echo."""
    plain = read("tomorrow 9am", now=NOW, tz="Europe/Paris", lang="en-GB")
    for marked in (
        "to\u200bmorrow 9am",
        "\u202etomorrow 9am",
        "tomorrow\u00a09am",
        "TOMORROW 9AM",
        "\uff54omorrow \uff19am",
    ):
        assert read(marked, now=NOW, tz="Europe/Paris", lang="en-GB") == plain
