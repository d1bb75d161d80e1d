from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from bot.adapters.when.easter import easter
from bot.adapters.when.grammar.sentence import BEFORE, BETWEEN, DASHES, LAYERS
from bot.adapters.when.lexicon import LANGUAGES, Table
from bot.adapters.when.lexicon.common import COMMON, SIGNS
from bot.adapters.when.policy import PARTS, SHADES

if TYPE_CHECKING:
    from bot.adapters.when.grammar.chart import Layer

#: Classes that are looked at outside the rules.
OUTSIDE = {"asap", "every", "or", "range", "till", "not", "wds"}
#: Without these no phrase book is complete.
NEEDED = {
    "wd",
    "month",
    "rel",
    "unit",
    "in",
    "next",
    "part",
    "at",
    "on",
    "of",
    "edge",
    "weekend",
    "every",
    "or",
    "range",
    "asap",
}


def table(language: str) -> Table:
    """Load a language's table."""
    made: Table = import_module(f"bot.adapters.when.lexicon.{language}").TABLE
    return made


def classes(layer: Layer) -> set[str]:
    """List the classes a layer's rules look for."""
    found: set[str] = set()
    waiting = [layer._root]  # noqa: SLF001 — the rules have no other list.
    while waiting:
        node = waiting.pop()
        found |= node.children.keys()
        waiting += node.children.values()
    return found


USED: set[str] = set().union(*(classes(layer) for layer in LAYERS), BETWEEN, BEFORE, DASHES, OUTSIDE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_class_is_one_the_grammar_reads(language: str) -> None:
    """A misspelt class would be words that are silently never understood."""
    assert set(table(language).words) <= USED
    assert set(table(language).words) >= NEEDED


def test_every_sign_is_one_the_grammar_reads() -> None:
    """As for words."""
    assert set(COMMON) <= USED
    assert {kind for senses in SIGNS.values() for kind, _ in senses} <= USED | {"sep_time"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_weeks_and_years_are_whole(language: str) -> None:
    """Seven days, twelve months, the numbers of a clock and of a month."""
    words = table(language).words
    assert sorted(words["wd"]) == list(range(7))
    assert sorted(words["month"]) == list(range(1, 13))
    assert set(range(60)) <= set(table(language).numbers)


@pytest.mark.parametrize("language", LANGUAGES)
def test_parts_of_the_day_are_in_the_policy(language: str) -> None:
    """Every part a lexicon speaks of has its hour in the one table."""
    words: dict[str, dict[Any, str]] = table(language).words
    spoken = {*words["part"], *words.get("bare_part", ()), *(part for _, part in words.get("today_part", ()))}
    assert spoken <= set(PARTS)
    assert set(SHADES.values()) <= set(PARTS)


@pytest.mark.parametrize("name", sorted(PARTS))
def test_a_part_holds_its_usual_hour(name: str) -> None:
    """The hour a part is taken for lies in it."""
    part = PARTS[name]
    assert part.opens <= part.usual < part.over <= part.closes


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (1961, (4, 2)),
        (2000, (4, 23)),
        (2008, (3, 23)),
        (2026, (4, 5)),
        (2027, (3, 28)),
        (2038, (4, 25)),
        (2285, (3, 22)),
    ],
)
def test_easter_is_where_the_church_puts_it(year: int, expected: tuple[int, int]) -> None:
    """Known Easters, the earliest and the latest possible ones among them."""
    assert easter(year) == date(year, *expected)
