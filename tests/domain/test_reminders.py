"""Reminders: when those who decide are asked once more, and when no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.campaign import Action, State
from bot.domain.policy import decide_before, remind_at
from tests.domain.campaigns import ASAP, NOW, POLICY, after, at, begun, measured

HOUR = timedelta(hours=1)
REMINDING = replace(POLICY, reminders=3, remind_after=HOUR)


def test_each_wait_is_twice_as_long():
    """A request is repeated after one hour, two more, and four more; then it waits for its deadline."""
    asked = _asked(ASAP)
    due = [asked.due_at]
    for _ in range(3):
        asked = after(asked, Action.REMIND, now=due[-1], policy=REMINDING)
        due.append(asked.due_at)
    assert due == [NOW + HOUR, NOW + 3 * HOUR, NOW + 7 * HOUR, decide_before(asked, REMINDING)]
    assert asked.state is State.AWAITING
    assert asked.reminders == 3


def test_a_short_wait_has_its_first_reminder_after_a_third():
    """Where the deadline is near, the first reminder does not come too late to be of use."""
    policy = replace(REMINDING, approval_window=HOUR)
    asked = _asked(ASAP, policy)
    assert remind_at(asked, policy) == NOW + HOUR / 3
    assert remind_at(replace(asked, reminders=1), policy) is None


@pytest.mark.parametrize("action", [Action.DRIFT])
def test_a_new_request_begins_to_count_anew(action):
    """What is asked again has all its reminders before it."""
    campaign = replace(at(State.APPROVED), reminders=3)
    assert after(campaign, action, policy=REMINDING).reminders == 0


def _asked(brief, policy=REMINDING):
    prepared = after(begun(brief), Action.TICKETED, policy=policy)
    return after(prepared, Action.MEASURED, now=NOW, measured=measured(), policy=policy)
