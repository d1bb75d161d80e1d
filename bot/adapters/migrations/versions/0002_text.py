"""Tests of campaigns' words on the team's own phones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OUTCOMES = ("asked", "sent", "not_taken", "refused", "unsure")


def upgrade() -> None:
    """Create their table."""
    op.create_table(
        "trials",
        sa.Column("campaign", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("phones", sa.Integer, nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("code", sa.Integer),
        sa.Column("ticket", sa.String(100)),
        sa.CheckConstraint(f"outcome IN {OUTCOMES}", name=op.f("ck_trials_outcome")),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaigns.id"], name=op.f("fk_trials_campaign"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign", "revision", "attempt", name=op.f("pk_trials")),
    )
    op.create_index("ix_trials_at", "trials", ["at"])


def downgrade() -> None:
    """Take it away."""
    op.drop_table("trials")
