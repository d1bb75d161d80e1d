"""Campaigns and what belongs to them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
AMOUNT = sa.String(40)
STATES = (
    *("preparing", "awaiting", "approved", "sending", "handed_over"),
    *("unsure", "rejected", "expired", "failed", "cancelled"),
)
ACTIONS = (
    *(
        "confirm",
        "ticketed",
        "prepare_again",
        "wait",
        "measured",
        "refused",
        "approve",
        "reject",
        "expire",
        "drift",
        "remind",
    ),
    *(
        "start_sending",
        "accepted",
        "not_taken",
        "lost",
        "settle_sent",
        "settle_not_sent",
        "left",
        "cancel",
        "edit",
    ),
)
IS_OPEN = (
    "state IN ('preparing', 'awaiting', 'approved', 'sending', 'unsure', 'handed_over') AND NOT \"left\""
)
#: What is written there once may never be changed.
KEPT = ("events", "revisions")


def upgrade() -> None:
    """Create the tables, from those that others point at to those that point."""
    _create_campaigns()
    _create_history()
    _create_tickets()
    _create_slack_side()
    for table in KEPT:
        _keep(table)


def downgrade() -> None:
    """Drop the tables and all that is in them."""
    for table in (
        "halts",
        "audiences",
        "messages",
        "drawings",
        "drafts",
        "tickets",
        "events",
        "votes",
        "revisions",
    ):
        op.drop_table(table)
    op.drop_table("campaigns")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_update()")


def _create_campaigns() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("nonce", sa.String(100), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", _words("state", STATES), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("requester", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT),
        sa.Column("claim_by", sa.String(100)),
        sa.Column("claim_until", INSTANT),
        sa.Column("ticket", sa.String(100)),
        sa.Column("prepared_at", INSTANT),
        sa.Column("people", sa.Integer),
        sa.Column("cost", AMOUNT),
        sa.Column("measured_at", INSTANT),
        sa.Column("balance", AMOUNT),
        sa.Column("approved_at", INSTANT),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("waiting", sa.Integer),
        sa.Column("code", sa.Integer),
        sa.Column("leaves_at", INSTANT),
        sa.Column("left", sa.Boolean(create_constraint=True, name="left"), nullable=False),
        sa.Column("reminders", sa.Integer, nullable=False),
        sa.Column("list_name", sa.String(100)),
        sa.Column("tag_name", sa.String(100)),
        sa.Column("segmentation", sa.String(20)),
        sa.CheckConstraint("version > 0", name="version"),
        sa.CheckConstraint("(claim_by IS NULL) = (claim_until IS NULL)", name="claim"),
        sa.CheckConstraint(
            "(people IS NULL) = (cost IS NULL) AND (people IS NULL) = (measured_at IS NULL)", name="measured"
        ),
        sa.CheckConstraint("state <> 'sending' OR claim_until IS NOT NULL", name="sending_is_claimed"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("nonce", name=op.f("uq_campaigns_nonce")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_campaigns_audience", "campaigns", ["list_name", "tag_name", "measured_at"])
    op.create_index("ix_campaigns_due", "campaigns", ["due_at"], **_where("due_at IS NOT NULL"))
    op.create_index("ix_campaigns_open", "campaigns", ["id"], **_where(IS_OPEN))
    op.create_index("ix_campaigns_requester", "campaigns", ["requester", "id"])


def _create_history() -> None:
    op.create_table(
        "revisions",
        sa.Column("campaign", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("author", sa.String(40), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("brief", sa.JSON, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint("revision > 0", name="revision"),
        _of_campaign("revisions"),
        sa.PrimaryKeyConstraint("campaign", "revision", name=op.f("pk_revisions")),
    )
    op.create_table(
        "votes",
        sa.Column("campaign", sa.Integer, nullable=False),
        sa.Column("voter", sa.String(40), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("cost", AMOUNT, nullable=False),
        _of_campaign("votes"),
        sa.PrimaryKeyConstraint("campaign", "voter", name=op.f("pk_votes")),
    )
    op.create_table(
        "events",
        sa.Column("campaign", sa.Integer, nullable=False),
        sa.Column("seq", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.String(40), nullable=False),
        sa.Column("action", _words("action", ACTIONS), nullable=False),
        sa.Column("before", _words("before", STATES)),
        sa.Column("after", _words("after", STATES), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("note", sa.JSON, nullable=False),
        _of_campaign("events"),
        sa.PrimaryKeyConstraint("campaign", "seq", name=op.f("pk_events")),
    )


def _create_tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("campaign", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("request_id", sa.String(200), nullable=False),
        sa.Column("number", sa.String(100)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("release_at", INSTANT),
        sa.Column("released_at", INSTANT),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.CheckConstraint("number IS NOT NULL OR release_at IS NULL", name="release_is_numbered"),
        _of_campaign("tickets"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint(
            "campaign", "revision", "attempt", name=op.f("uq_tickets_campaign_revision_attempt")
        ),
        sa.UniqueConstraint("request_id", name=op.f("uq_tickets_request_id")),
        sqlite_autoincrement=True,
    )
    unreleased = _where("release_at IS NOT NULL AND released_at IS NULL")
    op.create_index("ix_tickets_release", "tickets", ["release_at"], **unreleased)
    op.create_index(
        "ix_tickets_waiting", "tickets", ["id"], **_where("number IS NULL AND released_at IS NULL")
    )


def _create_slack_side() -> None:
    op.create_table(
        "drafts",
        sa.Column("owner", sa.String(40), nullable=False),
        sa.Column("fields", sa.JSON, nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("digest", sa.String(64)),
        sa.Column("simulated", sa.String(64)),
        sa.Column("simulated_at", INSTANT),
        sa.Column("channel", sa.String(40)),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_drafts")),
    )
    op.create_table(
        "drawings",
        sa.Column("campaign", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("wanted", sa.Integer, nullable=False),
        sa.Column("drawn", sa.Integer, nullable=False),
        sa.Column("due_at", INSTANT),
        sa.Column("claim_by", sa.String(100)),
        sa.Column("claim_until", INSTANT),
        sa.CheckConstraint("(claim_by IS NULL) = (claim_until IS NULL)", name="claim"),
        _of_campaign("drawings"),
        sa.PrimaryKeyConstraint("campaign", name=op.f("pk_drawings")),
    )
    op.create_index("ix_drawings_due", "drawings", ["due_at"], **_where("due_at IS NOT NULL"))
    op.create_table(
        "messages",
        sa.Column("campaign", sa.Integer, nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("ts", sa.String(40), nullable=False),
        sa.Column("drawn", sa.String(100), nullable=False),
        _of_campaign("messages"),
        sa.PrimaryKeyConstraint("campaign", "key", name=op.f("pk_messages")),
    )
    op.create_table(
        "halts",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("by", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_halts")),
    )
    op.create_table(
        "audiences",
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("folded", sa.String(300), nullable=False),
        sa.Column("people", sa.Integer),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", sa.String(40), nullable=False),
        sa.CheckConstraint("kind IN ('list', 'tag')", name="kind"),
        sa.PrimaryKeyConstraint("kind", "name", name=op.f("pk_audiences")),
    )
    op.create_index("ix_audiences_at", "audiences", ["at"])


def _keep(table: str) -> None:
    """Let the database itself refuse to change what was written."""
    trigger = f"CREATE TRIGGER {table}_are_kept BEFORE UPDATE ON {table}"
    if op.get_context().dialect.name == "sqlite":
        op.execute(f"{trigger} BEGIN SELECT RAISE(ABORT, 'What was written here is never changed.'); END")
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_update() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'What was written here is never changed.'; END $$"
    )
    op.execute(f"{trigger} FOR EACH ROW EXECUTE FUNCTION refuse_update()")


def _words(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)


def _of_campaign(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["campaign"], ["campaigns.id"], name=op.f(f"fk_{table}_campaign"), ondelete="CASCADE"
    )


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
