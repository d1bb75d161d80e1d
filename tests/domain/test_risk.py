from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.brief import Purpose
from bot.domain.campaign import BOT, Action, Actor, State
from bot.domain.policy import (
    approvals_for,
    asked_first,
    asked_last,
    decide_before,
    may_be_asked,
    sender_problems,
)
from bot.domain.possible import contradiction
from bot.domain.risk import Alerts, Larger, Requests, Risk
from bot.errors import Reason, UserError
from tests.domain.campaigns import ASAP, BRIEF, KARIM, LEA, NOW, POLICY, after, at, begun, change, measured

RISK = Risk(
    larger=(
        Larger(approvals=2, above_recipients=5_000),
        Larger(approvals=3, above_recipients=50_000, above_cost=Decimal(500)),
    ),
    alerts=Alerts(approvers=frozenset({"SONCALL"}), approvals=1, decide_within=timedelta(hours=1)),
)
STRICT = replace(POLICY, risk=RISK)
ALERT = replace(ASAP, purpose=Purpose.ALERT)


@pytest.mark.parametrize(
    ("people", "cost", "needed"),
    [
        (5_000, "500", 1),
        (5_001, "10", 2),
        (10, "500.01", 3),
        (60_000, "10", 3),
    ],
)
def test_what_is_larger_takes_more_approvals(people, cost, needed):
    """Above a bound, not at it; people or cost is enough; of all that hold, the most is taken."""
    assert approvals_for(BRIEF, measured(people, cost), STRICT) == needed


def test_before_it_is_measured_nothing_is_large():
    """What nobody has counted is asked for as all others are."""
    assert approvals_for(BRIEF, None, STRICT) == 1


def test_what_is_not_counted_yet_may_have_to_be_approved():
    """A preview never says that nobody is asked where the size may still make somebody be."""
    nobody = replace(STRICT, approvals_required=0)
    assert may_be_asked(BRIEF, None, nobody)
    assert not may_be_asked(BRIEF, measured(5_000, "10"), nobody)
    assert not may_be_asked(BRIEF, None, replace(nobody, risk=Risk()))


def test_nothing_makes_it_fewer():
    """A larger campaign never takes fewer approvals than the house's own number."""
    house = replace(STRICT, approvals_required=3)
    assert approvals_for(BRIEF, measured(5_001, "10"), house) == 3


@pytest.mark.parametrize(("approvals", "needed"), [(None, 1), (0, 0), (2, 2)])
def test_alerts_have_their_own_number(approvals, needed):
    """Alerts may take more or fewer; marketing never does by it."""
    policy = replace(POLICY, risk=Risk(alerts=Alerts(approvals=approvals)))
    assert approvals_for(ALERT, None, policy) == needed
    assert approvals_for(ASAP, None, policy) == 1


def test_a_decision_keeps_the_version_of_its_policy():
    """Whoever reads the record later can tell by which file a vote was enough."""
    policy = replace(STRICT, risk=replace(RISK, version="0123456789ab"))
    waiting = at(State.AWAITING, policy=policy)
    event = change(waiting, Action.APPROVE, KARIM, policy=policy).event
    assert event is not None
    assert (event.note["policy"], event.note["needed"]) == ("0123456789ab", 1)


def test_a_large_campaign_waits_for_its_second_vote():
    """One vote is enough for what is small, and not for what is large; the second makes it whole."""
    ticketed = after(begun(), Action.TICKETED, policy=STRICT, ticket="sms_1")
    large = after(ticketed, Action.MEASURED, policy=STRICT, measured=measured(5_001, "10"))
    first = after(large, Action.APPROVE, KARIM, policy=STRICT)
    assert first.state is State.AWAITING
    assert after(first, Action.APPROVE, LEA, policy=STRICT).state is State.APPROVED
    small = after(ticketed, Action.MEASURED, policy=STRICT, measured=measured(5_000, "10"))
    assert after(small, Action.APPROVE, KARIM, policy=STRICT).state is State.APPROVED


