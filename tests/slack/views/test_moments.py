from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.services.moments import Reading, Unread
from bot.slack.views.dates import Locale
from bot.slack.views.moments import moment_options

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 23, 10, 15, tzinfo=NEW_YORK)
SIX = Reading(datetime(2026, 11, 24, 18, 0, tzinfo=NEW_YORK), "America/New_York")


@pytest.mark.parametrize(
    ("recipients", "described"),
    [
        (None, "in 32 hours, America/New_York"),
        ("America/New_York", "in 32 hours, America/New_York"),
        ("America/Toronto", "in 32 hours, America/New_York"),
        ("Europe/Paris", "Wed 25 Nov, 00:00 for those who get it · in 32 hours, America/New_York"),
    ],
)
def test_the_recipients_clock_stands_beside_where_it_differs(recipients, described):
    """A moment is said in the person's zone, and in that of those who get the SMS where its clock shows another time."""
    [option] = moment_options("6pm", [SIX], now=NOW, locale=Locale("en-GB"), recipients_zone=recipients)
    assert option["text"]["text"] == "Tue 24 Nov 2026, 18:00"
    assert option["description"]["text"] == described
    assert option["value"] == "2026-11-24T18:00:00-05:00[America/New_York]"


def test_the_echo_speaks_the_persons_language():
    """A French reader sees the day and the distance in French."""
    [option] = moment_options("18h", [SIX], now=NOW, locale=Locale("fr-FR"))
    assert option["text"]["text"] == "mar. 24 nov. 2026, 18:00"
    assert option["description"]["text"].startswith("dans 32 heures")


def test_words_that_mean_no_moment_are_named():
    """What was not understood is one option that names the words; picking it holds no moment."""
    [option] = moment_options("evning", Unread("not_understood", ("evning",)), now=NOW, locale=Locale())
    assert option["text"]["text"] == "Not understood: “evning”"
    assert option["value"] == "unread:evning"


def test_what_was_not_understood_is_told_in_the_persons_language():
    """A French reader is told in French, with examples of their own; other languages hear English."""
    unread = Unread("past", ("hier",))
    [french] = moment_options("hier", unread, now=NOW, locale=Locale("fr-FR"))
    [german] = moment_options("hier", unread, now=NOW, locale=Locale("de-DE"))
    assert french["text"]["text"] == "C'est déjà passé: “hier”"
    assert french["description"]["text"] == "Essayez « demain 18h » ou « lundi 9h »"
    assert german["text"]["text"] == "That has passed: “hier”"
