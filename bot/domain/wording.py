"""What a text must say, must not say, and whether it was said before: opt-out lines, signs of marketing, sameness.

French marketing needs an opt-out line, whose wording Octopush's platform looks for letter by letter; it puts the operator's
short number in place of XXXXX. These rules find and point; they never judge whether a text is lawful.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.brief import SmsType
from bot.domain.links import links
from bot.domain.replacements import is_unseen, spelling

#: The opt-out line of premium SMS: five capital X, case-sensitive.
#: https://dev.octopush.com/en/sms-gateway-api-documentation/api-sms-xml-returns/ (code 121)
STOP_PREMIUM = "STOP au XXXXX"

#: The opt-out line of low-cost SMS (code 122 on the same page).
STOP_LOW_COST = "no PUB=STOP"

_STOP = {SmsType.PREMIUM: STOP_PREMIUM, SmsType.LOW_COST: STOP_LOW_COST}


class Flaw(StrEnum):
    """Why an opt-out line is not the one that is looked for."""

    OTHER_TYPE = "other_type"  # The line of the other type of SMS.
    CAPITALS = "capitals"  # Right but for small and capital letters.
    COUNT = "count"  # Not five X.
    NUMBER = "number"  # A number written by hand where the X belong.
    WORDING = "wording"  # Other words, spaces or look-alike letters.


@dataclass(frozen=True, slots=True)
class NearStop:
    """An opt-out line that a person recognises and the platform does not. `position` counts code points from 0."""

    written: str
    position: int
    flaw: Flaw


#: Each line standing by itself: no letter or accent touches it.
_LINES = {
    sms_type: re.compile(rf"(?<![\w\u0300-\u036f]){re.escape(line)}(?![\w\u0300-\u036f])")
    for sms_type, line in _STOP.items()
}

#: Letters of other alphabets that look like those of the opt-out line; one for one, so that positions hold.
_LOOKALIKES = str.maketrans(
    "\u0405\u0422\u041e\u0420\u0425\u0430\u03a4\u039f\u03a1\u03a7\u00d7\u2715\u2716", "STOPXaTOPXXXX"
)
_NEAR = re.compile(
    r"(?<!\w)stop[^\w\n]{0,3}(?:(?:au|aux|to|sms|par\ssms)[^\w\n]{0,3})*(?P<sign>x{2,12}|\d{5})(?!\w)"
    r"|(?<!\w)no[^\w\n]{0,3}pub[^\w\n]{0,3}stop(?!\w)",
    re.IGNORECASE,
)


def stop_line(sms_type: SmsType) -> str:
    """Return the opt-out line of a type of SMS."""
    return _STOP[sms_type]


def has_stop(text: str, sms_type: SmsType) -> bool:
    """Tell whether `text` holds the opt-out line of this type, to the letter and standing by itself."""
    return _LINES[sms_type].search(text) is not None


def stop_places(text: str) -> tuple[tuple[int, int], ...]:
    """Return where `text` holds an opt-out line of any type, to the letter and standing by itself, as first and end indexes."""
    return tuple(found.span() for line in _LINES.values() for found in line.finditer(text))


def near_stop(text: str, sms_type: SmsType) -> NearStop | None:
    """Return the last opt-out line in `text` that is almost the right one, or None; None as well when the right one is there."""
    line = stop_line(sms_type)
    if has_stop(text, sms_type):
        return None
    found = None
    for found in _NEAR.finditer(text.translate(_LOOKALIKES)):  # noqa: B007 - the last one is wanted.
        pass
    if found is None:
        return None
    written = text[found.start() : found.end()]
    return NearStop(written, found.start(), _flaw(written, found["sign"] or "", line))


def _flaw(written: str, sign: str, line: str) -> Flaw:
    """Name what is wrong with a near-miss of `line`; `sign` is what it has where the X belong."""
    if written in _STOP.values():
        return Flaw.OTHER_TYPE
    if written.casefold() == line.casefold():
        return Flaw.CAPITALS
    if sign.isdecimal():
        return Flaw.NUMBER
    if sign and len(sign) != line.count("X"):
        return Flaw.COUNT
    return Flaw.WORDING


def with_stop(text: str, sms_type: SmsType) -> str:
    """Return `text` with the opt-out line: as it is, with its near-miss mended, or with the line after one space."""
    if has_stop(text, sms_type):
        return text
    line = stop_line(sms_type)
    near = near_stop(text, sms_type)
    if near:
        return text[: near.position] + line + text[near.position + len(near.written) :]
    return f"{text.rstrip()} {line}".lstrip()


class Sign(StrEnum):
    """Why a text reads as marketing."""

    PRICE = "price"
    PERCENT = "percent"
    LINK = "link"
    STOP = "stop"
    PROMOTION = "promotion"


@dataclass(frozen=True, slots=True)
class MarketingSign:
    """One sign of marketing, the words that show it, and where they begin (code points from 0)."""

    sign: Sign
    written: str
    position: int


_SIGNS = {
    Sign.PRICE: re.compile(
        r"[€£$]\s?\d+(?:[.,]\d+)?|(?<![\w.,])\d+(?:[.,]\d+)?\s?(?:[€£$]|(?:eur|euros?|chf)\b)\d{0,2}",
        re.IGNORECASE,
    ),
    Sign.PERCENT: re.compile(r"(?<!\d)[-\u2212\u2013]?\s?\d+(?:[.,]\d+)?\s?%"),
    Sign.STOP: re.compile(r"\bSTOP\b[^\n]{0,6}\b(?:X{3,}|\d{5})|PUB\s?=\s?STOP"),
    Sign.PROMOTION: re.compile(
        r"(?<!\w)(?:promos?|promotions?|promo\s?code|code\spromo|soldes?|ventes?\spriv\u00e9es?|bons?\splans?"
        r"|bons?\s(?:d['\u2019]achat|de\sr\u00e9duction)|offres?|offerte?s?|gratuite?s?|r\u00e9ductions?|remises?|rabais"
        r"|destockage|d\u00e9stockage|profitez(?:-en)?|exclusi(?:f|ve|vit\u00e9)s?|d\u00e9couvrez|derniers?\sjours?"
        r"|black\s?friday|cyber\s?monday|french\sdays"
        r"|sales?|discounts?|deals?|offers?|free|vouchers?|coupons?|bargains?|save\snow|buy\snow|order\snow|shop\snow"
        r"|last\schance|limited\stime|special\sprices?|clearance)(?!\w)",
        re.IGNORECASE,
    ),
}


def looks_like_marketing(text: str) -> tuple[MarketingSign, ...]:
    """Return what in `text` reads as marketing, one of each sign at most, in the order of the text; empty for a plain notice.

    Octopush fines advertising sent as an alert, so a person is asked; a price alone is not proof.
    https://dev.octopush.com/en/sms-gateway-api-documentation/transactional-sms/
    """
    signs = [
        MarketingSign(sign, found[0].strip(), found.end() - len(found[0].lstrip()))
        for sign, pattern in _SIGNS.items()
        if (found := pattern.search(text))
    ]
    signs += [MarketingSign(Sign.LINK, link.written, link.position) for link in links(text)[:1]]
    return tuple(sorted(signs, key=lambda sign: sign.position))


_WORDS = re.compile(r"\w+|[%€£$]")


def same_text(text: str) -> str:
    """Return a key that two texts share when a reader would call them the same.

    Case, accents, spacing, punctuation, quotes, emoji, unseen characters and the opt-out line make no difference; words, figures,
    fields and currencies do. A text of nothing else is its own key.
    """
    for line in _LINES.values():
        text = line.sub(" ", text)
    plain = "".join(spelling(character) or character for character in text if not is_unseen(character))
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", plain).casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(_WORDS.findall(bare)) or text.strip()
