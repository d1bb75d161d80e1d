"""What is due now, of every kind of work: the one question that the ticker asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.adapters.columns import Instant
from bot.adapters.living_tables import announcements
from bot.adapters.outcome_tables import outcomes
from bot.adapters.tables import campaigns, drawings, outages, tickets
from bot.services.jobs import Kind

if TYPE_CHECKING:
    from datetime import datetime


def due_now() -> sa.CompoundSelect[Any]:
    """Ask for all that is due at the instant `now` and in nobody's hands, whatever kind of work it is."""
    now = sa.bindparam("now", type_=Instant)

    def part(
        kind: Kind,
        table: sa.Table,
        subject: sa.Column[int],
        due_at: sa.Column[datetime],
        version: sa.Column[int] | None = None,
    ) -> sa.Select[Any]:
        claim_until = table.c.get("claim_until")
        question = sa.select(
            sa.literal(kind.value, sa.String).label("kind"),
            subject.label("subject"),
            (table.c.version if version is None else version).label("entry"),
            due_at.label("due_at"),
            (sa.cast(sa.null(), Instant) if claim_until is None else claim_until).label("claim_until"),
        ).where(due_at <= now)
        if claim_until is not None:
            question = question.where(claim_until.is_(None) | (claim_until <= now))
        return question

    return sa.union_all(
        part(Kind.ACT, campaigns, campaigns.c.id, campaigns.c.due_at),
        part(Kind.DRAW, drawings, drawings.c.campaign, drawings.c.due_at),
        part(Kind.RELEASE, tickets, tickets.c.id, tickets.c.release_at).where(
            tickets.c.released_at.is_(None)
        ),
        part(Kind.PROBE, outages, outages.c.id, outages.c.probe_at),
        part(Kind.NOTICE, outages, outages.c.id, outages.c.draw_at, outages.c.drawing),
        part(Kind.ANNOUNCE, announcements, announcements.c.id, announcements.c.due_at),
        part(Kind.COUNT, outcomes, outcomes.c.ticket, outcomes.c.due_at),
    )


#: Made once, as it is asked every second: at most `most`, the oldest first.
DUE = due_now().order_by("due_at", "kind", "subject").limit(sa.bindparam("most", type_=sa.Integer))
