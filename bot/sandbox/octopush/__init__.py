"""A local Octopush: the services of api.octopush.com/v1/public, on loopback, with an account of believable people.

It exists so that the bot can be tried and proved against something that guesses at bad input, computes, bills, sends
once and loses answers, as the real one may. It was written from the vendor's public documentation (octopush.readme.io
and dev.octopush.com) and was never compared with the real service on the wire. It must never reach off loopback, and
nobody may take it for the real service: what it does where the documentation is silent is an assumption.

What is assumed, and can be turned over by a switch (see `Switches`, one for each doubtful point):

- A prepared campaign is computed within a number of polls and a span of time; computing answers 200.
- The vendor's older list of error codes holds for this interface; errors are 400 `{code, message}`, wrong keys are 401.
- Credit is charged when a sending is confirmed, and is short then; nothing is reserved by preparing.
- A campaign is computed on the people of the moment it was prepared at.
- A second confirmation and anything asked of a confirmed campaign is refused with 132; an unknown ticket with 131.
- A simulation gives a ticket that no other service knows, checks the text and the audience, and keeps no `request_id`.
- A marketing text to a French number without its STOP mention is refused (121, and 122 for low cost).

What is assumed, and fixed:

- Wrong input is guessed at, never refused, as the vendor announces: "true", "1" and 1 are true; numbers are cast to
  text; a sender loses what it may not hold and is cut at 11; an unknown `purpose` is `wholesale`, an unknown `type`
  is `sms_premium`, an unreadable `send_at` is now, and unknown fields are ignored. `Brief.guessed` names each.
- Contacts are keyed by phone number; lists and tags are labels on them, and a tag nobody bears is an empty one.
- A placeholder without a value becomes nothing, a value is cut at 50 characters; no spaces are optimised away.
- An opted-out number is counted, billed and refused delivery, unless the paid removal was asked for.
- `request_id` is known for 24 hours in the whole account; the price of removal is added once for each campaign.
- With replies the sender becomes a short number; as no service shows it, none is drawn here.
- Contact and list services are not played: the demo's people are put in by `seed_demo`, or by `Account.add`.
"""

from bot.sandbox.octopush.account import Account, Contact
from bot.sandbox.octopush.campaigns import Campaign, Sending, State
from bot.sandbox.octopush.faults import Fault, Kind
from bot.sandbox.octopush.reading import Brief
from bot.sandbox.octopush.server import LocalOctopush
from bot.sandbox.octopush.switches import Switches

__all__ = [
    "Account",
    "Brief",
    "Campaign",
    "Contact",
    "Fault",
    "Kind",
    "LocalOctopush",
    "Sending",
    "State",
    "Switches",
]
