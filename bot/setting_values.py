"""How one value of a setting is written, and what it may not be: spans, percentages, addresses, secrets, Slack's ids."""

from __future__ import annotations

import re
from datetime import timedelta
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from bot.domain.brief import LIST_NAME_LIMIT, SENDER, TAG_NAME_LIMIT

#: No span may lead beyond the years that a datetime holds.
LONGEST = timedelta(days=3660)
_UNITS = {"s": "seconds", "min": "minutes", "m": "minutes", "h": "hours", "d": "days"}


def _span(value: object) -> object:
    """Read `90 s`, `5 min`, `24 h` or `7 d`; ISO 8601's `PT5M` is left to pydantic, and a bare number is no span."""
    if not isinstance(value, str) or value.startswith("P"):
        return value
    match = re.fullmatch(r"\s*(\d{1,9}(?:\.\d{1,9})?)\s*(s|min|m|h|d)\s*", value)
    if match is None or float(match[1]) > LONGEST.days * 86_400:
        raise ValueError("a span of time is a number with s, min, h or d, such as 5 min")
    return timedelta(**{_UNITS[match[2]]: float(match[1])})


def percent(value: object) -> object:
    """Read `2 %` as 0.02."""
    if isinstance(value, str) and (match := re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*%\s*", value)):
        return float(match[1]) / 100
    return value


def words(value: object) -> object:
    """Read a comma-separated line."""
    return tuple(one for one in re.split(r"[\s,]+", value) if one) if isinstance(value, str) else value


def _address(value: str) -> str:
    """Refuse an address that would carry keys in the clear: plain http is for loopback only."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("an address begins with https:// and names a host")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError("plain http would show the keys to everybody on the way; use https")
    return value if value.endswith("/") else value + "/"


def is_loopback(host: str) -> bool:
    """Whether a host name is this machine's own, without asking any name server."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def audiences(value: object) -> object:
    """Read `list:VIP customers, tag:lyon`."""
    if not isinstance(value, str):
        return value
    found = []
    for word in filter(None, (part.strip() for part in value.split(","))):
        kind, _, name = (part.strip() for part in word.partition(":"))
        if len(name) not in range(1, {"list": LIST_NAME_LIMIT, "tag": TAG_NAME_LIMIT}.get(kind, 0) + 1):
            raise ValueError("each is list:NAME or tag:NAME, with a name as long as Octopush lets it be")
        found.append((kind, name))
    return tuple(found)


def zone(value: str) -> str:
    """Insist on a zone of the tz database."""
    if value not in available_timezones():
        raise ValueError("a time zone has a name such as Europe/Paris")
    return value


def sender(value: str) -> str:
    """Insist on a sender name that Octopush does not bend."""
    if not SENDER.fullmatch(value):
        raise ValueError("a sender has 3 to 11 letters or digits, with no accent, space or punctuation")
    return value


def secret(value: SecretStr) -> SecretStr:
    """Insist on what can stand in a path or a header, and cannot be guessed."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{24,200}", value.get_secret_value()):
        raise ValueError(
            "a secret has at least 24 letters, digits, - or _; make one with: openssl rand -hex 24"
        )
    return value


def heartbeat(value: SecretStr) -> SecretStr:
    """Insist on an address, which is a secret in itself."""
    _address(value.get_secret_value())
    return value


Span = Annotated[timedelta, BeforeValidator(_span), Field(ge=timedelta(), le=LONGEST)]
#: A limit of nothing would let nothing through: what is approved would be too late or too old at once, for ever.
Limit = Annotated[timedelta, BeforeValidator(_span), Field(ge=timedelta(minutes=1), le=LONGEST)]
Address = Annotated[str, BeforeValidator(_address)]
Secrets = Annotated[
    tuple[Annotated[SecretStr, AfterValidator(secret)], ...], BeforeValidator(words), Field(max_length=2)
]
SlackIds = Annotated[
    tuple[Annotated[str, Field(pattern=r"^[UWS][A-Z0-9]{2,}$")], ...], BeforeValidator(words)
]
Zone = Annotated[str, BeforeValidator(zone)]
Sender = Annotated[str, BeforeValidator(sender)]
Secret = Annotated[SecretStr, AfterValidator(secret)]
Heartbeat = Annotated[SecretStr, AfterValidator(heartbeat)]
Audiences = Annotated[tuple[tuple[str, str], ...], BeforeValidator(audiences)]
