"""The Bolt app: seven catch-all listeners with tables of ids behind them.

Bolt tries its listeners one by one on every request, so there is one a kind. A listener parses, calls, and answers; it
never raises, since an exception right after an acknowledgement loses it and stalls three seconds (slack-bolt 1.30).
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot import logs
from bot.errors import Problem, Reason, UserError
from bot.slack.payloads import (
    BlockActions,
    Command,
    Happening,
    HomeOpened,
    Payload,
    Shortcut,
    Suggestion,
    ViewSubmission,
    read,
)
from bot.slack.views.preview import stopped
from bot.slack.views.words import WORDS, sentence

if TYPE_CHECKING:
    from slack_bolt.context.ack.async_ack import AsyncAck
    from slack_sdk.web.async_client import AsyncWebClient
    from starlette.types import ASGIApp, Receive, Scope, Send

    from bot.slack.limits import Limits
    from bot.slack.tasks import Tasks
    from bot.slack.telling import Teller

log = logs.get(__name__)

P = TypeVar("P", bound=Payload)
Answer = dict[str, Any] | str | None
Handler = Callable[[P], Awaitable[Answer]]
ANY = re.compile(r".*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Tables:
    """What is called for which id.

    Actions only show something, and run after the acknowledgement; decisions are stored before it, so that a click that was
    acknowledged is never lost, and so are happenings, which Slack delivers again where they failed; all others answer in
    it.
    """

    commands: Mapping[str, Handler[Command]] = field(default_factory=dict)
    shortcuts: Mapping[str, Handler[Shortcut]] = field(default_factory=dict)
    actions: Mapping[str, Handler[BlockActions]] = field(default_factory=dict)
    decisions: Mapping[str, Handler[BlockActions]] = field(default_factory=dict)
    options: Mapping[str, Handler[Suggestion]] = field(default_factory=dict)
    submissions: Mapping[str, Handler[ViewSubmission]] = field(default_factory=dict)
    happenings: Mapping[str, Handler[Happening]] = field(default_factory=dict)
    events: Mapping[str, Handler[HomeOpened]] = field(default_factory=dict)


class Listeners:
    """The seven listeners."""

    def __init__(self, tables: Tables, *, tasks: Tasks, teller: Teller, limits: Limits) -> None:
        self._tables = tables
        self._tasks = tasks
        self._teller = teller
        self._limits = limits

    def register(self, app: AsyncApp) -> None:
        """Give Bolt one listener a kind."""
        app.command(ANY)(self.command)
        app.shortcut(ANY)(self.shortcut)
        app.action(ANY)(self.action)
        app.options(ANY)(self.options)
        app.view_submission(ANY)(self.submission)
        app.view_closed(ANY)(self.closed)
        app.event(ANY)(self.event)

    async def command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take a slash command."""
        name = str(body.get("command", ""))
        handler = self._tables.commands.get(name)
        if handler is None:
            await ack(WORDS["nothing_like_that"].format(command="that"))
            return
        try:
            self._limits.take(str(body.get("user_id", "")))
        except UserError as exc:
            await ack(sentence(exc.problem))
            return
        answer = await self._called(handler, Command, body, counted=True)
        await (ack(answer) if isinstance(answer, str) else ack())

    async def shortcut(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take a global or a message shortcut."""
        handler = self._tables.shortcuts.get(str(body.get("callback_id", "")))
        if handler is not None:
            await self._called(handler, Shortcut, body)
        await ack()

    async def action(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take a click."""
        pressed = body.get("actions")
        first = pressed[0] if isinstance(pressed, list) and pressed else None
        name = str(first.get("action_id", "")) if isinstance(first, dict) else ""
        if (decision := self._tables.decisions.get(name)) is not None:
            await self._called(decision, BlockActions, body)
        elif (shown := self._tables.actions.get(name)) is not None:
            self._tasks.spawn(self._called(shown, BlockActions, body), name="action")
        await ack()

    async def options(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Answer an external select."""
        handler = self._tables.options.get(str(body.get("action_id", "")))
        answer = await self._called(handler, Suggestion, body) if handler else None
        await ack(**(answer if isinstance(answer, dict) else {"options": []}))

    async def submission(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Answer a submitted view in the acknowledgement itself."""
        view = _part(body, "view")
        handler = self._tables.submissions.get(str(view.get("callback_id", "")))
        if handler is None:
            await ack()
            return
        logs.begin_request()
        try:
            self._limits.take(_who(body))
            answer = await handler(read(ViewSubmission, body))
        except Exception as exc:  # noqa: BLE001 - whatever it is, the person is told where they are looking
            answer = _under_a_field(view, _problem(exc, body))
        await ack(**(answer if isinstance(answer, dict) else {}))

    async def closed(self, ack: AsyncAck) -> None:
        """Let a view close."""
        await ack()

    async def event(self, ack: AsyncAck, body: dict[str, Any]) -> BoltResponse | None:
        """Take an event: one that must be stored is stored first, or Slack delivers it again; of the others, errors are logged."""
        event = body.get("event") or {}
        kind = str(event.get("type", ""))
        if (handler := self._tables.happenings.get(kind)) is not None:
            try:
                await handler(read(Happening, body))
            except Exception as exc:  # noqa: BLE001 - whatever it is, it is logged, and Slack is told
                _problem(exc, body)
                return BoltResponse(status=500)
        elif (opened := self._tables.events.get(kind)) is not None:
            self._tasks.spawn(self._happened(opened, event), name="event")
        await ack()
        return None

    async def _happened(self, handler: Handler[HomeOpened], event: Mapping[str, Any]) -> None:
        try:
            await handler(read(HomeOpened, event))
        except Exception as exc:  # noqa: BLE001 - whatever it is, it is logged without the event's words
            _problem(exc, event)

    async def _called(
        self, handler: Handler[P], model: type[P], body: dict[str, Any], *, counted: bool = False
    ) -> Answer:
        logs.begin_request()
        try:
            if not counted:
                self._limits.take(_who(body))
            return await handler(read(model, body))
        except Exception as exc:  # noqa: BLE001 - whatever it is, the person is told
            problem = _problem(exc, body)
            if problem.reason is Reason.TOO_MANY and not self._limits.first_time(_who(body)):
                return None
            self._tasks.spawn(self._tell(problem, body), name="tell")
            return None

    async def _tell(self, problem: Problem, body: Mapping[str, Any]) -> None:
        user = body.get("user_id") or _part(body, "user").get("id")
        if not isinstance(user, str):
            return
        channel = body.get("channel_id") or _part(body, "channel").get("id")
        await self._teller.privately(
            user, sentence(problem), response_url=body.get("response_url"), channel=channel
        )


def bolt(client: AsyncWebClient, *, token: str, bot_id: str, bot_user: str) -> AsyncApp:
    """Build the Bolt app for one workspace, on a client that holds no token itself: Bolt warns of one it ignores.

    The guard in front has verified the signature on the raw body, with two secrets while they rotate, and Socket Mode
    needs none; so Bolt's own check is off. `authorize` answers from memory: Bolt would ask `auth.test` on requests.
    """
    known = AuthorizeResult(
        enterprise_id=None, team_id=None, bot_token=token, bot_id=bot_id, bot_user_id=bot_user
    )

    async def authorize() -> AuthorizeResult:
        return known

    return AsyncApp(
        client=client,
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
    )


def asgi(app: AsyncApp) -> ASGIApp:
    """Make an ASGI application of a Bolt app, by Bolt's own handler for Starlette.

    Listeners never raise, so what fails is Bolt's own reading of a shape that Slack never sends: a 400, with a reference in the log.
    """
    handler = AsyncSlackRequestHandler(app)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await handler.handle(Request(scope, receive))
        except Exception as exc:  # noqa: BLE001 - its text would quote the payload
            response = _unreadable(type(exc).__name__)
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            response = _unreadable("shape")
        await response(scope, receive, send)

    return application


def _unreadable(why: str) -> Response:
    reference = logs.reference()
    log.error("request_unreadable", reference=reference, why=why)
    return PlainTextResponse(f"This is nothing that Slack sends ({reference}).", HTTPStatus.BAD_REQUEST)


def _who(body: Mapping[str, Any]) -> str:
    return str(_part(body, "user").get("id", ""))


def _part(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Give an object in a payload; anything else there counts as an empty one."""
    found = body.get(name)
    return found if isinstance(found, dict) else {}


def _problem(exc: Exception, body: Mapping[str, Any]) -> Problem:
    """Turn what was raised into what is said: a person's problem as it is, all else by a reference in the log."""
    if isinstance(exc, UserError):
        return exc.problem
    reference = logs.reference()
    if isinstance(exc, ValidationError):
        # Its text would quote the payload.
        where = [".".join(map(str, error["loc"])) for error in exc.errors(include_input=False)]
        log.error("payload_unreadable", reference=reference, type=body.get("type"), where=where)
    else:
        log.error("listener_failed", reference=reference, type=body.get("type"), exc_info=exc)
    return Problem(Reason.UNEXPECTED, None, {"reference": reference})


def _under_a_field(view: Mapping[str, Any], problem: Problem) -> dict[str, Any]:
    """Say it under the first input; a view without inputs is left as it is, with the sentence in a view of its own."""
    blocks = view.get("blocks")
    for block in blocks if isinstance(blocks, list) else ():
        if isinstance(block, dict) and block.get("type") == "input" and "block_id" in block:
            return {"response_action": "errors", "errors": {block["block_id"]: sentence(problem)}}
    return {"response_action": "update", "view": stopped(sentence(problem))}
