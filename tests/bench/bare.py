"""The bare Bolt application that the bot is measured against: written as Slack's own template is, and no further.

One listener for each kind of request that is measured, Bolt's defaults, its handler for Starlette, uvicorn. Its views and
messages are of the bot's size, and fixed; it reads nothing, stores nothing and parses nothing.

    python -m tests.bench.bare PORT SLACK_URL
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request

Body = dict[str, Any]

# Given from outside, so that nothing of the bot is loaded here.
VIEW = json.loads(os.environ["BENCH_VIEW"])
OPTIONS = [
    {"text": {"type": "plain_text", "text": f"Tue 24 Nov, {hour}:00"}, "value": f"2026-11-24T{hour}:00"}
    for hour in range(10, 15)
]


def build(slack_url: str) -> Starlette:
    """Build the application; Bolt's own client, so a session and a connection a call."""
    app = AsyncApp(
        signing_secret=os.environ["BENCH_SECRET"],
        client=AsyncWebClient(token="xoxb-bench", base_url=slack_url),
    )

    @app.command("/sms-campaign")
    async def open_form(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=VIEW)

    @app.options("send_at")
    async def suggest(ack: AsyncAck) -> None:
        await ack(options=OPTIONS)

    @app.view("campaign_form")
    async def submitted(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack(response_action="push", view=VIEW)
        filled = {**VIEW, "private_metadata": body["view"]["private_metadata"]}
        await client.views_update(external_id="preview", view=filled)

    @app.action("approve")
    async def approved(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        await client.chat_update(
            channel=body["channel"]["id"], ts=body["message"]["ts"], text="Approved", blocks=VIEW["blocks"]
        )

    handler = AsyncSlackRequestHandler(app)

    async def endpoint(request: Request):
        return await handler.handle(request)

    return Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])


if __name__ == "__main__":
    uvicorn.run(
        build(sys.argv[2]), host="127.0.0.1", port=int(sys.argv[1]), log_config=None, access_log=False
    )
