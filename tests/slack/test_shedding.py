"""The guard when there is more to do than can be done, and what it spares whoever shares a connection."""

from __future__ import annotations

import asyncio

from bot.slack.guard import Bounds
from tests.slack.door import Inner, guard, knock, signed


async def test_a_wrong_signature_costs_no_new_connection():
    """Its body was read, and a proxy may share the connection with Slack: it is kept."""
    reply = await knock(guard(Inner()), signed(secret="guessed"))
    assert (reply.status, b"connection" in reply.headers) == (401, False)


async def test_load_is_shed_before_memory_goes():
    """Over the bound a signed request is a 503 that names when to come back; it is not kept, and is run later."""
    inner = Inner(gate=asyncio.Event())
    door = guard(inner, bounds=Bounds(at_once=2))
    first = [asyncio.create_task(knock(door, signed(body), body)) for body in (b"a", b"b")]
    while len(inner.bodies) < 2:  # noqa: ASYNC110 - the fake is left as it is for all
        await asyncio.sleep(0)
    shed = await knock(door, signed(b"c"), b"c")
    assert (shed.status, shed.headers[b"retry-after"], inner.bodies) == (503, b"1", [b"a", b"b"])
    inner.gate.set()
    assert [(await one).status for one in first] == [200, 200]
    assert (await knock(door, signed(b"c"), b"c")).status == 200
    assert door.tally.total == {"shed": 1}


async def test_load_is_shed_while_too_much_goes_on_behind():
    """What was acknowledged and still goes on counts: the bot says when it is full."""
    full = [True]
    door = guard(inner := Inner(), full=lambda: full[0])
    assert (await knock(door, signed())).status == 503
    full.clear()
    full.append(False)
    assert ((await knock(door, signed())).status, len(inner.bodies)) == (200, 1)
