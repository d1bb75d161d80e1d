import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.personalisation import EXAMPLE, FIELDS, LONGEST_VALUE, fields, fill, misspelt, segments_range
from bot.domain.sms import measure

_CLOSE = "jusqu'à samedi soir. Ce SMS vaut bon, à montrer en caisse. STOP au XXXXX"
_PREVIEWED = f"Bonjour {{first_name}}, -20% sur les manteaux chez Lumea {_CLOSE}"

_TEXTS = st.lists(
    st.one_of(
        st.sampled_from([f"{{{name}}}" for name in FIELDS]), st.text(max_size=60), st.sampled_from("{}€a")
    ),
    max_size=12,
).map("".join)


def test_fields_are_named_once_in_their_order() -> None:
    """Only what Octopush fills in is a field, to the letter."""
    text = "{last_name} {first_name} {param5} {last_name} {param6} {First_name} { first_name }"
    assert fields(text) == ("last_name", "first_name", "param5")


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [
        ("{firstname}", "{first_name}"),
        ("{First_Name}", "{first_name}"),
        ("{FIRST_NAME}", "{first_name}"),
        ("{first name}", "{first_name}"),
        ("{ first_name }", "{first_name}"),
        ("{{first_name}}", "{first_name}"),
        ("{first-name}", "{first_name}"),
        ("{frist_name}", "{first_name}"),
        ("{prenom}", "{first_name}"),
        ("{prénom}", "{first_name}"),
        ("{pre\u0301nom}", "{first_name}"),
        ("{PRENOM}", "{first_name}"),
        ("{nom}", "{last_name}"),
        ("{lastname}", "{last_name}"),
        ("{surname}", "{last_name}"),
        ("{ch1}", "{param1}"),
        ("{ch3}", "{param3}"),
        ("{Param 2}", "{param2}"),
        ("{param_4}", "{param4}"),
        ("{param6}", None),
        ("{param0}", None),
        ("{code promo}", None),
        ("{}", None),
    ],
)
def test_what_is_in_braces_and_no_field_is_told_with_the_right_spelling(
    written: str, suggestion: str | None
) -> None:
    """Each has its place and the field that was meant; a suggestion is always a field, and nothing is guessed for the rest."""
    (found,) = misspelt(f"Bonjour {written} !")
    assert (found.written, found.position, found.suggestion) == (written, 8, suggestion)
    assert suggestion is None or fields(suggestion)


def test_a_brace_that_was_never_closed_is_told() -> None:
    """A field cut short would be sent as written."""
    (found,) = misspelt("Bonjour {first_name, bienvenue")
    assert (found.written, found.position, found.suggestion) == ("{first_name", 8, "{first_name}")


def test_fields_and_plain_texts_are_not_called_misspelt() -> None:
    """Nothing is said where nothing is wrong."""
    assert misspelt("".join(f"{{{name}}}" for name in FIELDS) + " :-{ fine") == ()


def test_filling_puts_in_the_values_and_nothing_for_what_is_missing() -> None:
    """A value is never read for fields, so nobody's name can bring in somebody else's data."""
    person = {"first_name": "{last_name}", "last_name": "Martin", "unused": "x"}
    assert fill("{first_name} {last_name} {param1}!{nom}", person) == "{last_name} Martin !{nom}"


def test_a_value_over_fifty_characters_is_refused_by_the_name_of_its_field() -> None:
    """Octopush takes 50 characters; the error names the field and never holds the value."""
    assert fill("{param1}", {"param1": "x" * LONGEST_VALUE}) == "x" * 50
    with pytest.raises(ValueError, match="param1 has 51 characters") as raised:
        fill("{param1}", {"param1": "x" * 51})
    assert "xx" not in str(raised.value)
    assert fill("no field", {"param1": "x" * 51}) == "no field"


def test_the_example_person_is_called_camille() -> None:
    """A preview is for Camille, with a value for every field."""
    assert set(EXAMPLE) == set(FIELDS)
    assert fill("Bonjour {first_name}", EXAMPLE) == "Bonjour Camille"


def test_the_length_of_the_preview() -> None:
    """One SMS each, two if a first name is over 45 letters, and two for Fran\u00e7ois, whose letter makes it Unicode."""
    found = segments_range(_PREVIEWED)
    assert (found.low, found.typical, found.high) == (1, 1, 2)
    assert (found.field, found.threshold) == ("first_name", 45)
    assert found.accented == 2


@pytest.mark.parametrize(
    ("text", "low", "high", "threshold"),
    [
        ("a" * 110 + "{param2}", 1, 1, None),
        ("a" * 111 + "{param2}", 1, 2, 49),
        ("a" * 160 + "{param2}", 1, 2, 0),
        ("a" * 140 + "{param2}{param2}", 1, 2, 10),
        ("a" * 159 + "{param1}{param2}", 1, 2, None),  # Two fields: no one length decides.
        ("\u0153" * 60 + "{param2}", 1, 2, 10),
        ("no field", 1, 1, None),
    ],
)
def test_the_threshold_is_the_longest_value_that_costs_nothing_more(
    text: str, low: int, high: int, threshold: int | None
) -> None:
    """With a value of that length the low count holds, with one letter more it does not."""
    found = segments_range(text)
    assert (found.low, found.high, found.threshold) == (low, high, threshold)


@given(_TEXTS)
def test_the_range_holds_what_people_get(text: str) -> None:
    """The count for any length of value lies in the range, and jumps where the threshold says."""
    found = segments_range(text)
    counts = [measure(fill(text, dict.fromkeys(FIELDS, "x" * length))).segments for length in range(51)]
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (found.low, found.high)
    assert found.low <= found.typical <= found.high
    if found.threshold is not None:
        assert counts[found.threshold] == found.low < counts[found.threshold + 1]
        assert (found.field,) == fields(text)


@given(st.text(alphabet="{}firstname_ pré1\n", max_size=80))
def test_everything_in_braces_is_a_field_or_told(text: str) -> None:
    """Fields and misspelt ones share no character, and each is where it is said to be."""
    for found in misspelt(text):
        assert text.startswith(found.written, found.position)
        assert found.written[0] == "{"
    mended = text
    for found in reversed(misspelt(text)):
        mended = mended[: found.position] + mended[found.position + len(found.written) :]
    assert set(fields(mended)) >= set(fields(text)) or "{{" in text
