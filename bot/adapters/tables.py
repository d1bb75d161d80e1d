"""The tables of the store, with the invariants that code alone cannot promise.

The campaigns table is the truth: every row says what it waits for and when. `revisions` and `events` are only ever
added to, but for the words of a revision, which a purge takes away. Nothing here may be created but by a migration. DBOS keeps tables of its own in the same database; they are none of ours.
"""

from __future__ import annotations

import sqlalchemy as sa

from bot.adapters.columns import Amount, Instant, words
from bot.domain.campaign import ENDED_UNSENT, Action, State
from bot.domain.trial import Outcome

#: Names the constraints, so that a migration can find them again on either database.
metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: States in which a campaign is still under way; one handed over is until it has left.
OPEN = (State.PREPARING, State.AWAITING, State.APPROVED, State.SENDING, State.UNSURE, State.HANDED_OVER)


def _campaign(*, primary_key: bool = False) -> sa.Column[int]:
    """Point at a campaign; what belongs to one goes when it goes."""
    owner = sa.ForeignKey("campaigns.id", ondelete="CASCADE")
    return sa.Column("campaign", sa.Integer, owner, nullable=False, primary_key=primary_key)


campaigns = sa.Table(
    "campaigns",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("nonce", sa.String(100), nullable=False, unique=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("state", words(State, "state"), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("requester", sa.String(40), nullable=False),
    sa.Column("channel", sa.String(40), nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("entered_at", Instant, nullable=False),
    sa.Column("due_at", Instant),
    sa.Column("claim_by", sa.String(100)),
    sa.Column("claim_until", Instant),
    sa.Column("ticket", sa.String(100)),
    sa.Column("prepared_at", Instant),
    sa.Column("people", sa.Integer),
    sa.Column("cost", Amount),
    sa.Column("measured_at", Instant),
    sa.Column("balance", Amount),
    sa.Column("approved_at", Instant),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("waiting", sa.Integer),
    sa.Column("code", sa.Integer),
    sa.Column("leaves_at", Instant),
    sa.Column("left", sa.Boolean(create_constraint=True, name="left"), nullable=False),
    sa.Column("reminders", sa.Integer, nullable=False),
    sa.Column("behind", sa.Integer),
    sa.Column("behind_ticket", sa.String(128)),
    # Copied out of the Brief, to be searched.
    sa.Column("list_name", sa.String(100)),
    sa.Column("tag_name", sa.String(100)),
    sa.Column("segmentation", sa.String(20)),
    # When a purge took its words, and what ties that to its last event.
    sa.Column("purged_at", Instant),
    sa.Column("purge_link", sa.String(64)),
    sa.CheckConstraint("version > 0", name="version"),
    sa.CheckConstraint("(claim_by IS NULL) = (claim_until IS NULL)", name="claim"),
    sa.CheckConstraint(
        "(people IS NULL) = (cost IS NULL) AND (people IS NULL) = (measured_at IS NULL)", name="measured"
    ),
    sa.CheckConstraint("state <> 'sending' OR claim_until IS NOT NULL", name="sending_is_claimed"),
    # Numbers are told to people and part of workflow ids: one that was deleted may not come back.
    sqlite_autoincrement=True,
)
sa.Index(
    "ix_campaigns_due",
    campaigns.c.due_at,
    sqlite_where=campaigns.c.due_at.is_not(None),
    postgresql_where=campaigns.c.due_at.is_not(None),
)
#: Which campaigns are open; as bare text, since a partial index serves only the very condition that it was made with.
is_open = sa.text(f'state IN ({", ".join(repr(state.value) for state in OPEN)}) AND NOT "left"')
sa.Index("ix_campaigns_open", campaigns.c.id, sqlite_where=is_open, postgresql_where=is_open)
#: Which campaigns are over and still hold their words; as bare text, like `is_open`.
is_over = sa.text(
    f'purged_at IS NULL AND ("left" OR state IN ({", ".join(repr(state.value) for state in sorted(ENDED_UNSENT))}))'
)
sa.Index("ix_campaigns_over", campaigns.c.entered_at, sqlite_where=is_over, postgresql_where=is_over)
sa.Index("ix_campaigns_requester", campaigns.c.requester, campaigns.c.id)
sa.Index("ix_campaigns_audience", campaigns.c.list_name, campaigns.c.tag_name, campaigns.c.measured_at)
sa.Index("ix_campaigns_alike", campaigns.c.list_name, campaigns.c.tag_name, campaigns.c.id)

revisions = sa.Table(
    "revisions",
    metadata,
    _campaign(primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("author", sa.String(40), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("brief", sa.JSON, nullable=False),
    sa.Column("at", Instant, nullable=False),
    # What the chain needs in place of the Brief once its words are purged: see `domain/evidence.py`.
    sa.Column("sealed", sa.String(64)),
    sa.CheckConstraint("revision > 0", name="revision"),
)

votes = sa.Table(
    "votes",
    metadata,
    _campaign(primary_key=True),
    sa.Column("voter", sa.String(40), primary_key=True),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("people", sa.Integer, nullable=False),
    sa.Column("cost", Amount, nullable=False),
)

events = sa.Table(
    "events",
    metadata,
    _campaign(primary_key=True),
    # The campaign's version that the event made: each has one event at most, and their order is that of the versions.
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.String(40), nullable=False),
    sa.Column("action", words(Action, "action"), nullable=False),
    sa.Column("before", words(State, "before")),
    sa.Column("after", words(State, "after"), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("note", sa.JSON, nullable=False),
    sa.Column("link", sa.String(64)),
)

tickets = sa.Table(
    "tickets",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _campaign(),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("request_id", sa.String(200), nullable=False, unique=True),
    sa.Column("number", sa.String(100)),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("opened_at", Instant, nullable=False),
    sa.Column("release_at", Instant),
    sa.Column("released_at", Instant),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.UniqueConstraint("campaign", "revision", "attempt"),
    sa.CheckConstraint("number IS NOT NULL OR release_at IS NULL", name="release_is_numbered"),
    sqlite_autoincrement=True,
)
_unreleased = tickets.c.release_at.is_not(None) & tickets.c.released_at.is_(None)
sa.Index("ix_tickets_release", tickets.c.release_at, sqlite_where=_unreleased, postgresql_where=_unreleased)
_waiting = tickets.c.number.is_(None) & tickets.c.released_at.is_(None)
sa.Index("ix_tickets_waiting", tickets.c.id, sqlite_where=_waiting, postgresql_where=_waiting)
sa.Index("ix_tickets_number", tickets.c.number)

drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("owner", sa.String(40), primary_key=True),
    sa.Column("fields", sa.JSON, nullable=False),
    sa.Column("saved_at", Instant, nullable=False),
    sa.Column("digest", sa.String(64)),
    sa.Column("simulated", sa.String(64)),
    sa.Column("simulated_at", Instant),
    sa.Column("channel", sa.String(40)),
)

#: What each campaign's messages show, and who is drawing them. `version` is this row's own.
drawings = sa.Table(
    "drawings",
    metadata,
    _campaign(primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("wanted", sa.Integer, nullable=False),
    sa.Column("drawn", sa.Integer, nullable=False),
    sa.Column("due_at", Instant),
    sa.Column("claim_by", sa.String(100)),
    sa.Column("claim_until", Instant),
    sa.CheckConstraint("(claim_by IS NULL) = (claim_until IS NULL)", name="claim"),
)
sa.Index(
    "ix_drawings_due",
    drawings.c.due_at,
    sqlite_where=drawings.c.due_at.is_not(None),
    postgresql_where=drawings.c.due_at.is_not(None),
)

messages = sa.Table(
    "messages",
    metadata,
    _campaign(primary_key=True),
    sa.Column("key", sa.String(100), primary_key=True),
    sa.Column("channel", sa.String(40), nullable=False),
    sa.Column("ts", sa.String(40), nullable=False),
    sa.Column("drawn", sa.String(100), nullable=False),
)

#: Tests of campaigns' words on the team's own phones, kept for the audit.
trials = sa.Table(
    "trials",
    metadata,
    _campaign(primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("attempt", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("by", sa.String(40), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("phones", sa.Integer, nullable=False),
    sa.Column("outcome", words(Outcome, "outcome"), nullable=False),
    sa.Column("code", sa.Integer),
    sa.Column("ticket", sa.String(100)),
)
sa.Index("ix_trials_at", trials.c.at)

#: What keeps everything from being handed over.
halts = sa.Table(
    "halts",
    metadata,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("since", Instant, nullable=False),
    sa.Column("by", sa.String(40), nullable=False),
)

#: When a service did not answer, from the first unanswered call to the next answer. `version` is that of the probing,
#: `drawing` that of the line about it in Slack.
outages = sa.Table(
    "outages",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("service", sa.String(20), nullable=False),
    sa.Column("since", Instant, nullable=False),
    sa.Column("silent", sa.Integer, nullable=False),
    sa.Column("over_at", Instant),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("probe_at", Instant),
    sa.Column("drawing", sa.Integer, nullable=False),
    sa.Column("draw_at", Instant),
    sqlite_autoincrement=True,
)
#: Of each service, one outage at most is not over.
present = sa.text("over_at IS NULL")
sa.Index("ix_outages_present", outages.c.service, unique=True, sqlite_where=present, postgresql_where=present)

#: The line about an outage, one a channel, and the campaigns it has named.
outage_lines = sa.Table(
    "outage_lines",
    metadata,
    sa.Column(
        "outage",
        sa.Integer,
        sa.ForeignKey("outages.id", ondelete="CASCADE"),
        nullable=False,
        primary_key=True,
    ),
    sa.Column("channel", sa.String(40), primary_key=True),
    sa.Column("ts", sa.String(40), nullable=False),
    sa.Column("drawn", sa.String(100), nullable=False),
    sa.Column("named", sa.JSON, nullable=False),
)

#: The lists and tags that campaigns used, with the last count; follows from `campaigns`, and is kept so that a form
#: can search names without reading every campaign.
audiences = sa.Table(
    "audiences",
    metadata,
    sa.Column("kind", sa.String(10), primary_key=True),
    sa.Column("name", sa.String(100), primary_key=True),
    # The name casefolded: the databases compare letters without accents only.
    sa.Column("folded", sa.String(300), nullable=False),
    sa.Column("people", sa.Integer),
    sa.Column("at", Instant, nullable=False),
    sa.Column("by", sa.String(40), nullable=False),
    sa.CheckConstraint("kind IN ('list', 'tag')", name="kind"),
)
sa.Index("ix_audiences_at", audiences.c.at)
