"""Whether the database at hand is the one that was served last, or an older copy that somebody restored.

An older copy holds campaigns as approved that may have been sent, changed or cancelled since: handing them over would send
twice, or send what nobody wants any more. So at every start, before anything is handed over:

1. The database says when it was last served; beside a SQLite file, so does a marker that a restored file does not bring
   along. A marker that is ahead proves an older copy. A long silence without one proves nothing, and raises a doubt.
2. Slack keeps a message for each approved campaign, which is taken back as soon as the campaign is sent, changed or
   cancelled. Still there: nothing has happened to it since. Gone: something has, and the database does not know what.
3. Octopush is asked for the status of each approved ticket. One that it knows as sent is no longer ours to send.

Whatever speaks against an approved campaign makes it UNSURE, for a person to decide, and halts all sending until an
administrator has looked and resumes. What is confirmed stays approved. Nothing here ever sends, and a start is never refused.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from bot import logs
from bot.domain.campaign import BOT, Action, State
from bot.domain.effects import Step
from bot.domain.policy import too_late_at
from bot.domain.transitions import decide
from bot.errors import Conflict, OctopushError, Refused
from bot.services.delivery import ALREADY_SENT
from bot.services.pausing import RESTORED, News

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from bot.domain.campaign import Campaign, Change
    from bot.domain.policy import Policy
    from bot.services.gateway import Octopush
    from bot.services.ports import Clock
    from bot.services.posted import Posted

log = logs.get(__name__)

#: How often it is noted that the database is served, and how long a silence is no more than a restart.
BEAT, SILENCE = timedelta(seconds=30), timedelta(minutes=10)
#: How many approved campaigns are looked at, the soonest first; and seconds for Octopush to tell of them.
AT_MOST, PATIENCE = 100, 5.0
#: Stands for a campaign of which an older copy of the database does not know what became.
UNKNOWN_SINCE = -4


class Records(Protocol):
    """What the store is asked here."""

    async def last_served(self) -> datetime | None:
        """Tell when this database was last served; None where it never was."""
        ...

    async def served(self, at: datetime) -> None:
        """Note that this database is served."""
        ...

    async def under_way(self, state: State, *, limit: int) -> Sequence[Campaign]:
        """Read open campaigns in a state, the soonest due first."""
        ...

    async def watched(self, numbers: Sequence[int]) -> Mapping[int, Posted]:
        """Give the messages that Slack keeps for campaigns, as far as we know."""
        ...

    async def write(self, change: Change) -> Campaign:
        """Write a transition; raises Conflict."""
        ...

    async def halt(self, name: str, *, by: str, news: News | None = None) -> bool:
        """Hand nothing over any more."""
        ...


class Marker(Protocol):
    """A note outside the database of when it was last served."""

    def read(self) -> datetime | None:
        """Tell when; None where nobody noted it."""
        ...

    def write(self, at: datetime) -> None:
        """Note it."""
        ...


class Witness(Protocol):
    """What Slack is asked here."""

    async def kept(self) -> frozenset[str] | None:
        """Name the messages that Slack keeps for us; None where it does not tell."""
        ...


@dataclass(frozen=True, slots=True)
class Provenance:
    """Asks where the database comes from. `real` is the real clock: a database is restored in real time."""

    store: Records
    marker: Marker | None
    witness: Witness
    octopush: Octopush
    clock: Clock
    real: Clock
    policy: Policy

    async def check(self) -> None:
        """Look before anything is handed over; halt, and ask people, where the database may be an older copy."""
        last = await self.store.last_served()
        noted = await asyncio.to_thread(self.marker.read) if self.marker else None
        older = noted is not None and (last is None or noted > last)
        silent = last is not None and self.real() - last > SILENCE
        now = self.clock()
        approved = [
            campaign
            for campaign in await self.store.under_way(State.APPROVED, limit=AT_MOST)
            # What is too late expires by itself, and is never sent.
            if too_late_at(campaign, self.policy) > now
        ]
        against = await self._against(approved, doubt=older or silent) if approved else {}
        if against:
            # Another process may have gone on with one meanwhile, and taken its message back after that.
            still = {one.id: one.version for one in await self.store.under_way(State.APPROVED, limit=AT_MOST)}
            approved = [one for one in approved if still.get(one.id) == one.version]
            against = {one.id: against[one.id] for one in approved if one.id in against}
        if older or against:
            await self.store.halt(RESTORED, by=BOT.id, news=News.RESTORED)
            log.error("database_looks_restored", older=older, silent=silent, campaigns=sorted(against))
        for campaign in approved:
            if campaign.id in against:
                await self._ask(campaign, against[campaign.id])

    @contextlib.asynccontextmanager
    async def watching(self) -> AsyncIterator[asyncio.Event]:
        """Check once, then note that the database is served until the block ends; the event tells that it is checked."""
        checked = asyncio.Event()
        watching = asyncio.create_task(self._watch(checked), name="provenance")
        try:
            yield checked
        finally:
            watching.cancel()
            await asyncio.wait([watching])
            if checked.is_set():
                await self._note()

    async def _watch(self, checked: asyncio.Event) -> None:
        try:
            await self.check()
        except Exception:
            log.exception("provenance_unchecked", reference=logs.reference())
        checked.set()
        while True:
            await self._note()
            await asyncio.sleep(BEAT.total_seconds())

    async def _note(self) -> None:
        """Note it in the database, and then beside it: the database is never behind the marker."""
        at = self.real()
        try:
            await self._noted(at)
        except Exception:
            log.exception("not_noted", reference=logs.reference())

    async def _noted(self, at: datetime) -> None:
        await self.store.served(at)
        if self.marker is not None:
            await asyncio.to_thread(self.marker.write, at)

    async def _against(self, approved: Sequence[Campaign], *, doubt: bool) -> dict[int, int]:
        """Name the campaigns that something speaks against, with the code of what it is."""
        kept, watched = await self.witness.kept(), await self.store.watched([one.id for one in approved])
        against = {}
        for campaign in approved:
            message = watched.get(campaign.id)
            # A message that is not there yet, or not yet moved, witnesses nothing.
            tells = kept is not None and message is not None and message.drawn == watch(campaign, self.policy)
            gone = tells and message is not None and kept is not None and message.ts not in kept
            if gone or (doubt and not tells):
                against[campaign.id] = UNKNOWN_SINCE
        return against | dict.fromkeys(await self._sent(approved), ALREADY_SENT)

    async def _sent(self, approved: Sequence[Campaign]) -> list[int]:
        """Name the campaigns that Octopush knows as sent; what it does not tell in time is not waited for."""
        found: list[int] = []

        async def look(campaign: Campaign) -> None:
            if campaign.ticket is None:
                return
            try:
                await self.octopush.status(campaign.ticket)
            except Refused as exc:
                if exc.code == ALREADY_SENT:
                    found.append(campaign.id)
            except OctopushError as exc:
                log.info("status_unread", campaign=campaign.id, code=exc.code)

        try:
            async with asyncio.timeout(PATIENCE):
                for campaign in approved:
                    await look(campaign)
        except TimeoutError:
            log.warning("statuses_unread", read=len(found), of=len(approved))
        return found

    async def _ask(self, campaign: Campaign, code: int) -> None:
        step = Step(action=Action.LOST, code=code)
        try:
            await self.store.write(decide(campaign, step, actor=BOT, now=self.clock(), policy=self.policy))
        except Conflict:
            log.info("moved_on", campaign=campaign.id)


def watch(campaign: Campaign, policy: Policy) -> str:
    """Say for when Slack keeps a message for a campaign, in Unix seconds; a minute after it is too late."""
    return str(int((too_late_at(campaign, policy) + timedelta(minutes=1)).timestamp()))
