"""Everybody's Home: a picture of the store, drawn when it is opened and again when something changes.

Changes are gathered for a moment, and only those who opened their Home lately are drawn for, so that a busy day costs no
more than a quiet one. Whoever comes later is drawn for when they open it. Two processes that draw the same Home find out by
its version, and whoever was second draws what is stored then.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import logs
from bot.errors import Reason, UserError
from bot.services.seeing import HOME, After, Shelf
from bot.slack.api_errors import error_of, retry_after
from bot.slack.views.dates import HOUSE, Locale
from bot.slack.views.home import FIRST, MORE, View, closed, home, shelf_page
from bot.slack.views.rows import Reader
from bot.slack.views.words import sentence

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.domain.policy import Policy
    from bot.services.homes import Home, Homes
    from bot.services.seeing import Seeing
    from bot.slack.directory import SlackDirectory
    from bot.slack.payloads import BlockActions, HomeOpened
    from bot.slack.tasks import Tasks

log = logs.get(__name__)

#: Seconds in which changes are gathered, and at least from one round of drawing to the next.
GATHERED, APART = 0.5, 3.0
#: Seconds after which Slack is asked again where it did not answer.
AGAIN = 10.0
#: Whose Homes are drawn again when something changes: those opened lately, the latest first, so many at most.
LATELY, AT_MOST = timedelta(days=7), 50
#: How often a Home is drawn anew where somebody else drew it meanwhile.
TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """Knows in whose language and zone to speak."""

    directory: SlackDirectory
    policy: Policy
    workspace: str
    label: str = ""

    async def reader(self, user: str) -> Reader:
        """Say how somebody reads; as the house does, where Slack does not tell."""
        try:
            person = await self.directory.person(user)
        except UserError:
            return Reader(self.policy, self.workspace, HOUSE, self.label)
        return Reader(self.policy, self.workspace, Locale(person.locale, person.zone), self.label)


class Front:
    """Draws Homes."""

    def __init__(
        self, *, store: Homes, seeing: Seeing, readers: Readers, client: AsyncWebClient, tasks: Tasks
    ) -> None:
        self._store = store
        self._seeing = seeing
        self._readers = readers
        self._client = client
        self._tasks = tasks
        self._timer: asyncio.TimerHandle | None = None
        self._not_before = 0.0
        self._drawing = self._changed = self._closed = False

    async def opened(self, event: HomeOpened) -> None:
        """Somebody opened a tab: draw their Home, from its first page."""
        if event.tab == "home":
            await self._turned(event.user)

    async def first_page(self, pressed: BlockActions) -> None:
        """*Back to Home*."""
        await self._turned(pressed.user.id)

    async def next_page(self, pressed: BlockActions) -> None:
        """*More*: a page of one shelf."""
        shelf, _, after = (pressed.actions[0].value or "").partition(":")
        try:
            await self._turned(pressed.user.id, Shelf(shelf), After.read(after))
        except ValueError:
            raise UserError(Reason.UNKNOWN_CAMPAIGN) from None

    async def thread_opened(self, _pressed: BlockActions) -> None:
        """*Open the thread* leads to an address of Slack's own; nothing is to be done here."""

    def changed(self) -> None:
        """Say that something has changed; Homes are drawn in a moment."""
        self._changed = True
        self._later()

    def close(self) -> None:
        """Begin no more rounds: whoever serves next draws what is stored then."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()

    def after(self, draw: Callable[[int, int], Awaitable[None]]) -> Callable[[int, int], Awaitable[None]]:
        """Make a job that draws something else, and then lets the Homes follow."""

        async def drawn(subject: int, entry: int) -> None:
            await draw(subject, entry)
            self.changed()

        return drawn

    async def _turned(self, user: str, shelf: Shelf | None = None, after: After | None = None) -> None:
        await self._store.turn_home(user, at=self._seeing.clock(), shelf=shelf, after=after)
        if (wait := await self._drawn(user)) is not None:
            self._not_before = asyncio.get_running_loop().time() + wait
            self.changed()

    def _later(self) -> None:
        """Begin a round once changes were gathered, and not too soon after the one before."""
        if self._timer is None and not self._drawing and not self._closed:
            loop = asyncio.get_running_loop()
            wait = max(GATHERED, self._not_before - loop.time())
            self._timer = loop.call_later(wait, self._begin)

    def _begin(self) -> None:
        self._timer, self._drawing, self._changed = None, True, False
        self._tasks.spawn(self._round(), name="homes")

    async def _round(self) -> None:
        """Draw for those who opened their Home lately, once for all that has changed."""
        pause = APART
        try:
            since = self._seeing.clock() - LATELY
            for user in await self._store.opened_homes(since=since, limit=AT_MOST):
                if (wait := await self._drawn(user)) is not None:
                    # Slack does not take it now: the others wait too, and this one is drawn again.
                    self._changed, pause = True, wait
                    break
        finally:
            self._not_before = asyncio.get_running_loop().time() + pause
            self._drawing = False
            if self._changed:
                self._later()

    async def _drawn(self, user: str) -> float | None:
        """Draw one Home; where Slack does not take it now, give the seconds to wait. What it refuses is only logged."""
        try:
            await self._draw(user)
        except SlackApiError as exc:
            error = error_of(exc)
            log.warning("home_not_drawn", actor=user, error=error)
            if error == "ratelimited":
                return retry_after(exc, otherwise=APART, at_most=60.0)
        except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as exc:
            log.warning("home_not_drawn", actor=user, error=type(exc).__name__)
            return AGAIN
        return None

    async def _draw(self, user: str) -> None:
        for _ in range(TRIES):
            found = await self._store.home(user)
            if found is None:
                return
            view = await self._view(found)
            digest = hashlib.sha256(json.dumps(view, sort_keys=True).encode()).hexdigest()
            if digest == found.drawn:
                return
            await self._client.views_publish(user_id=user, view=view)
            if await self._store.home_drawn(found, digest):
                return
        log.info("home_drawn_by_others", actor=user)

    async def _view(self, found: Home) -> View:
        reader = await self._readers.reader(found.user)
        try:
            if found.shelf is not None:
                board = await self._seeing.board(found.user, {found.shelf: found.after}, each=MORE)
                return shelf_page(found.shelf, board, reader)
            board = await self._seeing.board(found.user, dict.fromkeys(HOME), each=FIRST)
        except UserError as exc:
            return closed(sentence(exc.problem, reader.locale))
        return home(board, reader, now=self._seeing.clock())
