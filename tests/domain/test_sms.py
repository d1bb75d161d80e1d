"""Set SMS_EXAMPLES=100000, with --timeout=0, for the long comparison with the independent count."""

import os
import statistics
import time

import pytest
import regex  # type: ignore[import-untyped]  # Its stubs are a package of their own, for one call.
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.gsm import ALPHABET, BASIC, EXTENSION, Encoding
from bot.domain.sms import Costly, Effect, measure

# 3GPP TS 23.038, 6.2.1, column by column as the table is printed: the low four bits choose the row.
_COLUMNS = (
    "@ £ $ ¥ è é ù ì ò Ç LF Ø ø CR Å å",
    "Δ _ Φ Γ Λ Ω Π Ψ Σ Θ Ξ ESC Æ æ ß É",
    "SP ! \" # ¤ % & ' ( ) * + , - . /",
    "0 1 2 3 4 5 6 7 8 9 : ; < = > ?",
    "¡ A B C D E F G H I J K L M N O",
    "P Q R S T U V W X Y Z Ä Ö Ñ Ü §",
    "¿ a b c d e f g h i j k l m n o",
    "p q r s t u v w x y z ä ö ñ ü à",
)
_NAMED = {"LF": "\n", "CR": "\r", "SP": " "}
_CODES = {
    _NAMED.get(cell, cell): 16 * column + row
    for column, cells in enumerate(_COLUMNS)
    for row, cell in enumerate(cells.split(" "))
    if cell != "ESC"
}
_ESCAPED = {
    "\f": 0x0A,
    "^": 0x14,
    "{": 0x28,
    "}": 0x29,
    "\\": 0x2F,
    "[": 0x3C,
    "~": 0x3D,
    "]": 0x3E,
    "|": 0x40,
    "€": 0x65,
}
_VENDOR = "{}€[]~^\u00a8|&$@\n\r\t\\\f"


def _codes(text: str, twice: str = "") -> list[list[int]] | None:
    """Encode as the standard does, one list of codes per character, or None where it cannot be."""
    written: list[list[int]] = []
    for character in text:
        if character in twice:
            written.append([0x1B, 0])
        elif character in _CODES:
            written.append([_CODES[character]])
        elif character in _ESCAPED:
            written.append([0x1B, _ESCAPED[character]])
        else:
            return None
    return written


def _parts(written: list[list[int]], alone: int, part: int) -> list[list[list[int]]]:
    """Deal whole characters into parts, one after the other."""
    if sum(map(len, written)) <= alone:
        return [written]
    parts: list[list[list[int]]] = [[]]
    room = part
    for codes in written:
        if len(codes) > room:
            parts.append([])
            room = part
        parts[-1].append(codes)
        room -= len(codes)
    return parts


def _counted(text: str) -> tuple[str, int, int, list[int], int, int]:
    """Count by writing the message out: encoding, units, segments, code points at the borders, Octopush's two figures."""
    written = _codes(text)
    encoding, sizes = "GSM-7", (160, 153)
    if written is None:
        encoding, sizes = "UCS-2", (70, 67)
        written = [[0] * (1 + (ord(character) > 0xFFFF)) for character in text]
    parts = _parts(written, *sizes)
    vendor = _codes(text, _VENDOR)
    vendor, vendor_parts = (written, parts) if vendor is None else (vendor, _parts(vendor, 160, 153))
    borders = [sum(map(len, parts[:count])) for count in range(1, len(parts))]
    return encoding, sum(map(len, written)), len(parts), borders, sum(map(len, vendor)), len(vendor_parts)


_POOLS = (
    sorted(BASIC),
    sorted(EXTENSION),
    [chr(code) for code in range(256)],
    list("\u2018\u2019\u201c\u2026\u20ac\u0153"),
    [
        "\U0001f600",
        "\U0001f1eb\U0001f1f7",
        "\U0001f469\u200d\U0001f680",
        "\u2764\ufe0f",
        "\U0001f44d\U0001f3fd",
    ],
    ["e\u0301", "o\u0302\u0323", "\u0bbe", "\u200d", "\U00010348", "\U0001d400"],
    list("&$@\n\r\t\u00a8\\{}[]"),
)
_PIECES = st.one_of([st.sampled_from(pool) for pool in _POOLS])
_TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(_PIECES, max_size=400).map("".join),
    st.tuples(
        st.sampled_from("ae\n€"), st.integers(60, 500), st.lists(_PIECES, max_size=20), st.integers(0, 200)
    ).map(lambda drawn: drawn[0] * drawn[1] + "".join(drawn[2]) + drawn[0] * drawn[3]),
)


@settings(max_examples=int(os.environ.get("SMS_EXAMPLES", "1500")), deadline=None)
@given(_TEXTS)
def test_counts_as_an_independent_reading_of_the_standard(text: str) -> None:
    """Encoding, units, segments and Octopush's figures are those of a message written out code by code."""
    measured = measure(text)
    encoding, units, segments, _, vendor_units, vendor_segments = _counted(text)
    assert (measured.encoding, measured.units, measured.segments) == (encoding, units, segments)
    assert (measured.vendor_units, measured.vendor_segments) == (vendor_units, vendor_segments)
    assert measured.dearest == max(segments, vendor_segments)


@settings(max_examples=int(os.environ.get("SMS_EXAMPLES", "500")), deadline=None)
@given(_TEXTS)
def test_costly_names_every_character_outside_the_basic_alphabet(text: str) -> None:
    """Each costly character stands where it says, and none is left out."""
    costly = measure(text).costly
    assert [c.position for c in costly] == [i for i, character in enumerate(text) if character not in _CODES]
    for c in costly:
        assert text[c.position] == c.character
        assert c.ordinal == c.position + 1
        assert c.effect == (Effect.DOUBLE if c.character in _ESCAPED else Effect.UNICODE)
        assert c.replacement is None or _CODES.keys() >= set(c.replacement)


