"""Tell the channels when sending is paused and when it goes on: one line each, once.

The line goes where campaigns are under way, to the house's own channel, and to whoever was told of the pause. Where Slack's
answer is lost it may stand there twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import logs
from bot.errors import Conflict
from bot.slack.api_errors import error_of
from bot.slack.cards import CHANNEL_GONE
from bot.slack.views import blocks as b
from bot.slack.views.answers import announced

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from typing import Protocol

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.services.pausing import Announcement
    from bot.services.ports import Clock

    class Announcements(Protocol):
        """What the store is asked here."""

        async def announcement(self, number: int) -> Announcement:
            """Load what is to be told; raises NotFound."""
            ...

        async def audience_of(self, announcement: Announcement, *, limit: int) -> Sequence[str]:
            """Name the channels where campaigns are under way, and those that the news before was told in."""
            ...

        async def told(
            self, announcement: Announcement, *, posted: Sequence[str], again_at: datetime | None
        ) -> Announcement:
            """Record which channels know by now, and when to go on; raises Conflict."""
            ...


log = logs.get(__name__)

#: How long one worker may take, and when Slack is asked again where it did not answer.
CLAIM, AGAIN = timedelta(seconds=30), timedelta(seconds=10)
#: How many channels are told at most.
CHANNELS_AT_MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcer:
    """Posts announcements."""

    store: Announcements
    client: AsyncWebClient
    clock: Clock
    zone: str
    #: The channel of the house, told whatever goes on in it.
    house_channel: str | None
    changed: Callable[[], None]

    async def announce(self, number: int, entry: int) -> None:
        """Tell each channel that does not know yet."""
        self.changed()
        news = await self.store.announcement(number)
        if news.version != entry:
            return
        house = [self.house_channel] if self.house_channel else []
        wanted = dict.fromkeys([*house, *await self.store.audience_of(news, limit=CHANNELS_AT_MOST)])
        posted, again_at = list(news.posted), None
        try:
            news = await self.store.told(news, posted=posted, again_at=self.clock() + CLAIM)
            for channel in [one for one in wanted if one not in news.posted]:
                if await self._post(channel, announced(news, self.zone)):
                    posted.append(channel)
                    news = await self.store.told(news, posted=posted, again_at=self.clock() + CLAIM)
                else:
                    again_at = self.clock() + AGAIN
            await self.store.told(news, posted=posted, again_at=again_at)
        except Conflict:
            log.info("announced_by_others", announcement=number)

    async def _post(self, channel: str, words: str) -> bool:
        """Post the line; a channel that takes no message of ours any more counts as told."""
        try:
            await self.client.chat_postMessage(
                channel=channel, text=words, blocks=[b.section(words)], unfurl_links=False, unfurl_media=False
            )
        except SlackApiError as exc:
            error = error_of(exc)
            log.warning("not_announced", channel=channel, error=error)
            return error in CHANNEL_GONE
        except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as exc:
            log.warning("not_announced", channel=channel, error=type(exc).__name__)
            return False
        return True
