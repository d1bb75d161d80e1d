import asyncio
import dataclasses
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.domain.brief import Brief, Moment, Purpose, Segmentation, SmsType
from bot.errors import Refused

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROOT = "/v1/public/"
TICKET = "sms_624b06226b091819434905"
TEXT = "Été à 5€ {first_name} 😀\nSTOP au XXXXX"
PLAIN = {
    "text": TEXT,
    "type": "sms_premium",
    "purpose": "wholesale",
    "with_replies": False,
    "auto_remove_blacklisted_numbers": True,
    "auto_optimize_text": False,
    "recipient_tracking": False,
}
AUDIENCES: list[tuple[dict[str, Any], str]] = [
    ({"list_name": "VIP customers"}, "sms-campaign-on-list"),
    ({"tag_name": "lyon"}, "sms-campaign-on-tag"),
    (
        {"list_name": "VIP customers", "tag_name": "lyon", "segmentation": Segmentation.FILTER},
        "sms-campaign-on-list",
    ),
]
TOMORROW = Moment.of(datetime(2026, 11, 24, 17, tzinfo=UTC), "Europe/Paris")


async def create(client, call, brief, request_id="214-1-1"):
    """Simulate or prepare."""
    return await getattr(client, call)(brief, request_id=request_id)


@pytest.mark.parametrize("name", ["list_name", "tag_name"])
@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("text", "« Ça »", "« Ça »"),
        ("text", "x" * 1224, "x" * 1224),
        ("send_at", TOMORROW, "2026-11-24T18:00:00+01:00"),
        ("send_at", Moment.of(TOMORROW.at, "UTC"), "2026-11-24T17:00:00+00:00"),
        ("type", SmsType.LOW_COST, "sms_low_cost"),
        ("purpose", Purpose.ALERT, "alert"),
        ("sender", "LUMEA", "LUMEA"),
        ("with_replies", True, True),
        ("auto_remove_blacklisted_numbers", False, False),
        ("auto_optimize_text", True, True),
        ("recipient_tracking", True, True),
    ],
)
@pytest.mark.parametrize("call", ["simulate", "prepare"])
async def test_each_parameter_reaches_the_wire(client, octopush, name, field, value, said, call):
    """A parameter is on the wire under Octopush's name with its exact type, and nothing else differs."""
    octopush.says(201, {"ticket_number": TICKET})
    await create(client, call, dataclasses.replace(Brief(text=TEXT), **{name: "lyon", field: value}))
    [got] = octopush.got
    assert got.path == f"{ROOT}sms-campaign-on-{name.removesuffix('_name')}/create"
    expected = {
        **PLAIN,
        name: "lyon",
        "simulation_mode": call == "simulate",
        "request_id": "214-1-1",
        field: said,
    }
    assert got.json == expected
    assert {key: type(found) for key, found in got.json.items()} == {
        key: type(found) for key, found in expected.items()
    }


@pytest.mark.parametrize("call", ["simulate", "prepare"])
@pytest.mark.parametrize(("audience", "service"), AUDIENCES)
async def test_the_audience_chooses_the_address(client, octopush, audience, service, call):
    """A list, with or without a tag, goes to the list's address; a tag alone to the tag's."""
    octopush.says(201, {"ticket_number": TICKET})
    await create(client, call, Brief(text=TEXT, **audience))
    [got] = octopush.got
    assert (got.method, got.path, got.query) == ("POST", f"{ROOT}{service}/create", {})
    assert got.json == {**PLAIN, **audience, "simulation_mode": call == "simulate", "request_id": "214-1-1"}


async def test_the_body_is_utf_8(client, octopush):
    """Letters go as they are, not as escapes, and the length says their bytes."""
    octopush.says(201, {"ticket_number": TICKET})
    await client.prepare(Brief(text=TEXT, tag_name="été"), request_id="214-1-1")
    [got] = octopush.got
    assert "Été à 5€ {first_name} 😀\\nSTOP".encode() in got.body
    assert int(got.headers["content-length"]) == len(got.body)


@pytest.mark.parametrize(("audience", "service"), AUDIENCES)
async def test_send_confirms_by_ticket(client, octopush, audience, service):
    """A sending carries the ticket and nothing else, to the address of what it was created on."""
    await client.send(Brief(text=TEXT, **audience), TICKET)
    [got] = octopush.got
    assert (got.method, got.path, got.query) == ("POST", f"{ROOT}{service}/send", {})
    assert got.json == {"ticket_number": TICKET}


async def test_status_asks_in_the_query(client, octopush):
    """The ticket of a status goes into the query, whole whatever it holds; there is no body."""
    octopush.says(400)
    await client.status("sms_&code=0#é".replace("é", "%C3"))
    [got] = octopush.got
    assert (got.method, got.path) == ("GET", f"{ROOT}sms-campaign-on-list/status")
    assert (got.query, got.body) == ({"ticket_number": "sms_&code=0#%C3"}, b"")


async def test_cancel_has_a_body_on_delete(client, octopush):
    """Octopush's cancel reads a JSON body, not the query; lists and tags share its address."""
    octopush.says(204)
    await client.cancel(TICKET)
    [got] = octopush.got
    assert (got.method, got.path, got.query) == ("DELETE", f"{ROOT}sms-campaign-on-list/cancel", {})
    assert got.json == {"ticket_number": TICKET}


async def test_reads_of_the_account_say_nothing(client, octopush):
    """The balance names no product, which would change its unit; the draft needs no ticket."""
    octopush.says(200, {"amount": 1})
    await client.draft()
    await client.balance()
    assert [(got.method, got.path, got.query, got.body) for got in octopush.got] == [
        ("GET", f"{ROOT}sms-campaign/draft", {}, b""),
        ("GET", f"{ROOT}wallet/check-balance", {}, b""),
    ]