def test_the_alphabet_is_the_whole_table() -> None:
    """127 characters and one escape in the default table, ten in the extension."""
    assert set(_CODES) == BASIC
    assert len(BASIC) == 127
    assert set(_ESCAPED) == EXTENSION


def test_the_sentence_of_the_preview() -> None:
    """The apostrophe and the emoji make the whole message Unicode, the euro sign counts as two, and each is told by its place."""
    measured = measure("Hello {firstname}, l\u2019offre est à 5€ \U0001f600")
    assert measured.encoding is Encoding.UCS2
    assert (measured.units, measured.segments) == (38, 1)
    assert [c for c in measured.costly if c.character not in "{}"] == [
        Costly("\u2019", 20, Effect.UNICODE, "'"),
        Costly("€", 34, Effect.DOUBLE, None),
        Costly("\U0001f600", 36, Effect.UNICODE, None),
    ]
    assert [c.ordinal for c in measured.costly if c.effect is Effect.UNICODE] == [21, 37]


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", "GSM-7", 0, 1),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("a" * 1224, "GSM-7", 1224, 8),
        ("a" * 158 + "€", "GSM-7", 160, 1),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3),  # The escape would be the 153rd.
        ("a" * 151 + "€" + "a" * 153, "GSM-7", 306, 2),
        ("\u00e7" * 70, "UCS-2", 70, 1),
        ("\u00e7" * 71, "UCS-2", 71, 2),
        ("\u00e7" * 134, "UCS-2", 134, 2),
        ("\u00e7" * 66 + "\U0001f600" + "a" * 66, "UCS-2", 134, 3),  # The pair would be cut.
        ("\U0001f600" * 35, "UCS-2", 70, 1),
        ("\U0001f600" * 36, "UCS-2", 72, 2),
        ("\U0001f600" * 67, "UCS-2", 134, 3),  # 33 in each part, where division says 2.
        ("a\r\nb", "GSM-7", 4, 1),
        ("\ud83d" * 71, "UCS-2", 71, 2),  # Halves without their other half stand alone.
    ],
)
def test_sizes(text: str, encoding: str, units: int, segments: int) -> None:
    """160 and 153 units in GSM-7, 70 and 67 in UCS-2; what takes two units is never on both sides of a border."""
    measured = measure(text)
    assert (measured.encoding, measured.units, measured.segments) == (encoding, units, segments)


@pytest.mark.parametrize(
    ("text", "vendor_units", "vendor_segments"),
    [
        ("a" * 158 + "&", 160, 1),
        ("a" * 159 + "&", 161, 2),
        ("a\r\nb", 6, 1),
        ("\\", 2, 1),
        ("\t" + "a" * 100, 102, 1),  # Unicode by the standard: two messages.
        ("&\u00e7", 2, 1),
    ],
)
def test_octopush_counts_some_characters_twice_that_the_standard_does_not(
    text: str, vendor_units: int, vendor_segments: int
) -> None:
    """The vendor's figures follow its own list, in messages that stay out of Unicode by that list."""
    measured = measure(text)
    assert (measured.vendor_units, measured.vendor_segments) == (vendor_units, vendor_segments)


def test_the_estimate_uses_the_dearer_count() -> None:
    """Where standard and vendor disagree, the larger count is the one to reckon with, whichever it is."""
    assert measure("a" * 159 + "&").dearest == 2
    assert measure("\t" + "a" * 100).dearest == 2


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from([*_POOLS[4], "e\u0301", "o\u0302\u0323", "a", "\u0153"]), min_size=50, max_size=200
    ).map("".join)
)
def test_characters_torn_by_a_border_are_named(text: str) -> None:
    """What is seen as one character and falls into two parts is named once, whole, with its place."""
    encoding, _, _, borders, _, _ = _counted(text)
    torn = [
        (cluster.group(), cluster.start())
        for cluster in regex.finditer(r"\X", text)
        if encoding == "UCS-2" and any(cluster.start() < border < cluster.end() for border in borders)
    ]
    assert [(cut.character, cut.position) for cut in measure(text).cut] == torn


def test_a_character_longer_than_a_part_is_named_once() -> None:
    """A letter with a hundred marks is one torn character, not one for each border."""
    text = "o" + "\u0302" * 200
    assert [(cut.character, cut.position) for cut in measure(text).cut] == [(text, 0)]


def _median(text: str) -> float:
    spent = []
    for _ in range(25):
        start = time.perf_counter()
        measure(text)
        spent.append(time.perf_counter() - start)
    return statistics.median(spent)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("a" * 1224, 50e-6),
        ("€&" * 612, 500e-6),
        ("\U0001f600" * 1224, 500e-6),
        ("\U0001f1eb\U0001f1f7" * 612, 500e-6),
        ("e\u0302" * 612, 500e-6),
        ("".join(map(chr, range(0x4E00, 0x4E00 + 1224))), 500e-6),
    ],
    ids=["plain", "doubles", "emoji", "flags", "accents", "chinese"],
)
def test_measuring_is_quick_enough_for_every_keystroke(text: str, limit: float) -> None:
    """1,224 plain characters take less than 50 microseconds, the worst ones less than 500; tenfold here, for slow machines."""
    assert _median(text) < 10 * limit


def test_nothing_of_the_alphabet_is_lost_in_a_set() -> None:
    """The alphabet is the basic table with the extension."""
    assert ALPHABET == BASIC | EXTENSION
