"""The fields Octopush fills in for each person, and what they do to the length.

Octopush's documentation names {first_name}, {last_name} and {param1} to {param5}, each optional and of at most 50 characters, and
does not say what a person without the value gets: an empty one is assumed. Anything else in braces is sent as written, to
everybody. Values of real people never come here but for the length of one call.
https://dev.octopush.com/en/sms-gateway-api-documentation/personalized-sendings-publipostage
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.domain.sms import measure

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The names Octopush fills in, as they stand between braces.
FIELDS = ("first_name", "last_name", "param1", "param2", "param3", "param4", "param5")

#: The longest value of a field, in characters.
LONGEST_VALUE = 50

#: The person whose SMS a preview shows.
EXAMPLE: Mapping[str, str] = MappingProxyType(
    {"first_name": "Camille", "last_name": "Martin", **{name: name for name in FIELDS if name[-1].isdigit()}}
)

_FIELD = re.compile(r"\{(" + "|".join(FIELDS) + r")\}")

#: What looks like a field: doubled braces as templates elsewhere have, braces, or an opening one that was never closed.
_BRACES = re.compile(r"\{\{[^{}\n]{0,50}\}\}|\{[^{}\n]{0,50}\}|\{\w{1,50}(?![\w{}])")

#: How people call the fields in English and French, and in the old interface; compared without accents, case and punctuation.
_ALIASES = MappingProxyType(
    {
        "firstname": "first_name",
        "first": "first_name",
        "fname": "first_name",
        "givenname": "first_name",
        "forename": "first_name",
        "prenom": "first_name",
        "lastname": "last_name",
        "last": "last_name",
        "lname": "last_name",
        "surname": "last_name",
        "familyname": "last_name",
        "nom": "last_name",
        "nomdefamille": "last_name",
    }
)
_NUMBERED = re.compile(r"(?:param|parameter|parametre|champ|field|ch|p)0?([1-5])")


@dataclass(frozen=True, slots=True)
class Misspelt:
    """Something in braces that is no field, and the field that was probably meant, if one is near.

    `position` is an index into the text by code points, from 0; `suggestion` comes with its braces.
    """

    written: str
    position: int
    suggestion: str | None


@dataclass(frozen=True, slots=True)
class SegmentsRange:
    """How many messages a text makes, from people whose fields are empty to those whose fields are full.

    `typical` is for the example person. `threshold` is set where the text uses one field only and its length matters: the longest
    value, in characters, with which `low` still holds; `field` is its name. `accented` is for the example person with a letter
    outside GSM-7 in each value, as in Fran\u00e7ois or Ana\u00efs: one such letter makes that person's message Unicode. `dearest` is
    `high` by Octopush's own list of characters that count twice, where that is more: what an estimate of the cost should use.
    """

    low: int
    typical: int
    high: int
    threshold: int | None
    field: str | None
    accented: int
    dearest: int


def fields(text: str) -> tuple[str, ...]:
    """Return the names of the fields used in `text`, each once, in the order they appear."""
    return tuple(dict.fromkeys(_FIELD.findall(text)))


def braces(text: str) -> tuple[tuple[int, int], ...]:
    """Return where `text` holds fields, rightly or wrongly spelt, as first and end indexes."""
    return tuple(found.span() for found in _BRACES.finditer(text))


def misspelt(text: str) -> tuple[Misspelt, ...]:
    """Return everything in braces that Octopush does not fill in, in the order of the text."""
    return tuple(
        Misspelt(found[0], found.start(), _suggestion(found[0]))
        for found in _BRACES.finditer(text)
        if not _FIELD.fullmatch(found[0])
    )


def _suggestion(written: str) -> str | None:
    """Return the field somebody meant by what they wrote, with its braces."""
    decomposed = unicodedata.normalize("NFKD", written).casefold()
    key = "".join(character for character in decomposed if character.isalnum())
    numbered = _NUMBERED.fullmatch(key)
    if numbered:
        return f"{{param{numbered[1]}}}"
    if key not in _ALIASES:
        near = get_close_matches(key, _ALIASES, n=1, cutoff=0.8)
        if not near:
            return None
        key = near[0]
    return f"{{{_ALIASES[key]}}}"


def fill(text: str, person: Mapping[str, str]) -> str:
    """Return `text` as it arrives for `person`, whose values are named by field; a value that is missing is empty.

    A value is never read for fields itself. Raise ValueError, naming the field and not the value, when one is too long for Octopush.
    """
    for name in fields(text):
        length = len(person.get(name, ""))
        if length > LONGEST_VALUE:
            raise ValueError(f"{name} has {length} characters, over {LONGEST_VALUE}")
    return _FIELD.sub(lambda found: person.get(found[1], ""), text)


def segments_range(text: str) -> SegmentsRange:
    """Tell how many messages `text` makes for people with short and with long values.

    Values are taken to be plain letters but for `accented`; one of another alphabet makes a message Unicode in the same way.
    """
    used = fields(text)
    low, full = _segments(text, 0), measure(_FIELD.sub("x" * LONGEST_VALUE, text))
    high = full.segments
    only = used[0] if len(used) == 1 else None
    accented = {name: EXAMPLE[name] + "\u00e7" for name in used}
    return SegmentsRange(
        low=low,
        typical=measure(fill(text, EXAMPLE)).segments,
        high=high,
        threshold=_threshold(text, low) if only and high > low else None,
        field=only,
        accented=measure(fill(text, accented)).segments,
        dearest=full.dearest,
    )


def _threshold(text: str, low: int) -> int:
    """Find the longest value with which `text` makes `low` messages, knowing that a full one makes more."""
    shortest, longest = 0, LONGEST_VALUE
    while longest - shortest > 1:
        middle = (shortest + longest) // 2
        if _segments(text, middle) == low:
            shortest = middle
        else:
            longest = middle
    return shortest


def _segments(text: str, length: int) -> int:
    """Count the messages for a person all of whose values have `length` plain letters."""
    return measure(_FIELD.sub("x" * length, text)).segments
