import inspect
import json
from itertools import product
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.octopush import Code, meaning, wire
from bot.adapters.octopush.codes import known
from bot.adapters.octopush.meaning import Kind, Verdict
from bot.adapters.octopush.wire import Call
from bot.services.gateway import Octopush

TICKET = "sms_624b06226b091819434905"
ALL: dict[str, object] = {
    "ticket_number": TICKET,
    "number_of_contacts": 20,
    "cost": 2.58,
    "status": "ready_to_be_sent",
    "sending_date": "2026-11-24T18:00:00+01:00",
    "amount": 12.54,
    "unit": "euros",
    "code": 0,
    "message": "",
}
PAGE = b"<!doctype html><title>Bad gateway</title>"
HTML = {"content-type": "text/html; charset=utf-8"}

#: (what is answered, status, body, headers, and how simulate, prepare, status, send, cancel, draft, balance, trial end):
#: done, busy, refused or unsure.
ANSWERS: list[tuple[str, int, Any, dict[str, str], str]] = [
    ("all of it", 200, ALL, {}, "DDDDDDDD"),
    ("all of it, created", 201, ALL, {}, "DDDDDDDD"),
    ("nothing", 204, b"", {}, "DUBDDDBD"),
    ("nothing, ok", 200, b"", {}, "DUBDDDBD"),
    ("an empty object", 200, {}, {}, "DUBDDDBD"),
    ("an empty list", 200, b"[]", {}, "DUBDDDBD"),
    ("a word", 200, b"OK", {}, "BUBDDBBD"),
    ("half an object", 200, b'{"ticket_number": "sms_62', {}, "BUBDDBBD"),
    ("a list", 200, b'["sms_624b06226b09"]', {}, "BUBDDBBD"),
    ("a page", 200, PAGE, HTML, "BUBUBBBU"),
    ("a page by its look", 200, PAGE, {}, "BUBUBBBU"),
    ("a page by its name", 200, b"Please log in", HTML, "BUBUBBBU"),
    ("a success that is out of credit", 200, {**ALL, "code": 104}, {}, "RRRURRRU"),
    ("a success that is computing", 200, {**ALL, "code": 127}, {}, "BBDUBBBU"),
    ("a success with an unlisted code", 200, {**ALL, "code": 9999}, {}, "BUBUBBBU"),
    *(
        (f"redirect {status}", status, b"", {"location": "/"}, "RURURRRU")
        for status in (301, 302, 303, 307, 308)
    ),
    ("redirect without an aim", 302, b"", {}, "RURURRRU"),
    ("choices", 300, ALL, {}, "RURURRRU"),
    ("bad request, silent", 400, b"", {}, "RRDBRRRR"),
    ("bad request, unlisted code", 400, {"code": 9999}, {}, "RRDBRRRR"),
    ("bad request, code 0", 400, {"code": 0}, {}, "RRDBRRRR"),
    ("bad request, the status as code", 400, {"code": 400, "message": "not ready"}, {}, "RRDBRRRR"),
    ("bad request, in words", 400, b"Campaign not ready", {}, "RRDBRRRR"),
    ("bad request, all of it", 400, {**ALL, "code": None}, {}, "RRDBRRRR"),
    ("bad request, a page", 400, PAGE, HTML, "RRBUBBBU"),
    *(
        (f"code {code}", 400, {"code": code, "message": "…"}, {}, "BBDBBBBB")
        for code in (126, 127, 129, 130, 155, 156, 157, 158, 159, 160)
    ),
    ("code 131", 400, {"code": 131}, {}, "RRRRDDRR"),
    ("code 131, by 404", 404, {"code": 131}, {}, "RRRRDDRR"),
    ("code 132", 400, {"code": 132}, {}, "RRRURRRU"),
    *((f"code {code}", 400, {"code": code}, {}, "BUBUBBBU") for code in (125, 500, 501)),
    *(
        (f"code {code}", 400, {"code": str(code)}, {}, "RRRRRRRR")
        for code in (101, 103, 104, 105, 106, 113, 114, 119, 120, 121, 122, 128, 153, 206, 303)
    ),
    ("payment required, code 104", 402, {"code": 104}, {}, "RRRRRRRR"),
    ("unprocessable, code 121", 422, {"code": 121}, {}, "RRRRRRRR"),
    ("unauthorized", 401, b"", {}, "RRRRRRRR"),
    ("unauthorized, with a code", 401, {"code": 127}, {}, "RRRRRRRR"),
    ("forbidden, by a page", 403, PAGE, HTML, "RRRRRRRR"),
    ("not found, in JSON", 404, {"message": "not found"}, {}, "RRRRRDRR"),
    ("not found, a page", 404, PAGE, HTML, "RRRURRRU"),
    ("method not allowed", 405, {"message": "no"}, {}, "RRRURRRU"),
    ("conflict", 409, {"message": "conflict"}, {}, "RRRURRRU"),
    ("unprocessable", 422, {"message": "invalid"}, {}, "RRRURRRU"),
    ("request timeout", 408, b"", {}, "BUBUBBBU"),
    ("too many requests", 429, b"", {}, "BBBBBBBB"),
    ("too many requests, a page", 429, PAGE, HTML, "BBBBBBBB"),
    *(
        (f"server error {status}", status, b"", {}, "BUBUBBBU")
        for status in (500, 501, 502, 503, 504, 520, 599)
    ),
    ("server error, a page", 502, PAGE, HTML, "BUBUBBBU"),
    ("server error, listed code", 500, {"code": 104}, {}, "BUBUBBBU"),
    ("server error, all of it", 503, ALL, {}, "BUBUBBBU"),
]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("status", "body", "headers", "expected"),
    [pytest.param(*row[1:], id=row[0]) for row in ANSWERS],
)
async def test_every_answer_has_its_meaning(client, octopush, ends, status, body, headers, expected):
    """Over the wire: each answer ends each call as the table says, and each call is one request."""
    octopush.says(status, body, headers)
    assert await ends(client) == expected
    assert len(octopush.got) == len(Call)


