"""The alphabets of SMS, and how many characters fit.

The tables are those of 3GPP TS 23.038, 6.2.1 (default alphabet) and 6.2.1.1 (extension), read as Unicode; the sizes are those
of 3GPP TS 23.040, 9.2.3.24.1: a part of a long message gives 6 octets to the header that joins the parts. What Octopush
counts otherwise stands apart, at the end. No rule lives here.
"""

from __future__ import annotations

from enum import StrEnum


class Encoding(StrEnum):
    """How a message goes on the air; one character outside GSM-7 makes the whole of it UCS-2."""

    GSM7 = "GSM-7"
    UCS2 = "UCS-2"


#: What one message holds when it is alone, in units (septets of GSM-7, 16-bit words of UCS-2).
ALONE = {Encoding.GSM7: 160, Encoding.UCS2: 70}

#: What each part of a longer message holds, in the same units.
PART = {Encoding.GSM7: 153, Encoding.UCS2: 67}

#: The code that announces a character of the extension table. It is no character itself.
ESCAPE = "\x1b"

#: The default alphabet in the order of its codes, 0x00 to 0x7F without the escape at 0x1B. 0x09 is the capital: the small
#: c with cedilla is not in GSM-7.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅå"
    "Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./"
    "0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmno"
    "pqrstuvwxyzäöñüà"
)

#: Sent as the escape and a second code: two units each, never on both sides of a border.
EXTENSION = frozenset("\f^{}\\[~]|€")

ALPHABET = BASIC | EXTENSION

#: What Octopush's page "special characters" says it counts as two. It departs from the standard: & $ @ and line ends cost one
#: there, the diaeresis and the tab are in no table. The backslash was lost from the page's own list and is counted as the standard
#: does. https://dev.octopush.com/en/sms-gateway-api-documentation/special-characters/
VENDOR_DOUBLE = frozenset("{}€[]~^\u00a8|&$@\n\r\t\\\f")

#: What can stay out of Unicode by that same list.
VENDOR_ALPHABET = ALPHABET | VENDOR_DOUBLE
