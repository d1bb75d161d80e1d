"""`python -m bot audit`: takes everything that is known of a campaign out of the database, and checks such a record.

The record is one JSON file for people and programs: the words, the people and the cost, who decided what and when, how it
arrived. It holds no phone number. Reading changes nothing.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.adapters import database
from bot.adapters.outcome_tables import outcomes
from bot.adapters.store.rows import brief_of
from bot.adapters.tables import campaigns, events, revisions, tickets, votes
from bot.domain import evidence
from bot.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable

FORMAT = 2
#: What is told of a campaign's own row.
TOLD = (
    *("id", "state", "revision", "requester", "channel", "created_at", "ticket", "people", "cost"),
    *("measured_at", "approved_at", "leaves_at", "left", "code", "purged_at", "purge_link"),
)


def export(url: str, *, campaign: int | None = None, ticket: str | None = None) -> str:
    """Write a campaign's record as JSON, by its number or one of its tickets; blocking. Raises NotFound."""
    engine = database.connect_sync(url)
    try:
        with engine.begin() as connection:
            record = _record(connection, _number(connection, campaign, ticket))
    finally:
        engine.dispose()
    return json.dumps(record, ensure_ascii=False, indent=2, default=_plain) + "\n"


def verify(text: str, *, head: str | None, say: Callable[[str], None]) -> int:
    """Check a record, say what is wrong with it, and give the exit status: 1 where anything is, 2 where it is no record."""
    try:
        record = json.loads(text)
        wrong = evidence.check(record, digest=lambda brief: brief_of(brief).digest, head=head)
        number, last = record["campaign"]["id"], record["events"][-1]["link"] or ""
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        say("That is no record of a campaign, or parts of it are missing.")
        return 2
    for one in wrong:
        say(one)
    if wrong:
        say(f"The record of campaign {number} does not hold.")
        return 1
    say(f"The record of campaign {number} holds: {len(record['events'])} events.")
    if head is None:
        say(f"Its last link begins with {last[: evidence.SHOWN]}: compare it with the end of the thread.")
    return 0


def _number(connection: sa.Connection, campaign: int | None, ticket: str | None) -> int:
    which = (
        sa.select(campaigns.c.id).where(campaigns.c.id == campaign)
        if ticket is None
        else sa.select(tickets.c.campaign)
        .where(tickets.c.number == ticket)
        .order_by(tickets.c.id.desc())
        .limit(1)
    )
    found = connection.execute(which).scalar_one_or_none()
    if found is None:
        raise NotFound(
            f"There is no campaign {campaign}." if ticket is None else f"No campaign has ticket {ticket}."
        )
    return int(found)


def _record(connection: sa.Connection, number: int) -> dict[str, Any]:
    def rows(table: sa.Table, order: sa.Column[Any]) -> list[dict[str, Any]]:
        found = connection.execute(sa.select(table).where(table.c.campaign == number).order_by(order))
        return [{key: value for key, value in row.items() if key != "campaign"} for row in found.mappings()]

    row = connection.execute(sa.select(campaigns).where(campaigns.c.id == number)).mappings().one()
    heard = connection.execute(sa.select(outcomes).where(outcomes.c.campaign == number)).mappings().all()
    happened = rows(events, events.c.seq)
    return {
        "format": FORMAT,
        "about": f"SMS campaign {number}",
        "campaign": {name: row[name] for name in TOLD},
        "revisions": rows(revisions, revisions.c.revision),
        "votes": rows(votes, votes.c.place),
        "events": happened,
        "outcome": [_counts(one) for one in heard],
        "head": happened[-1]["link"] if happened else None,
        "versions": {"bot": _version(), "tables": database.head()},
        "exported_at": datetime.now(UTC),
    }


def _counts(row: sa.RowMapping) -> dict[str, Any]:
    names = ("delivered", "failed", "unknown", "on_its_way", "stops", "replies", "visits")
    return {**{name: row[name] for name in names}, "as_of": row["heard_at"]}


def _plain(value: object) -> str:
    """Write what JSON has no word for: instants in UTC, money digit by digit."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def _version() -> str:
    try:
        return version("slack-octopush-sms-campaigns")
    except PackageNotFoundError:
        return "a checkout"
