"""The services of the account itself: its balance and its parameters, callbacks among them.

dev.octopush.com, check-sms-balance and api-default-parameters. Callback addresses belong to the account, never to a
message.
"""

from __future__ import annotations

import copy
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.sandbox.octopush.answers import Answer, RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.sandbox.octopush.campaigns import Books

#: The wallet's names for products, which differ from the campaigns' on some pages, by the campaigns' names.
PRODUCTS = {
    "sms_premium": "sms_premium",
    "premium_sms": "sms_premium",
    "sms_low_cost": "sms_low_cost",
    "low_cost_sms": "sms_low_cost",
}


def balance(books: Books, query: Mapping[str, str]) -> Answer:
    """Tell the balance in euros, or in SMS of one product and country; each of the two needs the other (else 400)."""
    product, country = query.get("product_name"), query.get("country_code")
    if not product and not country:
        return Answer(200, {"amount": float(books.account.balance), "unit": "euros"})
    if product == "euro" and country:
        return Answer(books.switches.wallet_status, {"amount": float(books.account.balance), "unit": "euros"})
    if not product or not country or product not in PRODUCTS:
        raise RefusedError(500)
    price = books.account.prices[PRODUCTS[product]]
    pack = {
        books.switches.wallet_pack_key: str(uuid.uuid5(uuid.NAMESPACE_DNS, books.login)),
        "credit": float(books.account.balance),
        "expiration_date": (books.clock() + timedelta(days=365)).isoformat(timespec="seconds"),
    }
    amount = int(books.account.balance // price)
    return Answer(books.switches.wallet_status, {"amount": amount, "unit": product, "wallet_packs": [pack]})


def parameters(books: Books) -> dict[str, Any]:
    """Show the account's parameters."""
    return copy.deepcopy(books.account.parameters)


def edit_parameters(books: Books, body: dict[str, Any]) -> dict[str, Any]:
    """Change the parameters that are known, ignore the others, and show them all."""
    for group, values in books.account.parameters.items():
        changes = body.get(group)
        if isinstance(changes, dict):
            values.update({name: value for name, value in changes.items() if name in values})
    return parameters(books)
