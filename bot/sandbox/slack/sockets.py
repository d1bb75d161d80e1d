"""Socket Mode: the connections an app has open, and deliveries over any one of them.

Source: docs.slack.dev/apis/events-api/using-socket-mode.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import TYPE_CHECKING, Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.slack import world

if TYPE_CHECKING:
    from bot.sandbox.slack.delivery import Envelope

#: Connections one app may hold open.
MOST = 10


class Sockets:
    """The open connections; a payload goes to the next of them in turn."""

    def __init__(self) -> None:
        self._tickets: set[str] = set()
        self._open: list[WebSocket] = []
        self._turn = 0
        self._waiting: dict[str, asyncio.Future[bytes]] = {}

    @property
    def connected(self) -> bool:
        """Tell whether anything can be delivered this way."""
        return bool(self._open)

    def ticket(self) -> str:
        """Make the single-use part of a connection's address."""
        ticket = secrets.token_urlsafe(18)
        self._tickets.add(ticket)
        return ticket

    async def serve(self, socket: WebSocket) -> None:
        """Hold one connection until either side ends it."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets or len(self._open) >= MOST:
            await socket.close(code=4001)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        self._open.append(socket)
        try:
            await socket.send_json(
                {
                    "type": "hello",
                    "num_connections": len(self._open),
                    "connection_info": {"app_id": world.APP},
                    "debug_info": {
                        "host": "local-slack",
                        "build_number": 1,
                        "approximate_connection_time": 3600,
                    },
                }
            )
            while True:
                self._acknowledged(await socket.receive_text())
        except WebSocketDisconnect:
            pass
        finally:
            self._drop(socket)

    async def send(self, kind: Envelope, payload: dict[str, Any], headers: dict[str, str], id_: str) -> bytes:
        """Send a payload over one connection and give what its acknowledgement carried, as JSON or nothing.

        `id_` is the envelope's: a payload that is delivered twice keeps it.
        """
        socket = self._open[self._turn % len(self._open)]
        self._turn += 1
        envelope: dict[str, Any] = {
            "envelope_id": id_,
            "type": kind.value,
            "accepts_response_payload": kind.value != "events_api",
            "payload": payload,
        }
        if kind.value == "events_api":
            envelope["retry_attempt"] = int(headers.get("x-slack-retry-num", 0))
            envelope["retry_reason"] = headers.get("x-slack-retry-reason", "")
        future = self._waiting.setdefault(id_, asyncio.get_running_loop().create_future())
        try:
            await socket.send_text(json.dumps(envelope))
            # Shielded, because a twin of this payload may wait for the same acknowledgement.
            return await asyncio.shield(future)
        except (WebSocketDisconnect, RuntimeError) as gone:
            self._drop(socket)
            raise ConnectionError("The connection closed before the payload was acknowledged.") from gone
        finally:
            self._waiting.pop(id_, None)

    async def disconnect(self, reason: str) -> None:
        """Tell every connection to go (`warning`, `refresh_requested`, `link_disabled`); all but a warning close."""
        for socket in list(self._open):
            await socket.send_json(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "local-slack"}}
            )
            if reason != "warning":
                self._drop(socket)
                await socket.close()

    def _acknowledged(self, text: str) -> None:
        try:
            answer = json.loads(text)
            id_, payload = answer["envelope_id"], answer.get("payload")
        except (ValueError, KeyError, TypeError, AttributeError):
            return
        future = self._waiting.get(id_)
        if future is not None and not future.done():
            future.set_result(b"" if not payload else json.dumps(payload).encode())

    def _drop(self, socket: WebSocket) -> None:
        if socket in self._open:
            self._open.remove(socket)
