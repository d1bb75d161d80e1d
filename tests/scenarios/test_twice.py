"""Once, whatever is repeated: deliveries, clicks, lost acknowledgements. One campaign, one card, one preparation, one sending."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.sandbox.slack import world
from bot.sandbox.slack.person import Person
from tests.scenarios.desk import FORM, PREVIEW, TEXT, well

if TYPE_CHECKING:
    from tests.scenarios.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def one_of_each(desk: Desk, *, sent: bool = True) -> None:
    """Insist on one card, one campaign at Octopush, and, once its moment has come, one sending."""
    card = await desk.card()
    if sent:
        await desk.sent(card)
    assert len(await desk.cards()) == 1
    assert len({one.request["request_id"].rsplit("-", 2)[0] for one in desk.prepared()}) == 1
    assert len(desk.octopush.sendings) == (1 if sent else 0)


@pytest.mark.parametrize("way", ["http", pytest.param("socket", marks=pytest.mark.bot(socket=True))])
async def test_everything_delivered_twice_makes_one_campaign(desk: Desk, way: str) -> None:
    """Slack delivers at least once: a story in which each delivery comes twice is the same story."""
    desk.slack.switches.duplicate_deliveries = True
    # The twin's form cannot be opened: its trigger is used up.
    desk.refusals |= {"exchanged_trigger_id", "not_found"}
    await desk.composed()
    await desk.claire.submit()
    await one_of_each(desk)
    assert way in {"http", "socket"}
    assert [one.leaves_at for one in desk.octopush.sendings] == [desk.prepared()[-1].send_at]


async def test_a_preview_submitted_by_two_clicks_makes_one_campaign(desk: Desk) -> None:
    """A double click on the confirmation is one confirmation."""
    await desk.composed()
    async with Person(desk.slack.state.own_url, world.CLAIRE) as again:
        await asyncio.gather(desk.claire.submit(), again.submit(), return_exceptions=True)
    await one_of_each(desk)


async def test_a_lost_acknowledgement_makes_no_second_campaign(desk: Desk) -> None:
    """Whoever saw “we had some trouble” and pressed again has asked once."""
    await desk.composed()
    desk.slack.switches.lose_acks = 1
    first = await desk.claire.submit()
    assert first.error == "We had some trouble connecting. Try again?"
    view = await desk.claire.view()
    assert view is not None
    assert view.title == PREVIEW
    again = await desk.claire.submit()
    assert again.ok, again.error
    await one_of_each(desk)


async def test_a_lost_acknowledgement_of_the_form_is_previewed_again(desk: Desk) -> None:
    """The form whose *Preview* got no answer is still there, and previews at the second press."""
    await desk.open(TEXT)
    await desk.fill()
    desk.slack.switches.lose_acks = 1
    desk.refusals.add("not_found")
    assert not (await desk.claire.submit()).ok
    await desk.preview()
    await desk.confirm()
    await one_of_each(desk)


async def test_a_command_whose_answer_was_lost_can_be_typed_again(desk: Desk) -> None:
    """The person sees a time-out, and then the form; closed and typed again, it is one campaign."""
    desk.slack.switches.lose_acks = 1
    assert not (await desk.claire.command("/sms-campaign", TEXT, channel=world.CAMPAIGNS)).ok
    await desk.claire.wait_for_view(title=FORM)
    well(await desk.claire.close())
    await desk.open(TEXT)
    await desk.fill()
    await desk.preview()
    await desk.confirm()
    await one_of_each(desk)


async def test_the_same_form_in_two_windows_makes_one_campaign(desk: Desk) -> None:
    """Preview, back, preview, confirm, and the first preview's twin arriving late: one form is one campaign."""
    await desk.composed()
    desk.slack.switches.hold_deliveries = 1
    async with Person(desk.slack.state.own_url, world.CLAIRE) as again:
        await asyncio.gather(desk.claire.submit(), again.submit(), return_exceptions=True)
    await one_of_each(desk)


async def test_two_forms_make_two_campaigns(desk: Desk) -> None:
    """Whoever asks twice, by two forms, and means it, has two campaigns: nothing is merged because it looks the same."""
    first = await desk.asked()
    again = await desk.composed()
    assert (
        "Same text to the same people for Tue 24 Nov, 18:00, and not gone yet (campaign 1, ticket sms_"
        in again.text
    )
    assert again.submit is None
    well(await desk.claire.press("send_again"))
    await desk.claire.wait_for_view(contains="✓ Simulated")
    well(await desk.claire.submit())

    async def both() -> bool:
        return len([one for one in await desk.cards() if "`sms_" in one.shown]) == 2

    await desk.soon(both)
    assert len(desk.prepared()) == 2
    assert first.ts in {one.ts for one in await desk.cards()}


@pytest.mark.bot(APPROVALS_REQUIRED="1")
async def test_approvals_that_come_twice_send_once(desk: Desk) -> None:
    """Two approvers at the same moment, each click delivered twice: one sending."""
    card = await desk.asked(when="asap")
    request = await desk.told(card, "waiting for approval")
    assert "0 of 1 approvals" in request
    desk.slack.switches.duplicate_deliveries = True
    nadia = desk.people[world.NADIA]
    await asyncio.gather(
        desk.press(card, "approve", by=desk.karim),
        desk.press(card, "approve", by=nadia),
        return_exceptions=True,
    )
    await one_of_each(desk)


async def test_the_same_button_twice_cancels_once(desk: Desk) -> None:
    """A second click on *Cancel* finds it cancelled, and says so privately; nothing breaks."""
    card = await desk.asked()
    # What the thread says, and the card in small letters before it: by then the button has moved to its place.
    await desk.told(card, "Goes to Octopush")
    message = await desk.button(card, "cancel")
    # The button is still there for both: Slack takes its time to draw.
    desk.slack.switches.change(delays={"chat.update": 1.5})
    async with Person(desk.slack.state.own_url, world.CLAIRE) as again:
        await asyncio.gather(
            desk.claire.press("cancel", where=message),
            again.press("cancel", where=message),
            return_exceptions=True,
        )
    await desk.told(card, "cancelled it")
    await desk.told(card, "is cancelled now")
    thread = await desk.thread(card)
    private = [one.shown for one in thread if one.ephemeral]
    assert private == ["Campaign 1 is cancelled now, so this cannot be done any more."]
    assert sum("cancelled it" in one.shown for one in thread) == 1
    assert desk.octopush.sendings == []
