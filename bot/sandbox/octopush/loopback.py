"""Whether a host is this machine: what the local Octopush serves and calls must never be another."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_on_loopback(url: str) -> bool:
    """Tell whether an address, such as http://127.0.0.1:8000/ or //localhost, is on this machine."""
    try:
        return is_loopback(urlsplit(url).hostname)
    except ValueError:
        return False


def is_loopback(host: str | None) -> bool:
    """Tell whether a host name or address, without its port, is this machine."""
    if host is None:
        return False
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
