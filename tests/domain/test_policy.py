"""Who may decide, how many it takes, and how far and how long a vote holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.brief import Moment, Purpose
from bot.domain.campaign import Action, Actor, State
from bot.domain.policy import drifted, has_quorum, hours_at, must_give_way, needed_votes, valid_votes
from bot.domain.quiet_hours import french_marketing
from bot.errors import Reason, UserError
from tests.domain.campaigns import (
    BETTER,
    BRIEF,
    CLAIRE,
    EVE,
    KARIM,
    LEA,
    MOMENT,
    NOW,
    POLICY,
    after,
    at,
    begun,
    change,
    measured,
)

TWO = replace(POLICY, approvals_required=2)
NONE = replace(POLICY, approvals_required=0, approvers=frozenset())


def test_as_many_different_people_as_the_policy_says():
    """Two approvals are two people: one person twice is one, and only their last vote is kept."""
    asked = at(State.AWAITING)
    once = after(asked, Action.APPROVE, KARIM, policy=TWO)
    twice = after(once, Action.APPROVE, KARIM, policy=TWO, now=NOW + timedelta(minutes=1))
    both = after(twice, Action.APPROVE, LEA, policy=TWO, now=NOW + timedelta(minutes=2))

    assert [once.state, twice.state, both.state] == [State.AWAITING, State.AWAITING, State.APPROVED]
    assert [(vote.voter, vote.at) for vote in twice.votes] == [(KARIM.id, NOW + timedelta(minutes=1))]
    assert [vote.voter for vote in both.votes] == [KARIM.id, LEA.id]
    assert both.approved_at == NOW + timedelta(minutes=2)
    assert once.approved_at is None


def test_a_vote_is_bound_to_what_was_seen():
    """A vote holds digest, people and cost as they were when it was given."""
    vote = at(State.APPROVED).votes[0]
    assert (vote.voter, vote.at, vote.digest) == (KARIM.id, NOW, BRIEF.digest)
    assert (vote.people, vote.cost) == (measured().people, measured().cost)


HOURS = replace(POLICY, quiet=french_marketing())
SUNDAY = Moment.of(datetime(2026, 11, 29, 12, tzinfo=UTC), "Europe/Paris")


@pytest.mark.parametrize(
    ("brief", "policy", "said"),
    [
        (BRIEF, POLICY, "none are set"),
        (BRIEF, HOURS, "open until 2026-11-24T20:00:00+01:00"),
        (replace(BRIEF, send_at=SUNDAY), HOURS, "closed_day until 2026-11-30T10:00:00+01:00"),
        (replace(BRIEF, send_at=SUNDAY, purpose=Purpose.ALERT), HOURS, "an alert, free at any hour"),
    ],
)
def test_the_record_says_what_the_hours_said(brief, policy, said):
    """Of the moment at which it would leave: open or why not, and until when; an alert is not asked."""
    assert hours_at(brief, NOW, policy) == said


def test_a_vote_keeps_by_what_right_and_on_what_it_was_given():
    """Yes and no alike: the name that gave the right, and the message that was shown; the bot's own steps have neither."""
    for action in (Action.APPROVE, Action.REJECT):
        event = change(at(State.AWAITING), action, KARIM, shown="https://a", reason="Later.").event
        assert event is not None
        assert (event.note["counts_as"], event.note["shown"]) == ("S0LEADS", "https://a")
    sending = change(at(State.APPROVED), Action.START_SENDING, policy=HOURS).event
    assert sending is not None
    assert str(sending.note["hours"]).startswith("open")
    assert not {"counts_as", "shown"} & sending.note.keys()


@pytest.mark.parametrize(
    ("people", "cost", "holds"),
    [
        *((100, "10.00", True), (102, "10.00", True), (98, "10.00", True), (103, "10.00", False)),
        *((97, "10.00", False), (100, "10.20", True), (100, "9.80", True), (100, "10.21", False)),
        *((100, "9.79", False), (0, "0", False)),
    ],
)
def test_votes_hold_within_the_tolerated_drift_both_ways(people, cost, holds):
    """Two per cent more or fewer people, or two per cent more or less cost, is still what was approved."""
    seen, found = measured(100, "10.00"), measured(people, cost)
    campaign = after(after(begun(), Action.TICKETED), Action.MEASURED, measured=seen)
    approved = after(campaign, Action.APPROVE, KARIM)
    moved = replace(approved, measured=found)

    assert drifted(seen, found, POLICY) is not holds
    assert drifted(approved.votes[0], found, POLICY) is not holds
    assert bool(valid_votes(moved, POLICY)) is holds
    assert has_quorum(moved, POLICY) is holds


