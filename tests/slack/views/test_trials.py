"""The test button and the tests on the request: how many phones, who and when, and never a number."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.trial import Outcome, Trial
from bot.slack.ids import Id
from bot.slack.views.story import story
from tests.slack.views.scenes import BRIEF, CLAIRE, NOW, Tale
from tests.slack.views.shown import message_complaints, walk

TRIAL = Trial(campaign=1, revision=1, attempt=1, digest=BRIEF.digest, by=CLAIRE.id, at=NOW, phones=2)
OUTCOMES = {
    Outcome.SENT: "✓ Test sent to 2 phones by <@U0CLAIRE>, Mon",
    Outcome.ASKED: "no answer came, so nobody knows. Look at the phones; it is not repeated.",
    Outcome.UNSURE: "no answer came, so nobody knows. Look at the phones; it is not repeated.",
    Outcome.NOT_TAKEN: "✗ No test was sent",
    Outcome.REFUSED: "✗ No test was sent",
}


def _request(**given):
    return story(Tale().asked().scene(**given))[-1]


def _has_button(message):
    return Id.SEND_TEST in {one.get("action_id") for one in walk(message.blocks)}


@pytest.mark.parametrize(("outcome", "words"), OUTCOMES.items())
def test_the_request_tells_the_last_test(outcome, words):
    """What became of it, and a button only where surely no phone got it."""
    message = _request(trials=[replace(TRIAL, outcome=outcome, code=429, ticket="sms_1")], test_phones=2)
    assert message_complaints(message) == []
    assert any(words in str(one.get("text", "")) for one in walk(message.blocks))
    assert _has_button(message) is (outcome in {Outcome.NOT_TAKEN, Outcome.REFUSED})


def test_there_is_a_button_where_there_are_phones():
    """Without phones nobody is offered what cannot be done; a test of other words counts for nothing."""
    assert not _has_button(_request())
    message = _request(trials=[replace(TRIAL, digest="other", outcome=Outcome.SENT)], test_phones=1)
    assert _has_button(message)
    assert message_complaints(message) == []
