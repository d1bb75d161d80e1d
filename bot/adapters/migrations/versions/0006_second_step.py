"""The second step of an approval: what the bot has given to somebody's screen. Only adds: the release before runs on with it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "second_steps",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("campaign", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("user", sa.String(40), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaigns.id"], name=op.f("fk_second_steps_campaign"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_second_steps")),
    )


def downgrade() -> None:
    """Drop it again."""
    op.drop_table("second_steps")
