"""The tables and indexes of living with it: what each Home shows, what was spent, when sending was paused.

`spending` follows from `campaigns`, and is kept so that a month is added up without reading every campaign of it. The
indexes let each shelf of a Home be read from its beginning, whatever lies behind it.
"""

from __future__ import annotations

import sqlalchemy as sa

from bot.adapters.columns import Instant
from bot.adapters.tables import campaigns, is_open, metadata, tickets

#: Who has opened their Home, and what it shows. `drawn` is a digest of it; `shelf` and `after` say which page.
homes = sa.Table(
    "homes",
    metadata,
    sa.Column("user", sa.String(40), primary_key=True),
    sa.Column("opened_at", Instant, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("drawn", sa.String(64)),
    sa.Column("shelf", sa.String(20)),
    sa.Column("after", sa.String(100)),
)
sa.Index("ix_homes_opened_at", homes.c.opened_at)

#: What was handed over, by day (ISO 8601, in the house's zone), channel and requester, in millionths of a euro.
spending = sa.Table(
    "spending",
    metadata,
    sa.Column("day", sa.String(10), primary_key=True),
    sa.Column("channel", sa.String(40), primary_key=True),
    sa.Column("requester", sa.String(40), primary_key=True),
    sa.Column("amount", sa.BigInteger, nullable=False),
)

#: What the channels are told about pauses, once each. `posted` lists the channels that know.
announcements = sa.Table(
    "announcements",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("by", sa.String(40), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("posted", sa.JSON, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("due_at", Instant),
    sqlite_autoincrement=True,
)
sa.Index(
    "ix_announcements_due",
    announcements.c.due_at,
    sqlite_where=announcements.c.due_at.is_not(None),
    postgresql_where=announcements.c.due_at.is_not(None),
)

#: One row: when this database was last served, by the real clock.
pulse = sa.Table(
    "pulse",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Instant, nullable=False),
    sa.CheckConstraint("id = 1", name="one"),
)

_c = campaigns.c
#: Campaigns whose moment has come, and those that ended unsent and can be mended; as bare text, like `is_open`.
has_left = sa.text('"left"')
is_unsent = sa.text("state IN ('rejected', 'expired', 'failed')")

for _name, _columns, _where in (
    ("ix_campaigns_open_due", (_c.state, _c.due_at, _c.id), is_open),
    ("ix_campaigns_open_channel", (_c.channel, _c.state, _c.due_at, _c.id), is_open),
    ("ix_campaigns_open_requester", (_c.requester, _c.state, _c.due_at, _c.id), is_open),
    ("ix_campaigns_left_at", (_c.leaves_at, _c.id), has_left),
    ("ix_campaigns_left_channel", (_c.channel, _c.leaves_at, _c.id), has_left),
    ("ix_campaigns_left_requester", (_c.requester, _c.leaves_at, _c.id), has_left),
    ("ix_campaigns_unsent", (_c.requester, _c.id), is_unsent),
):
    sa.Index(_name, *_columns, sqlite_where=_where, postgresql_where=_where)
sa.Index("ix_campaigns_channel", _c.channel, _c.id)
sa.Index("ix_tickets_number", tickets.c.number)
