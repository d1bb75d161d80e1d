"""When Octopush fails: a campaign is sent once, or not at all, or somebody is asked; it is never guessed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.sandbox.octopush.campaigns import State
from bot.sandbox.octopush.faults import Kind
from bot.sandbox.slack import world
from tests.scenarios.desk import TEXT, TOMORROW, well

if TYPE_CHECKING:
    from bot.sandbox.slack.seen import Message
    from tests.scenarios.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

TODAY = TOMORROW - timedelta(days=1)


async def asked(desk: Desk, **filled: str) -> Message:
    """Ask for a campaign of today, and wait until it waits for its moment."""
    card = await desk.asked(**{"when": "today 18:00", **filled})
    await desk.told(card, "oes to Octopush")
    return card


def once(desk: Desk) -> None:
    """Insist on exactly one sending, of exactly the text."""
    assert [one.brief.text for one in desk.octopush.sendings] == [TEXT]


# While it is prepared.


@pytest.mark.parametrize(
    "kind", [Kind.LOST, Kind.RESET, Kind.CUT, Kind.TRUNCATED, Kind.EMPTY, Kind.SERVER_ERROR, Kind.BAD_GATEWAY]
)
async def test_a_lost_ticket_is_never_confirmed(desk: Desk, kind: Kind) -> None:
    """Where the answer to the preparation says nothing, another attempt is made, and only that one is sent."""
    await desk.composed(when="today 18:00")
    desk.fault("*/create", kind, taken=True)
    well(await desk.claire.submit())
    card = await desk.card()
    await desk.sent(card)
    once(desk)
    orphan = desk.prepared()[0]
    if len(desk.prepared()) > 1:
        assert orphan.sendings == []
        assert orphan.ticket != desk.octopush.sendings[0].ticket
    assert len({one.request["request_id"] for one in desk.prepared()}) == len(desk.prepared())


@pytest.mark.parametrize("kind", [Kind.DOWN, Kind.TOO_MANY, Kind.TIMEOUT, Kind.BAD_GATEWAY])
async def test_a_preparation_that_was_not_taken_is_tried_again(desk: Desk, kind: Kind) -> None:
    """An Octopush that is down for a while delays the ticket; the card says so meanwhile."""
    await desk.composed(when="today 18:00")
    desk.fault("*/create", kind, times=3)
    well(await desk.claire.submit())
    card = await desk.card(words="SMS campaign 1")
    await desk.told(card, "Tried again by itself")
    await desk.told(card, "`sms_")
    await desk.sent(card)
    once(desk)


async def test_an_octopush_that_stays_down_ends_it_unsent(desk: Desk) -> None:
    """Nothing is prepared until it is too late: not sent, said in card and thread, and offered again."""
    await desk.composed(when="today 18:00")
    desk.fault("*", Kind.DOWN, times=None)
    well(await desk.claire.submit())
    card = await desk.card(words="SMS campaign 1")
    await desk.told(card, "Octopush does not answer")
    desk.clock.set(TODAY)
    shown = await desk.told(card, "⏱ Not sent: its time was over")
    assert "not sent" in shown.splitlines()[0]
    await desk.button(card, "edit")
    desk.nothing_left()


async def test_one_campaign_waits_for_another(desk: Desk) -> None:
    """Where Octopush takes one at a time (126), the second waits its turn, says so, and goes on after the first."""
    desk.octopush.switches.waiting_at_once = 1
    first = await asked(desk)
    await desk.composed(when="today 19:00", audience="tag:vip")
    well(await desk.claire.submit())

    async def waits() -> Message | None:
        return next(
            (one for one in await desk.cards() if "SMS campaign 2: waiting for its turn" in one.shown), None
        )

    second = await desk.soon(waits)
    assert "takes one at a time" in second.shown
    assert len(desk.prepared()) == 1
    await desk.sent(first)
    await desk.told(second, "`sms_")
    await desk.sent(second)
    assert [one.brief.list_name or one.brief.tag_name for one in desk.octopush.sendings] == [
        "VIP customers",
        "vip",
    ]


@pytest.mark.parametrize("answer", ["under_computation", "refused"])
async def test_a_long_computation_is_waited_for(desk: Desk, answer: str) -> None:
    """However Octopush says that it counts, nothing is sent before it has counted."""
    desk.octopush.switches.turn(polls_until_ready=4, seconds_until_ready=20, computing_answer=answer)
    card = await desk.asked(when="today 18:00")
    await desk.told(card, "1,197 people")
    await desk.sent(card)
    once(desk)


async def test_a_failed_computation_is_told(desk: Desk) -> None:
    """`failed` has no reason; the sentence says so and what to do, and a copy is offered."""
    await desk.composed()
    desk.fault("*/create", Kind.FAILED)
    well(await desk.claire.submit())
    card = await desk.card(words="SMS campaign 1")
    await desk.told(card, "✗ Not sent. Octopush could not count people and price, and does not say why.")
    await desk.button(card, "copy")
    assert desk.octopush.sendings == []


@pytest.mark.parametrize("kind", [Kind.LOST, Kind.BAD_GATEWAY, Kind.TRUNCATED, Kind.TOO_MANY, Kind.EMPTY])
async def test_a_status_that_goes_wrong_is_asked_again(desk: Desk, kind: Kind) -> None:
    """Reading changes nothing, so it is asked again, before the measure and before the hand-over."""
    await desk.composed(when="today 18:00")
    desk.fault("*/status", kind, times=2)
    well(await desk.claire.submit())
    card = await desk.card()
    await desk.told(card, "oes to Octopush")
    desk.fault("*/status", kind, times=2)
    await desk.sent(card)
    once(desk)


# When it is handed over.


@pytest.mark.parametrize(
    "kind", [Kind.LOST, Kind.RESET, Kind.SERVER_ERROR, Kind.BAD_GATEWAY, Kind.TIMEOUT, Kind.REDIRECT]
)
@pytest.mark.parametrize("taken", [True, False], ids=["it left", "it did not leave"])
async def test_a_lost_sending_is_a_question(desk: Desk, kind: Kind, taken: bool) -> None:  # noqa: FBT001 - a row's value
    """Nobody asks Octopush again: a person looks there and says what became of it, and that settles it."""
    card = await asked(desk)
    desk.fault("*/send", kind, taken=taken)
    desk.clock.set(TODAY - timedelta(minutes=4))
    shown = await desk.told(card, "We do not know whether campaign 1 left.")
    assert "we do not know" in shown.splitlines()[0]
    assert f"look for ticket `{desk.prepared()[0].ticket}`" in shown
    sends = [one for one in desk.octopush.exchanges if one.path.endswith("/send")]
    assert len(sends) == 1
    left = bool(desk.octopush.sendings)
    well(await desk.press(card, "it_was_sent" if left else "it_was_not_sent"))
    if left:
        await desk.told(card, "<@U0CLAIRE1> found at Octopush that it was sent")
        once(desk)
    else:
        await desk.told(card, "<@U0CLAIRE1> found at Octopush that it was not sent")
        [campaign] = desk.prepared()

        async def released() -> bool:
            return campaign.state is State.CANCELLED

        await desk.soon(released)
        assert desk.octopush.sendings == []
    desk.clock.set(TODAY + timedelta(hours=3))
    assert len([one for one in desk.octopush.exchanges if one.path.endswith("/send")]) == 1


@pytest.mark.parametrize("kind", [Kind.CUT, Kind.TRUNCATED, Kind.EMPTY])
async def test_a_sending_with_a_broken_body_is_sent(desk: Desk, kind: Kind) -> None:
    """A 2xx is a 2xx, whatever became of its body."""
    card = await asked(desk)
    desk.fault("*/send", kind)
    await desk.sent(card)
    once(desk)


@pytest.mark.parametrize("kind", [Kind.DOWN, Kind.TOO_MANY])
async def test_a_sending_that_was_surely_not_taken_is_tried_again(desk: Desk, kind: Kind) -> None:
    """429 is tried again; a connection that broke before a byte was read looks like a lost answer, and is asked about."""
    card = await asked(desk)
    desk.fault("*/send", kind)
    if kind is Kind.DOWN:
        desk.clock.set(TODAY - timedelta(minutes=4))
        await desk.told(card, "We do not know whether campaign 1 left.")
        assert desk.octopush.sendings == []
        return
    await desk.sent(card)
    once(desk)


async def test_not_ready_at_the_hand_over_is_tried_again(desk: Desk) -> None:
    """400 “not ready” at send: tried again, sent once."""
    card = await asked(desk)
    [campaign] = desk.prepared()
    desk.octopush.switches.computing_answer = "refused"
    campaign.state, campaign.polls_left = State.COMPUTING, 3
    await desk.sent(card)
    once(desk)


async def test_a_forbidden_sending_ends_it(desk: Desk) -> None:
    """403 is a refusal: not sent, with a sentence, and nothing is tried again."""
    card = await asked(desk)
    desk.fault("*/send", Kind.FORBIDDEN)
    desk.clock.set(TODAY - timedelta(minutes=4))
    await desk.told(card, "✗ Not sent. Octopush does not let this account do that.")
    assert desk.octopush.sendings == []


async def test_another_sending_date_than_asked_is_told(desk: Desk) -> None:
    """Octopush moves a night's marketing to the morning: the thread names the moment it named, and the one asked for."""
    desk.octopush.switches.hours = "delayed"
    card = await asked(desk, when="today 23:00")
    shown = await desk.handed_over(card)
    [sending] = desk.octopush.sendings
    assert sending.leaves_at == datetime.fromisoformat("2026-11-24T08:00:00+01:00")
    assert "Tue 24 Nov, 08:00" in shown


