"""When Slack fails: the campaign goes on, and its card comes when Slack is back. Nobody's sending waits for Slack."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.sandbox.slack import world
from tests.scenarios.desk import TEXT, well

if TYPE_CHECKING:
    from bot.sandbox.slack.seen import Message
    from tests.scenarios.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def direct(desk: Desk, words: str) -> Message:
    """Wait for something that only Claire is told, by direct message."""

    async def look() -> Message | None:
        for told in await desk.claire.directs():
            for one in await desk.thread(told):
                if words in one.shown:
                    return one
        return None

    found: Message = await desk.soon(look)
    return found


async def sent_once(desk: Desk) -> None:
    """Let the campaign leave, whatever Slack shows, and insist that it leaves once."""

    async def handed_over() -> bool:
        prepared = desk.prepared()
        if prepared and prepared[-1].send_at:
            desk.clock.set(max(desk.clock(), prepared[-1].send_at))
        return bool(desk.octopush.sendings)

    await desk.soon(handed_over)
    assert [one.brief.text for one in desk.octopush.sendings] == [TEXT]


async def test_a_lost_answer_leaves_at_most_a_twin(desk: Desk) -> None:
    """Where the answer to a posting is lost, the card may stand twice; the campaign is one, and goes on."""
    await desk.composed()
    desk.slack.switches.lose_responses = {"chat.postMessage": 1}
    desk.refusals.add("lost_response")
    well(await desk.claire.submit())

    async def ticketed() -> Message | None:
        return next((one for one in reversed(await desk.cards()) if "`sms_" in one.shown), None)

    card = await desk.soon(ticketed)
    shown = await desk.sent(card)
    assert "✓ Sent" in shown
    assert len(await desk.cards()) <= 2
    assert len(desk.octopush.sendings) == 1


async def test_the_twins_buttons_do_what_the_cards_do(desk: Desk) -> None:
    """A click on the twin is a click on the campaign."""
    await desk.composed()
    desk.refusals.add("lost_response")
    desk.slack.switches.lose_responses = {"chat.postMessage": 2}
    well(await desk.claire.submit())
    await desk.card()

    async def buttons() -> Message | None:
        for card in await desk.cards():
            for one in await desk.thread(card):
                if one.has("cancel"):
                    return one
        return None

    well(await desk.claire.press("cancel", where=await desk.soon(buttons)))

    async def cancelled() -> bool:
        return any("not sent: cancelled" in one.shown for one in await desk.cards())

    await desk.soon(cancelled)
    assert desk.octopush.sendings == []


@pytest.mark.parametrize("method", ["chat.update", "chat.postMessage"])
async def test_a_limit_of_slacks_is_waited_for(desk: Desk, method: str) -> None:
    """429 with Retry-After: nothing is lost, the card tells the outcome a little later, and stands once."""
    desk.slack.switches.retry_after = 20
    desk.slack.switches.rate_limited = {method: 3}
    desk.refusals.add("ratelimited")
    card = await desk.asked()
    await desk.sent(card)
    assert len(await desk.cards()) == 1
    waited = [one for one in desk.calls(method) if one["error"] == "ratelimited"]
    assert len(waited) == 3


async def test_the_card_comes_when_slack_is_back(desk: Desk) -> None:
    """Slack is down from the confirmation on: the campaign is prepared all the same, and its one card comes later."""
    await desk.composed()
    desk.refusals |= {"service_unavailable"}
    desk.slack.switches.api_down = True
    well(await desk.claire.submit())

    async def prepared() -> bool:
        return bool(desk.prepared()) and bool(desk.calls("chat.postMessage"))

    await desk.soon(prepared)
    assert await desk.cards() == []
    desk.slack.switches.api_down = False
    card = await desk.card()
    await desk.sent(card)
    assert len(await desk.cards()) == 1


async def test_whoever_draws_at_once_leaves_no_twins(desk: Desk) -> None:
    """Slack takes longer for a posting than a drawer may: others draw meanwhile, and of what they post, each stands once.

    A twin whose deletion Slack does not take at first is deleted later.
    """
    await desk.composed()
    desk.slack.switches.rate_limited = {"chat.delete": 1}
    desk.refusals.add("ratelimited")
    desk.slack.switches.delays = {"chat.postMessage": 0.4}
    well(await desk.claire.submit())

    async def taken_away() -> bool:
        desk.clock.move(timedelta(seconds=20))
        return bool(desk.calls("chat.delete"))

    await desk.soon(taken_away)
    desk.slack.switches.delays = {}

    async def one_card() -> Message | None:
        cards = await desk.cards()
        return cards[0] if len(cards) == 1 and "`sms_" in cards[0].shown else None

    card = await desk.soon(one_card)
    shown = await desk.sent(card)
    assert shown.count("✓ Sent") == 1

    async def each_once() -> bool:
        thread = [one.shown for one in await desk.thread(card)]
        return len(await desk.cards()) == 1 and len(thread) == len(set(thread))

    await desk.soon(each_once)


async def test_a_sending_does_not_wait_for_slack(desk: Desk) -> None:
    """With Slack down at the campaign's moment it leaves all the same, once; card and thread tell it afterwards."""
    card = await desk.asked()
    await desk.told(card, "oes to Octopush")
    desk.refusals |= {"service_unavailable"}
    desk.slack.switches.api_down = True
    await sent_once(desk)
    desk.slack.switches.api_down = False
    shown = await desk.sent(card)
    assert "Handed over to Octopush" in shown


