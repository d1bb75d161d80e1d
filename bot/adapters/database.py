"""The database behind the store: its address, its connections, its migrations.

SQLite is used by one process and has one writer at a time; a transaction that will write says so when it begins, since
one that turns from reading to writing fails at once if another wrote meanwhile (www.sqlite.org/lang_transaction.html).
Nothing here may touch DBOS's tables but through DBOS.
"""

from __future__ import annotations

import logging
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.ext.asyncio import create_async_engine

from bot.errors import ConfigError

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy.ext.asyncio import AsyncEngine

MIGRATIONS = Path(__file__).parent / "migrations"
#: How long a connection waits for another process's write lock on SQLite, in seconds.
BUSY_TIMEOUT = 30

#: How many connections to PostgreSQL a pool keeps: as many as ten people at once keep busy.
CONNECTIONS = 10
#: How long a connection to PostgreSQL may have been idle and is used without a question, in seconds.
UNSURE_AFTER = 1.0

#: The execution option of a connection whose transaction will write.
WRITES = "writes"
#: The execution option of a connection whose holder begins and ends its transactions.
BEGINS_ITSELF = "begins_itself"

#: Any number that nothing else locks by: two release phases migrate one after the other.
_MIGRATION_LOCK = 7_240_319

_DRIVERS = {
    "sqlite": ("sqlite+pysqlite", "sqlite+aiosqlite"),
    "postgres": ("postgresql+psycopg", "postgresql+psycopg"),
    "postgresql": ("postgresql+psycopg", "postgresql+psycopg"),
}


def normalised(url: str, *, asynchronous: bool) -> sa.URL:
    """Read a DATABASE_URL: `sqlite:///path`, `postgres://…` or `postgresql://…`; raises ConfigError."""
    try:
        parsed = sa.make_url(url)
    except ArgumentError as exc:
        raise ConfigError(
            "DATABASE_URL is no address: give sqlite:///path/to/file.db or postgresql://…"
        ) from exc
    drivers = _DRIVERS.get(parsed.get_backend_name())
    if drivers is None:
        raise ConfigError(
            f"DATABASE_URL names {parsed.get_backend_name()!r}: only sqlite:///path and postgresql://… are known."
        )
    if drivers[0].startswith("sqlite") and parsed.database in (None, "", ":memory:"):
        raise ConfigError("DATABASE_URL names no file: a campaign must outlive the process.")
    return parsed.set(drivername=drivers[asynchronous])


def is_sqlite(url: str) -> bool:
    """Whether an address is that of a SQLite file; raises ConfigError."""
    return normalised(url, asynchronous=False).get_backend_name() == "sqlite"


def connect(url: str) -> AsyncEngine:
    """Make the pool of connections of a DATABASE_URL; nothing is connected yet. Raises ConfigError."""
    address = normalised(url, asynchronous=True)
    engine = create_async_engine(address, **_options(address))
    _prepare(engine.sync_engine)
    return engine


def connect_sync(url: str) -> sa.Engine:
    """Make a pool of blocking connections, for migrations and for threads; raises ConfigError."""
    address = normalised(url, asynchronous=False)
    engine = sa.create_engine(address, **_options(address))
    _prepare(engine)
    return engine


def is_ahead(found: str | None, wanted: str) -> bool:
    """Whether tables are those of this version or of a later one, which only adds to them; both are named by numbers."""
    return found is not None and found.isdecimal() and found >= wanted


def migrate(url: str) -> None:
    """Bring the tables up to this version of the bot; blocking, and safe to run twice at once. Raises ConfigError.

    Tables of a later version are left as they are: this is the release before, brought back.

    On PostgreSQL that includes DBOS's own; on SQLite the engine does those when it starts, since `serve` migrates and
    may not wait for the import of DBOS before it answers.
    """
    if is_sqlite(url) and _is_current(url):
        return
    # Alembic tells of its plugins as soon as it is imported.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    from alembic import command  # noqa: PLC0415 - as said above

    if not is_sqlite(url):
        # First, so that tables of this version promise DBOS's too.
        from bot.adapters.transact import migrate_engine  # noqa: PLC0415 - it needs this module

        migrate_engine(url)
    engine = connect_sync(url)
    try:
        with engine.execution_options(**{WRITES: True}).begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
            if not is_ahead(_found(connection), head()):
                command.upgrade(alembic_config(connection), "head")
    finally:
        engine.dispose()


