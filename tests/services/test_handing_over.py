"""Handing over: sent once, or not at all, or a person is asked. What was sent is read in Octopush's own books."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.brief import Moment
from bot.domain.campaign import Action, Claim, State
from bot.domain.effects import Step
from bot.sandbox.octopush import Fault, Kind
from bot.sandbox.octopush import State as There
from tests.services.story import BRIEF, MOMENT, SEND, STATUS

pytestmark = pytest.mark.asyncio(loop_scope="module")

LEAD, LATE = timedelta(minutes=5), timedelta(minutes=30)
DUE = MOMENT.at - LEAD
SECOND = timedelta(seconds=1)
ASAP = replace(BRIEF, send_at=None)


async def test_an_approved_campaign_goes_at_its_moment_minus_the_lead(story):
    """Nothing leaves before; then it is handed over once, leaves at its moment, and is told as left."""
    campaign = await story.approved()
    await story.until(DUE - SECOND)
    await story.now(campaign, State.APPROVED)
    assert story.sent == []

    await story.until(DUE)
    handed = await story.now(campaign, State.HANDED_OVER)
    assert story.sent == [campaign.ticket]
    assert (handed.leaves_at, handed.left) == (MOMENT.at, False)
    await story.until(MOMENT.at)
    assert (await story.now(campaign, State.HANDED_OVER)).left
    await story.pass_time(hours=48)
    assert story.sent == [campaign.ticket]
    assert not await story.work()


async def test_as_soon_as_approved_goes_at_once(story):
    """Without a moment the approval is the moment."""
    campaign = await story.approved(ASAP)
    await story.pass_time(seconds=1)
    assert (await story.now(campaign, State.HANDED_OVER)).leaves_at == campaign.approved_at
    assert story.sent == [campaign.ticket]


async def test_without_approvals_it_is_sent_and_once(story):
    """Where nobody needs to approve, a confirmed campaign is counted and sent."""
    story.policy = replace(story.policy, approvals_required=0)
    await story.confirmed(ASAP)
    await story.pass_time(hours=1)
    assert len(story.sent) == 1


async def test_a_preparation_of_another_day_is_made_anew(story):
    """Prepared on Monday for Tuesday: prepared again on Tuesday, with its votes, and the old ticket given back."""
    tuesday = Moment.of(MOMENT.at + timedelta(days=1), "Europe/Paris")
    story.policy = replace(story.policy, preparation_max_age=timedelta(days=3))
    campaign = await story.approved(replace(BRIEF, send_at=tuesday))
    await story.until(tuesday.at)
    handed = await story.now(campaign, State.HANDED_OVER)

    old, new = story.prepared
    assert (handed.attempt, handed.ticket, old.state) == (2, new.ticket, There.CANCELLED)
    assert handed.votes == campaign.votes
    assert story.sent == [new.ticket]
    assert new.prepared_at >= tuesday.at - LEAD


async def test_a_preparation_over_its_age_is_made_anew(story):
    """The same, within one day, where the maximum age says so."""
    story.policy = replace(story.policy, preparation_max_age=timedelta(hours=1))
    campaign = await story.approved()
    await story.until(MOMENT.at)
    await story.now(campaign, State.HANDED_OVER)
    assert story.sent == [story.prepared[1].ticket]


async def test_a_ticket_that_octopush_forgot_is_made_anew(story):
    """131 at hand-over: the same revision is prepared again, its votes hold, and it is sent once."""
    campaign = await story.approved()
    story.local.switches.prepared_life = 60
    await story.until(DUE - SECOND)
    story.local.campaigns  # noqa: B018 - looking lets time pass there
    story.local.switches.prepared_life = None
    await story.until(MOMENT.at)
    await story.now(campaign, State.HANDED_OVER)
    assert story.sent == [story.prepared[1].ticket]


async def test_too_late_is_not_sent(story):
    """A bot that wakes after moment + late limit sends nothing, and gives the ticket back."""
    campaign = await story.approved()
    story.clock.now = MOMENT.at + LATE
    await story.pass_time(minutes=1)
    expired = await story.now(campaign, State.EXPIRED)
    assert expired.approved_at is not None
    assert story.sent == []
    assert story.prepared[0].state is There.CANCELLED


async def test_a_second_before_too_late_it_is_sent(story):
    """Up to the limit it is what people agreed to."""
    campaign = await story.approved()
    story.clock.now = MOMENT.at + LATE - SECOND
    await story.work()
    await story.now(campaign, State.HANDED_OVER)
    assert story.sent == [campaign.ticket]


@pytest.mark.parametrize("times", [1, 4])
async def test_too_many_requests_is_tried_again_and_sent_once(story, times):
    """429 at the sending is surely not taken: approved again, told, tried again, and sent once."""
    campaign = await story.approved()
    story.local.switches.faults = [Fault(route=SEND, kind=Kind.TOO_MANY, seconds=2, times=times)]
    await story.until(MOMENT.at)
    await story.now(campaign, State.HANDED_OVER)
    actions = [event.action for event in (await story.store.picture(campaign.id)).events]
    assert actions.count(Action.NOT_TAKEN) == times
    assert story.sent == [campaign.ticket]


@pytest.mark.parametrize("code", [127, 999])
async def test_not_ready_at_the_sending_is_tried_again_and_sent_once(story, code):
    """400 "not ready" at the sending was not taken, whatever its code: it is sent once it is ready."""
    campaign = await story.approved()
    story.local.switches.turn(not_ready_code=code)

    async def computing() -> None:
        there = story.local.campaigns[campaign.ticket]
        there.state, there.polls_left = There.COMPUTING, 2

    story.octopush.before["send"] = computing
    await story.until(MOMENT.at)
    await story.now(campaign, State.HANDED_OVER)
    assert len(story.asked_for(SEND)) == 2
    assert story.sent == [campaign.ticket]


async def test_what_is_never_taken_is_over_at_the_late_limit(story):
    """It is tried again until the late limit, and then it is not sent."""
    campaign = await story.approved()
    story.local.switches.faults = [Fault(route=SEND, kind=Kind.TOO_MANY, seconds=30, times=None)]
    await story.until(MOMENT.at + LATE)
    await story.now(campaign, State.EXPIRED)
    assert story.sent == []


@pytest.mark.parametrize(("money", "fault", "code"), [(0, None, 104), (700, Kind.FORBIDDEN, 403)])
async def test_a_refused_sending_ends_it(story, money, fault, code):
    """No credit, or no right: it is not sent, told by its code, and the ticket is given back."""
    campaign = await story.approved()
    story.local.account.balance = Decimal(money)
    story.local.switches.faults = [Fault(route=SEND, kind=fault)] if fault else []
    await story.until(MOMENT.at)
    assert (await story.now(campaign, State.FAILED)).code == code
    assert story.sent == []
    assert story.prepared[0].state is There.CANCELLED


async def test_of_many_workers_one_sends(story):
    """However many processes look at the same row at the same instant, Octopush is asked once."""
    campaign = await story.approved()
    story.clock.now = DUE
    looks = len(story.asked_for(STATUS))
    await asyncio.gather(*(story.work(f"worker {number}") for number in range(8)))
    await story.pass_time("zombie", hours=2)

    await story.now(campaign, State.HANDED_OVER)
    assert len(story.asked_for(STATUS)) == looks + 1
    assert len(story.asked_for(SEND)) == 1
    assert story.sent == [campaign.ticket]


async def test_a_job_that_is_done_again_does_nothing(story):
    """A job carries the version it became due at: run again later, it finds that the campaign has moved on."""
    campaign = await story.approved()
    story.clock.now = DUE
    for _ in range(3):
        await story.delivery().act(campaign.id, campaign.version)
    assert len(story.asked_for(SEND)) == 1
    await story.delivery().act(campaign.id, campaign.version + 1)
    assert story.sent == [campaign.ticket]


async def test_a_zombie_of_the_same_worker_does_nothing(story):
    """A job run a second time beside the first, in the same process, sees that the row was claimed after its entry."""
    campaign = await story.approved()
    story.clock.now = DUE
    claim = Claim("one", DUE + story.policy.claim)
    await story.store.claim(campaign, claim)
    await story.delivery("one").act(campaign.id, campaign.version)
    assert (await story.now(campaign, State.APPROVED)).claim == claim
    assert story.asked_for(SEND) == []


async def test_a_worker_killed_before_its_sending_is_asked_about(story):
    """A row marked as being sent whose worker is gone is unsure after the claim, and not before; nothing is sent again."""
    campaign = await story.approved()
    claim = Claim("killed", story.clock() + story.policy.claim)
    await story.step(campaign, Step(action=Action.START_SENDING, claim=claim))
    await story.pass_time("other", seconds=59)
    await story.now(campaign, State.SENDING)
    await story.pass_time("other", seconds=1)
    await story.now(campaign, State.UNSURE)
    await story.pass_time("other", hours=48)
    assert story.asked_for(SEND) == []
