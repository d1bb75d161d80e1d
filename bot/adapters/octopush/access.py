"""Where the account is and what opens it, checked before anything goes there.

The key goes with every request: it must never leave in the clear, and never through something that was not meant.
"""

from __future__ import annotations

import ipaddress
import re

import httpx

from bot.errors import ConfigError

BASE_URL = "https://api.octopush.com/v1/public/"


def base(address: str) -> httpx.URL:
    """Read the address of the API; raises ConfigError for plain http off loopback and for what is no plain address."""
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL as exc:
        raise ConfigError("OCTOPUSH_API_URL is not an address.") from exc
    if not re.fullmatch(rb"[a-z0-9.:-]+", url.raw_host) or url.userinfo or url.query or url.fragment:
        raise ConfigError(f"OCTOPUSH_API_URL must be a plain address, such as {BASE_URL}")
    if url.scheme != "https" and not (url.scheme == "http" and is_loopback(url)):
        raise ConfigError("OCTOPUSH_API_URL must begin with https://, for the key goes with every request.")
    return url


def is_loopback(url: httpx.URL) -> bool:
    """Whether an address stays on this machine."""
    if url.host == "localhost":
        return True
    try:
        return ipaddress.ip_address(url.host).is_loopback
    except ValueError:
        return False


def header(setting: str, value: str) -> str:
    """Return a credential that a header can carry; raises ConfigError, which does not repeat it."""
    if not re.fullmatch(r"[!-~]+", value):
        raise ConfigError(f"{setting} must be given, without spaces or letters outside ASCII.")
    return value
