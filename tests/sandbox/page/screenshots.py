"""Take the README's pictures of the page, by playing the story in a browser: `make screenshots`.

A picture is only taken of what the bot really shows, on a Monday in November, after one campaign the week before.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from playwright.async_api import async_playwright

from bot import logs
from bot.sandbox.clock import MovableClock
from bot.sandbox.slack import world
from bot.sandbox.slack.person import Person
from bot.trying import Sandbox, sandbox
from tests.sandbox.page.browsers import CHROMIUM, FLAGS

if TYPE_CHECKING:
    from playwright.async_api import Page

FOLDER = Path(__file__).parents[3] / "bot" / "sandbox" / "page" / "screenshots"
PARIS = ZoneInfo("Europe/Paris")
LAST_WEEK = datetime(2026, 11, 16, 10, 2, tzinfo=PARIS)
LEAVES = datetime(2026, 11, 16, 18, 0, tzinfo=PARIS)
NOW = datetime(2026, 11, 23, 10, 44, tzinfo=PARIS)
TEXT = (
    "Bonjour {first_name}, -20% sur les manteaux chez Lumea jusqu'à samedi soir. "
    "Ce SMS vaut bon, à montrer en caisse. STOP au XXXXX"
)
WRONG = "Hello {firstname}, l’offre est à 5€ 😀"


async def main() -> int:
    """Take them all; 1 where there is no browser."""
    if shutil.which(CHROMIUM) is None:
        print("The pictures need a browser: apt-get install chromium", file=sys.stderr)  # noqa: T201 - for a terminal
        return 1
    logs.configure(level="ERROR")
    FOLDER.mkdir(exist_ok=True)
    async with sandbox(clock=MovableClock(LAST_WEEK)) as running, async_playwright() as playwright:
        await earlier(running)
        running.clock.set(NOW)
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = await browser.new_context(
            viewport={"width": 1200, "height": 820},
            locale="en-GB",
            color_scheme="light",
            reduced_motion="reduce",
        )
        page = await context.new_page()
        await page.goto(running.slack_url)
        await story(page)
        await page.goto(running.slack_url)
        await settling(page)
        await browser.close()
    return 0


async def earlier(running: Sandbox) -> None:
    """Send a campaign to the same list a week before, so that its people and price are known."""
    async with (
        Person(running.slack_url, world.CLAIRE) as claire,
        Person(running.slack_url, world.KARIM) as karim,
    ):
        await claire.command(
            "/sms-campaign", "Merci de votre fidélité. STOP au XXXXX", channel=world.CAMPAIGNS
        )
        await claire.wait_for_view(title="New SMS campaign")
        await claire.pick("audience", "VIP customers", value="list:VIP customers")
        await claire.pick("send_at", "today 6pm")
        await claire.submit()
        await claire.wait_for_view(title="Preview", contains="Ask for approval")
        await claire.submit()
        card = await claire.wait_for_message(world.CAMPAIGNS, contains="waiting for approval", timeout=15)
        asked = await karim.wait_for_message(world.CAMPAIGNS, contains="please decide", thread_ts=card.ts)
        await karim.press("approve", where=asked)
        await karim.wait_for_message(world.CAMPAIGNS, contains="Goes to Octopush", thread_ts=card.ts)
        running.clock.set(LEAVES - timedelta(minutes=5))
        await karim.wait_for_message(world.CAMPAIGNS, contains="handed over", timeout=15)
        running.clock.set(LEAVES + timedelta(minutes=1))
        await karim.wait_for_message(world.CAMPAIGNS, contains="Octopush reports on it", timeout=15)

        async def nearly_all_told() -> bool:
            # Counts are made some time apart; in the local Octopush a few stay on their way for ever.
            running.clock.move(timedelta(minutes=1))
            shown = [one.shown for one in await karim.channel(world.CAMPAIGNS)]
            return any(re.search(r"1,1\d\d delivered", one) for one in shown)

        await karim.wait_for(nearly_all_told, timeout=60)


async def story(page: Page) -> None:
    """Play the story, a picture a step."""
    await page.get_by_role("combobox", name="Message #campaigns").fill("/sms-campaign")
    await page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="New SMS campaign")
    await form.get_by_role("combobox", name="Send to").click()
    await page.get_by_role("option", name="VIP customers").first.click()
    await form.get_by_role("textbox", name="Text").fill(TEXT)
    await form.get_by_role("combobox", name="When").click()
    await page.keyboard.type("tomorrow 6pm")
    await page.get_by_role("option", name="Tue 24 Nov 2026, 18:00").wait_for()
    await picture(page, "form")
    await page.keyboard.press("Enter")
    await form.get_by_role("button", name="Preview").click()
    await page.get_by_role("button", name="Ask for approval").wait_for()
    await picture(page, "preview")
    await page.get_by_role("button", name="Ask for approval").click()
    await page.get_by_role("heading", name="waiting for approval").first.wait_for()
    await page.get_by_role("button", name="2 replies").last.wait_for()
    await picture(page, "card")
    await page.get_by_role("button", name="2 replies").last.click()
    await page.get_by_role("button", name="Acting as").click()
    await page.get_by_role("dialog", name="Act as").get_by_role("button", name="Karim Haddad").click()
    await page.get_by_role("button", name="Approve", exact=True).wait_for()
    await picture(page, "thread")
    await page.get_by_role("button", name="Acting as").click()
    await page.get_by_role("dialog", name="Act as").get_by_role("button", name="Nadia Roche").click()
    await page.get_by_role("link", name="Home").first.click()
    await page.get_by_role("heading", name="Waiting for you: to approve").wait_for()
    await picture(page, "home")
    await page.get_by_role("link", name="Open the thread").first.click()
    await page.get_by_role("button", name="Approve", exact=True).wait_for()
    await page.get_by_role("button", name="What is going on").click()
    await page.get_by_role("tab", name="Exchanges").click()
    await page.get_by_role("tabpanel", name="Exchanges").get_by_role("row").nth(3).wait_for()
    await picture(page, "exchanges")


async def settling(page: Page) -> None:
    """Preview a text with everything wrong with it, on a Sunday."""
    await page.get_by_role("combobox", name="Message #campaigns").fill(f"/sms-campaign {WRONG}")
    await page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="New SMS campaign")
    await form.get_by_role("combobox", name="Send to").click()
    await page.get_by_role("option", name="VIP customers").first.click()
    await form.get_by_role("combobox", name="When").click()
    await page.keyboard.type("Sunday 10am")
    await page.get_by_role("option", name="Sun 29 Nov 2026, 10:00").wait_for()
    await page.keyboard.press("Enter")
    await form.get_by_role("button", name="Preview").click()
    await page.get_by_role("button", name="See the cheaper text").wait_for()
    await picture(page, "settling")


async def picture(page: Page, name: str) -> None:
    """Take one, with the pointer out of the way."""
    await page.mouse.move(0, 400)
    await page.screenshot(path=FOLDER / f"{name}.png", animations="disabled", caret="hide")


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
