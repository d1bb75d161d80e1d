"""What the use cases ask of whoever reads a person's words as moments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """One moment that words can mean: aware, in its zone, with what was assumed, each a short sentence."""

    at: datetime
    zone: str
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """Words that mean no moment: a reason's name, and the words it is about."""

    reason: str
    words: tuple[str, ...] = ()


class Moments(Protocol):
    """Reads a person's words as moments, from memory, in bounded time."""

    def __call__(self, text: str, *, now: datetime, zone: str, locale: str) -> Sequence[Reading] | Unread:
        """Give the readings to pick from, best first; nothing typed gives useful moments."""
        ...
