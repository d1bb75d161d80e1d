from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.brief import Moment
from bot.domain.budget import Bound, Budget, Committed, Over, goes_out_on, over, promised
from bot.domain.campaign import Action, Campaign, State
from bot.domain.risk import Risk
from bot.errors import Reason, UserError
from tests.domain.campaigns import ASAP, BRIEF, KARIM, LEAD, NOW, POLICY, at, change, measured

PARIS = ZoneInfo("Europe/Paris")
EUROS = st.decimals(0, 10_000, places=4)


def _one(
    number: int, state: State = State.APPROVED, *, cost: str = "10", minutes: int = 0, brief=ASAP
) -> Campaign:
    """Make another campaign, approved some minutes after noon."""
    return replace(
        at(state, brief),
        id=number,
        measured=measured(100, cost),
        approved_at=None if state in (State.AWAITING, State.REJECTED) else NOW + timedelta(minutes=minutes),
    )


@pytest.mark.parametrize(
    ("cost", "found"),
    [
        ("40", None),
        ("40.01", Over(Bound.DAY, Decimal(100), Decimal(40))),
    ],
)
def test_up_to_the_last_cent_and_no_further(cost, found):
    """What fits exactly goes; a cent more does not, and what was left is told."""
    assert over(Decimal(cost), Committed(per_day=Decimal(60)), Budget(per_day=Decimal(100))) == found


def test_what_is_over_already_has_nothing_left():
    """A budget that was lowered since is told as used up, not as less than nothing."""
    found = over(Decimal(1), Committed(per_month=Decimal(60)), Budget(per_month=Decimal(50)))
    assert found == Over(Bound.MONTH, Decimal(50), Decimal(0))


@given(EUROS, EUROS, st.sampled_from(Bound), EUROS)
def test_each_budget_is_a_hard_stop(cost, taken, bound, limit):
    """Whatever the figures: it goes exactly where everything together is within the budget."""
    found = over(cost, Committed(**{bound: taken}), Budget(**{bound: limit}))
    assert (found is None) == (taken + cost <= limit)


@pytest.mark.parametrize(
    ("leaves", "now", "day"),
    [
        # A quarter past midnight in Paris, whatever the day in UTC.
        (datetime(2026, 11, 24, 23, 15, tzinfo=UTC), NOW, "2026-11-25"),
        # Two minutes past: it goes to Octopush three minutes before, and is spent then.
        (datetime(2026, 11, 24, 23, 2, tzinfo=UTC), NOW, "2026-11-24"),
        # What is late goes today.
        (datetime(2026, 11, 24, 23, 15, tzinfo=UTC), NOW + timedelta(days=9), "2026-12-02"),
    ],
)
def test_the_day_is_the_houses_on_which_it_goes_to_octopush(leaves, now, day):
    """It counts on the day that it is spent on, or a budget could be gone over around midnight."""
    brief = replace(BRIEF, send_at=Moment.of(leaves, "Europe/Paris"))
    assert goes_out_on(_one(1, brief=brief), now, PARIS, LEAD).isoformat() == day
    assert goes_out_on(_one(1), NOW, PARIS, LEAD).isoformat() == "2026-11-23"


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        (State.AWAITING, False),
        (State.APPROVED, True),
        (State.SENDING, True),
        (State.UNSURE, True),
        (State.REJECTED, False),
        (State.HANDED_OVER, False),
    ],
)
def test_what_is_approved_and_not_handed_over_counts(state, counts):
    """What may have gone counts; what was handed over is among what was spent, and is not counted twice."""
    found = promised(_one(1, State.AWAITING), [_one(2, state)], NOW, PARIS, lead=LEAD, first_come=False)
    assert found.per_day == (Decimal(10) if counts else 0)


def test_others_count_where_they_share_a_budget():
    """Another day of the month is the month's alone; another person's is not this person's; itself it is not twice."""
    mine = _one(1)
    tomorrow = _one(2, brief=BRIEF)
    theirs = replace(_one(3, cost="5"), requester="UOTHER")
    found = promised(mine, [mine, tomorrow, theirs], NOW, PARIS, lead=LEAD, first_come=False)
    assert found == Committed(
        per_day=Decimal(5),
        per_month=Decimal(15),
        per_person_and_day=Decimal(0),
        per_person_and_month=Decimal(10),
    )


def test_at_the_hand_over_who_was_approved_first_goes_first():
    """Of two that only fit one by one, exactly one goes: each would wait for the other, or both go, otherwise."""
    first, second = _one(8, minutes=1), _one(7, minutes=2)
    pair = [first, second]
    budget = Budget(per_day=Decimal(15))
    stopped = [
        over(Decimal(10), promised(one, pair, NOW, PARIS, lead=LEAD, first_come=True), budget) is not None
        for one in pair
    ]
    assert stopped == [False, True]
    assert (
        promised(first, [_one(7, State.SENDING, minutes=2)], NOW, PARIS, lead=LEAD, first_come=True).per_day
        == 10
    )


def test_an_approval_over_the_budget_is_refused():
    """It says what is left; within the budget, or without any, the same vote counts."""
    policy = replace(POLICY, risk=Risk(budget=Budget(per_day=Decimal(100))))
    waiting = at(State.AWAITING, policy=policy)
    with pytest.raises(UserError) as refused:
        change(waiting, Action.APPROVE, KARIM, policy=policy, committed=Committed(per_day=Decimal(60)))
    problem = refused.value.problem
    assert (problem.reason, problem.values["left"], problem.values["bound"]) == (
        *(Reason.OVER_BUDGET, Decimal(40), Bound.DAY),
    )
    within = change(waiting, Action.APPROVE, KARIM, policy=policy, committed=Committed(per_day=Decimal(41)))
    assert within.after.state is State.APPROVED
