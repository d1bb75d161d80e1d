from __future__ import annotations

import contextlib
import logging
import shutil
import sqlite3
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from bot import logs
from bot.adapters.tables import metadata
from bot.adapters.transact import migrate_engine
from bot.app import build
from bot.sandbox.clock import MovableClock
from bot.sandbox.octopush import LocalOctopush
from bot.sandbox.serving import serve
from bot.sandbox.slack import LocalSlack, world
from bot.sandbox.slack.person import Person
from bot.services.drafting import Drafting
from bot.trying import settings
from tests.databases import new_sqlite
from tests.scenarios.desk import MONDAY, Desk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

#: What may never be in a log line or in the engine's tables, whatever a test types.
SECRETS = ("xoxb-sandbox", "xapp-sandbox", "sandbox-signing-secret", "local-octopush-key", "+3363998")
#: All tables that are not the engine's.
OURS = {*metadata.tables, "alembic_version", "sqlite_sequence"}
#: What Bolt, slack_sdk and asyncio say where something was overlooked.
OVERLOOKED = ("Unhandled request", "is not a valid argument", "was never awaited", "never retrieved")


class Book(logging.Handler):
    """Keeps every log line of the process, with the tracebacks in it."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[int, str]] = []
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append((record.levelno, self.format(record)))


#: A job that the engine's library takes from its queue while it is being stopped; the row stays due.
AT_THE_END = ("Executor accessed before DBOS was launched", "cannot schedule new futures after shutdown")


#: Slack's word where a scheduled message is taken back twice: a jump of the clock ends a drawing's claim, and another begins.
HARMLESS = {"invalid_scheduled_message_id", "message_not_found"}


@dataclass
class Town:
    """The two servers that all tests of a process share, and the people."""

    slack: LocalSlack
    slack_url: str
    octopush: LocalOctopush
    octopush_url: str
    clock: MovableClock
    book: Book
    people: dict[str, Person] = field(default_factory=dict)


@pytest.fixture(scope="session")
def book() -> Iterator[Book]:
    """Log as `serve` does, into a book."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.configure(level="INFO")
    kept = Book()
    root.handlers[:] = [*before, kept]
    yield kept
    root.handlers[:] = before
    root.setLevel(level)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a database as `serve` finds it at its second start: with our tables and the engine's."""
    url = new_sqlite(tmp_path_factory.mktemp("template"))
    migrate_engine(url)
    return Path(url.removeprefix("sqlite:///"))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def town(book: Book) -> AsyncIterator[Town]:
    """Serve one local Slack and one local Octopush."""
    clock = MovableClock()
    slack, octopush = LocalSlack(clock=clock), LocalOctopush(clock=clock)
    octopush.seed_demo()
    async with contextlib.AsyncExitStack() as stack:
        slack_url = await stack.enter_async_context(serve(slack.app))
        octopush_url = await stack.enter_async_context(serve(octopush.app))
        town = Town(slack, slack_url, octopush, octopush_url, clock, book)
        for user in world.seed().users:
            town.people[user] = await stack.enter_async_context(Person(slack_url, user))
        yield town


@pytest_asyncio.fixture(loop_scope="session")
async def desk(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    town: Town,
    template: Path,
    tmp_path: Path,
) -> AsyncIterator[Desk]:
    """Start a bot of its own for the test; afterwards, look for what may never be.

    Mark a test with `bot(...)` to give the bot other settings; `socket=True` lets it use Socket Mode, `patience` is how
    long its previews wait for Octopush, in seconds; `hurried=True` leaves it its own second for what Slack knows;
    `halted=True` says that the app was uninstalled in the bot's last life.
    """
    mark = request.node.get_closest_marker("bot")
    given: dict[str, Any] = {"APPROVALS_REQUIRED": "0", **(mark.kwargs if mark else {})}
    socket = given.pop("socket", False)
    halted = given.pop("halted", False)
    if "patience" in given:
        monkeypatch.setattr("bot.wiring.Drafting", partial(Drafting, patience=given.pop("patience")))
    if not given.pop("hurried", False):
        # As the three seconds below: on a busy machine, a form would open without its channel.
        monkeypatch.setattr("bot.slack.opening.PATIENCE", 15.0)
        monkeypatch.setattr("bot.slack.compose.PATIENCE", 15.0)
    if socket:
        given["SLACK_APP_TOKEN"] = "xapp-sandbox"
    town.clock.set(MONDAY)
    town.slack.state.start_over()
    town.octopush.reset()
    # The real three seconds are for the tests that are about them: a busy machine is no slow bot.
    town.slack.switches.change(delivery_seconds=20.0, trigger_seconds=20.0)
    town.book.lines.clear()
    before = town.slack.state.exchanges.last
    database = tmp_path / "bot.db"
    shutil.copyfile(template, database)
    if halted:
        with contextlib.closing(sqlite3.connect(database)) as connection, connection:
            connection.execute("INSERT INTO halts VALUES ('slack', '2026-11-20 10:00:00', 'slack')")
    url = f"sqlite:///{database}"
    choices = settings(town.slack_url, town.octopush_url, url, **given)
    desk = Desk(town.slack, town.octopush, town.clock, town.people, before, url)
    async with serve(build(choices, clock=town.clock, tick=0.06)) as bot_url:
        # Where Socket Mode is asked for, nothing is to come by HTTP.
        town.slack.request_url = "http://127.0.0.1:9/" if socket else f"{bot_url}/slack/events"
        yield desk
    look_for_leaks(desk, town, database)
    refused = {
        str(one["error"])
        for one in town.slack.state.exchanges.after(before)
        if one["way"] == "api" and one["error"]
    }
    assert refused <= desk.refusals | HARMLESS, "Slack refused calls of the bot"


def look_for_leaks(desk: Desk, town: Town, database: Path) -> None:
    """Insist that neither the log nor the engine's tables hold what is private, and that nothing was overlooked."""
    private = [*SECRETS, *(word for word in desk.private if len(word) > 8)]
    for _, line in town.book.lines:
        assert not [word for word in private if word in line], "a log line holds what is private"
        assert not [word for word in OVERLOOKED if word in line], line
    errors = [line for level, line in town.book.lines if level >= logging.ERROR]
    assert not [line for line in errors if not any(word in line for word in (*desk.provoked, *AT_THE_END))]
    with contextlib.closing(sqlite3.connect(database)) as connection:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        engine = [name for name in tables if name not in OURS]
        assert "workflow_status" in engine, "the engine keeps its work elsewhere"
        for table in engine:
            for row in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608 - names of tables, from the database itself
                assert not [word for word in private if word in repr(row)], f"{table} holds what is private"
