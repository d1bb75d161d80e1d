"""What must hold in every run, as the README's table has it, and how a break of it is told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """The rows of the table."""

    ONCE = "confirmed sendings per approved campaign: at most 1, and only of the approved digest"
    END = "end of every campaign: sent, not sent and everybody told, or unsure and a person asked"
    VOTES = "votes counted for a stale revision, of somebody who wrote it, or twice for one person: 0"
    KEPT = "what a person confirmed, lost: 0"
    RESUMED = "pending work resumed after a restart: in less than 5 s"
    OTHERS = "two or three processes on PostgreSQL, one killed and never back: another takes up its work within 35 s"


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that did not hold, and how."""

    rule: Rule
    words: str

    def __str__(self) -> str:
        """Give the words."""
        return self.words
