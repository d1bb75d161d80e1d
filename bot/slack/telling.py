"""Answer one person privately: where they clicked if Slack lets us, else by direct message. Nothing is left unsaid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot import logs
from bot.slack.views import blocks as b

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

log = logs.get(__name__)

#: Seconds to wait for Slack.
PATIENCE = 5


class Teller:
    """Says sentences to one person. The sentence is our own mrkdwn; `quoted` is a person's words, shown literally."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def privately(
        self,
        user: str,
        sentence: str,
        *,
        response_url: str | None = None,
        channel: str | None = None,
        quoted: str | None = None,
    ) -> None:
        """Tell somebody; tries the response address, then the channel, then a direct message. Never raises."""
        parts = [b.section(sentence)] + ([b.sms(quoted)] if quoted else [])
        if response_url and await self._answer(response_url, sentence, parts):
            return
        if channel and await self._ephemeral(channel, user, sentence, parts):
            return
        try:
            await self._client.chat_postMessage(
                channel=user, text=sentence, blocks=parts, unfurl_links=False, unfurl_media=False
            )
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as exc:
            log.warning("person_not_told", actor=user, error=type(exc).__name__)

    async def _answer(self, response_url: str, text: str, parts: list[b.Block]) -> bool:
        hook = AsyncWebhookClient(
            response_url, timeout=PATIENCE, session=self._client.session, retry_handlers=[]
        )
        # Its own constructor takes the environment's proxy for any address, loopback too.
        hook.proxy = self._client.proxy
        try:
            answer = await hook.send(
                text=text, blocks=parts, response_type="ephemeral", replace_original=False
            )
        except (SlackClientError, aiohttp.ClientError, TimeoutError, ValueError):
            return False
        return answer.status_code == 200  # noqa: PLR2004 - HTTP's OK

    async def _ephemeral(self, channel: str, user: str, text: str, parts: list[b.Block]) -> bool:
        try:
            await self._client.chat_postEphemeral(channel=channel, user=user, text=text, blocks=parts)
        except (SlackApiError, SlackClientError, aiohttp.ClientError, TimeoutError):
            return False
        return True
