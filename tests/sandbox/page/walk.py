"""The way of somebody who has never seen the page, from the first page to a ticket number, by what can be read alone.

`make screenshots` walks it to take the pictures the README shows, and the tests walk it to prove that it can be walked:
the pictures are of what the tests have seen.

    python -m tests.sandbox.page.walk FOLDER    writes form.png, preview.png, card.png and thread.png
"""

from __future__ import annotations

import asyncio
import re
import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from playwright.async_api import async_playwright

from bot import logs
from bot.sandbox.clock import MovableClock
from bot.trying import sandbox
from tests.sandbox.page.windows import CHROMIUM, FLAGS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from playwright.async_api import Page

TEXT = "Bonjour {first_name}, -20% sur les manteaux chez Lumea jusqu'à samedi soir. Ce SMS vaut bon, à montrer en caisse. STOP au XXXXX"
#: The instant of the pictures: a Monday morning in Paris.
MORNING = datetime.fromisoformat("2026-11-23T10:44:00+01:00")
TICKET = re.compile(r"sms_[0-9a-f]{8,}")

Screen = Literal["channel", "moments", "form", "preview", "card", "thread"]
#: The screens that the README shows.
PICTURED: tuple[Screen, ...] = ("form", "preview", "card", "thread")


@dataclass
class Walk:
    """Somebody at the page; every click, key and text counts as one action. `seen` is called at each screen."""

    page: Page
    seen: Callable[[Screen], Awaitable[None]]
    actions: list[str] = field(default_factory=list)

    async def to_ticket(self) -> str:
        """Ask for a campaign; gives the ticket number that can be read in the channel."""
        await self.page.get_by_role("button", name="Start with /sms-campaign").wait_for()
        await self.seen("channel")
        await self._click("button", "Start with /sms-campaign")
        await self._press("Enter")
        await self.page.get_by_role("dialog", name="New SMS campaign").wait_for()
        await self._click("combobox", "Send to")
        await self._write("VIP customers", then="as a list")
        await self._press("Enter")
        await self._click("textbox", "Text")
        await self._write(TEXT)
        await self._click("combobox", "When")
        await self._write("tomorrow 6pm", then="18:00")
        await self.seen("moments")
        await self._press("Enter")
        await self.page.get_by_role("listbox", name="When").wait_for(state="hidden")
        await self.seen("form")
        await self._click("button", "Preview")
        await self.page.get_by_role("button", name="Ask for approval").wait_for()
        await self.seen("preview")
        await self._click("button", "Ask for approval")
        ticket = self.page.get_by_role("main").get_by_text(TICKET).first
        await self.page.get_by_role("heading", name="waiting for approval").wait_for()
        await self.page.get_by_role("button", name="2 replies").wait_for()
        await self.seen("card")
        found = TICKET.search(await ticket.inner_text())
        assert found is not None
        return found.group()

    async def to_thread(self, who: str) -> None:
        """Act as somebody, and open the thread under the card."""
        await self.page.get_by_role("button", name="Acting as").click()
        await self.page.get_by_role("button", name=who, exact=False).first.click()
        await self.page.get_by_role("button", name=f"Acting as {who}").wait_for()
        await self.page.get_by_role("button", name="2 replies").click()
        thread = self.page.get_by_role("complementary", name="Thread")
        await thread.get_by_role("button", name="Approve", exact=True).wait_for()
        await self.seen("thread")

    async def _click(self, role: Literal["button", "combobox", "textbox"], name: str) -> None:
        self.actions.append(f"click {name}")
        await self.page.get_by_role(role, name=name, exact=True).click()

    async def _write(self, words: str, *, then: str | None = None) -> None:
        self.actions.append(f"write {words}")
        await self.page.keyboard.type(words)
        if then is not None:
            await self.page.get_by_role("option", name=then).first.wait_for()

    async def _press(self, key: str) -> None:
        self.actions.append(f"press {key}")
        await self.page.keyboard.press(key)


async def pictures(folder: Path) -> None:
    """Take the README's pictures of the form, the preview, the card and the thread into a folder that is there."""
    async with sandbox(clock=MovableClock(MORNING)) as running, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(
            viewport={"width": 1280, "height": 980}, locale="en-GB", color_scheme="light"
        )

        async def seen(screen: Screen) -> None:
            if screen in PICTURED:
                await page.screenshot(
                    path=folder / f"{screen}.png", animations="disabled", caret="hide", scale="css"
                )

        await page.goto(f"{running.slack_url}/")
        walk = Walk(page, seen)
        await walk.to_ticket()
        await walk.to_thread("Karim Haddad")
        await browser.close()


def main() -> int:
    """Take the pictures into the folder that is named."""
    if CHROMIUM is None:
        sys.stderr.write("The pictures need a browser: apt-get install chromium\n")
        return 1
    logs.configure(level="ERROR")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(pictures(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
