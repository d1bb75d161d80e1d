"""The local Octopush as one object: an application to serve, and the books to look into.

Keys are its own and no secrets; real ones must never be given to it.
"""

from __future__ import annotations

import asyncio
import contextlib
from types import MappingProxyType
from typing import TYPE_CHECKING

from starlette.applications import Starlette

from bot.sandbox.clock import MovableClock
from bot.sandbox.octopush import callbacks, control, demo, routes
from bot.sandbox.octopush.callbacks import Callbacks
from bot.sandbox.octopush.campaigns import Books, Campaign, Sending
from bot.sandbox.octopush.door import Door, Exchange
from bot.sandbox.octopush.reporting import Reporter

if TYPE_CHECKING:
    from collections import deque
    from collections.abc import AsyncIterator, Callable, Mapping
    from datetime import datetime

    from bot.sandbox.octopush.account import Account
    from bot.sandbox.octopush.switches import Switches


class LocalOctopush:
    """A local Octopush with one account.

    `clock` tells aware instants and decides when campaigns are ready and leave. The bot's base address is the served
    one followed by `/v1/public/`.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime] | None = None,
        login: str = "claire@example.com",
        key: str = "local-octopush-key",
    ) -> None:
        self._books = Books(clock=clock or MovableClock(), login=login, key=key)
        self._seeded = False
        self._callbacks = Callbacks(self._books)
        self.deliver_reports = self._callbacks.deliver_reports
        self.reply = self._callbacks.reply
        self.stop = self._callbacks.stop
        self.visit = self._callbacks.visit
        self._address: str | None = None
        handlers = {404: routes.not_served, 405: routes.not_served}
        services = Starlette(
            routes=[*routes.paths(self._books), *control.paths(self)],
            exception_handlers=handlers,
            lifespan=self._lifespan,
        )
        #: The ASGI application, to be served by itself.
        self.app = Door(services, self._books)

    @property
    def clock(self) -> Callable[[], datetime]:
        """What tells the time here."""
        return self._books.clock

    @property
    def login(self) -> str:
        """The only `api-login` that is known."""
        return self._books.login

    @property
    def key(self) -> str:
        """The `api-key` that goes with it."""
        return self._books.key

    @property
    def account(self) -> Account:
        """People, money and parameters."""
        return self._books.account

    @property
    def switches(self) -> Switches:
        """Every doubtful point, and the faults to come."""
        return self._books.switches

    @property
    def campaigns(self) -> Mapping[str, Campaign]:
        """Every campaign by its ticket, as of now; simulated ones too."""
        self._books.settle()
        return MappingProxyType(self._books.campaigns)

    @property
    def sendings(self) -> list[Sending]:
        """Every confirmed sending, in order: what "exactly one" is proved against. Never a simulation."""
        return list(self._books.sendings)

    @property
    def exchanges(self) -> deque[Exchange]:
        """The latest calls and answers, oldest first."""
        return self.app.exchanges

    def call_back(self, address: str | None) -> None:
        """Set the account's callbacks to the addresses below one, such as `http://127.0.0.1:8602/octopush/SECRET`."""
        self._address = address
        for event in callbacks.EVENTS:
            self.account.parameters["callbacks"][f"callback_url_for_{event}"] = (
                None if address is None else f"{address}/{event}"
            )

    def seed_demo(self) -> None:
        """Fill the account with the demo's people."""
        self._seeded = True
        demo.seed(self.account)

    def reset(self) -> None:
        """Start anew: no campaigns, default switches; the demo's people and the callbacks' address, where there were any."""
        self._books.clear()
        self.exchanges.clear()
        if self._seeded:
            demo.seed(self.account)
        if self._address is not None:
            self.call_back(self._address)

    @contextlib.asynccontextmanager
    async def _lifespan(self, _services: Starlette) -> AsyncIterator[None]:
        telling = asyncio.create_task(
            Reporter(self._books, self._callbacks).tell_for_ever(), name="callbacks"
        )
        yield
        telling.cancel()
