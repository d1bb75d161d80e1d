"""Everything the local Slack holds, wired once and handed to whoever acts on it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.sandbox.slack import world
from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.delivery import Courier
from bot.sandbox.slack.events import Retries
from bot.sandbox.slack.exchanges import Exchanges
from bot.sandbox.slack.hooks import Hooks
from bot.sandbox.slack.messages import Messages
from bot.sandbox.slack.sockets import Sockets
from bot.sandbox.slack.switches import Switches
from bot.sandbox.slack.triggers import Triggers
from bot.sandbox.slack.views import Views

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.sandbox.clock import MovableClock
    from bot.sandbox.slack.fields import Held
    from bot.sandbox.slack.world import Channel, User


@dataclass(slots=True, kw_only=True)
class State:
    """The workspace, its messages and screens, and the ways to and from the app."""

    clock: MovableClock
    signing_secret: str
    bot_token: str
    app_token: str
    #: The server's own address, learnt from the first request to it.
    own_url: str = ""
    world: world.World = field(default_factory=world.seed)
    switches: Switches = field(default_factory=Switches)
    changes: Changes = field(default_factory=Changes)
    sockets: Sockets = field(default_factory=Sockets)
    triggers: Triggers = field(default_factory=Triggers)
    #: What people chose in messages' selects, by person, channel and timestamp.
    chosen: dict[tuple[str, str, str], Held] = field(default_factory=dict)
    #: What the app offered each person last, with the field it was for: they pick from that.
    offered: dict[str, tuple[tuple[str, str], dict[str, Any]]] = field(default_factory=dict)
    retries: Retries = field(default_factory=Retries)
    #: What the next view is called by; a window that is open while all starts over must see a new view as new.
    view_numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    exchanges: Exchanges = field(init=False)
    hooks: Hooks = field(init=False)
    messages: Messages = field(init=False)
    views: Views = field(init=False)
    courier: Courier = field(init=False)

    def __post_init__(self) -> None:
        self.exchanges = Exchanges(self.clock)
        self.courier = Courier(
            signing_secret=self.signing_secret,
            switches=self.switches,
            exchanges=self.exchanges,
            sockets=self.sockets,
        )
        self._furnish()

    def start_over(self) -> None:
        """Forget everything people and the app did; the clock, the connections and the log of exchanges stay."""
        self.world = world.seed()
        self.switches.change(**Switches().as_dict())
        self.triggers, self.retries, self.chosen, self.offered = Triggers(), Retries(), {}, {}
        self._furnish()
        self.changes.mark()

    def _furnish(self) -> None:
        self.hooks = Hooks(self.clock)
        self.messages = Messages(self.clock, self.changes.mark)
        self.views = Views(self.changes.mark, self.view_numbers)

    def response_url(
        self, user: User, channel: Channel, message: str | None = None, thread: str | None = None
    ) -> str:
        """Make the address by which the app may answer one interaction."""
        return f"{self.own_url}/actions/{world.TEAM}/{self.hooks.issue(user.id, channel.id, message, thread)}"
