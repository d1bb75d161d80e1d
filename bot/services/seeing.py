"""Who sees what: the campaigns somebody asked for, may decide on, or whose channel they belong to; no others.

Rights are read from what is kept of Slack for a short while. Where Slack does not tell who is in a channel, its campaigns
are not shown. A campaign that is not there and one that may not be seen get the same answer.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from bot.domain.policy import all_approvers
from bot.errors import NotFound, Reason, UserError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.campaign import Campaign
    from bot.domain.outcomes import Outcome
    from bot.domain.policy import Policy
    from bot.services.ports import Clock, Person
    from bot.services.posted import Posted

#: How long a campaign that was not sent waits for whoever asked to mend it.
MENDED_WITHIN = timedelta(days=7)
#: How many channels of one person are looked into at most.
CHANNELS_AT_MOST = 100


class Shelf(StrEnum):
    """A group of campaigns, in the order in which it is read."""

    TO_DECIDE = "to_decide"
    TO_APPROVE = "to_approve"
    TO_FIX = "to_fix"
    GOING_OUT = "going_out"
    UNDER_WAY = "under_way"
    LATELY = "lately"
    #: All there are, the latest first.
    ALL = "all"


#: What a Home shows.
HOME = (Shelf.TO_DECIDE, Shelf.TO_APPROVE, Shelf.TO_FIX, Shelf.GOING_OUT, Shelf.UNDER_WAY, Shelf.LATELY)


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody sees: everything where they may decide, else their own campaigns and those of their channels."""

    user: str
    approver: bool
    channels: tuple[str, ...] = ()
    #: Who is in some channel was not read, so that campaigns may be missing.
    partial: bool = False


@dataclass(frozen=True, slots=True)
class After:
    """Where a page ends: the next begins after this campaign, at this instant where the shelf is in order of time."""

    number: int
    at: datetime | None = None

    def __str__(self) -> str:
        """Write it down; `read` reads it back."""
        return str(self.number) if self.at is None else f"{self.number}@{self.at.isoformat()}"

    @classmethod
    def read(cls, written: str) -> After:
        """Read one back; raises ValueError where it is none."""
        number, _, at = written.partition("@")
        return cls(int(number), datetime.fromisoformat(at) if at else None)


@dataclass(frozen=True, slots=True)
class Page:
    """Some campaigns of a shelf; `more` is where the next page begins, None at the end."""

    campaigns: Sequence[Campaign] = ()
    more: After | None = None


@dataclass(frozen=True, slots=True)
class Halt:
    """What keeps everything from being handed over: since when, and by whom."""

    name: str
    since: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Board:
    """All that somebody's Home is drawn from, as of one moment."""

    sight: Sight
    shelves: Mapping[Shelf, Page]
    #: The cards of the campaigns above, by campaign.
    cards: Mapping[int, Posted] = field(default_factory=dict)
    #: Euros handed over this month, in the campaigns they see.
    spent: Decimal = Decimal(0)
    halts: Sequence[Halt] = ()
    #: What became of those that went out lately, where anything was heard of it, by campaign.
    outcomes: Mapping[int, Outcome] = field(default_factory=dict)


class Shelves(Protocol):
    """What the store is asked here. Every method is one look."""

    async def channels(self, *, limit: int) -> Sequence[str]:
        """Name the channels that campaigns were asked for in."""
        ...

    async def board(
        self,
        sight: Sight,
        wanted: Mapping[Shelf, After | None],
        *,
        each: int,
        since: datetime,
        days: tuple[str, str],
        anybody: bool,
    ) -> Board:
        """Read `each` campaigns of every shelf that is wanted, after where a page ended.

        `since` is how far back unsent ones are worth mending, `days` the first day of the spending and the day after
        the last (ISO 8601), `anybody` whether people may decide on what they wrote.
        """
        ...

    async def find(self, name: str) -> Campaign:
        """Load a campaign by its number or by any of its tickets; raises NotFound."""
        ...


class Membership(Protocol):
    """What Slack is asked here."""

    async def person(self, user: str) -> Person:
        """Read somebody; raises UserError(DIRECTORY_DOWN)."""
        ...

    async def among(self, user: str, named: frozenset[str], *, fresh: bool) -> str | None:
        """Say as which of those named somebody counts, None as none of them; raises UserError(DIRECTORY_DOWN)."""
        ...

    async def members(self, channel: str) -> frozenset[str]:
        """Name who is in a channel; raises UserError(DIRECTORY_DOWN)."""
        ...


@dataclass(frozen=True, slots=True)
class Seeing:
    """The use cases of looking."""

    store: Shelves
    directory: Membership
    clock: Clock
    policy: Policy
    #: The house's zone (IANA), in which months begin.
    zone: str

    async def sight(self, user: str) -> Sight:
        """Say what somebody sees; raises UserError where they see nothing here, or Slack does not tell who they are."""
        if not (await self.directory.person(user)).member:
            raise UserError(Reason.OUTSIDER)
        if await self.directory.among(user, all_approvers(self.policy), fresh=False):
            return Sight(user, approver=True)
        every = await self.store.channels(limit=CHANNELS_AT_MOST + 1)
        channels = every[:CHANNELS_AT_MOST]
        found = await asyncio.gather(*(self._belongs(user, channel) for channel in channels))
        mine = tuple(channel for channel, there in zip(channels, found, strict=True) if there)
        return Sight(user, approver=False, channels=mine, partial=None in found or len(every) > len(channels))

    async def find(self, user: str, name: str) -> Campaign:
        """Load a campaign that somebody sees, by number or ticket; raises UserError(UNKNOWN_CAMPAIGN) for any other."""
        if not (await self.directory.person(user)).member:
            raise UserError(Reason.OUTSIDER)
        approver = await self.directory.among(user, all_approvers(self.policy), fresh=False) is not None
        try:
            campaign = await self.store.find(name)
        except NotFound:
            raise UserError(Reason.UNKNOWN_CAMPAIGN) from None
        if approver or campaign.requester == user or await self._belongs(user, campaign.channel):
            return campaign
        raise UserError(Reason.UNKNOWN_CAMPAIGN)

    async def board(self, user: str, wanted: Mapping[Shelf, After | None], *, each: int) -> Board:
        """Read shelves as somebody sees them; raises what `sight` does."""
        now = self.clock()
        first = now.astimezone(ZoneInfo(self.zone)).date().replace(day=1)
        following = (first + timedelta(days=32)).replace(day=1)
        return await self.store.board(
            await self.sight(user),
            wanted,
            each=each,
            since=now - MENDED_WITHIN,
            days=(first.isoformat(), following.isoformat()),
            anybody=self.policy.approvals_required == 0,
        )

    async def _belongs(self, user: str, channel: str) -> bool | None:
        """Whether somebody is in a channel; None, which counts as no, where Slack does not tell."""
        try:
            return user in await self.directory.members(channel)
        except UserError:
            return None
