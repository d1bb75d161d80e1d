"""What stands in Slack for a campaign: known as soon as it is posted, and until it is deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError

from bot import logs
from bot.services.posted import TWIN, WATCHDOG
from bot.slack.api_errors import error_of, may_pass
from bot.slack.happenings import TOKEN_DEAD

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.services.ports import Store
    from bot.services.posted import Posted

log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class Standing:
    """Records and deletes messages."""

    store: Store
    client: AsyncWebClient

    async def record(
        self, number: int, message: Posted, known: Posted | None, redrawn: list[tuple[Posted, Posted]]
    ) -> Posted:
        """Remember a message, or take it away where another drawer has recorded theirs since `known`; return what stands.

        What was posted is recorded at once; what was drawn over is noted in `redrawn`, for the end of the drawing.
        """
        if known is not None and known.ts == message.ts:
            redrawn.append((known, message))
            return message
        standing = await self.store.posted(number, message, known=known)
        if standing.ts != message.ts:
            log.info("twin_taken_away", campaign=number, key=message.key)
            await self.delete(message.twin)
            await self.store.unposted(number, message.twin)
        return standing

    async def delete(self, stands: Posted) -> None:
        """Take a message away; one that is gone, that Slack has posted already or is about to post, is left as it is.

        What Slack does not take now is raised: it is still known, and so taken away by the next drawing.
        """
        try:
            if stands.key.removeprefix(TWIN).startswith(WATCHDOG):
                await self.client.chat_deleteScheduledMessage(
                    channel=stands.channel, scheduled_message_id=stands.ts
                )
            else:
                await self.client.chat_delete(channel=stands.channel, ts=stands.ts)
        except SlackApiError as exc:
            if may_pass(exc) or error_of(exc) in TOKEN_DEAD:
                raise
