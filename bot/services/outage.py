"""Octopush down: noticed by its silence, waited out behind a circuit breaker, and known to be over by a read.

The breaker stands between the use cases and Octopush. After three calls in a row without an answer it lets none through but
the probe's, which only reads; it never guesses that a sending would go well. What it knows is in the store, so that it
holds on every process and after every restart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from bot import logs
from bot.errors import Busy, OctopushError, Refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal

    from bot.domain.brief import Brief
    from bot.domain.campaign import Campaign
    from bot.services.gateway import ComputationFailed, Computing, Draft, Octopush, Ready, Simulated
    from bot.services.ports import Clock

log = logs.get(__name__)

T = TypeVar("T")

#: After how many calls in a row without an answer no more are made.
TRIPS = 3
#: How long Octopush is silent before the channel is told.
TELL_AFTER = timedelta(minutes=3)
#: How long a probe may take before another process may make it.
PROBING = timedelta(seconds=60)
#: What stands for no answer at all, among the codes and statuses of errors.
SILENT_STATUSES = frozenset({0, 408, *range(500, 600)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A time at which Octopush does not answer: since the first unanswered call, until `over_at`."""

    id: int
    since: datetime
    #: Calls in a row without an answer.
    silent: int
    over_at: datetime | None
    #: The compare-and-set of the probing, and of the line in Slack.
    version: int
    drawing: int

    @property
    def is_open(self) -> bool:
        """Whether no call is let through."""
        return self.over_at is None and self.silent >= TRIPS


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The line about an outage in a channel: its place in Slack, a digest of its words, and the campaigns it named."""

    channel: str
    ts: str
    drawn: str
    named: tuple[int, ...]


class Outages(Protocol):
    """The outages on record. Every method is one transaction."""

    async def outage(self) -> Outage | None:
        """Give the outage that is not over."""
        ...

    async def unanswered(self, *, tell_after: timedelta, probe_after: timedelta) -> None:
        """Count a call without an answer; the first begins an outage."""
        ...

    async def answered(self) -> None:
        """End the outage, if there is one, and make due at once what waited for it. One never told is forgotten."""
        ...

    async def claim_probe(self, number: int, entry: int, *, until: datetime) -> Outage | None:
        """Take the right to probe; None where the outage is over or somebody else has it."""
        ...

    async def probe_again(self, outage: Outage, *, at: datetime) -> None:
        """Say when the next probe is due."""
        ...

    async def claim_notice(self, number: int, entry: int, *, until: datetime) -> Outage | None:
        """Take the right to draw the lines about an outage; None where somebody else has it."""
        ...

    async def notice_again(self, outage: Outage, *, at: datetime | None) -> None:
        """Give the right back and say when to look again, if ever; an outage that ended meanwhile is due at once."""
        ...

    async def lines(self, outage: Outage) -> Mapping[str, Line]:
        """Give the lines about an outage by channel."""
        ...

    async def lined(self, outage: Outage, line: Line, *, instead_of: Line | None) -> bool:
        """Remember a line in place of the one that stood there; False where another's stands there by now."""
        ...

    async def held_up(self, named: Sequence[int]) -> Sequence[Campaign]:
        """Give the campaigns that are being prepared or approved, and those of these numbers, by number."""
        ...


def is_silent(exc: OctopushError) -> bool:
    """Whether Octopush did not answer, or something in between did in its place."""
    return not isinstance(exc, Refused) and exc.code in SILENT_STATUSES


