"""A database for each play, copied from a migrated one: a SQLite file, or one in the PostgreSQL that the tests bring."""

from __future__ import annotations

import shutil
import tempfile
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import sqlalchemy as sa

from tests import databases as shared
from tests.crash.forks import gone

if TYPE_CHECKING:
    from tests.crash.forks import ForkServer


class Databases:
    """Makes databases; DBOS's tables are made by a forked process, so that this one never starts it."""

    def __init__(self, server: ForkServer) -> None:
        self._server = server
        self._folder = Path(tempfile.mkdtemp(prefix="crash-databases-", dir="/dev/shm"))
        self._template: Path | None = None

    def new(self, kind: str) -> str:
        """Make an empty, migrated database; return its address."""
        if kind == "postgresql":
            return shared.new_postgresql()
        if self._template is None:
            self._template = self._made()
        file = self._folder / f"{uuid.uuid4().hex}.db"
        shutil.copyfile(self._template, file)
        return f"sqlite:///{file}"

    def drop(self, url: str) -> None:
        """Delete a database."""
        address = sa.make_url(url)
        if address.get_backend_name() == "sqlite":
            for file in self._folder.glob(f"{Path(address.database or '').name}*"):
                file.unlink()
            return
        server = address.set(database="postgres").render_as_string(hide_password=False)
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{address.database}" WITH (FORCE)'.encode())

    def keep(self, url: str, folder: Path) -> None:
        """Copy a SQLite database into a folder, to look into what went wrong."""
        address = sa.make_url(url)
        if address.get_backend_name() == "sqlite":
            for file in self._folder.glob(f"{Path(address.database or '').name}*"):
                shutil.copyfile(file, folder / f"bot.db{file.name.partition('.db')[2]}")

    def close(self) -> None:
        """Delete what is left."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _made(self) -> Path:
        file, log = self._folder / "template.db", self._folder / "template.log"
        pid = self._server.start({"template": True, "database": f"sqlite:///{file}", "log": str(log)})
        while not gone(pid):
            time.sleep(0.01)  # noqa: TID251 - nothing else runs yet, and another process has nothing to be awaited by
        if not file.exists():
            raise AssertionError(log.read_text())
        return file
