"""Everything but Slack and the engine: the use cases, a store on SQLite, the local Octopush over HTTP, one clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.adapters.octopush import OctopushClient
from bot.adapters.tables import campaigns, outages, tickets
from bot.domain.brief import Brief, Moment
from bot.domain.campaign import BOT, Campaign, State
from bot.domain.policy import Policy
from bot.domain.transitions import begin, decide
from bot.errors import Reason, UserError
from bot.services.approvals import Approvals
from bot.services.delivery import Delivery
from bot.services.drafting import Drafting
from bot.services.jobs import Kind
from bot.services.outage import Breaker, Prober
from bot.services.ports import Channel, Person

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.adapters.store import SqlStore
    from bot.domain.effects import Step
    from bot.sandbox.octopush import Campaign as AtOctopush
    from bot.sandbox.octopush import LocalOctopush
    from bot.services.gateway import Draft

#: Monday, 10:44 in Paris; the campaign leaves the same day at 18:00.
NOW = datetime(2026, 11, 23, 9, 44, tzinfo=UTC)
MOMENT = Moment.of(datetime(2026, 11, 23, 17, tzinfo=UTC), "Europe/Paris")
BRIEF = Brief(text="Bonjour {first_name}. STOP au XXXXX", list_name="VIP", send_at=MOMENT)
CREATE, STATUS = "sms-campaign-on-list/create", "sms-campaign-on-list/status"
SEND, CANCEL = "sms-campaign-on-list/send", "sms-campaign-on-list/cancel"


class Hands:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime = NOW) -> None:
        self.now = at

    def __call__(self) -> datetime:
        return self.now


class Directory:
    """The people of a workspace: Karim and Léa may approve; who is in `gone` is no member."""

    def __init__(self) -> None:
        self.leads = {"UKARIM", "ULEA"}
        self.gone: set[str] = set()
        self.away: set[str] = set()
        self.down = False
        self.asked_afresh: set[str] = set()

    async def person(self, user: str, *, fresh: bool = False) -> Person:
        """Everybody is in Paris; what is kept of them is never looked at here."""
        self.asked_afresh |= {user} if fresh else set()
        return Person(
            id=user,
            name=user,
            zone="Europe/Paris",
            locale="fr-FR",
            member=user not in self.gone,
            away=user in self.away,
        )

    async def channel(self, channel: str) -> Channel:
        """Every channel can be used."""
        return Channel(id=channel, name="campaigns", why_not=None)

    async def among(self, user: str, named: frozenset[str], *, fresh: bool) -> str | None:
        """Rights are always asked for afresh here, or a click would count on what was."""
        assert fresh
        if self.down:
            raise UserError(Reason.DIRECTORY_DOWN)
        if user in named:
            return user
        people = await self.people(named)
        return min(name for name in named if name.startswith("S")) if user in people else None

    async def people(self, named: frozenset[str]) -> frozenset[str]:
        """Name people, and for a group the leads."""
        if self.down:
            raise UserError(Reason.DIRECTORY_DOWN)
        groups = {name for name in named if name.startswith("S")}
        return (named - groups) | (frozenset(self.leads) if groups else frozenset())


class Octopush(OctopushClient):
    """The real client; what is to happen just before a call, or just after, is put in by the call's name."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.before: dict[str, Callable[[], Awaitable[object]]] = {}
        self.after: dict[str, Callable[[], Awaitable[object]]] = {}
        #: What the draft is to say instead, where a test says so.
        self.shows: Draft | None = None

    async def simulate(self, brief: Brief, *, request_id: str) -> Any:
        """Simulate, and let happen what is to."""
        found = await super().simulate(brief, request_id=request_id)
        await self._happen(self.after, "simulate")
        return found

    async def prepare(self, brief: Brief, *, request_id: str) -> str:
        """Prepare, and let happen what is to."""
        await self._happen(self.before, "prepare")
        found = await super().prepare(brief, request_id=request_id)
        await self._happen(self.after, "prepare")
        return found

    async def status(self, ticket: str) -> Any:
        """Ask, and let happen what is to."""
        found = await super().status(ticket)
        await self._happen(self.after, "status")
        return found

    async def send(self, brief: Brief, ticket: str) -> datetime | None:
        """Send, and let happen what is to."""
        await self._happen(self.before, "send")
        found = await super().send(brief, ticket)
        await self._happen(self.after, "send")
        return found

    async def draft(self) -> Draft | None:
        """Read what waits, or what is to be read."""
        return self.shows or await super().draft()

    async def _happen(self, what: dict[str, Callable[[], Awaitable[object]]], call: str) -> None:
        if (happens := what.pop(call, None)) is not None:
            await happens()


