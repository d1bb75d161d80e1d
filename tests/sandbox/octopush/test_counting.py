"""How SMS and euros are counted: the alphabet, double characters, parts, names, surcharges."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.octopush import Contact, Switches
from bot.sandbox.octopush.counting import is_unicode, optimise, segments

STOP = " STOP au XXXXX"


@pytest.mark.parametrize(
    ("text", "switches", "count"),
    [
        ("", {}, 1),
        ("a" * 160, {}, 1),
        ("a" * 161, {}, 2),
        ("a" * 306, {}, 2),
        ("a" * 307, {}, 3),
        ("a" * 1224, {}, 8),
        ("a" * 274, {"gsm_part": 137}, 2),
        ("a" * 275, {"gsm_part": 137}, 3),
        ("œ" * 70, {}, 1),
        ("œ" * 71, {}, 2),
        ("œ" * 134, {}, 2),
        ("œ" * 135, {}, 3),
        ("œ" * 126, {"unicode_part": 63}, 2),
        ("œ" * 127, {"unicode_part": 63}, 3),
        ("🎁" * 35, {}, 1),
        ("🎁" * 36, {}, 2),
        ("€" * 80, {}, 1),
        ("€" * 81, {}, 2),
        ("&" * 81, {}, 2),
        ("&" * 160, {"double_count": "standard"}, 1),
        ("\n" * 81, {}, 2),
        ("\n" * 160, {"double_count": "standard"}, 1),
        ("\\" * 81, {}, 2),
        ("\t" * 81, {}, 2),
        ("\t" * 71, {"double_count": "standard"}, 2),
        ("\t" * 70, {"double_count": "standard"}, 1),
    ],
)
def test_how_many_sms_a_text_makes(text, switches, count):
    """160 then 153 a part, 70 then 67 in Unicode; costly characters count double; both readings by switch."""
    assert segments(text, Switches(**switches)) == count


@pytest.mark.parametrize(
    ("typed", "optimised", "unicode"),
    [
        ("Où êtes-vous ?", "Où etes-vous ?", False),
        ("l\u2019été « çà »", 'l\'été " cà "', False),
        ("Promo… 10 \u2013 20 %", "Promo. 10 - 20 %", False),
        ("a|b^c\\d", "aIb-c/d", False),
        ("ÀÉÈÝÞ", "AÉEYy", False),
        ("cœur", "cœur", True),
        ("🎁", "🎁", True),
        ("à è é ù ì ò ä ö ñ ü å æ ø ß Ä Ö Ñ Ü Å Æ Ø Ç É § ¿ ¡ £ ¥ ¤ Γ Δ Θ Λ Ξ Π Σ Φ Ψ Ω €",) * 2 + (False,),
    ],
)
def test_what_is_optimised(typed, optimised, unicode):
    """The vendor's table, and no more: œ and emoji stay and make the text Unicode."""
    assert optimise(typed) == optimised
    assert is_unicode(optimised, Switches()) is unicode


@given(st.text(max_size=400), st.text(max_size=400))
def test_a_longer_text_never_costs_less(text, more):
    """A text makes at least one SMS, and adding to it never lessens them."""
    switches = Switches()
    assert 1 <= segments(text, switches) <= segments(text + more, switches)


@given(st.text(max_size=300))
def test_optimising_never_costs_more(text):
    """Optimised twice is optimised once, and makes no more SMS than the text as it was typed."""
    switches = Switches()
    assert optimise(optimise(text)) == optimise(text)
    assert segments(optimise(text), switches) <= segments(text, switches)


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(
    ("fields", "switches", "sms", "cost"),
    [
        ({}, {}, 4, "0.196"),
        ({"type": "sms_low_cost", "text": "Soldes no PUB=STOP"}, {}, 4, "0.156"),
        ({"text": "a" * 160 + STOP}, {}, 8, "0.392"),
        ({"auto_remove_blacklisted_numbers": True}, {}, 3, "0.157"),
        ({"with_replies": True}, {}, 4, "0.316"),
        ({"with_replies": True}, {"reply_surcharge": 0}, 4, "0.196"),
        ({"text": "été “x” " + "a" * 130 + STOP}, {}, 4, "0.196"),
        ({"text": "été “x” " + "a" * 130 + STOP, "auto_optimize_text": False}, {}, 12, "0.588"),
        # Élodie Lefèvre fits; Łukasz turns his own text into Unicode, 80 characters; the longest name makes 160 fit.
        ({"text": "{first_name}" + "a" * 60 + STOP}, {}, 5, "0.245"),
        ({"text": "{first_name}" + "a" * 128 + STOP}, {}, 7, "0.343"),
        ({"text": "{param1}{param5}" + "a" * 146 + STOP}, {}, 5, "0.245"),
    ],
)
async def test_what_a_campaign_costs(octopush, api, fields, switches, sms, cost):
    """Each person's own SMS times the price, plus what the options cost; opted-out people count unless removed."""
    octopush.account.opted_out.add("+33639980002")
    octopush.switches.turn(**switches)
    campaign = octopush.campaigns[await api.ready(**fields)]
    assert (campaign.sms_count, campaign.cost) == (sms, Decimal(cost))


@pytest.mark.asyncio(loop_scope="session")
async def test_a_value_is_cut_at_50_characters(octopush, api):
    """Longer ones would make a second SMS here."""
    octopush.account.add([Contact("+33639980006", "x" * 99)], list_name="One")
    campaign = octopush.campaigns[await api.ready(list_name="One", text="{first_name}" + "a" * 96 + STOP)]
    assert campaign.sms_count == 1


@pytest.mark.asyncio(loop_scope="session")
async def test_low_cost_is_refused_where_one_name_makes_it_long(octopush, api):
    """119 counts each person's own text."""
    text = "{first_name}" + "a" * 135 + " no PUB=STOP"
    assert (await api.create(text=text, type="sms_low_cost")).json()["code"] == 119
    octopush.account.lists["Shop"].discard("+33639980004")
    octopush.account.lists["Shop"].discard("+33639980003")
    assert (await api.create(text=text, type="sms_low_cost")).status_code == 201
