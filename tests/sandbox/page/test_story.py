from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from bot.sandbox.slack import world
from tests.sandbox.page.windows import PHONE, WIDE, House, until

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]

TEXT = "Hello {first_name}, doors open at 9. STOP au XXXXX"


class Newcomer:
    """Somebody who sees labels and names only, and whose every click and word counts as one action."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0

    async def click(self, role: str, name: str) -> None:
        """Click what is called so."""
        self.actions += 1
        await self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]  # a role by its name

    async def write(self, words: str) -> None:
        """Type where the cursor is."""
        self.actions += 1
        await self.page.keyboard.type(words)

    async def press(self, key: str) -> None:
        """Press one key."""
        self.actions += 1
        await self.page.keyboard.press(key)


async def ask(page: Page, *, text: str = TEXT) -> Newcomer:
    """Get from the first page to a ticket number."""
    newcomer = Newcomer(page)
    await newcomer.click("button", "Start with /sms-campaign")
    await newcomer.press("Enter")
    await page.get_by_role("dialog", name="New SMS campaign").wait_for()
    await newcomer.click("combobox", "Send to")
    await newcomer.write("VIP customers")
    await newcomer.click("option", "VIP customers")
    await newcomer.click("textbox", "Text")
    await newcomer.write(text)
    await newcomer.click("combobox", "When")
    await newcomer.write("tomorrow 6pm")
    await page.get_by_role("option", name="Wed 25 Nov 2026, 18:00").wait_for()
    await newcomer.press("Enter")
    await newcomer.click("button", "Preview")
    await page.get_by_role("button", name="Ask for approval").wait_for()
    await newcomer.click("button", "Ask for approval")
    await expect(page.get_by_text(re.compile(r"sms_[0-9a-f]{8,}")).first).to_be_visible()
    return newcomer


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
async def test_a_newcomer_gets_to_a_ticket_in_twelve_actions(house: House, size):
    """Acting on visible labels alone, from the first page to a ticket number takes at most 12 actions."""
    page = await house.visit.window(size=size)
    newcomer = await ask(page)
    assert newcomer.actions <= 12
    campaigns = [one for one in house.running.octopush.campaigns.values() if not one.simulated]
    assert [one.brief.text for one in campaigns] == [TEXT]
    assert campaigns[0].ticket in await page.locator("main").inner_text()


async def test_an_approver_in_a_second_window_decides_and_the_first_sees_it(house: House):
    """What Karim does in his window shows in Claire's by itself, and the campaign leaves when the clock is moved."""
    claire = await house.visit.window()
    await ask(claire)
    karim = await house.visit.window("karim")
    await karim.get_by_role("button", name="replies").click()
    await karim.get_by_role("button", name="Approve", exact=True).click()
    await (
        karim.get_by_role("dialog", name="Approve campaign 1?").get_by_role("button", name="Approve").click()
    )
    await expect(claire.get_by_role("heading", name="approved")).to_be_visible()

    await claire.get_by_role("button", name="Move it forward").click()
    await claire.get_by_role("button", name="5 minutes before it").click()
    await expect(claire.get_by_role("heading", name="handed over")).to_be_visible(timeout=20_000)
    assert len(house.running.octopush.sendings) == 1


async def test_switching_person_shows_what_they_see(house: House):
    """Acting as somebody else keeps place and thread, and shows their own answers only: Claire may not approve."""
    page = await house.visit.window()
    await ask(page)
    await page.get_by_role("button", name="replies").click()
    await page.get_by_role("button", name="Approve", exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name="Approve").click()
    await expect(page.get_by_text("Only visible to you")).to_be_visible()

    await page.get_by_role("button", name="Acting as").click()
    await page.get_by_role("dialog", name="Act as").get_by_role("button", name="Nadia Roche").click()
    await expect(page.get_by_role("button", name="Acting as Nadia Roche")).to_be_visible()
    await expect(page.get_by_role("button", name="Approve", exact=True)).to_be_visible()
    await expect(page.get_by_text("Only visible to you")).to_have_count(0)


async def test_reloading_loses_nothing(house: House):
    """A reload finds person, channel, thread and drawer again, and the modal with what was typed in it."""
    page = await house.visit.window()
    await ask(page)
    await page.get_by_role("button", name="replies").click()
    await page.get_by_role("button", name="What is going on").click()
    await page.get_by_role("tab", name="Octopush").click()
    await page.get_by_role("combobox", name="Message #campaigns").fill("/sms-campaign")
    await page.keyboard.press("Enter")
    await page.get_by_role("dialog").get_by_role("textbox", name="Text").fill("Hello again. STOP au XXXXX")
    slack = house.running.slack
    await until(slack, lambda: "Hello again" in str(slack.state.views.stack(world.CLAIRE)[-1].held))
    await page.reload()
    await expect(page.get_by_role("dialog").get_by_role("textbox", name="Text")).to_have_value(
        "Hello again. STOP au XXXXX"
    )
    await expect(page.get_by_role("complementary", name="Thread")).to_be_visible()
    await expect(page.get_by_role("tab", name="Octopush", selected=True)).to_be_visible()


async def test_the_browser_asks_nothing_of_the_outside(house: House):
    """From the first page to the drawer, every request goes to this machine."""
    page = await house.visit.window()
    await ask(page)
    await page.get_by_role("button", name="What is going on").click()
    for tab in ("Exchanges", "Octopush", "Make it go wrong"):
        await page.get_by_role("tab", name=tab).click()
        await expect(page.get_by_role("tabpanel", name=tab)).to_be_visible()
    assert house.visit.hosts == {"127.0.0.1"}
    assert any(one.startswith("ws://127.0.0.1") for one in house.visit.requests)
