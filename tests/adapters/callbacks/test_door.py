"""The door for callbacks: who gets in, what is read, what is answered, and what is said of it."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest
from structlog.testing import capture_logs

from bot import logs
from bot.adapters.callbacks import Door, read
from bot.adapters.callbacks.reading import UnreadableError
from bot.domain.outcomes import Fate, Heard, fate_of
from bot.services.outcomes import Callback, CrowdedError

SECRET, OTHER = "a-secret-of-24-letters-01", "a-secret-of-24-letters-02"
REPORT = {
    "channel": "sms",
    "message_id": "sms_624b06226b09",
    "number": "+33639980001",
    "status": "DELIVERED",
    "delivery_date": "2026-11-24 18:00:05",
    "meta_data": {},
}


class House:
    """A door, and what came through it."""

    def __init__(self, **given):
        self.taken: list[Callback] = []
        self.counted: list[str] = []
        self.error: Exception | None = None
        self.door = Door(
            self.take, secrets=[SECRET, OTHER], count=lambda what, _: self.counted.append(what), **given
        )

    async def take(self, callbacks):
        if self.error:
            raise self.error
        self.taken += callbacks

    async def post(self, path=f"/octopush/{SECRET}/deliveries", body=REPORT, method="POST", **headers):
        transport = httpx.ASGITransport(self.door)
        async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            return (await client.request(method, path, content=content, headers=headers)).status_code


@pytest.mark.parametrize("secret", [SECRET, OTHER])
async def test_either_secret_opens_while_they_rotate(secret):
    """Each event has its address; what is told is there as a value."""
    house = House()
    for event in ("deliveries", "inbounds", "blacklisted_numbers", "visits"):
        assert await house.post(f"/octopush/{secret}/{event}") == 200
    assert [one.kind for one in house.taken] == [Heard.DELIVERY, Heard.REPLY, Heard.STOP, Heard.VISIT]
    assert house.taken[0] == Callback(Heard.DELIVERY, "sms_624b06226b09", "+33639980001", fate=Fate.DELIVERED)


@pytest.mark.parametrize(
    ("path", "method", "headers", "status"),
    [
        ("/octopush/wrong/deliveries", "POST", {}, 404),
        ("/octopush//deliveries", "POST", {}, 404),
        (f"/octopush/{SECRET}", "POST", {}, 404),
        (f"/octopush/{SECRET}/deliveries/more", "POST", {}, 404),
        (f"/octopush/{SECRET}é/deliveries", "POST", {}, 404),
        (f"/octopush/{SECRET}/parcels", "POST", {}, 404),
        (f"/octopush/{SECRET}/deliveries", "GET", {}, 405),
        (f"/octopush/{SECRET}/deliveries", "POST", {"content-encoding": "gzip"}, 415),
    ],
)
async def test_nothing_else_gets_in(path, method, headers, status):
    """A wrong secret is answered as an address that is not there, whatever else is right."""
    house = House()
    assert await house.post(path, method=method, **headers) == status
    assert house.taken == []
    assert len(house.counted) == 1


async def test_a_websocket_is_closed():
    """Nothing here speaks it."""
    house, said = House(), []

    async def send(message):
        said.append(message)

    async def receive():
        return {"type": "websocket.connect"}

    await house.door({"type": "websocket", "path": f"/octopush/{SECRET}/deliveries"}, receive, send)
    assert said == [{"type": "websocket.close", "code": 1008}]


async def test_bodies_are_small_and_arrive_in_time():
    """A body over the limit is refused however long it says it is; one that stalls is not waited for."""
    house = House(limit=1000, patience=0.05)
    assert await house.post(body=b"x" * 1001) == 413
    assert await House(room=100).post(body=b"x" * 101) == 503

    async def stalls():
        yield b"{"
        await asyncio.sleep(5)

    transport = httpx.ASGITransport(house.door)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        answer = await client.post(f"/octopush/{SECRET}/deliveries", content=stalls())
    assert answer.status_code == 408
    assert house.taken == []


@pytest.mark.parametrize(("error", "status"), [(CrowdedError(), 503), (RuntimeError("disk"), 503)])
async def test_what_was_not_stored_is_not_acknowledged(error, status):
    """Octopush hears that it should come back."""
    house = House()
    house.error = error
    assert await house.post() == status


async def test_no_number_and_no_secret_reaches_the_log():
    """Neither what is taken, nor what is refused, nor an address that somebody else logs."""
    house = House()
    with capture_logs() as lines:
        await house.post()
        await house.post(body={**REPORT, "message_id": ""})
        await house.post(body=b"+33639980001 \xff")
        house.error = RuntimeError("+33639980001")
        await house.post()
    assert [line["event"] for line in lines] == ["callback_unreadable", "callback_not_stored"]
    line = logs.hide_private(None, "info", {"event": f'"POST /octopush/{SECRET}/deliveries HTTP/1.1" 200'})
    written = f"{lines}{house.taken}{line}"
    assert "3639980001" not in written
    assert SECRET not in written
    assert line["event"] == '"POST /octopush/[hidden]/deliveries HTTP/1.1" 200'


@pytest.mark.parametrize(
    ("kind", "body", "found"),
    [
        (Heard.DELIVERY, json.dumps(REPORT), [Fate.DELIVERED]),
        (Heard.DELIVERY, "\ufeff" + json.dumps([REPORT, {**REPORT, "status": "ack"}]), [3, 0]),
        (Heard.DELIVERY, "message_id=sms_1&number=%2B33639980001&status=NOT_DELIVERED", [Fate.FAILED]),
        (Heard.DELIVERY, json.dumps({**REPORT, "number": 33639980001, "unit_price": 0.05}), [3]),
        (Heard.DELIVERY, json.dumps({**REPORT, "channel": "email", "number": None}), []),
        (Heard.REPLY, json.dumps({"number": "+33639980001", "text": "who is this?"}), []),
        (Heard.DELIVERY, json.dumps({**REPORT, "message_id": None}), "message_id is missing"),
        (Heard.DELIVERY, json.dumps({**REPORT, "number": "unknown"}), "number is missing"),
        (Heard.DELIVERY, json.dumps({**REPORT, "status": True}), "status is missing"),
        (Heard.STOP, json.dumps({**REPORT, "message_id": "x" * 129}), "message_id is too long"),
        (Heard.STOP, json.dumps({**REPORT, "message_id": "a\0b"}), "message_id is too long"),
        (Heard.STOP, "", "empty"),
        (Heard.STOP, "{", "not JSON"),
        (Heard.STOP, "[1]", "not an object"),
        (Heard.STOP, "[" * 100_000, "not JSON"),
        (Heard.STOP, "stop", "neither JSON nor a form"),
    ],
)
def test_a_body_is_read_leniently_and_refused_in_words(kind, body, found):
    """JSON or a form, one or several; a refusal says in what way and repeats nothing of the body."""
    if isinstance(found, str):
        with pytest.raises(UnreadableError, match=f"^{found}$"):
            read(kind, body.encode())
    else:
        assert [one.fate for one in read(kind, body.encode())] == found


def test_two_replies_of_a_person_are_told_apart_and_one_told_twice_is_not():
    """All that came with it tells a reply from the next."""
    first = {"message_id": "sms_1", "number": "1", "text": "yes", "reception_date": "2026-11-24 18:01:00"}
    again = dict(reversed(first.items()))
    other = {**first, "text": "no"}
    one, two, three = (read(Heard.REPLY, json.dumps(told).encode())[0] for told in (first, again, other))
    assert one == two != three


@pytest.mark.parametrize(
    ("status", "fate"),
    [
        *((word, Fate.ON_ITS_WAY) for word in ("ACK", "TRANSMITTED", "ISP_SEND", "PROCESSED")),
        *((word, Fate.DELIVERED) for word in ("DELIVERED", " delivered ", "READ", "CLICKED")),
        *((word, Fate.FAILED) for word in ("NOT_DELIVERED", "NOT_ALLOWED", "BAD_DESTINATION")),
        ("BLACKLISTED_NUMBER", Fate.FAILED),
        *((word, Fate.UNKNOWN) for word in ("UNKNOWN_DELIVERY", "UNDEFINED", "SPAM_PRESUMPTION", "new")),
    ],
)
def test_every_status_has_its_fate(status, fate):
    """A status that nobody has told us of is no delivery and no failure."""
    assert fate_of(status) is fate
