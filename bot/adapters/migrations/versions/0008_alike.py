"""An index for campaigns to the same audience, latest first: every preview asks, however often a list was used. Only adds."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_campaigns_alike", "campaigns", ["list_name", "tag_name", "id"])


def downgrade() -> None:
    """Drop the index."""
    op.drop_index("ix_campaigns_alike", "campaigns")
