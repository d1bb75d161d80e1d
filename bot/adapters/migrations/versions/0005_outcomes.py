"""What Octopush tells of campaigns that left, and the chain of the audit. Only adds: the release before runs on with it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
COUNTS = ("delivered", "failed", "unknown", "on_its_way", "stops", "replies", "visits")
HEARD = ("delivery", "reply", "stop", "visit")


def upgrade() -> None:
    """Add what is heard, its counts, and the way from a ticket's number to its row."""
    op.add_column("events", sa.Column("link", sa.String(64)))
    op.create_table(
        "receipts",
        sa.Column("ticket", sa.Integer, autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*HEARD, name="kind", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("word", sa.String(32), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        _of("receipts", "ticket", "tickets"),
        sa.PrimaryKeyConstraint("ticket", "kind", "person", "word", name=op.f("pk_receipts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outcomes",
        sa.Column("ticket", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("campaign", sa.Integer, nullable=False),
        sa.Column("key", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False, server_default="0") for name in COUNTS),
        sa.Column("heard_at", INSTANT, nullable=False),
        sa.Column("counted_at", INSTANT),
        sa.Column("due_at", INSTANT),
        _of("outcomes", "ticket", "tickets"),
        _of("outcomes", "campaign", "campaigns"),
        sa.PrimaryKeyConstraint("ticket", name=op.f("pk_outcomes")),
    )
    op.create_index("ix_outcomes_campaign", "outcomes", ["campaign"])
    is_due = sa.text("due_at IS NOT NULL")
    op.create_index("ix_outcomes_due", "outcomes", ["due_at"], sqlite_where=is_due, postgresql_where=is_due)


def downgrade() -> None:
    """Drop it all again."""
    op.drop_table("outcomes")
    op.drop_table("receipts")
    op.drop_column("events", "link")


def _of(table: str, column: str, owner: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{owner}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE"
    )
