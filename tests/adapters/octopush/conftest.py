import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from bot.adapters.octopush import OctopushClient, Patience
from bot.domain.brief import Brief
from bot.errors import Busy, Refused, Unsure
from bot.sandbox.serving import serve

LOGIN = "claire@lumea.example"
KEY = "k3y-that-nobody-may-read"


TICKET = "sms_624b06226b091819434905"
BRIEF = Brief(text="Bonjour {first_name}. STOP au XXXXX", list_name="VIP customers")
CALLS: list[Callable[[OctopushClient], Awaitable[object]]] = [
    lambda client: client.simulate(BRIEF, request_id="214-s1"),
    lambda client: client.prepare(BRIEF, request_id="214-1-1"),
    lambda client: client.status(TICKET),
    lambda client: client.send(BRIEF, TICKET),
    lambda client: client.cancel(TICKET),
    lambda client: client.draft(),
    lambda client: client.balance(),
    lambda client: client.trial(BRIEF, phones=["+33639980001"], request_id="test-214-1-1"),
]
ENDS: dict[type[Exception], str] = {Busy: "B", Refused: "R", Unsure: "U"}


@dataclass
class Got:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    #: The port of the other end: one connection, one port.
    connection: int

    @property
    def json(self):
        return json.loads(self.body)


@dataclass
class Script:
    """An Octopush that answers what it is told to, and keeps what it got."""

    address: str = ""
    got: list[Got] = field(default_factory=list)
    answer: Response = field(default_factory=Response)

    def says(self, status, body=b"", headers=None):
        content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        kind = {} if isinstance(body, bytes) else {"content-type": "application/json"}
        self.answer = Response(content, status_code=status, headers={**kind, **(headers or {})})

    async def reply(self, request):
        self.got.append(
            Got(
                method=request.method,
                path=request.url.path,
                query=dict(request.query_params),
                headers=dict(request.headers),
                body=await request.body(),
                connection=request.client.port,
            )
        )
        return self.answer


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served():
    """Serve one scripted Octopush to a whole file of tests."""
    script = Script()
    every = ["GET", "POST", "DELETE", "PUT", "PATCH"]
    async with serve(Starlette(routes=[Route("/{path:path}", script.reply, methods=every)])) as address:
        script.address = f"{address}/v1/public/"
        yield script


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(served):
    """Keep one client for a whole file of tests."""
    async with OctopushClient(LOGIN, SecretStr(KEY), served.address) as client:
        yield client


@pytest.fixture
def octopush(served):
    """Hand out the scripted Octopush with nothing said and nothing got."""
    served.got.clear()
    served.says(200)
    return served


@pytest.fixture(scope="session")
def ends():
    """Make every call once, at the same time, and tell by a letter each how they ended."""

    async def end(call, client):
        try:
            await call(client)
        except tuple(ENDS) as exc:
            return ENDS[type(exc)]
        return "D"

    async def make(client):
        return "".join(await asyncio.gather(*(end(call, client) for call in CALLS)))

    return make


@pytest.fixture(scope="session")
def connect():
    """Make a client for an address, one that waits a fifth of a second where it is told to be hasty."""

    def make(address, *, hasty=()):
        haste = Patience(connect=0.2, write=0.2, read=0.2, pool=0.2, total=0.4)
        return OctopushClient(LOGIN, SecretStr(KEY), address, patience=dict.fromkeys(hasty, haste))

    return make


@pytest.fixture(scope="session")
def raw():
    """Serve bare connections: `play(reader, writer, number)` sees each, counted from 1."""

    @contextlib.asynccontextmanager
    async def listen(play):
        ends: list[asyncio.Task[None]] = []

        async def accept(reader, writer):
            ends.append(asyncio.create_task(talk(reader, writer, len(ends) + 1)))

        async def talk(reader, writer, number):
            try:
                await play(reader, writer, number)
            finally:
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()

        server = await asyncio.start_server(accept, "127.0.0.1", 0)
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1/public/"
        finally:
            server.close()
            for end in ends:
                end.cancel()
            await asyncio.gather(*ends, return_exceptions=True)
            await server.wait_closed()

    return listen


@pytest.fixture(scope="session")
def request_of():
    """Read one request from a bare connection to its end; empty where there is none."""

    async def read(reader):
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return b""
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        return head + await reader.readexactly(length)

    return read
