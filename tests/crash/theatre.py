"""The house: servers and the fork server that all plays share, and how one play is put on and judged."""

from __future__ import annotations

import asyncio
import contextlib
import re
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

from bot.sandbox.octopush import LocalOctopush
from bot.sandbox.serving import serve
from bot.sandbox.slack import LocalSlack
from bot.sandbox.slack.delivery import Answer, Courier, Envelope
from tests.crash.cast import APPROVERS, furnish
from tests.crash.gates import Gate, Traffic
from tests.crash.ledger import Ledger
from tests.crash.memory import SLOTS, Memory, SharedClock
from tests.crash.oracle import judge
from tests.crash.people import Notes, Person
from tests.crash.processes import Processes
from tests.crash.reaper import Reaper
from tests.crash.rules import Broken
from tests.crash.stage import MORNING, Score, Stage, StuckError
from tests.crash.stories import Story
from tests.crash.weather import Weather

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.crash.databases import Databases
    from tests.crash.forks import ForkServer

#: What may not stand in the bot's log.
_TROUBLE = re.compile(
    r"job\.failed|listener_failed|tick\.failed|task_failed|engine_not_started|payload_unreadable"
)


@dataclass(slots=True)
class Outcome:
    """What came of a play."""

    score: Score
    wrong: list[Broken]
    ends: Counter[str]
    hits: Counter[str]
    schedule: list[str]
    stories: int
    killed: int
    kills: int
    sendings: int
    most_sendings: int
    #: Whether one of several processes died and never came back.
    bereft: bool
    seconds: float
    slowest_resumption: float
    evidence: Path | None = None
    trouble: list[str] = field(default_factory=list)


