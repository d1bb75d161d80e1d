"""The campaign: its states, what can happen to it, and what is remembered of each.

A campaign is a frozen value; `transitions.decide` makes the next one. Nothing here knows Slack, HTTP or SQL. People are
Slack user ids, but to the rules they are only names that are equal or not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from decimal import Decimal

    from bot.domain.brief import Brief


class State(StrEnum):
    """Where a campaign stands. The values are stored."""

    PREPARING = "preparing"
    AWAITING = "awaiting"
    APPROVED = "approved"
    SENDING = "sending"
    HANDED_OVER = "handed_over"
    UNSURE = "unsure"
    REJECTED = "rejected"
    EXPIRED = "expired"
    FAILED = "failed"
    CANCELLED = "cancelled"


#: States in which nothing more happens by itself and the prepared campaign is of no more use.
ENDED_UNSENT = frozenset({State.REJECTED, State.EXPIRED, State.FAILED, State.CANCELLED})


class Action(StrEnum):
    """What can happen to a campaign. The values are stored in the audit."""

    CONFIRM = "confirm"
    TICKETED = "ticketed"
    PREPARE_AGAIN = "prepare_again"
    WAIT = "wait"
    MEASURED = "measured"
    REFUSED = "refused"
    APPROVE = "approve"
    REJECT = "reject"
    EXPIRE = "expire"
    DRIFT = "drift"
    REMIND = "remind"
    START_SENDING = "start_sending"
    ACCEPTED = "accepted"
    NOT_TAKEN = "not_taken"
    LOST = "lost"
    SETTLE_SENT = "settle_sent"
    SETTLE_NOT_SENT = "settle_not_sent"
    LEFT = "left"
    CANCEL = "cancel"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person by id, or the bot.

    `counts_as` is as which of the approvers they have the right to decide, by their own id or a group's, read from Slack
    just now; `steps_in` says that the requester is gone and somebody takes their place.
    """

    id: str
    counts_as: str | None = None
    steps_in: bool = False

    @property
    def approver(self) -> bool:
        """Whether they may decide."""
        return self.counts_as is not None


#: The bot itself, as an actor and in the audit.
BOT = Actor("bot")


@dataclass(frozen=True, slots=True)
class Measured:
    """What Octopush counted: people, cost in euros, when it said so, and the credit then, None where unread."""

    people: int
    cost: Decimal
    at: datetime
    balance: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Vote:
    """An approval, bound to exactly what was seen: the Brief's digest, the people and the cost in euros."""

    voter: str
    at: datetime
    digest: str
    people: int
    cost: Decimal


@dataclass(frozen=True, slots=True)
class Claim:
    """A worker's right to act on the campaign alone, until an instant."""

    by: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """One campaign as stored. All instants are aware and in UTC."""

    #: The number people know it by; 0 before it is stored.
    id: int
    #: Goes up by one at each write; the compare-and-set of all writes.
    version: int
    state: State
    #: Each change of the Brief is a new revision, from 1.
    revision: int
    #: Each try to prepare this revision at Octopush is a new attempt, from 1.
    attempt: int
    brief: Brief
    requester: str
    #: Everybody who wrote a revision: none of them may approve.
    authors: frozenset[str]
    #: Where the card is posted.
    channel: str
    created_at: datetime
    #: When this state was entered from another one, or the revision was made.
    entered_at: datetime
    #: When the bot looks at it next, None where it waits for people only.
    due_at: datetime | None
    claim: Claim | None = None
    #: Octopush's ticket number for this attempt.
    ticket: str | None = None
    prepared_at: datetime | None = None
    measured: Measured | None = None
    votes: tuple[Vote, ...] = ()
    #: When quorum was last reached; kept while a preparation is made anew.
    approved_at: datetime | None = None
    #: Tries of the present call that did not get through, for back-off.
    tries: int = 0
    #: Octopush's code while the campaign waits its turn (0: no answer), None where it does not wait.
    waiting: int | None = None
    #: While it waits its turn: the campaign of ours that has the place at Octopush, and its ticket there, where known.
    behind: int | None = None
    behind_ticket: str | None = None
    #: Octopush's code where it refused, or of what it waited for when its time was over, for the sentence.
    code: int | None = None
    #: When Octopush says it sends, once it took it.
    leaves_at: datetime | None = None
    left: bool = False
    #: How often those who decide were reminded of this request.
    reminders: int = 0
    #: When a purge took its words; nothing more may become of it.
    purged_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the audit: when, who, what, from, to, and on which digest. Never changed once written."""

    at: datetime
    actor: str
    action: Action
    before: State | None
    after: State
    revision: int
    digest: str
    #: What a reader needs to understand it; values that JSON knows, never a phone number.
    note: Mapping[str, str | int | float | None] = field(default_factory=dict)
    #: What ties it to all before it, once it is stored; None where an older release stored it. Says nothing of its own.
    link: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A decided transition, to be written by compare-and-set on `before.version`.

    `event` is None where only the time of the next look changed.
    """

    before: Campaign | None
    after: Campaign
    event: Event | None
