"""How much there is of what, for whoever watches over the bot: counts and ages only, never a campaign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.domain.campaign import State
    from bot.services.jobs import Kind


@dataclass(frozen=True, slots=True)
class Waiting:
    """Work that is due and in nobody's hands: how much, and since when the oldest."""

    jobs: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """What the store holds at one moment. Kinds of work that nothing waits for are not named."""

    campaigns: Mapping[State, int]
    waiting: Mapping[Kind, Waiting]
    #: Attempts to prepare whose answer was lost.
    lost_tickets: int
    halts: int