def test_nothing_may_drift_from_nothing():
    """Where nobody was counted, one person is a drift, and no division fails."""
    assert drifted(measured(0, "0"), measured(1, "0"), POLICY)
    assert drifted(measured(0, "0"), measured(0, "0.01"), POLICY)
    assert not drifted(measured(0, "0"), measured(0, "0"), POLICY)


def test_a_tolerance_of_nothing_tolerates_nothing():
    """With 0 % one cent or one person asks again, and the same figures do not."""
    exact = replace(POLICY, drift_tolerance=0.0)
    assert drifted(measured(), measured(1205), exact)
    assert drifted(measured(), measured(1204, "59.00"), exact)
    assert not drifted(measured(), measured(1204, "58.990"), exact)


def test_votes_on_another_text_or_without_a_count_are_none():
    """A vote on another digest does not count, and none counts while nothing is measured."""
    approved = at(State.APPROVED)
    assert not valid_votes(replace(approved, brief=BETTER), POLICY)
    assert not valid_votes(replace(approved, measured=None), POLICY)


def test_nobody_who_wrote_a_revision_counts():
    """Whoever wrote any revision may not approve, not even as an approver, and a vote of theirs is worth nothing."""
    author = Actor(CLAIRE.id, counts_as="S0LEADS")
    asked = at(State.AWAITING)
    with pytest.raises(UserError) as refused:
        after(asked, Action.APPROVE, author)
    assert refused.value.problem.reason is Reason.OWN_CAMPAIGN

    approved = at(State.APPROVED)
    assert not has_quorum(replace(approved, authors=approved.authors | {KARIM.id}), POLICY)
    edited_by_karim = replace(asked, authors=asked.authors | {KARIM.id})
    with pytest.raises(UserError):
        after(edited_by_karim, Action.APPROVE, KARIM)
    with pytest.raises(UserError):
        after(edited_by_karim, Action.REJECT, KARIM)


def test_a_rejection_says_why():
    """Blanks are no reason."""
    for reason in (None, "", " \n"):
        with pytest.raises(UserError) as refused:
            after(at(State.AWAITING), Action.REJECT, KARIM, reason=reason)
        assert refused.value.problem.reason is Reason.REASON_MISSING


def test_an_edit_voids_votes():
    """Votes on the revision before are gone, so the new one is asked about anew."""
    once = after(at(State.AWAITING), Action.APPROVE, KARIM, policy=TWO)
    edited = after(once, Action.EDIT, CLAIRE, policy=TWO)
    asked = after(after(edited, Action.TICKETED), Action.MEASURED, policy=TWO, measured=measured())

    assert edited.votes == asked.votes == ()
    assert asked.state is State.AWAITING


def test_a_drift_voids_votes_and_shows_the_new_figures():
    """What was approved is not what would leave: it is asked about again, with what was found."""
    found = measured(1391, "68.15", NOW + timedelta(hours=1))
    drift = after(at(State.APPROVED), Action.DRIFT, measured=found)

    assert (drift.votes, drift.approved_at, drift.measured) == ((), None, found)
    assert after(at(State.APPROVED), Action.DRIFT, code=None).measured == measured()


@pytest.mark.parametrize(
    ("people", "leads"), [(1204, State.APPROVED), (1220, State.APPROVED), (1391, State.AWAITING)]
)
def test_a_preparation_made_anew_is_approved_while_the_votes_hold(people, leads):
    """After a new attempt the votes still count, unless what was counted has drifted; then they are void."""
    approved = at(State.APPROVED)
    again = after(after(approved, Action.PREPARE_AGAIN), Action.TICKETED, ticket="sms_2")
    found = after(again, Action.MEASURED, measured=measured(people), now=NOW + timedelta(hours=1))

    assert found.state is leads
    if leads is State.APPROVED:
        assert (found.votes, found.approved_at) == (approved.votes, approved.approved_at)
    else:
        assert (found.votes, found.approved_at) == ((), None)


