"""The sandbox's clock: the real one, moved forward by whoever tries the bot."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class MovableClock:
    """Tell an instant that runs with the real clock from a start, and jumps when it is moved.

    Calling it returns an aware datetime in UTC. `at` sets where it starts; without it, it starts now.
    """

    def __init__(self, at: datetime | None = None) -> None:
        self._offset = timedelta() if at is None else at - datetime.now(UTC)

    def __call__(self) -> datetime:
        """Tell the sandbox's instant, in UTC."""
        return datetime.now(UTC) + self._offset

    def move(self, by: timedelta) -> None:
        """Jump by a span of time; the bot sees it at its next look."""
        self._offset += by

    def set(self, at: datetime) -> None:
        """Jump to an instant (aware)."""
        self._offset = at - datetime.now(UTC)
