"""The project's own phrases and what they mean, in tables.

A line "# locale=… zone=… now=…" sets the scene for the lines below it. Each of those has a phrase, a tab, and what is
expected: a moment (in the zone, with its offset where clocks change), "? moment | moment" where the person is asked, or
"! reason" where it is refused.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.adapters.when import Ambiguous, Moment, Refused, Resolved, read, resolve, suggest

TABLES = Path(__file__).parent / "phrases"
SCENE = re.compile(r"# locale=(\S+) zone=(\S+) now=(.+)")


def phrases() -> list[tuple[str, str, datetime, str, str]]:
    """Read all tables."""
    rows = []
    for table in sorted(TABLES.glob("*.tsv")):
        locale, zone, now = "", "", datetime.now(UTC)
        for line in table.read_text(encoding="utf-8").splitlines():
            if scene := SCENE.fullmatch(line):
                locale, zone = scene[1], scene[2]
                now = datetime.fromisoformat(scene[3]).replace(tzinfo=ZoneInfo(zone))
            else:
                phrase, expected = line.split("\t")
                rows.append((locale, zone, now, phrase, expected))
    return rows


def shown(moment: Moment, expected: str) -> str:
    """Write a moment as the table does."""
    text = moment.at.isoformat(" ", "minutes")
    return text if re.search(r"\d\d:\d\d[+-]", expected) else text[:16]


@pytest.mark.parametrize(("locale", "zone", "now", "phrase", "expected"), phrases())
def test_a_phrase_means_what_the_table_says(
    locale: str, zone: str, now: datetime, phrase: str, expected: str
) -> None:
    """Each phrase is one moment, a choice, or a refusal with its reason."""
    reading = read(phrase, now=now, tz=zone, lang=locale)
    if isinstance(reading, Resolved):
        got = shown(reading.moment, expected)
    elif isinstance(reading, Ambiguous):
        got = "? " + " | ".join(shown(moment, expected) for moment in reading.moments)
    else:
        got = f"! {reading.reason}"
    assert got == expected


@pytest.mark.parametrize(("locale", "zone", "now", "phrase", "expected"), phrases()[::5])
def test_resolve_and_suggest_are_views_of_read(
    locale: str, zone: str, now: datetime, phrase: str, expected: str
) -> None:
    """`resolve` gives the sure moment or None; `suggest` begins with what `read` found."""
    reading = read(phrase, now=now, tz=zone, lang=locale)
    resolved = resolve(phrase, now=now, tz=zone, lang=locale)
    suggested = suggest(phrase, now=now, tz=zone, lang=locale)
    if isinstance(reading, Resolved):
        assert resolved == reading.moment.at
        assert suggested[0] == reading.moment
    else:
        assert resolved is None
    if isinstance(reading, Ambiguous):
        assert tuple(suggested[: len(reading.moments)]) == reading.moments
    assert isinstance(reading, Refused) == expected.startswith("!")


def test_the_tables_hold_enough() -> None:
    """English and French are first-class: at least 300 phrases between them."""
    assert sum(row[0][:2] in {"en", "fr"} for row in phrases()) >= 300
