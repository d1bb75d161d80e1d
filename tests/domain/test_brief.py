"""The Brief: its wire, its digest, and all that Octopush would refuse, bend or ignore."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.brief import Brief, Moment, Purpose, Segmentation, SmsType, moment_problems, problems
from bot.errors import Reason

NOW = datetime(2026, 11, 23, 9, 44, tzinfo=UTC)
YEAR = timedelta(days=366)
EVENING = Moment.of(datetime(2026, 11, 24, 17, tzinfo=UTC), "Europe/Paris")
BRIEF = Brief(text="Bonjour. STOP au XXXXX", list_name="VIP customers", send_at=EVENING)

_words = st.text(max_size=20)
_moments = st.builds(
    Moment.of,
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the strategy adds the zone
    st.sampled_from(["Europe/Paris", "America/St_Johns", "Asia/Kathmandu", "UTC"]),
)
_values = {
    "text": _words,
    "list_name": st.none() | _words,
    "tag_name": st.none() | _words,
    "segmentation": st.none() | st.sampled_from(Segmentation),
    "send_at": st.none() | _moments,
    "type": st.sampled_from(SmsType),
    "purpose": st.sampled_from(Purpose),
    "sender": st.none() | _words,
    "with_replies": st.booleans(),
    "auto_remove_blacklisted_numbers": st.booleans(),
    "auto_optimize_text": st.booleans(),
    "recipient_tracking": st.booleans(),
}
_briefs = st.builds(Brief, **_values)


def test_every_field_reaches_the_wire():
    """The wire has the Brief's fields by their own names, and nothing else: a vote's digest covers them all."""
    full = replace(BRIEF, tag_name="lyon", segmentation=Segmentation.FILTER, sender="LUMEA")
    assert set(full.wire) == {field.name for field in fields(Brief)} == set(_values)
    assert full.wire == {
        "text": "Bonjour. STOP au XXXXX",
        "list_name": "VIP customers",
        "tag_name": "lyon",
        "segmentation": "filter",
        "send_at": "2026-11-24T18:00:00+01:00",
        "type": "sms_premium",
        "purpose": "wholesale",
        "sender": "LUMEA",
        "with_replies": False,
        "auto_remove_blacklisted_numbers": True,
        "auto_optimize_text": False,
        "recipient_tracking": False,
    }


def test_what_is_not_said_is_left_out():
    """Octopush bends an empty value; booleans are always said, since its defaults may change."""
    assert set(Brief(text="Hello", tag_name="lyon").wire) == {
        *("text", "tag_name", "type", "purpose", "with_replies", "auto_remove_blacklisted_numbers"),
        *("auto_optimize_text", "recipient_tracking"),
    }


@given(_briefs, _briefs)
def test_digests_are_equal_where_wires_are(one, other):
    """Two Briefs have the same digest if, and only if, the same reaches Octopush."""
    assert (one.digest == other.digest) == (one.wire == other.wire)


@given(_briefs, st.sampled_from(sorted(_values)), st.data())
def test_a_change_of_any_field_changes_the_digest(brief, name, data):
    """Whatever field is changed, a vote on the Brief before is no vote on this one."""
    changed = replace(brief, **{name: data.draw(_values[name])})
    assert (changed.digest != brief.digest) == (changed.wire != brief.wire)
    assert (changed.wire != brief.wire) == (changed.wire.get(name) != brief.wire.get(name))


@given(_briefs)
def test_the_digest_is_canonical(brief):
    """The digest is of sorted JSON without spaces, in ASCII: the same from whatever order and process."""
    shuffled = dict(reversed(brief.wire.items()))
    canonical = json.dumps(shuffled, sort_keys=True, separators=(",", ":")).encode("ascii")
    assert brief.digest == sha256(canonical).hexdigest()


def test_a_moment_is_told_with_its_offset():
    """The wire names the wall time in the zone it was chosen in, in summer and winter, to the second."""
    written = [
        replace(BRIEF, send_at=Moment.of(datetime.fromisoformat(at), zone)).wire["send_at"]
        for at, zone in [
            ("2026-07-01T16:00:00.999+00:00", "Europe/Paris"),
            ("2026-10-25T00:30:00+00:00", "Europe/Paris"),
            ("2026-10-25T01:30:00+00:00", "Europe/Paris"),
            ("2026-11-24T18:00:00+01:00", "Asia/Kathmandu"),
        ]
    ]
    assert written == [
        "2026-07-01T18:00:00+02:00",
        "2026-10-25T02:30:00+02:00",
        "2026-10-25T02:30:00+01:00",
        "2026-11-24T22:45:00+05:45",
    ]


def test_a_zone_whose_rules_changed_is_noticed():
    """Where the wall time is no longer what the instant shows there, the moment has moved, and is asked about."""
    moved = replace(EVENING, wall=EVENING.wall + timedelta(hours=1))
    assert (EVENING.moved, moved.moved) == (False, True)
    assert [p.reason for p in moment_problems(moved, NOW, YEAR)] == [Reason.MOMENT_MOVED]


LONG = "x" * 1224
#: What is changed in a sound Brief, and what is then wrong: reason and field.
WRONG = [
    ({}, []),
    ({"text": LONG}, []),
    ({"text": "x" * 160, "type": SmsType.LOW_COST}, []),
    ({"send_at": None}, []),
    ({"sender": "Ab3"}, []),
    ({"sender": "ABCDEFGH123"}, []),
    ({"list_name": "x" * 30}, []),
    ({"list_name": None, "tag_name": "x" * 20}, []),
    ({"send_at": Moment.of(NOW + timedelta(seconds=1), "UTC")}, []),
    ({"send_at": Moment.of(NOW + YEAR, "UTC")}, []),
    ({"text": ""}, [(Reason.TEXT_EMPTY, "text")]),
    ({"text": " \n\t"}, [(Reason.TEXT_EMPTY, "text")]),
    ({"text": LONG + "x"}, [(Reason.TEXT_LONG, "text")]),
    ({"text": "x" * 161, "type": SmsType.LOW_COST}, [(Reason.TEXT_LONG_FOR_LOW_COST, "text")]),
    ({"list_name": None}, [(Reason.AUDIENCE_MISSING, "audience")]),
    ({"list_name": ""}, [(Reason.AUDIENCE_MISSING, "audience")]),
    ({"list_name": "x" * 31}, [(Reason.LIST_NAME_LONG, "audience")]),
    ({"list_name": None, "tag_name": "x" * 21}, [(Reason.TAG_NAME_LONG, "audience")]),
    ({"tag_name": "lyon"}, [(Reason.AUDIENCE_BOTH, "audience")]),
    ({"segmentation": Segmentation.GROUP}, [(Reason.SEGMENTATION_ALONE, "segmentation")]),
    ({"send_at": Moment.of(NOW, "UTC")}, [(Reason.MOMENT_PAST, "send_at")]),
    ({"send_at": Moment.of(NOW - YEAR, "UTC")}, [(Reason.MOMENT_PAST, "send_at")]),
    (
        {"send_at": Moment.of(NOW + YEAR + timedelta(microseconds=1), "UTC")},
        [(Reason.MOMENT_FAR, "send_at")],
    ),
    *(
        ({"sender": sender}, [(Reason.SENDER_SHAPE, "sender")])
        for sender in ("", "AB", "ABCDEFGH1234", "Éclair", "A B C", "A-B", "LUMEA\n", "LUMEÀ")
    ),
    (
        {"text": "", "list_name": None, "send_at": Moment.of(NOW, "UTC"), "sender": "?"},
        [
            (Reason.AUDIENCE_MISSING, "audience"),
            (Reason.TEXT_EMPTY, "text"),
            (Reason.MOMENT_PAST, "send_at"),
            (Reason.SENDER_SHAPE, "sender"),
        ],
    ),
]


@pytest.mark.parametrize(("changed", "wrong"), WRONG)
def test_what_octopush_would_bend_is_named(changed, wrong):
    """Each limit holds to the character and the second, under its field, in the order of the form."""
    found = problems(replace(BRIEF, **changed), now=NOW, horizon=YEAR)
    assert [(problem.reason, problem.field) for problem in found] == wrong


@pytest.mark.parametrize(
    ("segmentation", "both_names", "reasons"),
    [
        (Segmentation.FILTER, True, []),
        (None, True, [Reason.SEGMENTATION_MISSING]),
        (None, False, [Reason.AUDIENCE_BOTH]),
        (Segmentation.FILTER, False, [Reason.AUDIENCE_BOTH]),
    ],
)
def test_a_list_and_a_tag_together_say_how(segmentation, both_names, reasons):
    """Both names need the setting that allows them and Octopush's word for how they go together."""
    brief = replace(BRIEF, tag_name="lyon", segmentation=segmentation)
    found = problems(brief, now=NOW, horizon=YEAR, both_names=both_names)
    assert [problem.reason for problem in found] == reasons


def test_problems_bring_the_values_of_their_sentences():
    """Limits, lengths and moments come along, so that the sentence can name them."""
    far = Moment.of(NOW + YEAR + timedelta(days=1), "UTC")
    long = problems(replace(BRIEF, text=LONG + "x", send_at=far), now=NOW, horizon=YEAR)
    assert [dict(problem.values) for problem in long] == [
        {"limit": 1224, "length": 1225},
        {"moment": far, "days": 366},
    ]


def test_the_audience_is_said_by_its_names():
    """One name, or both."""
    assert BRIEF.audience == "VIP customers"
    assert replace(BRIEF, tag_name="lyon").audience == "VIP customers and lyon"
