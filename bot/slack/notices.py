"""The lines about an outage of Octopush: one a channel that has campaigns waiting, redrawn until it is over.

Like the cards they are pictures of the stored state. Where a posting's answer is lost, a twin may stand in the channel.
"""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import logs
from bot.domain.campaign import State
from bot.domain.policy import hand_over_at
from bot.services.outage import Line
from bot.slack.api_errors import error_of
from bot.slack.cards import CHANNEL_GONE
from bot.slack.views.outage import notice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.domain.campaign import Campaign
    from bot.domain.policy import Policy
    from bot.services.outage import Outage, Outages
    from bot.services.ports import Clock
    from bot.slack.views.outage import Notice

log = logs.get(__name__)

#: How long one process may take to draw the lines before another may.
CLAIM = timedelta(seconds=30)
#: How often it is looked whether a line must be redrawn while the outage lasts.
AGAIN = timedelta(seconds=15)
#: How far ahead a campaign is named that will need Octopush.
SOON = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """Draws the lines."""

    outages: Outages
    client: AsyncWebClient
    clock: Clock
    policy: Policy
    house_zone: str
    label: str = ""

    async def draw(self, number: int, entry: int) -> None:
        """Bring the lines about an outage up to the stored state; what Slack does not take now is drawn again later."""
        outage = await self.outages.claim_notice(number, entry, until=self.clock() + CLAIM)
        if outage is None:
            return
        drawn = True
        lines = await self.outages.lines(outage)
        for channel, campaigns in (await self._by_channel(outage, lines)).items():
            drawn &= await self._line(outage, channel, campaigns, lines.get(channel))
        done = drawn and outage.over_at is not None
        await self.outages.notice_again(outage, at=None if done else self.clock() + AGAIN)

    async def _by_channel(self, outage: Outage, lines: Mapping[str, Line]) -> Mapping[str, list[Campaign]]:
        """Give what is named in each channel: what was named before, and what waits now or will soon."""
        named = {channel: set(line.named) for channel, line in lines.items()}
        found = await self.outages.held_up([number for numbers in named.values() for number in numbers])
        by_channel: dict[str, list[Campaign]] = {channel: [] for channel in named}
        for campaign in found:
            before = campaign.id in named.get(campaign.channel, ())
            if before or (outage.over_at is None and self._needs_octopush(campaign)):
                by_channel.setdefault(campaign.channel, []).append(campaign)
        return by_channel

    def _needs_octopush(self, campaign: Campaign) -> bool:
        if campaign.state is State.PREPARING:
            return True
        return hand_over_at(campaign, self.policy) <= self.clock() + SOON

    async def _line(
        self, outage: Outage, channel: str, campaigns: list[Campaign], stands: Line | None
    ) -> bool:
        """Post or redraw the line of a channel; False where Slack did not take it."""
        wanted = notice(outage, campaigns, label=self.label, zone=self.house_zone)
        drawn = hashlib.sha256(wanted.text.encode()).hexdigest()[:32]
        named = tuple(campaign.id for campaign in campaigns)
        if stands is not None and (stands.drawn, stands.named) == (drawn, named):
            return True
        try:
            line = await self._put(wanted, channel, stands)
        except SlackApiError as exc:
            error = error_of(exc)
            log.warning("notice_refused", outage=outage.id, error=error)
            # A channel that is gone is told nothing more; its campaigns tell people directly.
            return error in CHANNEL_GONE
        except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as exc:
            log.warning("notice_failed", outage=outage.id, error=type(exc).__name__)
            return False
        line = replace(line, drawn=drawn, named=named)
        anew = stands is None or stands.ts != line.ts
        if not await self.outages.lined(outage, line, instead_of=stands) and anew:
            # Whoever drew too long, or was drawn over, leaves no second line behind.
            with contextlib.suppress(SlackApiError):
                await self.client.chat_delete(channel=line.channel, ts=line.ts)
        return True

    async def _put(self, wanted: Notice, channel: str, stands: Line | None) -> Line:
        if stands is not None:
            try:
                await self.client.chat_update(
                    channel=channel, ts=stands.ts, text=wanted.text, blocks=wanted.blocks
                )
            except SlackApiError as exc:
                if error_of(exc) != "message_not_found":
                    raise
                # Somebody deleted it.
            else:
                return stands
        answer = await self.client.chat_postMessage(
            channel=channel,
            text=wanted.text,
            blocks=wanted.blocks,
            unfurl_links=False,
            unfurl_media=False,
        )
        return Line(channel=channel, ts=str(answer["ts"]), drawn="", named=())
