from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.sandbox.page.windows import PHONE, WIDE, House

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]


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
