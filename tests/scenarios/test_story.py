"""The main job, end to end: from /sms-campaign to a ticket number in the channel, and to one sending."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.sandbox.slack import world
from tests.scenarios.desk import LIST, TEXT, TOMORROW, well

if TYPE_CHECKING:
    from tests.scenarios.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

WAYS = [
    pytest.param(audience, id=f"{audience}-{way}", marks=marks)
    for audience in (LIST, "tag:vip")
    for way, marks in (("http", ()), ("socket", pytest.mark.bot(socket=True)))
]


@pytest.mark.parametrize("audience", WAYS)
async def test_a_campaign_goes_from_the_command_to_one_sending(desk: Desk, audience: str) -> None:
    """Two picks and two buttons put the ticket number into the channel; what was previewed is sent, once."""
    kind, _, name = audience.partition(":")
    await desk.open(TEXT)
    await desk.fill(audience=audience)
    preview = await desk.preview()
    assert "┃ Hello Camille, the doors open at 9. STOP au XXXXX" in preview.text
    assert f"{kind.capitalize()} {name}" in preview.text
    assert "Tue 24 Nov 2026, 18:00" in preview.text
    assert "✓ Simulated at Octopush, 10:44: accepted." in preview.text
    [run] = desk.simulated()
    desk.nothing_left()

    card = await desk.confirm()
    [campaign] = desk.prepared()
    assert f"`{campaign.ticket}`" in card.shown
    assert card.channel == world.CAMPAIGNS
    assert desk.octopush.sendings == []

    shown = await desk.sent(card)
    [sending] = desk.octopush.sendings
    assert sending.brief.text == TEXT
    assert sending.leaves_at == TOMORROW
    assert (sending.brief.list_name, sending.brief.tag_name) == (
        (name, None) if kind == "list" else (None, name)
    )
    assert sending.ticket in shown
    assert run.simulated
    assert run.sendings == []
    assert len(await desk.cards()) == 1


@pytest.mark.bot(APPROVALS_REQUIRED="1")
async def test_it_waits_for_somebody_else_to_approve(desk: Desk) -> None:
    """With approval, nothing is sent before another person has said yes; then it is sent once."""
    card = await desk.asked()
    await desk.told(card, "waiting for approval")
    desk.clock.set(TOMORROW.replace(hour=15))
    assert desk.octopush.sendings == []
    well(await desk.press(card, "approve", by=desk.karim))
    await desk.sent(card)
    assert [one.brief.text for one in desk.octopush.sendings] == [TEXT]


@pytest.mark.bot(APPROVALS_REQUIRED="2", APPROVERS=f"{world.KARIM},{world.NADIA}")
async def test_two_approvals_are_given_on_the_same_request(desk: Desk) -> None:
    """The first vote leaves the request as it is, with its buttons; the second one lets the campaign leave."""
    card = await desk.asked()
    well(await desk.press(card, "approve", by=desk.karim))
    await desk.told(card, "<@U0KARIM01> approved, Mon 10:44 (1 of 2).")
    assert desk.octopush.sendings == []
    well(await desk.press(card, "approve", by=desk.people[world.NADIA]))
    await desk.told(card, "<@U0NADIA01> approved, Mon 10:44 (2 of 2). Goes to Octopush Tue 17:55.")
    await desk.sent(card)
    assert len(desk.octopush.sendings) == 1
