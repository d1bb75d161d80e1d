"""Preparing: one prepared campaign whatever is lost, repeated or killed, and nothing leaves by it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.brief import Moment
from bot.domain.campaign import Action, State
from bot.domain.effects import Step
from bot.sandbox.octopush import Fault, Kind
from bot.sandbox.octopush import State as There
from bot.services.delivery import request_id
from tests.services.story import BRIEF, CANCEL, CREATE, NOW, STATUS

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_confirmed_campaign_is_prepared_and_counted(story):
    """It gets its ticket, the real count and cost, and the credit then; people are asked, and nothing is sent."""
    campaign = await story.confirmed()
    await story.pass_time(minutes=1)
    found = await story.now(campaign, State.AWAITING)

    [there] = story.prepared
    assert found.ticket == there.ticket
    assert there.request == BRIEF.wire | {"simulation_mode": False, "request_id": request_id(campaign)}
    assert (found.measured.people, found.measured.cost) == (100, Decimal("4.91"))
    assert found.measured.balance == story.local.account.balance
    assert (found.tries, found.waiting, found.claim) == (0, None, None)
    assert story.sent == []


async def test_a_credit_that_is_not_told_is_not_waited_for(story):
    """The balance is a help to those who decide; without it they decide all the same."""
    story.local.switches.faults = [Fault(route="wallet/check-balance", kind=Kind.LOST)]
    asked = await story.asked()
    assert asked.measured.balance is None


@pytest.mark.parametrize("kind", [Kind.LOST, Kind.RESET, Kind.CUT, Kind.BAD_GATEWAY, Kind.TRUNCATED])
async def test_a_lost_ticket_makes_a_new_attempt_and_the_orphan_is_never_sent(story, kind):
    """The same request again tells that the first was taken: a new one is made, and only that is ever confirmed."""
    story.local.switches.faults = [Fault(route=CREATE, kind=kind, taken=True)]
    campaign = await story.approved()

    orphan, second = story.prepared
    first, again, _ = story.asked_for(CREATE)
    assert first == again
    assert (campaign.attempt, campaign.ticket) == (2, second.ticket)
    assert orphan.request["request_id"] != second.request["request_id"]
    await story.pass_time(hours=12)
    assert story.sent == [second.ticket]
    assert orphan.sendings == []


async def test_a_duplicate_answered_with_the_first_ticket_is_no_duplicate(story):
    """Where Octopush answers the same request with the same ticket, one campaign is prepared."""
    story.local.switches.turn(
        duplicate_answer="first_ticket", faults=[Fault(route=CREATE, kind=Kind.LOST, taken=True)]
    )
    campaign = await story.asked()
    assert [there.ticket for there in story.prepared] == [campaign.ticket]
    assert campaign.attempt == 1


@pytest.mark.parametrize(
    "kind", [Kind.DOWN, Kind.BAD_GATEWAY, Kind.SERVER_ERROR, Kind.TIMEOUT, Kind.TOO_MANY]
)
async def test_what_was_not_taken_is_asked_for_again(story, kind):
    """The same request id until it is taken: one prepared campaign, at its first attempt."""
    story.local.switches.faults = [Fault(route=CREATE, kind=kind, times=3)]
    campaign = await story.asked()
    assert [there.ticket for there in story.prepared] == [campaign.ticket]
    assert (campaign.attempt, campaign.waiting, campaign.tries) == (1, None, 0)


async def test_one_at_a_time_waits_its_turn(story):
    """While another campaign waits at Octopush this one does too, with the reason, and follows when that one is over."""
    story.local.switches.turn(waiting_at_once=1)
    first = await story.asked()
    second = await story.confirmed(replace(BRIEF, text="Bonsoir. STOP au XXXXX"))
    await story.pass_time(minutes=10)
    waiting = await story.now(second, State.PREPARING)
    events = (await story.store.picture(second.id)).events

    assert (waiting.waiting, waiting.ticket) == (126, None)
    assert [event.action for event in events] == [Action.CONFIRM, Action.WAIT]
    await story.approvals.cancel(first.id, user="UCLAIRE")
    await story.pass_time(minutes=1)
    assert (await story.now(second, State.AWAITING)).waiting is None


async def test_a_turn_that_never_comes_is_over_at_the_deadline(story):
    """It waits until moment − lead, and then it is not sent."""
    story.local.switches.turn(waiting_at_once=1, seconds_until_ready=10**6)
    soon = Moment.of(NOW + timedelta(minutes=10), "Europe/Paris")
    await story.confirmed()
    second = await story.confirmed(replace(BRIEF, send_at=soon))
    await story.until(soon.at - timedelta(minutes=5, seconds=1))
    assert (await story.now(second, State.PREPARING)).waiting == 127
    await story.pass_time(seconds=1)
    await story.now(second, State.EXPIRED)


REFUSALS = [
    (replace(BRIEF, list_name="Nobody's"), {}, 303),
    (replace(BRIEF, list_name="Empty"), {}, 103),
    (replace(BRIEF, list_name="Empty"), {"empty_list": "zero"}, 103),
    (replace(BRIEF, list_name="Empty"), {"empty_list": "failed"}, -1),
    (replace(BRIEF, text="Bonjour"), {}, 121),
    (BRIEF, {"faults": [Fault(route=CREATE, kind=Kind.FORBIDDEN)]}, 403),
    (BRIEF, {"faults": [Fault(route=CREATE, kind=Kind.FAILED)]}, -1),
    (BRIEF, {"faults": [Fault(route=STATUS, kind=Kind.FORBIDDEN)]}, 403),
]


@pytest.mark.parametrize(("brief", "switches", "code"), REFUSALS)
async def test_a_refusal_ends_it_with_its_code(story, brief, switches, code):
    """What Octopush refuses for good is told by its code, and is not asked for again; its ticket is given back."""
    story.local.switches.turn(**switches)
    campaign = await story.confirmed(brief)
    await story.pass_time(hours=1)

    assert (await story.now(campaign, State.FAILED)).code == code
    assert all(there.state is There.CANCELLED for there in story.prepared)
    assert story.sent == []


async def test_wrong_keys_end_it(story, monkeypatch):
    """A key that Octopush does not know is told as 401."""
    monkeypatch.setattr(story.local._books, "key", "another")  # noqa: SLF001 - it is changed at Octopush, not here
    campaign = await story.confirmed()
    await story.pass_time(minutes=1)
    assert (await story.now(campaign, State.FAILED)).code == 401


@pytest.mark.parametrize("answer", ["under_computation", "refused"])
@pytest.mark.parametrize("code", [126, 127, 130, 159, 999])
async def test_counting_is_waited_for_whatever_it_is_called(story, answer, code):
    """That it is being computed is told by 200 or by 400, with any code: it is asked again, without a word in the thread."""
    story.local.switches.turn(computing_answer=answer, not_ready_code=code, polls_until_ready=4)
    campaign = await story.asked()
    actions = [event.action for event in (await story.store.picture(campaign.id)).events]

    assert actions[-1] is Action.MEASURED
    assert actions.count(Action.WAIT) <= 1
    assert len(story.prepared) == 1


@pytest.mark.parametrize("status", [400, 404])
async def test_a_forgotten_preparation_is_made_anew(story, status):
    """Where Octopush no longer knows the ticket, the same revision is prepared again."""
    story.local.switches.turn(unknown_ticket_status=status, seconds_until_ready=300, prepared_life=10)
    campaign = await story.confirmed()
    await story.pass_time(seconds=9)
    assert (await story.store.load(campaign.id)).attempt == 1
    await story.pass_time(seconds=9)
    story.local.switches.turn(prepared_life=None, seconds_until_ready=0)
    await story.pass_time(minutes=10)
    found = await story.now(campaign, State.AWAITING)

    assert (found.attempt, found.revision, found.ticket) == (2, 1, story.prepared[1].ticket)
    assert len(story.prepared) == 2


async def test_a_preparation_that_is_always_forgotten_is_not_made_in_a_hurry(story):
    """Where every ticket is unknown at once, there are a few dozen attempts in ten minutes, not thousands."""
    story.local.switches.turn(prepared_life=0)
    await story.confirmed()
    await story.pass_time(minutes=10)
    assert 5 < len(story.prepared) < 40


async def test_a_killed_worker_loses_no_ticket(story):
    """Killed between hearing the number and writing it down, the next worker takes the number from its record."""
    campaign = await story.confirmed()
    ticket = await story.store.open_ticket(campaign, request_id(campaign))
    number = await story.octopush.prepare(campaign.brief, request_id=ticket.request_id)
    await story.store.close_ticket(ticket, number)
    await story.pass_time(minutes=1)

    assert (await story.now(campaign, State.AWAITING)).ticket == number
    assert len(story.prepared) == 1


async def test_a_killed_workers_claim_is_waited_for(story):
    """Nobody else prepares while a claim holds; after it anybody does, with the same request id."""
    campaign = await story.confirmed()
    story.octopush.after["prepare"] = _killed
    with pytest.raises(asyncio.CancelledError):
        await story.work("killed")

    assert not await story.work("other")
    await story.pass_time("other", seconds=59)
    await story.now(campaign, State.PREPARING)
    assert len(story.asked_for(CREATE)) == 1
    await story.pass_time("other", minutes=1)
    found = await story.now(campaign, State.AWAITING)
    first, again, _ = story.asked_for(CREATE)
    assert first == again
    assert found.ticket == story.prepared[1].ticket


@pytest.mark.parametrize("way", ["cancel", "edit"])
async def test_a_ticket_that_arrives_too_late_is_cancelled(story, way):
    """Cancelled or edited while `create` is under way, the ticket that arrives afterwards is given back at Octopush."""
    campaign = await story.confirmed()

    async def moved_on() -> None:
        if way == "cancel":
            await story.approvals.cancel(campaign.id, user="UCLAIRE")
        else:
            await story.step(await story.store.load(campaign.id), Step(action=Action.EXPIRE))
            await story.approvals.send_now(campaign.id, revision=1, user="UCLAIRE")

    story.octopush.after["prepare"] = moved_on
    await story.pass_time(minutes=1)

    assert story.prepared[0].state is There.CANCELLED
    found = await story.store.load(campaign.id)
    assert found.state is (State.CANCELLED if way == "cancel" else State.AWAITING)
    assert [there.state for there in story.prepared[1:]] == ([] if way == "cancel" else [There.READY])
    assert story.sent == []


@pytest.mark.parametrize("kind", [Kind.LOST, Kind.SERVER_ERROR, Kind.TOO_MANY])
async def test_a_ticket_is_given_back_again_and_again(story, kind):
    """A cancel at Octopush that did not get through is tried again; twice does no harm."""
    campaign = await story.asked()
    story.local.switches.faults = [Fault(route=CANCEL, kind=kind, times=3)]
    await story.approvals.cancel(campaign.id, user="UCLAIRE")
    await story.pass_time(minutes=5)
    assert story.prepared[0].state is There.CANCELLED
    assert not await story.work()


async def test_a_release_that_is_done_again_does_nothing(story):
    """Nor does one of an attempt that never got a number: there is nothing to give back."""
    campaign = await story.confirmed()
    story.octopush.before["prepare"] = _killed
    with pytest.raises(asyncio.CancelledError):
        await story.work()
    await story.delivery().release(1, 0)
    await story.pass_time(minutes=2)
    await story.approvals.cancel(campaign.id, user="UCLAIRE")
    await story.pass_time(minutes=1)
    calls = len(story.asked_for(CANCEL))
    await story.delivery().release(1, 2)
    assert len(story.asked_for(CANCEL)) == calls == 1


async def test_giving_back_ends(story):
    """A refused cancel is not repeated, and one that never gets through is given up in the end."""
    for fault in (
        Fault(route=CANCEL, kind=Kind.FORBIDDEN),
        Fault(route=CANCEL, kind=Kind.SERVER_ERROR, times=None),
    ):
        campaign = await story.asked(replace(BRIEF, text=f"{fault.kind} STOP au XXXXX"))
        story.local.switches.faults = [fault]
        await story.approvals.cancel(campaign.id, user="UCLAIRE")
        await story.pass_time(hours=1)
        assert not await story.work()
        calls = len(story.asked_for(CANCEL))
        assert calls == 1 if fault.kind is Kind.FORBIDDEN else calls > 5
        story.local.switches.faults = []


async def _killed() -> None:
    raise asyncio.CancelledError
