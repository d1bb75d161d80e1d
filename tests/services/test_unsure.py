"""A sending whose answer was lost: never repeated, and decided by a late answer or by a person."""

from __future__ import annotations

import pytest

from bot.domain.campaign import Action, State
from bot.errors import Reason, UserError
from bot.sandbox.octopush import Fault, Kind
from bot.sandbox.octopush import State as There
from tests.services.story import MOMENT, SEND

pytestmark = pytest.mark.asyncio(loop_scope="module")

LOST = [Kind.LOST, Kind.RESET, Kind.BAD_GATEWAY, Kind.SERVER_ERROR, Kind.TIMEOUT, Kind.REDIRECT]


@pytest.mark.parametrize("taken", [True, False])
@pytest.mark.parametrize("kind", LOST)
async def test_a_lost_answer_is_never_asked_for_again(story, kind, taken):
    """Whether it was taken or not, the bot asks once; only a person says what became of it."""
    campaign = await story.approved()
    story.local.switches.faults = [Fault(route=SEND, kind=kind, taken=taken)]
    await story.pass_time(hours=48)

    unsure = await story.now(campaign, State.UNSURE)
    assert (unsure.due_at, unsure.claim) == (None, None)
    assert len(story.asked_for(SEND)) == 1
    assert story.sent == ([campaign.ticket] if taken else [])


@pytest.mark.parametrize("kind", [Kind.EMPTY, Kind.TRUNCATED, Kind.CUT])
async def test_any_success_is_a_sending(story, kind):
    """A 2xx whose body says nothing, or breaks off, is sent all the same; it leaves at its moment."""
    campaign = await story.approved()
    story.local.switches.faults = [Fault(route=SEND, kind=kind, taken=True)]
    await story.until(MOMENT.at)
    assert (await story.now(campaign, State.HANDED_OVER)).leaves_at == MOMENT.at
    assert story.sent == [campaign.ticket]


async def test_a_person_says_that_it_was_sent(story):
    """It is handed over then, by their word, and leaves at its moment; nothing more is asked of Octopush."""
    campaign = await _unsure(story, taken=True)
    settled = await story.approvals.settle(campaign.id, user="UCLAIRE", sent=True)
    assert (settled.state, settled.leaves_at) == (State.HANDED_OVER, MOMENT.at)
    await story.pass_time(hours=48)
    assert len(story.asked_for(SEND)) == 1
    assert story.sent == [campaign.ticket]


async def test_a_person_says_that_it_was_not_sent(story):
    """It is cancelled then, at Octopush too, so that it cannot leave after all."""
    campaign = await _unsure(story, taken=False)
    await story.approvals.settle(campaign.id, user="UKARIM", sent=False)
    await story.pass_time(hours=48)
    await story.now(campaign, State.CANCELLED)
    assert story.prepared[0].state is There.CANCELLED
    assert story.sent == []


async def test_a_stranger_settles_nothing(story):
    """Neither the requester nor an approver: the answer stays open."""
    campaign = await _unsure(story, taken=True)
    with pytest.raises(UserError) as refused:
        await story.approvals.settle(campaign.id, user="UEVE", sent=False)
    assert refused.value.problem.reason is Reason.NOT_THE_REQUESTER
    await story.now(campaign, State.UNSURE)


async def test_a_late_answer_still_counts(story):
    """The claim ran out and another process called it unsure; then the answer comes: it was sent."""
    campaign = await story.approved()

    async def claim_runs_out() -> None:
        story.clock.now += story.policy.claim
        await story.work("other")
        await story.now(campaign, State.UNSURE)

    story.octopush.after["send"] = claim_runs_out
    await story.until(MOMENT.at)
    await story.now(campaign, State.HANDED_OVER)
    actions = [event.action for event in (await story.store.picture(campaign.id)).events]
    assert actions[-3:] == [Action.LOST, Action.ACCEPTED, Action.LEFT]
    assert story.sent == [campaign.ticket]


@pytest.mark.parametrize(("sent", "state"), [(True, State.HANDED_OVER), (False, State.CANCELLED)])
async def test_a_late_answer_comes_after_a_persons_word(story, sent, state):
    """Once a person has answered, a late answer changes nothing."""
    campaign = await story.approved()

    async def settled() -> None:
        story.clock.now += story.policy.claim
        await story.work("other")
        await story.approvals.settle(campaign.id, user="UCLAIRE", sent=sent)

    story.octopush.after["send"] = settled
    await story.until(MOMENT.at)
    await story.now(campaign, state)
    actions = [event.action for event in (await story.store.picture(campaign.id)).events]
    assert Action.ACCEPTED not in actions
    assert len(story.asked_for(SEND)) == 1


async def test_a_late_refusal_leaves_it_to_a_person(story):
    """Late and not taken: a person is asked already, and the bot does not send on its own again."""
    campaign = await story.approved()
    story.local.switches.faults = [Fault(route=SEND, kind=Kind.TOO_MANY)]

    async def claim_runs_out() -> None:
        story.clock.now += story.policy.claim

    story.octopush.before["send"] = claim_runs_out
    await story.until(MOMENT.at)
    assert len(story.asked_for(SEND)) == 2
    assert story.sent == [campaign.ticket]


async def _unsure(story, *, taken):
    campaign = await story.approved()
    story.local.switches.faults = [Fault(route=SEND, kind=Kind.LOST, taken=taken)]
    await story.until(MOMENT.at - story.policy.hand_over_lead)
    return await story.now(campaign, State.UNSURE)
