import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.brief import SmsType
from bot.domain.wording import (
    STOP_LOW_COST,
    STOP_PREMIUM,
    Flaw,
    Sign,
    has_stop,
    looks_like_marketing,
    near_stop,
    same_text,
    with_stop,
)

PREMIUM, LOW_COST = SmsType.PREMIUM, SmsType.LOW_COST


def test_the_line_costs_fourteen_characters_with_its_space() -> None:
    """The figure told to people is the real one."""
    assert with_stop("Bonjour", PREMIUM) == "Bonjour STOP au XXXXX"
    assert len(with_stop("Bonjour", PREMIUM)) - len("Bonjour") == 14
    assert with_stop("Bonjour \n", LOW_COST) == "Bonjour no PUB=STOP"
    assert with_stop("", PREMIUM) == STOP_PREMIUM


@pytest.mark.parametrize(
    ("text", "sms_type", "has"),
    [
        ("Bonjour STOP au XXXXX", PREMIUM, True),
        ("Bonjour.STOP au XXXXX.", PREMIUM, True),
        ("STOP au XXXXX Bonjour", PREMIUM, True),
        ("Bonjour STOP au XXXXXX", PREMIUM, False),
        ("Bonjour nonSTOP au XXXXX", PREMIUM, False),
        ("Bonjour no PUB=STOP", PREMIUM, False),
        ("Bonjour no PUB=STOP", LOW_COST, True),
        ("Bonjour STOP au XXXXX", LOW_COST, False),
    ],
)
def test_the_line_is_looked_for_to_the_letter(text: str, sms_type: SmsType, *, has: bool) -> None:
    """Case, spacing and the number of X count, and it stands by itself."""
    assert has_stop(text, sms_type) is has


@pytest.mark.parametrize(
    ("written", "sms_type", "flaw"),
    [
        ("Stop au XXXXX", PREMIUM, Flaw.CAPITALS),
        ("STOP AU XXXXX", PREMIUM, Flaw.CAPITALS),
        ("STOP au xxxxx", PREMIUM, Flaw.CAPITALS),
        ("STOP au XXXX", PREMIUM, Flaw.COUNT),
        ("STOP au XXXXXX", PREMIUM, Flaw.COUNT),
        ("STOP au 36180", PREMIUM, Flaw.NUMBER),
        ("STOP 36180", PREMIUM, Flaw.NUMBER),
        ("STOP XXXXX", PREMIUM, Flaw.WORDING),
        ("STOP to XXXXX", PREMIUM, Flaw.WORDING),
        ("STOP  au XXXXX", PREMIUM, Flaw.WORDING),
        ("STOP\u00a0au\u00a0XXXXX", PREMIUM, Flaw.WORDING),
        ("STOP\u200bau XXXXX", PREMIUM, Flaw.WORDING),
        ("STOP au \u0425XXXX", PREMIUM, Flaw.WORDING),  # The first X is Cyrillic.
        ("no PUB=STOP", PREMIUM, Flaw.OTHER_TYPE),
        ("STOP au XXXXX", LOW_COST, Flaw.OTHER_TYPE),
        ("No pub=stop", LOW_COST, Flaw.CAPITALS),
        ("no PUB = STOP", LOW_COST, Flaw.WORDING),
        ("noPUB=STOP", LOW_COST, Flaw.WORDING),
    ],
)
def test_what_is_almost_the_line_is_named_and_mended_in_place(
    written: str, sms_type: SmsType, flaw: Flaw
) -> None:
    """People see what is wrong with theirs, and do not get a second line after it."""
    text = f"Bonjour \U0001f600 {written}."
    near = near_stop(text, sms_type)
    assert near is not None
    assert (near.written, near.position, near.flaw) == (written, 10, flaw)
    line = STOP_PREMIUM if sms_type is PREMIUM else STOP_LOW_COST
    assert with_stop(text, sms_type) == f"Bonjour \U0001f600 {line}."


