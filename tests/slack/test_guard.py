from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.errors import ConfigError
from bot.slack.guard import SMALL, Bounds
from bot.slack.refusals import Refusal, Tally
from tests.slack.door import BODY, FORM, NOW, Inner, guard, knock, sign, signed

if TYPE_CHECKING:
    from collections.abc import MutableMapping

JSON = b"application/json"


def without(name, headers):
    """Leave one header out."""
    return [(key, value) for key, value in headers if key != name]


def instead(name, value, headers=None):
    """Give one header another value."""
    return [*without(name, headers or signed()), (name, value)]


async def test_slacks_published_example_is_let_in():
    """The worked example of docs.slack.dev/authentication/verifying-requests-from-slack is accepted, to the byte."""
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554"
        b"%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    headers = [
        (b"content-type", FORM),
        (b"x-slack-request-timestamp", b"1531420618"),
        (b"x-slack-signature", b"v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"),
    ]
    secrets = [SecretStr("8f742231b10e8888abcd99yyyzzz85a5")]
    inner = Inner()
    reply = await knock(guard(inner, secrets=secrets, clock=lambda: 1531420618.9), headers, body)
    assert (reply.status, reply.body, inner.bodies) == (200, b"run 1", [body])


HEADS = {
    "no signature": (without(b"x-slack-signature", signed()), Refusal.UNSIGNED),
    "no timestamp": (without(b"x-slack-request-timestamp", signed()), Refusal.UNSIGNED),
    "nothing signed, JSON": ([(b"content-type", JSON)], Refusal.UNSIGNED),
    "nothing signed, large": ([(b"content-type", FORM), (b"content-length", b"4097")], Refusal.UNSIGNED),
    "timestamp in words": (instead(b"x-slack-request-timestamp", b"yesterday"), Refusal.MALFORMED),
    "timestamp empty": (instead(b"x-slack-request-timestamp", b""), Refusal.MALFORMED),
    "timestamp negative": (instead(b"x-slack-request-timestamp", b"-1795000000"), Refusal.MALFORMED),
    "timestamp without end": (instead(b"x-slack-request-timestamp", b"9" * 5_000), Refusal.MALFORMED),
    "timestamp in other digits": (instead(b"x-slack-request-timestamp", "١٧٩".encode()), Refusal.MALFORMED),
    "timestamp too old": (signed(at=NOW - 301), Refusal.STALE),
    "timestamp too new": (signed(at=NOW + 301), Refusal.STALE),
    "signature not ASCII": (instead(b"x-slack-signature", b"v0=\xff\xfe" + b"a" * 62), Refusal.MALFORMED),
    "signature short": (instead(b"x-slack-signature", b"v0=" + b"a" * 63), Refusal.MALFORMED),
    "signature of another version": (instead(b"x-slack-signature", b"v1=" + b"a" * 64), Refusal.MALFORMED),
    "signature with a second line": (instead(b"x-slack-signature", sign(BODY) + b"\nx"), Refusal.MALFORMED),
    "two signatures": ([*signed(), signed()[2]], Refusal.TWICE),
    "two signatures, one in capitals": ([*signed(), (b"X-Slack-Signature", sign(b""))], Refusal.TWICE),
    "two timestamps": ([*signed(), signed()[1]], Refusal.TWICE),
    "two lengths": ([*signed(), (b"content-length", b"1"), (b"content-length", b"2")], Refusal.TWICE),
    "length in words": ([*signed(), (b"content-length", b"many")], Refusal.LENGTH),
    "length without end": ([*signed(), (b"content-length", b"9" * 5_000)], Refusal.LENGTH),
    "length negative": ([*signed(), (b"content-length", b"-1")], Refusal.LENGTH),
    "length over the cap": ([*signed(), (b"content-length", b"1048577")], Refusal.LARGE),
    "no content type": (without(b"content-type", signed()), Refusal.KIND),
    "a file upload": (instead(b"content-type", b"multipart/form-data"), Refusal.KIND),
    "compressed": ([*signed(), (b"content-encoding", b"gzip")], Refusal.COMPRESSED),
}


