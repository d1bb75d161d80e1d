"""What the policy by risk changes in the thread, and what it may not change there afterwards."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.campaign import Action
from bot.domain.risk import Larger, Risk
from bot.slack.views.story import story
from tests.slack.views.scenes import BRIEF, KARIM, LESS, MANY, POLICY, SHORT, Tale
from tests.slack.views.shown import walk

STRICT = replace(POLICY, risk=Risk(larger=(Larger(approvals=2, above_recipients=1_000),)))


def _told(tale: Tale) -> str:
    return "\n".join(str(one) for message in story(tale.scene()) for one in walk(message.blocks))


def test_a_thread_tells_how_many_were_needed_then():
    """One of two was enough for nothing; a smaller revision that takes one does not make it look as if it had been."""
    tale = Tale(BRIEF, STRICT).asked(MANY).then(Action.APPROVE, KARIM)
    assert "(1 of 2)" in _told(tale)
    tale.edited(SHORT)
    assert "(1 of 2)" in _told(tale)
    smaller = tale.asked(LESS).then(Action.APPROVE, KARIM)
    assert "(1 of 2)" in _told(smaller)
    assert "(1 of 1)" in _told(smaller)
