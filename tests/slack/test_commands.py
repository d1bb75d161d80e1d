"""What the words after the command mean; whatever is none of them stays the text of a campaign."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.commands import OF_ONE, Verb, parse


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("list", (Verb.LIST, None)),
        ("  LIST ", (Verb.LIST, None)),
        ("status", (Verb.STATUS, None)),
        ("Status 214", (Verb.STATUS, "214")),
        ("history #214", (Verb.HISTORY, "214")),
        ("cancel sms_624b06226b09", (Verb.CANCEL, "sms_624b06226b09")),
        ("again 7", (Verb.AGAIN, "7")),
        ("pause", (Verb.PAUSE, None)),
        ("resume", (Verb.RESUME, None)),
    ],
)
def test_what_is_meant(words, meant):
    """A word alone, or with a number or a ticket."""
    assert parse(words) == meant


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "Hello {first_name}",
            "list of shops",
            "status: open",
            "cancel your Monday",
            "again and again",
        ),
        *(
            "status 214 please",
            "cancel 2 tickets",
            "pause 214",
            "list 2",
            "status -1",
            "status 21O",
            "history ٣",
        ),
        *("status 1234567890123", "cancel <@U1>", "resume now", "listing", "cancel #", "status sms_"),
    ],
)
def test_what_remains_a_text(text):
    """A sentence that begins with one of the words is a sentence, and opens the form."""
    assert parse(text) is None


@given(st.text(max_size=60))
def test_any_words_are_read(text):
    """Nothing raises, and a campaign is only named where it can be."""
    meant = parse(text)
    if meant is not None:
        verb, name = meant
        assert name is None or verb in OF_ONE
        assert len(text.split()) == (1 if name is None else 2)