@dataclass
class Story:
    """One bot at work, driven by hand."""

    clock: Hands
    engine: AsyncEngine
    store: SqlStore
    local: LocalOctopush
    octopush: Octopush
    policy: Policy = field(default_factory=lambda: Policy(approvers=frozenset({"SLEADS"})))
    directory: Directory = field(default_factory=Directory)
    #: Whether a circuit breaker stands before Octopush, as in the app.
    guarded: bool = False

    @property
    def drafting(self) -> Drafting:
        """The requester's side."""
        return Drafting(self.store, self.octopush, self.clock, self.policy, self.directory)

    @property
    def approvals(self) -> Approvals:
        """The approvers' side."""
        return Approvals(self.store, self.directory, self.clock, self.policy, self.store)

    def delivery(self, worker: str = "one") -> Delivery:
        """Give the bot's side, in one of its processes."""
        octopush = Breaker(self.octopush, self.store, self.clock) if self.guarded else self.octopush
        return Delivery(self.store, octopush, self.directory, self.clock, self.policy, worker)

    async def confirmed(self, brief: Brief = BRIEF) -> Campaign:
        """Begin a campaign of Claire's."""
        change = begin(brief, requester="UCLAIRE", channel="C1", now=self.clock())
        return await self.store.begin(change, nonce=f"n{brief.digest}")

    async def asked(self, brief: Brief = BRIEF) -> Campaign:
        """Bring a campaign to where people are asked."""
        campaign = await self.confirmed(brief)
        await self.pass_time(minutes=1)
        return await self.now(campaign, State.AWAITING)

    async def approved(self, brief: Brief = BRIEF) -> Campaign:
        """Bring a campaign to where it waits for its moment."""
        campaign = await self.asked(brief)
        return await self.approvals.approve(campaign.id, revision=1, user="UKARIM")

    async def now(self, campaign: Campaign, state: State) -> Campaign:
        """Load a campaign that must be in a state by now."""
        found = await self.store.load(campaign.id)
        assert found.state is state
        return found

    async def step(self, campaign: Campaign, step: Step) -> Campaign:
        """Decide and write a step of the bot's, as one of its other processes would."""
        change = decide(campaign, step, actor=BOT, now=self.clock(), policy=self.policy)
        return await self.store.write(change)

    async def work(self, worker: str = "one") -> bool:
        """Do all that is due at this instant, once; tell whether there was anything."""
        delivery = self.delivery(worker)
        work = {
            Kind.ACT: delivery.act,
            Kind.RELEASE: delivery.release,
            Kind.PROBE: Prober(self.octopush, self.store, self.clock).probe,
        }
        jobs = [job for job in await self.store.due(self.clock()) if job.kind in work]
        for job in jobs:
            await work[job.kind](job.subject, job.entry)
        return bool(jobs)

    async def pass_time(self, worker: str = "one", **by: float) -> None:
        """Let time pass, from one thing that is due to the next, and do each."""
        until = self.clock.now + timedelta(**by)
        for _ in range(2000):
            if await self.work(worker):
                continue
            due = await self._next_due()
            if due is None or due > until:
                break
            self.clock.now = max(self.clock.now, due)
        else:
            raise AssertionError("There is no end to what is due.")
        self.clock.now = until

    async def until(self, moment: datetime) -> None:
        """Let time pass up to an instant."""
        await self.pass_time(seconds=(moment - self.clock.now).total_seconds())

    async def _next_due(self) -> datetime | None:
        """Find the earliest that is due or whose claim is over."""
        column = sa.func.coalesce(campaigns.c.claim_until, campaigns.c.due_at)
        async with self.engine.connect() as connection:
            first = [
                (await connection.execute(sa.select(sa.func.min(column)).where(due.is_not(None)))).scalar()
                for column, due in (
                    (column, campaigns.c.due_at),
                    (tickets.c.release_at, sa.case((tickets.c.released_at.is_(None), tickets.c.release_at))),
                    (outages.c.probe_at, outages.c.probe_at),
                )
            ]
        return min(
            (at if at.tzinfo else at.replace(tzinfo=UTC) for at in first if at is not None), default=None
        )

    def asked_for(self, path: str) -> list[Any]:
        """Give the bodies of the calls of a service, in order."""
        return [call.request for call in self.local.exchanges if path in call.path]

    @property
    def prepared(self) -> list[AtOctopush]:
        """What was prepared at Octopush in earnest, in order."""
        return [campaign for campaign in self.local.campaigns.values() if not campaign.simulated]

    @property
    def sent(self) -> list[str]:
        """The tickets of what was sent, in order."""
        return [sending.ticket for sending in self.local.sendings]
