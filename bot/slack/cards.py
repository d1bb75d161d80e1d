"""The messages of a campaign are pictures of the stored state: drawn after every change, whoever made it.

`chat.postMessage` has no idempotency key: where its answer is lost, the next drawing posts the message again, and a twin of
it may stand in the channel. Its buttons carry the same campaign and revision, so a click on it does what the other does.
Two that draw at once, where the right of the first has run out, post twins as well: whoever records theirs last takes it
away.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import logs
from bot.domain.campaign import Claim
from bot.domain.policy import approvals_for, approvers_for
from bot.errors import UserError
from bot.services.posted import TWIN, Posted
from bot.slack.api_errors import error_of, retry_after
from bot.slack.happenings import TOKEN, TOKEN_DEAD
from bot.slack.standing import Standing
from bot.slack.views.card import Message, Place, Scene
from bot.slack.views.story import story
from bot.slack.watch import Watch

if TYPE_CHECKING:
    from datetime import datetime

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.domain.campaign import Campaign
    from bot.domain.policy import Policy
    from bot.services.ports import Clock, Directory, Picture, Store

log = logs.get(__name__)

#: How long one process may take to draw a campaign before another may.
CLAIM = timedelta(seconds=30)
#: What one message may take of it: three calls, each waited for `connecting.SLACK_PATIENCE`.
ONE_MESSAGE = timedelta(seconds=15)
#: When to look again after Slack did not answer.
AGAIN = timedelta(seconds=5)
#: Slack's words for a person who cannot be written to.
UNREACHABLE = frozenset(
    {"channel_not_found", "user_not_found", "user_disabled", "cannot_dm_bot", "messages_tab_disabled"}
)
#: How many people are asked directly at most, where there is no channel to ask them in.
ASKED_DIRECTLY = 20
#: Slack's words for a channel that takes no message of ours any more.
CHANNEL_GONE = frozenset(
    {"channel_not_found", "is_archived", "not_in_channel", "channel_is_archived", "is_inactive"}
)


@dataclass(slots=True)
class _Turn:
    """One drawing: until when it may begin another message, where the story stands, and what came of it."""

    until: datetime
    where: str
    #: The card's `ts`, once it is known.
    root: str | None = None
    #: Whether to look again at once.
    again: bool = False
    #: Messages that were drawn over, as they were known and as they are now.
    redrawn: list[tuple[Posted, Posted]] = field(default_factory=list)

    def began_after(self, message: Posted) -> bool:
        """Whether the card is younger than what was said under it, or there is none: that stood under another card."""
        return self.root is None or Decimal(message.ts) < Decimal(self.root)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """Draws the card and its thread."""

    store: Store
    directory: Directory
    client: AsyncWebClient
    clock: Clock
    policy: Policy
    worker: str
    house_zone: str
    label: str = ""
    #: How many phones tests go to.
    test_phones: int = 0

    async def draw(self, number: int, _entry: int) -> None:
        """Bring a campaign's messages up to the stored state; what Slack does not take now is drawn again later."""
        claim = Claim(self.worker, self.clock() + CLAIM)
        if not await self.store.claim_drawing(number, claim, now=self.clock()):
            return
        picture = await self.store.picture(number)
        card = picture.posted.get("card")
        turn = _Turn(claim.until - ONE_MESSAGE, card.channel if card else picture.campaign.channel)
        again_at = None
        try:
            again_at = await self._bring_up(picture, turn)
        except SlackApiError as exc:
            wait = retry_after(exc, otherwise=AGAIN.total_seconds(), at_most=300.0)
            again_at = self.clock() + timedelta(seconds=wait)
            error = error_of(exc)
            if error == "thread_not_found" and card is not None:
                # Somebody deleted the card, which the next drawing posts anew.
                await self.store.unposted(number, card)
            log.warning("drawing_refused", campaign=number, error=error)
            if error in TOKEN_DEAD:
                await self.store.halt(TOKEN, by="slack")
        except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError, UserError) as exc:
            again_at = self.clock() + AGAIN
            log.warning("drawing_failed", campaign=number, error=type(exc).__name__)
        version = picture.campaign.version
        await self.store.drawn(number, version, claim, redrawn=turn.redrawn, again_at=again_at)

    async def _bring_up(self, picture: Picture, turn: _Turn) -> datetime | None:
        """Draw what is not as it should be; return when to look again though nothing has changed, if ever."""
        campaign = picture.campaign
        if campaign.purged_at is not None:
            # What stands in Slack is kept or not by the workspace's own rules.
            return None
        scene = self._scene(picture, await self._asked_directly(campaign, picture.posted.get("card")))
        wanted = story(scene)
        for message in wanted:
            if self.clock() >= turn.until:
                # The next drawing goes on from what this one records, while it still may.
                return self.clock()
            await self._draw_one(picture, message, turn)
        watch = Watch(self.store, self.client, self.clock, turn.where, turn.root)
        watched = await watch.keep(scene, picture.posted)
        await self._take_away(picture, {message.key for message in wanted})
        return self.clock() if turn.again else watched

    async def _draw_one(self, picture: Picture, message: Message, turn: _Turn) -> None:
        campaign = picture.campaign
        direct = message.place is Place.DIRECT
        stands = known = picture.posted.get(message.key)
        if message.place is Place.THREAD and known is not None and turn.began_after(known):
            # The card stands anew, and what was said under the old one is said again under it.
            stands = None
        drawn = _digest(message)
        if stands is None and message.standing:
            return
        if stands is None or stands.drawn != drawn:
            target = (message.to or campaign.requester) if direct else turn.where
            try:
                stands = await self._put(message, stands, target, None if direct else turn.root, drawn)
            except SlackApiError as exc:
                error = error_of(exc)
                if direct and error in UNREACHABLE:
                    # Somebody who left cannot be told; all others still are.
                    log.warning("person_not_told", campaign=campaign.id, error=error)
                    return
                if error not in CHANNEL_GONE or direct or turn.where != campaign.channel:
                    raise
                # The channel is gone: whoever asked is told directly, all of it anew, and those who decide as well.
                log.warning("channel_gone", campaign=campaign.id, error=error)
                turn.where, turn.root, turn.again = campaign.requester, None, True
                stands = await self._put(message, None, turn.where, turn.root, drawn)
            stands = await Standing(self.store, self.client).record(campaign.id, stands, known, turn.redrawn)
            # Another's picture stands, which may be an older one.
            turn.again |= stands.drawn != drawn
        if message.place is Place.CHANNEL:
            turn.root, turn.where = stands.ts, stands.channel

    async def _asked_directly(self, campaign: Campaign, card: Posted | None) -> frozenset[str]:
        """Name those who may decide, where the card stands in no channel in which they would see the request."""
        needed = approvals_for(campaign.brief, campaign.measured, self.policy)
        if card is None or card.channel == campaign.channel or not needed:
            return frozenset()
        approvers = await self.directory.people(approvers_for(campaign.brief, self.policy))
        able = sorted(approvers - campaign.authors - {campaign.requester})
        return frozenset(able[:ASKED_DIRECTLY])

    async def _take_away(self, picture: Picture, wanted: set[str]) -> None:
        """Delete what was only for a while, and twins."""
        for key, stands in picture.posted.items():
            if key.startswith(("reminder:", TWIN)) and key not in wanted:
                await Standing(self.store, self.client).delete(stands)
                await self.store.unposted(picture.campaign.id, stands)

    def _scene(self, picture: Picture, asked_directly: frozenset[str]) -> Scene:
        return Scene(
            campaign=picture.campaign,
            events=picture.events,
            policy=self.policy,
            now=self.clock(),
            last_use=picture.before,
            revisions=picture.revisions,
            asked_directly=asked_directly,
            alike=picture.alike,
            trials=picture.trials,
            test_phones=self.test_phones,
            outcome=picture.outcome,
            label=self.label,
            house_zone=self.house_zone,
        )

    async def _put(
        self, message: Message, stands: Posted | None, channel: str, root: str | None, drawn: str
    ) -> Posted:
        if stands is not None:
            try:
                await self.client.chat_update(
                    channel=stands.channel, ts=stands.ts, text=message.text, blocks=message.blocks
                )
            except SlackApiError as exc:
                if error_of(exc) != "message_not_found":
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