class Theatre:
    """Servers for one play at a time. Use as an asynchronous context."""

    def __init__(self, server: ForkServer, memory: Memory, databases: Databases) -> None:
        self._memory = memory
        self._databases = databases
        self._folder = Path(tempfile.mkdtemp(prefix="crash-"))
        self._log = self._folder / "bot.log"
        self._processes = Processes(server, memory, log=self._log)
        self._slack_gates = [self._gate(slot) for slot in range(SLOTS)]
        self._octopush_gates = [self._gate(slot) for slot in range(SLOTS)]
        self._addresses: list[tuple[str, str]] = []
        self._open = contextlib.AsyncExitStack()

    def _gate(self, slot: int) -> Gate:
        return Gate(_nothing, slot=slot, killer=self._processes, traffic=Traffic())

    async def __aenter__(self) -> Self:
        for slack, octopush in zip(self._slack_gates, self._octopush_gates, strict=True):
            self._addresses.append(
                (
                    await self._open.enter_async_context(serve(slack)),
                    await self._open.enter_async_context(serve(octopush)),
                )
            )
        return self

    async def __aexit__(self, *_: object) -> None:
        self._processes.end()
        await self._open.aclose()
        for file in self._folder.iterdir():
            file.unlink()
        self._folder.rmdir()

    async def play(
        self, score: Score, *, hits: Mapping[str, int], schedule: Sequence[str] | None = None
    ) -> Outcome:
        """Put a play on, judge it, and clear the stage."""
        began = monotonic()
        self._log.write_text("")
        clock = SharedClock(self._memory)
        clock.set(MORNING)
        url = self._databases.new(score.database)
        stage = self._furnished(score, clock, url)
        reaper = Reaper(stage, hits, schedule=schedule)
        weather = Weather(stage, score.random("weather"))
        weather.settle_in()
        notes = Notes()
        approvers = {one: Person(stage, notes, one) for one in APPROVERS}
        stories = [
            Story(
                stage,
                notes,
                approvers,
                index,
                score.random(f"story {index}"),
                MORNING
                + timedelta(minutes=score.random(f"start {index}").choice((0, 0, 2, 4, 6, 8, 12, 20))),
            )
            for index in range(score.stories)
        ]
        reaper.stories = stories
        wrong: list[Broken] = []
        verdict = None
        try:
            await self._perform(stage, stories, weather, reaper)
            verdict = judge(stage, notes, [at for at, _ in reaper.deaths])
            wrong += verdict.wrong
        except StuckError as exc:
            wrong.append(Broken(exc.rule, str(exc)))
            await self._processes.ask_where()
        finally:
            await reaper.end()
            self._processes.end()
            await stage.state.courier.close()
            stage.ledger.close()
            said = self._log.read_text(errors="replace")
            trouble = [line for line in said.splitlines() if _TROUBLE.search(line)]
            evidence = self._evidence(url, reaper) if wrong or trouble else None
            self._databases.drop(url)
        return Outcome(
            score=score,
            wrong=wrong,
            trouble=trouble,
            ends=Counter(verdict.ends if verdict else []),
            hits=Counter(point for _, point in reaper.deaths),
            schedule=reaper.schedule,
            stories=sum(story.asked for story in stories),
            killed=sum(story.asked and story.kills > 0 for story in stories),
            kills=len(reaper.deaths),
            sendings=len(stage.octopush.sendings),
            most_sendings=verdict.most_sendings if verdict else 0,
            bereft=reaper.bereft,
            seconds=monotonic() - began,
            slowest_resumption=stage.slowest_resumption,
            evidence=evidence,
        )

    def _furnished(self, score: Score, clock: SharedClock, url: str) -> Stage:
        traffic = Traffic()
        slack, octopush = LocalSlack(clock=clock), LocalOctopush(clock=clock)
        for gate in self._slack_gates:
            gate.inside, gate.traffic = slack.app, traffic
        for gate in self._octopush_gates:
            gate.inside, gate.traffic = octopush.app, traffic
        stage = Stage(score, clock, self._processes, Ledger(url), slack, octopush, traffic)
        slack.state.own_url = self._addresses[0][0]
        _remember(slack.state.courier, stage.delivered)
        furnish(stage)
        for slot in range(score.processes):
            slack_url, octopush_url = self._addresses[slot]
            order: dict[str, Any] = {
                "slack": slack_url,
                "octopush": octopush_url,
                "database": url,
                "tick": 0.06,
            }
            self._processes.start(slot, {**order, "settings": score.settings, "plant": score.plant})
        return stage

    def _evidence(self, url: str, reaper: Reaper) -> Path:
        """Keep what is needed to look into a play that went wrong."""
        folder = Path(tempfile.mkdtemp(prefix="crash-wrong-"))
        (folder / "schedule").write_text("\n".join(reaper.schedule))
        shutil.copyfile(self._log, folder / "bot.log")
        self._databases.keep(url, folder)
        return folder

    async def _perform(
        self, stage: Stage, stories: Sequence[Story], weather: Weather, reaper: Reaper
    ) -> None:
        telling = [asyncio.create_task(story.tell(), name=f"story {story.index}") for story in stories]

        def over() -> bool:
            # A story that broke must not look like one that is told.
            for task in telling:
                if task.done():
                    task.result()
            return all(task.done() for task in telling)

        def rest() -> None:
            if over():
                weather.bad = False
                reaper.tired = True
            weather.rest()

        stage.at_rest.append(rest)
        reaper.begin()
        try:
            await stage.conduct(over, stage.score.random("conductor"))
        finally:
            for task in telling:
                task.cancel()
            await asyncio.gather(*telling, return_exceptions=True)


def _remember(courier: Courier, delivered: list[dict[str, Any]]) -> None:
    """Keep what people do, for Slack to deliver it a second time."""
    deliver = courier.deliver

    async def remembering(
        kind: Envelope, payload: dict[str, Any], headers: dict[str, str] | None = None
    ) -> Answer:
        if kind is Envelope.INTERACTION and payload["type"] in {"block_actions", "view_submission"}:
            delivered.append(payload)
        return await deliver(kind, payload, headers)

    courier.deliver = remembering  # type: ignore[method-assign] # the server has no use for such a memory


async def _nothing(_scope: Any, _receive: Any, _send: Any) -> None:
    raise AssertionError("No play is on.")
