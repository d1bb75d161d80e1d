"""Names every commit of a bot process by what it wrote, and stands on both sides of it: just before, and just after.

The bot knows nothing of this: SQLAlchemy's public events tell what each transaction writes, when it is about to be
committed, and when its connection is given back.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Callable

_WRITE = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM)\s+(?:"?\w+"?\.)?"?(\w+)"?', re.IGNORECASE)

#: On PostgreSQL the engine writes a job's end in one statement that commits itself.
_ENDED = re.compile(r"\s*WITH\b.*\bINSERT INTO\s+\S*workflow_output", re.IGNORECASE | re.DOTALL)


def watch(at: Callable[[str], None]) -> None:
    """Call `at` with a name before and after each commit of every engine of this process."""
    _watch_ends(at)

    @sa.event.listens_for(sa.Engine, "after_cursor_execute")
    def _executed(
        connection: sa.Connection,
        _cursor: object,
        statement: str,
        _parameters: object,
        context: Any,
        _many: object,
    ) -> None:
        if found := _WRITE.match(statement):
            given = (getattr(context, "compiled_parameters", None) or [{}])[0]
            part = _part(found[1].split()[0].upper(), found[2], given)
            connection.info.setdefault("wrote", []).append(part)

    @sa.event.listens_for(sa.Engine, "commit")
    def _committing(connection: sa.Connection) -> None:
        if wrote := connection.info.pop("wrote", None):
            connection.info["committed"] = name = _whole(wrote)
            at(f"write {name}: before")

    @sa.event.listens_for(sa.Engine, "rollback")
    def _rolled_back(connection: sa.Connection) -> None:
        connection.info.pop("wrote", None)

    @sa.event.listens_for(sa.pool.Pool, "checkin")
    def _given_back(_connection: object, record: Any) -> None:
        if name := record.info.pop("committed", None):
            at(f"write {name}: after")


def _watch_ends(at: Callable[[str], None]) -> None:
    """Stand on both sides of a job's end where no commit shows it."""

    def beside(side: str) -> Callable[..., None]:
        def look(_c: object, _cursor: object, statement: str, *_: object) -> None:
            if _ENDED.match(statement):
                at(f"write job ended: {side}")

        return look

    sa.event.listen(sa.Engine, "before_cursor_execute", beside("before"))
    sa.event.listen(sa.Engine, "after_cursor_execute", beside("after"))


#: What a statement is called, by its verb and table, and how well it names its transaction: the highest of all wins.
_NAMES = {
    ("INSERT", "messages"): (4, "message posted"),
    ("DELETE", "messages"): (4, "message gone"),
    ("INSERT", "tickets"): (4, "ticket asked for"),
    ("INSERT", "drafts"): (4, "draft"),
    ("DELETE", "drafts"): (4, "draft gone"),
    ("UPDATE", "drafts"): (4, "draft simulated"),
    ("INSERT", "workflow_status"): (1, "jobs handed out"),
    ("UPDATE", "workflow_status"): (2, "job taken"),
    ("INSERT", "workflow_output"): (3, "job ended"),
    ("INSERT", "outages"): (4, "outage begun"),
    ("UPDATE", "outages"): (4, "outage noted"),
    ("INSERT", "outage_lines"): (4, "outage told"),
    ("UPDATE", "outage_lines"): (4, "outage told"),
    ("INSERT", "pulse"): (1, "heartbeat"),
    ("INSERT", "queues"): (0, "engine registered"),
    ("UPDATE", "application_versions"): (0, "engine registered"),
}


def _part(verb: str, table: str, given: dict[str, Any]) -> tuple[int, str]:
    """Name one statement."""
    claims = bool(given.get("claim_by"))
    match verb, table:
        case "INSERT", "events":
            return 9, str(getattr(given.get("action"), "value", given.get("action")))
        case "UPDATE", "campaigns":
            return 5, "claim" if claims else "look again later"
        case _, "drawings":
            return 3, "claim of a drawing" if claims else "drawn"
        case "UPDATE", "tickets":
            return 4, "ticket heard" if "number" in given else "ticket released"
        case _:
            return _NAMES.get((verb, table), (0, f"{verb} {table}"))


def _whole(parts: list[tuple[int, str]]) -> str:
    return max(parts)[1]
