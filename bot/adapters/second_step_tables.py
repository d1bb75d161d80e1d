"""The table of the second steps of approvals: digests of what the bot has given to somebody's screen, for a short while."""

from __future__ import annotations

import sqlalchemy as sa

from bot.adapters.columns import Instant
from bot.adapters.tables import metadata

second_steps = sa.Table(
    "second_steps",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("campaign", sa.Integer, sa.ForeignKey("campaigns.id", ondelete="CASCADE"), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("user", sa.String(40), nullable=False),
    sa.Column("until", Instant, nullable=False),
)