def test_the_answers_reach_every_cell_of_the_table():
    """No cell is untested: answers reach all but those of exceptions, which broken connections reach."""
    reached = set()
    for (_, status, body, headers, _), call in product(ANSWERS, Call):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        reached.add((call, meaning.of_answer(call, wire.read(status, headers, content))))
    assert set(meaning.TABLE) - reached == set(product(Call, [Kind.NOT_CONNECTED, Kind.LOST]))


def test_the_table_is_whole():
    """Every call can end in every kind, and the calls are the port's."""
    assert set(meaning.TABLE) == set(product(Call, Kind))
    assert {call.value for call in Call} == {name for name in vars(Octopush) if not name.startswith("_")}


def test_only_calls_that_do_something_can_be_unsure():
    """A read, a simulation or a cancel may be repeated, so a person is never asked about it."""
    unsure = {call for (call, _), verdict in meaning.TABLE.items() if verdict is Verdict.UNSURE}
    assert unsure == {Call.PREPARE, Call.SEND, Call.TRIAL}


def test_every_exception_of_httpx_has_a_kind():
    """A new httpx with a new exception stops here until somebody says whether the request may have been taken."""
    thrown = {
        found for _, found in inspect.getmembers(httpx, inspect.isclass) if issubclass(found, Exception)
    }
    assert thrown == set(meaning.TRANSPORT)


def test_only_what_precedes_the_request_counts_as_not_connected():
    """Whatever can follow the first byte is lost; an exception nobody knows is lost too."""
    kinds = meaning.TRANSPORT
    assert {exc.__name__ for exc, kind in kinds.items() if kind is Kind.NOT_CONNECTED} == {
        "ConnectError",
        "ConnectTimeout",
        "InvalidURL",
        "PoolTimeout",
        "ProxyError",
        "UnsupportedProtocol",
    }
    assert meaning.of_exception(ZeroDivisionError()) is Kind.LOST
    assert meaning.of_exception(type("NewTimeout", (httpx.TimeoutException,), {})("late")) is Kind.LOST
    assert meaning.of_exception(type("NewConnect", (httpx.ConnectError,), {})("no")) is Kind.NOT_CONNECTED


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from([*map(str, Code), TICKET]),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from([*ALL, "sms_ticket", "total_cost"]), inner)
    ),
)


@given(
    call=st.sampled_from(Call),
    status=st.integers(100, 999),
    body=st.none() | st.binary() | _JSON.map(lambda found: json.dumps(found).encode()),
    content_type=st.sampled_from(["", "application/json", "text/html"]),
)
def test_no_answer_escapes_the_table(call, status, body, content_type):
    """Any status with any body has a meaning, and done means what it must: a 2xx for a sending, a ticket for a prepare."""
    answer = wire.read(status, {"content-type": content_type}, body)
    verdict = meaning.TABLE[call, meaning.of_answer(call, answer)]
    if verdict is Verdict.DONE and call in (Call.SEND, Call.TRIAL):
        assert 200 <= status < 300
    if verdict is Verdict.DONE and call is Call.PREPARE:
        assert 200 <= status < 300
        assert answer.said.ticket is not None
    if verdict is Verdict.BUSY and call is Call.SEND:
        code = known(answer.said.code)
        assert status in {400, 429} or (code and meaning.CODES.get(code) is Kind.NOT_YET)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "120"}, 120.0),
        ({"date": "Mon, 23 Nov 2026 09:44:00 GMT", "retry-after": "Mon, 23 Nov 2026 09:45:30 GMT"}, 90.0),
        ({"date": "Mon, 23 Nov 2026 09:44:00 GMT", "retry-after": "Mon, 23 Nov 2026 09:40:00 GMT"}, 0.0),
        ({"date": "Mon, 23 Nov 2026 09:44:00", "retry-after": "Mon, 23 Nov 2026 09:40:00 GMT"}, None),
        ({"retry-after": "Mon, 23 Nov 2026 09:45:30 GMT"}, None),
        ({"retry-after": "a while"}, None),
        ({"retry-after": "-5"}, None),
    ],
)
def test_retry_after_is_seconds_or_an_instant(headers, seconds):
    """An instant is measured from the answer's own date, so that no clock of ours enters."""
    assert wire.read(429, headers, b"").retry_after == seconds
