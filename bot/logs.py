"""Structured logs: a constant event name, data in fields, context bound once per request or job.

A log line never holds a text, a phone number or a secret; callers log ids. As a net below that rule, a processor
replaces the values of fields whose names are known to carry such things, and the secret in a callback's address.
"""

from __future__ import annotations

import logging
import re
import secrets
import sys
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from collections.abc import MutableMapping

#: Field names that may never be written out, wherever they come from.
PRIVATE = frozenset(
    {
        "text",
        "phone",
        "phone_number",
        "number",
        "token",
        "api_key",
        "secret",
        "response_url",
        "trigger_id",
        "body",
    }
)


#: The secret of an address that Octopush calls, in whatever line somebody writes the address.
SECRET_IN_PATH = re.compile(r"(/octopush/)[^/\s\"'?]+")


def configure(*, level: str = "INFO", json: bool = False) -> None:
    """Send the bot's and its libraries' logs to standard error, at `level`, as lines for people or as JSON."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        hide_private,
    ]
    renderer = (
        structlog.processors.JSONRenderer()
        if json
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # Both libraries write addresses with tickets or tokens at INFO.
    for name in ("httpx", "httpcore", "uvicorn.access"):
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def get(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of a module: call it with its `__name__`."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def begin_request() -> None:
    """Name what follows in this task: its log lines, and the audit rows it writes, carry the same `request`."""
    structlog.contextvars.bind_contextvars(request=reference())


def origin() -> dict[str, str]:
    """Say which request or job is at work, as its log lines do; empty where none is."""
    bound = structlog.contextvars.get_contextvars()
    return {key: str(bound[key]) for key in ("request", "job_id") if key in bound}


def reference() -> str:
    """Make the short reference that a person can quote and that finds the log line."""
    return secrets.token_hex(4)


def hide_private(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace the values of fields that may never be logged, and secrets inside addresses."""
    for key in PRIVATE & event.keys():
        event[key] = "[hidden]"
    for key, value in event.items():
        if isinstance(value, str) and "/octopush/" in value:
            event[key] = SECRET_IN_PATH.sub(r"\1[hidden]", value)
    return event
