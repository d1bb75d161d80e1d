"""The database: addresses, durability, many writers at once, migrations up and down."""

from __future__ import annotations

import asyncio
import sqlite3
import traceback
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import cast

import psycopg
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.adapters import database
from bot.adapters.columns import Amount, Instant
from bot.adapters.database import (
    alembic_config,
    check_migrated,
    connect,
    connect_sync,
    head,
    is_sqlite,
    migrate,
    normalised,
)
from bot.adapters.store import SqlStore
from bot.adapters.tables import metadata
from bot.domain.campaign import Claim
from bot.errors import ConfigError
from bot.services.ports import Draft
from tests.adapters.store.values import NOON, Hands, new


@pytest.mark.parametrize(
    ("url", "driver", "database"),
    [
        ("postgres://u:p@h:5433/db", "postgresql+psycopg", "db"),
        ("postgresql://u:p@h/db?sslmode=require", "postgresql+psycopg", "db"),
        ("postgresql+asyncpg://u:p@h/db", "postgresql+psycopg", "db"),
        ("sqlite:///var/bot.db", "sqlite+aiosqlite", "var/bot.db"),
        ("sqlite:////var/bot.db", "sqlite+aiosqlite", "/var/bot.db"),
    ],
)
def test_an_address_is_read_as_hosts_write_it(url, driver, database):
    """`postgres://` as hosting platforms give it, `postgresql://`, and SQLite by its path."""
    read = normalised(url, asynchronous=True)
    assert (read.drivername, read.database) == (driver, database)
    assert is_sqlite(url) == driver.startswith("sqlite")


@pytest.mark.parametrize(
    "url", ["mysql://u@h/db", "", "bot.db", "sqlite://", "sqlite:///:memory:", "mongodb://h"]
)
def test_an_address_that_cannot_be_used_names_its_setting(url):
    """The bot refuses to start and says which setting is wrong, without repeating a password."""
    with pytest.raises(ConfigError, match=r"^DATABASE_URL"):
        connect(url)
    with pytest.raises(ConfigError) as told:
        connect("mysql://user:hunter2@h/db")
    assert "hunter2" not in str(told.value)


async def test_sqlite_is_durable_and_strict(sqlite_engine):
    """Write-ahead log, synced at each commit, foreign keys held, and waiting instead of failing when locked."""
    async with sqlite_engine.connect() as connection:
        found = [
            (await connection.exec_driver_sql(f"PRAGMA {pragma}")).scalar()
            for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert found == ["wal", 2, 1, 30_000]


async def test_twenty_writers_at_once_wait_for_one_another(sqlite_url):
    """SQLite has one writer at a time: of two stores in one file none ever hears that it is locked."""
    engines = [connect(sqlite_url) for _ in range(2)]
    stores = [SqlStore(engine, clock=Hands(), enqueue=lambda *_: None) for engine in engines]
    begun, _ = await asyncio.gather(
        asyncio.gather(*(stores[number % 2].begin(new(), nonce=f"n{number}") for number in range(20))),
        asyncio.gather(*(stores[number % 2].campaigns() for number in range(20))),
    )
    assert {campaign.id for campaign in begun} == set(range(1, 21))
    # These look before they write, and would fail at once if they did not say so when they begin.
    await asyncio.gather(
        *(stores[number % 2].drawn(number, 1, Claim("w", Hands()())) for number in range(1, 21))
    )
    for engine in engines:
        await engine.dispose()


async def test_a_writer_that_waits_for_the_lock_holds_nobody_up(sqlite_url):
    """While another connection writes, the loop runs and reads are answered; a writer that is cancelled then wrote nothing."""
    engine = connect(sqlite_url)
    store = SqlStore(engine, clock=Hands(), enqueue=lambda *_: None)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    given_up, waiting = (asyncio.create_task(store.begin(new(), nonce=name)) for name in ("n1", "n2"))
    for _ in range(20):
        assert await store.campaigns() == []
        await asyncio.sleep(0)
    given_up.cancel()
    assert await store.campaigns() == []
    other.execute("COMMIT")
    other.close()
    await asyncio.wait([given_up, waiting])
    assert given_up.cancelled()
    assert [campaign.id for campaign in await store.campaigns()] == [(await waiting).id]
    await engine.dispose()


def test_migrations_make_exactly_the_tables_and_take_them_away(empty_url):
    """From nothing up, no difference to the tables of the code; down, nothing is left but alembic's own."""
    with pytest.raises(ConfigError, match="migrate"):
        check_migrated(empty_url)
    migrate(empty_url)
    migrate(empty_url)
    check_migrated(empty_url)
    engine = connect_sync(empty_url)
    with engine.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert _checks(connection) == _checks_of_code(connection)
        command.downgrade(alembic_config(connection), "base")
        assert sa.inspect(connection).get_table_names() == ["alembic_version"]
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "head")
    engine.dispose()
    check_migrated(empty_url)


def test_each_migration_only_adds(empty_url):
    """The release before works on with the tables of the next: what it reads is there, and what it leaves out has a value."""
    engine = connect_sync(empty_url)
    with engine.begin() as connection:
        config = alembic_config(connection)
        steps = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()][::-1]
        before: dict[str, dict[str, bool]] = {}
        for step in steps:
            command.upgrade(config, step)
            after = _columns(connection)
            for table, columns in before.items():
                assert columns.keys() <= after[table].keys(), f"{step} takes columns from {table}"
                added = after[table].keys() - columns.keys()
                assert not [name for name in added if after[table][name]], f"{step}: {table} needs {added}"
            before = after
    engine.dispose()


