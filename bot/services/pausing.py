"""Pause and resume: while paused no process hands anything to Octopush; all else goes on.

A pause is a halt in the store, so that it holds for every process and outlives them. Only administrators may pause or
resume from Slack; whoever can run commands where the bot runs may too.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from bot import logs
from bot.domain.campaign import State
from bot.errors import Reason, UserError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.domain.campaign import Campaign
    from bot.services.ports import Person

log = logs.get(__name__)

#: Names of halts: somebody paused; the database looks like an older copy.
PAUSED, RESTORED = "paused", "restored"
#: Who paused, where it was done where the bot runs.
OPERATOR = "operator"


class News(StrEnum):
    """What the channels are told. The values are stored."""

    PAUSED = "paused"
    RESTORED = "restored"
    RESUMED = "resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A line for the channels: which, by whom, and the channels that know by now."""

    id: int
    version: int
    news: News
    by: str
    at: datetime
    posted: tuple[str, ...]


class Halting(Protocol):
    """What the store is asked here."""

    async def halt(self, name: str, *, by: str, news: News | None = None) -> bool:
        """Hand nothing over any more; returns whether the halt is new. `news` is then told in the channels."""
        ...

    async def lift(self, *names: str, by: str = "", news: News | None = None) -> bool:
        """Lift halts; returns whether any held. `news` is then told in the channels."""
        ...

    async def under_way(self, state: State, *, limit: int) -> Sequence[Campaign]:
        """Read open campaigns in a state, the soonest due first."""
        ...


class Administrators(Protocol):
    """What Slack is asked here."""

    async def person(self, user: str) -> Person:
        """Read somebody; raises UserError(DIRECTORY_DOWN)."""
        ...

    async def is_administrator(self, user: str) -> bool:
        """Whether somebody may pause, read anew; raises UserError(DIRECTORY_DOWN)."""
        ...


@dataclass(frozen=True, slots=True)
class Pausing:
    """The use cases of pausing; nobody but administrators is heard."""

    store: Halting
    directory: Administrators

    async def pause(self, user: str) -> tuple[bool, Sequence[Campaign]]:
        """Pause; raises UserError. Returns whether it is news, and what Octopush is being asked to send right now."""
        await self._insist(user)
        new = await pause(self.store, by=user)
        return new, await self.store.under_way(State.SENDING, limit=10)

    async def resume(self, user: str) -> bool:
        """Resume; raises UserError. Returns whether anything was paused."""
        await self._insist(user)
        return await resume(self.store, by=user)

    async def _insist(self, user: str) -> None:
        if not (await self.directory.person(user)).member:
            raise UserError(Reason.OUTSIDER)
        if not await self.directory.is_administrator(user):
            raise UserError(Reason.NOT_AN_ADMINISTRATOR)


async def pause(store: Halting, *, by: str = OPERATOR) -> bool:
    """Pause, on somebody's word; returns whether it is news."""
    new = await store.halt(PAUSED, by=by, news=News.PAUSED)
    log.warning("paused", by=by, new=new)
    return new


async def resume(store: Halting, *, by: str = OPERATOR) -> bool:
    """Lift a pause, and the halt of a restored database; returns whether there was any."""
    lifted = await store.lift(PAUSED, RESTORED, by=by, news=News.RESUMED)
    log.warning("resumed", by=by, new=lifted)
    return lifted
