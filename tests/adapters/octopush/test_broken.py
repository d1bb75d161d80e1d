import asyncio
import contextlib
import gzip

import httpx
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.adapters.octopush import OctopushClient
from bot.adapters.octopush.wire import Call
from bot.domain.brief import Brief
from bot.errors import Busy, Unsure

BRIEF = Brief(text="Bonjour. STOP au XXXXX", list_name="VIP customers")
TICKET = "sms_624b06226b091819434905"
LOST = "BUBUBBBU"
NOT_CONNECTED = "BBBBBBBB"
GARBLED = "BUBDDBBD"
SENT = b'{"sending_date": "2026-11-24T18:00:00+01:00"}'


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(b"", LOST, id="nothing"),
        pytest.param(b"HTTP/1.1 2", LOST, id="half a status"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Le", LOST, id="half the headers"),
        pytest.param(b"220 mail.lumea.example ESMTP\r\n\r\n", LOST, id="another protocol"),
        pytest.param(
            b"HTTP/1.1 302 Found\r\nLocation: http://[\r\n\r\n", "RURURRRU", id="a redirect to nonsense"
        ),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 44\r\n\r\n" + SENT[:9], GARBLED, id="half a body"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2d\r\n" + SENT[:9],
            GARBLED,
            id="half a chunk",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 45\r\n\r\n" + SENT,
            GARBLED,
            id="packed in name only",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + b" " * 1_000_100 + SENT,
            GARBLED,
            id="a body without end",
        ),
        pytest.param(
            b"HTTP/1.1 400 Bad Request\r\nContent-Length: 44\r\n\r\n{", "RRDBRRRR", id="half a refusal"
        ),
        pytest.param(b"HTTP/1.1 500 Oh\r\nContent-Length: 44\r\n\r\n", LOST, id="half an error"),
    ],
)
async def test_a_broken_answer_has_its_meaning(raw, connect, request_of, answer, expected, ends):
    """Without a status the answer is lost; with one, a body that broke says no more than it."""

    async def play(reader, writer, _number):
        await request_of(reader)
        writer.write(answer)
        await writer.drain()

    async with raw(play) as address, connect(address) as client:
        assert await ends(client) == expected


async def test_a_connection_closed_at_once_is_lost(raw, connect, ends):
    """The request may have been on its way when the other end closed, so nothing is sure."""

    async def play(_reader, _writer, _number):
        pass

    async with raw(play) as address, connect(address) as client:
        assert await ends(client) == LOST


async def test_a_refused_connection_was_surely_not_taken(raw, connect, ends):
    """Nobody listens, so nobody took it: every call may be tried again."""

    async def play(_reader, _writer, _number):
        pass

    async with raw(play) as address:
        pass
    async with connect(address) as client:
        assert await ends(client) == NOT_CONNECTED


async def test_a_failed_handshake_was_surely_not_taken(raw, connect, ends):
    """Where TLS does not come about no byte of the request has left."""

    async def play(reader, writer, _number):
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async with raw(play) as address, connect(address.replace("http:", "https:")) as client:
        assert await ends(client) == NOT_CONNECTED


async def test_silence_ends_in_time(raw, connect, request_of, ends):
    """A server that never answers is waited for as long as the call has patience; then the answer is lost."""

    async def play(reader, _writer, _number):
        await request_of(reader)
        await reader.read()

    async with raw(play) as address, connect(address, hasty=Call) as client:
        assert await ends(client) == LOST


@pytest.mark.parametrize(
    ("head", "expected"), [(b"HTTP/1.1 200 OK\r\n", LOST), (b"HTTP/1.1 200 OK\r\n\r\n", GARBLED)]
)
async def test_a_trickle_ends_in_time(raw, connect, request_of, head, expected, ends):
    """A server that sends a letter now and then keeps each phase within its limit, but not the whole."""

    async def play(reader, writer, _number):
        await request_of(reader)
        writer.write(head)
        while not reader.at_eof():
            writer.write(b"x")
            await writer.drain()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(reader.read(1), 0.02)

    async with raw(play) as address, connect(address, hasty=Call) as client:
        assert await ends(client) == expected


async def test_a_packed_answer_is_read(raw, connect, request_of):
    """The client takes compressed answers, which whatever stands before Octopush may choose."""
    packed = gzip.compress(SENT)

    async def play(reader, writer, _number):
        await request_of(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed))
        writer.write(packed)

    async with raw(play) as address, connect(address) as client:
        sent = await client.send(BRIEF, TICKET)
        assert sent is not None
        assert sent.isoformat() == "2026-11-24T18:00:00+01:00"


async def test_a_sending_never_takes_a_used_connection(raw, connect, request_of):
    """A server that drops a kept connection at its second request cannot make a sending look lost."""
    body = b'{"amount": 12.54, "unit": "euros"}'
    seen = []

    async def play(reader, writer, number):
        seen.append((number, (await request_of(reader)).split(b" ")[1].rsplit(b"/", 1)[1]))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        await writer.drain()
        if await request_of(reader):
            seen.append((number, b"dropped"))

    async with raw(play) as address, connect(address) as client:
        for _ in range(2):
            await client.send(BRIEF, TICKET)
        await client.balance()
        for _ in range(2):
            await client.send(BRIEF, TICKET)
        with pytest.raises(Busy):
            await client.balance()  # Reads do share a connection, so that this server bites them.
    assert seen == [
        (1, b"send"),
        (2, b"send"),
        (3, b"check-balance"),
        (4, b"send"),
        (5, b"send"),
        (3, b"dropped"),
    ]


async def test_a_lost_answer_is_asked_once(raw, connect, request_of, ends):
    """No call is repeated inside the client, however it ended."""
    asked = []

    async def play(reader, _writer, _number):
        asked.append(await request_of(reader))

    async with raw(play) as address, connect(address) as client:
        await ends(client)
    assert len([request for request in asked if request]) == len(Call)


async def test_a_strange_failure_is_named_and_lost(connect, monkeypatch):
    """An exception nobody foresaw leaves as unsure, and the log names what it was."""

    async def fall(*_args, **_kwargs):
        raise KeyError("surprise")

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", fall)
    with capture_logs() as lines:
        async with connect("http://127.0.0.1:9/") as client:
            with pytest.raises(Unsure) as caught:
                await client.send(BRIEF, TICKET)
    assert caught.value.code == 0
    assert [(line["exception"], line["kind"]) for line in lines] == [("KeyError", "lost")]


async def test_cancelling_a_call_is_not_swallowed(raw, request_of):
    """Whoever stops waiting for a call is not kept, and gets no verdict."""
    asked = asyncio.Event()

    async def play(reader, _writer, _number):
        await request_of(reader)
        asked.set()
        await reader.read()

    async with raw(play) as address, OctopushClient("a@lumea.example", SecretStr("k"), address) as client:
        task = asyncio.create_task(client.send(BRIEF, TICKET))
        await asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
