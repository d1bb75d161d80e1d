from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright
from starlette.applications import Starlette
from starlette.routing import Route

from bot.sandbox.serving import serve
from bot.sandbox.slack import LocalSlack
from tests.sandbox.page.apps import App
from tests.sandbox.page.browsers import CHROMIUM, FLAGS
from tests.sandbox.page.windows import Desk, House, Visit, whole

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Start one browser for a file's tests; skip them, saying so, where there is none."""
    if shutil.which(CHROMIUM) is None:
        pytest.skip("The page's tests need a browser: apt-get install chromium")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        await started.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served() -> AsyncIterator[tuple[LocalSlack, str]]:
    """Serve one local Slack without an app for a file's tests."""
    slack = LocalSlack()
    slack.manifest = {
        "display_information": {"name": "Gallery", "description": "Shows every block."},
        "features": {
            "slash_commands": [{"command": "/gallery", "description": "Show", "usage_hint": "[what]"}],
            "shortcuts": [
                {"name": "New show", "type": "global", "callback_id": "new", "description": "From anywhere"},
                {"name": "Show this", "type": "message", "callback_id": "this", "description": "From here"},
            ],
        },
    }
    async with serve(slack.app) as url:
        yield slack, url


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def visit(served: tuple[LocalSlack, str], browser: Browser) -> AsyncIterator[Visit]:
    """Keep windows open for a file's tests."""
    found = Visit(browser, served[1])
    yield found
    await found.end()


@pytest_asyncio.fixture(loop_scope="module")
async def desk(served: tuple[LocalSlack, str], visit: Visit) -> AsyncIterator[Desk]:
    """Give the local Slack afresh; no window may have complained when the test ends."""
    slack, url = served
    slack.state.start_over()
    yield Desk(slack, visit, url)
    complaints, visit.problems[:] = list(visit.problems), []
    assert complaints == []


@pytest_asyncio.fixture(loop_scope="module")
async def app(desk: Desk) -> AsyncIterator[App]:
    """Have deliveries go to an app of the test's own."""
    made = App()
    async with serve(Starlette(routes=[Route("/", made.listen, methods=["POST"])])) as url:
        desk.slack.request_url = url
        yield made
        desk.slack.request_url = ""


@pytest_asyncio.fixture(loop_scope="module")
async def house(browser: Browser) -> AsyncIterator[House]:
    """Give the whole sandbox, asking for one approval."""
    async with whole(browser) as found:
        yield found
        assert found.visit.problems == []