@dataclass(frozen=True, slots=True)
class Breaker:
    """`bot.services.gateway.Octopush`, as long as it answers; else `Busy` at once, which is "surely not taken"."""

    octopush: Octopush
    outages: Outages
    clock: Clock

    async def simulate(self, brief: Brief, *, request_id: str) -> Simulated:
        """Let a simulation through: somebody looks at the screen, and nothing is prepared by it."""
        found = await self.octopush.simulate(brief, request_id=request_id)
        if await self.outages.outage() is not None:
            await self._note(answered=True)
        return found

    async def prepare(self, brief: Brief, *, request_id: str) -> str:
        """Prepare, while Octopush answers."""
        return await self._through(lambda: self.octopush.prepare(brief, request_id=request_id))

    async def status(self, ticket: str) -> Computing | Ready | ComputationFailed:
        """Ask how the computation stands, while Octopush answers."""
        return await self._through(lambda: self.octopush.status(ticket))

    async def send(self, brief: Brief, ticket: str) -> datetime | None:
        """Confirm the sending. A status answered just before, so nothing may stand between the caller and this."""
        try:
            return await self.octopush.send(brief, ticket)
        except OctopushError as exc:
            if is_silent(exc):
                await self._note(answered=False)
            raise

    async def trial(self, brief: Brief, *, phones: Sequence[str], request_id: str) -> str | None:
        """Send a test, while Octopush answers."""
        return await self._through(lambda: self.octopush.trial(brief, phones=phones, request_id=request_id))

    async def cancel(self, ticket: str) -> None:
        """Cancel a prepared campaign, while Octopush answers."""
        await self._through(lambda: self.octopush.cancel(ticket))

    async def draft(self) -> Draft | None:
        """Read what waits in the account, while Octopush answers."""
        return await self._through(self.octopush.draft)

    async def balance(self) -> Decimal:
        """Read the credit, while Octopush answers; nothing waits for it, so its silence alone proves nothing."""
        await self._insist()
        return await self.octopush.balance()

    async def _through(self, call: Callable[[], Awaitable[T]]) -> T:
        known = await self._insist()
        try:
            found = await call()
        except OctopushError as exc:
            if is_silent(exc) or known is not None:
                await self._note(answered=not is_silent(exc))
            raise
        if known is not None:
            await self._note(answered=True)
        return found

    async def _insist(self) -> Outage | None:
        """Give the outage that is noticed but not certain yet; raises Busy where it is."""
        known = await self.outages.outage()
        if known is not None and known.is_open:
            raise Busy("Octopush has not answered for a while, and is not asked")
        return known

    async def _note(self, *, answered: bool) -> None:
        """Keep what a call has shown. What Octopush said must not be lost over it."""
        try:
            if answered:
                await self.outages.answered()
            else:
                await self.outages.unanswered(tell_after=TELL_AFTER, probe_after=pause(1))
        except Exception:
            log.exception("outage_not_noted", reference=logs.reference(), answered=answered)


@dataclass(frozen=True, slots=True)
class Prober:
    """Asks whether Octopush answers again."""

    octopush: Octopush
    outages: Outages
    clock: Clock

    async def probe(self, number: int, entry: int) -> None:
        """Read something; an answer of any kind ends the outage, silence is asked again."""
        outage = await self.outages.claim_probe(number, entry, until=self.clock() + PROBING)
        if outage is None:
            return
        if await self._answers():
            await self.outages.answered()
            log.info("octopush_is_back", outage=outage.id, since=outage.since.isoformat())
            return
        await self.outages.unanswered(tell_after=TELL_AFTER, probe_after=pause(1))
        await self.outages.probe_again(outage, at=self.clock() + pause(outage.silent))

    async def _answers(self) -> bool:
        """Ask for a status where a campaign waits with its ticket, and for the credit: one of them may be broken alone."""
        tickets = [
            one.ticket for one in await self.outages.held_up(()) if one.ticket and one.waiting is not None
        ]
        reads: list[Callable[[], Awaitable[object]]] = [self.octopush.balance]
        if tickets:
            reads.insert(0, partial(self.octopush.status, tickets[0]))
        for read in reads:
            try:
                await read()
            except OctopushError as exc:
                if is_silent(exc):
                    continue
            return True
        return False


def pause(silent: int) -> timedelta:
    """How long to wait before the next probe: 5 seconds, doubled up to half a minute."""
    return timedelta(seconds=min(5.0 * 2.0 ** min(max(silent - 1, 0), 10), 30.0))
