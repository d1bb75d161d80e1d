"""What Slack tells of itself that changes what may be done: the app is gone, or a channel takes no messages any more.

It is stored before it is acknowledged. Where the app is uninstalled or its token revoked nobody here can stop a sending any
more, so nothing is handed over; that holds until the bot starts again with a token that Slack takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
from slack_sdk.errors import SlackClientError

from bot import logs

if TYPE_CHECKING:
    from datetime import datetime

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.services.ports import Store
    from bot.slack.payloads import Happening

log = logs.get(__name__)

#: The name of the halt that holds while Slack does not take the bot's token.
TOKEN = "slack"  # noqa: S105 - a name, not a secret
#: Slack's words for a token that will never work again.
TOKEN_DEAD = frozenset({"account_inactive", "token_revoked"})


@dataclass(frozen=True, slots=True)
class Happenings:
    """Takes events. `since` is when Slack was last known to take the token."""

    store: Store
    client: AsyncWebClient
    since: datetime

    async def token_lost(self, happened: Happening) -> None:
        """Hand nothing over any more. Tokens of people alone are none of ours.

        Slack may deliver an event hours late. One from before the start of this process may be about a token that was
        replaced since, so Slack is asked about the one in use.
        """
        if happened.event.type == "tokens_revoked" and not happened.event.tokens.bot:
            return
        await self.store.halt(TOKEN, by="slack")
        log.error("halted", why=happened.event.type, until="the bot starts with a token that Slack takes")
        if happened.at is not None and happened.at < self.since and await self._is_taken():
            await token_taken(self.store)

    async def channel_lost(self, happened: Happening) -> None:
        """Draw the campaigns of a channel anew, which then goes to people directly."""
        if happened.event.channel is not None:
            moved = await self.store.lose_channel(happened.event.channel)
            log.warning("channel_lost", why=happened.event.type, campaigns=list(moved))

    async def _is_taken(self) -> bool:
        try:
            await self.client.auth_test()
        except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError):
            return False
        return True


async def token_taken(store: Store) -> None:
    """Lift the halt: Slack has just taken the token."""
    if TOKEN in await store.halts():
        await store.lift(TOKEN)
        log.warning("halt_lifted", why="Slack takes the bot's token")
