"""What a campaign may cost before Octopush has said so: only where it can be reckoned honestly, and never shown as measured."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.domain.brief import SmsType
from bot.domain.personalisation import segments_range

if TYPE_CHECKING:
    from bot.domain.brief import Brief

#: Euros for leaving out people who opted out, once a campaign.
#: https://dev.octopush.com/en/sms-gateway-api-documentation/voice-sms-api/schedule-voice-sms-sending
REMOVAL = Decimal("0.01")

#: Euros more for each SMS that can be answered, by the vendor's user documentation.
REPLY = Decimal("0.03")


@dataclass(frozen=True, slots=True)
class Estimate:
    """The least and the most a campaign should cost, in euros."""

    low: Decimal
    high: Decimal


def estimate(brief: Brief, *, people: int | None, price: Decimal | None) -> Estimate | None:
    """Reckon the cost from the audience's last count and the price of one premium SMS, in euros.

    None where either is not known, and for low cost, whose price is another one.
    """
    if price is None or not people or brief.type is not SmsType.PREMIUM:
        return None
    each = price + (REPLY if brief.with_replies else 0)
    once = REMOVAL if brief.auto_remove_blacklisted_numbers else Decimal(0)
    segments = segments_range(brief.text)
    return Estimate(people * segments.low * each + once, people * segments.dearest * each + once)
