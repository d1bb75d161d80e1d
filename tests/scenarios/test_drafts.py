"""The draft: kept from the first *Preview* on, offered again, and gone once it has become a campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.sandbox.octopush.faults import Kind
from bot.sandbox.slack import world
from tests.scenarios.desk import FORM, TEXT, errors, well

if TYPE_CHECKING:
    from tests.scenarios.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

TYPED = "Line one, “quoted” & <b> 🎉\nno PUB=STOP"
OFFER = "You left a campaign unfinished today at 10:44, for vip."


async def filled_in(desk: Desk) -> dict[str, Any]:
    """Fill in everything that a form has, in another way than it begins; gives what the fields hold."""
    await desk.open()
    await desk.options(sender="Boutique75", switches=["with_replies", "recipient_tracking"])
    well(await desk.claire.choose("type", "Low cost"))
    well(await desk.claire.choose("purpose", "Alert"))
    await desk.fill(audience="tag:vip", text=TYPED, when="tomorrow 9:15")
    return await desk.claire.fields()


SUMMARY = "Sender Boutique75 · opted-out people kept · replies allowed · links tracked · text sent as written"


async def test_a_preview_that_was_closed_is_offered_again_as_it_was(desk: Desk) -> None:
    """× loses nothing after *Preview*: *Continue it* brings back every field and every option, and it goes on from there."""
    held = await filled_in(desk)
    await desk.preview()
    well(await desk.claire.close())

    view = await desk.open()
    assert OFFER in view.text
    well(await desk.claire.press("continue_draft"))
    view = await desk.claire.wait_for_view(contains=SUMMARY)
    assert OFFER not in view.text
    assert await desk.claire.fields() == held
    await desk.preview()
    await desk.confirm()
    request = desk.prepared()[0].request
    assert request["text"] == TYPED
    assert request["tag_name"] == "vip"
    assert request["send_at"] == "2026-11-24T09:15:00+01:00"
    assert request["sender"] == "Boutique75"
    assert request["with_replies"]
    assert request["recipient_tracking"]
    assert not request["auto_remove_blacklisted_numbers"]
    assert (request["type"], request["purpose"]) == ("sms_low_cost", "alert")


@pytest.mark.parametrize("wrong", ["a text that is too long", "words that are no moment"])
async def test_a_draft_with_errors_is_kept_as_well(desk: Desk, wrong: str) -> None:
    """What could not be previewed was worth typing too; what was wrong is told again."""
    await desk.open()
    await desk.fill(
        audience="tag:vip",
        text="é" * 1225 if "text" in wrong else TEXT,
        when="blorp" if "moment" in wrong else "tomorrow 6pm",
    )
    held = await desk.claire.fields()
    said = await desk.refused()
    well(await desk.claire.close())

    assert OFFER in (await desk.open()).text
    well(await desk.claire.press("continue_draft"))
    await desk.claire.wait_for_view(contains=held["text"][:40])
    again = await desk.claire.fields()
    assert again["text"] == held["text"]
    assert again["audience"] == held["audience"]
    if "moment" in wrong:
        # Words that are no moment are not picked for anybody; the field asks anew.
        assert again["send_at"] is None
    else:
        assert again == held
        assert await desk.refused() == said


async def test_a_draft_is_kept_when_octopush_failed(desk: Desk) -> None:
    """“Your draft is kept” is true."""
    desk.fault("*/create", Kind.LOST)
    await desk.composed(audience="tag:vip")
    well(await desk.claire.close())
    assert OFFER in (await desk.open()).text
    well(await desk.claire.press("continue_draft"))
    await desk.claire.wait_for_view(contains=TEXT)
    assert (await desk.preview()).submit == "Confirm and send"


async def test_what_was_never_previewed_is_not_kept(desk: Desk) -> None:
    """A form that was closed before *Preview* leaves no draft: nothing is offered."""
    await desk.open(TEXT)
    await desk.fill()
    well(await desk.claire.close())
    assert not (await desk.open()).has("continue_draft")


async def test_a_confirmed_draft_is_not_offered_any_more(desk: Desk) -> None:
    """What has become a campaign is no draft."""
    await desk.asked()
    assert not (await desk.open()).has("continue_draft")


async def test_a_draft_is_its_writers_alone(desk: Desk) -> None:
    """Nobody is offered what somebody else has left."""
    await desk.composed()
    well(await desk.claire.close())
    assert not (await desk.open(by=desk.karim)).has("continue_draft")


async def test_an_offer_need_not_be_taken(desk: Desk) -> None:
    """Somebody who types a new text over an offer gets a campaign of the new text."""
    await desk.composed("The old text. STOP au XXXXX", audience="tag:vip")
    well(await desk.claire.close())
    card = await desk.asked("The new text. STOP au XXXXX")
    await desk.sent(card)
    assert [one.brief.text for one in desk.octopush.sendings] == ["The new text. STOP au XXXXX"]


async def test_back_finds_the_form_as_it_was(desk: Desk) -> None:
    """The preview is on top of the form, and the form under it is untouched."""
    held = await filled_in(desk)
    await desk.preview()
    well(await desk.claire.back())
    view = await desk.claire.wait_for_view(title=FORM)
    assert errors(view) == {}
    assert SUMMARY in view.text
    assert await desk.claire.fields() == held


async def test_more_options_keeps_what_was_typed(desk: Desk) -> None:
    """Options chosen last, after all fields were filled in, change none of them; *Back* changes nothing at all."""
    await desk.open(TEXT)
    await desk.fill(audience="tag:vip")
    well(await desk.claire.choose("purpose", "Alert"))
    held = await desk.claire.fields()
    await desk.options(sender="Boutique75")
    assert await desk.claire.fields() == held
    view = await desk.claire.view()
    assert view is not None
    assert "Sender Boutique75 ·" in view.text

    well(await desk.claire.press("more_options"))
    await desk.claire.wait_for_view(title="More options")
    assert (await desk.claire.fields())["sender"] == "Boutique75"
    well(await desk.claire.type("sender", "Nothing1"))
    well(await desk.claire.back())
    assert await desk.claire.fields() == held
    await desk.preview()
    await desk.confirm()
    assert desk.prepared()[0].request["sender"] == "Boutique75"


async def test_a_changed_form_is_previewed_anew(desk: Desk) -> None:
    """Back, another text, another preview: what is confirmed is what was seen last, never what was seen first."""
    await desk.composed("The first text. STOP au XXXXX")
    well(await desk.claire.back())
    well(await desk.claire.type("text", "The second text. STOP au XXXXX"))
    preview = await desk.preview()
    assert "The second text." in preview.text
    card = await desk.confirm()
    await desk.sent(card)
    assert [one.brief.text for one in desk.octopush.sendings] == ["The second text. STOP au XXXXX"]


async def test_copy_as_new_brings_everything_but_the_moment(desk: Desk) -> None:
    """A campaign that was cancelled is copied: text, audience, kind and options; when is asked anew."""
    held = await filled_in(desk)
    await desk.preview()
    card = await desk.confirm()
    well(await desk.press(card, "cancel"))
    await desk.told(card, "not sent: cancelled")
    [card] = await desk.cards()
    well(await desk.claire.press("copy", where=card))
    view = await desk.claire.wait_for_view(title=FORM)
    assert SUMMARY in view.text
    assert await desk.claire.fields() == {**held, "send_at": None}
    assert desk.octopush.sendings == []
    assert card.channel == world.CAMPAIGNS
