"""The Brief: all of a campaign that reaches Octopush's wire, and nothing else.

Octopush guesses at bad input and sends anyway (octopush-api.readme.io, "How our API deals with incorrect data"), so what
is not exactly right is refused here. A vote is bound to the Brief's digest: whatever reaches the wire
must be a field of the Brief, and the digest covers every field.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from bot.errors import Problem, Reason

#: Octopush's limits, in characters: the text (its documentation says 1 to 1224), and names of lists and tags.
TEXT_LIMIT = 1224
LIST_NAME_LIMIT = 30
TAG_NAME_LIMIT = 20
#: A low-cost SMS that is longer is refused (code 119).
LOW_COST_LIMIT = 160
SENDER = re.compile(r"[A-Za-z0-9]{3,11}")


class SmsType(StrEnum):
    """Octopush's quality of route, by its wire name."""

    PREMIUM = "sms_premium"
    LOW_COST = "sms_low_cost"


class Purpose(StrEnum):
    """Octopush's purpose, by its wire name: marketing is `wholesale`, a service message is `alert`."""

    MARKETING = "wholesale"
    ALERT = "alert"


class Segmentation(StrEnum):
    """How a list and a tag given together are read; Octopush documents the two words, not their meaning."""

    FILTER = "filter"
    GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When the campaign should leave: an instant, and the wall time in the zone it was chosen in.

    `at` is aware and in UTC; `zone` is an IANA name; `wall` is naive. Where a zone's rules change after the choice, `at`
    holds and `wall` tells the difference.
    """

    at: datetime
    zone: str
    wall: datetime

    @classmethod
    def of(cls, at: datetime, zone: str) -> Moment:
        """Build a moment from an aware instant; raises ZoneInfoNotFoundError or ValueError for an unknown zone."""
        return cls(at=at.astimezone(UTC), zone=zone, wall=at.astimezone(ZoneInfo(zone)).replace(tzinfo=None))

    @property
    def local(self) -> datetime:
        """The instant in its zone, aware."""
        return self.at.astimezone(ZoneInfo(self.zone))

    @property
    def moved(self) -> bool:
        """Whether the zone's rules have changed since the moment was chosen."""
        return self.local.replace(tzinfo=None) != self.wall


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """One revision of a campaign. `send_at` None means: as soon as it is approved."""

    text: str
    list_name: str | None = None
    tag_name: str | None = None
    segmentation: Segmentation | None = None
    send_at: Moment | None = None
    type: SmsType = SmsType.PREMIUM
    purpose: Purpose = Purpose.MARKETING
    sender: str | None = None
    with_replies: bool = False
    auto_remove_blacklisted_numbers: bool = True
    auto_optimize_text: bool = False
    recipient_tracking: bool = False

    @property
    def wire(self) -> dict[str, Any]:
        """The fields as Octopush names them; what is not said is left out. Booleans are always said."""
        fields: dict[str, Any] = {
            "text": self.text,
            "list_name": self.list_name,
            "tag_name": self.tag_name,
            "segmentation": self.segmentation and self.segmentation.value,
            "send_at": self.send_at and self.send_at.local.isoformat(timespec="seconds"),
            "type": self.type.value,
            "purpose": self.purpose.value,
            "sender": self.sender,
            "with_replies": self.with_replies,
            "auto_remove_blacklisted_numbers": self.auto_remove_blacklisted_numbers,
            "auto_optimize_text": self.auto_optimize_text,
            "recipient_tracking": self.recipient_tracking,
        }
        return {name: value for name, value in fields.items() if value is not None}

    @property
    def digest(self) -> str:
        """SHA-256 of the wire's canonical JSON, in hexadecimal."""
        canonical = json.dumps(self.wire, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(canonical.encode()).hexdigest()

    @property
    def audience(self) -> str:
        """The names the campaign goes to, as a person would say them."""
        return " and ".join(name for name in (self.list_name, self.tag_name) if name)


def problems(
    brief: Brief, *, now: datetime, horizon: timedelta, both_names: bool = False
) -> tuple[Problem, ...]:
    """Name all that Octopush would refuse, bend or ignore, in the order of the form.

    `horizon` is how far ahead a moment may lie; `both_names` allows a list and a tag together. A problem's field is the
    Brief's own name for it; `audience` stands for both names.
    """
    found = [
        *_audience(brief, both_names=both_names),
        *_text(brief),
        *moment_problems(brief.send_at, now, horizon),
    ]
    if brief.sender is not None and not SENDER.fullmatch(brief.sender):
        found.append(Problem(Reason.SENDER_SHAPE, "sender"))
    return tuple(found)


def moment_problems(moment: Moment | None, now: datetime, horizon: timedelta) -> list[Problem]:
    """Name what is wrong with a moment as seen from now; as soon as possible is always right."""
    if moment is None:
        return []
    said = {"moment": moment}
    if moment.at <= now:
        return [Problem(Reason.MOMENT_PAST, "send_at", said)]
    if moment.at > now + horizon:
        return [Problem(Reason.MOMENT_FAR, "send_at", {**said, "days": horizon.days})]
    if moment.moved:
        return [Problem(Reason.MOMENT_MOVED, "send_at", said)]
    return []


def _audience(brief: Brief, *, both_names: bool) -> list[Problem]:
    if not brief.list_name and not brief.tag_name:
        return [Problem(Reason.AUDIENCE_MISSING, "audience")]
    found = []
    if brief.list_name and len(brief.list_name) > LIST_NAME_LIMIT:
        found.append(Problem(Reason.LIST_NAME_LONG, "audience", {"limit": LIST_NAME_LIMIT}))
    if brief.tag_name and len(brief.tag_name) > TAG_NAME_LIMIT:
        found.append(Problem(Reason.TAG_NAME_LONG, "audience", {"limit": TAG_NAME_LIMIT}))
    if brief.list_name and brief.tag_name:
        if not both_names:
            found.append(Problem(Reason.AUDIENCE_BOTH, "audience"))
        elif brief.segmentation is None:
            found.append(Problem(Reason.SEGMENTATION_MISSING, "segmentation"))
    elif brief.segmentation is not None:
        found.append(Problem(Reason.SEGMENTATION_ALONE, "segmentation"))
    return found


def _text(brief: Brief) -> list[Problem]:
    length = len(brief.text)
    if not brief.text.strip():
        return [Problem(Reason.TEXT_EMPTY, "text")]
    if length > TEXT_LIMIT:
        return [Problem(Reason.TEXT_LONG, "text", {"limit": TEXT_LIMIT, "length": length})]
    if brief.type is SmsType.LOW_COST and length > LOW_COST_LIMIT:
        return [Problem(Reason.TEXT_LONG_FOR_LOW_COST, "text", {"limit": LOW_COST_LIMIT, "length": length})]
    return []
