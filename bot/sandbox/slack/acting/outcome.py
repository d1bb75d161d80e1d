"""What a person's act came to, in the words Slack shows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.sandbox.slack.delivery import Answer

TROUBLE = "We had some trouble connecting. Try again?"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`status` is the app's HTTP status, 0 where nothing came back or nothing was sent; `error` is what is shown."""

    status: int
    ms: float
    error: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Give it as JSON."""
        return asdict(self)


#: Nothing had to be sent to the app.
NOTHING_SENT = Outcome(0, 0.0)


def outcome(answer: Answer, error: str | None = None) -> Outcome:
    """Make an outcome of an app's answer; `error` is what is shown when it did not count as one."""
    return Outcome(answer.status, answer.ms, None if answer.ok else (error or answer.error))
