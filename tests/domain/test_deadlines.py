"""When things are over: deadlines, the late limit, and preparations that are too old."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.brief import Moment
from bot.domain.campaign import Action, State
from bot.domain.policy import decide_before, hand_over_at, needs_new_preparation, too_late_at
from bot.errors import Reason, UserError
from tests.domain.campaigns import (
    ASAP,
    BRIEF,
    CLAIRE,
    KARIM,
    LATE,
    LEAD,
    MOMENT,
    NOW,
    POLICY,
    STEPS,
    after,
    at,
    begun,
    measured,
)

DUE = MOMENT.at - LEAD
WINDOW = timedelta(hours=24)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def test_decided_before_it_must_go():
    """A campaign with a moment is decided before moment − lead, goes then, and is too late at moment + limit."""
    for state in (State.PREPARING, State.AWAITING):
        assert decide_before(at(state), POLICY) == DUE
    assert hand_over_at(at(State.APPROVED), POLICY) == DUE
    assert too_late_at(at(State.APPROVED), POLICY) == MOMENT.at + LATE


def test_as_soon_as_approved_has_a_window():
    """Without a moment there is a window to prepare, another to decide, and the late limit from the approval on."""
    asked = after(after(begun(ASAP), Action.TICKETED), Action.MEASURED, now=NOW + HOUR, measured=measured())
    approved = after(asked, Action.APPROVE, KARIM, now=NOW + 2 * HOUR)

    assert decide_before(begun(ASAP), POLICY) == NOW + WINDOW
    assert decide_before(asked, POLICY) == asked.due_at == NOW + HOUR + WINDOW
    assert hand_over_at(approved, POLICY) == approved.due_at == NOW + 2 * HOUR
    assert too_late_at(approved, POLICY) == NOW + 2 * HOUR + LATE
    assert hand_over_at(asked, POLICY) == NOW + HOUR


def test_what_came_back_late_has_until_the_late_limit():
    """A drift found at hand-over can still be decided until moment + late limit, not until a deadline that is over."""
    drift = after(at(State.APPROVED), Action.DRIFT, now=DUE)
    earlier = after(at(State.APPROVED), Action.DRIFT, now=DUE - SECOND)

    assert decide_before(drift, POLICY) == drift.due_at == MOMENT.at + LATE
    assert decide_before(earlier, POLICY) == earlier.due_at == DUE
    assert after(drift, Action.APPROVE, KARIM, now=MOMENT.at + LATE - SECOND).state is State.APPROVED


def test_a_preparation_made_anew_has_until_the_late_limit():
    """What was approved and is prepared again expires when it could not be handed over any more."""
    again = after(at(State.APPROVED), Action.PREPARE_AGAIN, now=DUE)
    soon = after(at(State.APPROVED, ASAP), Action.PREPARE_AGAIN, now=NOW + SECOND)

    assert decide_before(again, POLICY) == MOMENT.at + LATE
    assert decide_before(soon, POLICY) == NOW + LATE


@pytest.mark.parametrize("action", [Action.APPROVE, Action.REJECT])
def test_a_decision_after_the_deadline_is_none(action):
    """The deadline holds also before the bot has looked; a second earlier counts."""
    asked = at(State.AWAITING)
    with pytest.raises(UserError) as refused:
        after(asked, action, KARIM, now=DUE)

    assert refused.value.problem.reason is Reason.DEADLINE_PASSED
    assert refused.value.problem.values["until"] == DUE
    assert after(asked, action, KARIM, now=DUE - SECOND).state is not State.AWAITING


def test_votes_do_not_move_the_deadline():
    """A first of two votes leaves entered_at, and so the deadline, where they were."""
    two = replace(POLICY, approvals_required=2)
    asked = at(State.AWAITING, ASAP)
    once = after(asked, Action.APPROVE, KARIM, now=NOW + HOUR, policy=two)
    assert once.due_at == asked.due_at == NOW + WINDOW


def test_approved_late_goes_at_once():
    """An approval after moment − lead is due at the instant it is given."""
    drift = after(at(State.APPROVED), Action.DRIFT, now=DUE)
    approved = after(drift, Action.APPROVE, KARIM, now=MOMENT.at)
    assert approved.due_at == MOMENT.at


@pytest.mark.parametrize(
    ("prepared", "now", "zone", "anew"),
    [
        # The same day in Paris, and the night between two.
        ("2026-11-24T08:00", "2026-11-24T16:55", "Europe/Paris", False),
        ("2026-11-23T22:59", "2026-11-24T16:55", "Europe/Paris", True),
        ("2026-11-23T23:00", "2026-11-24T16:55", "Europe/Paris", False),
        # One day in UTC, two in Auckland and in Los Angeles.
        ("2026-11-24T10:59", "2026-11-24T11:00", "Pacific/Auckland", True),
        ("2026-11-24T07:59", "2026-11-24T08:00", "America/Los_Angeles", True),
        # The nights when the clocks change: midnight is at another hour of UTC before and after.
        ("2026-10-24T21:59", "2026-10-24T22:00", "Europe/Paris", True),
        ("2026-10-24T22:00", "2026-10-25T22:59", "Europe/Paris", True),  # A day of 25 hours: over the age.
        ("2026-10-24T23:00", "2026-10-25T22:59", "Europe/Paris", False),
        ("2026-10-25T22:59", "2026-10-25T23:00", "Europe/Paris", True),
        ("2026-03-28T22:59", "2026-03-28T23:00", "Europe/Paris", True),
        ("2026-03-28T23:00", "2026-03-29T21:59", "Europe/Paris", False),
        ("2026-03-29T21:59", "2026-03-29T22:00", "Europe/Paris", True),
    ],
)
def test_a_preparation_is_of_the_day_it_is_sent_on(prepared, now, zone, anew):
    """In the campaign's zone, whatever the clocks do there: people who opted out since may still be in an older one."""
    prepared_at, at_now = (datetime.fromisoformat(word).replace(tzinfo=UTC) for word in (prepared, now))
    brief = replace(BRIEF, send_at=Moment.of(at_now + LEAD, zone))
    campaign = replace(begun(brief), ticket="sms_1", prepared_at=prepared_at)
    assert needs_new_preparation(campaign, at_now, POLICY) is anew


