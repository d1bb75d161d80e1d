"""Alembic's entry: runs the migrations on the connection that `bot.adapters.database` hands over.

DBOS keeps tables of its own in the same database; a comparison looks at ours only.
"""

from __future__ import annotations

from alembic import context

from bot.adapters import living_tables  # noqa: F401 - its tables register themselves
from bot.adapters.tables import metadata


def ours(name: str | None, kind: str, parents: object) -> bool:  # noqa: ARG001 - alembic's signature
    """Whether a comparison may look at something: a table is ours if it is in our metadata."""
    return kind != "table" or name in metadata.tables


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=ours,
    # SQLite changes a table by copying it.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
