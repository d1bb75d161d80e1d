"""The Bolt app's listeners: one a kind of request, with a table of ids behind each.

A listener parses, calls, and gives what the acknowledgement holds; it never raises, so that whatever goes wrong is told where
the person is looking.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from bot import logs
from bot.errors import Problem, Reason, UserError
from bot.slack.ack_path import Answer, Failed
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
    from bot.slack.ack_path import Listener
    from bot.slack.limits import Limits
    from bot.slack.tasks import Tasks
    from bot.slack.telling import Teller

log = logs.get(__name__)

P = TypeVar("P", bound=Payload)
Body = dict[str, Any]
Handler = Callable[[P], Awaitable[Answer]]


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
    """The listeners; none raises."""

    def __init__(self, tables: Tables, *, tasks: Tasks, teller: Teller, limits: Limits) -> None:
        self._tables = tables
        self._tasks = tasks
        self._teller = teller
        self._limits = limits

    @property
    def by_kind(self) -> Mapping[str, Listener]:
        """Name each listener by the type of what it takes."""
        return {
            "command": self.command,
            "shortcut": self.shortcut,
            "message_action": self.shortcut,
            "block_actions": self.action,
            "block_suggestion": self.options,
            "view_submission": self.submission,
            "view_closed": self.closed,
            "event_callback": self.event,
        }

    async def command(self, body: Body) -> Answer:
        """Take a slash command."""
        name = str(body.get("command", ""))
        handler = self._tables.commands.get(name)
        if handler is None:
            return WORDS["nothing_like_that"].format(command="that")
        try:
            self._limits.take(str(body.get("user_id", "")))
        except UserError as exc:
            return sentence(exc.problem)
        return await self._called(handler, Command, body, counted=True)

    async def shortcut(self, body: Body) -> Answer:
        """Take a global or a message shortcut."""
        handler = self._tables.shortcuts.get(str(body.get("callback_id", "")))
        if handler is not None:
            await self._called(handler, Shortcut, body)
        return None

    async def action(self, body: Body) -> Answer:
        """Take a click."""
        pressed = body.get("actions")
        first = pressed[0] if isinstance(pressed, list) and pressed else None
        name = str(first.get("action_id", "")) if isinstance(first, dict) else ""
        if (decision := self._tables.decisions.get(name)) is not None:
            await self._called(decision, BlockActions, body)
        elif (shown := self._tables.actions.get(name)) is not None:
            self._tasks.spawn(self._called(shown, BlockActions, body), name="action")
        return None

    async def options(self, body: Body) -> Answer:
        """Answer an external select."""
        handler = self._tables.options.get(str(body.get("action_id", "")))
        answer = await self._called(handler, Suggestion, body) if handler else None
        return answer if isinstance(answer, dict) else {"options": []}

    async def submission(self, body: Body) -> Answer:
        """Answer a submitted view in the acknowledgement itself."""
        view = _part(body, "view")
        handler = self._tables.submissions.get(str(view.get("callback_id", "")))
        if handler is None:
            return None
        logs.begin_request()
        try:
            self._limits.take(_who(body))
            return await handler(read(ViewSubmission, body))
        except Exception as exc:  # noqa: BLE001 - whatever it is, the person is told where they are looking
            return _under_a_field(view, _problem(exc, body))

    async def closed(self, _body: Body) -> Answer:
        """Let a view close."""
        return None

    async def event(self, body: Body) -> Answer:
        """Take an event: one that must be stored is stored first, or Slack delivers it again; of the others, errors are logged."""
        event = _part(body, "event")
        kind = str(event.get("type", ""))
        if (handler := self._tables.happenings.get(kind)) is not None:
            try:
                await handler(read(Happening, body))
            except ValidationError as exc:
                # It would be as unreadable when it comes again.
                _problem(exc, body)
            except Exception as exc:  # noqa: BLE001 - whatever it is, it is logged, and Slack is told
                _problem(exc, body)
                return Failed()
        elif (opened := self._tables.events.get(kind)) is not None:
            self._tasks.spawn(self._happened(opened, event), name="event")
        return None

    async def _happened(self, handler: Handler[HomeOpened], event: Mapping[str, Any]) -> None:
        try:
            await handler(read(HomeOpened, event))
        except Exception as exc:  # noqa: BLE001 - whatever it is, it is logged without the event's words
            _problem(exc, event)

    async def _called(
        self, handler: Handler[P], model: type[P], body: Body, *, counted: bool = False
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
