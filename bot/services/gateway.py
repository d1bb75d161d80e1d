"""What the use cases ask of Octopush.

Every call ends in one of four ways: a value (done), `Busy` (surely not taken), `Refused` (surely not taken, for good) or
`Unsure` (maybe taken). No other exception leaves an implementation, and no call is repeated inside one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from decimal import Decimal

    from bot.domain.brief import Brief


@dataclass(frozen=True, slots=True)
class Computing:
    """Octopush is still counting people and price, or says that the campaign is not ready."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The campaign may be sent: how many people, and what it costs in euros."""

    people: int
    cost: Decimal


@dataclass(frozen=True, slots=True)
class ComputationFailed:
    """Octopush gave up counting; it gives no reason."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """Octopush accepted a simulation run; whatever it said of people and cost, None where it said nothing."""

    ticket: str | None
    people: int | None = None
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """The campaign that waits in the account, if Octopush shows one. `sends_at` is None where it does not say."""

    ticket: str
    people: int | None
    cost: Decimal | None
    sends_at: datetime | None


class Octopush(Protocol):
    """The account at Octopush."""

    async def simulate(self, brief: Brief, *, request_id: str) -> Simulated:
        """Run the campaign with `simulation_mode: true`; nothing is prepared."""
        ...

    async def prepare(self, brief: Brief, *, request_id: str) -> str:
        """Create the campaign and return its ticket number; nothing leaves until `send`.

        A second call with the same `request_id` within 24 hours is `Refused` with code 120: the first was taken.
        """
        ...

    async def status(self, ticket: str) -> Computing | Ready | ComputationFailed:
        """Ask how the computation stands. Useful only before the sending."""
        ...

    async def send(self, brief: Brief, ticket: str) -> datetime | None:
        """Confirm the sending of a prepared campaign, on a fresh connection.

        Return the sending date that Octopush names (aware), or None where any 2xx named none. `Busy` means that it was
        surely not taken ("not ready", 429, refused connection).
        """
        ...

    async def trial(self, brief: Brief, *, phones: Sequence[str], request_id: str) -> str | None:
        """Send a Brief's words to a few phones (E.164) at once, as they are; return the ticket, None where none was named.

        Whom the Brief goes to, and when, plays no part. `Unsure` means that it may have been sent: never repeated blindly.
        """
        ...

    async def cancel(self, ticket: str) -> None:
        """Cancel a prepared campaign; one that is not known any more counts as cancelled."""
        ...

    async def draft(self) -> Draft | None:
        """Read the campaign that waits in the account."""
        ...

    async def balance(self) -> Decimal:
        """Read the credit of the account, in euros."""
        ...
