"""What there is to do in the background, and by which name it is known: ids only, never a text or a person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a job does; the values are part of workflow ids."""

    #: Do what the campaign's state waits for.
    ACT = "act"
    #: Draw the campaign's messages in Slack from the stored state.
    DRAW = "draw"
    #: Cancel a ticket of no more use at Octopush, best effort.
    RELEASE = "release"
    #: Ask whether Octopush answers again, by a read.
    PROBE = "probe"
    #: Draw the line about an outage in Slack.
    NOTICE = "notice"
    #: Tell the channels of a pause.
    ANNOUNCE = "announce"
    #: Count what was heard of a ticket after its sending.
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Job:
    """Work that is due: ids only, never a text or a person.

    `subject` is the campaign's number for ACT and DRAW, the row of a ticket for RELEASE and of an outage for PROBE and
    NOTICE. `entry` is the version at which it became due, of the campaign, of its drawing's own row, of the ticket row or
    of the outage's probing or drawing: entering a state again is new work.
    `attempt` counts the half minutes since: it tells apart the times the same entry was handed out.
    """

    kind: Kind
    subject: int
    entry: int
    attempt: int = 0

    @property
    def id(self) -> str:
        """The workflow's id: a finished id never runs again."""
        return f"{self.subject}:{self.kind}:{self.entry}:{self.attempt}"
