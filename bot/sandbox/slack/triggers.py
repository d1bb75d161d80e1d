"""Trigger ids: the short-lived, single-use permits by which an app may open a screen for a person.

They live by the real clock whatever the sandbox's clock says, because that is the limit an app has to meet.
Source: docs.slack.dev/interactivity/handling-user-interaction.
"""

from __future__ import annotations

import itertools
import secrets
import time
from dataclasses import dataclass

from bot.sandbox.slack.refusals import Refusal

#: How many triggers are remembered, so that a long session does not grow without end.
REMEMBERED = 20_000


@dataclass(slots=True)
class Trigger:
    """Whose interaction it was, when (monotonic seconds), and the modal and channel it came from, if any."""

    user: str
    issued: float
    view: str | None
    channel: str | None
    used: bool = False


class Triggers:
    """Issue and redeem trigger ids."""

    def __init__(self) -> None:
        self._issued: dict[str, Trigger] = {}
        self._count = itertools.count(1)

    def issue(self, user: str, *, view: str | None = None, channel: str | None = None) -> str:
        """Make a trigger for an interaction of this moment; `view` where it happened inside a modal."""
        while len(self._issued) >= REMEMBERED:
            del self._issued[next(iter(self._issued))]
        id_ = f"{next(self._count)}.{time.time_ns() // 1000}.{secrets.token_hex(16)}"
        self._issued[id_] = Trigger(user, time.monotonic(), view, channel)
        return id_

    def redeem(self, id_: object, lives: float) -> Trigger:
        """Use a trigger up.

        Raises Refusal with Slack's word when it is unknown, was used before, or is older than `lives` seconds.
        """
        trigger = self._issued.get(id_) if isinstance(id_, str) else None
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.used:
            raise Refusal("exchanged_trigger_id")
        if time.monotonic() - trigger.issued >= lives:
            raise Refusal("expired_trigger_id")
        trigger.used = True
        return trigger
