"""What can be made to go wrong, and the limits a test may want shorter than Slack's.

One flat dataclass, so that a test in another process and a page's check boxes change the same thing. The defaults are
Slack on a good day; counters go down by themselves and stop at zero.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any

from bot.sandbox.slack.refusals import Impossible


@dataclass(slots=True, kw_only=True)
class Switches:
    """The faults and limits in force; per-method tables take `*` for every method."""

    #: Seconds the app has to acknowledge a delivery.
    delivery_seconds: float = 3.0
    #: Seconds a trigger lives, by the real clock.
    trigger_seconds: float = 3.0
    #: Deliver over Socket Mode when a connection is open.
    socket_mode: bool = True
    #: Deliver everything twice.
    duplicate_deliveries: bool = False
    #: How many of the next acknowledgements get lost: the app acted, the person sees a time-out.
    lose_acks: int = 0
    #: How many of the next deliveries wait for one that comes after them, so that they arrive the other way round.
    hold_deliveries: int = 0
    #: Seconds each call of a method waits before it is looked at.
    delays: dict[str, float] = field(default_factory=dict)
    #: How many of the next calls of a method are answered 429.
    rate_limited: dict[str, int] = field(default_factory=dict)
    #: Seconds named in Retry-After with a 429.
    retry_after: int = 1
    #: How many of the next calls of a method are done, and their answer then lost with the connection.
    lose_responses: dict[str, int] = field(default_factory=dict)
    #: How many of the next calls of a method lose the connection before anything is done.
    drop_requests: dict[str, int] = field(default_factory=dict)
    #: A method's calls are refused with this error code, until it is taken away.
    fail_with: dict[str, str] = field(default_factory=dict)
    #: Every call is answered 503.
    api_down: bool = False
    #: Hold each method to Slack's published calls a minute.
    enforce_rate_limits: bool = False

    def change(self, **values: Any) -> None:  # noqa: ANN401 - checked against the fields
        """Set some switches; raises Impossible for a name that is none, or a value of another type."""
        kinds = {one.name: type(getattr(self, one.name)) for one in fields(self)}
        for name, value in values.items():
            if name not in kinds:
                raise Impossible(f"There is no switch {name!r}; there are: {', '.join(sorted(kinds))}.")
            wanted = kinds[name]
            fits = isinstance(value, (int, float) if wanted is float else wanted)
            if not fits or (wanted is not bool and isinstance(value, bool)):
                raise Impossible(f"The switch {name!r} takes a {wanted.__name__}.")
        for name, value in values.items():
            setattr(self, name, float(value) if kinds[name] is float else value)

    def as_dict(self) -> dict[str, Any]:
        """Give all switches, as JSON."""
        return asdict(self)


def take(counters: dict[str, int], name: str) -> bool:
    """Use up one of a counter's turns for `name` or for `*`; False when there are none left."""
    for key in (name, "*"):
        if counters.get(key, 0) > 0:
            counters[key] -= 1
            return True
    return False
