"""Slack as a witness of what the database says: the messages that it keeps for the bot until their moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
from slack_sdk.errors import SlackClientError

from bot import logs

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

log = logs.get(__name__)

#: How many come at a time (docs.slack.dev/reference/methods/chat.scheduledMessages.list), and how many pages are read.
AT_A_TIME, PAGES = 100, 20


@dataclass(frozen=True, slots=True)
class SlackWitness:
    """Names what Slack keeps."""

    client: AsyncWebClient

    async def kept(self) -> frozenset[str] | None:
        """Name the messages that Slack keeps for us; None where it does not tell all of them."""
        found: set[str] = set()
        cursor = ""
        for _ in range(PAGES):
            try:
                answer = await self.client.chat_scheduledMessages_list(cursor=cursor, limit=AT_A_TIME)
            except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as exc:
                log.warning("scheduled_messages_unread", error=type(exc).__name__)
                return None
            found.update(str(one["id"]) for one in answer.get("scheduled_messages") or ())
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return frozenset(found)
        return None
