from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from bot.sandbox.slack import world
from tests.sandbox.page.shapes import modal, plain, section
from tests.sandbox.page.windows import PHONE, WIDE, House, message

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


async def faults(page: Page) -> list[str]:
    """Name what the checker finds serious on what is to be seen now."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE)
    found: dict[str, Any] = await page.evaluate(
        "async (rules) => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })", RULES
    )
    return [
        f"{one['id']}: {one['help']}: {[node['html'][:200] for node in one['nodes'][:3]]}"
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize(
    ("size", "scheme"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide, light", "phone, dark"]
)
async def test_no_screen_of_the_story_has_a_serious_fault(house: House, size, scheme):
    """Channel, form, its errors, an open list, preview, card, thread, Home and drawer pass an accessibility checker."""
    page = await house.visit.window(size=size, color_scheme=scheme)
    found: dict[str, list[str]] = {}

    async def check(screen: str) -> None:
        found[screen] = await faults(page)

    await page.get_by_role("button", name="Start with /sms-campaign").wait_for()
    await check("channel")
    await page.get_by_role("button", name="Start with /sms-campaign").click()
    await page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="New SMS campaign")
    await form.wait_for()
    await check("form")
    await form.get_by_role("button", name="Preview").click()
    await form.get_by_text("Please complete this required field.").first.wait_for()
    await check("errors")
    await form.get_by_role("combobox", name="Send to").click()
    await page.get_by_role("option", name="Click and collect").wait_for()
    await check("offered list")
    await page.keyboard.type("New shop")
    await page.get_by_role("option", name="as a list").wait_for()
    await check("list")
    await page.get_by_role("combobox", name="Send to").fill("VIP customers")
    await expect(page.get_by_role("option", name="New shop")).to_have_count(0)
    await page.get_by_role("option", name="VIP customers").first.wait_for()
    await page.keyboard.press("Enter")
    await form.get_by_role("textbox", name="Text").fill("Doors open at 9. STOP au XXXXX")
    await form.get_by_role("combobox", name="When").click()
    await page.keyboard.type("tomorrow 6pm")
    await page.get_by_role("option", name="Wed 25 Nov 2026, 18:00").wait_for()
    await page.keyboard.press("Enter")
    await form.get_by_role("button", name="Preview").click()
    await page.get_by_role("button", name="Ask for approval").wait_for()
    await check("preview")
    await page.get_by_role("button", name="Ask for approval").click()
    await page.get_by_role("heading", name="waiting for approval").first.wait_for()
    await check("card")
    await page.get_by_role("button", name="replies").click()
    await page.get_by_role("button", name="Approve", exact=True).click()
    await page.get_by_role("dialog", name="Approve campaign 1?").wait_for()
    await check("confirmation")
    await page.get_by_role("dialog").get_by_role("button", name="Approve").click()
    await page.get_by_text("Only visible to you").wait_for()
    await check("thread")
    await page.get_by_role("button", name="What is going on").click()
    for tab in ("Things to try", "Exchanges", "Octopush", "Make it go wrong"):
        await page.get_by_role("tab", name=tab).click()
        panel = page.get_by_role("tabpanel", name=tab)
        await panel.locator("tbody tr, li, input").first.wait_for()
        await check(tab)
    assert {screen: ones for screen, ones in found.items() if ones} == {}


async def test_home_has_no_serious_fault(desk):
    """The app's Home, with buttons and fields of facts, passes an accessibility checker."""
    button = {"type": "button", "text": plain("Open the thread"), "action_id": "open"}
    blocks = [
        {"type": "header", "text": plain("Waiting for you")},
        section("*214* · 1,204 people · 58.99 €", accessory=button),
        {"type": "section", "fields": [plain("November"), plain("412.30 € of 800 €")]},
        {"type": "divider"},
        {"type": "context", "elements": [plain("As of 10:44")]},
    ]
    desk.slack.state.views.publish(world.CLAIRE, {"type": "home", "blocks": blocks})
    page = await desk.visit.window(at="home")
    await page.get_by_role("button", name="Open the thread").wait_for()
    assert await faults(page) == []


async def test_the_channel_can_be_walked_with_the_keyboard(desk):
    """With Tab, Enter and arrows alone one reaches a message's menu, opens its thread, and comes back to it."""
    message(desk.slack, [section("Words", block_id="it")])
    page = await desk.visit.window()
    await page.get_by_role("article").wait_for()
    more = page.get_by_role("article").get_by_role("button", name="More actions")
    await page.get_by_role("region", name="Messages").focus()
    for _ in range(3):
        await page.keyboard.press("Tab")
        if await more.evaluate("one => one === document.activeElement"):
            break
    await expect(more).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitem", name="Reply in thread")).to_be_focused()
    await page.keyboard.press("Enter")
    thread = page.get_by_role("complementary", name="Thread")
    await expect(thread.get_by_role("heading", name="Thread")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(thread).to_have_count(0)


async def test_news_is_announced(desk):
    """A message that comes in while one looks is told to a screen reader by its notification text."""
    page = await desk.visit.window()
    message(desk.slack, [section("*Formatted*")], text="Campaign 1 needs you")
    await expect(page.get_by_role("status").filter(has_text="Gallery: Campaign 1 needs you")).to_have_count(1)


async def test_a_view_of_another_title_is_told(desk):
    """A modal that opens, or changes, is announced by its title."""
    page = await desk.visit.window()
    desk.slack.state.views.open(world.CLAIRE, modal(section("Words"), title="Opened"))
    await expect(page.get_by_role("status").filter(has_text="Opened")).to_have_count(1)
