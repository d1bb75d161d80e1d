"""What the bot's own tables say, read from outside: what is due, when it looks again, and the audit for the oracle."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.adapters import tables
from bot.adapters.columns import Instant
from bot.adapters.database import connect_sync

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Look:
    """One look. `overdue` are rows that are due and in nobody's hands, by kind, number and version.

    `stamp` is another number after each change of what waits.
    """

    stamp: int
    overdue: frozenset[tuple[str, int, int]]
    claimed: bool
    #: When something is due next, or somebody's claim ends, soonest first.
    wakes: list[datetime]


class Ledger:
    """The bot's database, for reading."""

    def __init__(self, url: str) -> None:
        self._engine = connect_sync(url)
        address = self._engine.url
        # SQLite tells on one connection whether another has written since, which saves most looks.
        self._watch = (
            sqlite3.connect(str(address.database)) if address.drivername.startswith("sqlite") else None
        )
        self._version = -1
        self._waiting: list[Any] = []
        self._looks = 0

    def close(self) -> None:
        """Let go of the database."""
        if self._watch is not None:
            self._watch.close()
        self._engine.dispose()

    def look(self, now: datetime) -> Look:
        """Look at what waits for the bot."""
        overdue, wakes, claimed = set(), [], False
        for row in self._rows():
            held = row.claim_until is not None and row.claim_until > now
            claimed = claimed or held
            if held:
                wakes.append(row.claim_until)
            elif row.due_at <= now:
                overdue.add((row.kind, row.id, row.version))
            else:
                wakes.append(row.due_at)
        return Look(self._looks, frozenset(overdue), claimed, sorted(wakes))

    def _rows(self) -> list[Any]:
        """Read what has a time to be looked at, if it may have changed since it was read last."""
        if self._watch is not None:
            [version] = self._watch.execute("PRAGMA data_version").fetchone()
            if version == self._version:
                return self._waiting
            self._version = version
        with self._engine.begin() as connection:
            waiting = list(connection.execute(_WAITING).all())
        if waiting != self._waiting:
            self._waiting = waiting
            self._looks += 1
        return self._waiting

    def rows(self, table: sa.Table, *order: sa.ColumnElement[Any]) -> Sequence[sa.RowMapping]:
        """Read a whole table."""
        with self._engine.begin() as connection:
            return connection.execute(sa.select(table).order_by(*order)).mappings().all()


def _waiting() -> sa.CompoundSelect[Any]:
    """Ask for every row that has a time to be looked at."""

    def part(kind: str, table: sa.Table, number: sa.Column[int], due: sa.Column[Any]) -> sa.Select[Any]:
        claim = table.c.get("claim_until")
        return sa.select(
            sa.literal(kind, sa.String).label("kind"),
            number.label("id"),
            table.c.version.label("version"),
            due.label("due_at"),
            (sa.cast(sa.null(), Instant) if claim is None else claim).label("claim_until"),
        ).where(due.is_not(None))

    release = part("release", tables.tickets, tables.tickets.c.id, tables.tickets.c.release_at)
    return sa.union_all(
        part("act", tables.campaigns, tables.campaigns.c.id, tables.campaigns.c.due_at),
        part("draw", tables.drawings, tables.drawings.c.campaign, tables.drawings.c.due_at),
        release.where(tables.tickets.c.released_at.is_(None)),
    ).order_by("kind", "id")


_WAITING = _waiting()
