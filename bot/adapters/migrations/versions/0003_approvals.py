"""What holds a campaign's place at Octopush, and the times at which Octopush did not answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the columns and tables."""
    op.add_column("campaigns", sa.Column("behind", sa.Integer))
    op.add_column("campaigns", sa.Column("behind_ticket", sa.String(128)))
    op.create_index("ix_tickets_number", "tickets", ["number"])
    op.create_table(
        "outages",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("service", sa.String(20), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("silent", sa.Integer, nullable=False),
        sa.Column("over_at", INSTANT),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("probe_at", INSTANT),
        sa.Column("drawing", sa.Integer, nullable=False),
        sa.Column("draw_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outages")),
        sqlite_autoincrement=True,
    )
    present = sa.text("over_at IS NULL")
    op.create_index(
        "ix_outages_present",
        "outages",
        ["service"],
        unique=True,
        sqlite_where=present,
        postgresql_where=present,
    )
    op.create_table(
        "outage_lines",
        sa.Column("outage", sa.Integer, nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("ts", sa.String(40), nullable=False),
        sa.Column("drawn", sa.String(100), nullable=False),
        sa.Column("named", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["outage"], ["outages.id"], name=op.f("fk_outage_lines_outage"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("outage", "channel", name=op.f("pk_outage_lines")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("outage_lines")
    op.drop_table("outages")
    op.drop_index("ix_tickets_number", table_name="tickets")
    op.drop_column("campaigns", "behind_ticket")
    op.drop_column("campaigns", "behind")