@pytest.mark.parametrize(("headers", "refusal"), HEADS.values(), ids=HEADS)
async def test_what_the_headers_give_away_costs_no_reading(headers, refusal):
    """A request whose headers are wrong is answered with its 4xx before a byte of the body is received."""
    door = guard(inner := Inner())
    reply = await knock(door, headers)
    assert (reply.status, reply.body.decode()) == (refusal.status, refusal.sentence)
    assert reply.headers[b"connection"] == b"close"
    assert (reply.chunks_read, inner.bodies) == (0, [])
    assert door.tally.total == {refusal.name.lower(): 1}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/", 404),
        ("POST", "/slack/events/", 404),
        ("GET", "/slack/events", 405),
        ("PUT", "/slack/events", 405),
    ],
)
async def test_only_a_post_on_the_one_path_is_heard(method, path, status):
    """Another path is a 404 and another method a 405, signed or not, and neither runs anything."""
    reply = await knock(guard(inner := Inner()), signed(), method=method, path=path)
    assert (reply.status, reply.chunks_read, inner.bodies) == (status, 0, [])


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        (signed(), BODY + b"x", 401),
        (signed(secret="another"), BODY, 401),
        (instead(b"x-slack-request-timestamp", str(NOW + 1).encode()), BODY, 401),
        (signed(b"text=\xff\xfe"), b"text=\xff\xfe", 400),
    ],
    ids=["another body", "another secret", "another moment", "not UTF-8"],
)
async def test_what_slack_did_not_sign_is_not_run(headers, body, status):
    """The signature binds body, timestamp and secret; a signed body that is no UTF-8 is a 400 and not Bolt's 500."""
    reply = await knock(guard(inner := Inner()), headers, body)
    assert (reply.status, inner.bodies) == (status, [])


@pytest.mark.parametrize("at", [NOW - 300, NOW, NOW + 300])
@pytest.mark.parametrize("kind", [FORM, JSON, b"Application/JSON; charset=utf-8"])
async def test_what_slack_signed_is_let_in(at, kind):
    """Forms and JSON signed within five minutes of the clock are run, and so is their body as it was."""
    reply = await knock(guard(inner := Inner()), signed(at=at, kind=kind))
    assert (reply.status, reply.headers, inner.bodies) == (200, {b"x-run": b"1"}, [BODY])


async def test_two_secrets_hold_while_they_are_rotated():
    """During a rotation the old and the new secret open the door, and a third does not."""
    door = guard(Inner(), secrets=[SecretStr("new"), SecretStr("old")])
    assert [(await knock(door, signed(secret=secret))).status for secret in ("new", "old", "older")] == [
        200,
        200,
        401,
    ]


@pytest.mark.parametrize("secrets", [[], [""], ["a", ""], ["a", " "], ["a", "b", "c"]])
def test_secrets_that_would_let_anybody_in_stop_the_start(secrets):
    """No secret, an empty one or more than two refuse to start, naming the setting."""
    with pytest.raises(ConfigError, match=r"^SLACK_SIGNING_SECRET"):
        guard(Inner(), secrets=[SecretStr(secret) for secret in secrets])


@pytest.mark.parametrize("declared", [None, b"10", b"100"])
async def test_a_body_is_never_read_past_the_cap(declared):
    """Whatever length was declared, or none, reading stops at the chunk that passes the cap, with a 413."""
    headers = signed() if declared is None else [*signed(), (b"content-length", declared)]
    reply = await knock(guard(inner := Inner(), limit=100), headers, chunks=[b"x" * 30] * 50)
    assert (reply.status, reply.chunks_read, inner.bodies) == (413, 4, [])


async def test_a_body_of_just_the_cap_is_let_in():
    """The cap is the largest size allowed."""
    body = b"x" * 100
    assert (await knock(guard(Inner(), limit=100), signed(body), body)).status == 200


async def test_a_body_that_does_not_end_is_given_up():
    """A sender who stops in the middle gets a 408 when the patience is over."""
    door = guard(inner := Inner(), bounds=Bounds(patience=0.01))
    reply = await knock(door, signed(), chunks=[b"text="])
    assert (reply.status, inner.bodies) == (408, [])


async def test_a_sender_who_leaves_is_not_answered():
    """When the connection ends inside the body nothing is run, nothing is sent, and it is counted."""
    door = guard(inner := Inner())
    reply = await knock(door, signed(), chunks=[b"text="], then="leave")
    assert (reply.status, inner.bodies, door.tally.total) == (0, [], {"left": 1})


