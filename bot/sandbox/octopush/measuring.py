"""Who a campaign goes to, and what it costs: each person's own text is counted, for names differ in length.

It must never count a person twice, however many labels they bear.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.sandbox.octopush.answers import RefusedError
from bot.sandbox.octopush.counting import optimise, segments

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.sandbox.octopush.account import Account, Contact
    from bot.sandbox.octopush.campaigns import Campaign
    from bot.sandbox.octopush.reading import Brief
    from bot.sandbox.octopush.switches import Switches

PLACEHOLDER = re.compile(r"\{(first_name|last_name|param[1-5])\}")
#: Longer values are cut (dev.octopush.com, personalized-sendings-publipostage).
VALUE_LIMIT = 50
#: Of `auto_remove_blacklisted_numbers`, in euros a request (dev.octopush.com, schedule-voice-sms-sending).
REMOVAL_PRICE = Decimal("0.01")


def audience(brief: Brief, *, route: str, account: Account, switches: Switches) -> list[Contact]:
    """Find a campaign's people; refuses with 303 for a list nobody made and with 116 where none is named."""
    by_list = _members(account.lists, brief.list_name)
    by_tag = _members(account.tags, brief.tag_name) or set()
    if brief.list_name and by_list is None:
        raise RefusedError(303)
    if brief.list_name and brief.tag_name and brief.segmentation and switches.segmentation == "guess":
        both = (by_list or set()) & by_tag if brief.segmentation == "filter" else (by_list or set()) | by_tag
        return account.people(both)
    if brief.list_name and (route == "list" or not brief.tag_name):
        return account.people(by_list or set())
    if brief.tag_name and (route == "tag" or switches.tag_on_list_create):
        return account.people(by_tag)
    raise RefusedError(116)


def texts(brief: Brief, people: Iterable[Contact]) -> Counter[str]:
    """Write each person's text as a phone shows it, and how many people get it."""
    text = optimise(brief.text) if brief.auto_optimize_text else brief.text
    if not PLACEHOLDER.search(text):
        return Counter({text: sum(1 for _ in people)})

    def write(contact: Contact) -> str:
        return PLACEHOLDER.sub(lambda found: (getattr(contact, found[1]) or "")[:VALUE_LIMIT], text)

    return Counter(optimise(own) if brief.auto_optimize_text else own for own in map(write, people))


def measure(campaign: Campaign, *, account: Account, switches: Switches) -> None:
    """Work out a campaign's people, SMS and cost; refuses a low cost text over 160 characters with 119."""
    brief, people = campaign.brief, campaign.people
    if brief.auto_remove_blacklisted_numbers:
        people = [contact for contact in people if contact.phone_number not in account.opted_out]
    counted = [(segments(text, switches), count) for text, count in texts(brief, people).items()]
    if brief.type == "sms_low_cost" and any(each > 1 for each, count in counted if count):
        raise RefusedError(119)
    price = account.prices[brief.type] + (switches.reply_surcharge if brief.with_replies else 0)
    campaign.number_of_contacts = len(people)
    campaign.sms_count = sum(each * count for each, count in counted)
    campaign.cost = campaign.sms_count * price
    if brief.auto_remove_blacklisted_numbers:
        campaign.cost += REMOVAL_PRICE


def _members(labels: dict[str, set[str]], name: str | None) -> set[str] | None:
    return labels.get(name) if name else None