async def test_a_deleted_card_is_posted_anew(desk: Desk) -> None:
    """Somebody deletes the card: the story goes on under a new one."""
    card = await desk.asked()
    await desk.told(card, "oes to Octopush")
    desk.refusals |= {"message_not_found", "thread_not_found"}
    delete(desk, card)
    assert await desk.cards() == []
    await sent_once(desk)
    again = await desk.card(words=": sent\n")
    assert again.ts != card.ts
    assert len(await desk.cards()) == 1


@pytest.mark.bot(APPROVALS_REQUIRED="2", APPROVERS=f"{world.KARIM},{world.NADIA}")
async def test_a_card_deleted_while_its_thread_grows_is_posted_anew(desk: Desk) -> None:
    """A line for the thread finds no card to stand under: the card comes first, then the line."""
    card = await desk.asked()
    await desk.told(card, "waiting for approval")
    desk.refusals |= {"message_not_found", "thread_not_found"}
    request = await desk.button(card, "approve")
    delete(desk, card)
    well(await desk.karim.press("approve", where=request))
    again = await desk.card()
    assert again.ts != card.ts
    await desk.told(again, "<@U0KARIM01> approved")
    assert (await desk.button(again, "approve")).ts != request.ts


@pytest.mark.bot(APPROVALS_REQUIRED="2", APPROVERS=f"{world.KARIM},{world.NADIA}")
async def test_a_story_that_is_told_anew_is_told_to_its_end(desk: Desk) -> None:
    """Slack is busy once the new card stands: what is still to be said under it is said later, the request among it."""
    card = await desk.asked()
    await desk.told(card, "waiting for approval")
    request = await desk.button(card, "approve")
    before = len(await desk.thread(card))
    desk.refusals |= {"message_not_found", "thread_not_found", "ratelimited"}
    desk.slack.switches.delays = {"chat.postMessage": 0.3}
    delete(desk, card)
    well(await desk.karim.press("approve", where=request))

    async def stands_anew() -> Message | None:
        return next((one for one in await desk.cards() if one.ts != card.ts), None)

    again = await desk.soon(stands_anew)
    desk.slack.switches.rate_limited = {"chat.postMessage": 1}

    async def refused() -> bool:
        return any(one["error"] == "ratelimited" for one in desk.calls("chat.postMessage"))

    await desk.soon(refused)
    desk.slack.switches.delays = {}
    await desk.told(again, "<@U0KARIM01> approved")
    assert len(await desk.thread(again)) == before + 1
    well(await desk.press(again, "approve", by=desk.people[world.NADIA]))
    await desk.sent(again)


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"is_archived": True}, {"is_archived", "is_inactive"}),
        ({"members": [world.CLAIRE]}, {"not_in_channel", "channel_not_found"}),
    ],
    ids=["archived", "left"],
)
@pytest.mark.parametrize("when", ["before the card", "after the card"])
async def test_a_channel_that_is_lost_does_not_hide_the_outcome(
    desk: Desk, change: dict[str, object], errors: set[str], when: str
) -> None:
    """Whoever asked is told directly, ticket and outcome; the campaign leaves once."""
    desk.refusals |= errors
    await desk.composed()
    if when == "after the card":
        well(await desk.claire.submit())
        await desk.told(await desk.card(), "oes to Octopush")
    for name, value in change.items():
        setattr(desk.slack.world.channels[world.CAMPAIGNS], name, value)
    if when == "before the card":
        well(await desk.claire.submit())
        assert "`sms_" in (await direct(desk, "oes to Octopush")).shown
    await sent_once(desk)
    told = await direct(desk, "Handed over to Octopush")
    assert desk.octopush.sendings[0].ticket in told.shown


@pytest.mark.bot(APPROVALS_REQUIRED="1", APPROVERS=f"{world.KARIM},{world.NADIA}")
async def test_whoever_cannot_be_asked_for_a_reason_is_told(desk: Desk) -> None:
    """Slack does not open the form for the reason: whoever pressed *Reject* is told privately, and nothing is decided."""
    card = await desk.asked()
    request = await desk.button(card, "reject")
    desk.slack.switches.fail_with = {"views.open": "internal_error"}
    desk.refusals.add("internal_error")
    well(await desk.karim.press("reject", where=request))

    async def told() -> bool:
        return any(
            one.ephemeral_to == world.KARIM and "Slack does not answer" in str(one.text)
            for one in desk.slack.state.messages.everything(world.CAMPAIGNS)
        )

    await desk.soon(told)
    assert (await desk.button(card, "approve")).ts == request.ts


async def test_a_refused_thread_does_not_stop_the_campaign(desk: Desk) -> None:
    """Whatever Slack refuses to draw, the sending is the campaign's own; drawing is tried again."""
    card = await desk.asked()
    await desk.told(card, "oes to Octopush")
    desk.slack.switches.fail_with = {"chat.update": "internal_error", "chat.postMessage": "internal_error"}
    desk.refusals.add("internal_error")
    await sent_once(desk)
    desk.slack.switches.fail_with = {}
    await desk.sent(card)


def delete(desk: Desk, card: Message) -> None:
    """Take a message away, as somebody with the right to does."""
    found = desk.slack.state.messages.find(card.channel, card.ts)
    assert found is not None
    desk.slack.state.messages.remove(found)
