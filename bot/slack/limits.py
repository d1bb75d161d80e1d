"""How much one person and the whole workspace may ask for in a minute, so that a stuck key or a script harms nobody else.

Held in this process only and bounded in memory: it protects the process, and is no rule of the house. Nothing that was
stored is undone by it, and whoever is over the limit is told so, in words and when to come back.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import Reason, UserError

if TYPE_CHECKING:
    from collections.abc import Callable

#: How many people are remembered; who has been quiet for longest is forgotten, with a full allowance.
PEOPLE = 10_000


@dataclass(slots=True)
class Allowance:
    """What is left of a minute's worth, which fills up steadily; `told` once the person knows that it is used up."""

    left: float
    at: float
    told: bool = False


class Limits:
    """Allowances of `person` requests a minute each, and of `workspace` requests a minute together.

    `clock`: seconds that only go forward.
    """

    def __init__(self, *, person: int, workspace: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._person = person
        self._workspace = workspace
        self._clock = clock
        self._everybody = Allowance(workspace, clock())
        self._people: OrderedDict[str, Allowance] = OrderedDict()

    def take(self, user: str) -> None:
        """Take one of a person's requests; raises UserError(TOO_MANY) where their, or everybody's, minute is used up."""
        now = self._clock()
        own = self._people.pop(user, None) or Allowance(self._person, now)
        self._people[user] = own
        if len(self._people) > PEOPLE:
            self._people.popitem(last=False)
        _fill(own, self._person, now)
        _fill(self._everybody, self._workspace, now)
        for allowance, most in ((own, self._person), (self._everybody, self._workspace)):
            if allowance.left < 1:
                raise UserError(Reason.TOO_MANY, seconds=math.ceil((1 - allowance.left) * 60 / most))
        own.left -= 1
        self._everybody.left -= 1
        own.told = False

    def first_time(self, user: str) -> bool:
        """Whether a person who is over the limit was not told yet; a sentence for each request would be a flood too."""
        own = self._people.get(user)
        if own is None or own.told:
            return False
        own.told = True
        return True


def _fill(allowance: Allowance, most: int, now: float) -> None:
    allowance.left = min(most, allowance.left + (now - allowance.at) * most / 60)
    allowance.at = now
