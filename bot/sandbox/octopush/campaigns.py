"""What the local Octopush remembers: campaigns by ticket, every confirmed sending, and used request ids.

Time passes here and nowhere else: a campaign becomes ready, leaves, or is forgotten when somebody looks at it. It must
never write a sending for a simulation.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

from bot.sandbox.octopush.account import Account
from bot.sandbox.octopush.answers import RefusedError
from bot.sandbox.octopush.switches import Switches

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.octopush.account import Contact
    from bot.sandbox.octopush.reading import Brief

Route = Literal["list", "tag", "direct"]
#: How long a request id is known (octopush.readme.io/reference/post_public_apisms_campaignon_listcreate).
REQUEST_ID_LIFE = timedelta(hours=24)


class State(StrEnum):
    """Where a campaign stands."""

    COMPUTING = "under_computation"
    READY = "ready_to_be_sent"
    FAILED = "failed"
    SCHEDULED = "scheduled"  # Confirmed, and not yet its moment.
    SENT = "sent"
    CANCELLED = "cancelled"
    FORGOTTEN = "forgotten"  # Never confirmed, and too old.


@dataclass(slots=True, kw_only=True)
class Campaign:
    """One campaign; figures are there from the start, and shown by the services once it is ready.

    Money is in euros. `sendings` are the instants of its confirmations; more than one is what nobody wants.
    """

    ticket: str
    route: Route
    #: The body exactly as it was received.
    request: dict[str, Any]
    #: The body as it was understood.
    brief: Brief
    simulated: bool
    prepared_at: datetime
    ready_at: datetime
    polls_left: int
    people: list[Contact]
    number_of_contacts: int = 0
    sms_count: int = 0
    cost: Decimal = Decimal(0)
    state: State = State.COMPUTING
    #: Why it will fail once it is computed, or has failed.
    error: str | None = None
    #: When it leaves, known once it is confirmed.
    leaves_at: datetime | None = None
    sent_at: datetime | None = None
    cancelled_at: datetime | None = None
    sendings: list[datetime] = field(default_factory=list)
    charged: Decimal = Decimal(0)

    @property
    def send_at(self) -> datetime | None:
        """The moment that was asked for, as it was understood; None is now."""
        return self.brief.send_at

    @property
    def waits(self) -> bool:
        """Whether it is prepared and neither confirmed nor over."""
        return not self.simulated and self.state in {State.COMPUTING, State.READY}

    def settle(self, now: datetime, life: float | None) -> None:
        """Let time pass until `now`."""
        if self.state is State.COMPUTING and not self.polls_left and now >= self.ready_at:
            self.state = State.FAILED if self.error else State.READY
        old = life is not None and now >= self.prepared_at + timedelta(seconds=life)
        if old and self.state in {State.COMPUTING, State.READY, State.FAILED}:
            self.state = State.FORGOTTEN
        if self.state is State.SCHEDULED and self.leaves_at is not None and now >= self.leaves_at:
            self.state, self.sent_at = State.SENT, self.leaves_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One confirmed sending: people get the text at `leaves_at`, and pay was taken `at` its confirmation."""

    ticket: str
    at: datetime
    leaves_at: datetime
    brief: Brief
    number_of_contacts: int
    cost: Decimal


@dataclass(slots=True, kw_only=True)
class Books:
    """All that the services read and write."""

    clock: Callable[[], datetime]
    login: str
    key: str
    account: Account = field(default_factory=Account)
    switches: Switches = field(default_factory=Switches)
    campaigns: dict[str, Campaign] = field(default_factory=dict)
    sendings: list[Sending] = field(default_factory=list)
    #: When each request id was taken, and the ticket it got.
    request_ids: dict[str, tuple[datetime, str | None]] = field(default_factory=dict)
    cancels: list[datetime] = field(default_factory=list)

    def settle(self) -> None:
        """Let time pass for every campaign."""
        now = self.clock()
        for campaign in self.campaigns.values():
            campaign.settle(now, self.switches.prepared_life)

    def new_ticket(self) -> str:
        """Draw a ticket in the vendor's form."""
        return self.switches.ticket_prefix + secrets.token_hex(7)[:13]

    def find(self, ticket: str | None) -> Campaign:
        """Find a campaign by its ticket; refuses with 131."""
        self.settle()
        campaign = self.campaigns.get(ticket or "")
        if campaign is None or campaign.state is State.FORGOTTEN:
            raise self.unknown_ticket()
        return campaign

    def unknown_ticket(self) -> RefusedError:
        """Say that there is no such campaign."""
        return RefusedError(131, status=self.switches.unknown_ticket_status)

    def charge(self, campaign: Campaign) -> None:
        """Take a campaign's cost, less what was paid in advance, from the balance; refuses with 104 where it is short."""
        due = campaign.cost if campaign.sendings else campaign.cost - campaign.charged
        if due > self.account.balance:
            raise RefusedError(104)
        self.account.balance -= due
        campaign.charged += due

    def pay_back(self, campaign: Campaign) -> None:
        """Give back what a campaign has cost."""
        self.account.balance += campaign.charged
        campaign.charged = Decimal(0)

    def clear(self) -> None:
        """Forget everything but the keys and the clock."""
        self.campaigns.clear()
        self.sendings.clear()
        self.request_ids.clear()
        self.cancels.clear()
        self.account.clear()
        self.switches.reset()
