"""The policy by risk: what a team decides differently where more is at stake, as its policy file says it.

Without a file nothing of it holds. Only alerts can be made to take fewer approvals than the house asks for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.domain.budget import Budget

if TYPE_CHECKING:
    from datetime import timedelta
    from decimal import Decimal

    from bot.domain.campaign import Measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Above:
    """What is larger than a number of people, or dearer than a cost in euros; either is enough."""

    above_recipients: int | None = None
    above_cost: Decimal | None = None

    def holds(self, measured: Measured) -> bool:
        """Whether a campaign of this size is meant."""
        many = self.above_recipients is not None and measured.people > self.above_recipients
        dear = self.above_cost is not None and measured.cost > self.above_cost
        return many or dear


@dataclass(frozen=True, slots=True, kw_only=True)
class Larger(Above):
    """How many must approve what is larger."""

    approvals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """What is decided differently for service messages: by whom, by how many, and how soon. None: as for all others."""

    #: Slack ids of people and of user groups; empty: as for all others.
    approvers: frozenset[str] = frozenset()
    approvals: int | None = None
    #: How long one that leaves as soon as it is approved waits for its approval.
    decide_within: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests:
    """Who may ask for campaigns, in which channels and with which senders. Empty: all that could without it."""

    #: Slack ids of people and of user groups.
    people: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    senders: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """All of it; `version` names the file it was read from by its content, None without one."""

    larger: tuple[Larger, ...] = ()
    alerts: Alerts = Alerts()
    budget: Budget = field(default_factory=Budget)
    requests: Requests = Requests()
    #: Above it an approval takes a second step; None: never.
    second_step: Above | None = None
    version: str | None = None
