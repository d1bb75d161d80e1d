"""Callbacks as Octopush writes them: bytes become values here, leniently.

The vendor's pages show a JSON object, call its members query fields, and are cut or silent about the rest
(dev.octopush.com, callbacks/acknowledge-receipt, inbounds, opt-out-management; octopush-api.readme.io,
get_callbacks-statuses). So JSON and forms are read, one callback or a list of them, and fields that are not needed are
not looked at. Nothing of a body may be logged.
"""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from bot.domain.outcomes import Heard, fate_of
from bot.services.outcomes import Callback

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The last part of each address, as Octopush's own parameters name them: `callback_url_for_…`.
EVENTS: Mapping[str, Heard] = MappingProxyType(
    {
        "deliveries": Heard.DELIVERY,
        "inbounds": Heard.REPLY,
        "blacklisted_numbers": Heard.STOP,
        "visits": Heard.VISIT,
    }
)
#: A ticket is opaque; what is longer than any is none.
LONGEST_TICKET = 128
LONGEST_NUMBER = 40


class UnreadableError(ValueError):
    """A body is no callback; the message says in what way, and repeats nothing of it."""


def read(kind: Heard, body: bytes) -> list[Callback]:
    """Read a body; raises UnreadableError where any part of it is no callback.

    A reply that names no campaign, and what is about another channel than SMS, are left out.
    """
    found = _parsed(body)
    told = found if isinstance(found, list) else [found]
    return [callback for one in told if (callback := _callback(kind, one)) is not None]


def _parsed(body: bytes) -> Any:  # noqa: ANN401 - whatever JSON was sent
    try:
        text = body.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise UnreadableError("not UTF-8") from None
    if not text:
        raise UnreadableError("empty")
    if text[:1] in ("{", "["):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise UnreadableError("not JSON") from None
    try:
        return dict(parse_qsl(text, strict_parsing=True, max_num_fields=50))
    except ValueError:
        raise UnreadableError("neither JSON nor a form") from None


def _callback(kind: Heard, told: Any) -> Callback | None:  # noqa: ANN401 - whatever JSON was sent
    if not isinstance(told, dict):
        raise UnreadableError("not an object")
    if str(told.get("channel") or "sms").strip().lower() not in ("sms", "sms_premium", "sms_low_cost"):
        return None
    ticket = _word(told, "message_id", LONGEST_TICKET)
    if not ticket:
        if kind is Heard.DELIVERY:
            raise UnreadableError("message_id is missing")
        return None
    number = _word(told, "number", LONGEST_NUMBER)
    if not any(letter.isdigit() for letter in number):
        raise UnreadableError("number is missing")
    match kind:
        case Heard.DELIVERY:
            status = _word(told, "status", LONGEST_TICKET)
            if not status:
                raise UnreadableError("status is missing")
            return Callback(kind, ticket, number, fate=fate_of(status))
        case Heard.STOP:
            return Callback(kind, ticket, number)
        case _:
            # What tells one reply or visit from the next is not said, so all of it does.
            return Callback(kind, ticket, number, detail=json.dumps(told, sort_keys=True))


def _word(told: Mapping[str, Any], name: str, longest: int) -> str:
    """Read a field as text, numbers too; empty where it is missing, or no such thing."""
    value = told.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    text = str(value).strip()
    if len(text) > longest or "\0" in text:
        raise UnreadableError(f"{name} is too long")
    return text
