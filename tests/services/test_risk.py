"""The policy by risk where people ask and decide: who may, where, how large, and what is looked at again later."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.brief import Moment
from bot.domain.budget import Budget
from bot.domain.campaign import State
from bot.domain.own_codes import TOO_FEW_APPROVERS
from bot.domain.risk import Above, Larger, Requests, Risk
from bot.errors import Reason
from bot.services.second_step import PATIENCE
from tests.services.story import BRIEF, MOMENT
from tests.services.test_drafting import OTHER, previewed, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")

LATER = Moment.of(MOMENT.at + timedelta(hours=1), MOMENT.zone)


def _under(story, **risk) -> None:
    story.policy = replace(story.policy, risk=Risk(**risk))


@pytest.mark.parametrize(
    ("above", "state", "code"), [(1, State.FAILED, TOO_FEW_APPROVERS), (100_000, State.AWAITING, None)]
)
async def test_what_nobody_could_approve_ends_as_soon_as_it_is_counted(story, above, state, code):
    """Three must, and there are two: nobody waits in vain, its ticket is given back, and it can be edited."""
    _under(story, larger=(Larger(approvals=3, above_recipients=above),))
    campaign = await story.confirmed()
    await story.pass_time(minutes=1)
    found = await story.now(campaign, state)
    assert found.code == code
    edited = await story.approvals.move(campaign.id, revision=1, user="UCLAIRE", moment=LATER)
    assert (edited.state, edited.revision) == (State.PREPARING, 2)


async def test_what_slack_does_not_tell_is_no_reason_to_end_it(story):
    """Where nobody knows how many there are, those who may are asked."""
    _under(story, larger=(Larger(approvals=3, above_recipients=1),))
    story.directory.down = True
    campaign = await story.confirmed()
    await story.pass_time(minutes=1)
    await story.now(campaign, State.AWAITING)


@pytest.mark.parametrize(
    ("requests", "reason"),
    [
        (Requests(people=frozenset({"UKARIM"})), Reason.NOT_ALLOWED_TO_REQUEST),
        (Requests(channels=frozenset({"C2"})), Reason.CHANNEL_NOT_ALLOWED),
        (Requests(senders=frozenset({"LUMEA"})), Reason.SENDER_NOT_ALLOWED),
    ],
)
async def test_the_confirmation_looks_again(story, requests, reason):
    """Whatever a form has let through: who asks, where and as whom counts at the confirmation, and nothing is begun."""
    await previewed(story)
    _under(story, requests=requests)
    assert await refused(story.drafting.confirm("UCLAIRE", BRIEF.digest, nonce="n1", channel="C1")) is reason
    assert await story.store.campaigns() == []
    everything = Requests(people=frozenset({"UCLAIRE"}), channels=frozenset({"C1"}))
    _under(story, requests=everything)
    assert (await story.drafting.confirm("UCLAIRE", BRIEF.digest, nonce="n1", channel="C1")).id == 1


async def test_who_may_not_ask_any_more_changes_nothing(story):
    """A new revision is a new request, by the form or by a button."""
    campaign = await story.asked()
    await previewed(story, OTHER)
    _under(story, requests=Requests(people=frozenset({"UKARIM"})))
    revised = story.drafting.revise(
        "UCLAIRE", OTHER.digest, draft_of="UCLAIRE", number=campaign.id, revision=1
    )
    assert await refused(revised) is Reason.NOT_ALLOWED_TO_REQUEST
    moved = story.approvals.move(campaign.id, revision=1, user="UCLAIRE", moment=LATER)
    assert await refused(moved) is Reason.NOT_ALLOWED_TO_REQUEST
    assert (await story.store.load(campaign.id)).revision == 1


async def test_a_large_approval_takes_the_word_that_was_given_for_it(story):
    """Not none, not another's, not after its time; said twice it is the same vote; what was changed since is told first."""
    _under(story, second_step=Above(above_recipients=1))
    campaign = await story.asked()

    async def approve(user, word):
        return await story.approvals.approve(campaign.id, revision=1, user=user, word=word)

    assert await refused(approve("UKARIM", None)) is Reason.SECOND_STEP_MISSING
    assert await refused(approve("UKARIM", "guessed")) is Reason.SECOND_STEP_MISSING
    _, late = await story.approvals.begin_second_step(campaign.id, revision=1, user="UKARIM")
    story.clock.now += PATIENCE
    assert await refused(approve("UKARIM", late)) is Reason.SECOND_STEP_MISSING
    _, word = await story.approvals.begin_second_step(campaign.id, revision=1, user="UKARIM")
    assert await refused(approve("ULEA", word)) is Reason.SECOND_STEP_MISSING
    story.policy = replace(story.policy, approvals_required=2)
    assert (await approve("UKARIM", word)).state is State.AWAITING
    assert len((await approve("UKARIM", word)).votes) == 1
    await previewed(story, OTHER)
    await story.drafting.revise("UCLAIRE", OTHER.digest, draft_of="UCLAIRE", number=campaign.id, revision=1)
    assert await refused(approve("UKARIM", word)) is Reason.STALE_CHANGED


async def test_nobody_is_asked_twice_for_what_the_budget_refuses(story):
    """The second step does not open where the approval would not count."""
    _under(story, second_step=Above(above_recipients=1), budget=Budget(per_day=Decimal(1)))
    campaign = await story.asked()
    begun = story.approvals.begin_second_step(campaign.id, revision=1, user="UKARIM")
    assert await refused(begun) is Reason.OVER_BUDGET


async def test_without_a_bound_a_click_is_enough(story):
    """Nothing is asked for a second time, whatever the size."""
    campaign = await story.asked()
    assert await story.approvals.begin_second_step(campaign.id, revision=1, user="UKARIM") is None
    assert (await story.approvals.approve(campaign.id, revision=1, user="UKARIM")).state is State.APPROVED
