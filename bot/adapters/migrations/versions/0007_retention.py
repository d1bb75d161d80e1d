"""What was purged and when; and a text, once written, may only become nothing, in a purge. Only adds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
OVER = "purged_at IS NULL AND (\"left\" OR state IN ('cancelled', 'expired', 'failed', 'rejected'))"
COLUMNS = (
    ("campaigns", "purged_at", INSTANT),
    ("campaigns", "purge_link", sa.String(64)),
    ("revisions", "sealed", sa.String(64)),
    ("outcomes", "closed_at", INSTANT),
)
REFUSED = "What was written here is never changed."
KEPT = " AND ".join(f"NEW.{name} = OLD.{name}" for name in ("campaign", "revision", "author", "digest", "at"))
TRIGGER = "CREATE TRIGGER revisions_are_kept BEFORE UPDATE ON revisions"


def upgrade() -> None:
    """Add the evidence of purges, and let a revision lose its words once."""
    for table, name, kind in COLUMNS:
        op.add_column(table, sa.Column(name, kind))
    over = sa.text(OVER)
    op.create_index(
        "ix_campaigns_over", "campaigns", ["entered_at"], sqlite_where=over, postgresql_where=over
    )
    _drop_trigger()
    if op.get_context().dialect.name == "sqlite":
        purged = _purged(
            "json_extract(NEW.brief, '$.text')",
            "json_remove(NEW.brief, '$.text') = json_remove(OLD.brief, '$.text')",
            0,
        )
        op.execute(f"{TRIGGER} WHEN NOT {purged} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END")
        return
    purged = _purged("NEW.brief ->> 'text'", "NEW.brief::jsonb - 'text' = OLD.brief::jsonb - 'text'", "false")
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {purged} THEN RETURN NEW; END IF; "
        f"RAISE EXCEPTION '{REFUSED}'; END $$"
    )
    op.execute(f"{TRIGGER} FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()")


def downgrade() -> None:
    """Let nothing written change any more, and drop the rest; what went stays gone."""
    _drop_trigger()
    sqlite = op.get_context().dialect.name == "sqlite"
    if sqlite:
        op.execute(f"{TRIGGER} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END")
    else:
        op.execute(f"{TRIGGER} FOR EACH ROW EXECUTE FUNCTION refuse_update()")
        op.execute("DROP FUNCTION refuse_rewriting()")
    op.drop_index("ix_campaigns_over", "campaigns")
    for table, name, _ in COLUMNS:
        op.drop_column(table, name)


def _purged(text: str, same: str, no: object) -> str:
    """Write the one change that is let through: the words become nothing, and their seal is there from now on."""
    return (
        f"coalesce(OLD.sealed IS NULL AND NEW.sealed IS NOT NULL AND {text} = '' AND {same} AND {KEPT}, {no})"
    )


def _drop_trigger() -> None:
    on = "" if op.get_context().dialect.name == "sqlite" else " ON revisions"
    op.execute(f"DROP TRIGGER revisions_are_kept{on}")
