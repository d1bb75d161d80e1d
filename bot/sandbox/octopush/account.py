"""The customer's account at the local Octopush: people, the labels on them, money and parameters.

It holds no rule of sending; it must never hold a real person's number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Contact(NamedTuple):
    """One person; a text is personalised with the fields after the phone number, `{param1}` and so on.

    `phone_number` is in E.164. A tuple, because ten thousand of them must be made in an instant.
    """

    phone_number: str
    first_name: str | None = None
    last_name: str | None = None
    param1: str | None = None
    param2: str | None = None
    param3: str | None = None
    param4: str | None = None
    param5: str | None = None


def _parameters() -> dict[str, dict[str, Any]]:
    """Give the parameters of a new account, in the shape of user/campaign-parameters."""
    return {
        "sms_campaign_alert_parameters": {
            "alert_type": None,
            "alert_bound": None,
            "alert_email_to": None,
            "alert_phone_number_to": None,
        },
        "campaign_parameters": {
            "sender_for_sms_premium": "Octopush",
            "sender_for_voice_sms": None,
            "phone_number_for_test_sms": None,
        },
        "callbacks": {
            "callback_url_for_deliveries": None,
            "callback_url_for_blacklisted_numbers": None,
            "callback_url_for_visits": None,
            "callback_url_for_inbounds": None,
            "email_for_inbounds": None,
        },
    }


@dataclass(slots=True, kw_only=True)
class Account:
    """People, money and parameters; money is in euros."""

    balance: Decimal = Decimal("700.19")
    #: Of one SMS, by type.
    prices: dict[str, Decimal] = field(
        default_factory=lambda: {"sms_premium": Decimal("0.049"), "sms_low_cost": Decimal("0.039")}
    )
    #: By phone number.
    contacts: dict[str, Contact] = field(default_factory=dict)
    #: Phone numbers by name; a list may be empty.
    lists: dict[str, set[str]] = field(default_factory=dict)
    #: Phone numbers by name; a tag is there as soon as somebody bears it.
    tags: dict[str, set[str]] = field(default_factory=dict)
    #: Phone numbers of those who wrote STOP.
    opted_out: set[str] = field(default_factory=set)
    parameters: dict[str, dict[str, Any]] = field(default_factory=_parameters)

    def add(
        self, contacts: Iterable[Contact] = (), *, list_name: str | None = None, tag_name: str | None = None
    ) -> None:
        """Put contacts into the account, a list and a tag; a number that is there already is written over."""
        numbers = set()
        for contact in contacts:
            self.contacts[contact.phone_number] = contact
            numbers.add(contact.phone_number)
        if list_name is not None:
            self.lists.setdefault(list_name, set()).update(numbers)
        if tag_name is not None:
            self.tags.setdefault(tag_name, set()).update(numbers)

    def join(self, list_name: str, more: int) -> int:
        """Let people of the account join a list that is there, as far as there are any; returns how many it has then."""
        there = self.lists[list_name]
        there.update(sorted(self.contacts.keys() - there)[:more])
        return len(there)

    def people(self, numbers: Iterable[str]) -> list[Contact]:
        """Find the contacts behind numbers, in the order of the numbers."""
        return [self.contacts[number] for number in sorted(numbers)]

    def clear(self) -> None:
        """Make it a new account again, for whoever holds this one."""
        fresh = Account()
        for name in self.__slots__:
            setattr(self, name, getattr(fresh, name))
