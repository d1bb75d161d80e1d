"""How the bot reaches Slack, and how Slack's requests reach Bolt."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request

from bot.errors import ConfigError

if TYPE_CHECKING:
    from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
    from starlette.types import ASGIApp, Receive, Scope, Send

#: Seconds to wait for Slack's answer to a call.
PATIENCE = 5


def slack_client(address: str, session: aiohttp.ClientSession, *, token: str | None) -> AsyncWebClient:
    """Make a client on the one session; nothing is tried again by itself, since a message would be posted twice."""
    client = AsyncWebClient(
        token=token, base_url=address, session=session, timeout=PATIENCE, retry_handlers=[]
    )
    if _is_loopback(address.split("/")[2].rsplit(":", 1)[0]):
        # The SDK takes HTTPS_PROXY for any address, and ignores NO_PROXY.
        client.proxy = None
    return client


async def identify(client: AsyncWebClient) -> dict[str, str]:
    """Ask Slack who the token is; raises ConfigError where it is nobody's, or Slack does not answer."""
    try:
        answer = await client.auth_test()
    except SlackApiError as exc:
        raise ConfigError(
            f"SLACK_BOT_TOKEN is not taken by Slack: {exc.response.get('error', '')}."
        ) from None
    except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as exc:
        raise ConfigError(f"SLACK_API_URL does not answer ({type(exc).__name__}).") from None
    return {key: str(answer.get(key) or "") for key in ("team_id", "user_id", "bot_id")}


def asgi(handler: AsyncSlackRequestHandler) -> ASGIApp:
    """Make an ASGI application of Bolt's handler for Starlette."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        response = await handler.handle(Request(scope, receive))
        await response(scope, receive, send)

    return application


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
