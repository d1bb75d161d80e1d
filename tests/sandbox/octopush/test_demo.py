"""The demo's people."""

import time
from decimal import Decimal

from bot.sandbox.octopush import LocalOctopush


def test_the_demo_is_believable_cheap_and_fictional():
    """Lists and tags of known sizes, names of all kinds, numbers of the regulator's range for fiction."""
    octopush = LocalOctopush()
    began = time.process_time()
    octopush.seed_demo()
    assert time.process_time() - began < 0.5
    account = octopush.account
    sizes = {name: len(numbers) for name, numbers in (account.lists | account.tags).items()}
    assert sizes == {
        "VIP customers": 1210,
        "Click and collect": 8310,
        "Team": 3,
        "Empty": 0,
        "vip": 1204,
        "lyon": 412,
        "paris": 1987,
    }
    assert all(number.startswith("+3363998") and len(number) == 12 for number in account.contacts)
    assert set().union(*account.lists.values(), *account.tags.values()) == set(account.contacts)
    names = {contact.first_name for contact in account.contacts.values()}
    assert None in names
    assert {"Élodie", "Maximilien-Alexandre"} <= names
    assert account.balance == Decimal("700.19")
    octopush.reset()
    assert len(account.lists["VIP customers"]) == 1210
