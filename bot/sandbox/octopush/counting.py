"""How the vendor counts the SMS of a text: the alphabet, the characters counted double, the optimisation, the parts.

Written from dev.octopush.com/en/sms-gateway-api-documentation/special-characters/ and from the alphabet of 3GPP TS
23.038; it must never share code with the bot, whose own count is to be checked against this one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.sandbox.octopush.switches import Switches

#: The basic table of the SMS alphabet, without its escape.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: Characters that cost two in the standard.
EXTENDED = frozenset("\f^{}\\[~]|€")
#: Characters that the vendor counts double; its list goes beyond the standard's and holds two foreign to the alphabet.
DOUBLE = frozenset("{}€[]~^¨|&$@\n\r\t")

#: What the vendor puts in place of characters that would make the text Unicode (special-characters page).
REPLACED = str.maketrans(
    {
        old: new
        for olds, new in (
            ("ÀÁÂÃ", "A"),
            ("ÈÊË", "E"),
            ("ÌÍÎÏ", "I"),
            ("Ð", "D"),
            ("ÒÓÔÕ", "O"),
            ("ÙÚÛ", "U"),
            ("ÝŸ", "Y"),
            ("áâã", "a"),
            ("êë", "e"),
            ("íîï", "i"),
            ("ðóôõ", "o"),
            ("úûµ", "u"),
            ("ýÿ", "y"),
            ("ç", "c"),
            ("Þ", "y"),
            ("°", "o"),
            ("¨^", "-"),
            ("«»“”", '"'),
            ("|", "I"),
            ("\\", "/"),
            ("\N{SINGLE LOW-9 QUOTATION MARK}„", ","),
            ("…•", "."),
            ("\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{ACUTE ACCENT}`", "'"),
            ("\N{EN DASH}—", "-"),
        )
        for old in olds
    }
)


def optimise(text: str) -> str:
    """Replace what would make a text Unicode, as far as the vendor's table goes."""
    return text.translate(REPLACED)


def segments(text: str, switches: Switches) -> int:
    """Count the SMS a text makes; an empty one makes one."""
    if is_unicode(text, switches):
        units, alone, part = (
            len(text.encode("utf-16-le", "surrogatepass")) // 2,
            70,
            int(switches.unicode_part),
        )
    else:
        double = (DOUBLE if switches.double_count == "vendor" else frozenset()) | EXTENDED
        units, alone, part = sum(1 + (char in double) for char in text), 160, int(switches.gsm_part)
    return 1 if units <= alone else math.ceil(units / part)


def is_unicode(text: str, switches: Switches) -> bool:
    """Tell whether one character makes the whole text Unicode."""
    known = BASIC | EXTENDED
    if switches.double_count == "vendor":
        known |= DOUBLE
    return not known.issuperset(text)