def test_a_new_attempt_that_lost_a_vote_asks_again():
    """Where the policy became stricter meanwhile, the old votes are too few: all of them are given anew."""
    again = after(after(at(State.APPROVED), Action.PREPARE_AGAIN), Action.TICKETED, ticket="sms_2")
    found = after(again, Action.MEASURED, measured=measured(), policy=TWO)
    assert (found.state, found.votes) == (State.AWAITING, ())


def test_nobody_to_send_to_ends_it():
    """A campaign of nobody fails with the code of an empty list, however many approvals are needed."""
    for policy in (POLICY, NONE):
        counted = after(
            after(begun(), Action.TICKETED), Action.MEASURED, measured=measured(0, "0"), policy=policy
        )
        assert (counted.state, counted.code) == (State.FAILED, 103)


def test_without_approvals_it_is_approved_once_it_is_counted():
    """With none required the count is enough; once people are asked after all, one must answer."""
    ticketed = after(begun(), Action.TICKETED)
    counted = after(ticketed, Action.MEASURED, policy=NONE, measured=measured())
    assert (counted.state, counted.approved_at) == (State.APPROVED, NOW)
    assert needed_votes(counted, NONE) == 0

    drift = after(counted, Action.DRIFT, policy=NONE, measured=measured(1391))
    assert needed_votes(drift, NONE) == 1
    assert after(drift, Action.APPROVE, CLAIRE, policy=NONE).state is State.APPROVED


def test_without_approvals_a_stranger_decides_nothing():
    """Where nobody needs to approve, a drift is decided by whoever asked, or by an approver if there are any."""
    counted = after(after(begun(), Action.TICKETED), Action.MEASURED, policy=NONE, measured=measured())
    drift = after(counted, Action.DRIFT, policy=NONE, measured=measured(1391))
    for action in (Action.APPROVE, Action.REJECT):
        with pytest.raises(UserError) as refused:
            after(drift, action, EVE, policy=NONE)
        assert refused.value.problem.reason is Reason.NOT_AN_APPROVER
    assert after(drift, Action.APPROVE, KARIM, policy=NONE).state is State.APPROVED


def test_a_wall_time_is_kept_beside_the_instant():
    """A moment is an instant, a zone and what the clock on the wall shows there."""
    moment = Moment.of(MOMENT.at, "Asia/Kathmandu")
    assert (moment.at, f"{moment.wall:%H:%M}", moment.local.utcoffset()) == (
        MOMENT.at,
        "22:45",
        timedelta(hours=5, minutes=45),
    )


@pytest.mark.parametrize(
    ("state", "purpose", "alert", "gives"),
    [
        (State.AWAITING, Purpose.MARKETING, {"send_at": None}, True),
        (State.PREPARING, Purpose.MARKETING, {"send_at": None}, True),
        (State.APPROVED, Purpose.MARKETING, {"send_at": None}, False),
        (State.AWAITING, Purpose.ALERT, {"send_at": None}, False),
        (State.AWAITING, Purpose.MARKETING, {"send_at": None, "purpose": Purpose.MARKETING}, False),
        (State.AWAITING, Purpose.MARKETING, {"send_at": MOMENT}, False),
        (State.AWAITING, Purpose.MARKETING, {"send_at": Moment.of(NOW + timedelta(hours=1), "UTC")}, True),
    ],
)
def test_who_gives_way_to_an_alert(state, purpose, alert, gives):
    """Marketing that nobody has approved gives its place to an alert for now or the next hour; nothing else does."""
    holder = at(state)
    holder = replace(holder, brief=replace(holder.brief, purpose=purpose))
    urgent = replace(at(State.PREPARING), brief=replace(BRIEF, **{"purpose": Purpose.ALERT, **alert}))
    assert must_give_way(holder, to=urgent, now=NOW) == gives


def test_approved_and_prepared_anew_keeps_its_place():
    """What was approved and is prepared again for its day does not give way."""
    holder = after(at(State.APPROVED), Action.PREPARE_AGAIN)
    urgent = replace(at(State.PREPARING), brief=replace(BRIEF, purpose=Purpose.ALERT, send_at=None))
    assert holder.state is State.PREPARING
    assert not must_give_way(holder, to=urgent, now=NOW)
