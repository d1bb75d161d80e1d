"""What the use cases ask of the outside, owned by them: the store, the engine's jobs, the directory of people.

`gateway.py` beside it holds what is asked of Octopush. Implementations live in `bot.adapters` and `bot.slack`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.brief import Brief
    from bot.domain.budget import Committed
    from bot.domain.campaign import Campaign, Change, Claim, Event
    from bot.domain.outcomes import Outcome
    from bot.domain.trial import Trial
    from bot.services.jobs import Job
    from bot.services.posted import Posted

#: Tells the bot's instant, aware and in UTC. Signatures and Slack's 3 s use the real clock instead.
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a person had in the form at their last preview, as typed, and what a simulation said of it.

    `fields` are the form's own values, so that the form can be offered again just as it was. `digest` is that of the
    Brief they made, None while they make none; `simulated` is the digest that a simulation accepted.
    """

    owner: str
    fields: Mapping[str, str | bool | None]
    saved_at: datetime
    digest: str | None = None
    simulated: str | None = None
    simulated_at: datetime | None = None
    #: Where the card will be posted.
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class AudienceUse:
    """The last time a list or a tag was used here, and how many people Octopush counted then."""

    #: "list" or "tag".
    kind: str
    name: str
    people: int | None
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """One attempt to prepare at Octopush. `number` is None until the answer, or for ever where it was lost."""

    id: int
    campaign: int
    revision: int
    attempt: int
    request_id: str
    number: str | None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is needed to draw a campaign's messages."""

    campaign: Campaign
    events: Sequence[Event]
    posted: Mapping[str, Posted]
    #: Every revision's Brief, by its number.
    revisions: Mapping[int, Brief]
    #: What is known of the audience from its last use in another campaign.
    before: AudienceUse | None = None
    #: Earlier campaigns to the same audience that did not end unsent, while people are asked.
    alike: Sequence[Campaign] = ()
    #: The tests of its words.
    trials: Sequence[Trial] = ()
    #: What Octopush told of it since it left, None where nothing was heard yet.
    outcome: Outcome | None = None


