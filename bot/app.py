"""The application: what is served, and the bot that runs behind it while it is."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.routing import Mount

from bot import care
from bot.adapters.callbacks import PREFIX
from bot.care import Serving
from bot.figures_port import beside
from bot.wiring import running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import Receive, Scope, Send

    from bot.services.ports import Clock
    from bot.settings import Settings


class Application(Starlette):
    """Starlette, but for what Slack sends: a router and its middleware would take a tenth of an acknowledgement."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["path"] == "/slack/events":
            serving: Serving = self.state.serving
            await serving.timed(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def real_clock() -> datetime:
    """Tell the real instant, in UTC."""
    return datetime.now(UTC)


def build(settings: Settings, *, clock: Clock = real_clock, tick: float = 1.0) -> Application:
    """Build the application; it starts and stops with its ASGI lifespan.

    Starting raises ConfigError where Slack does not take the token, the database is not ready, or METRICS_PORT is taken.
    """
    serving = Serving()

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with (
            beside(serving, settings, clock),
            running(settings, serving, clock=clock, real_clock=real_clock, tick=tick),
        ):
            yield

    app = Application(
        routes=[
            *care.routes(serving, settings, clock),
            Mount(PREFIX.rstrip("/"), serving.told),
            Mount("/", serving.timed),
        ],
        lifespan=lifespan,
    )
    app.state.serving = serving
    return app
