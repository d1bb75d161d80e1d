"""Octopush down: few calls, no sending by a guess, and everything goes on by itself once it answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.store import SqlStore
from bot.domain.campaign import Action, State
from bot.errors import Busy, Unsure
from bot.sandbox.octopush import Fault, Kind
from bot.services.outage import TELL_AFTER, TRIPS, Breaker
from tests.services.story import BRIEF, MOMENT, SEND, STATUS

pytestmark = pytest.mark.asyncio(loop_scope="module")

DUE = MOMENT.at - timedelta(minutes=5)


@pytest.fixture
def guarded(story):
    """Let the circuit breaker stand before Octopush."""
    story.guarded = True
    return story


def down(story, kind=Kind.DOWN, route="*"):
    """Let every call of a route go wrong."""
    story.local.switches.faults = [Fault(route=route, kind=kind, times=None)]


@pytest.mark.parametrize("kind", [Kind.DOWN, Kind.SERVER_ERROR])
async def test_while_octopush_is_silent_it_is_hardly_asked_and_nothing_is_sent(guarded, kind):
    """Three unanswered calls, then a probe every half minute, by reads only; back again, it is sent at once, once."""
    campaign = await guarded.approved()
    await guarded.until(DUE - timedelta(seconds=1))
    down(guarded, kind)
    before = len(guarded.local.exchanges)
    await guarded.until(DUE + timedelta(minutes=4))
    await guarded.now(campaign, State.APPROVED)

    paths = [call.path for call in list(guarded.local.exchanges)[before:]]
    assert not [path for path in paths if "send" in path or "create" in path]
    probes = 2 * 4 * 60 // 30
    assert TRIPS < len(paths) <= TRIPS + 2 * probes
    guarded.local.switches.faults = []
    await guarded.pass_time(seconds=31)
    assert await guarded.store.outage() is None
    assert guarded.sent == [campaign.ticket]
    events = (await guarded.store.picture(campaign.id)).events
    assert [event.action for event in events].count(Action.WAIT) == 1


async def test_the_window_ends_in_a_question_once(guarded):
    """Octopush stays silent until the late limit: not sent, with the reason, and never sent by itself afterwards."""
    guarded.policy = replace(guarded.policy, late_limit=timedelta(minutes=1))
    campaign = await guarded.approved()
    down(guarded)
    await guarded.until(MOMENT.at + timedelta(minutes=1))
    expired = await guarded.now(campaign, State.EXPIRED)
    assert expired.code == 0
    guarded.local.switches.faults = []
    await guarded.pass_time(hours=1)
    assert (guarded.sent, guarded.asked_for(SEND)) == ([], [])
    events = (await guarded.store.picture(campaign.id)).events
    assert [event.action for event in events].count(Action.EXPIRE) == 1


async def test_an_outage_outlives_the_processes(guarded):
    """Another process, begun anew, knows of it from the store, and asks nothing."""
    campaign = await guarded.approved()
    down(guarded)
    await guarded.until(DUE + timedelta(minutes=1))
    calls = len(guarded.local.exchanges)
    other = Breaker(guarded.octopush, guarded.store, guarded.clock)
    for call in (
        other.status(campaign.ticket),
        other.balance(),
        other.draft(),
        other.cancel(campaign.ticket),
    ):
        with pytest.raises(Busy):
            await call
    with pytest.raises(Busy):
        await other.prepare(BRIEF, request_id="r")
    assert len(guarded.local.exchanges) == calls


async def test_one_call_that_goes_wrong_is_no_outage(guarded):
    """A single silence is over with the next answer, and nobody is told."""
    campaign = await guarded.approved()
    guarded.local.switches.faults = [Fault(route=STATUS, kind=Kind.LOST, times=1)]
    await guarded.until(MOMENT.at)
    assert guarded.sent == [campaign.ticket]
    assert [job.kind for job in await guarded.store.due(MOMENT.at + TELL_AFTER * 2)] == ["draw"]


async def test_a_credit_that_cannot_be_read_is_no_outage(guarded):
    """Only the reading of the credit fails: campaigns are measured and sent."""
    down(guarded, route="wallet/*")
    campaign = await guarded.approved()
    await guarded.until(MOMENT.at)
    assert guarded.sent == [campaign.ticket]


async def test_a_probe_asks_for_a_status_too(guarded):
    """The credit alone cannot be read while a campaign waits: its status ends the outage."""
    campaign = await guarded.approved()
    down(guarded)
    await guarded.until(DUE + timedelta(minutes=1))
    assert (await guarded.store.outage()).is_open
    down(guarded, route="wallet/*")
    await guarded.pass_time(minutes=1)
    assert guarded.sent == [campaign.ticket]


async def test_a_preview_that_works_ends_an_outage(guarded):
    """Somebody's simulation is let through, and its answer is one for all."""
    await guarded.approved()
    down(guarded)
    await guarded.until(DUE + timedelta(minutes=1))
    guarded.local.switches.faults = []
    breaker = Breaker(guarded.octopush, guarded.store, guarded.clock)
    await breaker.simulate(BRIEF, request_id="s")
    assert await guarded.store.outage() is None


async def test_a_lost_sending_is_asked_about_and_counted(guarded):
    """The status answers and the sending does not: unsure, never repeated; the silence is on record."""
    campaign = await guarded.approved()
    down(guarded, Kind.LOST, SEND)
    await guarded.until(DUE + timedelta(seconds=1))
    await guarded.now(campaign, State.UNSURE)
    assert (await guarded.store.outage()).silent == 1
    assert len(guarded.asked_for(SEND)) == 1


async def test_what_cannot_be_noted_does_not_hide_the_answer(guarded):
    """The store fails while a silence is noted: what Octopush said, or did not, is told all the same."""
    campaign = await guarded.approved()
    down(guarded, Kind.BAD_GATEWAY, SEND)
    broken = SqlStore(guarded.engine, clock=_broken, enqueue=lambda *_: None)
    with pytest.raises(Unsure, match="in trouble"):
        await Breaker(guarded.octopush, broken, guarded.clock).send(BRIEF, campaign.ticket)


async def test_a_ticket_is_given_back_when_octopush_is_back(guarded):
    """Cancelled during an outage of a quarter of an hour: the preparation is cancelled at Octopush afterwards."""
    campaign = await guarded.approved()
    down(guarded)
    await guarded.approvals.cancel(campaign.id, user="UCLAIRE")
    await guarded.pass_time(minutes=15)
    guarded.local.switches.faults = []
    await guarded.pass_time(minutes=6)
    assert guarded.prepared[0].state == "cancelled"


def _broken():
    raise OSError("The disk is full.")
