"""The last look at a body before it leaves.

Octopush bends what it does not understand and sends anyway (octopush-api.readme.io, "How our API deals with incorrect
data"): an unread `simulation_mode` sends for real, an unread `send_at` sends now. People's mistakes are told by
`bot.domain.brief` long before; what is found here is a mistake of this program, and must not reach the wire.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.adapters.octopush.wire import TICKET
from bot.domain.brief import SENDER, Purpose, Segmentation, SmsType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from enum import StrEnum

#: A phone number in E.164, as Octopush wants it in a direct sending.
PHONE = re.compile(r"\+[1-9]\d{6,14}")
#: A test goes to a few phones; a direct sending to more would be a campaign past everybody.
MOST_RECIPIENTS = 5

#: An instant with its offset, as a calendar day and a time of day.
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}")


def flaw(body: Mapping[str, object]) -> str | None:
    """Name the first field of a creation that Octopush would bend, ignore or miss; None where the body is exact."""
    for name, value in body.items():
        if name not in _EXACT or not _EXACT[name](value):
            return name
    if missing := _REQUIRED - body.keys():
        return min(missing)
    return None if body.keys() & {"list_name", "tag_name", "recipients"} else "list_name"


def is_ticket(value: object) -> bool:
    """Whether a value can be a ticket."""
    return isinstance(value, str) and TICKET.fullmatch(value) is not None


def _is_words(value: object) -> bool:
    """Whether a value is a text with something to see, that UTF-8 can carry."""
    if not isinstance(value, str) or not value.strip():
        return False
    return not any("\ud800" <= letter <= "\udfff" for letter in value)


def _is_bool(value: object) -> bool:
    return isinstance(value, bool)


def _is_moment(value: object) -> bool:
    return isinstance(value, str) and _MOMENT.fullmatch(value) is not None


def _is_sender(value: object) -> bool:
    return isinstance(value, str) and SENDER.fullmatch(value) is not None


def _is_recipients(value: object) -> bool:
    """Whether a value is a few people with an exact number each, and what is filled in for them."""
    return (
        isinstance(value, list)
        and 0 < len(value) <= MOST_RECIPIENTS
        and all(isinstance(each, dict) and PHONE.fullmatch(str(each.get("phone_number"))) for each in value)
    )


def _one_of(words: type[StrEnum]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and value in set(words)


_EXACT: Mapping[str, Callable[[object], bool]] = MappingProxyType(
    {
        "text": _is_words,
        "list_name": _is_words,
        "tag_name": _is_words,
        "segmentation": _one_of(Segmentation),
        "send_at": _is_moment,
        "type": _one_of(SmsType),
        "purpose": _one_of(Purpose),
        "sender": _is_sender,
        "with_replies": _is_bool,
        "auto_remove_blacklisted_numbers": _is_bool,
        "auto_optimize_text": _is_bool,
        "recipient_tracking": _is_bool,
        "simulation_mode": _is_bool,
        "request_id": is_ticket,
        "recipients": _is_recipients,
    }
)
_REQUIRED = _EXACT.keys() - {"list_name", "tag_name", "recipients", "segmentation", "send_at", "sender"}
