"""The door: only this machine's own programs and pages get in.

Any web page a person visits can send requests to loopback, and a name it owns can be made to point there. So the host
a request names must be loopback, and so must the page it comes from, where a browser says which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def is_loopback(request: HTTPConnection) -> bool:
    """Tell whether a request was meant for this machine, and comes from no page of another."""
    origin = request.headers.get("origin")
    return _local(f"//{request.headers.get('host', '')}") and (origin is None or _local(origin))


def _local(address: str) -> bool:
    try:
        return urlsplit(address).hostname in _LOOPBACK
    except ValueError:
        return False