async def test_a_preparation_of_another_day_is_made_anew(desk: Desk) -> None:
    """People may have opted out since: on the day, the campaign is prepared anew, and the old preparation is cancelled."""
    card = await desk.asked()
    await desk.sent(card)
    once(desk)
    old, new = desk.prepared()
    assert desk.octopush.sendings[0].ticket == new.ticket

    async def released() -> bool:
        return old.state is State.CANCELLED

    await desk.soon(released)


async def test_too_late_is_not_sent(desk: Desk) -> None:
    """A bot that wakes up long after the moment does not send; it says so, and offers what can be done."""
    card = await asked(desk)
    desk.clock.set(TODAY + timedelta(hours=2))
    shown = await desk.told(card, "⏱ Not sent: its time was over")
    assert "not sent: too late" in shown.splitlines()[0]
    await desk.button(card, "send_now")
    await desk.button(card, "edit")
    await desk.button(card, "copy")
    assert desk.octopush.sendings == []


@pytest.mark.bot(APPROVALS_REQUIRED="1")
async def test_a_price_that_moved_is_approved_again(desk: Desk) -> None:
    """More people than were approved: not sent, the difference shown, asked anew; then sent once."""
    desk.octopush.switches.counts_again = True
    card = await desk.asked(when="today 18:00")
    well(await desk.press(card, "approve", by=desk.karim))
    await desk.told(card, "oes to Octopush")
    desk.octopush.account.lists["VIP customers"] |= desk.octopush.account.lists["Click and collect"]
    desk.clock.set(TODAY - timedelta(minutes=4))
    await desk.told(card, "Not sent. People went from 1,197 to ")
    assert desk.octopush.sendings == []
    well(await desk.press(card, "approve", by=desk.people[world.NADIA]))
    await desk.sent(card)
    once(desk)


async def test_a_cancelled_campaign_is_cancelled_at_octopush(desk: Desk) -> None:
    """Cancel until the hand-over: nothing is sent, and the preparation is released."""
    card = await asked(desk)
    well(await desk.press(card, "cancel"))
    await desk.told(card, "not sent: cancelled")
    [campaign] = desk.prepared()

    async def released() -> bool:
        return campaign.state is State.CANCELLED

    await desk.soon(released)
    desk.clock.set(TODAY + timedelta(minutes=1))
    assert desk.octopush.sendings == []
