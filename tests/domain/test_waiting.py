"""Waiting: when a call that did not get through is tried again, and that it is told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.campaign import Action, State
from tests.domain.campaigns import LEAD, MOMENT, NOW, after, at, begun, change

LATER = NOW + timedelta(minutes=10)


def test_waiting_is_told_once():
    """The same reason for waiting writes no second line into the audit; another reason does."""
    first = change(begun(), Action.WAIT, code=126)
    second = change(first.after, Action.WAIT, code=126)
    third = change(second.after, Action.WAIT, code=127)
    counting = change(after(begun(), Action.TICKETED), Action.WAIT, code=None)

    assert [bool(made.event) for made in (first, second, third, counting)] == [True, False, True, False]
    assert (second.after.tries, second.after.waiting) == (2, 126)
    assert second.after.version == 3


@pytest.mark.parametrize(
    ("tries", "retry_after", "seconds"),
    [
        *((0, None, 0.5), (1, None, 1), (4, None, 8), (5, None, 16), (6, None, 30), (10**6, None, 30)),
        *((0, 7.0, 7), (6, 7.0, 30), (0, 300.0, 300), (0, 9e9, 300)),
    ],
)
def test_tries_come_further_apart_but_never_too_far(tries, retry_after, seconds):
    """Half a second, doubled up to half a minute; what Octopush asks for is kept, up to five minutes."""
    waited = after(replace(begun(), tries=tries), Action.WAIT, code=126, retry_after=retry_after)
    assert waited.due_at == NOW + timedelta(seconds=seconds)


def test_new_attempts_come_further_apart_too():
    """Where Octopush loses each preparation at once, the next is made later and later, not in an endless hurry."""
    campaign, pauses = begun(), []
    for _ in range(8):
        campaign = after(campaign, Action.PREPARE_AGAIN)
        assert campaign.due_at is not None
        pauses.append((campaign.due_at - NOW).total_seconds())
    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30]


def test_a_wait_ends_when_the_time_is_over():
    """The bot looks at the deadline at the latest, and at once where it is over already."""
    deadline, late = MOMENT.at - LEAD, MOMENT.at + timedelta(minutes=30)
    waiting = after(begun(), Action.WAIT, code=126, retry_after=300.0, now=deadline - timedelta(seconds=5))
    held = after(at(State.APPROVED), Action.WAIT, code=0, retry_after=300.0, now=late - timedelta(seconds=5))
    over = after(begun(), Action.WAIT, code=126, now=deadline + timedelta(seconds=5))

    assert (waiting.due_at, held.due_at) == (deadline, late)
    assert over.due_at == deadline + timedelta(seconds=5)
