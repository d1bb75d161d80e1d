from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from bot.sandbox.slack import world
from tests.sandbox.page.shapes import OPTIONS, plain, section
from tests.sandbox.page.windows import Desk, message, until

if TYPE_CHECKING:
    from tests.sandbox.page.apps import App

pytestmark = pytest.mark.asyncio(loop_scope="module")


def button(**more: Any) -> dict[str, Any]:
    """Give a row with one button."""
    element = {"type": "button", "text": plain("Go"), "action_id": "go", "value": "it", **more}
    return {"type": "actions", "block_id": "row", "elements": [element]}


async def test_both_shortcuts_reach_the_app(desk: Desk, app: App):
    """The global shortcut stands beside the composer, the message's in its menu; each tells the app what it was for."""
    ts = message(desk.slack, [section("Words")])
    page = await desk.visit.window()
    await page.get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name="New show").click()
    await until(desk.slack, lambda: app.heard[-1:] and app.heard[-1]["callback_id"] == "new")
    row = page.locator(f'[data-ts="{ts}"]')
    await row.hover()
    await row.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Show this").click()
    await until(desk.slack, lambda: app.heard[-1]["callback_id"] == "this")
    assert [one["type"] for one in app.heard] == ["shortcut", "message_action"]
    assert app.heard[1]["message"]["ts"] == ts


async def test_a_button_asks_first_where_the_app_wants_it(desk: Desk, app: App):
    """A confirmation shows the app's words, a no tells the app nothing, and a yes is one click."""
    asked = {
        "title": plain("Sure?"),
        "text": plain("It leaves."),
        "confirm": plain("Yes"),
        "deny": plain("No"),
    }
    message(desk.slack, [button(confirm=asked)])
    page = await desk.visit.window()
    go = page.get_by_role("button", name="Go", exact=True)
    await go.click()
    dialog = page.get_by_role("dialog", name="Sure?")
    await expect(dialog).to_contain_text("It leaves.")
    await expect(dialog.get_by_role("button", name="No")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(go).to_be_focused()
    await go.click()
    await dialog.get_by_role("button", name="Yes").click()
    await until(desk.slack, lambda: len(app.heard) == 1)
    assert app.heard[0]["actions"][0]["value"] == "it"


async def test_a_menu_of_three_dots_tells_what_was_picked(desk: Desk, app: App):
    """An overflow menu opens by keyboard and tells the app which of its options was picked."""
    menu = {"type": "overflow", "action_id": "more", "options": OPTIONS[:2]}
    message(desk.slack, [section("Words", accessory=menu, block_id="it")])
    page = await desk.visit.window()
    await page.get_by_role("button", name="More", exact=True).focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await until(desk.slack, lambda: len(app.heard) == 1)
    assert app.heard[0]["actions"][0]["selected_option"]["value"] == "two"


async def test_a_failing_click_is_said(desk: Desk):
    """A click that the app does not take is said, and the button can be used again."""
    message(desk.slack, [button()])
    page = await desk.visit.window()
    desk.slack.request_url = "http://127.0.0.1:9/"
    await page.get_by_role("button", name="Go", exact=True).click()
    await expect(page.get_by_role("alert").filter(has_text="dispatch_failed")).to_be_visible()
    await expect(page.get_by_role("button", name="Go", exact=True)).not_to_have_attribute("aria-busy", "true")
    await page.get_by_role("button", name="Dismiss").click()


async def test_a_click_is_busy_until_it_is_taken(desk: Desk, app: App):
    """While the app is at it the button says so, and a second click does nothing."""
    desk.slack.switches.change(delivery_seconds=30.0)
    app.door.clear()
    message(desk.slack, [button()])
    page = await desk.visit.window()
    go = page.get_by_role("button", name="Go", exact=True)
    await go.click()
    await expect(go).to_have_attribute("aria-busy", "true")
    await go.click()
    app.door.set()
    await expect(go).not_to_have_attribute("aria-busy", "true")
    assert len(app.heard) == 1


async def test_a_request_says_who_it_waits_for(desk: Desk):
    """Under a request to a group one is not in, the sandbox names its people, and becoming one is a click."""
    message(desk.slack, [section(f"<!subteam^{world.LEADS}> please decide"), button()])
    page = await desk.visit.window("tom")
    hint = page.get_by_text("This waits for @marketing-leads.")
    await expect(hint).to_be_visible()
    await hint.get_by_role("button", name="Karim Haddad").click()
    await expect(page.get_by_role("button", name="Acting as Karim Haddad")).to_be_visible()
    await expect(hint).to_have_count(0)
    await page.go_back()
    await expect(page.get_by_role("button", name="Acting as Tom Verne")).to_be_visible()


@pytest.mark.parametrize(
    ("who", "channels"),
    [
        ("karim", ["campaigns", "general", "board", "campaigns-2024", "lumea-merino"]),
        ("gus", ["campaigns", "general"]),
        ("olga", ["lumea-merino"]),
    ],
)
async def test_everybody_sees_their_own_channels(desk: Desk, who, channels):
    """A guest and an outsider see the channels they are in, and nothing else of the workspace."""
    page = await desk.visit.window(who, at="")
    links = page.get_by_role("list", name="Channels").get_by_role("link")
    await expect(links).to_have_count(len(channels))
    assert [one.split("\n")[0] for one in await links.all_inner_texts()] == channels


async def test_what_is_new_stands_out(desk: Desk):
    """A message in a channel one is not looking at is counted in the sidebar, until one looks."""
    page = await desk.visit.window("nadia", at="general")
    message(desk.slack, [section("Words")])
    link = page.get_by_role("link", name="campaigns", exact=False).first
    await expect(link).to_contain_text("1 new")
    await link.click()
    await expect(link).not_to_contain_text("new")
