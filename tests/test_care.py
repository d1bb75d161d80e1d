from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import os
import re
import signal
import sys
import time

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from bot import care
from bot.adapters.database import connect, head
from bot.care import Serving
from bot.sandbox.octopush import LocalOctopush
from bot.sandbox.serving import serve
from bot.sandbox.slack import LocalSlack, world
from tests.databases import database_url, sqlite_url  # noqa: F401 - fixtures


@contextlib.asynccontextmanager
async def serving(url, **more):
    """Give what the routes ask, on a database."""
    pool = connect(url)
    try:
        yield Serving(pool=pool, tables=head(), **more)
    finally:
        await pool.dispose()


@pytest.mark.parametrize(
    ("version", "why"), [(None, None), ("0000", "migrations"), ("9999", None), ("", "migrations")]
)
async def test_ready_is_migrated(database_url, version, why):  # noqa: F811 - pytest hands the fixture over by name
    """Tables of a later release are as good as our own; older ones and none are not."""
    async with serving(database_url) as house:
        if version is not None:
            async with house.pool.begin() as connection:
                text = f"UPDATE alembic_version SET version_num = '{version}'"  # noqa: S608 - the test's own words
                await connection.exec_driver_sql(text if version else "DELETE FROM alembic_version")
        assert await house.unready() == why


async def test_ready_is_with_a_database_and_not_while_stopping(sqlite_url):  # noqa: F811 - as above
    """Nothing else is asked: Slack and Octopush may be down, and clicks are still answered."""
    async with serving("sqlite:////tmp/no-such-folder/x.db") as house:
        assert await house.unready() == "database"
    async with serving(sqlite_url) as house:
        assert await house.unready() is None
        house.stopping = True
        assert await house.unready() == "stopping"
    assert await Serving().unready() == "starting"


async def test_the_heart_beats_only_while_the_bot_works(sqlite_url, monkeypatch):  # noqa: F811 - as above
    """Whoever is called raises the alarm where the calls stay away: so none is made where something is wrong."""
    beats: list[str] = []

    async def beaten(_request):
        beats.append("beat")
        return Response()

    monkeypatch.setattr(care, "BEAT", 0.01)
    monkeypatch.setattr(care, "SOON", 0.01)
    engine = Looked()
    async with (
        serve(Starlette(routes=[Route("/alive", beaten)])) as url,
        serving(sqlite_url, engine=engine) as house,
        beating(house, f"{url}/alive"),
    ):

        async def hear(*, idle, stopping=False):
            engine.held, house.stopping = idle, stopping
            # Whoever looks again is done with all that the look before led to.
            await engine.looked_at(1)
            before = len(beats)
            await engine.looked_at(3)
            return len(beats) - before

        assert await hear(idle=None) == 0
        assert await hear(idle=1.0) > 1
        assert await hear(idle=31.0) == 0
        assert await hear(idle=1.0, stopping=True) == 0


class Looked:
    """An engine that counts how often it is looked at."""

    def __init__(self):
        self.held, self.looks = None, 0

    @property
    def idle(self):
        self.looks += 1
        return self.held

    async def looked_at(self, times):
        wanted = self.looks + times
        async with asyncio.timeout(60):
            while self.looks < wanted:  # noqa: ASYNC110 - whoever looks knows of no event
                await asyncio.sleep(0.005)


@contextlib.asynccontextmanager
async def beating(house, url):
    """Let the heart beat."""
    task = asyncio.create_task(care.beat(house, url))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_sigterm_ends_what_is_under_way(sqlite_url):  # noqa: F811 - as above
    """A request that is half in when the signal comes is answered; meanwhile nobody is sent here; then the process ends."""
    slack, octopush = LocalSlack(), LocalOctopush()
    async with serve(slack.app) as slack_url, serve(octopush.app) as octopush_url:
        given = {
            "SLACK_BOT_TOKEN": "xoxb-sandbox",
            "SLACK_SIGNING_SECRET": "sandbox-signing-secret",
            "SLACK_API_URL": f"{slack_url}/api/",
            "OCTOPUSH_API_LOGIN": octopush.login,
            "OCTOPUSH_API_KEY": octopush.key,
            "OCTOPUSH_API_URL": f"{octopush_url}/v1/public/",
            "DATABASE_URL": sqlite_url,
            "APPROVERS": world.LEADS,
            "HOST": "127.0.0.1",
            "PORT": "0",
        }
        async with served(given) as (process, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            head_, body = signed(b"command=%2Fother&user_id=U1&trigger_id=1.2&channel_id=C1&team_id=T1")
            writer.write(head_ + body[:10])
            await writer.drain()
            assert await asked(port, "/readyz") == (200, b'{"ready":true}')

            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            await until_unready(port)
            writer.write(body[10:])
            assert (await reader.readuntil(b"\r\n")).split()[1] == b"200"
            assert time.monotonic() - began < 20
            writer.close()
            _, ended = await asyncio.gather(process.stderr.read(), process.wait())
            assert ended in (0, -signal.SIGTERM)


@contextlib.asynccontextmanager
async def served(given):
    """Run the bot as a process; give it and its port. Whatever happens, it ends."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "serve"), env=os.environ | given, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield process, await listening(process.stderr)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def listening(log):
    """Give the port that the process says it listens on, once it does."""
    said = b""
    while not (found := re.search(rb"running on http://127\.0\.0\.1:(\d+)", said)):
        line = await log.readline()
        assert line, said.decode()
        said += line
    return int(found[1])


async def until_unready(port):
    """Wait until the process says that it is stopping."""
    while await asked(port, "/readyz") != (503, b'{"ready":false,"why":"stopping"}'):
        pass


async def asked(port, path):
    """Ask on a connection of its own; give status and body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nhost: bot\r\nconnection: close\r\n\r\n".encode())
    head_, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    return int(head_.split()[1]), body


def signed(body):
    """Sign a request as Slack does; its head and its body."""
    now = str(int(time.time()))
    digest = hmac.new(b"sandbox-signing-secret", f"v0:{now}:".encode() + body, hashlib.sha256).hexdigest()
    return (
        f"POST /slack/events HTTP/1.1\r\nhost: bot\r\ncontent-type: application/x-www-form-urlencoded\r\n"
        f"content-length: {len(body)}\r\nx-slack-request-timestamp: {now}\r\nx-slack-signature: v0={digest}\r\n\r\n"
    ).encode(), body
