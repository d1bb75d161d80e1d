from __future__ import annotations

import pytest
from playwright.async_api import expect

from bot.sandbox.slack import world
from tests.sandbox.page.windows import House, until

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]


async def test_enter_never_picks_what_was_offered_for_other_words(house: House):
    """Whoever types and presses Enter before the app has answered picks nothing: not the first of the older options."""
    page = await house.visit.window()
    await page.get_by_role("combobox", name="Message #campaigns").fill("/sms-campaign")
    await page.keyboard.press("Enter")
    when = page.get_by_role("dialog").get_by_role("combobox", name="When")
    await when.click()
    await page.get_by_role("listbox", name="When").get_by_role("option", name="18:00").first.wait_for()
    await page.keyboard.insert_text("tomorrow 6pm")
    await page.keyboard.press("Enter")
    await page.get_by_role("listbox", name="When").get_by_role("option", name="18:00").wait_for()
    await expect(when).to_have_value("tomorrow 6pm")
    await page.keyboard.press("Enter")
    state = house.running.slack.state
    await until(
        house.running.slack, lambda: "18:00" in str(state.views.stack(world.CLAIRE)[-1].held), limit=20
    )


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
