from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import async_playwright

from bot.trying import sandbox
from tests.sandbox.page.walk import CHROMIUM, FLAGS, PICTURED, TICKET, Screen, Walk, pictures

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Page, ViewportSize

pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.skipif(CHROMIUM is None, reason="The page's tests need a browser: apt-get install chromium"),
]

#: The checker itself, as its package brings it.
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
WIDE: ViewportSize = {"width": 1280, "height": 860}
PHONE: ViewportSize = {"width": 390, "height": 780}


async def serious(page: Page) -> list[str]:
    """Name what the checker finds serious on what is to be seen now."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE)
    found: dict[str, Any] = await page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{one['id']}: {one['help']}: {[node['html'][:160] for node in one['nodes'][:3]]}"
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide", "phone"])
async def test_a_newcomer_walks_to_a_ticket(size, scheme):
    """By names and labels alone one gets to the campaign's own ticket in at most 12 actions, at both widths.

    No screen on the way has a serious fault, in either scheme; nothing is asked of another machine.
    """
    asked: set[str | None] = set()
    complaints: list[str] = []
    faults: dict[str, list[str]] = {}
    async with sandbox() as running, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(viewport=size, color_scheme=scheme)
        page.set_default_timeout(10_000)
        page.on("request", lambda one: asked.add(urlsplit(one.url).hostname))
        page.on("websocket", lambda one: asked.add(urlsplit(one.url).hostname))
        page.on("pageerror", lambda one: complaints.append(str(one)))
        page.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)

        async def seen(screen: Screen) -> None:
            faults[screen] = await serious(page)
            # A page that scrolls sideways is not made for this width.
            wider = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wider <= 0, f"{screen} is {wider} pixels too wide"

        await page.goto(f"{running.slack_url}/")
        walk = Walk(page, seen)
        ticket = await walk.to_ticket()
        await walk.to_thread("Karim Haddad")
        await browser.close()
        prepared = [one.ticket for one in running.octopush.campaigns.values() if not one.simulated]
    assert prepared == [ticket]
    assert len(walk.actions) <= 12, walk.actions
    assert {screen: ones for screen, ones in faults.items() if ones} == {}
    assert asked == {"127.0.0.1"}
    assert complaints == []


async def test_the_errors_of_the_form_stand_under_their_fields():
    """A form sent empty keeps what it holds, tells each field its error, and puts the cursor into the first of them."""
    async with sandbox() as running, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(viewport=PHONE)
        page.set_default_timeout(10_000)
        await page.goto(f"{running.slack_url}/")
        await page.get_by_role("combobox", name="Message #campaigns").fill("/sms-campaign Doors open at 9")
        await page.keyboard.press("Enter")
        form = page.get_by_role("dialog", name="New SMS campaign")
        await form.get_by_role("button", name="Preview").click()
        field = form.get_by_role("combobox", name="Send to")
        await form.get_by_text("required").first.wait_for()
        assert await field.get_attribute("aria-invalid") == "true"
        assert await field.evaluate("one => one === document.activeElement")
        described = (await field.get_attribute("aria-describedby") or "").split()
        told = [await page.locator(f"[id='{one}']").inner_text() for one in described]
        assert any("required" in one for one in told)
        assert await form.get_by_role("textbox", name="Text").input_value() == "Doors open at 9"
        assert await serious(page) == []
        await browser.close()


async def test_the_pictures_of_the_readme_can_be_taken(tmp_path: Path):
    """The target that keeps the README's pictures true writes all four of them, as pictures."""
    await pictures(tmp_path)
    written = {name: (tmp_path / f"{name}.png").read_bytes()[1:4] for name in PICTURED}
    assert written == dict.fromkeys(PICTURED, b"PNG")


def test_a_ticket_is_told_from_other_words():
    """What the walk takes for a ticket number is one of Octopush's, and no word that only begins like it."""
    assert TICKET.search("Ticket sms_624b06226b09") is not None
    assert TICKET.search("sms_campaigns") is None
