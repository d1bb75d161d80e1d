"""What is said of a campaign after it left: one line of counts, on the card and in the thread."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.campaign import Action
from bot.domain.outcomes import Outcome
from bot.slack.views.story import story
from tests.slack.views.scenes import CLAIRE, FAR, SHORT, Tale
from tests.slack.views.shown import message_complaints, walk

MOMENT = FAR.at
BRIEF = replace(SHORT, send_at=replace(FAR, zone="Europe/Paris"))


def left():
    """Tell of a campaign that left at 18:00 in Paris, to one person fewer than a billion."""
    tale = Tale(BRIEF).handed_over(MOMENT)
    tale.now = MOMENT
    return tale.then(Action.LEFT)


def words(message):
    """Give all words of a message."""
    return " ".join(
        str(one["text"]) for one in walk(message.blocks) if isinstance(one, dict) and "text" in one
    )


@pytest.mark.parametrize(
    ("outcome", "after", "line"),
    [
        (
            Outcome(delivered=1171, failed=21, stops=4, at=MOMENT + timedelta(hours=1)),
            timedelta(hours=1),
            "1,171 delivered · 21 failed · 999,998,807 on their way · 4 STOP · as of 19:00",
        ),
        (
            Outcome(delivered=999_999_999, replies=1, visits=1, at=MOMENT + timedelta(days=1)),
            timedelta(days=1),
            "999,999,999 delivered · 1 reply · 1 visit · as of Fri 18:00",
        ),
        (
            Outcome(on_its_way=3, replies=2, visits=2, at=MOMENT),
            timedelta(),
            "0 delivered · 999,999,999 on their way · 2 replies · 2 visits · as of 18:00",
        ),
        (
            Outcome(delivered=999_999_990, unknown=2, on_its_way=1, at=MOMENT),
            timedelta(hours=48),
            "999,999,990 delivered · 2 unknown at Octopush · 7 without a report · as of 18:00",
        ),
        (
            Outcome(delivered=1_000_000_005, at=MOMENT),
            timedelta(),
            "1,000,000,005 delivered · as of 18:00",
        ),
    ],
)
def test_the_counts_are_told_in_one_line(outcome, after, line):
    """Nothing that is 0 is named but deliveries; nobody is on their way once no report can come any more."""
    tale = left()
    tale.now = MOMENT + after
    messages = story(tale.scene(outcome=outcome))
    told = next(message for message in messages if message.key == "outcome")
    assert [found for message in messages if (found := message_complaints(message))] == []
    assert line in words(told)
    assert line in words(messages[0])
    assert "Octopush reports on it" not in words(messages[0])


def test_nothing_is_said_before_anything_was_heard():
    """Without callbacks, card and thread are as they were."""
    messages = story(left().scene())
    assert "outcome" not in [message.key for message in messages]
    assert "Octopush reports on it" in words(messages[0])


def test_reports_on_what_was_called_unsent_are_loud():
    """The record stays, and whoever reads the thread is warned before they ask for it again."""
    tale = Tale(BRIEF).unsure().then(Action.SETTLE_NOT_SENT, CLAIRE)
    messages = story(tale.scene(outcome=Outcome(delivered=3, at=MOMENT)))
    told = words(messages[[message.key for message in messages].index("outcome")])
    assert "not known to have been sent" in told
    assert "before you ask for it again" in told


def test_a_report_that_settles_says_so():
    """Whoever was asked to look at Octopush learns that nobody needs to."""
    tale = Tale(BRIEF).unsure().then(Action.ACCEPTED, leaves_at=MOMENT, reason="report")
    told = " ".join(words(message) for message in story(tale.scene()))
    assert "It was sent: Octopush reported on its delivery" in told
    assert "It was sent]" not in told
