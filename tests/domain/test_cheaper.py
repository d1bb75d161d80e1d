"""Set SMS_EXAMPLES=20000 for the long run of the properties."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.brief import SmsType
from bot.domain.cheaper import Change, cheaper
from bot.domain.gsm import ALPHABET, EXTENSION, Encoding
from bot.domain.links import links
from bot.domain.personalisation import fields
from bot.domain.replacements import replacement, spelling
from bot.domain.sms import measure
from bot.domain.wording import STOP_PREMIUM, has_stop

_EXAMPLES = int(os.environ.get("SMS_EXAMPLES", "400"))

# Octopush's own table of replacements, https://dev.octopush.com/en/sms-gateway-api-documentation/special-characters/
_OCTOPUSH = {
    "ÀÁÂÃ": "A",
    "ÈÊË": "E",
    "ÌÍÎÏ": "I",
    "Ð": "D",
    "ÒÓÔÕ": "O",
    "ÙÚÛ": "U",
    "ÝŸ": "Y",
    "áâã": "a",
    "êë": "e",
    "íîï": "i",
    "óôõ": "o",
    "úûµ": "u",
    "ýÿ": "y",
    "ç": "c",
    "°": "o",
    "«»\u201c\u201d": '"',
    "\\": "/",
    "\u2018\u2019\u00b4`": "'",
    "\u2013\u2014": "-",
}

_TEXTS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "\u2019",
                "\u2026",
                "\u0153",
                "ê",
                "\u00a0",
                "\u202f",
                "\u200b",
                "\U0001f600",
                "\u2764\ufe0f",
                "1\ufe0f\u20e3",
            ]
        ),
        st.sampled_from(
            ["{first_name}", "{prénom}", "{ê}", " ", "\r\n", "[", "|", "~", "€", "½", "²", "5", "\u041f"]
        ),
        st.sampled_from(
            [
                "https://lumea.fr/a~b|c",
                "lumea.fr/ê",
                STOP_PREMIUM,
                "\u2044",
                "-lumea.fr/a|b",
                "e\u0302",
                "e\u0301",
            ]
        ),
        st.text(max_size=20),
        st.text(alphabet="abc \n", min_size=30, max_size=120),
    ),
    max_size=12,
).map("".join)


def test_octopush_s_replacements_are_kept() -> None:
    """Where Octopush's table is sane, the cheaper text is the one Octopush would have made."""
    for group, written in _OCTOPUSH.items():
        for character in group:
            assert replacement(character, 0) == written, character


@pytest.mark.parametrize(
    ("character", "written"),
    [
        ("\u2026", "..."),  # Octopush: one full stop.
        ("\u2022", "-"),  # Octopush: a full stop.
        ("\u00de", "Th"),  # Octopush: y.
        ("\u00f0", "d"),  # Octopush: o.
        ("\u00a8", '"'),  # Octopush: a hyphen.
        ("\u201e", '"'),  # Octopush: a comma.
        ("|", "/"),  # Octopush: a capital I.
        ("^", None),  # Octopush: a hyphen, which makes 10^2 another number.
        ("\u0153", "oe"),
        ("\u0152", "OE"),
        ("\ufb01", "fi"),
        ("\uff21", "A"),
        ("\u00a0", " "),
        ("\u202f", " "),
        ("\t", " "),
        ("\u2122", "TM"),
        ("\u2014", "-"),
        ("\u2116", "No"),
        ("\U0001d5d5", "B"),  # Bold letters made for looks.
        ("\u0130", "I"),
        ("\u1ebf", "e"),
        ("\u200b", ""),
        ("\ufeff", ""),
        ("€", None),
        ("\u20b9", None),
        ("\u041f", None),
        ("\U0001f600", None),
    ],
)
def test_other_replacements(character: str, written: str | None) -> None:
    """What Octopush's table bends or lacks is spelt as a careful writer would, or not at all."""
    assert replacement(character, 0) == written


@pytest.mark.parametrize(
    ("text", "position", "written"),
    [
        ("20 m²", 4, "2"),
        ("10²", 2, None),
        ("½ prix", 0, "1/2"),
        ("1½", 1, None),
        ("①②", 0, None),
        ("① ②", 0, "1"),
        ("\uff15\uff10", 1, "0"),
    ],
)
def test_a_number_never_becomes_another(text: str, position: int, written: str | None) -> None:
    """10 with a high 2 is not 102: such figures are replaced only where no other figure touches them."""
    assert replacement(text, position) == written


def test_every_spelling_is_cheap() -> None:
    """Of the letters and signs of Unicode, what leaves GSM-7 is replaced by characters of one unit."""
    for code in range(0x20000):
        written = None if chr(code) in ALPHABET else spelling(chr(code))
        assert written is None or set(written) <= ALPHABET - EXTENSION, hex(code)


