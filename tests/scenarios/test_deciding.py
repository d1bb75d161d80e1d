"""What people decide in the thread, played to its end: a rejection with its reason, an edit that voids votes, an expiry."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.sandbox.slack import world
from tests.scenarios.desk import LIMIT, TEXT, TOMORROW, well

if TYPE_CHECKING:
    from bot.sandbox.slack.person import Person
    from bot.sandbox.slack.seen import Message
    from tests.scenarios.desk import Desk

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.bot(APPROVALS_REQUIRED="1", APPROVERS=f"{world.KARIM},{world.NADIA}"),
]

BETTER = "Hello {first_name}, the doors open at 10. STOP au XXXXX"
#: "today 18:00", as an instant.
TODAY = TOMORROW - timedelta(days=1)


async def edited(desk: Desk, card: Message, text: str, by: Person | None = None) -> None:
    """Change a campaign's text from its thread, preview and ask again."""
    person = by or desk.claire
    well(await desk.press(card, "edit", by=person))
    await person.wait_for_view(title="Edit campaign 1", timeout=LIMIT)
    await desk.fill(audience=None, when=None, text=text, by=person)
    await desk.preview(by=person)
    well(await person.submit())


async def test_a_rejection_says_why_and_the_campaign_is_mended(desk: Desk) -> None:
    """The reason stands in the thread and is told to Claire; she edits, it is approved, and only the mended text leaves."""
    card = await desk.asked(when="today 18:00")
    well(await desk.press(card, "reject", by=desk.karim))
    await desk.karim.wait_for_view(title="Reject campaign 1", timeout=LIMIT)
    well(await desk.karim.type("reason", "We open at 10 on Mondays."))
    well(await desk.karim.submit())
    shown = await desk.told(card, "We open at 10 on Mondays.")
    assert "SMS campaign 1: not sent: rejected" in shown
    assert "✗ <@U0KARIM01> rejected, Mon 10:44. <@U0CLAIRE1> can edit it." in shown

    async def told_directly() -> bool:
        return any("We open at 10 on Mondays." in one.shown for one in await desk.claire.directs())

    await desk.soon(told_directly)
    await edited(desk, card, BETTER)
    await desk.told(card, "✎ <@U0CLAIRE1> changed it: revision 2. Earlier votes no longer count.")
    await desk.told(card, "please decide before")
    well(await desk.press(card, "approve", by=desk.karim))
    await desk.sent(card)
    assert [one.brief.text for one in desk.octopush.sendings] == [BETTER]


@pytest.mark.bot(APPROVALS_REQUIRED="2", APPROVERS=f"{world.KARIM},{world.NADIA}")
async def test_an_edit_voids_the_votes(desk: Desk) -> None:
    """Karim approved the first text; the second needs both again, and the thread shows what was changed."""
    card = await desk.asked(when="today 18:00")
    old = await desk.button(card, "approve")
    well(await desk.press(card, "approve", by=desk.karim))
    await desk.told(card, "(1 of 2)")
    await edited(desk, card, BETTER)

    async def open_requests() -> list[Message]:
        return [one for one in await desk.thread(card) if one.has("approve") and one.ts != old.ts]

    await desk.soon(open_requests)
    shown = await desk.told(card, "0 of 2 approvals")
    assert "Before:" in shown
    assert "…, the doors open at 9. STOP au XXXXX" in shown
    assert len([one for one in await desk.thread(card) if one.has("approve")]) == 1
    for voter in (desk.karim, desk.people[world.NADIA]):
        well(await desk.press(card, "approve", by=voter))
    await desk.sent(card)
    assert [one.brief.text for one in desk.octopush.sendings] == [BETTER]


async def test_nobody_decides_in_time(desk: Desk) -> None:
    """Those who decide are reminded, told when it expires, and then it is not sent; Claire is told and offered what to do.

    No reminder is left over, though Slack takes its deletion the second time only.
    """
    desk.slack.switches.rate_limited = {"chat.delete": 1}
    desk.refusals.add("ratelimited")
    card = await desk.asked(when="today 18:00")
    await desk.told(card, "please decide before Mon 23 Nov, 17:55")
    desk.clock.set(TODAY - timedelta(hours=2))
    await desk.told(card, "without an answer it expires Mon 17:55")
    desk.clock.set(TODAY - timedelta(minutes=5))
    shown = await desk.told(card, "⏱ Not sent: its time was over, Mon 17:55.")
    assert "SMS campaign 1: not sent: out of time" in shown

    async def no_reminder() -> bool:
        return not any("reminder" in one.shown for one in await desk.thread(card))

    await desk.soon(no_reminder)

    async def told_directly() -> bool:
        return any(
            "Your campaign 1" in one.shown and "Not sent" in one.shown for one in await desk.claire.directs()
        )

    await desk.soon(told_directly)
    await desk.button(card, "send_now")
    desk.clock.set(TODAY + timedelta(hours=1))
    assert desk.octopush.sendings == []
    assert TEXT in shown


async def test_somebody_takes_over_for_whoever_is_away(desk: Desk) -> None:
    """While Claire is there Tom may not; then he edits, answers for the campaign, and both are told; others approve."""
    tom = desk.people[world.TOM]
    card = await desk.asked(when="today 18:00")
    await desk.told(card, "waiting for approval")
    well(await desk.press(card, "edit", by=tom))

    async def refused() -> bool:
        thread = await desk.thread(card, by=tom)
        return any("Only <@U0CLAIRE1> can do this" in one.shown for one in thread if one.ephemeral)

    await desk.soon(refused)
    desk.slack.world.users[world.CLAIRE].status_emoji = ":palm_tree:"
    await edited(desk, card, BETTER, by=tom)
    await desk.told(
        card, "✎ <@U0TOM0001> took over from <@U0CLAIRE1>, who is away, and changed it: revision 2."
    )

    async def told_directly() -> bool:
        said = {who: [one.shown for one in await who.directs()] for who in (tom, desk.claire)}
        taken = any("You took over campaign 1" in one for one in said[tom])
        return taken and any("<@U0TOM0001> took over your campaign 1" in one for one in said[desk.claire])

    await desk.soon(told_directly)
    well(await desk.press(card, "approve", by=desk.karim))
    await desk.sent(card)
    assert [one.brief.text for one in desk.octopush.sendings] == [BETTER]


async def test_somebody_takes_over_for_whoever_left(desk: Desk) -> None:
    """Claire's account is deactivated: she cannot be told, and that holds nothing up; Tom is told, and it is sent."""
    tom = desk.people[world.TOM]
    card = await desk.asked(when="today 18:00")
    await desk.told(card, "waiting for approval")
    desk.slack.world.users[world.CLAIRE].deleted = True
    desk.refusals.add("user_disabled")
    await edited(desk, card, BETTER, by=tom)

    async def told_directly() -> bool:
        return any("You took over campaign 1" in one.shown for one in await tom.directs())

    await desk.soon(told_directly)
    well(await desk.press(card, "approve", by=desk.karim))

    async def sent() -> bool:
        thread = "\n".join(one.shown for one in await desk.thread(card, by=tom))
        if "oes to Octopush Mon 17:55" in thread:
            desk.clock.set(max(desk.clock(), TODAY - timedelta(minutes=4)))
        return "Handed over to Octopush" in thread

    await desk.soon(sent)
    assert [one.brief.text for one in desk.octopush.sendings] == [BETTER]
