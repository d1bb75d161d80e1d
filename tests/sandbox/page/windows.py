"""Windows on the page in a real browser, and what stands behind them."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from bot.sandbox.clock import MovableClock
from bot.sandbox.slack import LocalSlack, world
from bot.sandbox.slack.messages import Message
from bot.trying import Sandbox, sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from playwright.async_api import Browser, BrowserContext, Page

WIDE = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 780}
#: The longest a page may take for anything, in milliseconds.
PATIENCE = 8000


@dataclass
class Visit:
    """A browser's windows, all on one address; what they asked for and what went wrong in them."""

    browser: Browser
    url: str
    contexts: list[BrowserContext] = field(default_factory=list)
    kept: dict[str, Page] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    async def window(
        self, who: str = "claire", *, at: str = "campaigns", size: dict[str, int] | None = None, **more: Any
    ) -> Page:
        """Give the window of somebody, in a browser profile of its own; it stays open for the tests that follow."""
        key = repr((who, at, size, more))
        if key in self.kept:
            return self.kept[key]
        context = await self.browser.new_context(viewport=size or WIDE, locale="en-GB", **more)  # type: ignore[arg-type]  # a width and a height are a ViewportSize
        self.contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda one: self.requests.append(one.url))
        page.on("websocket", lambda one: self.requests.append(one.url))
        page.on("pageerror", lambda one: self.problems.append(str(one)))
        page.on(
            "console",
            lambda one: self.problems.append(one.text) if one.type in {"error", "warning"} else None,
        )
        await page.goto(f"{self.url}/?{urlencode({'as': who, 'at': at})}")
        await page.get_by_role("button", name="Acting as").wait_for()
        self.kept[key] = page
        return page

    @property
    def hosts(self) -> set[str | None]:
        """Give every host that any window has asked."""
        return {urlsplit(one).hostname for one in self.requests if not one.startswith("data:")}

    async def end(self) -> None:
        """Close all windows."""
        for context in self.contexts:
            await context.close()
        self.contexts.clear()
        self.kept.clear()


@dataclass
class Desk:
    """A local Slack that nobody has touched, and windows on it, which see by themselves that it is so."""

    slack: LocalSlack
    visit: Visit
    url: str


@dataclass
class House:
    """The whole sandbox, and windows on it."""

    running: Sandbox
    visit: Visit


@contextlib.asynccontextmanager
async def whole(browser: Browser) -> AsyncIterator[House]:
    """Run the whole sandbox for one test, on a Tuesday morning in Paris."""
    async with sandbox(clock=MovableClock(datetime(2026, 11, 24, 9, 44, tzinfo=UTC))) as running:
        visit = Visit(browser, running.slack_url)
        try:
            yield House(running, visit)
        finally:
            await visit.end()


def message(slack: LocalSlack, blocks: list[dict[str, Any]], **more: Any) -> str:
    """Have the app post blocks in #campaigns; gives the message's timestamp."""
    ts = slack.state.messages.timestamp()
    given = {"channel": world.CAMPAIGNS, "user": world.BOT_USER, "text": "Blocks", "bot_id": world.BOT} | more
    slack.state.messages.add(Message(ts=ts, blocks=blocks, **given))
    return ts


async def until(slack: LocalSlack, look: Callable[[], object], *, limit: float = 8) -> None:
    """Wait until something is so at the local Slack, which says each time that something changed."""
    async with asyncio.timeout(limit):
        while not look():
            await slack.state.changes.newer_than(slack.state.changes.revision, 1)
