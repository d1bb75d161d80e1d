"""Durable work: what is due becomes a job of DBOS Transact, which any process on the same database may take.

The campaigns table is the truth. A job that is lost, that fails or whose process dies leaves its row due, and the ticker
hands the row out again under a new id: so nothing relies on DBOS's own recovery, and a job may run beside its own
zombie. Nothing here knows what a job does.

There is one started Engine a process at a time, since DBOS keeps one instance, and as many after one another as wanted.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import threading
import time
from collections import OrderedDict
from concurrent.futures import CancelledError
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from bot.adapters.transact import Transact
from bot.logs import get, reference
from bot.services.jobs import Job, Kind

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    import sqlalchemy as sa

    from bot.services.ports import Clock

    #: What a kind of job does, with its subject and entry; its errors are logged, and the row is handed out again.
    Work = Callable[[int, int], Awaitable[None]]
    #: Names what is due at an instant.
    Due = Callable[[datetime], Awaitable[Sequence[Job]]]

log = get(__name__)

#: How many ids of jobs the ticker remembers, so that it does not enqueue them at every look.
REMEMBERED = 10_000

#: How many jobs a process does at once without the queue, and how many may wait for that.
AT_ONCE, WAITING = 8, 1_000

#: How often finished jobs are purged, in seconds.
PURGE_EVERY = 600.0

_one_at_a_time = threading.Lock()


class Engine:
    """Takes jobs and does them on the event loop that started it.

    `poll` is how often the queues are looked at and `tick` how often the table is, in seconds; `limit` is how long one
    job may take, in seconds; `keep` is how long finished jobs stay on record.
    """

    def __init__(
        self,
        database_url: str,
        *,
        clock: Clock,
        tick: float = 1.0,
        poll: float = 0.1,
        limit: float = 120.0,
        keep: timedelta = timedelta(days=2),
    ) -> None:
        self._url = database_url
        self._clock = clock
        self._tick = tick
        self._poll = poll
        self._limit = limit
        self._keep = keep
        self._transact: Transact | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._work: Mapping[Kind, Work] = {}
        self._ticking: asyncio.Task[None] | None = None
        self._running: set[asyncio.Task[None]] = set()
        self._at_once: set[asyncio.Task[None]] = set()
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._stopping = asyncio.Event()
        self._closing = False
        self._looked: float | None = None
        self._handed_out: OrderedDict[str, None] = OrderedDict()

    def enqueue(self, connection: sa.Connection, job: Job) -> None:
        """Put a job into its queue inside the connection's transaction; a job whose id is known is left alone.

        Before the engine has started nothing is enqueued: the row is due, and the first look finds it.
        """
        transact = self._transact
        if transact is not None:
            transact.enqueue(connection, job)

    def at_once(self, job: Job) -> None:
        """Do a job in this process without the queue, if there is room; what is not done here is due, and is found.

        Made for what somebody waits for on a screen: the queue takes a tenth of a second.
        """
        if self._transact is not None and not self._stopping.is_set() and len(self._at_once) < WAITING:
            task = asyncio.create_task(self._in_turn(job), name="at_once")
            self._at_once.add(task)
            task.add_done_callback(self._at_once.discard)

    async def start(self, *, due: Due, work: Mapping[Kind, Work]) -> None:
        """Begin to take jobs and to look for what is due; the slow import and the database wait in a thread.

        Raises RuntimeError where an engine of this process is started already, ConfigError where DBOS's tables are not
        those of this version, and what the database raises.
        """
        if not _one_at_a_time.acquire(blocking=False):
            raise RuntimeError("Another engine is started in this process, and DBOS knows only one.")
        self._loop = asyncio.get_running_loop()
        self._work = work
        self._closing = False
        self._stopping.clear()
        launching = asyncio.create_task(
            asyncio.to_thread(Transact, self._url, poll=self._poll, do=self._do), name="launch"
        )
        try:
            self._transact = await asyncio.shield(launching)
        except BaseException:
            # A thread cannot be cancelled: what it launches is let go of when it is done.
            [launched] = await asyncio.gather(launching, return_exceptions=True)
            if isinstance(launched, Transact):
                await asyncio.to_thread(launched.end)
            _one_at_a_time.release()
            raise
        self._ticking = asyncio.create_task(self._tick_for_ever(self._transact, due), name="ticker")

    @property
    def idle(self) -> float | None:
        """Seconds since the table was last looked at and its work handed out; None before the first look."""
        return None if self._looked is None else time.monotonic() - self._looked

    async def stop(self, *, patience: float = 10.0) -> None:
        """Take no more jobs, wait for those at work up to `patience` seconds, and let go of the database.

        What was cut short is due again when its claim ends. Without a start it does nothing.
        """
        transact, self._transact = self._transact, None
        if transact is None or self._ticking is None:
            return
        transact.take_no_more()
        self._stopping.set()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await asyncio.wait([self._ticking])
                while self._running:
                    await asyncio.wait(self._running)
        self._closing = True
        self._ticking.cancel()
        for task in tuple(self._running):
            log.warning("job.cut_short", job_id=task.get_name())
            task.cancel()
        await asyncio.to_thread(transact.end)
        _one_at_a_time.release()

    async def _in_turn(self, job: Job) -> None:
        async with self._turns:
            if not self._stopping.is_set():
                await self._at_work(job.kind, job.subject, job.entry)

    def _do(self, kind: str, subject: int, entry: int) -> None:
        """Do a job: DBOS calls this in a thread of its own, and the work runs on the loop of `start`."""
        if self._loop is None:
            raise AssertionError("DBOS calls after the start only.")
        done = asyncio.run_coroutine_threadsafe(self._at_work(Kind(kind), subject, entry), self._loop)
        # Cut short by `stop`.
        with contextlib.suppress(CancelledError):
            done.result()

    async def _at_work(self, kind: Kind, subject: int, entry: int) -> None:
        if self._closing:
            return
        task = asyncio.create_task(self._guarded(kind, subject, entry), name=f"{subject}:{kind}:{entry}")
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await task

    async def _guarded(self, kind: Kind, subject: int, entry: int) -> None:
        """Do the work; whatever goes wrong is logged here, and the row stays due."""
        structlog.contextvars.bind_contextvars(job_id=f"{subject}:{kind}:{entry}")
        try:
            async with asyncio.timeout(self._limit):
                await self._work[kind](subject, entry)
        except Exception:
            log.exception("job.failed", reference=reference())

    async def _tick_for_ever(self, transact: Transact, due: Due) -> None:
        """Look for what is due until the stop; of failures in a row the first is logged."""
        failing = False
        purge_at = 0.0
        life: int | None = secrets.randbits(62)
        while not self._stopping.is_set():
            try:
                jobs = await due(self._clock())
                if life is not None:
                    # A process that died may have taken these jobs, and their ids never run again: so they get ids of
                    # this life, or they would wait for their next attempt.
                    jobs, life = [replace(job, attempt=life) for job in jobs], None
                await self._hand_out(transact, jobs)
                if asyncio.get_running_loop().time() >= purge_at:
                    purge_at = asyncio.get_running_loop().time() + PURGE_EVERY
                    await asyncio.to_thread(transact.purge, older_than=self._keep)
                failing, self._looked = False, time.monotonic()
            except Exception:
                if not failing:
                    log.exception("tick.failed", reference=reference())
                failing = True
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), self._tick)

    async def _hand_out(self, transact: Transact, jobs: Sequence[Job]) -> None:
        """Enqueue the jobs that this process has not handed out before."""
        fresh = [job for job in jobs if job.id not in self._handed_out]
        if not fresh:
            return
        await asyncio.to_thread(transact.enqueue_all, fresh)
        self._handed_out.update(dict.fromkeys(job.id for job in fresh))
        while len(self._handed_out) > REMEMBERED:
            self._handed_out.popitem(last=False)
