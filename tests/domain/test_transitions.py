"""Every state, every action, everybody: the whole table of what can happen to a campaign."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.campaign import BOT, Action, Claim, State
from bot.domain.effects import EFFECTS, Step
from bot.domain.transitions import TABLE, begin, claimed, decide
from bot.errors import Reason, UserError
from tests.domain.campaigns import (
    BETTER,
    BRIEF,
    CLAIM,
    CLAIRE,
    EVE,
    KARIM,
    LEAD,
    MOMENT,
    NOW,
    POLICY,
    STEPS,
    after,
    at,
    begun,
    change,
)

#: The states' table, written down a second time: state, action, who may, and where it leads.
_RULES = """
preparing    ticketed         bot                preparing
preparing    prepare_again    bot                preparing
preparing    wait             bot                preparing
preparing    measured         bot                awaiting approved failed
preparing    refused          bot                failed
preparing    expire           bot                expired
preparing    cancel           requester,approver cancelled
awaiting     approve          approver           awaiting approved
awaiting     reject           approver           rejected
awaiting     remind           bot                awaiting
awaiting     expire           bot                expired
awaiting     cancel           requester,approver cancelled
awaiting     edit             requester          preparing
awaiting     prepare_again    bot                preparing
approved     wait             bot                approved
approved     drift            bot                awaiting
approved     prepare_again    bot                preparing
approved     start_sending    bot                sending
approved     lost             bot                unsure
approved     expire           bot                expired
approved     cancel           requester,approver cancelled
approved     edit             requester          preparing
sending      accepted         bot                handed_over
sending      not_taken        bot                approved
sending      refused          bot                failed
sending      lost             bot                unsure
unsure       accepted         bot                handed_over
unsure       settle_sent      requester,approver handed_over
unsure       settle_not_sent  requester,approver cancelled
handed_over  left             bot                handed_over
rejected     edit             requester          preparing
failed       edit             requester          preparing
expired      edit             requester          preparing
"""
RULES = {
    (State(state), Action(action)): (frozenset(who.split(",")), frozenset(map(State, leads)))
    for state, action, who, *leads in map(str.split, _RULES.strip().splitlines())
}
ACTORS = {"bot": BOT, "requester": CLAIRE, "approver": KARIM, "stranger": EVE}
LATER = NOW + timedelta(minutes=10)

#: When the bot looks again after each action, for a campaign that leaves at its moment.
DUE = {
    Action.TICKETED: LATER,
    Action.PREPARE_AGAIN: LATER + timedelta(seconds=0.5),
    Action.WAIT: LATER + timedelta(seconds=0.5),
    Action.MEASURED: MOMENT.at - LEAD,
    Action.APPROVE: MOMENT.at - LEAD,
    Action.DRIFT: MOMENT.at - LEAD,
    Action.REMIND: MOMENT.at - LEAD,
    Action.START_SENDING: CLAIM.until,
    Action.ACCEPTED: MOMENT.at,
    Action.NOT_TAKEN: LATER + timedelta(seconds=0.5),
    Action.SETTLE_SENT: MOMENT.at,
    Action.EDIT: LATER,
    **dict.fromkeys((Action.REFUSED, Action.EXPIRE, Action.REJECT, Action.LOST), None),
    **dict.fromkeys((Action.CANCEL, Action.SETTLE_NOT_SENT, Action.LEFT), None),
}


def test_the_table_is_the_one_that_was_agreed():
    """No arrow is added or lost unnoticed, and each known action has an effect."""
    assert {pair: leads for pair, (_, leads) in RULES.items()} == TABLE
    assert {action for _, action in TABLE} == set(EFFECTS) == set(Action) - {Action.CONFIRM}


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("state", State)
def test_every_state_action_and_actor(state, action, actor):
    """What the table does not know, or not of this actor, is refused; what it knows is decided as it says."""
    campaign = at(state)
    who, leads = RULES.get((state, action), (frozenset(), frozenset()))
    step = STEPS.get(action, Step(action=action))
    if actor not in who:
        with pytest.raises(UserError):
            decide(campaign, step, actor=ACTORS[actor], now=LATER, policy=POLICY)
        assert campaign == at(state)
        return
    made = decide(campaign, step, actor=ACTORS[actor], now=LATER, policy=POLICY)
    found = made.after

    assert made.before is campaign
    assert found.state in leads
    assert found.version == campaign.version + 1
    moved = found.state is not state or action is Action.EDIT
    assert found.entered_at == (LATER if moved else campaign.entered_at)
    assert found.claim == (CLAIM if found.state is State.SENDING else None)
    assert found.due_at == DUE[action]
    assert (found.id, found.requester, found.channel) == (campaign.id, campaign.requester, campaign.channel)
    event = made.event
    assert event is not None
    assert (event.at, event.actor, event.action) == (LATER, ACTORS[actor].id, action)
    assert (event.before, event.after) == (state, found.state)
    assert (event.revision, event.digest) == (found.revision, found.brief.digest)


def test_who_may_not_is_told_why():
    """Each kind of refusal has its own reason."""
    refusals = [
        (State.APPROVED, Action.APPROVE, KARIM, Reason.NOT_IN_THIS_STATE),
        (State.AWAITING, Action.APPROVE, EVE, Reason.NOT_AN_APPROVER),
        (State.AWAITING, Action.REJECT, EVE, Reason.NOT_AN_APPROVER),
        (State.AWAITING, Action.APPROVE, CLAIRE, Reason.OWN_CAMPAIGN),
        (State.AWAITING, Action.EDIT, KARIM, Reason.NOT_THE_REQUESTER),
        (State.AWAITING, Action.CANCEL, EVE, Reason.NOT_THE_REQUESTER),
        (State.UNSURE, Action.SETTLE_SENT, EVE, Reason.NOT_THE_REQUESTER),
        (State.APPROVED, Action.START_SENDING, CLAIRE, Reason.NOT_IN_THIS_STATE),
        (State.AWAITING, Action.CANCEL, BOT, Reason.NOT_IN_THIS_STATE),
        (State.CANCELLED, Action.EDIT, CLAIRE, Reason.NOT_IN_THIS_STATE),
    ]
    found = []
    for state, action, actor, _ in refusals:
        with pytest.raises(UserError) as refused:
            after(at(state), action, actor)
        found.append(refused.value.problem.reason)
    assert found == [reason for *_, reason in refusals]


def test_a_confirmation_begins_the_story():
    """A new campaign is being prepared, due at once, at its first revision and attempt, and the audit says by whom."""
    made = begin(BRIEF, requester=CLAIRE.id, channel="C1", now=NOW)
    new, event = made.after, made.event

    assert made.before is None
    assert (new.id, new.version, new.state, new.revision, new.attempt) == (0, 1, State.PREPARING, 1, 1)
    assert new.created_at == new.entered_at == new.due_at == NOW
    assert (new.requester, new.authors, new.channel) == (CLAIRE.id, frozenset({CLAIRE.id}), "C1")
    assert event is not None
    assert (event.actor, event.action, event.before, event.after) == (
        CLAIRE.id,
        Action.CONFIRM,
        None,
        State.PREPARING,
    )
    assert (event.revision, event.digest) == (1, BRIEF.digest)


def test_a_button_of_another_revision_does_nothing():
    """A click is bound to the revision its button was made for, whatever the state allows."""
    edited = after(at(State.AWAITING), Action.EDIT, CLAIRE)
    asked_again = after(after(edited, Action.TICKETED), Action.MEASURED)
    with pytest.raises(UserError) as refused:
        after(asked_again, Action.APPROVE, KARIM, revision=1)

    assert refused.value.problem.reason is Reason.STALE
    assert refused.value.problem.values["seen"] == 1
    assert after(asked_again, Action.APPROVE, KARIM, revision=2).state is State.APPROVED


def test_an_edit_starts_over():
    """A new revision has a first attempt, no ticket, no count, no vote and no code; its author may never approve it."""
    approved = replace(at(State.APPROVED), code=104, tries=3, waiting=126)
    edited = after(approved, Action.EDIT, CLAIRE, now=LATER, brief=BETTER)

    assert (edited.revision, edited.attempt, edited.brief) == (2, 1, BETTER)
    assert (edited.ticket, edited.prepared_at, edited.measured, edited.votes) == (None, None, None, ())
    assert (edited.approved_at, edited.tries, edited.waiting, edited.code) == (None, 0, None, None)
    assert edited.authors == {CLAIRE.id}
    assert edited.due_at == LATER


def test_a_new_attempt_keeps_the_votes_and_drops_the_ticket():
    """A preparation made anew is of the same revision: what was approved is still approved, until it is counted."""
    approved = at(State.APPROVED)
    again = after(approved, Action.PREPARE_AGAIN, now=LATER)

    assert (again.attempt, again.revision, again.ticket, again.prepared_at) == (2, 1, None, None)
    assert (again.votes, again.approved_at) == (approved.votes, approved.approved_at)


def test_an_edit_changes_something():
    """The same words again leave the votes alone; what was not sent may be asked for again as it was."""
    for state in (State.AWAITING, State.APPROVED):
        with pytest.raises(UserError) as refused:
            after(at(state), Action.EDIT, CLAIRE, brief=BRIEF)
        assert refused.value.problem.reason is Reason.NOTHING_CHANGED
    for state in (State.REJECTED, State.EXPIRED, State.FAILED):
        assert after(at(state), Action.EDIT, CLAIRE, brief=BRIEF).revision == 2


def test_somebody_takes_the_place_of_a_requester_who_is_gone():
    """Who steps in may edit, cancel and settle; with an edit they are the requester, and an author like the first."""
    stepping = replace(EVE, steps_in=True)
    edited = after(at(State.AWAITING), Action.EDIT, stepping)

    assert (edited.requester, edited.authors) == (EVE.id, frozenset({CLAIRE.id, EVE.id}))
    assert after(at(State.APPROVED), Action.CANCEL, stepping).state is State.CANCELLED
    assert after(at(State.UNSURE), Action.SETTLE_SENT, stepping).state is State.HANDED_OVER
    for action in (Action.APPROVE, Action.REJECT):
        with pytest.raises(UserError):
            after(at(State.AWAITING), action, stepping)


def test_a_claim_changes_the_version_and_nothing_else():
    """A claim is a write like any other: who read the row before it has lost."""
    claim = Claim("w", NOW)
    assert claimed(begun(), claim) == replace(begun(), version=2, claim=claim)


def test_the_audit_says_what_was_decided_on():
    """An event holds the ticket, the figures before and after, the code and the reason, and nothing that is empty."""
    drift = change(at(State.APPROVED), Action.DRIFT).event
    reject = change(at(State.AWAITING), Action.REJECT, KARIM).event
    refused = change(begun(), Action.REFUSED).event
    assert drift is not None
    assert reject is not None
    assert refused is not None

    assert drift.note == {
        "ticket": "sms_1",
        "people": 1391,
        "cost": "68.15",
        "people_before": 1204,
        "cost_before": "58.99",
        "attempt": 1,
    }
    assert reject.note["reason"] == "Saturday is the 28th."
    assert refused.note == {"code": 104, "attempt": 1}


@pytest.mark.parametrize("action", [Action.TICKETED, Action.MEASURED])
def test_a_step_without_what_it_needs_is_a_mistake_of_ours(action):
    """The lack of a ticket or a count is never guessed at."""
    with pytest.raises(AssertionError, match="lacks"):
        decide(begun(), Step(action=action), actor=BOT, now=NOW, policy=POLICY)


def test_an_effect_that_leaves_the_table_is_a_mistake_of_ours(monkeypatch):
    """Whatever an effect does, no campaign gets to a state that the table does not name."""
    effects = dict(EFFECTS) | {
        Action.CANCEL: lambda deciding: replace(deciding.campaign, state=State.SENDING)
    }
    monkeypatch.setattr("bot.domain.transitions.EFFECTS", effects)
    with pytest.raises(AssertionError, match="forbids"):
        after(begun(), Action.CANCEL, CLAIRE)
