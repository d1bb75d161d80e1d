"""Every error the bot raises on purpose, split by who must act.

BotError
├── UserError            the person can fix it; told in words, beside what it is about
├── OctopushError
│   ├── Busy(retry_after)   surely not taken: tried again
│   ├── Refused(code)       final: told to the requester in words, with what to do
│   └── Unsure              maybe taken: never repeated blindly
├── Conflict             somebody else changed the row first: load it again and decide anew
├── NotFound             there is no such campaign or draft
└── ConfigError          the bot refuses to start, naming the setting

What a person reads stands in the catalogue of `bot.slack.views`, by `Reason` and by Octopush's code, so that another
language can follow; an error carries the values the sentence needs, never a phone number or a secret.
"""

from __future__ import annotations

import dataclasses
from enum import StrEnum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Reason(StrEnum):
    """Why something cannot be done as asked; the catalogue has a sentence for each, which is checked."""

    AUDIENCE_MISSING = auto()
    AUDIENCE_BOTH = auto()
    AUDIENCE_SAME_KIND = auto()
    LIST_NAME_LONG = auto()
    TAG_NAME_LONG = auto()
    SEGMENTATION_MISSING = auto()
    SEGMENTATION_ALONE = auto()
    TEXT_EMPTY = auto()
    TEXT_LONG = auto()
    TEXT_LONG_FOR_LOW_COST = auto()
    SENDER_SHAPE = auto()
    SENDER_NOT_ALLOWED = auto()
    MOMENT_MISSING = auto()
    MOMENT_NOT_UNDERSTOOD = auto()
    MOMENT_PAST = auto()
    MOMENT_TOO_NEAR = auto()
    MOMENT_FAR = auto()
    MOMENT_MOVED = auto()
    QUIET_TIME = auto()
    UNSETTLED = auto()
    NO_TEST_PHONES = auto()
    TESTED_ALREADY = auto()
    TESTS_USED_UP = auto()
    TEST_TOO_LONG = auto()
    NOT_IN_THIS_STATE = auto()
    TEXT_PURGED = auto()
    STALE = auto()
    STALE_CHANGED = auto()
    DEADLINE_PASSED = auto()
    OVER_BUDGET = auto()
    SECOND_STEP_MISSING = auto()
    NOT_AN_APPROVER = auto()
    OWN_CAMPAIGN = auto()
    NOT_THE_REQUESTER = auto()
    NOT_ALLOWED_TO_REQUEST = auto()
    NOT_AN_ADMINISTRATOR = auto()
    OUTSIDER = auto()
    DIRECTORY_DOWN = auto()
    CHANNEL_UNUSABLE = auto()
    CHANNEL_NOT_ALLOWED = auto()
    CHANNEL_MISSING = auto()
    NOT_PREVIEWED = auto()
    UNKNOWN_CAMPAIGN = auto()
    REASON_MISSING = auto()
    NOTHING_CHANGED = auto()
    TOO_FEW_APPROVERS = auto()
    TOO_MANY = auto()
    UNEXPECTED = auto()


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """One thing a person must mend. `field` is the form's field it belongs under, None where it concerns the whole.

    `values` fill the sentence; instants among them are aware.
    """

    reason: Reason
    field: str | None = None
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)


class BotError(Exception):
    """Base of all errors the bot raises on purpose."""


class UserError(BotError):
    """The person can fix it; the sentence is told where they are looking."""

    def __init__(self, reason: Reason, *, field: str | None = None, **values: object) -> None:
        super().__init__(reason.value)
        self.problem = Problem(reason, field, values)


class OctopushError(BotError):
    """A call to Octopush did not end as asked; `code` is Octopush's, the HTTP status without one, 0 for no answer."""

    def __init__(self, what: str, *, code: int = 0) -> None:
        super().__init__(what)
        self.code = code


class Busy(OctopushError):
    """Surely not taken by Octopush: the same call may be tried again. `retry_after`: seconds, where it named them."""

    def __init__(self, what: str, *, code: int = 0, retry_after: float | None = None) -> None:
        super().__init__(what, code=code)
        self.retry_after = retry_after


class Refused(OctopushError):
    """Octopush said no, for good."""


class Unsure(OctopushError):
    """The answer was lost or made no sense: Octopush may have taken the call. Never repeated blindly."""


class Conflict(BotError):
    """A compare-and-set lost: the row is no longer at the version that was read."""


class NotFound(BotError):
    """There is no such campaign, draft or ticket."""


class ConfigError(BotError):
    """A setting is missing or wrong; the message begins with its name."""
