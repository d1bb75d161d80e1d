"""Slack's Web API for the whole process: one client on one session, and who its token belongs to."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
import orjson
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import ConfigError
from bot.slack.api_errors import error_of

if TYPE_CHECKING:
    from aiohttp import ClientSession

_SDK = logging.getLogger("slack_sdk.web.async_client")

#: Seconds to wait for Slack's answer to a call.
SLACK_PATIENCE = 5


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose token it is: the workspace, the bot's user and id, and the workspace's address."""

    team: str
    user: str
    bot: str
    address: str


def as_json(value: object) -> str:
    """Write JSON in a tenth of the standard library's time; what orjson refuses, as half of a surrogate pair, by that."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        return json.dumps(value)


def web_client(url: str, session: ClientSession, *, token: str | None, loopback: bool) -> AsyncWebClient:
    """Make a client on the one session; nothing is tried again by itself, since a message would be posted twice."""
    # Where its logger has no level of its own the SDK writes out every view for a debug line that nobody reads, and that
    # would hold a text: a fifth of what a form costs (slack_sdk 3.47).
    _SDK.setLevel(max(logging.INFO, logging.getLogger().level))
    client = AsyncWebClient(
        token=token, base_url=url, session=session, timeout=SLACK_PATIENCE, retry_handlers=[], logger=_SDK
    )
    if loopback:
        # The SDK takes HTTPS_PROXY for any address, and ignores NO_PROXY.
        client.proxy = None
    return client


async def identity(client: AsyncWebClient) -> Identity:
    """Ask Slack who the token is; raises ConfigError where it is nobody's, or Slack does not answer."""
    try:
        answer = await client.auth_test()
    except SlackApiError as exc:
        raise ConfigError(f"SLACK_BOT_TOKEN is not taken by Slack: {error_of(exc)}.") from None
    except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as exc:
        raise ConfigError(f"SLACK_API_URL does not answer ({type(exc).__name__}).") from None
    team, user, bot, address = (str(answer.get(key) or "") for key in ("team_id", "user_id", "bot_id", "url"))
    return Identity(team, user, bot, address)