class Store(Protocol):
    """The campaigns and what belongs to them. Every method is one transaction."""

    async def begin(self, change: Change, *, nonce: str) -> Campaign:
        """Store a new campaign with its event and first job; return it with its number.

        `nonce` comes from the form: a second call with the same one stores nothing and returns the first campaign.
        The requester's draft is deleted in the same transaction.
        """
        ...

    async def confirmed(self, nonce: str) -> Campaign | None:
        """Give the campaign that a form's nonce has made, if it has made one."""
        ...

    async def load(self, number: int) -> Campaign:
        """Load a campaign; raises NotFound."""
        ...

    async def write(self, change: Change) -> Campaign:
        """Write a transition by compare-and-set on the version before it; raises Conflict.

        In the same transaction: the audit event, the Brief of a new revision, new votes, the tickets that the change
        makes useless (all of the campaign's but the present one, and that too once it ended unsent), and the jobs for
        what is due at once (drawing, acting, releasing).
        """
        ...

    async def claim(self, campaign: Campaign, claim: Claim) -> Campaign:
        """Give the campaign to one worker by compare-and-set, without an event; raises Conflict."""
        ...

    async def due(self, now: datetime, *, limit: int = 100) -> Sequence[Job]:
        """Name what is due and not claimed, oldest first: campaigns, drawings, releases.

        A job that was handed out and left no trace gets a new `attempt` every half minute.
        """
        ...

    async def open_ticket(self, campaign: Campaign, request_id: str) -> Ticket:
        """Record an attempt to prepare before Octopush is asked; the same attempt again returns the first row."""
        ...

    async def close_ticket(self, ticket: Ticket, number: str) -> None:
        """Record the ticket number of an attempt; where its campaign has moved on, make it due for release."""
        ...

    async def ticket(self, row: int) -> Ticket:
        """Load a ticket row; raises NotFound."""
        ...

    async def holder(self, number: str) -> Ticket | None:
        """Find the attempt that got a ticket number; None where it is none of ours."""
        ...

    async def released(self, ticket: Ticket, *, at: datetime, again_at: datetime | None) -> None:
        """Record that a ticket was cancelled at Octopush, or when to try again."""
        ...

    async def halts(self) -> Mapping[str, datetime]:
        """Name what keeps everything from being handed over, and since when."""
        ...

    async def halt(self, name: str, *, by: str) -> bool:
        """Hand nothing over any more, on any process, until the halt of this name is lifted; returns whether it is new."""
        ...

    async def lift(self, *names: str) -> bool:
        """Lift halts; returns whether any held."""
        ...

    async def waiting_tickets(self) -> Sequence[Ticket]:
        """Name the attempts whose answer was lost: asked for, no number, not released."""
        ...

    async def save_draft(self, draft: Draft) -> None:
        """Keep a person's draft in place of the one before; a simulation of the same Brief still counts."""
        ...

    async def note_simulation(self, owner: str, digest: str, *, at: datetime) -> None:
        """Remember that a simulation accepted this Brief, if it still is the one of the person's draft."""
        ...

    async def draft(self, owner: str) -> Draft | None:
        """Load a person's draft."""
        ...

    async def drop_draft(self, owner: str) -> None:
        """Forget a person's draft."""
        ...

    async def audiences(self, query: str, *, limit: int = 40) -> Sequence[AudienceUse]:
        """Name the lists and tags used here whose name contains the query, case-insensitively, latest first."""
        ...

    async def audience(self, brief: Brief, *, apart_from: int | None = None) -> AudienceUse | None:
        """Tell the last measured use of the same audience, in another campaign than `apart_from`."""
        ...

    async def alike(self, brief: Brief, *, apart_from: int | None = None) -> Sequence[Campaign]:
        """Give the latest campaigns to the same audience that were sent or still may be, latest first."""
        ...

    async def picture(self, number: int) -> Picture:
        """Load all that is needed to draw a campaign; raises NotFound."""
        ...

    async def claim_drawing(self, number: int, claim: Claim, *, now: datetime) -> bool:
        """Take the right to draw a campaign's messages; False while another worker has it."""
        ...

    async def posted(self, number: int, message: Posted, *, known: Posted | None) -> Posted:
        """Remember a message that was posted in the place of the `known` one; return the one that stands.

        That is another, where somebody else who draws has recorded theirs meanwhile; then its twin is remembered.
        """
        ...

    async def unposted(self, number: int, message: Posted) -> None:
        """Forget a message that was deleted, where it has not been posted anew meanwhile."""
        ...

    async def lose_channel(self, channel: str) -> Sequence[int]:
        """Forget what stands in a channel of the campaigns under way there, and make them due for drawing; name them."""
        ...

    async def drawn(
        self,
        number: int,
        version: int,
        claim: Claim,
        *,
        redrawn: Sequence[tuple[Posted, Posted]] = (),
        again_at: datetime | None = None,
    ) -> None:
        """Record up to which version the messages are drawn and give the right back; `again_at` asks for another look.

        `redrawn`: messages as they were known, and as they were drawn over.

        Whose right had run out may have drawn over a newer picture: the messages are due for drawing again.
        """
        ...

    async def committed(
        self, campaign: Campaign, *, now: datetime, lead: timedelta, first_come: bool
    ) -> Committed:
        """Add up what others take of the budgets that a campaign goes out on, as `budget.promised` says, and what is spent."""
        ...

    async def campaigns(
        self, *, requester: str | None = None, open_only: bool = False, limit: int = 20
    ) -> Sequence[Campaign]:
        """List campaigns, latest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What Slack tells of somebody: zone (IANA), locale such as fr-FR, and whether they may act here at all."""

    id: str
    name: str
    zone: str
    locale: str
    #: Not a guest, bot, deactivated person or member of another organisation.
    member: bool
    #: An administrator or owner of the workspace.
    admin: bool = False
    #: Their status in Slack says that they are away for a while.
    away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Whether a card can be posted in a channel; `why_not` is None where it can."""

    id: str
    name: str
    why_not: str | None


class Directory(Protocol):
    """People, groups and channels, read from Slack and kept for a short while."""

    async def person(self, user: str, *, fresh: bool = False) -> Person:
        """Read somebody, `fresh` from Slack itself; raises UserError(DIRECTORY_DOWN) where it does not answer."""
        ...

    async def channel(self, channel: str) -> Channel:
        """Read a channel; raises UserError(DIRECTORY_DOWN) where Slack does not answer."""
        ...

    async def people(self, named: frozenset[str]) -> frozenset[str]:
        """Name everybody who is meant by ids of people and of user groups: the people, and the members of the groups."""
        ...

    async def among(self, user: str, named: frozenset[str], *, fresh: bool) -> str | None:
        """Say as which of those named somebody counts, by their own id or a group's; None as none of them.

        `fresh` reads Slack again where the cache says yes.
        """
        ...
