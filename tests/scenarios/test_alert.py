"""An alert wanted now, where Octopush takes one waiting campaign at a time: marketing nobody approved gives way, and is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.sandbox.slack import world
from tests.scenarios.desk import TEXT, well

if TYPE_CHECKING:
    from tests.scenarios.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.bot(APPROVALS_REQUIRED="1")
async def test_an_alert_takes_the_place_of_marketing(desk: Desk) -> None:
    """Both threads say what happened; the alert goes at once, and the other is asked about again, in its own thread."""
    desk.octopush.switches.waiting_at_once = 1
    marketing = await desk.asked(when="today 18:00")
    await desk.told(marketing, "waiting for approval")
    await desk.open("The shop is closed today.", by=desk.people[world.NADIA])
    await desk.fill(audience="tag:vip", when="asap", by=desk.people[world.NADIA])
    well(await desk.people[world.NADIA].choose("purpose", "alert"))
    await desk.preview(by=desk.people[world.NADIA])
    well(await desk.people[world.NADIA].submit())

    alert = await desk.card(words="SMS campaign 2: waiting for approval")
    await desk.told(alert, "campaign 1 gives up its place for this alert, and is prepared again afterwards")
    await desk.told(marketing, "It gave up its place at Octopush for campaign 2, an alert wanted now.")
    await desk.told(marketing, "before it: campaign 2.")
    well(await desk.press(alert, "approve", by=desk.karim))
    await desk.told(alert, "Handed over to Octopush")

    await desk.told(marketing, "SMS campaign 1: waiting for approval")
    well(await desk.press(marketing, "approve", by=desk.karim))
    await desk.sent(marketing)
    assert [one.brief.text for one in desk.octopush.sendings] == ["The shop is closed today.", TEXT]
