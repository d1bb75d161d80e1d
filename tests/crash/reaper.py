"""Kills: chooses where each process dies, sees to it that it does, and starts its successor, at once or late."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

from tests.crash.points import choose
from tests.crash.processes import BY_ITSELF, RANDOM

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.crash.processes import Process
    from tests.crash.stage import Stage
    from tests.crash.stories import Story

#: After so many calls, or real seconds, points that nobody came to are given up for others: a rare one is worth a wait.
CALLS = 400
WAIT = 20.0
#: Real seconds, at most, until a kill at no point in particular.
SOON = 0.7
#: How many points a process is armed with, at most.
POINTS = 12
#: Real seconds, at most, that a process is left alone after a death, so that something is done between two.
PAUSE = 2.0
#: How many kills a play has for each of its stories.
KILLS_A_STORY = 0.8


class Reaper:
    """The kills of a play. `schedule` says what was armed, in order, and can be given to another play."""

    def __init__(
        self, stage: Stage, hits: Mapping[str, int], *, schedule: Sequence[str] | None = None
    ) -> None:
        self._stage = stage
        self._hits = hits
        self._given = None if schedule is None else list(schedule)
        self._dice = stage.score.random("reaper")
        self._tried: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._most = max(2, round(stage.score.stories * KILLS_A_STORY))
        self.stories: Sequence[Story] = ()
        self.deaths: list[tuple[float, str]] = []
        self.schedule: list[str] = []
        #: Whether one of several has died for good.
        self.bereft = False
        #: Set once the stories are over: the living finish.
        self.tired = False
        stage.processes.died = self._died

    def begin(self) -> None:
        """Begin to kill; with several processes, one is chosen that never comes back."""
        running = self._stage.processes.slots[: self._stage.score.processes]
        if len(running) > 1:
            self._dice.choice(running).doomed = True
        for process in running:
            self._spawn(self._hunt(process))

    async def end(self) -> None:
        """Kill nobody any more, and start nobody."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for process in self._stage.processes.slots:
            process.doomed = False

    async def _hunt(self, process: Process) -> None:
        """Arm a process with one point after another until it has died often enough."""
        while not self.tired and len(self.deaths) < self._most:
            if len(self.deaths) >= self._due():
                await asyncio.sleep(0.05)
                continue
            points, passes = self._choose()
            if not points:
                break
            self.schedule.append(f"{process.slot} {passes} {' | '.join(points)}")
            for point in points:
                self._tried[point] = self._tried.get(point, 0) + 1
            deaths = len(self.deaths)
            if points == [RANDOM]:
                await asyncio.sleep(self._dice.random() * SOON)
                self._stage.processes.kill(process, RANDOM)
            else:
                self._stage.processes.arm(process, points, passes)
                until, calls = monotonic() + WAIT, self._stage.traffic.calls + CALLS
                while (  # noqa: ASYNC110 - it may die by its own hand, which tells nobody
                    monotonic() < until
                    and self._stage.traffic.calls < calls
                    and len(self.deaths) == deaths
                    and not self.tired
                ):
                    await asyncio.sleep(0.01)
                self._stage.processes.disarm(process)
            while process.pid is None and not process.doomed:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.01)
            if process.pid is None:
                break
            if len(self.deaths) > deaths:
                await asyncio.sleep(self._dice.random() * PAUSE)
        self._stage.processes.disarm(process)

    def _due(self) -> float:
        """Say how many may have died by now: kills come while stories begin and end, not all at the start."""
        begun = sum(self._stage.clock() >= story.began for story in self.stories)
        done = sum(story.done for story in self.stories)
        return 1 + (self._most - 1) * (begun + done) / (2 * len(self.stories))

    def _choose(self) -> tuple[list[str], int]:
        if self._given is not None:
            if not self._given:
                return [], 0
            _, passes, points = self._given.pop(0).split(" ", 2)
            return points.split(" | "), int(passes)
        if self._dice.random() < 0.1:
            return [RANDOM], 0
        return choose(self._dice, self._hits, self._tried, most=POINTS), self._dice.choice((0, 0, 0, 1))

    def _died(self, process: Process, point: str) -> None:
        if point == BY_ITSELF:
            # It does not start while Slack is down; whoever runs it starts it until it does, and Slack comes back.
            self._stage.slack.switches.change(
                api_down=False, lose_responses={}, drop_requests={}, rate_limited={}
            )
            self._spawn(self._replace(process))
            return
        self.deaths.append((monotonic(), point))
        for story in self.stories:
            if not story.done and self._stage.clock() >= story.began:
                story.kills += 1
        if process.doomed:
            self.bereft = True
        else:
            self._spawn(self._replace(process))

    async def _replace(self, process: Process) -> None:
        """Start the successor; sometimes only after the clock has gone on, as after a night without the host."""
        roll = self._dice.random()
        if roll < 0.15:
            await asyncio.sleep(self._dice.random() * 0.15)
        elif roll < 0.25 and self._given is None:
            self._stage.clock.move(timedelta(minutes=self._dice.choice((1, 1, 6, 40))))
            self._stage.state.changes.mark()
        self._stage.processes.again(process)
        self._stage.restarted(process)

    def _spawn(self, work) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
