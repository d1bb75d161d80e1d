"""The figures on a port of their own: `/metrics` for whoever watches over the bot, and nothing else.

It must never stand in the way of Slack's clicks: it begins and ends with the process, and leaves signals to the main server.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette

from bot import logs
from bot.care import figures
from bot.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from bot.care import Serving
    from bot.services.ports import Clock
    from bot.settings import Settings

log = logs.get(__name__)


@contextlib.asynccontextmanager
async def beside(serving: Serving, settings: Settings, clock: Clock) -> AsyncIterator[None]:
    """Serve the figures on METRICS_PORT until the block ends; nothing where it is not set.

    The port is taken at once and answers from then on; port 0 takes a free one, and the log says which. Raises
    ConfigError where the port cannot be taken.
    """
    if settings.metrics_port is None:
        yield
        return
    listening = _taken(settings.host, settings.metrics_port)
    app = Starlette(routes=[figures(serving, settings, clock)])
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    server = _Quiet(config)
    running = asyncio.create_task(server.serve(sockets=[listening]), name="metrics")
    log.info("metrics", port=listening.getsockname()[1])
    try:
        yield
    finally:
        server.should_exit = True
        await asyncio.wait([running])
        listening.close()


def _taken(host: str, port: int) -> socket.socket:
    """Listen on a port, at once and for us alone."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as exc:
        raise ConfigError(f"METRICS_PORT cannot be opened on HOST {host}: {exc.strerror}.") from exc
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen()
    except OSError as exc:
        listening.close()
        raise ConfigError(
            f"METRICS_PORT is {port}, which cannot be listened on ({exc.strerror}). Each process on one machine needs a "
            "port of its own."
        ) from exc
    return listening


class _Quiet(uvicorn.Server):
    """A server that leaves the process's signals to the main one."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
