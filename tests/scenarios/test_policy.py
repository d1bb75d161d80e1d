"""More at stake: a large campaign takes two, an alert has its own people, and not everybody asks, anywhere, as anybody."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import audit
from bot.sandbox.slack import world
from tests.scenarios.desk import LIMIT, TEXT, TOMORROW, well

if TYPE_CHECKING:
    from bot.sandbox.slack.person import Person
    from bot.sandbox.slack.seen import Message
    from tests.scenarios.desk import Desk

FILE = str(Path(__file__).parent / "policy.toml")
SECOND_STEP = str(Path(__file__).parent / "second_step.toml")
BUDGET = str(Path(__file__).parent / "budget.toml")
#: "today 18:00", as an instant.
TODAY = TOMORROW - timedelta(days=1)

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.bot(APPROVALS_REQUIRED="1", POLICY_FILE=FILE),
]


async def told_in_private(person: Person, words: str, channel: str = world.CAMPAIGNS) -> Message:
    """Wait for what only this person sees."""

    async def look() -> Message | None:
        shown = await person.channel(channel)
        return next((one for one in shown if one.ephemeral and words in one.shown), None)

    found: Message = await person.wait_for(look, timeout=LIMIT)
    return found


async def test_a_large_campaign_takes_two(desk: Desk) -> None:
    """More than a thousand people: one lead is not enough, whoever wrote it does not count, the second lead is.

    The record says by which group they may, which message they saw, and that it left within the hours.
    """
    card = await desk.asked(when="today 18:00")
    await desk.told(card, "0 of 2 approvals")
    well(await desk.press(card, "approve", by=desk.karim))
    assert "(1 of 2)" in await desk.told(card, "approved, Mon 10:44")
    assert desk.octopush.sendings == []
    well(await desk.press(card, "approve", by=desk.people[world.NADIA]))
    await desk.told(card, "(2 of 2)")
    await desk.sent(card)

    record = json.loads(await asyncio.to_thread(audit.export, desk.database, campaign=1))
    votes = [one["note"] for one in record["events"] if one["action"] == "approve"]
    assert [note["counts_as"] for note in votes] == [world.LEADS, world.LEADS]
    thread = {one.ts.replace(".", "") for one in await desk.thread(card)}
    assert {note["shown"].rpartition("/p")[2] for note in votes} <= thread
    sending = next(one["note"] for one in record["events"] if one["action"] == "start_sending")
    assert sending["hours"].startswith("open until 2026-11-23T20:00")


async def test_an_alert_is_decided_by_its_own_people(desk: Desk) -> None:
    """The leads are not asked and may not decide; the alert's own people are, and may, sooner than for all others."""
    await desk.open("The shop is closed today.")
    await desk.fill(audience="tag:lyon", when="asap")
    well(await desk.claire.choose("purpose", "alert"))
    await desk.preview()
    card = await desk.confirm()
    shown = await desk.told(card, f"<@{world.NADIA}> <@{world.TOM}> please decide before")
    assert re.search(r"please decide before Mon[^.]* 11:1\d", shown), "half an hour from 10:44"
    assert f"<!subteam^{world.LEADS}>" not in shown
    well(await desk.press(card, "approve", by=desk.karim))

    async def refused() -> bool:
        thread = await desk.thread(card, by=desk.karim)
        return any(
            f"Only <@{world.NADIA}> <@{world.TOM}> can approve" in one.shown
            for one in thread
            if one.ephemeral
        )

    await desk.soon(refused)
    assert desk.octopush.sendings == []
    well(await desk.press(card, "approve", by=desk.people[world.TOM]))
    await desk.told(card, "Handed over to Octopush")


async def test_not_everybody_asks_nor_anywhere_nor_as_anybody(desk: Desk) -> None:
    """Tom gets a sentence and his words back; Claire is told under the field which channel and which sender it may be."""
    tom = desk.people[world.TOM]
    desk.private.add(TEXT)
    well(await tom.command("/sms-campaign", TEXT, channel=world.CAMPAIGNS))
    told = await told_in_private(tom, "can ask for campaigns here")
    assert f"<@{world.CLAIRE}>" in told.shown
    assert TEXT in told.shown
    assert await tom.view() is None

    await desk.open(TEXT, channel=world.GENERAL)
    await desk.fill(when="today 18:00")
    well(await desk.claire.choose("channel", world.GENERAL))
    said = await desk.refused()
    assert said == {"channel": "Campaigns are not asked for in that channel here. Choose another channel."}
    well(await desk.claire.choose("channel", world.CAMPAIGNS))
    well(await desk.claire.press("more_options"))
    await desk.claire.wait_for_view(title="More options", timeout=LIMIT)
    well(await desk.claire.type("sender", "OTHER"))
    well(await desk.claire.submit())
    view = await desk.claire.view()
    assert view is not None
    assert "Campaigns leave here with one of these senders: LUMEA." in " ".join(view.errors.values())


