from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from babel.localedata import locale_identifiers

from bot.adapters.when import ahead, say

AT = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 9, 44, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en-GB", "Tue 24 Nov 2026, 18:00"),
        ("en-US", "Tue 24 Nov 2026, 18:00"),
        ("fr-FR", "mar. 24 nov. 2026, 18:00"),
        ("fr_FR", "mar. 24 nov. 2026, 18:00"),
        ("de-DE", "Di. 24. Nov. 2026, 18:00"),
        ("xx-XX", "Tue 24 Nov 2026, 18:00"),
        ("", "Tue 24 Nov 2026, 18:00"),
    ],
)
def test_a_moment_is_said_so_that_nobody_takes_it_for_another(lang: str, expected: str) -> None:
    """Weekday, day, month by name, year, 24-hour clock, in the zone asked for."""
    assert say(AT, zone="Europe/Paris", lang=lang) == expected


@pytest.mark.parametrize(
    ("minutes", "english", "french"),
    [
        (0, "in 1 minute", "dans 1 minute"),
        (1, "in 1 minute", "dans 1 minute"),
        (45, "in 45 minutes", "dans 45 minutes"),
        (89, "in 89 minutes", "dans 89 minutes"),
        (120, "in 2 hours", "dans 2 heures"),
        (31 * 60, "in 31 hours", "dans 31 heures"),
        (8 * 1440, "in 8 days", "dans 8 jours"),
        (45 * 1440, "in 45 days", "dans 45 jours"),
        (92 * 1440, "in 3 months", "dans 3 mois"),
        (3 * 365 * 1440, "in 3 years", "dans 3 ans"),
        (-180, "3 hours ago", "il y a 3 heures"),
    ],
)
def test_the_distance_is_said_in_the_unit_people_use(minutes: int, english: str, french: str) -> None:
    """Minutes up to an hour and a half, hours up to two days, days up to two months."""
    at = NOW + timedelta(minutes=minutes)
    assert ahead(at, now=NOW, lang="en-GB") == english
    assert ahead(at, now=NOW, lang="fr-FR") == french


@pytest.mark.parametrize("locale", locale_identifiers())
def test_every_language_fits_an_option(locale: str) -> None:
    """Slack's options hold 75 characters, in any language Babel knows; the year is always there."""
    said = say(datetime(2026, 9, 30, 22, 30, tzinfo=UTC), zone="America/Argentina/Buenos_Aires", lang=locale)
    assert len(said) <= 75
    assert len(ahead(AT, now=NOW, lang=locale)) <= 75
    assert "19:30" in said


def test_the_repeated_hour_carries_its_offset() -> None:
    """02:30 comes twice when clocks go back; each says which it is."""
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert say(first, zone="Europe/Paris", lang="en-GB") == "Sun 25 Oct 2026, 02:30 (UTC+2)"
    assert (
        say(first + timedelta(hours=1), zone="Europe/Paris", lang="en-GB") == "Sun 25 Oct 2026, 02:30 (UTC+1)"
    )
    assert say(first - timedelta(hours=1), zone="Europe/Paris", lang="en-GB") == "Sun 25 Oct 2026, 01:30"
