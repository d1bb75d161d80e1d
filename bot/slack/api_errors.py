"""What an error of Slack's Web API says: Slack's own word for it, or that of a proxy, which answers in no JSON at all."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slack_sdk.errors import SlackApiError

#: Slack's words for a call that may be taken when it is made again.
_PASSING = frozenset(
    {"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
)


def error_of(exc: SlackApiError) -> str:
    """Give Slack's word; empty where something else answered in its place."""
    data = getattr(exc.response, "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def may_pass(exc: SlackApiError) -> bool:
    """Whether the same call may be taken later."""
    # Where the answer could not be read, the SDK hands over its own client's response.
    status = int(getattr(exc.response, "status_code", None) or getattr(exc.response, "status", None) or 0)
    busy = status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return busy or error_of(exc) in _PASSING


def retry_after(exc: SlackApiError, *, otherwise: float, at_most: float) -> float:
    """Give the seconds that Slack asks to wait, at least one; `otherwise` where it names none."""
    headers = getattr(exc.response, "headers", None) or {}
    try:
        seconds = float(headers.get("Retry-After", otherwise))
    except ValueError:
        seconds = otherwise
    return min(max(seconds, 1.0), at_most)
