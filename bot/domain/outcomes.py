"""What became of a campaign after it left: what is heard of each person, and the counts that are told.

The same word may come twice, late, or before the one it follows, so counting may depend on neither order nor number: of
all that was heard of a person the furthest fate counts. Nothing here knows a phone number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Reports are complete after this long at most; whoever is still out then will not be heard of.
REPORTS_END = timedelta(hours=48)


class Heard(StrEnum):
    """What is heard of a person afterwards. The values are stored."""

    DELIVERY = "delivery"
    REPLY = "reply"
    STOP = "stop"
    VISIT = "visit"


class Fate(IntEnum):
    """How far a message came; where several are heard of a person, the greatest counts. The values are stored."""

    ON_ITS_WAY = 0
    UNKNOWN = 1
    FAILED = 2
    DELIVERED = 3


#: The statuses of delivery reports (dev.octopush.com, callbacks/acknowledge-receipt; octopush-api.readme.io,
#: get_callbacks-statuses). Whoever read, opened or clicked has got it; a status that is not listed is unknown.
STATUSES: Mapping[str, Fate] = {
    "ACK": Fate.ON_ITS_WAY,
    "TRANSMITTED": Fate.ON_ITS_WAY,
    "ISP_SEND": Fate.ON_ITS_WAY,
    "PROCESSED": Fate.ON_ITS_WAY,
    "NOT_DELIVERED": Fate.FAILED,
    "NOT_ALLOWED": Fate.FAILED,
    "BAD_DESTINATION": Fate.FAILED,
    "BLACKLISTED_NUMBER": Fate.FAILED,
    "DELIVERED": Fate.DELIVERED,
    "READ": Fate.DELIVERED,
    "OPENED": Fate.DELIVERED,
    "CLICKED": Fate.DELIVERED,
}


def fate_of(status: str) -> Fate:
    """Read the status of a delivery report, whatever its case."""
    return STATUSES.get(status.strip().upper(), Fate.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How many people each thing is known of, as of an instant. Each person counts once in each line but `replies`."""

    delivered: int = 0
    failed: int = 0
    #: Octopush says that it does not know, and will not.
    unknown: int = 0
    #: Taken by a carrier, and nothing more yet.
    on_its_way: int = 0
    stops: int = 0
    #: Answers, of which one person may give several.
    replies: int = 0
    visits: int = 0
    #: When the last of it was heard.
    at: datetime

    @property
    def reported(self) -> bool:
        """Whether a delivery report came, which only a campaign that was sent gets."""
        return self.delivered + self.failed + self.unknown + self.on_its_way > 0

    def still_out(self, people: int) -> int:
        """Say of how many, among those Octopush counted, no ending is known."""
        return max(people - self.delivered - self.failed - self.unknown, self.on_its_way)


def complete_at(left: datetime) -> datetime:
    """Say from when on nothing more is to be heard of a campaign that left at an instant."""
    return left + REPORTS_END
