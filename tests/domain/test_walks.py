"""Random stories of a campaign, told by everybody in any order: what must hold holds after each step."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.campaign import BOT, ENDED_UNSENT, Action, Campaign, Change, Claim, State
from bot.domain.effects import Step
from bot.domain.transitions import TABLE, decide
from bot.errors import UserError
from tests.domain.campaigns import ASAP, BETTER, BRIEF, CLAIRE, EVE, KARIM, LEA, NOW, POLICY, begun, measured

if TYPE_CHECKING:
    from bot.domain.policy import Policy

PEOPLE = (CLAIRE, KARIM, LEA, EVE)
BOTS = {
    *(Action.TICKETED, Action.PREPARE_AGAIN, Action.WAIT, Action.MEASURED, Action.REFUSED, Action.EXPIRE),
    *(Action.DRIFT, Action.START_SENDING, Action.ACCEPTED, Action.NOT_TAKEN, Action.LOST, Action.LEFT),
    Action.REMIND,
}
#: Ends are rare, or stories would be short; the rest is as likely as it comes.
ENDS = {Action.CANCEL, Action.REFUSED, Action.EXPIRE, Action.REJECT, Action.LOST, Action.SETTLE_NOT_SENT}


def steps(draw, campaign: Campaign, now) -> Step:
    """Draw one step that the table knows, with anything it may bring along."""
    known = sorted(action for state, action in TABLE if state is campaign.state)
    if campaign.state is State.PREPARING:
        # The bot counts what it has a ticket for, and asks for one where it has none.
        known.remove(Action.TICKETED if campaign.ticket else Action.MEASURED)
    likely = [action for action in known if action not in ENDS]
    action = draw(st.sampled_from(likely * 4 + known if likely else known))
    return Step(
        action=action,
        ticket=f"sms_{campaign.version}",
        measured=measured(
            draw(st.sampled_from([0, 1200, 1204, 1391])) if action is Action.MEASURED else 1391
        ),
        claim=Claim("worker", now + timedelta(seconds=60)),
        code=draw(st.sampled_from([0, 126, 127])),
        brief=draw(st.sampled_from([BRIEF, BETTER, ASAP])),
        reason="Because.",
    )


def approvals(campaign: Campaign, policy: Policy) -> int:
    """Count the people whose vote is on exactly this, within the tolerance, and who wrote none of it."""
    found = campaign.measured
    if found is None:
        return 0
    return len(
        {
            vote.voter
            for vote in campaign.votes
            if vote.digest == campaign.brief.digest
            and vote.voter not in campaign.authors
            and abs(vote.people - found.people) <= policy.drift_tolerance * vote.people
        }
    )


def check(made: Change, policy: Policy) -> None:
    """Check what holds for every single step."""
    old, new = made.before, made.after
    assert old is not None
    action = made.event.action if made.event else Action.WAIT
    assert new.version == old.version + 1
    assert new.authors >= old.authors
    assert new.revision == old.revision + (action is Action.EDIT)
    if action is not Action.EDIT:
        assert new.brief == old.brief
        assert new.attempt == old.attempt + (action is Action.PREPARE_AGAIN)
    if new.state is State.APPROVED:
        assert approvals(new, policy) >= policy.approvals_required
        assert new.approved_at is not None
    if new.state is State.SENDING:
        assert old.state is State.APPROVED
        assert new.ticket is not None
        assert new.claim is not None
        assert new.due_at == new.claim.until
        assert approvals(new, policy) >= policy.approvals_required
    else:
        assert new.claim is None
    if action in {Action.EDIT, Action.DRIFT}:
        assert new.votes == ()
    if old.state in ENDED_UNSENT:
        assert action is Action.EDIT
    if new.state in ENDED_UNSENT | {State.UNSURE}:
        assert new.due_at is None
    elif not new.left:
        assert new.due_at is not None


@pytest.mark.parametrize("required", [1, 2])
@given(data=st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_happens_it_is_sent_once_or_not_at_all(required, data):
    """In any story it is asked to be sent again only where Octopush surely did not take the time before."""
    policy = replace(POLICY, approvals_required=required)
    campaign, now = begun(data.draw(st.sampled_from([BRIEF, ASAP]))), NOW
    maybe_sent, handed_over = False, 0
    for _ in range(25):
        if campaign.state is State.CANCELLED or campaign.left:
            assert {state for state, _ in TABLE} - {State.CANCELLED} == {
                s for s in State if s is not State.CANCELLED
            }
            break
        now += timedelta(minutes=data.draw(st.sampled_from([0, 0, 0, 1, 60])))
        step = steps(data.draw, campaign, now)
        actor = BOT if step.action in BOTS else data.draw(st.sampled_from(PEOPLE))
        try:
            made = decide(campaign, step, actor=actor, now=now, policy=policy)
        except UserError:
            continue
        check(made, policy)
        if step.action is Action.START_SENDING:
            assert not maybe_sent
            maybe_sent = True
        elif step.action in {Action.NOT_TAKEN, Action.REFUSED}:
            maybe_sent = False
        entered = campaign.state is not State.HANDED_OVER and made.after.state is State.HANDED_OVER
        handed_over += entered
        assert handed_over <= 1
        campaign = made.after
