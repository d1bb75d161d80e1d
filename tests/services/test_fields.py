"""The form's values and the Brief they make: both ways, and nothing is guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.brief import Brief, Moment, Purpose, Segmentation, SmsType
from bot.errors import Reason, UserError
from bot.services.fields import UnreadableError, brief_of, fields_of, moment_value, read_moment

_names = st.text(st.characters(exclude_categories=["Cs", "Zs", "Cc"]), min_size=1, max_size=30).filter(
    lambda name: name == name.strip()
)
_moments = st.builds(
    Moment.of,
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001 - the strategy adds the zone
        lambda at: at.replace(microsecond=0)
    ),
    st.sampled_from(["Europe/Paris", "America/St_Johns", "America/Argentina/ComodRivadavia", "UTC"]),
)
_briefs = st.builds(
    Brief,
    text=st.text(max_size=50),
    list_name=st.none() | _names,
    tag_name=st.none() | _names,
    segmentation=st.none() | st.sampled_from(Segmentation),
    send_at=st.none() | _moments,
    type=st.sampled_from(SmsType),
    purpose=st.sampled_from(Purpose),
    sender=st.none() | st.just("LUMEA"),
    with_replies=st.booleans(),
    auto_remove_blacklisted_numbers=st.booleans(),
    auto_optimize_text=st.booleans(),
    recipient_tracking=st.booleans(),
)


@given(_briefs)
def test_a_brief_survives_the_form(brief):
    """The form's values of a Brief make the same Brief: what is edited or copied is what was written."""
    assert brief_of(fields_of(brief)) == brief


@given(_moments)
def test_a_moment_survives_its_value(moment):
    """The value names the instant with its offset and the zone, within the 150 characters Slack allows."""
    value = moment_value(moment)
    assert read_moment(value) == moment
    assert len(value) <= 150


def test_the_wall_time_is_the_one_that_was_picked():
    """Where the zone's rules changed between the pick and the reading, the moment says so."""
    picked = read_moment("2026-11-24T18:00:00+02:00[Europe/Paris]")
    assert picked is not None
    assert picked.at == datetime(2026, 11, 24, 16, tzinfo=UTC)
    assert picked.wall - picked.local.replace(tzinfo=None) == timedelta(hours=1)
    assert picked.moved


def test_as_soon_as_possible_is_no_moment():
    """`asap` is an answer; nothing is none."""
    assert read_moment("asap") is None
    assert moment_value(None) == "asap"
    for nothing in (None, ""):
        with pytest.raises(UserError) as refused:
            read_moment(nothing)
        assert refused.value.problem.reason is Reason.MOMENT_MISSING


@pytest.mark.parametrize(
    "value",
    [
        *(
            "tomorrow",
            "[",
            "[]",
            "]",
            "2026-11-24",
            "2026-11-24T18:00:00",
            "2026-11-24T18:00:00[Europe/Paris]",
        ),
        *("2026-11-24T18:00:00+01:00", "2026-11-24T18:00:00+01:00[]", "2026-11-24T18:00:00+01:00[Paris]"),
        *("2026-11-24T18:00:00+01:00[Europe]", "2026-11-24T18:00:00+01:00[../../etc/passwd]"),
        *("2026-11-24T18:00:00+01:00[/etc/passwd]", "2026-11-24T18:00:00+01:00[Europe/Paris\0]"),
        *(
            "9999-12-31T23:59:59-14:00[UTC]",
            "0001-01-01T00:00:00+14:00[UTC]",
            "0001-01-01T00:00:00+00:00[America/New_York]",
        ),
        "2026-11-24T18:00:00+01:00[" + "x" * 300 + "]",
    ],
)
def test_what_the_form_does_not_offer_is_no_moment(value):
    """A value that came from elsewhere is told as not understood, whatever it is; nothing breaks."""
    with pytest.raises(UserError) as refused:
        read_moment(value)
    assert refused.value.problem.reason is Reason.MOMENT_NOT_UNDERSTOOD
    assert refused.value.problem.field == "send_at"


def test_words_that_mean_no_moment_are_told_back():
    """Picking “not understood” brings the words into the sentence."""
    with pytest.raises(UserError) as refused:
        read_moment("unread:evning")
    assert refused.value.problem.values == {"words": "evning"}


@pytest.mark.parametrize(
    ("one", "other", "made"),
    [
        (None, None, (None, None)),
        ("list:VIP", None, ("VIP", None)),
        ("tag:lyon", "", (None, "lyon")),
        ("tag:lyon", "list: VIP ", ("VIP", "lyon")),
        ("list:a:b", None, ("a:b", None)),
        ("list:", "tag: ", (None, None)),
    ],
)
def test_audiences_are_named_by_kind(one, other, made):
    """A list and a tag, by whichever of the two fields; blanks around a name are none of it."""
    brief = brief_of({"text": "Hello", "send_at": "asap", "audience": one, "and_audience": other})
    assert (brief.list_name, brief.tag_name) == made


def test_two_of_a_kind_are_refused():
    """Octopush takes one list and one tag: a second would be dropped without a word."""
    fields = fields_of(Brief(text="Hello", list_name="VIP")) | {"and_audience": "list:Lyon"}
    with pytest.raises(UnreadableError) as refused:
        brief_of(fields)
    assert refused.value.problem.reason is Reason.AUDIENCE_SAME_KIND
    assert refused.value.problem.field == "and_audience"


def test_what_is_not_said_has_the_forms_defaults():
    """Premium, marketing, no sender, no extras; what is not a word is not said."""
    brief = brief_of({"text": None, "send_at": "asap", "audience": "list:VIP", "sender": "", "type": True})
    assert brief == replace(Brief(text="", list_name="VIP"), auto_remove_blacklisted_numbers=False)
