"""The messages of a campaign are pictures of the stored state: drawn after every change, whoever made it.

`chat.postMessage` has no idempotency key: where its answer is lost, the next drawing posts the message again, and a twin of
it may stand in the channel. Its buttons carry the same campaign and revision, so a click on it does what the other does.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import logs
from bot.domain.campaign import Claim
from bot.services.ports import Posted
from bot.slack.views.card import Message, Scene, card
from bot.slack.views.thread import thread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.domain.policy import Policy
    from bot.services.ports import Clock, Picture, Store

log = logs.get(__name__)

#: How long one process may take to draw a campaign before another may.
CLAIM = timedelta(seconds=30)
#: When to look again after Slack did not answer.
AGAIN = timedelta(seconds=5)
#: Slack's words for a channel that takes no message of ours any more.
CHANNEL_GONE = frozenset({"channel_not_found", "is_archived", "not_in_channel", "channel_is_archived"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """Draws the card and its thread."""

    store: Store
    client: AsyncWebClient
    clock: Clock
    policy: Policy
    worker: str
    house_zone: str
    label: str = ""

    async def draw(self, number: int, _entry: int) -> None:
        """Bring a campaign's messages up to the stored state; what Slack does not take now is drawn again later."""
        if not await self.store.claim_drawing(
            number, Claim(self.worker, self.clock() + CLAIM), now=self.clock()
        ):
            return
        picture = await self.store.picture(number)
        again_at = None
        try:
            await self._bring_up(picture)
        except SlackApiError as exc:
            again_at = self.clock() + _patience(exc)
            log.warning("drawing_refused", campaign=number, error=exc.response.get("error", ""))
        except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as exc:
            again_at = self.clock() + AGAIN
            log.warning("drawing_failed", campaign=number, error=type(exc).__name__)
        await self.store.drawn(number, picture.campaign.version, again_at=again_at)

    async def _bring_up(self, picture: Picture) -> None:
        campaign = picture.campaign
        where = picture.posted["card"].channel if "card" in picture.posted else campaign.channel
        root: str | None = None
        for message in self._wanted(picture):
            stands = picture.posted.get(message.key)
            drawn = _digest(message)
            if stands is None or stands.drawn != drawn:
                try:
                    stands = await self._put(message, stands, where, root, drawn)
                except SlackApiError as exc:
                    if exc.response.get("error") not in CHANNEL_GONE or where == campaign.requester:
                        raise
                    # The channel is gone: whoever asked is told directly, all of it anew.
                    log.warning("channel_gone", campaign=campaign.id, error=exc.response.get("error"))
                    where, root = campaign.requester, None
                    stands = await self._put(message, None, where, root, drawn)
                await self.store.posted(campaign.id, stands)
            root = root or stands.ts
            where = stands.channel

    def _wanted(self, picture: Picture) -> Iterator[Message]:
        scene = Scene(
            campaign=picture.campaign,
            events=picture.events,
            policy=self.policy,
            now=self.clock(),
            last_use=picture.before,
            label=self.label,
            house_zone=self.house_zone,
        )
        yield card(scene)
        yield from thread(scene)

    async def _put(
        self, message: Message, stands: Posted | None, channel: str, root: str | None, drawn: str
    ) -> Posted:
        if stands is not None:
            try:
                await self.client.chat_update(
                    channel=stands.channel, ts=stands.ts, text=message.text, blocks=message.blocks
                )
            except SlackApiError as exc:
                if exc.response.get("error") != "message_not_found":
                    raise
                # Somebody deleted it: the story goes on with a new one.
            else:
                return Posted(message.key, stands.channel, stands.ts, drawn)
        answer = await self.client.chat_postMessage(
            channel=channel,
            thread_ts=root,
            text=message.text,
            blocks=message.blocks,
            unfurl_links=False,
            unfurl_media=False,
        )
        return Posted(message.key, str(answer["channel"]), str(answer["ts"]), drawn)


def _digest(message: Message) -> str:
    content = json.dumps([message.text, message.blocks], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def _patience(exc: SlackApiError) -> timedelta:
    """Wait as long as Slack says, at least a moment."""
    headers = getattr(exc.response, "headers", None) or {}
    try:
        seconds = float(headers.get("Retry-After", AGAIN.total_seconds()))
    except ValueError:
        seconds = AGAIN.total_seconds()
    return timedelta(seconds=min(max(seconds, 1.0), 300.0))
