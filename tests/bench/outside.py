"""A Slack and an Octopush that answer at once, in a process of their own, so that their time is nobody else's.

They check nothing and know nothing: the sandbox's servers do that. They note when a token of the benchmark first came
by (`bk` and twelve digits, wherever it stands), by the clock that all processes of this machine share.

    python -m tests.bench.outside PORT
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time

import uvloop

TOKEN = re.compile(rb"bk[0-9]{12}")
LENGTH = re.compile(rb"\r\n[Cc]ontent-[Ll]ength: *([0-9]+)")
CHANNEL = re.compile(rb'(?:^|[&"])channel(?:=|": ?")([A-Za-z0-9]+)')

PERSON = {
    "id": "U1",
    "team_id": "T1",
    "name": "claire",
    "tz": "Europe/Paris",
    "locale": "en-GB",
    "profile": {"display_name": "Claire"},
}
SLACK: dict[bytes, dict[str, object]] = {
    b"auth.test": {"team_id": "T1", "user_id": "U0BOT", "bot_id": "B0", "team": "Bench", "user": "bot"},
    b"users.info": {"user": PERSON},
    b"conversations.info": {"channel": {"id": "C1", "name": "campaigns", "is_member": True}},
    b"usergroups.users.list": {"users": ["UAPP"]},
    b"chat.scheduleMessage": {"scheduled_message_id": "Q1"},
}
VIEW = {"view": {"id": "V1", "hash": "1"}}


class Outside(asyncio.Protocol):
    """One connection; requests are answered in their order."""

    #: When each token first came, and how often each address was called.
    seen: dict[str, float] = {}  # noqa: RUF012 - one book for all connections
    calls: dict[str, int] = {}  # noqa: RUF012 - as above

    def __init__(self) -> None:
        self._unread = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._unread += data
        while True:
            head, end, rest = self._unread.partition(b"\r\n\r\n")
            if not end:
                return
            length = LENGTH.search(head)
            size = int(length[1]) if length else 0
            if len(rest) < size:
                return
            body, self._unread = rest[:size], rest[size:]
            answer = json.dumps(self._answer(head.split(b" ", 2)[1], body)).encode()
            assert self._transport is not None
            self._transport.write(
                b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b"
                % (len(answer), answer)
            )

    def _answer(self, path: bytes, body: bytes) -> object:
        seen = self.seen
        if path == b"/bench/seen":
            return seen
        if path == b"/bench/calls":
            return self.calls
        if path == b"/bench/reset":
            self.seen.clear()
            self.calls.clear()
            return {}
        name = path.partition(b"?")[0].rpartition(b"/")[2]
        self.calls[name.decode()] = self.calls.get(name.decode(), 0) + 1
        token = TOKEN.search(body)
        if path.startswith(b"/v1/public/"):
            return self._octopush(path, token)
        if token is not None and name.startswith((b"views.", b"chat.")):
            seen.setdefault(token[0].decode(), time.perf_counter())
        if name in SLACK:
            return {"ok": True, **SLACK[name]}
        channel = CHANNEL.search(body)
        said = {"channel": channel[1].decode()} if channel else {}
        return {"ok": True, "ts": f"{time.time():.6f}", **said, **VIEW}

    def _octopush(self, path: bytes, token: re.Match[bytes] | None) -> object:
        """Answer as Octopush; the ticket carries the token of the text, so that its sending can be told."""
        if path.endswith(b"/create"):
            ticket = token[0].decode() if token else f"n{len(self.seen)}"
            return {"sms_ticket": ticket, "number_of_contacts": 1204, "total_cost": 58.996}
        if b"/status" in path:
            return {"status": "ready_to_be_sent", "number_of_contacts": 1204, "total_cost": 58.996}
        if path.endswith(b"/send") and token is not None:
            self.seen.setdefault(f"sent:{token[0].decode()}", time.perf_counter())
        return {"amount": 1000.0, "unit": "euros"} if b"balance" in path else {}


async def main(port: int) -> None:
    """Serve until the process is ended."""
    server = await asyncio.get_running_loop().create_server(Outside, "127.0.0.1", port, backlog=4096)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
