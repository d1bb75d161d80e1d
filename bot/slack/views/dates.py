"""Instants, spans, money and counts as people read them, in their language and zone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel import Locale as BabelLocale
from babel.core import UnknownLocaleError
from babel.dates import format_datetime, format_timedelta
from babel.numbers import format_currency, format_decimal

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Locale:
    """A person's language and zone: a tag such as fr-FR as Slack gives it, and an IANA name."""

    tag: str = "en-GB"
    zone: str = "Europe/Paris"

    @property
    def babel(self) -> BabelLocale:
        """The locale whose words dates are said in: the person's where its language is known, else British English."""
        try:
            return BabelLocale.parse(self.tag, sep="-")
        except (UnknownLocaleError, ValueError):
            return BabelLocale("en", "GB")


#: How a message in a channel says things: many people read it.
HOUSE = Locale()


def said(at: datetime, zone: str, locale: Locale = HOUSE, *, year: bool = False) -> str:
    """Say an instant in a zone, unambiguously: weekday, day, month by name, time in 24 hours."""
    pattern = "EEE d MMM y, HH:mm" if year else "EEE d MMM, HH:mm"
    return format_datetime(at.astimezone(ZoneInfo(zone)), pattern, locale=locale.babel)


def clock(at: datetime, zone: str) -> str:
    """Say the time alone, such as 18:00."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def day_and_time(at: datetime, zone: str, locale: Locale = HOUSE) -> str:
    """Say weekday and time, such as Tue 17:30: for moments within the week."""
    return format_datetime(at.astimezone(ZoneInfo(zone)), "EEE HH:mm", locale=locale.babel)


def day(at: datetime, zone: str, locale: Locale = HOUSE) -> str:
    """Say day and month, such as 16 Nov."""
    return format_datetime(at.astimezone(ZoneInfo(zone)), "d MMM", locale=locale.babel)


def month(at: datetime, zone: str, locale: Locale = HOUSE) -> str:
    """Say the month alone, such as November."""
    return format_datetime(at.astimezone(ZoneInfo(zone)), "LLLL", locale=locale.babel)


def ahead(at: datetime, now: datetime, locale: Locale = HOUSE) -> str:
    """Say how far an instant is from now, such as in 31 hours."""
    return format_timedelta(at - now, add_direction=True, threshold=2, locale=locale.babel)


def in_each_zone(at: datetime, zone: str) -> str:
    """Let Slack say an instant in each reader's own zone; mrkdwn, with a fallback in the campaign's zone."""
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{said(at, zone)}>"


def money(amount: Decimal, locale: Locale = HOUSE) -> str:
    """Say an amount of euros, such as 58.99 €."""
    return format_currency(amount, "EUR", format="#,##0.00 ¤", locale=locale.babel)


def count(number: int, locale: Locale = HOUSE) -> str:
    """Say a number of things, such as 1,204."""
    return format_decimal(number, locale=locale.babel)
