from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sandbox.page.walk import PICTURED, Screen, Walk, pictures
from tests.sandbox.page.windows import CHROMIUM, PHONE, WIDE, House

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
async def test_no_screen_is_wider_than_its_window(house: House, size):
    """On the way from the first page to the thread nothing has to be scrolled sideways, in at most 12 actions."""
    page = await house.visit.window(size=size)
    sideways: dict[Screen, int] = {}

    async def seen(screen: Screen) -> None:
        sideways[screen] = await page.evaluate("document.documentElement.scrollWidth - innerWidth")

    walk = Walk(page, seen)
    ticket = await walk.to_ticket()
    assert [one.ticket for one in house.running.octopush.campaigns.values() if not one.simulated] == [ticket]
    assert len(walk.actions) <= 12, walk.actions
    await walk.to_thread("Karim Haddad")
    assert sideways == dict.fromkeys(sideways, 0)
    assert set(PICTURED) < set(sideways)


@pytest.mark.skipif(CHROMIUM is None, reason="The pictures need a browser: apt-get install chromium")
async def test_the_pictures_of_the_readme_can_be_taken(tmp_path: Path):
    """The target that keeps the README's pictures true writes all four of them."""
    await pictures(tmp_path)
    written = {name: (tmp_path / f"{name}.png").read_bytes()[1:4] for name in PICTURED}
    assert written == dict.fromkeys(PICTURED, b"PNG")
