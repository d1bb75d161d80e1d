"""DBOS Transact as the bot uses it: queues of jobs in the bot's own database, and nothing more.

DBOS keeps one instance a process. It is told to open no port, to call nobody but the database, to migrate nothing by
itself and to say nothing below a warning. Jobs are stored as JSON: a kind and two numbers, never a text or a person.
"""

from __future__ import annotations

import logging
import threading
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy.exc import ProgrammingError

from bot.adapters.database import WRITES, connect_sync, is_sqlite, normalised
from bot.errors import ConfigError
from bot.services.jobs import Job, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import timedelta

    import sqlalchemy as sa
    from dbos import DBOS, DBOSClient

APPLICATION = "sms-campaigns"
#: DBOS gives work to executors of the same version only: fixed, so that a new release takes what an old one left.
VERSION = "1"
WORKFLOW = "work"

#: Octopush's queue and Slack's: how many jobs of each a process does at once.
QUEUES: Mapping[str, int] = {"octopush": 8, "slack": 8}
QUEUE_OF: Mapping[Kind, str] = {
    **dict.fromkeys((Kind.ACT, Kind.RELEASE, Kind.PROBE, Kind.COUNT), "octopush"),
    **dict.fromkeys((Kind.DRAW, Kind.NOTICE, Kind.ANNOUNCE), "slack"),
}

#: States in which DBOS does nothing more with a workflow, or, where its executor is gone, never will.
ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED", "PENDING"]


class Transact:
    """One life of DBOS in this process, from its launch to its end. All methods block.

    `poll` is how often each queue is looked at, in seconds. Raises ConfigError where DBOS's tables are missing or of
    another version, and what the database raises.
    """

    def __init__(self, url: str, *, poll: float, do: Callable[[str, int, int], None]) -> None:
        # The import takes longer than all else that the bot does to start.
        from dbos import DBOSClient, DBOSPortableJSONSerializer, error  # noqa: PLC0415 - as said above

        _quieten()
        if is_sqlite(url):
            migrate_engine(url)
        # Fresh for each life: DBOS runs again what is left of an executor of the same name, beside whoever has it now.
        self._executor = uuid.uuid4().hex
        self._address = normalised(url, asynchronous=False).render_as_string(hide_password=False)
        self._serializer = DBOSPortableJSONSerializer()
        self._database = connect_sync(url).execution_options(**{WRITES: True})
        self._client: DBOSClient = DBOSClient(
            system_database_url=self._address,
            system_database_pool_size=2,
            serializer=self._serializer,
            application_name=APPLICATION,
            lazy=True,
        )
        self._dbos: DBOS | None = None
        try:
            self._launch(poll, do)
        except (error.DBOSInitializationError, ProgrammingError) as exc:
            self.end()
            raise ConfigError(
                "DATABASE_URL names a database without the engine's tables of this version: run python -m bot migrate."
            ) from exc
        except BaseException:
            self.end()
            raise

    def enqueue(self, connection: sa.Connection, job: Job) -> None:
        """Put a job into its queue inside the connection's transaction; a job whose id is known is left alone."""
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

    def enqueue_all(self, jobs: Iterable[Job]) -> None:
        """Put jobs into their queues in one transaction."""
        with self._database.begin() as connection:
            for job in jobs:
                self.enqueue(connection, job)

    def take_no_more(self) -> None:
        """Look at the queues no more; what was taken goes on."""
        if self._dbos is not None:
            for event in self._dbos.background_thread_stop_events:
                event.set()

    def purge(self, *, older_than: timedelta) -> None:
        """Forget finished jobs, and those whose process died, by the real time of their making."""
        before = (datetime.now(UTC) - older_than).isoformat()
        while old := self._client.list_workflows(
            status=ENDED, end_time=before, limit=500, load_input=False, load_output=False
        ):
            self._client.delete_workflows([workflow.workflow_id for workflow in old])

    def end(self) -> None:
        """Let go of the database and of all threads; what was taken and is not done stays so on record."""
        if self._dbos is not None:
            self._settle()
            type(self._dbos).destroy(destroy_registry=True)
            self._dbos = None
        self._client.destroy()
        self._database.dispose()

    def _launch(self, poll: float, do: Callable[[str, int, int], None]) -> None:
        from dbos import DBOS  # noqa: PLC0415 - as in `__init__`

        # Before the launch, since a queue that comes later is listened to up to a second later.
        for name, at_once in QUEUES.items():
            self._client.register_queue(name, worker_concurrency=at_once, polling_interval_sec=poll)
        self._dbos = DBOS(
            config={
                "name": APPLICATION,
                "system_database_url": self._address,
                "application_version": VERSION,
                "executor_id": self._executor,
                "serializer": self._serializer,
                "run_migrations": False,
                "use_listen_notify": False,
                # Nothing here waits for DBOS's notifications; the interval is how long the end waits for their thread.
                "notification_listener_polling_interval_sec": 0.05,
                "sys_db_pool_size": 5,
                "max_executor_threads": sum(QUEUES.values()) + 2,
                "log_level": "WARNING",
                "enable_otlp": False,
            }
        )

        @DBOS.workflow(name=WORKFLOW)
        def _work(kind: str, subject: int, entry: int) -> None:
            do(kind, subject, entry)

        DBOS.launch()

    def _settle(self) -> None:
        """Let DBOS write down, for up to a second, that the last jobs ended."""
        pause = threading.Event()
        for _ in range(100):
            if not self._client.list_workflows(
                status="PENDING", executor_id=self._executor, limit=1, load_input=False, load_output=False
            ):
                return
            pause.wait(0.01)


def migrate_engine(url: str) -> None:
    """Create or bring up to date the tables that DBOS keeps beside ours; blocking. Raises ConfigError."""
    from dbos import DBOS  # noqa: PLC0415 - the import takes longer than all else that the bot does to start

    _quieten()
    DBOS.migrate(normalised(url, asynchronous=False).render_as_string(hide_password=False))


def _quieten() -> None:
    """Let DBOS's warnings pass to the bot's own log, and nothing else; it brings a handler to a logger without one."""
    logger = logging.getLogger("dbos")
    logger.setLevel(logging.WARNING)
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
