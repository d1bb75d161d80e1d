from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.when import Ambiguous, Moment, Reading, Resolved, read, say
from bot.adapters.when.lexicon import LANGUAGES, lexicon

LOCALES = ("en-US", "en-GB", "fr-FR", "es-ES", "de-DE", "it-IT", "pt-BR", "pt-PT", "nl-NL")
ZONES = (
    "Europe/Paris",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Pacific/Apia",
    "Pacific/Chatham",
    "UTC",
)
START = datetime(2026, 1, 1, tzinfo=UTC)
MINUTES_A_YEAR = 525_600

instants = st.integers(0, 3 * MINUTES_A_YEAR).map(lambda minutes: START + timedelta(minutes=minutes))
#: Instants around the changes of clocks in Paris and New York are the interesting ones.
changes = st.tuples(
    st.sampled_from([datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)]),
    st.integers(-180, 180),
).map(lambda pair: pair[0] + timedelta(minutes=pair[1]))


def moments(reading: Reading) -> tuple[Moment, ...]:
    """List what a reading offers."""
    if isinstance(reading, Resolved):
        return (reading.moment, *reading.others)
    return reading.moments if isinstance(reading, Ambiguous) else ()


@given(
    st.sampled_from(LOCALES),
    st.sampled_from(ZONES),
    st.one_of(instants, changes),
    st.integers(1, MINUTES_A_YEAR),
)
@settings(max_examples=400, deadline=None)
def test_what_is_said_reads_back(locale: str, zone: str, at: datetime, before: int) -> None:
    """The echo of any instant, in any language and zone, is read as that very instant."""
    now = (at - timedelta(minutes=before)).astimezone(ZoneInfo(zone))
    words = say(at, zone=zone, lang=locale)
    reading = read(words, now=now, tz=zone, lang=locale)
    assert isinstance(reading, Resolved)
    assert reading.moment.at.astimezone(UTC) == at
    assert reading.moment.words == words


@given(st.data(), st.sampled_from(LOCALES), st.sampled_from(ZONES), instants)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_read_is_ahead_and_reads_back(
    data: st.DataObject, locale: str, zone: str, at: datetime
) -> None:
    """Any words that are read at all give moments that are ahead, in the zone, to the minute, and read back."""
    words = st.sampled_from(sorted(lexicon(locale[:2]).words.values()))
    figures = st.one_of(
        st.integers(0, 60).map(str), st.sampled_from(["18h", "9:30", "3/12", "9am", ",", "-"])
    )
    text = " ".join(data.draw(st.lists(st.one_of(words, figures), min_size=1, max_size=5)))
    now = at.astimezone(ZoneInfo(zone))
    for moment in moments(read(text, now=now, tz=zone, lang=locale)):
        assert moment.at.astimezone(UTC) > now.astimezone(UTC)
        assert (moment.at.second, moment.at.microsecond) == (0, 0)
        assert moment.at.tzinfo == ZoneInfo(zone)
        again = read(moment.words, now=now, tz=zone, lang=locale)
        assert isinstance(again, Resolved)
        assert again.moment.at.astimezone(UTC) == moment.at.astimezone(UTC)


@given(st.data(), st.sampled_from([locale for locale in LOCALES if locale[:2] in LANGUAGES]))
@settings(max_examples=200, deadline=None)
def test_an_unknown_word_anywhere_is_named(data: st.DataObject, locale: str) -> None:
    """A word that nobody knows, put anywhere into a phrase, makes it not understood and is named."""
    now = datetime(2026, 11, 23, 10, 15, tzinfo=ZoneInfo("Europe/Paris"))
    phrase = say(now + timedelta(days=3, hours=2), zone="Europe/Paris", lang=locale).split(" ")
    place = data.draw(st.integers(0, len(phrase)))
    reading = read(
        " ".join([*phrase[:place], "zzyzx", *phrase[place:]]), now=now, tz="Europe/Paris", lang=locale
    )
    assert not isinstance(reading, Resolved | Ambiguous)
    assert "zzyzx" in reading.words


@pytest.mark.parametrize("zone", ZONES)
def test_the_repeated_hour_is_told_apart(zone: str) -> None:
    """The two instants of an hour that clocks show twice have different echoes, and no others carry an offset."""
    start = datetime(2026, 10, 24, tzinfo=UTC)
    echoes = [say(start + timedelta(minutes=30 * n), zone=zone, lang="en-GB") for n in range(24 * 2 * 10)]
    assert len(set(echoes)) == len(echoes)
