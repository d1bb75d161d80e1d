from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import aiohttp
import pytest_asyncio
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.serving import serve
from bot.sandbox.slack import LocalSlack, world
from bot.sandbox.slack.controls import Controls
from bot.sandbox.slack.person import Person

if TYPE_CHECKING:
    from starlette.requests import Request

SECRET = "test-signing-secret"


@dataclass(frozen=True)
class Heard:
    """A delivery as it came in: its payload, and the request around it."""

    payload: dict[str, Any]
    headers: dict[str, str]
    body: bytes


Reply = Response | Callable[[Heard], Awaitable[Response]]
Endpoint = Callable[["Request"], Awaitable[Response]]


async def hear(request: Request) -> Heard:
    """Read a delivery as an app would."""
    body = await request.body()
    if request.headers["content-type"] == "application/json":
        payload = json.loads(body)
    else:
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        payload = json.loads(form["payload"]) if "payload" in form else form
    return Heard(payload, dict(request.headers), body)


@dataclass
class Desk:
    """A local Slack that is being served, an app that can be, and ways into both."""

    slack: LocalSlack
    url: str
    request_url: str
    client: AsyncWebClient
    controls: Controls
    endpoint: Endpoint | None = None
    people: dict[str, Person] = field(default_factory=dict)

    def person(self, user: str = world.CLAIRE) -> Person:
        """Be somebody."""
        if user not in self.people:
            self.people[user] = Person(self.url, user)
        return self.people[user]

    def bolt(self) -> AsyncApp:
        """Make a Bolt app that talks to the local Slack."""
        return AsyncApp(client=self.client, signing_secret=SECRET, process_before_response=True)

    @contextlib.contextmanager
    def listening(self, app: AsyncApp) -> Any:
        """Have deliveries go to a Bolt app."""
        self.endpoint = AsyncSlackRequestHandler(app).handle
        yield
        self.endpoint = None

    @contextlib.contextmanager
    def answering(self, *answers: Reply) -> Any:
        """Have deliveries answered so, in turn, the last one for ever; gathers what was heard."""
        heard: list[Heard] = []

        async def endpoint(request: Request) -> Response:
            heard.append(await hear(request))
            reply = answers[min(len(heard), len(answers)) - 1] if answers else Response()
            return reply if isinstance(reply, Response) else await reply(heard[-1])

        self.endpoint = endpoint
        yield heard
        self.endpoint = None

    def trigger(self, user: str = world.CLAIRE) -> str:
        """Make a trigger of a person's, as a command would."""
        return self.slack.state.triggers.issue(user)

    async def call(self, method: str, **body: Any) -> dict[str, Any]:
        """Call a method as the bot, and give the answer, whether Slack says yes or no."""
        headers = {"Authorization": "Bearer xoxb-sandbox"}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.url}/api/{method}", json=body, headers=headers) as answer,
        ):
            found: dict[str, Any] = await answer.json()
            return found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served() -> AsyncIterator[Desk]:
    """Serve one local Slack, and one app behind it, for all tests of a file."""
    slack = LocalSlack(signing_secret=SECRET)

    async def deliver(request: Request) -> Response:
        return await desk.endpoint(request) if desk.endpoint else Response("nobody listens", 404)

    app = Starlette(routes=[Route("/slack/events", deliver, methods=["POST"])])
    async with serve(slack.app) as url, serve(app) as app_url:
        client = AsyncWebClient(token="xoxb-sandbox", base_url=f"{url}/api/", retry_handlers=[])
        desk = Desk(slack, url, f"{app_url}/slack/events", client, Controls(url))
        yield desk
        await desk.controls.aclose()
        for person in desk.people.values():
            await person.aclose()


@pytest_asyncio.fixture(name="desk", loop_scope="module")
async def fresh(served: Desk) -> Desk:
    """Give a local Slack that nobody has touched."""
    await served.controls.start_over()
    served.slack.request_url = served.request_url
    served.endpoint = None
    return served
