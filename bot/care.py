"""What looks after the running bot: is it alive, is it ready, its figures, its heartbeat, and how it stops.

Ready means that a click can be answered and stored: neither Slack nor Octopush is asked, since clicks must be answered
while they are down. Nothing here is told to whoever asks but words of our own; the figures need the token.
"""

from __future__ import annotations

import asyncio
import hmac
import signal
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx
import sqlalchemy as sa
import uvicorn
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot import logs
from bot.adapters import database
from bot.adapters.callbacks import Door
from bot.adapters.metrics import Metrics
from bot.services.outcomes import Outcomes
from bot.slack.guard import Guard

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AsyncExitStack
    from types import FrameType

    from pydantic import SecretStr
    from sqlalchemy.ext.asyncio import AsyncEngine
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from bot.adapters.engine import Engine
    from bot.adapters.store import SqlStore
    from bot.services.ports import Clock
    from bot.settings import Settings

log = logs.get(__name__)

#: Seconds between SIGTERM and the end of listening, in which whoever distributes requests learns that we are stopping.
LINGER = 2.0
#: Seconds that requests under way may still take then: Slack itself waits three.
ACKS_END = 5
#: Seconds between heartbeats, and how long the engine may have been idle for one.
BEAT = 60.0
IDLE = 30.0
#: Seconds until the next look where something is wrong, or nothing runs yet.
SOON = 1.0


@dataclass(slots=True)
class Serving:
    """What the routes need of a running bot; empty until it has started."""

    slack: ASGIApp | None = None
    callbacks: ASGIApp | None = None
    pool: AsyncEngine | None = None
    engine: Engine | None = None
    store: SqlStore | None = None
    #: How many callbacks wait to be stored.
    backlog: Callable[[], int] = lambda: 0
    #: The version of the tables that this code needs.
    tables: str = ""
    stopping: bool = False
    metrics: Metrics = field(default_factory=Metrics)

    async def begin(
        self,
        stack: AsyncExitStack,
        settings: Settings,
        *,
        pool: AsyncEngine,
        engine: Engine,
        store: SqlStore,
    ) -> None:
        """Be ready, take Octopush's callbacks, and let the heart beat, until the stack ends."""
        self.tables = await asyncio.to_thread(database.head)
        self.pool, self.engine, self.store = pool, engine, store
        if isinstance(self.slack, Guard):
            refused = self.slack.tally.total
            self.metrics.counts("sms_slack_not_run", "Requests not run, by reason.", "why", lambda: refused)
        if settings.callback_secret:
            heard = Outcomes(store, keys=_values(settings.number_hash_key))
            self.backlog = lambda: heard.backlog
            self.callbacks = Door(
                heard.take, secrets=_values(settings.callback_secret), count=self.metrics.heard
            )
            self.metrics.counts(
                "sms_callbacks_new", "Words stored for the first time.", "what", lambda: {"word": heard.new}
            )
            stack.push_async_callback(heard.close)
        if settings.heartbeat_url is not None:
            beating = beat(self, settings.heartbeat_url.get_secret_value())
            stack.callback(asyncio.create_task(beating, name="heartbeat").cancel)

    async def unready(self) -> str | None:
        """Say why no click should come here; None where it may."""
        if self.stopping:
            return "stopping"
        if self.pool is None:
            return "starting"
        version = sa.text("SELECT version_num FROM alembic_version")
        try:
            async with asyncio.timeout(5), self.pool.connect() as connection:
                found = (await connection.execute(version)).scalar_one_or_none()
        except (OSError, TimeoutError, sa.exc.SQLAlchemyError):
            return "database"
        return None if database.is_ahead(found, self.tables) else "migrations"

    async def timed(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let Slack's requests through, and measure how long each waited for its answer."""
        if self.slack is None:
            await PlainTextResponse("starting", status_code=503)(scope, receive, send)
            return
        began = time.perf_counter()

        async def measured(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.metrics.answered(message["status"], time.perf_counter() - began)
            await send(message)

        await self.slack(scope, receive, measured)

    async def told(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let Octopush's callbacks through, where the bot has addresses for them."""
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
        elif self.callbacks is None:
            await PlainTextResponse("Nothing answers here.", status_code=404)(scope, receive, send)
        else:
            await self.callbacks(scope, receive, send)


def routes(serving: Serving, settings: Settings, clock: Clock) -> list[Route]:
    """Give the routes of whoever watches over the bot."""

    async def ready(_request: Request) -> Response:
        why = await serving.unready()
        body = {"ready": True} if why is None else {"ready": False, "why": why}
        return JSONResponse(body, status_code=200 if why is None else 503)

    alive = Route("/healthz", lambda _request: PlainTextResponse("ok"))
    watched = [figures(serving, settings, clock)] if settings.metrics_token else []
    return [alive, Route("/readyz", ready), *watched]


def figures(serving: Serving, settings: Settings, clock: Clock) -> Route:
    """Give the route of the figures, which asks for the token wherever there is one."""

    async def metrics(request: Request) -> Response:
        if settings.metrics_token is not None and not _opens(request, settings.metrics_token):
            return PlainTextResponse("The token is missing or wrong.", 401, {"www-authenticate": "Bearer"})
        if serving.store is None or serving.engine is None:
            return PlainTextResponse("starting", 503)
        now = clock()
        shown = serving.metrics.show(
            await serving.store.figures(now), now=now, backlog=serving.backlog(), idle=serving.engine.idle
        )
        return Response(shown, media_type="text/plain; version=0.0.4; charset=utf-8")

    return Route("/metrics", metrics)


async def beat(serving: Serving, url: str) -> None:
    """Call an address every minute, for ever, while the bot can store clicks and looks for its work.

    Whoever is called raises the alarm when the calls stay away; so nothing is called where something is wrong.
    """
    failing = False
    async with httpx.AsyncClient(timeout=10, follow_redirects=False) as client:
        while True:
            idle = serving.engine.idle if serving.engine else None
            well = await serving.unready() is None and idle is not None and idle < IDLE
            if well:
                try:
                    failing = not (await client.get(url)).is_success
                except httpx.HTTPError as exc:
                    if not failing:
                        log.warning("heartbeat_failed", error=type(exc).__name__)
                    failing = True
            await asyncio.sleep(BEAT if well else SOON)


class Server(uvicorn.Server):
    """A server that says that it is stopping before it does."""

    def __init__(self, config: uvicorn.Config, serving: Serving) -> None:
        super().__init__(config)
        self._serving = serving
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]  # the sockets are only passed on
        """Start, and know the loop that signals have to reach."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)  # type: ignore[arg-type]  # as above

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Become unready at once; listen on for a moment after the first SIGTERM."""
        first, self._serving.stopping = not self._serving.stopping, True
        if sig == signal.SIGTERM and first and self._loop is not None:
            self._loop.call_soon_threadsafe(self._loop.call_later, LINGER, super().handle_exit, sig, frame)
        else:
            super().handle_exit(sig, frame)


def serve(app: Starlette, settings: Settings) -> None:
    """Serve until a signal; requests under way are answered first, and the engine's work is let go of in order."""
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        # Nothing here asks who calls from where.
        proxy_headers=False,
        timeout_graceful_shutdown=ACKS_END,
    )
    Server(config, app.state.serving).run()


def _values(secrets: Sequence[SecretStr]) -> list[str]:
    return [secret.get_secret_value() for secret in secrets]


def _opens(request: Request, token: SecretStr) -> bool:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return False
    return hmac.compare_digest(given.strip().encode("latin-1", "replace"), token.get_secret_value().encode())