async def test_large_unfinished_bodies_share_a_bounded_room():
    """While large bodies fill the room another large one is a 429, a small one gets in, and leaving frees the room."""
    door = guard(inner := Inner(), bounds=Bounds(patience=30, room=100_000))
    slow = asyncio.create_task(knock(door, signed(), chunks=[b"x" * 100_000]))
    await asyncio.sleep(0)
    large = b"y" * (SMALL + 1)
    assert (await knock(door, signed(large), large)).status == 429
    assert (await knock(door, signed())).status == 200
    slow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await slow
    assert (await knock(door, signed(large), large)).status == 200
    assert inner.bodies == [BODY, large]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"ssl_check=1&token=x", 200),
        (b"token=x&ssl_check=1&payload=%7B%7D", 200),
        (b"ssl_check=0", 401),
        (b"ssl_check=10", 401),
        (b"", 401),
    ],
)
async def test_an_unsigned_certificate_check_is_answered_here(body, status):
    """Slack sends `ssl_check=1` unsigned: it is told 200 and never reaches the application, whatever else it carries."""
    reply = await knock(guard(inner := Inner()), [(b"content-type", FORM)], body)
    assert (reply.status, inner.bodies) == (status, [])


async def test_a_certificate_check_with_a_false_signature_is_refused():
    """`ssl_check=1` opens nothing for a request that claims a signature, and a signed one is run like any other."""
    body = b"ssl_check=1"
    door = guard(inner := Inner())
    assert (await knock(door, signed(b"else"), body)).status == 401
    assert (await knock(door, signed(body), body)).status == 200
    assert inner.bodies == [body]


async def test_the_log_gets_a_line_a_second_and_nothing_that_was_sent():
    """A hundred forged requests make one line now and one with the rest later; neither holds what strangers wrote."""
    door = guard(Inner())
    door.tally = Tally("slack_requests_not_run", every=0.02)
    lines: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()

    def put(_logger, _level, event):
        lines.put_nowait(event)
        return event

    with capture_logs(processors=[put]):
        for _ in range(100):
            await knock(door, instead(b"x-slack-signature", b"v0=" + b"a" * 64), b"text=PRIVATE")
        assert lines.qsize() == 1
        written = [await lines.get(), await lines.get()]
    assert [line["signature"] for line in written] == [1, 99]
    assert "PRIVATE" not in str(written)
    assert "aaaa" not in str(written)


NAMES = st.sampled_from(
    [
        b"content-type",
        b"content-length",
        b"content-encoding",
        b"x-slack-signature",
        b"x-slack-request-timestamp",
    ]
)
VALUES = st.one_of(
    st.binary(max_size=80),
    st.sampled_from([FORM, JSON, b"identity", str(NOW).encode(), b"v0=" + b"0" * 64, b"12", b"9" * 5_000]),
)
HEADERS = st.lists(st.tuples(NAMES | st.binary(max_size=20), VALUES), max_size=8)
CHUNKS = st.lists(st.binary(max_size=60), max_size=6)


@settings(max_examples=400, deadline=None)
@given(
    headers=HEADERS,
    real=st.booleans(),
    chunks=CHUNKS,
    method=st.sampled_from(["POST", "GET", "post", ""]),
    then=st.sampled_from(["end", "leave"]),
)
def test_nothing_a_stranger_sends_is_run_or_breaks_the_guard(headers, real, chunks, method, then):
    """Headers, bodies and chunkings made of anything give a 4xx or, to somebody who left, nothing; never a 5xx."""
    forged = [(b"content-type", FORM), (b"x-slack-request-timestamp", str(NOW).encode())] if real else []
    door = guard(inner := Inner(), limit=200)
    reply = asyncio.run(knock(door, forged + headers, chunks=chunks, method=method, then=then))
    assert reply.status == 0 or 400 <= reply.status < 500
    assert inner.bodies == []


@settings(max_examples=200, deadline=None)
@given(chunks=CHUNKS, at=st.integers(NOW - 300, NOW + 300))
def test_whatever_slack_signs_arrives_as_it_was(chunks, at):
    """A signed body reaches the application whole and unchanged however it was cut, unless it is not UTF-8."""
    body = b"".join(chunks)
    door = guard(inner := Inner())
    reply = asyncio.run(knock(door, signed(body, at=at), chunks=[*chunks, b""], then="end"))
    try:
        body.decode()
    except UnicodeDecodeError:
        assert (reply.status, inner.bodies) == (400, [])
    else:
        assert (reply.status, inner.bodies) == (200, [body])


def test_every_refusal_is_the_senders_fault():
    """Each refusal is a 4xx with a sentence of its own."""
    assert all(400 <= refusal.status < 500 for refusal in Refusal)
    assert len({refusal.sentence for refusal in Refusal}) == len(Refusal)
