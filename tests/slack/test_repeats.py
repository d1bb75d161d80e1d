from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.slack.guard import Bounds
from bot.slack.refusals import Tally
from bot.slack.repeats import OVERHEAD, Answer, Repeats, Turn
from tests.slack.door import BODY, NOW, Inner, guard, knock, signed


async def until_waiting():
    """Let every task that can go on do so."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_the_same_bytes_again_get_the_first_answer_and_run_nothing():
    """A captured request sent again within five minutes is answered word for word as the first, and runs nothing."""
    door = guard(inner := Inner())
    first, second = await knock(door, signed()), await knock(door, signed())
    assert (second.status, second.headers, second.body) == (first.status, first.headers, first.body)
    assert (len(inner.bodies), door.tally.total) == (1, {"repeated": 1})


async def test_headers_that_are_not_signed_make_no_new_request():
    """Whoever replays a request with other unsigned headers still gets the first answer."""
    door = guard(inner := Inner())
    await knock(door, signed())
    await knock(door, [*signed(kind=b"application/json"), (b"x-slack-retry-num", b"1")])
    assert len(inner.bodies) == 1


async def test_the_same_body_signed_anew_is_a_new_request():
    """Slack's own delivery of the same words at another moment, such as a second click, is run."""
    door = guard(inner := Inner())
    await knock(door, signed(at=NOW))
    await knock(door, signed(at=NOW + 1))
    assert len(inner.bodies) == 2


async def test_an_answer_is_kept_as_long_as_its_signature_is_in_date():
    """Up to the last second at which the signature holds a repeat runs nothing, and after it the request is stale."""
    now = float(NOW)
    door = guard(inner := Inner(), clock=lambda: now)
    replies = []
    for now in (NOW, NOW + 300, NOW + 600, NOW + 601):
        # Each new request drops what is out of date.
        assert (await knock(door, signed(b"passing=by", at=now), b"passing=by")).status == 200
        replies.append((await knock(door, signed(at=NOW + 300))).status)
    assert replies == [200, 200, 200, 401]
    assert inner.bodies.count(BODY) == 1


async def test_a_repeat_waits_for_the_first_answer():
    """Two copies at the same time run once: the second waits and gets the answer of the first."""
    door = guard(inner := Inner(gate=asyncio.Event()))
    copies = [asyncio.create_task(knock(door, signed())) for _ in range(5)]
    await until_waiting()
    assert not any(copy.done() for copy in copies)
    inner.gate.set()
    assert {(await copy).body for copy in copies} == {b"run 1"}
    assert len(inner.bodies) == 1


async def test_an_answer_that_failed_is_not_kept():
    """After a 5xx the same bytes are run again, one at a time, and the first good answer is the one kept."""
    door = guard(inner := Inner(status=503, gate=asyncio.Event()))
    copies = [asyncio.create_task(knock(door, signed())) for _ in range(2)]
    await until_waiting()
    assert len(inner.bodies) == 1
    inner.gate.set()
    assert sorted([(await copy).body for copy in copies]) == [b"run 1", b"run 2"]
    inner.status = 200
    assert [(await knock(door, signed())).body for _ in range(2)] == [b"run 3", b"run 3"]


async def test_an_application_that_raises_frees_those_who_wait():
    """An exception behind the guard is the server's to report; the copy that waited is run in its turn."""
    gate = asyncio.Event()
    runs = []

    async def broken(_scope, _receive, _send):
        runs.append(1)
        await gate.wait()
        raise ArithmeticError

    door = guard(broken)
    copies = [asyncio.create_task(knock(door, signed())) for _ in range(2)]
    await until_waiting()
    gate.set()
    ends = await asyncio.gather(*copies, return_exceptions=True)
    assert [type(end) for end in ends] == [ArithmeticError, ArithmeticError]
    assert len(runs) == 2


@pytest.mark.parametrize("gone", [0, 1])
async def test_one_who_is_cancelled_takes_nothing_from_the_others(gone):
    """Whether the first or one who waits is cancelled, the others get an answer."""
    door = guard(inner := Inner(gate=asyncio.Event()))
    copies = [asyncio.create_task(knock(door, signed())) for _ in range(3)]
    await until_waiting()
    copies.pop(gone).cancel()
    inner.gate.set()
    assert [(await copy).status for copy in copies] == [200, 200]


async def test_what_the_application_does_after_its_answer_delays_nobody():
    """The answer goes out, and to those who wait, when it is whole; work behind it goes on."""
    later = asyncio.Event()
    quick = Inner()

    async def with_work_behind(scope, receive, send):
        await quick(scope, receive, send)
        await later.wait()

    door = guard(with_work_behind)
    first = asyncio.create_task(knock(door, signed()))
    await until_waiting()
    assert (await knock(door, signed())).body == b"run 1"
    assert not first.done()
    later.set()
    assert (await first).body == b"run 1"


async def test_a_sender_who_has_gone_leaves_the_answer_to_the_repeat():
    """Where the connection breaks as the answer is written, the same bytes again get that answer."""
    door = guard(inner := Inner())

    async def receive():
        return {"type": "http.request", "body": b"a=b"}

    async def send(_message):
        raise OSError

    scope = {"type": "http", "method": "POST", "path": "/slack/events", "headers": signed(b"a=b")}
    await door(scope, receive, send)
    assert (await knock(door, signed(b"a=b"), b"a=b")).body == b"run 1"
    assert inner.bodies == [b"a=b"]


@pytest.mark.parametrize("bounds", [Bounds(answers=2), Bounds(answer_bytes=2 * (OVERHEAD + 50))])
async def test_what_is_kept_is_bounded_and_the_oldest_make_room(bounds):
    """Over the bound in number or bytes the oldest answer is forgotten, which is counted, and the newest stay."""
    door = guard(inner := Inner(), bounds=bounds)
    with capture_logs():
        for at in (1, 2, 3):
            await knock(door, signed(at=NOW + at))
        assert door.tally.total == {"forgotten": 1}
        for at in (3, 2):
            await knock(door, signed(at=NOW + at))
        assert len(inner.bodies) == 3
        await knock(door, signed(at=NOW + 1))
        assert len(inner.bodies) == 4


async def test_the_application_sees_the_connection_end():
    """After the body the application waits on the real connection, and is told when it ends."""
    seen = []

    async def inner(_scope, receive, send):
        seen.extend([await receive(), await receive()])
        await send({"type": "http.response.start", "status": 204})
        await send({"type": "http.response.body"})

    reply = await knock(guard(inner), signed(), then="end")
    assert [message["type"] for message in seen] == ["http.request", "http.disconnect"]
    assert reply.status == 204


async def test_what_is_out_of_date_leaves_no_weight():
    """Answers whose signature can no longer hold are dropped with the next one kept, and are not called forgotten."""
    now = 0.0
    tally = Tally("test")
    repeats = Repeats(clock=lambda: now, tally=tally, most=2, most_bytes=1_000_000)
    for key, until in ((b"a", 10), (b"b", 10), (b"c", 30)):
        now = until - 10.0
        turn = await repeats.ask(key)
        assert isinstance(turn, Turn)
        turn.answered(Answer(200, (), b""), until=until)
    assert (len(repeats), tally.total) == (1, {})
