"""Every error the bot raises on purpose, split by who must act.

BotError
├── UserError            the person can fix it; shown as written, beside what it is about
├── OctopushError
│   ├── Busy(retry_after)   surely not taken: tried again
│   ├── Refused(code)       final: told to the requester in words, with what to do
│   └── Unsure              maybe taken: never repeated blindly
├── Conflict             somebody else changed the row first: load it again and decide anew
└── ConfigError          the bot refuses to start, naming the setting

Messages are sentences for people: what happened, and what to do next. They never hold a phone number or a secret.
"""

from __future__ import annotations


class BotError(Exception):
    """Base of all errors the bot raises on purpose."""


class UserError(BotError):
    """The person can fix it; the message is shown as written.

    `field` is the action id of the form's field the sentence belongs under, or None where it belongs to the whole.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class OctopushError(BotError):
    """A call to Octopush did not end as asked; `message` may be shown to the requester."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Busy(OctopushError):
    """Surely not taken by Octopush: the same call may be tried again.

    `retry_after` is in seconds, where Octopush named it; `code` is Octopush's, where it gave one (126, 127...).
    """

    def __init__(self, message: str, *, retry_after: float | None = None, code: int | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.code = code


class Refused(OctopushError):
    """Octopush said no, for good; `code` is its own where it gave one, else the HTTP status."""

    def __init__(self, message: str, *, code: int) -> None:
        super().__init__(message)
        self.code = code


class Unsure(OctopushError):
    """The answer was lost or made no sense: Octopush may have taken the call. Never repeated blindly."""


class Conflict(BotError):
    """A compare-and-set lost: the row is no longer at the version that was read."""


class ConfigError(BotError):
    """A setting is missing or wrong; the message begins with its name."""
