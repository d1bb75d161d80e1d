"""A message that stands in Slack, as the store knows it."""

from __future__ import annotations

from dataclasses import dataclass, replace

#: The key of the message that Slack keeps for us.
WATCHDOG = "watchdog"
#: What the key of a message begins with that stands beside the one it was meant to be.
TWIN = "twin:"


@dataclass(frozen=True, slots=True)
class Posted:
    """A message in Slack that pictures a campaign. `key` says which of its messages; `drawn` is a digest of its content."""

    key: str
    channel: str
    ts: str
    drawn: str

    @property
    def twin(self) -> Posted:
        """The same message under a key of its own, since another stands in its place."""
        return replace(self, key=f"{TWIN}{self.key}:{self.ts}")
