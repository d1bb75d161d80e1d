"""The `response_url` of commands and clicks: a way to answer without a token, five times within half an hour.

Source: docs.slack.dev/interactivity/handling-user-interaction.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.sandbox.slack.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

USES = 5
LIVES = timedelta(minutes=30)
REMEMBERED = 20_000


@dataclass(slots=True)
class Hook:
    """Whose interaction it answers, and where; `message` is the timestamp of the message clicked in, if any."""

    user: str
    channel: str
    message: str | None
    thread: str | None
    issued: datetime
    uses: int = 0


class Hooks:
    """Issue response addresses and count their uses, by the sandbox's clock."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._hooks: dict[str, Hook] = {}

    def issue(self, user: str, channel: str, message: str | None = None, thread: str | None = None) -> str:
        """Make the last part of an address."""
        while len(self._hooks) >= REMEMBERED:
            del self._hooks[next(iter(self._hooks))]
        key = secrets.token_urlsafe(18)
        self._hooks[key] = Hook(user, channel, message, thread, self._clock())
        return key

    def use(self, key: str) -> Hook:
        """Use an address once; raises Refusal `used_url` or `expired_url` as Slack does."""
        hook = self._hooks.get(key)
        if hook is None or self._clock() - hook.issued > LIVES:
            raise Refusal("expired_url")
        if hook.uses >= USES:
            raise Refusal("used_url")
        hook.uses += 1
        return hook
