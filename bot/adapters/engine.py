"""Durable work: what is due becomes a job of DBOS Transact, which any process on the same database may take.

DBOS is a queue here and nothing more. The campaigns table is the truth: a job that is lost, that fails or whose process
dies leaves its row due, and the ticker hands the row out again under a new id. So nothing relies on DBOS's own recovery,
and executor ids are fresh for each start: a shared one would run work twice.

DBOS keeps one instance a process; there is one started Engine a process at a time, and as many after one another as
wanted. It opens no port and calls nobody but the database. Jobs carry ids only.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import uuid
from collections import OrderedDict
from concurrent.futures import CancelledError
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from bot.adapters.database import WRITES, connect_sync, is_sqlite, normalised
from bot.adapters.engine_tables import migrate_engine, quieten
from bot.logs import get, reference
from bot.services.ports import Clock, Job, Kind

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    import sqlalchemy as sa
    from dbos import DBOS, DBOSClient

    #: What a kind of job does, with its subject and entry; its errors are logged, and the row is handed out again.
    Work = Callable[[int, int], Awaitable[None]]
    #: Names what is due at an instant.
    Due = Callable[[datetime], Awaitable[Sequence[Job]]]

log = get(__name__)

APPLICATION = "sms-campaigns"
#: DBOS gives work to executors of the same version only: fixed, so that a new release takes what an old one left.
VERSION = "1"
WORKFLOW = "work"

#: Octopush's queue and Slack's: how many jobs of each a process does at once.
QUEUES: Mapping[str, int] = {"octopush": 8, "slack": 8}
QUEUE_OF: Mapping[Kind, str] = {Kind.ACT: "octopush", Kind.RELEASE: "octopush", Kind.DRAW: "slack"}

#: How many ids of jobs the ticker remembers, so that it does not enqueue them at every look.
REMEMBERED = 10_000

#: How often finished jobs are purged, in seconds.
PURGE_EVERY = 600.0

#: States in which DBOS does nothing more with a workflow, or, where its executor is gone, never will.
ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED", "PENDING"]

_one_at_a_time = threading.Lock()


class Engine:
    """Takes jobs and does them on the event loop that started it.

    `poll` is how often the queues are looked at and `tick` how often the table is, in seconds; `limit` is how long one
    job may take; `keep` is how long finished jobs stay on record.
    """

    def __init__(
        self,
        database_url: str,
        *,
        clock: Clock,
        tick: float = 1.0,
        poll: float = 0.05,
        limit: float = 120.0,
        keep: timedelta = timedelta(days=2),
    ) -> None:
        self._url = database_url
        self._clock = clock
        self._tick = tick
        self._poll = poll
        self._limit = limit
        self._keep = keep
        self._client: DBOSClient | None = None
        self._dbos: DBOS | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._work: Mapping[Kind, Work] = {}
        self._ticking: asyncio.Task[None] | None = None
        self._running: set[asyncio.Task[None]] = set()
        self._handed_out: OrderedDict[str, None] = OrderedDict()
        self._handing_out: sa.Engine | None = None
        self._executor = ""

    def enqueue(self, connection: sa.Connection, job: Job) -> None:
        """Put a job into its queue inside the connection's transaction; a job whose id is known is left alone.

        Before the engine has started nothing is enqueued: the row is due, and the first tick finds it.
        """
        if self._client is None:
            return
        self._client.enqueue_in_transaction(
            connection,
            {
                "workflow_name": WORKFLOW,
                "queue_name": QUEUE_OF[job.kind],
                "workflow_id": job.id,
                "app_version": VERSION,
            },
            job.kind.value,
            job.subject,
            job.entry,
        )

    async def start(self, *, due: Due, work: Mapping[Kind, Work]) -> None:
        """Begin to take jobs and to look for what is due; the slow import and the database wait in a thread.

        Raises RuntimeError where an engine of this process is started already, and what the database raises.
        """
        if not _one_at_a_time.acquire(blocking=False):
            raise RuntimeError("Another engine is started in this process, and DBOS knows only one.")
        try:
            self._loop = asyncio.get_running_loop()
            self._work = work
            self._executor = uuid.uuid4().hex
            await asyncio.to_thread(self._launch)
        except BaseException:
            await asyncio.to_thread(self._destroy)
            _one_at_a_time.release()
            raise
        self._ticking = asyncio.create_task(self._tick_for_ever(due), name="ticker")

    async def stop(self, *, patience: float = 10.0) -> None:
        """Take no more jobs, wait for those at work up to `patience` seconds, and let go of the database.

        What was cut short is due again when its claim ends.
        """
        if self._dbos is None:
            return
        for event in self._dbos.background_thread_stop_events:
            event.set()
        if self._ticking is not None:
            self._ticking.cancel()
            await asyncio.wait([self._ticking])
        if self._running:
            await asyncio.wait(self._running, timeout=patience)
        for task in tuple(self._running):
            log.warning("job.cut_short", job_id=task.get_name())
            task.cancel()
        await asyncio.to_thread(self._destroy)
        _one_at_a_time.release()

    def _launch(self) -> None:
        # The import takes longer than all else that the bot does to start.
        from dbos import DBOS, DBOSClient, DBOSPortableJSONSerializer  # noqa: PLC0415 - as said above

        quieten()
        address = normalised(self._url, asynchronous=False).render_as_string(hide_password=False)
        serializer = DBOSPortableJSONSerializer()
        if is_sqlite(self._url):
            migrate_engine(self._url)
        client = DBOSClient(
            system_database_url=address,
            system_database_pool_size=2,
            serializer=serializer,
            application_name=APPLICATION,
            lazy=True,
        )
        self._client = client
        self._handing_out = connect_sync(self._url).execution_options(**{WRITES: True})
        # Before the launch, since a queue that comes later is listened to up to a second later.
        for name, at_once in QUEUES.items():
            client.register_queue(name, worker_concurrency=at_once, polling_interval_sec=self._poll)
        self._dbos = DBOS(
            config={
                "name": APPLICATION,
                "system_database_url": address,
                "application_version": VERSION,
                "executor_id": self._executor,
                "serializer": serializer,
                "run_migrations": False,
                "use_listen_notify": False,
                # Nothing here waits for DBOS's notifications; the interval is how long a stop waits for their thread.
                "notification_listener_polling_interval_sec": 0.05,
                "sys_db_pool_size": 5,
                "max_executor_threads": sum(QUEUES.values()) + 2,
                "log_level": "WARNING",
                "enable_otlp": False,
            }
        )

        @DBOS.workflow(name=WORKFLOW)
        def _work(kind: str, subject: int, entry: int) -> None:
            self._do(kind, subject, entry)

        DBOS.launch()

    def _destroy(self) -> None:
        if self._dbos is not None:
            self._settle()
            type(self._dbos).destroy(destroy_registry=True)
            self._dbos = None
        if self._client is not None:
            self._client.destroy()
            self._client = None
        if self._handing_out is not None:
            self._handing_out.dispose()
            self._handing_out = None

    def _settle(self) -> None:
        """Let DBOS write down, for up to a second, that the last jobs ended."""
        pause = threading.Event()
        for _ in range(100):
            if self._client is None or not self._client.list_workflows(
                status="PENDING", executor_id=self._executor, limit=1, load_input=False, load_output=False
            ):
                return
            pause.wait(0.01)

    def _do(self, kind: str, subject: int, entry: int) -> None:
        """Do a job: DBOS calls this in a thread of its own, and the work runs on the loop of `start`."""
        if self._loop is None:
            raise AssertionError("DBOS calls after the launch only.")
        done = asyncio.run_coroutine_threadsafe(self._at_work(Kind(kind), subject, entry), self._loop)
        # Cut short by `stop`: the row is due again when its claim ends.
        with contextlib.suppress(CancelledError):
            done.result()

    async def _at_work(self, kind: Kind, subject: int, entry: int) -> None:
        task = asyncio.current_task()
        if task is None:
            raise AssertionError("A coroutine runs in a task.")
        task.set_name(f"{subject}:{kind}:{entry}")
        self._running.add(task)
        try:
            with structlog.contextvars.bound_contextvars(job_id=task.get_name()):
                await self._guarded(self._work[kind], subject, entry)
        finally:
            self._running.discard(task)

    async def _guarded(self, work: Work, subject: int, entry: int) -> None:
        """Do the work; whatever goes wrong is logged here, and the row stays due."""
        try:
            async with asyncio.timeout(self._limit):
                await work(subject, entry)
        except Exception:
            log.exception("job.failed", reference=reference())

    async def _tick_for_ever(self, due: Due) -> None:
        """Look for what is due; one failure of a row of them is logged."""
        failing = False
        purge_at = 0.0
        while True:
            try:
                await self._hand_out(await due(self._clock()))
                if asyncio.get_running_loop().time() >= purge_at:
                    purge_at = asyncio.get_running_loop().time() + PURGE_EVERY
                    await asyncio.to_thread(self._purge)
                failing = False
            except Exception:
                if not failing:
                    log.exception("tick.failed", reference=reference())
                failing = True
            await asyncio.sleep(self._tick)

    async def _hand_out(self, jobs: Sequence[Job]) -> None:
        """Enqueue the jobs that this process has not handed out before."""
        fresh = [job for job in jobs if job.id not in self._handed_out]
        if not fresh:
            return
        await asyncio.to_thread(self._enqueue_all, fresh)
        self._handed_out.update(dict.fromkeys(job.id for job in fresh))
        while len(self._handed_out) > REMEMBERED:
            self._handed_out.popitem(last=False)

    def _enqueue_all(self, jobs: Sequence[Job]) -> None:
        if self._handing_out is None:
            return
        with self._handing_out.begin() as connection:
            for job in jobs:
                self.enqueue(connection, job)

    def _purge(self) -> None:
        """Forget finished jobs, and those whose process died, by DBOS's own record of real time."""
        if self._client is None:
            return
        before = (datetime.now(UTC) - self._keep).isoformat()
        while old := self._client.list_workflows(
            status=ENDED, end_time=before, limit=500, load_input=False, load_output=False
        ):
            self._client.delete_workflows([workflow.workflow_id for workflow in old])
