"""Stands in front of the local Slack and the local Octopush, sees every call of a bot process, and may kill the caller.

A call has three points: it has arrived and nobody has looked at it; it was taken and nobody has answered; it was
answered. The gates change nothing else: what is behind them answers as it always does.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import asyncio

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

OCTOPUSH = "/v1/public/"
SLACK = "/api/"
HOOK = "/actions/"
#: Octopush's services by what a person would call them.
_SERVICES = {
    "sms-campaign-on-list/status": "status",
    "sms-campaign-on-list/send": "send",
    "sms-campaign-on-tag/send": "send",
    "sms-campaign-on-list/cancel": "cancel",
    "wallet/check-balance": "balance",
    "sms-campaign/draft": "draft",
}


class Killer(Protocol):
    """Whoever kills processes."""

    def strikes(self, slot: int, point: str) -> bool:
        """Kill the process in a slot if it must die at this point; say whether it was."""
        ...


@dataclass(slots=True)
class Asked:
    """One call to Octopush's `send`, and what the caller could read of the answer: None where none came."""

    ticket: str
    slot: int
    status: int | None = None
    code: int | None = None

    @property
    def surely_not_taken(self) -> bool:
        """Whether the answer itself says that nothing was taken, and that another try is in order."""
        return self.status == 429 or (self.status == 400 and self.code in {126, 127})


@dataclass(slots=True)
class Traffic:
    """What has passed the gates in a play."""

    under_way: int = 0
    calls: int = 0
    sends: list[Asked] = field(default_factory=list)


class Gate:
    """The gate of one server for the process in one slot; `inside` may be exchanged between plays."""

    def __init__(self, inside: ASGIApp, *, slot: int, killer: Killer, traffic: Traffic) -> None:
        self.inside = inside
        self.traffic = traffic
        self._slot = slot
        self._killer = killer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a call through, or take its caller's life on the way."""
        if scope["type"] == "lifespan":
            await _stay(receive, send)
            return
        passing = _Passing(receive, send)
        name = await self._name(scope, passing)
        if name is None:
            await self.inside(scope, passing.receive, passing.send)
            return
        self.traffic.calls += 1
        if passing.cut:
            return
        self.traffic.under_way += 1
        try:
            await self._pass(name, scope, passing)
        finally:
            self.traffic.under_way -= 1

    async def _pass(self, name: str, scope: Scope, passing: _Passing) -> None:
        asked = None
        if name == "octopush send":
            asked = Asked(str(passing.json().get("ticket_number")), self._slot)
            self.traffic.sends.append(asked)
        if self._killer.strikes(self._slot, f"{name}: arrived"):
            await passing.drop()
            return

        def taken() -> bool:
            return self._killer.strikes(self._slot, f"{name}: taken")

        passing.on_taken = taken
        await self.inside(scope, passing.receive, passing.send)
        if asked is not None and passing.whole:
            asked.status, asked.code = passing.status, passing.answered_code()
        if passing.whole:
            self._killer.strikes(self._slot, f"{name}: answered")

    async def _name(self, scope: Scope, passing: _Passing) -> str | None:
        path: str = scope.get("path", "")
        if path.startswith(SLACK):
            return f"slack {path.removeprefix(SLACK)}"
        if path.startswith(HOOK):
            return "slack response_url"
        if not path.startswith(OCTOPUSH):
            return None
        service = path.removeprefix(OCTOPUSH)
        await passing.read()
        if service.endswith("/create"):
            return "octopush simulate" if passing.json().get("simulation_mode") else "octopush create"
        return f"octopush {_SERVICES.get(service, service)}"


class _Passing:
    """A call on its way. The servers behind find uvicorn's connection at `send.__self__`, so it is shown there."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._body: bytes | None = None
        self._given = False
        self._dropped = False
        self._answer = b""
        self.on_taken: Any = None
        self.status: int | None = None
        self.whole = False
        #: The caller died before all of the call had come: no server would do anything with it.
        self.cut = False

    @property
    def transport(self) -> asyncio.Transport:
        """The connection itself."""
        transport: asyncio.Transport = self._send.__self__.transport  # type: ignore[attr-defined] # uvicorn's own
        return transport

    async def read(self) -> None:
        """Read the body, to be given on."""
        body = b""
        while True:
            message = await self._receive()
            body += message.get("body", b"")
            self.cut = message["type"] != "http.request"
            if self.cut or not message.get("more_body"):
                break
        self._body = body

    def json(self) -> dict[str, Any]:
        """Read the body as JSON; an empty object where it is none."""
        try:
            found = json.loads(self._body or b"{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def answered_code(self) -> int | None:
        """Read Octopush's code from the answer."""
        try:
            code = json.loads(self._answer or b"{}").get("code")
        except (ValueError, AttributeError):
            return None
        return code if isinstance(code, int) else None

    async def drop(self) -> None:
        """Cut the connection, and wait until the server has noticed: it would answer 500 before."""
        self._dropped = True
        self.transport.abort()
        while (await self._receive())["type"] != "http.disconnect":
            continue

    async def receive(self) -> Message:
        """Give the body that was read, then what comes from the connection."""
        if self._body is not None and not self._given:
            self._given = True
            return {"type": "http.request", "body": self._body, "more_body": False}
        return await self._receive()

    async def send(self, message: Message) -> None:
        """Pass the answer on, unless the caller dies before it."""
        if self._dropped:
            return
        if message["type"] == "http.response.start":
            self.status = message["status"]
            if self.on_taken is not None and self.on_taken():
                await self.drop()
                return
        self._answer += message.get("body", b"")
        await self._send(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            self.whole = True


async def _stay(receive: Receive, send: Send) -> None:
    """Answer the server's lifespan for what is behind, which comes and goes."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