def test_where_no_approval_is_needed_what_is_large_is_asked_about():
    """The house may send small campaigns unasked; whoever wrote a large one may not approve it."""
    policy = replace(STRICT, approvals_required=0)
    ticketed = after(begun(), Action.TICKETED, policy=policy, ticket="sms_1")
    small = after(ticketed, Action.MEASURED, policy=policy, measured=measured(5_000, "10"))
    assert small.state is State.APPROVED
    large = after(ticketed, Action.MEASURED, policy=policy, measured=measured(5_001, "10"))
    assert large.state is State.AWAITING
    with pytest.raises(UserError) as refused:
        after(large, Action.APPROVE, Actor(begun().requester, counts_as="S0LEADS"), policy=policy)
    assert refused.value.problem.reason is Reason.OWN_CAMPAIGN


def test_a_campaign_that_grows_over_a_bound_is_asked_about_again():
    """Prepared anew and larger than one vote is enough for, it goes out on no vote of before."""
    loose = replace(STRICT, drift_tolerance=1.0)
    ticketed = after(begun(), Action.TICKETED, policy=loose, ticket="sms_1")
    small = after(ticketed, Action.MEASURED, policy=loose, measured=measured(5_000, "10"))
    approved = after(small, Action.APPROVE, KARIM, policy=loose)
    again = after(approved, Action.PREPARE_AGAIN, BOT, policy=loose)
    again = after(again, Action.TICKETED, policy=loose, ticket="sms_2")
    assert after(again, Action.MEASURED, policy=loose, measured=measured(5_001, "10")).state is State.AWAITING


def test_alerts_are_decided_by_their_own_people_and_sooner():
    """Their group is asked instead of the house's, its backups included, and within its own time."""
    policy = replace(
        STRICT, approvers=frozenset({"SLEADS", "SHEADS", "SONCALL"}), backups=frozenset({"SHEADS"})
    )
    assert (sorted(asked_first(ALERT, policy)), sorted(asked_last(ALERT, policy))) == (["SONCALL"], [])
    assert sorted(asked_first(ASAP, policy)) == ["SLEADS", "SONCALL"]
    assert sorted(asked_last(ASAP, policy)) == ["SHEADS"]
    assert decide_before(begun(ALERT), policy) == NOW + timedelta(hours=1)
    assert decide_before(begun(ASAP), policy) == NOW + policy.approval_window


@pytest.mark.parametrize(
    ("sender", "reasons"),
    [
        ("LUMEA", []),
        (None, [Reason.SENDER_NOT_ALLOWED]),
        ("OTHER", [Reason.SENDER_NOT_ALLOWED]),
        ("no", [Reason.SENDER_SHAPE]),
    ],
)
def test_only_named_senders_are_used(sender, reasons):
    """Where senders are named, no other leaves, nor the account's own, which nobody sees here."""
    policy = replace(POLICY, risk=Risk(requests=Requests(senders=frozenset({"LUMEA"}))))
    assert [one.reason for one in sender_problems(sender, policy)] == reasons


PEOPLE = frozenset({"UKARIM", "ULEA"})


@pytest.mark.parametrize(
    ("change", "begins"),
    [
        ({}, None),
        ({"approvers": PEOPLE}, "POLICY_FILE wants 3 approvals of what is larger"),
        ({"approvals_required": 3, "approvers": PEOPLE}, "APPROVALS_REQUIRED is 3"),
        (
            {"risk": Risk(alerts=Alerts(approvers=PEOPLE, approvals=3))},
            "POLICY_FILE wants 3 approvals of alerts",
        ),
        ({"risk": Risk(requests=Requests(senders=frozenset({"OTHER"})))}, "DEFAULT_SENDER"),
        ({"risk": Risk(requests=Requests(channels=frozenset({"C2"})))}, "CAMPAIGN_CHANNEL"),
        ({"risk": Risk(requests=Requests(senders=frozenset({"LUMEA"}), channels=frozenset({"C1"})))}, None),
    ],
)
def test_a_policy_that_nobody_could_keep_is_found(change, begins):
    """It is named by the setting to change; what only Slack knows, such as the size of a group, is not guessed."""
    found = contradiction(replace(STRICT, **change), default_sender="LUMEA", channel="C1")
    assert found is None if begins is None else (found or "").startswith(begins)
