"""What a checkup finds: one sentence a thing, and what to do where it is not as it should be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How it stands: well, worth a look, or wrong. The values are what the terminal shows."""

    WELL = "ok"
    LOOK = "look"
    WRONG = "WRONG"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `do` says what to do, and is there unless all is well."""

    grade: Grade
    what: str
    do: str = ""


def well(what: str) -> Finding:
    """Find something as it should be."""
    return Finding(Grade.WELL, what)


def look(what: str, do: str) -> Finding:
    """Find something that works, and that somebody should know of."""
    return Finding(Grade.LOOK, what, do)


def wrong(what: str, do: str) -> Finding:
    """Find something that keeps the bot from working as it should."""
    return Finding(Grade.WRONG, what, do)
