"""The message that Slack keeps and posts if the bot does not report in time: left for whatever is owed, taken back once it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import logs
from bot.services.posted import WATCHDOG, Posted
from bot.slack.api_errors import error_of, may_pass
from bot.slack.standing import Standing
from bot.slack.views.story import watch_words, watchdog

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.services.ports import Clock, Store
    from bot.slack.views.card import Scene

log = logs.get(__name__)

#: How far ahead Slack takes a message, less a day (docs.slack.dev/reference/methods/chat.scheduleMessage: 120 days).
KEPT_BY_SLACK = timedelta(days=119)
#: The key of what Slack may keep for us, though its answer was lost.
UNHEARD = "unheard"


@dataclass(frozen=True, slots=True)
class Watch:
    """Keeps watch over a campaign whose story stands in a channel, under `root` if there is a card."""

    store: Store
    client: AsyncWebClient
    clock: Clock
    channel: str
    root: str | None

    async def keep(self, scene: Scene, posted: Mapping[str, Posted]) -> datetime | None:
        """Leave a message with Slack that speaks up if the bot does not report in time; take it back when it has.

        Returns when to do so, where that is further ahead than Slack keeps a message.
        """
        await self._take_back_unheard(scene.campaign.id, posted)
        owed, stands = watchdog(scene), posted.get(WATCHDOG)
        drawn = "" if owed is None else str(int(owed[0].timestamp()))
        if stands is not None and stands.drawn == drawn:
            return None
        campaign = scene.campaign
        if stands is not None:
            await self._standing.delete(stands)
            await self.store.unposted(campaign.id, stands)
        if owed is None or owed[0] <= self.clock():
            return None
        if owed[0] > self.clock() + KEPT_BY_SLACK:
            return owed[0] - KEPT_BY_SLACK
        try:
            answer = await self.client.chat_scheduleMessage(
                channel=self.channel, text=owed[1], post_at=int(drawn), thread_ts=self.root
            )
        except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as exc:
            if not isinstance(exc, SlackApiError) or may_pass(exc):
                # Slack may keep it all the same, and it would speak up though all is well.
                await self.store.posted(campaign.id, Posted(UNHEARD, self.channel, "?", ""), known=None)
            raise
        message = Posted(WATCHDOG, self.channel, str(answer["scheduled_message_id"]), drawn)
        await self._standing.record(campaign.id, message, None, [])
        return None

    async def _take_back_unheard(self, number: int, posted: Mapping[str, Posted]) -> None:
        unheard, known = posted.get(UNHEARD), posted.get(WATCHDOG)
        if unheard is None:
            return
        try:
            answer = await self.client.chat_scheduledMessages_list(channel=unheard.channel, limit=100)
        except SlackApiError as exc:
            if may_pass(exc):
                raise
            # Of a channel that is gone, nothing is posted.
            log.warning("watch_not_looked_for", campaign=number, error=error_of(exc))
        else:
            for one in answer.get("scheduled_messages") or ():
                found = Posted(WATCHDOG, unheard.channel, str(one["id"]), "")
                if watch_words(number) in one["text"] and (known is None or known.ts != found.ts):
                    await self._standing.delete(found)
        await self.store.unposted(number, unheard)

    @property
    def _standing(self) -> Standing:
        return Standing(self.store, self.client)
