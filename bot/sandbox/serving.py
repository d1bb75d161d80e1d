"""Run ASGI applications on loopback ports inside the running event loop."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import TYPE_CHECKING, Any

import uvicorn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


class _Server(uvicorn.Server):
    """A server that leaves the process's signals to whoever runs the loop."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def serve(app: Any, *, port: int = 0) -> AsyncIterator[str]:  # noqa: ANN401 - any ASGI application
    """Serve an application on 127.0.0.1 and yield its address, such as `http://127.0.0.1:43210`.

    Port 0 takes a free one. Raises OSError where the port is taken. Open requests get a second to end on the way out.
    """
    # With protocol 0, asyncio leaves Nagle's algorithm on, and every call on a kept connection costs 40 ms.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    server = _Server(
        uvicorn.Config(app, log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=1)
    )
    running = asyncio.create_task(server.serve(sockets=[listening]), name=f"serve {listening.getsockname()}")
    try:
        while not server.started:
            if running.done():
                await running
                raise OSError(f"The server on port {port} ended before it had started.")
            await asyncio.sleep(0.005)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running
        listening.close()