def test_the_text_of_the_preview() -> None:
    """The apostrophe is spelt out; the emoji goes only when asked, with the space before it; the field is left alone."""
    text = "Hello {firstname}, l\u2019offre est \u00e0 5€ \U0001f600"
    kept = cheaper(text)
    assert kept.text == "Hello {firstname}, l'offre est \u00e0 5€ \U0001f600"
    assert kept.changes == (Change(20, "\u2019", "'"),)
    assert kept.without == (Change(35, " \U0001f600", ""),)
    bare = cheaper(text, pictures=False)
    assert bare.text == "Hello {firstname}, l'offre est \u00e0 5€"
    assert measure(bare.text).encoding is Encoding.GSM7
    assert bare.without == ()


def test_a_long_text_with_one_apostrophe_costs_a_third() -> None:
    """One curly quote in 160 characters made three messages."""
    found = cheaper("a" * 80 + "\u2019" + "a" * 79)
    assert (found.segments_before, found.segments_after) == (3, 1)


@pytest.mark.parametrize(
    "text",
    [
        "\u041f\u0440\u0438\u0432\u0435\u0442, \u00abLumea\u00bb\u2026",
        "l\u2019offre sur https://lumea.fr/f\u00eate",
        "l\u2019offre pour {pr\u00eanom}",
        "l\u2019offre \u00e0 5\u20b9",
        "10\u00b2 n\u2019est pas 102",
    ],
)
def test_a_text_that_stays_unicode_is_left_alone(text: str) -> None:
    """Where an alphabet, a link, a field, a currency or a number keeps the message Unicode, spelling out the rest saves nothing."""
    found = cheaper(text)
    assert (found.text, found.changes, found.without) == (text, (), ())
    assert found.segments_before == found.segments_after


def test_doubles_change_only_where_that_saves_a_message() -> None:
    """Brackets and CR LF stay in a text that is one message with them."""
    assert cheaper("[a]\r\n").text == "[a]\r\n"
    found = cheaper("[" + "a" * 157 + "]\r\n")
    assert found.text == "(" + "a" * 157 + ")\n"
    assert (found.segments_before, found.segments_after) == (2, 1)
    assert [change.position for change in found.changes] == [0, 158, 159]


def test_a_longer_spelling_is_not_proposed() -> None:
    """Sixty ellipses are one Unicode message and would be two of full stops."""
    text = "\u2026" * 60
    assert cheaper(text).text == text


def test_nothing_is_proposed_that_would_change_a_link() -> None:
    """A keycap spelt out before a hyphen would become part of the name behind it."""
    text = "1\ufe0f\u20e3-lumea.fr/a"
    assert cheaper(text).text == text


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("\U0001f600 Bonjour", "Bonjour"),
        ("Bonjour \U0001f600", "Bonjour"),
        ("Bonjour \U0001f600\U0001f389 Claire", "Bonjour Claire"),
        ("Bonjour\U0001f600Claire", "Bonjour Claire"),
        ("Bonjour\U0001f600STOP au XXXXX", "Bonjour STOP au XXXXX"),
        ("1\ufe0f\u20e3STOP au XXXXX", "1 STOP au XXXXX"),
        ("lumea.fr\u200bvite", "lumea.fr vite"),
        ("a \U0001f600 \U0001f389 b", "a b"),
        ("\u2764\ufe0f Merci \U0001f469\u200d\U0001f680", "Merci"),
        ("Tapez 1\ufe0f\u20e3", "Tapez 1"),
        ("\u27a1\ufe0f ici", "ici"),
        ("Lumea\u2122\ufe0f", "LumeaTM"),
    ],
)
def test_pictures_go_whole_and_leave_no_gap(text: str, bare: str) -> None:
    """An emoji goes with all its parts and one space; what has a spelling is spelt instead."""
    assert cheaper(text, pictures=False).text == bare


@settings(max_examples=_EXAMPLES, deadline=None)
@given(text=_TEXTS, pictures=st.booleans())
def test_never_dearer_never_twice_and_told_exactly(text: str, *, pictures: bool) -> None:
    """The changes lead from one text to the other; it makes no more messages; doing it again changes nothing."""
    found = cheaper(text, pictures=pictures)
    assert found.segments_before == measure(text).segments
    assert found.segments_after == measure(found.text).segments <= found.segments_before
    rebuilt, done = "", 0
    for change in found.changes:
        assert text.startswith(change.before, change.position)
        assert change.before != change.after
        rebuilt += text[done : change.position] + change.after
        done = change.position + len(change.before)
    assert rebuilt + text[done:] == found.text
    assert cheaper(found.text, pictures=pictures).text == found.text


@settings(max_examples=_EXAMPLES, deadline=None)
@given(text=_TEXTS, pictures=st.booleans())
def test_fields_links_and_the_opt_out_line_stay(text: str, *, pictures: bool) -> None:
    """What was a field, a link or an opt-out line still is."""
    written = cheaper(text, pictures=pictures).text
    assert set(fields(written)) >= set(fields(text))
    assert {link.host for link in links(written)} >= {link.host for link in links(text)}
    assert has_stop(written, SmsType.PREMIUM) >= has_stop(text, SmsType.PREMIUM)
