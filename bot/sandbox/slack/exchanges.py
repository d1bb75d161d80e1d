"""What went over the wire between the app and the local Slack, kept for people and tests to read.

Bounded, and without tokens: they are taken out before anything is kept.
"""

from __future__ import annotations

import itertools
from collections import deque
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

#: How many exchanges are kept.
KEPT = 2_000

_SECRET = frozenset({"token", "authorization", "bot_access_token"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer.

    `way` is `api` (app to Slack) or `delivery` (Slack to app). `ms` is how long it took by the real clock; `left_ms`, for
    deliveries, how much of the app's time was left. `error` is Slack's word where it did not go well.
    """

    number: int
    at: str
    way: str
    what: str
    status: int
    ms: float
    left_ms: float | None
    error: str | None
    request: Any
    response: Any


class Exchanges:
    """The last exchanges, oldest first."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._kept: deque[Exchange] = deque(maxlen=KEPT)
        self._count = itertools.count(1)

    def record(
        self,
        *,
        way: str,
        what: str,
        status: int,
        ms: float,
        left_ms: float | None = None,
        error: str | None = None,
        request: Any = None,  # noqa: ANN401 - any JSON
        response: Any = None,  # noqa: ANN401 - any JSON
    ) -> None:
        """Keep one exchange, with its tokens taken out."""
        self._kept.append(
            Exchange(
                number=next(self._count),
                at=self._clock().isoformat(),
                way=way,
                what=what,
                status=status,
                ms=round(ms, 2),
                left_ms=None if left_ms is None else round(left_ms, 2),
                error=error,
                request=_without_secrets(request),
                response=_without_secrets(response),
            )
        )

    def after(self, number: int = 0) -> list[dict[str, Any]]:
        """Give what was kept after an exchange's number, as JSON."""
        return [_as_json(one) for one in self._kept if one.number > number]

    @property
    def last(self) -> int:
        """Give the number of the newest exchange, 0 before the first."""
        return self._kept[-1].number if self._kept else 0


def _as_json(one: Exchange) -> dict[str, Any]:
    """Name the fields, without a copy of what is in them: `dataclasses.asdict` would copy every body each time."""
    return {field.name: getattr(one, field.name) for field in fields(one)}


def _without_secrets(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        kept: Mapping[str, Any] = value
        return {key: _without_secrets(one) for key, one in kept.items() if key.lower() not in _SECRET}
    return value
