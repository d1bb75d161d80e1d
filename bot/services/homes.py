"""What is remembered of everybody's Home: when it was opened, which page it shows, and what was drawn last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.services.seeing import After, Shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Somebody's Home. `drawn` is a digest of what it shows; without a shelf it shows the first page of each."""

    user: str
    version: int
    drawn: str | None = None
    shelf: Shelf | None = None
    after: After | None = None


class Homes(Protocol):
    """What the store is asked of them. Every method is one transaction."""

    async def turn_home(
        self, user: str, *, at: datetime, shelf: Shelf | None = None, after: After | None = None
    ) -> None:
        """Remember that somebody looks at a page of their Home; it is then drawn whatever was drawn before."""
        ...

    async def home(self, user: str) -> Home | None:
        """Load somebody's Home; None where they never opened it."""
        ...

    async def home_drawn(self, home: Home, drawn: str) -> bool:
        """Record what was drawn; False where somebody else drew or turned it since it was read."""
        ...

    async def opened_homes(self, *, since: datetime, limit: int) -> Sequence[str]:
        """Name who opened theirs since an instant, the latest first."""
        ...
