import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.unseen import hidden, reveal


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Bon\u200bjour", "Bon\u27e8U+200B\u27e9jour"),
        ("\ufeffBonjour", "\u27e8U+FEFF\u27e9Bonjour"),
        ("moc.aemul\u202ewww", "moc.aemul\u27e8U+202E\u27e9www"),
        ("a\u2066b\u2069", "a\u27e8U+2066\u27e9b\u27e8U+2069\u27e9"),
        ("soft\u00adhyphen", "soft\u27e8U+00AD\u27e9hyphen"),
        ("a\u2060b\u200cc\u200dd", "a\u27e8U+2060\u27e9b\u27e8U+200C\u27e9c\u27e8U+200D\u27e9d"),
        ("a\U000e0041b", "a\u27e8U+E0041\u27e9b"),
        ("a\u3164b\u2800c", "a\u27e8U+3164\u27e9b\u27e8U+2800\u27e9c"),
        ("a\x00b\x1bc", "a\u27e8U+0000\u27e9b\u27e8U+001B\u27e9c"),
        ("a\ufe0fb", "a\u27e8U+FE0F\u27e9b"),
        ("a\ud83db", "a\u27e8U+D83D\u27e9b"),
        ("line\r\nend\ttab\u00a0space", "line\r\nend\ttab\u00a0space"),
        (
            "\u2764\ufe0f \U0001f469\u200d\U0001f680 1\ufe0f\u20e3",
            "\u2764\ufe0f \U0001f469\u200d\U0001f680 1\ufe0f\u20e3",
        ),
        ("\u2764\ufe0f\ufe01\ufe02", "\u2764\ufe0f\u27e8U+FE01\u27e9\u27e8U+FE02\u27e9"),
        ("\U0001f600\u200d!", "\U0001f600\u27e8U+200D\u27e9!"),
    ],
)
def test_what_cannot_be_seen_is_written_out(text: str, shown: str) -> None:
    """Marks, fillers, tags and controls are shown by their number; line ends, spaces and the parts of emoji are not."""
    assert reveal(text) == shown


def test_a_region_s_flag_is_seen_but_tags_can_smuggle_no_more() -> None:
    """The flag of Scotland is one emoji; the same letters behind another picture are words that nobody sees."""
    tags = "".join(chr(0xE0000 + ord(letter)) for letter in "gbsct") + "\U000e007f"
    assert hidden("\U0001f3f4" + tags) == ()
    assert len(hidden("\U0001f600" + tags)) == 6


def test_each_is_told_with_place_and_name() -> None:
    """A person can look for it, and knows what it is."""
    (found,) = hidden("\U0001f600\U0001f600a\u200bb")
    assert (found.position, found.code, found.name) == (3, "U+200B", "ZERO WIDTH SPACE")


@given(st.text(max_size=60))
def test_what_is_revealed_has_nothing_hidden(text: str) -> None:
    """After writing out nothing is left to write out, and the places are those of the text."""
    assert hidden(reveal(text)) == ()
    assert all(text[found.position] == found.character for found in hidden(text))