def test_tables_of_a_later_release_are_left_alone(empty_url):
    """The release before starts on them after a roll-back, on either database, and migrates nothing."""
    migrate(empty_url)
    engine = connect_sync(empty_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    migrate(empty_url)
    check_migrated(empty_url)
    with engine.begin() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == "9999"
    engine.dispose()


def test_the_head_is_the_one_that_alembic_would_go_to(sqlite_url):
    """A start that finds it in the file is spared alembic; one that does not, migrates."""
    engine = connect_sync(sqlite_url)
    with engine.begin() as connection:
        heads = ScriptDirectory.from_config(alembic_config(connection)).get_heads()
        assert heads == [head()]
        command.downgrade(alembic_config(connection), "base")
    migrate(sqlite_url)
    check_migrated(sqlite_url)
    engine.dispose()


async def test_an_error_of_the_database_quotes_no_text(database_url):
    """What was to be written is not in the error, whose words go into the log."""
    engine = connect(database_url)
    store = SqlStore(engine, clock=Hands(), enqueue=lambda *_: None)
    # Put together here, since a traceback shows lines of source.
    owner = "U1"
    text = f"Only for {owner}"
    draft = Draft(owner=owner, fields={"text": text}, saved_at=NOON)
    with pytest.raises(sa.exc.StatementError) as raised:
        await store.save_draft(replace(draft, digest=cast("str", {"no": "digest"})))
    assert text not in "".join(traceback.format_exception(raised.value))
    await engine.dispose()


def test_an_instant_has_a_zone():
    """A naive datetime is refused before it reaches a database."""
    with pytest.raises(ValueError, match="naive"):
        Instant().process_bind_param(datetime(2026, 1, 1), sa.make_url("sqlite://").get_dialect()())  # noqa: DTZ001 - it is refused
    aware = datetime(2026, 1, 1, tzinfo=UTC)
    assert (
        Instant().process_result_value(aware.replace(tzinfo=None), sa.make_url("sqlite://").get_dialect()())
        == aware
    )


def test_an_amount_is_a_number():
    """What is not a number is refused before it reaches a database."""
    with pytest.raises(ValueError, match="Not a number"):
        Amount().process_bind_param(Decimal("NaN"), sa.make_url("sqlite://").get_dialect()())


def _columns(connection):
    """Say of every column of every table whether a row needs a value for it."""
    inspector = sa.inspect(connection)
    return {
        table: {
            column["name"]: not column["nullable"] and column["default"] is None
            for column in inspector.get_columns(table)
        }
        for table in inspector.get_table_names()
    }


def _checks(connection):
    inspector = sa.inspect(connection)
    return {
        (table, check["name"])
        for table in metadata.tables
        for check in inspector.get_check_constraints(table)
    }


def _checks_of_code(connection):
    # PostgreSQL has real booleans, and needs no check for them.
    native = connection.dialect.supports_native_boolean
    return {
        (table.name, check.name)
        for table in metadata.tables.values()
        for check in table.constraints
        if isinstance(check, sa.CheckConstraint) and not (native and check.name == "ck_campaigns_left")
    }


async def test_a_connection_that_was_closed_while_idle_is_not_used(postgresql_url, monkeypatch):
    """What a fail-over closed is found before it is used; one that was used a moment ago is trusted, and fails once."""
    engine = connect(postgresql_url)
    try:
        for unsure_after, found in ((0.0, True), (60.0, False)):
            monkeypatch.setattr(database, "UNSURE_AFTER", unsure_after)
            async with engine.connect() as first, engine.connect() as second:
                mine = {await one.scalar(sa.text("SELECT pg_backend_pid()")) for one in (first, second)}
            with psycopg.connect(postgresql_url, autocommit=True) as other:
                for pid in mine:
                    other.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])
            if not found:
                with pytest.raises(sa.exc.OperationalError):
                    await _pid(engine)
            assert await _pid(engine) not in mine
            assert await _pid(engine) not in mine
    finally:
        await engine.dispose()


async def _pid(engine):
    async with engine.connect() as connection:
        return await connection.scalar(sa.text("SELECT pg_backend_pid()"))


async def test_nobody_is_passed_by_for_a_connection(postgresql_url):
    """More ask than there are connections: each is served after those who asked before, and not after those who came later."""
    engine = connect(postgresql_url)
    store = SqlStore(engine, clock=Hands(), enqueue=lambda *_: None)
    busy, served = 40, 0

    async def asking():
        nonlocal served
        while True:
            await store.draft("U1")
            served += 1

    asked = [asyncio.create_task(asking()) for _ in range(busy)]
    passed = []
    try:
        while served < 200:
            await store.draft("U2")
        for _ in range(30):
            before = served
            await store.draft("U2")
            passed.append(served - before)
    finally:
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        await engine.dispose()
    # Those who hold a connection may be served again meanwhile; without turns it is twice as many.
    assert max(passed) <= busy + 3 * database.CONNECTIONS
