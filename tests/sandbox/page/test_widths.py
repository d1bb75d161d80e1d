from __future__ import annotations

import pytest
from playwright.async_api import expect

from bot.sandbox.slack import world
from bot.sandbox.slack.person import Person
from tests.sandbox.page.windows import PHONE, WIDE, House

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
async def test_no_screen_is_wider_than_its_window(house: House, size):
    """While the story goes on elsewhere, each screen shows by itself, and none has to be scrolled sideways."""
    page = await house.visit.window(size=size)
    sideways: dict[str, int] = {}

    async def measure(screen: str) -> None:
        sideways[screen] = await page.evaluate("document.documentElement.scrollWidth - innerWidth")

    await page.get_by_role("button", name="Start with /sms-campaign").wait_for()
    await measure("channel")
    async with Person(house.running.slack_url, world.CLAIRE) as claire:
        await claire.command("/sms-campaign", "Doors open at 9. STOP au XXXXX", channel=world.CAMPAIGNS)
        await page.get_by_role("dialog", name="New SMS campaign").wait_for()
        await measure("form")
        await claire.pick("audience", "VIP customers", value="list:VIP customers")
        await claire.pick("send_at", "tomorrow 6pm")
        await claire.submit()
        await page.get_by_role("button", name="Ask for approval").wait_for()
        await measure("preview")
        await claire.submit()
    await page.get_by_role("heading", name="waiting for approval").wait_for()
    await page.get_by_role("button", name="2 replies").click()
    await page.get_by_role("button", name="Approve", exact=True).wait_for()
    await measure("thread")
    await page.get_by_role("button", name="What is going on").click()
    for tab in ("Things to try", "Exchanges", "Octopush", "Make it go wrong"):
        await page.get_by_role("tab", name=tab).click()
        await page.get_by_role("tabpanel", name=tab).wait_for()
        await measure(tab)
    assert sideways == dict.fromkeys(sideways, 0)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
async def test_it_always_says_that_nothing_is_real(house: House, size):
    """At any width the strip says in words that no phone is reached, also over an open modal."""
    page = await house.visit.window(size=size)
    words = page.get_by_text("nothing here reaches a real phone")
    await expect(words).to_be_visible()
    await page.get_by_role("combobox", name="Message #campaigns").fill("/sms-campaign")
    await page.keyboard.press("Enter")
    await page.get_by_role("dialog", name="New SMS campaign").wait_for()
    await expect(words).to_be_visible()
    assert await words.evaluate("""one => {
        const { x, y, width, height } = one.getBoundingClientRect();
        return one.contains(document.elementFromPoint(x + width / 2, y + height / 2));
    }""")


async def test_a_chosen_moment_stays_inside_its_field(house: House):
    """A long description beside what was picked is cut short, rather than pushing the field out of the modal."""
    page = await house.visit.window()
    await page.get_by_role("combobox", name="Message #campaigns").fill("/sms-campaign")
    await page.keyboard.press("Enter")
    modal = page.get_by_role("dialog")
    await modal.get_by_role("combobox", name="When").click()
    await page.get_by_role("option", name="As soon as it is approved").click()
    await expect(modal.get_by_role("combobox", name="When")).to_have_value("As soon as it is approved")
    outer, inner = (
        await modal.bounding_box(),
        await modal.get_by_text("At once where no approval is needed").first.bounding_box(),
    )
    assert outer is not None
    assert inner is not None
    assert inner["x"] + inner["width"] < outer["x"] + outer["width"] - 20
