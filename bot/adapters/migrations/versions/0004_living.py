"""What each Home shows, what was spent, when sending was paused; and the indexes that lists are read by."""

from __future__ import annotations

from collections import Counter
from datetime import UTC
from decimal import Decimal

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
OPEN = "state IN ('preparing', 'awaiting', 'approved', 'sending', 'unsure', 'handed_over') AND NOT \"left\""
LEFT = '"left"'
INDEXES = (
    ("ix_campaigns_open_due", ("state", "due_at", "id"), OPEN),
    ("ix_campaigns_open_channel", ("channel", "state", "due_at", "id"), OPEN),
    ("ix_campaigns_open_requester", ("requester", "state", "due_at", "id"), OPEN),
    ("ix_campaigns_left_at", ("leaves_at", "id"), LEFT),
    ("ix_campaigns_left_channel", ("channel", "leaves_at", "id"), LEFT),
    ("ix_campaigns_left_requester", ("requester", "leaves_at", "id"), LEFT),
    ("ix_campaigns_unsent", ("requester", "id"), "state IN ('rejected', 'expired', 'failed')"),
)
TABLES = ("pulse", "announcements", "spending", "homes")


def upgrade() -> None:
    """Make the tables and indexes, and add up what was handed over so far."""
    op.create_table(
        "homes",
        sa.Column("user", sa.String(40), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("drawn", sa.String(64)),
        sa.Column("shelf", sa.String(20)),
        sa.Column("after", sa.String(100)),
        sa.PrimaryKeyConstraint("user", name=op.f("pk_homes")),
    )
    op.create_index("ix_homes_opened_at", "homes", ["opened_at"])
    op.create_table(
        "spending",
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("requester", sa.String(40), nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("day", "channel", "requester", name=op.f("pk_spending")),
    )
    op.create_table(
        "announcements",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("posted", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("due_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
        sqlite_autoincrement=True,
    )
    due = sa.text("due_at IS NOT NULL")
    op.create_index(
        "ix_announcements_due", "announcements", ["due_at"], sqlite_where=due, postgresql_where=due
    )
    op.create_table(
        "pulse",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint("id = 1", name="one"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse")),
    )
    for name, columns, condition in INDEXES:
        where = sa.text(condition)
        op.create_index(name, "campaigns", list(columns), sqlite_where=where, postgresql_where=where)
    op.create_index("ix_campaigns_channel", "campaigns", ["channel", "id"])
    _add_up()


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_campaigns_channel", table_name="campaigns")
    for name, _, _ in INDEXES:
        op.drop_index(name, table_name="campaigns")
    for table in TABLES:
        op.drop_table(table)


def _add_up() -> None:
    """Fill `spending` from what was handed over, by days in UTC: the house's zone is not known here."""
    campaigns = sa.table(
        "campaigns",
        *(sa.column(name) for name in ("state", "channel", "requester", "cost")),
        sa.column("entered_at", INSTANT),
    )
    spending = sa.table("spending", *(sa.column(name) for name in ("day", "channel", "requester", "amount")))
    connection = op.get_bind()
    spent: Counter[tuple[str, str, str]] = Counter()
    handed_over = sa.select(campaigns).where(
        campaigns.c.state == "handed_over", campaigns.c.cost.is_not(None)
    )
    for row in connection.execute(handed_over):
        at = row.entered_at if row.entered_at.tzinfo else row.entered_at.replace(tzinfo=UTC)
        key = (at.astimezone(UTC).date().isoformat(), row.channel, row.requester)
        spent[key] += round(Decimal(row.cost) * 1_000_000)
    if spent:
        rows = [
            {"day": day, "channel": channel, "requester": requester, "amount": amount}
            for (day, channel, requester), amount in spent.items()
        ]
        connection.execute(spending.insert(), rows)
