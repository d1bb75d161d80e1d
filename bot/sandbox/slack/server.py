"""The local Slack as one ASGI application: Web API, response addresses, Socket Mode and the control routes."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute

from bot import logs
from bot.sandbox.clock import MovableClock
from bot.sandbox.page.routes import routes as page_routes
from bot.sandbox.slack.api.calls import Calls
from bot.sandbox.slack.api.chat import answer_hook
from bot.sandbox.slack.control.routes import routes, tick
from bot.sandbox.slack.loopback import is_loopback
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.state import State

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from bot.sandbox.slack.switches import Switches
    from bot.sandbox.slack.world import World

log = logs.get(__name__)

#: Seconds between two looks at what the sandbox's clock has made due.
TICK = 0.2


class LocalSlack:
    """A Slack for one app and one workspace.

    Serve `app` on loopback, set `request_url` to where the app listens, and give the app the address with `/api/` behind
    it as its Slack API. Deliveries go over Socket Mode instead as soon as the app has a connection open.
    """

    def __init__(
        self,
        *,
        clock: MovableClock | None = None,
        signing_secret: str = "sandbox-signing-secret",  # noqa: S107 - a local server's, known to all
        bot_token: str = "xoxb-sandbox",  # noqa: S107 - as above
        app_token: str = "xapp-sandbox",  # noqa: S107 - as above
    ) -> None:
        self.state = State(
            clock=clock or MovableClock(),
            signing_secret=signing_secret,
            bot_token=bot_token,
            app_token=app_token,
        )
        #: What Slack was told of the app (docs.slack.dev/reference/app-manifest); the page offers its commands.
        self.manifest: dict[str, Any] | None = None
        #: The address of the local Octopush, whose controls the page shows beside.
        self.neighbour: str | None = None
        inside = Starlette(
            routes=[
                Route("/api/{method}", Calls(self.state, _Dropped).answer, methods=["GET", "POST"]),
                Route("/actions/{team}/{key}", self._hook, methods=["POST"]),
                WebSocketRoute("/link/", self.state.sockets.serve),
                *page_routes(self),
                *routes(self.state),
            ],
            lifespan=self._living,
        )
        self.app = _Door(self.state, inside)

    @property
    def clock(self) -> MovableClock:
        """Give the clock messages are dated by."""
        return self.state.clock

    @property
    def switches(self) -> Switches:
        """Give the faults and limits in force."""
        return self.state.switches

    @property
    def world(self) -> World:
        """Give the workspace: its people, groups and channels."""
        return self.state.world

    @property
    def request_url(self) -> str:
        """Give the address that deliveries are posted to."""
        return self.state.courier.request_url

    @request_url.setter
    def request_url(self, url: str) -> None:
        self.state.courier.request_url = url

    async def _hook(self, request: Request) -> Response:
        try:
            answer_hook(self.state, request.path_params["key"], await request.body())
        except Refusal as refusal:
            return JSONResponse({"ok": False, "error": refusal.code}, 404 if "url" in refusal.code else 400)
        return PlainTextResponse("ok")

    @contextlib.asynccontextmanager
    async def _living(self, _app: Starlette) -> AsyncIterator[None]:
        ticking = asyncio.create_task(self._keep_ticking())
        try:
            yield
        finally:
            ticking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await ticking
            await self.state.courier.close()

    async def _keep_ticking(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            try:
                await tick(self.state)
            except Exception:  # the ticker outlives what it starts
                log.exception("sandbox_tick_failed")


class _Door:
    """The ASGI application itself: lets this machine's own programs in, and learns the server's address from them."""

    def __init__(self, state: State, inside: Starlette) -> None:
        self._state = state
        self._inside = inside

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {"http", "websocket"}:
            connection = HTTPConnection(scope)
            if not is_loopback(connection):
                refused = PlainTextResponse("Only for this machine.", 403)
                if scope["type"] == "http":
                    await refused(scope, receive, send)
                else:
                    await send({"type": "websocket.close", "code": 1008})
                return
            self._state.own_url = self._state.own_url or _address(scope)
            # Only the server's own `send` leads to the connection, which a fault may have to cut.
            scope["sandbox.send"] = send
        await self._inside(scope, receive, send)


def _address(scope: Scope) -> str:
    host, port = scope["server"]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Dropped(Response):
    """No answer: the connection is cut, so that the app cannot know what became of its call."""

    def __init__(self, _request: Request) -> None:
        super().__init__()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Cut the connection, and wait until the server has noticed."""
        cycle = getattr(scope["sandbox.send"], "__self__", None)
        transport: asyncio.Transport | None = getattr(cycle, "transport", None)
        if transport is None:
            # Another server than uvicorn: an answer that breaks off is the nearest it can do.
            await send(
                {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"99")]}
            )
            return
        transport.abort()
        while (await receive())["type"] != "http.disconnect":
            continue