def prepare(url: str) -> None:
    """Migrate SQLite; on PostgreSQL insist that `migrate` ran; blocking. Raises ConfigError."""
    (migrate if is_sqlite(url) else check_migrated)(url)


def check_migrated(url: str) -> None:
    """Raise ConfigError unless the tables are those of this version of the bot, or of a later one; blocking."""
    engine = connect_sync(url)
    try:
        with engine.begin() as connection:
            found = _found(connection)
    finally:
        engine.dispose()
    if not is_ahead(found, head()):
        raise ConfigError(
            "DATABASE_URL names a database whose tables are not those of this version: run python -m bot migrate."
        )


def alembic_config(connection: sa.Connection) -> Config:
    """Configure alembic for a connection whose transaction the caller holds."""
    from alembic.config import Config  # noqa: PLC0415 - as in `migrate`

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _found(connection: sa.Connection) -> str | None:
    """Read which version the tables are of, None where there are none."""
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415 - as in `migrate`

    return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """Name the version of the tables that this bot knows, without alembic, whose import takes a tenth of its start."""
    newest = max(file for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    named = re.search(r'^revision = "(\w+)"$', newest.read_text("utf-8"), re.MULTILINE)
    if named is None:
        raise AssertionError(f"{newest.name} names no revision.")
    return named[1]


def _is_current(url: str) -> bool:
    """Whether a SQLite file needs no migration, as at every start but the first."""
    engine = connect_sync(url)
    try:
        with engine.begin() as connection:
            found = connection.scalars(sa.text("SELECT version_num FROM alembic_version")).one_or_none()
            return is_ahead(found, head())
    except OperationalError:
        return False
    finally:
        engine.dispose()


def _options(address: sa.URL) -> dict[str, Any]:
    # An error that quotes what was written would put the text of a campaign into the log.
    options: dict[str, Any] = {"hide_parameters": True}
    if address.get_backend_name() == "sqlite":
        return {**options, "connect_args": {"timeout": BUSY_TIMEOUT}}
    # One more than are kept would be connected for its use alone, which takes milliseconds. The one that was used last is
    # used next, and most likely needs no question.
    pool = {"pool_size": CONNECTIONS, "max_overflow": 5, "pool_use_lifo": True}
    return {**options, **pool, "connect_args": {"connect_timeout": 10}}


def _prepare_postgresql(engine: sa.Engine) -> None:
    """Find out that a firewall or a fail-over closed a connection before it is used, where it was idle for a while.

    SQLAlchemy's own `pool_pre_ping` asks before every use: a round trip in four, on the way of every click.
    """
    lost = engine.dialect.loaded_dbapi.Error

    @sa.event.listens_for(engine, "checkin")
    def _returned(_connection: object, record: sa.pool.ConnectionPoolEntry) -> None:
        record.info["used"] = time.monotonic()

    @sa.event.listens_for(engine, "checkout")
    def _taken(
        connection: sa.engine.interfaces.DBAPIConnection, record: sa.pool.ConnectionPoolEntry, _: object
    ) -> None:
        if time.monotonic() - record.info.get("used", time.monotonic()) < UNSURE_AFTER:
            return
        try:
            engine.dialect.do_ping(connection)
        except lost as exc:
            # All of its age are asked for again, at once.
            raise sa.exc.InvalidatePoolError from exc


def _prepare(engine: sa.Engine) -> None:
    (_prepare_sqlite if engine.dialect.name == "sqlite" else _prepare_postgresql)(engine)


def _prepare_sqlite(engine: sa.Engine) -> None:
    """Make every connection durable and strict, and every transaction begin as what it is."""

    @sa.event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own connection
        # The driver would begin transactions by itself, always deferred.
        connection.isolation_level = None
        cursor = connection.cursor()
        # What a purge takes is overwritten in the file too.
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begun(connection: sa.Connection) -> None:
        options = connection.get_execution_options()
        if options.get(BEGINS_ITSELF, False):
            return
        writes = options.get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
