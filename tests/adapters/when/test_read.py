from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.adapters.when import resolve

NOW = datetime(2026, 11, 23, 10, 15, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en-US", "tomorrow 9am", "2026-11-24T09:00+01:00"),
        ("fr-FR", "demain 18h", "2026-11-24T18:00+01:00"),
        ("en-GB", "3/12 at 6pm", "2026-12-03T18:00+01:00"),
    ],
)
def test_words_become_the_moment_they_mean(lang: str, text: str, expected: str) -> None:
    """A phrase that leaves nothing open is one moment."""
    assert resolve(text, now=NOW, tz="Europe/Paris", lang=lang) == datetime.fromisoformat(expected)
