"""A text with everything wrong with it, mended by following the suggestions, and sent as it was approved."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.sandbox.slack import world
from bot.sandbox.slack.person import Person
from tests.scenarios.desk import FORM, LIMIT, LIST, TEXT, errors, well

if TYPE_CHECKING:
    from bot.sandbox.slack.seen import View
    from tests.scenarios.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

WRONG = "Hello {firstname}, l’offre est à 5€ 😀"
MENDED = "Hello {first_name}, l'offre est à 5€ STOP au XXXXX"
#: Monday 30 November, 10:00 in Paris.
ALLOWED = datetime(2026, 11, 30, 9, tzinfo=UTC)


async def mended(desk: Desk, action: str) -> View:
    """Press a remedy, and wait for the preview that comes of it."""
    well(await desk.claire.press(action))
    return await desk.settled()


@pytest.mark.bot(APPROVALS_REQUIRED="1")
async def test_who_follows_the_suggestions_sends_one_segment_as_approved(desk: Desk) -> None:
    """All that is wrong is on one screen; each remedy mends one thing; what is approved reaches Octopush byte for byte."""
    desk.private.add(MENDED)
    preview = await desk.composed(WRONG, when="Sunday 10am")
    assert preview.submit is None
    for words in (
        "3 things to settle before this can go out. Nothing has been submitted.",
        f"┃ {WRONG}",
        "{firstname} is not a field. Everybody would read it as written.  [Use {first_name}]",
        "No opt-out line. Marketing needs one (14 characters).  [Add STOP au XXXXX]",
        "Sun 29 Nov, 10:00 is a quiet time for marketing",
        "[Mon 30 Nov, 10:00] [Mon 30 Nov, 18:00] [Another moment]",
        "’ (21st) and 😀 (37th character) make the whole message Unicode: 70 characters an SMS instead of 160.",
        "€ (35th character) would count as two characters",
        "1 SMS each",
    ):
        assert words in preview.text
    assert desk.simulated() == []

    await mended(desk, "use_field")
    await mended(desk, "add_stop")
    well(await desk.claire.press("another_moment"))
    await desk.claire.wait_for_view(title="Another moment", timeout=LIMIT)
    well(await desk.claire.pick("send_at", "blorp"))
    well(await desk.claire.submit())
    assert (
        "Not understood: “blorp”"
        in errors(await desk.claire.wait_for_view(title="Another moment"))["send_at"]
    )
    well(await desk.claire.pick("send_at", "Monday 9:00"))
    well(await desk.claire.submit())
    preview = await desk.settled()
    assert "Mon 30 Nov, 09:00 is a quiet time for marketing: too early in the day." in preview.text
    preview = await mended(desk, "take_first_moment")
    assert "2 if a first name is over 29 letters" in preview.text
    assert preview.submit == "Ask for approval"
    well(await desk.claire.press("see_cheaper"))
    shown = await desk.claire.wait_for_view(title="The cheaper text", timeout=LIMIT)
    assert f"┃ {MENDED}" in shown.text
    assert "😀 (38th): left out" in shown.text
    well(await desk.claire.submit())
    preview = await desk.settled()
    assert f"┃ {MENDED}".replace("{first_name}", "Camille") in preview.text
    assert "1 SMS each" in preview.text

    card = await desk.confirm()
    request = await desk.told(card, "please decide before")
    assert f"┃ {MENDED}" in request
    assert "allowed hours" in request
    well(await desk.press(card, "approve", by=desk.karim))
    await desk.told(card, "approved, Mon")
    desk.clock.set(ALLOWED - timedelta(minutes=4))
    await desk.told(card, "Handed over to Octopush")
    [sending] = desk.octopush.sendings
    wire = desk.octopush.campaigns[sending.ticket].request
    assert wire["text"].encode() == MENDED.encode()
    assert (wire["send_at"], wire["auto_optimize_text"]) == ("2026-11-30T10:00:00+01:00", False)
    assert sending.leaves_at == ALLOWED
    [run] = {one.request["text"] for one in desk.simulated() if one.request["text"] == MENDED}
    assert run == sending.brief.text


async def test_back_finds_the_form_as_it_was_mended(desk: Desk) -> None:
    """A remedy, clicked twice, changes its own field of the form below and no other; what else was chosen there stays."""
    await desk.open("Hello\u200b. STOP au XXXXX")
    await desk.options(sender="Boutique75")
    await desk.fill(audience="tag:vip")
    before = await desk.claire.fields()
    preview = await desk.preview()
    assert "1 character that nobody sees: ⟨U+200B⟩ (6th)." in preview.text
    desk.refusals.add("hash_conflict")
    async with Person(desk.slack.state.own_url, world.CLAIRE) as again:
        clicks = [person.press("remove_hidden") for person in (desk.claire, again)]
        await asyncio.gather(*clicks, return_exceptions=True)
    preview = await desk.claire.wait_for_view(contains="✓ Simulated", timeout=LIMIT)
    assert preview.submit == "Confirm and send"
    assert not [one for one in desk.calls("views.update") if "no longer the latest" in str(one["request"])]
    await desk.claire.back()
    form = await desk.claire.view()
    assert form is not None
    assert form.title == FORM
    assert "Sender Boutique75" in form.text
    assert await desk.claire.fields() == {**before, "text": "Hello. STOP au XXXXX"}
    assert (await desk.preview()).submit == "Confirm and send"
    desk.nothing_left()


@pytest.mark.bot(APPROVALS_REQUIRED="1", TEST_PHONES="+33639981234 +33639981235")
async def test_hidden_letters_kept_knowingly_are_written_out_for_approvers(desk: Desk) -> None:
    """What nobody sees is refused unless kept knowingly, and is then shown to those who decide."""
    preview = await desk.composed("Pay\u202epal. STOP au XXXXX")
    assert preview.submit is None
    preview = await mended(desk, "keep_hidden")
    assert preview.submit == "Ask for approval"
    card = await desk.confirm()
    request = await desk.told(card, "please decide before")
    assert "┃ Pay⟨U+202E⟩pal. STOP au XXXXX" in request
    assert "⚠ 1 character that nobody sees kept knowingly: ⟨U+202E⟩ (4th)." in request

    well(await desk.press(card, "send_test"))
    await desk.told(card, "✓ Test sent to 2 phones by <@U0CLAIRE1>, Mon 10:44")
    [sending] = desk.octopush.sendings
    assert sending.brief.text == "TEST: Pay\u202epal. STOP au XXXXX"
    assert (sending.number_of_contacts, sending.brief.send_at, sending.brief.list_name) == (2, None, None)
    assert not (await desk.button(card, "approve")).has("send_test")


@pytest.mark.bot(APPROVALS_REQUIRED="1", LATE_LIMIT="12 h")
async def test_a_campaign_that_would_leave_in_quiet_hours_is_not_sent(desk: Desk) -> None:
    """The bot wakes after eight in the evening: not sent, told, and the next moment makes a new revision to approve."""
    card = await desk.asked(TEXT, when="today 18:00", audience=LIST)
    well(await desk.press(card, "approve", by=desk.karim))
    await desk.told(card, "oes to Octopush")
    desk.clock.set(datetime(2026, 11, 23, 19, 30, tzinfo=UTC))
    shown = await desk.told(
        card, "⏸ Not sent. Mon 23 Nov, 20:30 is a quiet time for marketing: too late in the day."
    )
    assert "not sent: quiet hours" in shown.splitlines()[0]
    message = await desk.button(card, "first_moment")
    assert "[Tue 24 Nov, 10:00]" in message.shown
    assert not message.has("approve")
    well(await desk.press(card, "first_moment"))
    await desk.told(card, "revision 2")
    well(await desk.press(card, "approve", by=desk.people[world.NADIA]))
    await desk.told(card, "oes to Octopush Tue 09:55")
    assert desk.octopush.sendings == []