@pytest.mark.bot(APPROVALS_REQUIRED="1", POLICY_FILE=BUDGET)
async def test_an_approval_over_the_days_budget_is_refused(desk: Desk) -> None:
    """What is approved and has not left counts; once it is cancelled, there is room for the other."""
    first = await desk.asked(when="today 18:00")
    await desk.told(first, "please decide before")
    well(await desk.press(first, "approve", by=desk.karim))
    await desk.told(first, "(1 of 1)")
    await desk.composed(f"{TEXT} Again.", when="today 19:00")
    well(await desk.claire.submit())
    second = await desk.card(words="SMS campaign 2: waiting for approval")
    well(await desk.press(second, "approve", by=desk.karim))

    async def refused() -> str | None:
        thread = await desk.thread(second, by=desk.karim)
        return next((one.shown for one in thread if one.ephemeral and "Not approved" in one.shown), None)

    said = await desk.soon(refused)
    assert "left of the day's budget of 100.00 €" in said
    await desk.told(second, "0 of 1 approvals")
    well(await desk.press(first, "cancel"))
    await desk.told(first, "cancelled")
    well(await desk.press(second, "approve", by=desk.karim))
    await desk.sent(second)
    assert len(desk.octopush.sendings) == 1


@pytest.mark.bot(APPROVALS_REQUIRED="0", POLICY_FILE=BUDGET)
async def test_nothing_goes_out_over_the_days_budget(desk: Desk) -> None:
    """Where nobody is asked, the hand-over stops it: the first goes, the other waits, and is told when its time is over."""
    first = await desk.asked(when="today 18:00")
    await desk.told(first, "Goes to Octopush")
    await desk.composed(f"{TEXT} Again.", when="today 18:00")
    well(await desk.claire.submit())
    second = await desk.card(words="SMS campaign 2: approved")
    desk.clock.set(TODAY - timedelta(minutes=4))
    await desk.told(first, "Handed over to Octopush")
    await desk.told(second, "It would go over the budget, so it is not sent yet.")
    desk.clock.set(TODAY + timedelta(minutes=31))
    await desk.told(second, "It would have gone over the budget.")
    assert [one.brief.text for one in desk.octopush.sendings] == [TEXT]


@pytest.mark.bot(APPROVALS_REQUIRED="2", POLICY_FILE=SECOND_STEP)
async def test_a_click_alone_approves_nothing_large(desk: Desk) -> None:
    """A form says again what leaves; only the word in it counts, and only for whom it was given to."""
    card = await desk.asked(when="today 18:00")
    await desk.told(card, "please decide before")
    nadia = desk.people[world.NADIA]
    for voter in (desk.karim, nadia):
        well(await desk.press(card, "approve", by=voter))
        view = await voter.wait_for_view(title="Approve campaign", timeout=LIMIT)
        assert "Campaign 1: " in view.text
        assert "1,197 people" in view.text
        assert TEXT in view.text
    shown = desk.slack.state.views.top(world.NADIA), desk.slack.state.views.top(world.KARIM)
    hers, his = (view.content["private_metadata"] for view in shown if view is not None)
    desk.private |= {json.loads(one)["word"] for one in (hers, his)}
    # As whoever has the signing secret could send it: well signed, by an approver, with a word given to somebody else.
    forged = desk.slack.state.views.top(world.NADIA)
    assert forged is not None
    forged.content["private_metadata"] = his
    well(await nadia.submit())
    told = await nadia.view()
    assert told is not None
    assert told.title == "Not approved"
    assert "Press Approve in the thread again; nothing was recorded." in told.text
    await desk.told(card, "0 of 2 approvals")

    # Slack loses the answer: he sees a failure, presses once more, and it is the same vote.
    desk.slack.switches.change(lose_acks=1)
    assert not (await desk.karim.submit()).ok
    await desk.told(card, "(1 of 2)")
    well(await desk.karim.submit())
    await desk.told(card, "1 of 2 approvals")
    well(await desk.press(card, "approve", by=nadia))
    await nadia.wait_for_view(title="Approve campaign", timeout=LIMIT)
    again = desk.slack.state.views.top(world.NADIA)
    assert again is not None
    desk.private.add(json.loads(again.content["private_metadata"])["word"])
    well(await nadia.submit())
    await desk.told(card, "(2 of 2)")
    await desk.sent(card)