def test_a_preparation_has_an_age():
    """Without a moment only the age counts: up to the maximum, and not a second more."""
    campaign = after(begun(ASAP), Action.TICKETED)
    assert not needs_new_preparation(campaign, NOW + POLICY.preparation_max_age, POLICY)
    assert needs_new_preparation(campaign, NOW + POLICY.preparation_max_age + SECOND, POLICY)
    short = replace(POLICY, preparation_max_age=HOUR)
    assert needs_new_preparation(at(State.APPROVED), NOW + HOUR + SECOND, short)


def test_without_a_ticket_there_is_no_preparation():
    """What has no ticket, or no time of preparation, is prepared."""
    ticketed = after(begun(ASAP), Action.TICKETED)
    assert needs_new_preparation(replace(ticketed, ticket=None), NOW, POLICY)
    assert needs_new_preparation(replace(ticketed, prepared_at=None), NOW, POLICY)


def test_what_octopush_names_is_when_it_leaves():
    """Handed over, it leaves when Octopush says so; else at its moment, or now where that is over or there is none."""
    sending, soon = at(State.SENDING), at(State.SENDING, ASAP)
    named = MOMENT.at + HOUR
    assert after(sending, Action.ACCEPTED, leaves_at=named).leaves_at == named
    assert after(sending, Action.ACCEPTED, leaves_at=None).leaves_at == MOMENT.at
    assert after(sending, Action.ACCEPTED, leaves_at=None, now=named).leaves_at == named
    assert after(soon, Action.ACCEPTED, leaves_at=None, now=NOW + HOUR).leaves_at == NOW + HOUR
    unsure = at(State.UNSURE)
    assert after(unsure, Action.SETTLE_SENT, CLAIRE, now=NOW + HOUR).leaves_at == MOMENT.at


def test_not_taken_is_tried_again_and_told():
    """Surely not taken: approved again, with the code and one more try; the approval keeps its time."""
    sending = at(State.SENDING)
    tried = after(sending, Action.NOT_TAKEN)
    again = after(after(tried, Action.START_SENDING), Action.NOT_TAKEN)

    assert (tried.state, tried.tries, tried.waiting) == (State.APPROVED, 1, STEPS[Action.NOT_TAKEN].code)
    assert (again.tries, again.due_at, again.approved_at) == (2, NOW + SECOND, sending.approved_at)


def test_left_is_left():
    """Once its moment has come nothing more is looked at."""
    handed = at(State.HANDED_OVER)
    left = after(handed, Action.LEFT, now=MOMENT.at)
    assert (handed.left, left.left, left.due_at) == (False, True, None)
    assert left.entered_at == handed.entered_at


def test_settled_as_not_sent_is_cancelled():
    """A person found that it did not leave: that is a cancel, by the requester or an approver."""
    for actor in (CLAIRE, KARIM):
        assert after(at(State.UNSURE), Action.SETTLE_NOT_SENT, actor).state is State.CANCELLED