async def test_every_call_carries_the_headers(client, octopush, ends):
    """Each request is opened by login and key, and is JSON that nobody may keep."""
    await ends(client)
    assert len(octopush.got) == 8
    for got in octopush.got:
        assert got.headers["api-login"] == "claire@lumea.example"
        assert got.headers["api-key"] == "k3y-that-nobody-may-read"
        assert got.headers["content-type"] == "application/json"
        assert got.headers["cache-control"] == "no-cache"
        assert "authorization" not in got.headers


async def test_calls_share_connections_but_sendings_do_not(client, octopush):
    """Reads one after the other use one connection; each sending has its own."""
    octopush.says(200, {"amount": 1})
    for _ in range(3):
        await client.balance()
    assert len({got.connection for got in octopush.got}) == 1
    used = {got.connection for got in octopush.got}
    octopush.got.clear()
    await asyncio.gather(*(client.send(Brief(text="x", tag_name="lyon"), TICKET) for _ in range(3)))
    await client.send(Brief(text="x", tag_name="lyon"), TICKET)
    assert len({got.connection for got in octopush.got} - used) == 4


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": " \n"}, "text"),
        ({"text": "\ud83d"}, "text"),
        ({"text": 5}, "text"),
        ({"list_name": None}, "list_name"),
        ({"list_name": ""}, "list_name"),
        ({"tag_name": " "}, "tag_name"),
        ({"send_at": SimpleNamespace(local=datetime(2026, 11, 24, 18))}, "send_at"),  # noqa: DTZ001 - the flaw
        ({"sender": "LUMÉA"}, "sender"),
        ({"sender": "LUMEA\n"}, "sender"),
        ({"with_replies": 1}, "with_replies"),
        ({"auto_remove_blacklisted_numbers": "true"}, "auto_remove_blacklisted_numbers"),
        ({"auto_optimize_text": None}, "auto_optimize_text"),
        ({"recipient_tracking": "no"}, "recipient_tracking"),
        ({"type": SimpleNamespace(value="sms_vocal")}, "type"),
        ({"purpose": SimpleNamespace(value="whole_sale")}, "purpose"),
        ({"segmentation": SimpleNamespace(value=["filter"])}, "segmentation"),
    ],
)
@pytest.mark.parametrize("call", ["simulate", "prepare"])
async def test_what_octopush_would_bend_never_leaves(client, octopush, wrong, field, call):
    """A mistake of ours is refused before the wire, named by its field and without its value."""
    brief = dataclasses.replace(Brief(text="Bonjour", list_name="VIP customers"), **wrong)
    with capture_logs() as lines, pytest.raises(Refused) as caught:
        await create(client, call, brief)
    assert octopush.got == []
    assert str(caught.value) == f"{call}: kept back, {field} is not exact"
    assert caught.value.code == 0
    assert [(line["event"], line["field"]) for line in lines] == [("octopush.kept_back", field)]


@pytest.mark.parametrize("request_id", ["", " ", "214 1", "x" * 129, None, 214])
async def test_no_creation_leaves_without_a_request_id(client, octopush, request_id):
    """Without its `request_id` a lost creation could not be told from a new one."""
    with pytest.raises(Refused):
        await client.prepare(Brief(text="Bonjour", list_name="VIP customers"), request_id=request_id)
    assert octopush.got == []


@pytest.mark.parametrize("ticket", ["", " ", "a b", "x" * 129, "sms_é"])
@pytest.mark.parametrize("call", ["status", "cancel", "send"])
async def test_no_call_leaves_without_a_ticket(client, octopush, ticket, call):
    """An empty ticket would be asked of Octopush as some other question."""
    brief = [Brief(text=TEXT, tag_name="lyon")] if call == "send" else []
    with pytest.raises(Refused):
        await getattr(client, call)(*brief, ticket)
    assert octopush.got == []


async def test_a_trial_goes_to_phones_at_once(client, octopush):
    """The campaign's words for an example person, to the direct sending's address: no list, no tag, no moment."""
    octopush.says(201, {"sms_ticket": TICKET})
    moment = Moment.of(datetime(2026, 11, 24, 17, tzinfo=UTC), "Europe/Paris")
    brief = Brief(text=TEXT, list_name="VIP customers", send_at=moment, sender="LUMEA")
    assert await client.trial(brief, phones=["+33639980001", "+33639980002"], request_id="t-1") == TICKET
    [got] = octopush.got
    assert (got.method, got.path) == ("POST", f"{ROOT}sms-campaign/send")
    recipients = got.json.pop("recipients")
    assert [each["phone_number"] for each in recipients] == ["+33639980001", "+33639980002"]
    assert {each["first_name"] for each in recipients} == {"Camille"}
    assert {key: value for key, value in got.json.items() if key != "recipients"} == {
        **PLAIN,
        "sender": "LUMEA",
        "auto_remove_blacklisted_numbers": False,
        "simulation_mode": False,
        "request_id": "t-1",
    }


@pytest.mark.parametrize(
    "phones", [[], ["0639980001"], ["+33 639980001"], ["+33639980001\n"], ["+33639980001"] * 6, [None]]
)
async def test_a_trial_to_no_exact_number_never_leaves(client, octopush, phones):
    """Octopush would bend what is no number; and six phones are no test."""
    with pytest.raises(Refused):
        await client.trial(Brief(text=TEXT, list_name="x"), phones=phones, request_id="t-1")
    assert octopush.got == []
