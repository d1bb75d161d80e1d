"""The catalogue: a sentence for each reason and each of Octopush's codes, all of whose gaps can be filled."""

from __future__ import annotations

import string
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.brief import Brief, Moment, Segmentation, SmsType, problems
from bot.domain.budget import Bound
from bot.domain.campaign import State
from bot.domain.quiet_hours import Quiet
from bot.errors import Problem, Reason
from bot.slack.views import blocks as b
from bot.slack.views.dates import Locale
from bot.slack.views.octopush_codes import SENTENCES
from bot.slack.views.words import OWN_CODES, REASONS, STATES, mentions, sentence, told
from tests.slack.views.scenes import BRIEF, LIST, MARK, NOW, Tale

if TYPE_CHECKING:
    from collections.abc import Mapping

PEOPLE = frozenset({"S0LEADS", "U0KARIM"})
CAMPAIGN = Tale().campaign
#: What each reason is raised with; those that are not named need nothing.
VALUES: Mapping[Reason, Mapping[str, object]] = {
    Reason.OVER_BUDGET: {
        "cost": Decimal("58.65"),
        "limit": Decimal(100),
        "left": Decimal("41.35"),
        "bound": Bound.DAY,
    },
    Reason.SENDER_NOT_ALLOWED: {"senders": ("LUMEA", "LUMEAPRO")},
    Reason.NOT_ALLOWED_TO_REQUEST: {"people": frozenset({"S0LEADS"})},
    Reason.AUDIENCE_SAME_KIND: {"kind": "list"},
    Reason.LIST_NAME_LONG: {"limit": 30},
    Reason.TAG_NAME_LONG: {"limit": 20},
    Reason.TEXT_LONG: {"limit": 1224, "length": 1225},
    Reason.TEXT_LONG_FOR_LOW_COST: {"limit": 160, "length": 161},
    Reason.MOMENT_NOT_UNDERSTOOD: {"words": "evning"},
    Reason.MOMENT_PAST: {"moment": BRIEF.send_at},
    Reason.MOMENT_TOO_NEAR: {"moment": BRIEF.send_at},
    Reason.MOMENT_FAR: {"moment": BRIEF.send_at, "days": 366},
    Reason.MOMENT_MOVED: {"moment": BRIEF.send_at},
    Reason.QUIET_TIME: {"moment": BRIEF.send_at, "why": Quiet.HOLIDAY, "opens": BRIEF.send_at},
    Reason.TESTS_USED_UP: {"limit": 10},
    Reason.TEST_TOO_LONG: {"limit": 1218},
    Reason.NOT_IN_THIS_STATE: {"campaign": CAMPAIGN, "action": "approve"},
    Reason.TEXT_PURGED: {"campaign": CAMPAIGN},
    Reason.STALE: {"seen": 1, "campaign": CAMPAIGN},
    Reason.STALE_CHANGED: {"seen": 1, "by": "U0CLAIRE", "changed": ("the text", "the moment")},
    Reason.DEADLINE_PASSED: {"until": NOW, "campaign": CAMPAIGN},
    Reason.NOT_AN_APPROVER: {"approvers": PEOPLE},
    Reason.OWN_CAMPAIGN: {"approvers": frozenset()},
    Reason.NOT_THE_REQUESTER: {"requester": "U0CLAIRE"},
    Reason.CHANNEL_UNUSABLE: {"why": "That channel is archived."},
    Reason.TOO_FEW_APPROVERS: {"needed": 2, "left": 1, "approvers": PEOPLE},
    Reason.TOO_MANY: {"seconds": 3},
    Reason.UNEXPECTED: {"reference": "0123abcd"},
}


def _gaps(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence(reason):
    """It can be filled with what the reason is raised with, in any language, and ends like a sentence."""
    for locale in (Locale(), Locale("fr-FR", "America/St_Johns"), Locale("xx-YY", "UTC")):
        said = sentence(Problem(reason, None, VALUES.get(reason, {})), locale)
        assert said.endswith(".")
        assert "{" not in said
        assert "None" not in said


def test_the_gaps_are_what_is_raised():
    """No reason names a gap that nothing fills; a campaign brings its number and state."""
    brings = {reason: set(VALUES.get(reason, {})) for reason in Reason}
    for given_ in brings.values():
        if "campaign" in given_:
            given_.add("state")
    unfilled = {reason: _gaps(REASONS[reason]) - brings[reason] for reason in Reason}
    assert {reason: gaps for reason, gaps in unfilled.items() if gaps} == {}


def test_what_the_rules_raise_fills_its_sentence():
    """Problems as the Brief names them: each becomes a sentence, told in the moment's own zone."""
    far = Moment.of(NOW + timedelta(days=400), "Asia/Kathmandu")
    wrong = [
        replace(BRIEF, text="x" * 1225, sender="?"),
        replace(BRIEF, list_name="x" * 31, tag_name="x" * 21, segmentation=None),
        Brief(text="", segmentation=Segmentation.FILTER, send_at=replace(far, at=NOW)),
        Brief(
            text="x" * 161,
            list_name="x",
            type=SmsType.LOW_COST,
            send_at=far,
            segmentation=Segmentation.FILTER,
        ),
    ]
    said = [
        sentence(problem)
        for brief in wrong
        for both in (True, False)
        for problem in problems(brief, now=NOW, horizon=timedelta(days=366), both_names=both)
    ]
    assert len(said) > 10
    assert all(one.endswith(".") and "{" not in one for one in said)
    assert "Octopush reads at most 1,224 characters; this text has 1,225." in said


def test_every_state_can_stand_in_a_sentence():
    """Each has words."""
    assert set(STATES) == set(State)


@pytest.mark.parametrize("code", sorted({*SENTENCES, *OWN_CODES, 9999, 418}))
def test_every_code_is_told(code):
    """In a modal with the audience's name, in a message without anything that a person typed."""
    for brief in (BRIEF, Brief(text="x", tag_name=LIST)):
        plain, formatted = told(code, brief), told(code, brief, mrkdwn=True)
        assert plain.endswith(".")
        assert formatted.endswith(".")
        assert "{" not in plain + formatted
        assert MARK not in formatted


@given(st.text(max_size=60))
def test_braces_in_a_name_are_letters(name):
    """A list called {code} fills no gap and breaks no sentence."""
    assert name in told(303, Brief(text="x", list_name=name)) or not name
    assert told(303, Brief(text="x", list_name="{code} {0} {"), mrkdwn=True)


def test_groups_and_people_are_mentioned_as_what_they_are():
    """A group by its own sign, or Slack would show an unknown person."""
    assert mentions({"S0LEADS", "U0KARIM", "W0LEA"}) == "<!subteam^S0LEADS> <@U0KARIM> <@W0LEA>"
    assert mentions(frozenset()) == ""


def test_short_trouble_is_an_alert_and_long_trouble_is_not_cut():
    """An alert holds 200 characters; what is longer is said whole in a paragraph."""
    short, long = b.trouble("x" * 200), b.trouble("x" * 201)
    assert (short["type"], long["type"]) == ("alert", "section")
    assert "x" * 201 in long["text"]["text"]