@pytest.mark.parametrize(
    "text", ["Bonjour STOP au XXXXX", "Un arr\u00eat STOP au feu", "Stop! Il est l\u00e0", "XXXXX"]
)
def test_no_near_miss_where_there_is_none(text: str) -> None:
    """The right line, and words that only share a word with it, are left alone."""
    assert near_stop(text, PREMIUM) is None


@given(
    st.lists(st.sampled_from(["STOP", "stop", " au ", " ", "XXXXX", "XXXX", "\n", "no PUB=STOP", "a"])).map(
        "".join
    )
)
def test_adding_the_line_is_enough_and_done_once(text: str) -> None:
    """Whatever the text, afterwards it has the line, and adding it again changes nothing."""
    for sms_type in SmsType:
        mended = with_stop(text, sms_type)
        assert has_stop(mended, sms_type)
        assert with_stop(mended, sms_type) == mended


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("Votre commande 10452 est prête, à retirer avant 19h.", []),
        ("Votre code est 482913. Ne le donnez à personne.", []),
        ("Coupure de courant ce soir de 22:00 à 23:30.", []),
        ("Your parcel arrives tomorrow between 9.30 and 11.00.", []),
        ("Manteaux à 59€", [Sign.PRICE]),
        ("Manteaux à 59,90 €", [Sign.PRICE]),
        ("Coats from £20", [Sign.PRICE]),
        ("Manteaux dès 59 euros", [Sign.PRICE]),
        ("-20% sur tout", [Sign.PERCENT]),
        ("Suivez-nous sur lumea.fr/x", [Sign.LINK]),
        ("Bonjour STOP au XXXXX", [Sign.STOP]),
        ("Les soldes commencent", [Sign.PROMOTION]),
        ("Big SALE today", [Sign.PROMOTION]),
        (
            "Offre : -20% d\u00e8s 50€ sur https://lumea.fr STOP au 36180",
            [Sign.PROMOTION, Sign.PERCENT, Sign.PRICE, Sign.LINK, Sign.STOP],
        ),
        ("Nous sommes coffre\u00e9s, saletés", []),
    ],
)
def test_signs_of_marketing(text: str, signs: list[Sign]) -> None:
    """Prices, percentages, links, opt-out lines and promotional words in two languages are pointed at; notices are not."""
    found = looks_like_marketing(text)
    assert [sign.sign for sign in found] == signs
    for sign in found:
        assert sign.written
        assert text.startswith(sign.written, sign.position)


@pytest.mark.parametrize(
    "other",
    [
        "hello, l'offre EST \u00e0 5\u20ac",
        "Hello {first_name}, l\u2019offre est \u00e0\u00a05\u20ac\u00a0! \U0001f600".replace(
            "{first_name}, ", ""
        ),
        "Hel\u200blo l'offre est a 5\u20ac STOP au XXXXX",
        "Hello\r\n  l'offre est a\u0300 5\u20ac no PUB=STOP",
        "\uff28ello l'offre est \u00e0 5\u20ac",
    ],
)
def test_the_same_text_again_is_recognised(other: str) -> None:
    """Case, accents, spacing, quotes, emoji, unseen letters and the opt-out line make no difference."""
    assert same_text(other) == same_text("Hello l'offre est \u00e0 5\u20ac")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("-20% samedi", "-30% samedi"),
        ("5€", "5%"),
        ("Bonjour {first_name}", "Bonjour {last_name}"),
        ("\U0001f600", "\U0001f622"),
        ("\u041f\u0440\u0438\u0432\u0435\u0442", "\u041f\u043e\u043a\u0430"),
    ],
)
def test_other_texts_are_not_the_same(one: str, other: str) -> None:
    """Words, figures, currencies and fields do make a difference, in any alphabet."""
    assert same_text(one) != same_text(other)


@given(st.text(max_size=100))
def test_a_key_is_its_own_key(text: str) -> None:
    """Normalising twice is normalising once."""
    assert same_text(same_text(text)) == same_text(text)
