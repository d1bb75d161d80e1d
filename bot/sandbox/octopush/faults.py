"""Ways to fail on demand: answers that are lost, late, broken or refused, and computations that are slow or fail.

Each belongs to a route and to its next calls. They stand in `Switches.faults`, from where they are used up in order.
"""

from __future__ import annotations

from enum import StrEnum
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection


class Kind(StrEnum):
    """What goes wrong."""

    LOST = "lost"  # The connection is closed without a byte of an answer.
    RESET = "reset"  # The same, as a reset of the connection.
    CUT = "cut"  # Status and headers arrive, then half of the body, then the connection is closed.
    DOWN = "down"  # The connection is closed before the request is read.
    DELAYED = "delayed"  # Taken at once, answered `seconds` later.
    HELD = "held"  # Taken `seconds` later, even when the caller no longer listens.
    BAD_GATEWAY = "bad_gateway"  # 502 with a page of HTML.
    SERVER_ERROR = "server_error"  # 500 with JSON.
    TIMEOUT = "timeout"  # 408
    TOO_MANY = "too_many"  # 429 with Retry-After: `seconds`.
    FORBIDDEN = "forbidden"  # 403
    REDIRECT = "redirect"  # 302
    TRUNCATED = "truncated"  # The right status, and half of the JSON as if it were the whole.
    EMPTY = "empty"  # 200 with nothing in it.
    FAILED = "failed"  # The campaign prepared by this call ends as `failed`.
    SLOW = "slow"  # The campaign prepared by this call is computed `seconds` longer, by the sandbox's clock.


#: Faults of a computation; all others are faults of an answer.
COMPUTING = frozenset({Kind.FAILED, Kind.SLOW})
ANSWERING = frozenset(Kind) - COMPUTING
#: Faults of an answer to a call that was not taken, unless the fault says otherwise.
UNTAKEN = frozenset(
    {
        Kind.DOWN,
        Kind.BAD_GATEWAY,
        Kind.SERVER_ERROR,
        Kind.TIMEOUT,
        Kind.TOO_MANY,
        Kind.FORBIDDEN,
        Kind.REDIRECT,
    }
)


@dataclass(slots=True)
class Fault:
    """One fault, for the next calls of the routes that match.

    `route` is what follows /v1/public/, with `*` for anything: `*` is every route, `sms-campaign-on-*/create` are two.
    `times` is how many calls it lasts, None is until it is taken away. `seconds` is the real clock's, but for SLOW.
    `taken` tells whether the call does its work before it fails; None is what the kind itself suggests. DOWN never is,
    and a kind that only spoils an answer closes the connection where there is none.
    A really refused connection cannot be played from inside: stop the server for that.
    """

    route: str
    kind: Kind
    times: Annotated[int, Field(ge=1)] | None = 1
    seconds: Annotated[float, Field(ge=0)] = 1.0
    taken: bool | None = None

    @property
    def is_taken(self) -> bool:
        """Whether the call does its work before it fails."""
        if self.kind is Kind.DOWN:
            return False
        return self.kind not in UNTAKEN if self.taken is None else self.taken


def take(faults: list[Fault], route: str, kinds: Collection[Kind]) -> Fault | None:
    """Find the first fault of some kinds for a call, and use it up by one."""
    for fault in faults:
        if fault.kind in kinds and fnmatchcase(route, fault.route):
            if fault.times is not None:
                fault.times -= 1
                if fault.times == 0:
                    faults.remove(fault)
            return fault
    return None
