"""How wrong input is guessed at: nothing is refused, and every guess is told."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.octopush import Switches
from bot.sandbox.octopush.reading import KNOWN, read_brief, read_number

RIGHT = {
    "list_name": "Shop",
    "segmentation": "filter",
    "text": "Bonjour",
    "type": "sms_low_cost",
    "purpose": "alert",
    "sender": "MyShop",
    "send_at": "2026-11-24T18:00:00+01:00",
    "with_replies": True,
    "simulation_mode": False,
    "auto_remove_blacklisted_numbers": True,
    "auto_optimize_text": False,
    "recipient_tracking": True,
    "request_id": "campaign-1-1",
}


def read(body, **switches):
    """Understand a body."""
    return read_brief(body, default_sender="Default", switches=Switches(**switches))


def test_what_is_right_is_taken_as_it_is():
    """A client that sends only what is documented sees no guess."""
    brief = read(RIGHT)
    assert brief.guessed == ()
    assert {name: getattr(brief, name) for name in RIGHT if name != "send_at"} == {
        name: value for name, value in RIGHT.items() if name != "send_at"
    }
    assert brief.send_at == datetime(2026, 11, 24, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "sent", "understood"),
    [
        ("simulation_mode", "true", True),
        ("simulation_mode", "True", True),
        ("simulation_mode", 1, True),
        ("with_replies", "1", True),
        ("with_replies", "yes", True),
        ("simulation_mode", "false", False),
        ("simulation_mode", 0, False),
        ("simulation_mode", "tru", False),
        ("simulation_mode", [], False),
        ("simulation_mode", "", False),
        ("with_replies", "0", False),
        ("with_replies", {}, False),
        ("auto_optimize_text", "maybe", True),
        ("auto_optimize_text", 2, True),
        ("auto_optimize_text", 0, False),
        ("purpose", "wholesal", "wholesale"),
        ("purpose", "ALERT", "alert"),
        ("purpose", 3, "wholesale"),
        ("type", "sms_vocal", "sms_premium"),
        ("type", "SMS_LOW_COST", "sms_low_cost"),
        ("segmentation", "all", None),
        ("sender", "Café & Co", "CafCo"),
        ("sender", "My Shop", "MyShop"),
        ("sender", "A very long name", "Averylongna"),
        ("sender", "!!", "Default"),
        ("sender", "AB", "Default"),
        ("sender", 38000, "38000"),
        ("send_at", "tomorrow", None),
        ("send_at", "24/11/2026 18:00", None),
        ("send_at", 1764003600, None),
        ("send_at", "9999-12-31T23:59:59-23:00", None),
        ("text", 42, "42"),
        ("list_name", 7, "7"),
        ("list_name", ["Shop"], None),
        ("request_id", 12, "12"),
    ],
)
def test_what_is_wrong_is_cast_cut_or_ignored(name, sent, understood):
    """The guess is the documented default where there is one, and is noted."""
    brief = read(RIGHT | {name: sent})
    assert getattr(brief, name) == understood
    assert brief.guessed == (name,)


def test_unknown_fields_are_ignored_and_told():
    """A misspelt name is a field that is not there."""
    brief = read({"text": "Bonjour", "simulationMode": True})
    assert not brief.simulation_mode
    assert brief.guessed == ("simulationMode",)


def test_a_moment_without_an_offset_is_read_in_paris():
    """So says the vendor's library; winter and summer differ."""
    for written, utc in (("2026-11-24 18:00:00", 17), ("2026-07-24 18:00:00", 16)):
        brief = read({"send_at": written})
        assert brief.send_at is not None
        assert brief.send_at.astimezone(UTC).hour == utc


def test_a_sender_may_hold_spaces_by_switch():
    """The French pages allow them."""
    assert read({"sender": "My Shop"}, sender_space=True).sender == "My Shop"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+33639980001", "+33639980001"),
        ("+33 6.39-98 (00) 01", "+33639980001"),
        ("0639980001", None),
        ("+12", None),
        (33639980001, None),
        (None, None),
    ],
)
def test_numbers_are_read_through_their_punctuation(written, number):
    """But a number without its country is none."""
    assert read_number(written) == number


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(sorted(KNOWN)) | st.text(max_size=5), JSON, max_size=8))
def test_nothing_is_ever_refused_for_its_type_or_value(body):
    """Whatever JSON says, it is understood as something, and the moment knows its zone."""
    brief = read(body)
    assert isinstance(brief.text, str)
    assert brief.send_at is None or brief.send_at.tzinfo is not None
    assert set(brief.guessed) <= set(body)
