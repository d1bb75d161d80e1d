from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.routing import Route

from bot.sandbox.serving import serve
from bot.sandbox.slack import LocalSlack, world
from bot.sandbox.slack.person import Person

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.responses import Response

SECRET = "test-signing-secret"


@dataclass
class Desk:
    """A local Slack that is being served, and ways into it."""

    slack: LocalSlack
    url: str
    client: AsyncWebClient
    people: dict[str, Person] = field(default_factory=dict)

    def person(self, user: str = world.CLAIRE) -> Person:
        if user not in self.people:
            self.people[user] = Person(self.url, user)
        return self.people[user]

    def bolt(self) -> AsyncApp:
        return AsyncApp(client=self.client, signing_secret=SECRET, process_before_response=True)

    @contextlib.asynccontextmanager
    async def listening(self, app: AsyncApp) -> AsyncIterator[str]:
        """Serve a Bolt app and have deliveries go to it."""
        handler = AsyncSlackRequestHandler(app)

        async def endpoint(request: Request) -> Response:
            return await handler.handle(request)

        routes = [Route("/slack/events", endpoint, methods=["POST"])]
        async with serve(Starlette(routes=routes)) as url:
            self.slack.request_url = f"{url}/slack/events"
            yield url

    async def call(self, method: str, **body: Any) -> dict[str, Any]:
        """Call a method as the bot; the answer, whether Slack says yes or no."""
        headers = {"Authorization": "Bearer xoxb-sandbox"}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.url}/api/{method}", json=body, headers=headers) as answer,
        ):
            found: dict[str, Any] = await answer.json()
            return found


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """Serve a local Slack that nobody has touched."""
    slack = LocalSlack(signing_secret=SECRET)
    async with serve(slack.app) as url:
        client = AsyncWebClient(token="xoxb-sandbox", base_url=f"{url}/api/", retry_handlers=[])
        made = Desk(slack, url, client)
        yield made
        for person in made.people.values():
            await person.aclose()
