"""People for the demo: as many, and as unlike one another, as a shop's customers are.

The numbers are all in +33 6 39 98 xx xx, which the French regulator keeps for works of fiction (arcep.fr): they must
never be anything else. The same people come out each time.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from bot.sandbox.octopush.account import Contact

if TYPE_CHECKING:
    from bot.sandbox.octopush.account import Account

#: Accents that fit an SMS and accents that do not, short and long, and some unknown.
FIRST_NAMES = (
    "Camille",
    "Élodie",
    "Karim",
    "Zoé",
    None,
    "Marie-Françoise",
    "Jean",
    "Łukasz",
    "Inès",
    "Maximilien-Alexandre",
    "Noël",
    "Fatoumata",
    "Anaïs",
    "Léo",
    "Sophie",
    "Bartholoméus-Emmanuel",
    "Théo",
)
LAST_NAMES = (
    "Martin",
    "Lefèvre",
    "Benali",
    "Nguyen",
    None,
    "Müller",
    "de La Rochefoucauld",
    "Diallo",
    "Garcia",
)


def seed(account: Account) -> None:
    """Fill an account with the demo's lists and tags."""
    everybody = _everybody()
    account.add(everybody[:1210], list_name="VIP customers")
    # Some VIP customers also click and collect, so that adding lists up counts people twice.
    account.add(everybody[900:9210], list_name="Click and collect")
    account.add(everybody[9990:9993], list_name="Team")
    account.add(list_name="Empty")
    account.add(everybody[:1204], tag_name="vip")
    account.add(everybody[5 : 412 * 20 : 20], tag_name="lyon")
    account.add(everybody[3 : 3 + 1987 * 4 : 4], tag_name="paris")
    account.opted_out.update(contact.phone_number for contact in everybody[11:9200:97])


@cache
def _everybody() -> tuple[Contact, ...]:
    """Make the demo's people, once: tests fill an account a few hundred times."""
    return tuple(
        Contact(f"+3363998{index:04d}", FIRST_NAMES[index * 7 % 17], LAST_NAMES[index * 5 % 9])
        for index in range(10_000)
    )
