"""The tables of what Octopush tells after a sending: each word once, and the counts of them.

`receipts` is only ever added to, and purged whole; no phone number and no word of a reply may be in it. They belong to
the same database and metadata as `tables`.
"""

from __future__ import annotations

import sqlalchemy as sa

from bot.adapters.columns import Instant, words
from bot.adapters.tables import metadata
from bot.domain.outcomes import Heard


def _ticket() -> sa.Column[int]:
    """Be what belongs to one ticket row, and go when it goes."""
    owner = sa.ForeignKey("tickets.id", ondelete="CASCADE")
    return sa.Column("ticket", sa.Integer, owner, primary_key=True, autoincrement=False)


#: What was heard of the people of a ticket, each word once. `person` and `word` are keyed hashes or fates, never a number.
receipts = sa.Table(
    "receipts",
    metadata,
    _ticket(),
    sa.Column("kind", words(Heard, "kind"), primary_key=True),
    sa.Column("person", sa.String(32), primary_key=True),
    sa.Column("word", sa.String(32), primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

#: The counts of each ticket's receipts, and when they are made anew. `version` is this row's own.
outcomes = sa.Table(
    "outcomes",
    metadata,
    _ticket(),
    sa.Column("campaign", sa.ForeignKey("campaigns.id", ondelete="CASCADE"), nullable=False),
    # Which key its people are hashed with, by the key's name.
    sa.Column("key", sa.String(16), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    *(
        sa.Column(name, sa.Integer, nullable=False, server_default="0")
        for name in ("delivered", "failed", "unknown", "on_its_way", "stops", "replies", "visits")
    ),
    sa.Column("heard_at", Instant, nullable=False),
    sa.Column("counted_at", Instant),
    # When its receipts were purged: nothing is counted any more.
    sa.Column("closed_at", Instant),
    sa.Column("due_at", Instant),
)
sa.Index("ix_outcomes_campaign", outcomes.c.campaign)
sa.Index(
    "ix_outcomes_due",
    outcomes.c.due_at,
    sqlite_where=outcomes.c.due_at.is_not(None),
    postgresql_where=outcomes.c.due_at.is_not(None),
)
