"""One play: a local Slack, a local Octopush, a database and bot processes that die, under a clock that a conductor moves.

Stories share the stage. Time moves only when nobody is in the middle of an act and the bot has nothing left to do now;
what is due and in nobody's hands must be taken up within five real seconds, or the play fails.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from bot.sandbox.slack import world
from bot.sandbox.slack.api.chat import post_due
from tests.crash.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.octopush import LocalOctopush
    from bot.sandbox.slack import LocalSlack
    from bot.sandbox.slack.messages import Message
    from bot.sandbox.slack.state import State
    from tests.crash.gates import Traffic
    from tests.crash.ledger import Ledger, Look
    from tests.crash.memory import SharedClock
    from tests.crash.processes import Process, Processes

T = TypeVar("T")

CHANNEL = world.CAMPAIGNS

#: Tuesday 24 November 2026, 10:00 in Paris.
MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
#: Real seconds within which what is due must be taken up, also after a restart; those in which the machine is too busy
#: to let the process run do not count.
RESUMED = 5.0
#: How much later the others take up what a process had in its hands that never comes back: work is handed out again each
#: half minute, since nobody can tell a dead process from a slow one.
HANDED_OUT_AGAIN = 30.0
#: Real seconds without any change after which nothing is going on.
STILL = 0.04
#: The same where a claim holds: its worker may be waiting for an answer, or be dead.
STILL_CLAIMED = 0.25
#: Real seconds after which a play that does not end has failed.
LONGEST = 1200.0


#: What tells a story's texts from all others'.
MARK = re.compile(r"offer no \d{3} ends")


class StuckError(Exception):
    """Something that should go on does not: the rule it breaks, and what it is."""

    def __init__(self, rule: Rule, words: str) -> None:
        super().__init__(words)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Score:
    """What a play is made from: with the same score, the same people want the same things in the same weather."""

    seed: int
    stories: int
    database: str
    approvals: int
    processes: int
    settings: dict[str, str]
    plant: str | None = None
    #: Real seconds within which what is due must be taken up.
    patience: float = RESUMED

    def random(self, part: str) -> Random:
        """Give the dice of one part of the play."""
        return Random(f"{self.seed}:{part}")  # noqa: S311 - to be repeated, not to be secret


@dataclass(slots=True)
class Stage:
    """A play in progress."""

    score: Score
    clock: SharedClock
    processes: Processes
    ledger: Ledger
    slack: LocalSlack
    octopush: LocalOctopush
    traffic: Traffic
    #: People in the middle of an act.
    active: int = 0
    #: Until when, by the sandbox's clock, somebody waits to see something.
    wishes: dict[object, datetime] = field(default_factory=dict)
    #: Called when nothing goes on, before the clock moves.
    at_rest: list[Callable[[], None]] = field(default_factory=list)
    #: The longest time from a start to the moment all that was due then had been taken up, in real seconds.
    slowest_resumption: float = 0.0
    _resuming: dict[int, frozenset[tuple[str, int, int]]] = field(default_factory=dict)
    #: The clicks and submissions that Slack has delivered.
    delivered: list[dict[str, Any]] = field(default_factory=list)
    _marks: dict[str, str | None] = field(default_factory=dict)
    _cards: dict[str, list[Message]] = field(default_factory=dict)
    _cards_at: int = -1
    _bell: asyncio.Future[None] | None = None
    _rung_at: int = -1
    _seen: tuple[Any, ...] = ()
    _since: float = field(default_factory=monotonic)
    _began: float = field(default_factory=monotonic)

    def cards(self) -> dict[str, list[Message]]:
        """Give the cards by the mark of their story, oldest first; made anew once something has changed."""
        if self._cards_at != self.state.changes.revision:
            self._cards_at = self.state.changes.revision
            self._cards = defaultdict(list)
            for message in self.state.messages.top_level(CHANNEL):
                if message.bot_id and message.ephemeral_to is None and (mark := self._mark_of(message)):
                    self._cards[mark].append(message)
        return self._cards

    def _mark_of(self, message: Message) -> str | None:
        """Tell which story's text a message shows; it is looked for once, since an edit keeps the mark."""
        if message.ts not in self._marks:
            found = MARK.search(json.dumps(message.blocks))
            self._marks[message.ts] = found.group() if found else None
        return self._marks[message.ts]

    @property
    def state(self) -> State:
        """What the local Slack holds."""
        return self.slack.state

    def route(self) -> bool:
        """Let Slack deliver to a process that serves; False where none does."""
        serving = self.processes.serving
        if serving:
            turn = self.traffic.calls % len(serving)
            self.state.courier.request_url = serving[turn].address
        return bool(serving)

    async def at(self, instant: datetime) -> None:
        """Wait for an instant of the sandbox."""
        await self.see(lambda: False, until=instant)

    async def see(self, look: Callable[[], T | None], *, until: datetime) -> T | None:
        """Wait until there is something to see, or until an instant of the sandbox; None then."""
        key = object()
        self.wishes[key] = until
        self.active -= 1
        try:
            while True:
                if found := look():
                    return found
                if self.clock() >= until:
                    return None
                await self._rung()
        finally:
            self.active += 1
            del self.wishes[key]

    async def _rung(self) -> None:
        """Wait until something may have changed."""
        if self._bell is None:
            self._bell = asyncio.get_running_loop().create_future()
        await asyncio.shield(self._bell)

    def _ring(self) -> None:
        """Wake everybody who waits, once for all that has changed since they were woken last."""
        if self._bell is None:
            return
        over = bool(self.wishes) and min(self.wishes.values()) <= self.clock()
        if self._rung_at == self.state.changes.revision and not over:
            return
        self._rung_at = self.state.changes.revision
        self._bell.set_result(None)
        self._bell = None

    async def soon(self, look: Callable[[], T | None], *, seconds: float = 0.7) -> T | None:
        """Wait in the middle of an act for what should be there at once; None after so many real seconds."""
        until = monotonic() + seconds
        while True:
            seen = self.state.changes.revision
            if found := look():
                return found
            left = until - monotonic()
            # What a dead process was about to show will not come.
            if left <= 0 or not self.processes.serving:
                return None
            await self.state.changes.newer_than(seen, min(left, 0.1))

    async def conduct(self, over: Callable[[], bool], dice: Random) -> None:
        """Move the clock from rest to rest until all is over; raises StuckError."""
        while True:
            look = await self._rest()
            for act in self.at_rest:
                act()
            if over() and not look.wakes and not self.wishes:
                return
            now = self.clock()
            soonest = min([*look.wakes[:1], *self.wishes.values()], default=now)
            target = max(now, soonest) + timedelta(seconds=_lump(dice, later=over()))
            self.clock.set(target)
            post_due(self.state)
            self.state.changes.mark()

    async def _rest(self) -> Look:
        """Wait until the bot has done all that is due, everybody is served, and nobody is in the middle of an act."""
        while True:
            await asyncio.sleep(0.01)
            self._ring()
            self.processes.watch()
            look = self.ledger.look(self.clock())
            still = self._stillness(look)
            self._check_resumed(look)
            if monotonic() - self._began > LONGEST:
                raise StuckError(
                    Rule.END,
                    f"The play does not end: {self.active} people at it, {len(self.wishes)} waiting.",
                )
            if look.overdue:
                patience = self._patience
                if still > patience and any(
                    self.processes.served(one) > patience for one in self.processes.serving
                ):
                    raise StuckError(
                        self._survival,
                        f"Due and not taken up in {patience:.0f} s: {sorted(look.overdue)}.",
                    )
                continue
            busy = self.active or self.traffic.under_way or len(self.processes.serving) < self._wanted()
            if not busy and still >= (STILL_CLAIMED if look.claimed else STILL):
                return look

    @property
    def _patience(self) -> float:
        """Say within how many real seconds what is due must be taken up: longer where somebody is missing who had taken it."""
        missing = len(self.processes.serving) < self.score.processes
        return self.score.patience + (HANDED_OUT_AGAIN if missing else 0.0)

    @property
    def _survival(self) -> Rule:
        """Name the rule that is broken where due work is left."""
        return Rule.RESUMED if self.score.processes == 1 else Rule.OTHERS

    def _wanted(self) -> int:
        return sum(not one.doomed for one in self.processes.slots[: self.score.processes])

    def _stillness(self, look: Look) -> float:
        """Say for how many real seconds nothing has changed."""
        seen = (
            look.stamp,
            # Time goes on by itself too, and may just now have made something due.
            look.overdue,
            self.state.changes.revision,
            self.traffic.calls,
            self.traffic.under_way,
            self.active,
        )
        if seen != self._seen:
            self._seen, self._since = seen, monotonic()
        return monotonic() - self._since

    def restarted(self, process: Process) -> None:
        """Remember what is due as a process is started again, to time until it is taken up."""
        self._resuming[process.slot] = self.ledger.look(self.clock()).overdue

    def _check_resumed(self, look: Look) -> None:
        """Time how long it takes from serving again until all that was due then was taken up."""
        for slot, waiting in list(self._resuming.items()):
            process = self.processes.slots[slot]
            if process.pid is None:
                del self._resuming[slot]
            elif process.ready_at is not None:
                due = waiting & look.overdue
                if not due:
                    self.slowest_resumption = max(self.slowest_resumption, monotonic() - process.ready_at)
                    del self._resuming[slot]
                elif (
                    monotonic() - process.ready_at > self.score.patience
                    and self.processes.served(process) > self.score.patience
                ):
                    raise StuckError(
                        self._survival,
                        f"Not taken up {self.score.patience:.0f} s after a restart: {sorted(due)}.",
                    )


def _lump(dice: Random, *, later: bool) -> float:
    """Say how far beyond the next thing time jumps, in seconds: mostly not at all, and further once people have gone."""
    if later:
        return dice.choice((1.0, 60.0, 900.0))
    return dice.choices((0.001, 5.0, 70.0, 400.0), (6, 3, 2, 1))[0] * dice.random()
