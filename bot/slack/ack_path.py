"""The way from a request to its acknowledgement: Bolt's, by its public extension points, without what the bot has no use for.

Each departure from Bolt's defaults has its reason here, and a test in `tests/slack/test_bolt_defaults.py` that fails once a
release of Bolt makes it needless or wrong.

- `before_authorize=` answers: Bolt would look for a listener one by one, make each argument that any could want, and
  look every 10 ms whether one has acknowledged. What it leaves to Bolt (the check of the address) goes on.
- Requests are made as Bolt makes those of Socket Mode, from a payload that is read already: see `bodies`.
- `authorize=` answers from memory: Bolt would ask `auth.test`.
- The guard in front has verified the signature on the raw body, with two secrets while they rotate, and Socket Mode needs
  none; so Bolt's own check is off.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot import logs
from bot.slack.bodies import payload_of
from bot.slack.connecting import as_json

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient
    from starlette.types import ASGIApp, Receive, Scope, Send

log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class Failed:
    """Nothing was done: Slack should deliver it again."""


#: What the acknowledgement holds: nothing, words, or what Slack calls the response's payload.
Answer = dict[str, Any] | str | Failed | None
Listener = Callable[[dict[str, Any]], Awaitable[Answer]]

#: The types that Bolt answers by itself.
BOLTS = frozenset({"url_verification"})


class Dispatch(AsyncMiddleware):
    """Answers requests by their type, a slash command by the type `command`."""

    def __init__(self, listeners: Mapping[str, Listener]) -> None:
        self._listeners = listeners

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - Bolt's name for it
    ) -> BoltResponse:
        """Answer, or let Bolt go on."""
        kind = "command" if "command" in req.body else str(req.body.get("type"))
        if kind in BOLTS:
            await next()
            return resp
        listener = self._listeners.get(kind)
        if listener is None:
            log.warning("request_unknown")
            return BoltResponse(status=HTTPStatus.NOT_FOUND)
        answer = await listener(req.body)
        if isinstance(answer, Failed):
            return BoltResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)
        # A handler's empty object says nothing, as Bolt's `ack()` does, and not `{}`.
        body = as_json(answer) if answer and isinstance(answer, dict) else answer or ""
        return BoltResponse(status=HTTPStatus.OK, body=body)


def bolt(
    client: AsyncWebClient, listeners: Mapping[str, Listener], *, token: str, bot_id: str, bot_user: str
) -> AsyncApp:
    """Build the Bolt app for one workspace, on a client that holds no token itself: Bolt warns of one it ignores."""
    known = AuthorizeResult(
        enterprise_id=None, team_id=None, bot_token=token, bot_id=bot_id, bot_user_id=bot_user
    )

    async def authorize() -> AuthorizeResult:
        return known

    return AsyncApp(
        # Without a name Bolt reads the whole call stack's sources to find one, for a twentieth of the cold start.
        name="sms-campaign-bot",
        client=client,
        authorize=authorize,
        before_authorize=Dispatch(listeners),
        request_verification_enabled=False,
    )


def asgi(app: AsyncApp) -> ASGIApp:
    """Make an ASGI application of a Bolt app.

    Listeners never raise, so what fails is the reading of a shape that Slack never sends: a 400, with a reference in the log.
    """

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            payload = payload_of(await Request(scope, receive).body())
            answer = await app.async_dispatch(AsyncBoltRequest(body=payload, mode="socket_mode"))
            response = Response(answer.body, answer.status, answer.first_headers())
        except Exception as exc:  # noqa: BLE001 - its text would quote the payload
            response = _unreadable(type(exc).__name__)
        if response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR:
            response = _unreadable("shape")
        await response(scope, receive, send)

    return application


def _unreadable(why: str) -> Response:
    reference = logs.reference()
    log.error("request_unreadable", reference=reference, why=why)
    return PlainTextResponse(f"This is nothing that Slack sends ({reference}).", HTTPStatus.BAD_REQUEST)
