"""Keys, bodies, unknown paths, the direct sending, the wallet and the parameters."""

import base64
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.sandbox.octopush import State
from bot.sandbox.octopush.routes import SERVICES

pytestmark = pytest.mark.asyncio(loop_scope="session")
ONE = {"phone_number": "+33 6 39 98 00 01", "first_name": "Élodie"}
BODY = {"text": "Bonjour {first_name} STOP au XXXXX", "recipients": [ONE]}


async def direct(api, **fields):
    """Send directly to one person unless told otherwise."""
    return await api.call("POST", "sms-campaign/send", BODY | fields)


@pytest.mark.parametrize(("method", "path"), SERVICES)
async def test_wrong_keys_are_401_at_every_service(octopush, api, method, path):
    """`{code, message}`, with the HTTP status or the older 101 as code, and nothing is done."""
    for headers in ({"api-key": "wrong"}, {"api-login": "wrong"}, {"api-key": ""}):
        api.client.headers.update({"api-login": octopush.login, "api-key": octopush.key} | headers)
        answer = await api.call(method, path, BODY | {"list_name": "Shop"})
        assert (answer.status_code, answer.json()["code"]) == (401, 401)
    octopush.switches.wrong_keys_code = 101
    assert (await api.call(method, path, BODY)).json()["code"] == 101
    assert not octopush.campaigns


async def test_basic_authentication_is_another_way_in(octopush, api):
    """As two of the vendor's pages say."""
    del api.client.headers["api-key"], api.client.headers["api-login"]
    for pair, status in ((f"{octopush.login}:{octopush.key}", 200), ("claire@example.com:wrong", 401)):
        api.client.headers["authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        assert (await api.call("GET", "wallet/check-balance")).status_code == status
    api.client.headers["authorization"] = "Basic !"
    assert (await api.call("GET", "wallet/check-balance")).status_code == 401


@pytest.mark.parametrize("body", [b"", b"text=Bonjour", b"[1]", b"{", b"\xff", b"[" * 100_000])
async def test_a_body_that_is_no_json_object_is_refused(octopush, api, body):
    """With 100, at once."""
    answer = await api.client.post("sms-campaign-on-list/create", content=body)
    assert (answer.status_code, answer.json()["code"]) == (400, 100)
    assert not octopush.campaigns


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "sms-campaign-on-tag/status", 404),
        ("POST", "sms-campaign-on-list", 404),
        ("GET", "../../elsewhere", 404),
        ("GET", "sms-campaign-on-list/create", 405),
        ("POST", "sms-campaign-on-list/cancel", 405),
    ],
)
async def test_what_is_not_served_is_refused_in_json(api, method, path, status):
    """404, or 405 for another method."""
    answer = await api.client.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, status)


async def test_a_direct_sending_is_sent_at_once(octopush, api):
    """201, counted, paid and written down; its ticket has another name."""
    answer = await direct(api, recipients=[ONE, ONE | {"first_name": "Twice"}, {"phone_number": "none"}])
    ticket = answer.json()["sms_ticket"]
    assert answer.status_code == 201
    assert answer.json() == {
        "sms_ticket": ticket,
        "number_of_contacts": 1,
        "total_cost": 0.049,
        "number_of_sms_needed": 1,
        "residual_credit": 9.951,
    }
    assert [one.ticket for one in octopush.sendings] == [ticket]
    assert octopush.campaigns[ticket].state is State.SENT
    octopush.switches.direct_answer = "short"
    assert "residual_credit" not in (await direct(api)).json()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"recipients": None}, 110),
        ({"recipients": []}, 110),
        ({"recipients": "+33639980001"}, 110),
        ({"recipients": [ONE] * 501}, 305),
        ({"recipients": [{"phone_number": "0639980001"}, 3]}, 117),
        ({"text": None}, 107),
        ({"text": "Soldes"}, 121),
    ],
)
async def test_what_cannot_be_sent_directly_is_refused(octopush, api, fields, code):
    """With its code, and nothing is sent."""
    answer = await direct(api, **fields)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert (octopush.sendings, dict(octopush.campaigns)) == ([], {})


async def test_a_direct_sending_without_credit_leaves_nothing(octopush, api):
    """104, and the request id may be used again."""
    octopush.account.balance = Decimal("0.01")
    assert (await direct(api, request_id="one")).json()["code"] == 104
    assert (octopush.sendings, dict(octopush.campaigns)) == ([], {})
    octopush.account.balance = Decimal(1)
    assert (await direct(api, request_id="one")).status_code == 201
    assert (await direct(api, request_id="one")).json()["code"] == 120


async def test_a_simulated_direct_sending_sends_nothing(octopush, api):
    """It answers as the real one, and is no sending."""
    answer = await direct(api, simulation_mode=True)
    assert (answer.status_code, answer.json()["number_of_contacts"]) == (201, 1)
    assert octopush.sendings == []
    assert octopush.account.balance == Decimal("10.00")


async def test_a_scheduled_direct_sending_can_be_cancelled_well_ahead(octopush, api):
    """More than 10 minutes before it leaves, and 1000 times a month."""
    soon = await direct(api, send_at="2026-11-24T11:10:00+01:00")
    later = await direct(api, send_at="2026-11-24T11:30:00+01:00")
    assert (await api.cancel(soon.json()["sms_ticket"], "")).json()["code"] == 156
    assert (await api.cancel(later.json()["sms_ticket"], "")).status_code == 204
    assert [one.ticket for one in octopush.sendings] == [soon.json()["sms_ticket"]]
    octopush.clock.move(timedelta(hours=1))
    assert (await api.cancel(soon.json()["sms_ticket"], "")).json()["code"] == 132


async def test_a_thousand_cancels_a_month(octopush, api, served):
    """The next is refused until the month is over."""
    served[0]._books.cancels.extend([octopush.clock()] * 999)  # noqa: SLF001 - a thousand calls would be slow
    tickets = [
        (await direct(api, send_at="2026-12-24T11:30:00+01:00")).json()["sms_ticket"] for _ in range(2)
    ]
    assert (await api.cancel(tickets[0], "")).status_code == 204
    assert (await api.cancel(tickets[1], "")).json()["code"] == 156
    octopush.clock.move(timedelta(days=8))
    assert (await api.cancel(tickets[1], "")).status_code == 204


@pytest.mark.parametrize(
    ("query", "status", "amount", "unit"),
    [
        ({}, 200, 10.0, "euros"),
        ({"product_name": "sms_premium", "country_code": "FR"}, 200, 204, "sms_premium"),
        ({"product_name": "premium_sms", "country_code": "FR"}, 200, 204, "premium_sms"),
        ({"product_name": "sms_low_cost", "country_code": "FR"}, 200, 256, "sms_low_cost"),
        ({"product_name": "euro", "country_code": "FR"}, 200, 10.0, "euros"),
        ({"product_name": "sms_premium"}, 400, None, None),
        ({"country_code": "FR"}, 400, None, None),
        ({"product_name": "pigeon", "country_code": "FR"}, 400, None, None),
    ],
)
async def test_the_balance_is_in_euros_or_in_sms(api, query, status, amount, unit):
    """Product and country need each other."""
    answer = await api.call("GET", "wallet/check-balance", **query)
    assert (answer.status_code, answer.json().get("amount"), answer.json().get("unit")) == (
        status,
        amount,
        unit,
    )


async def test_the_wallets_two_spellings(octopush, api):
    """Page and library name a pack's id differently, and the page says "201 OK"."""
    query = {"product_name": "sms_premium", "country_code": "FR"}
    assert (
        "wallet_pack_id" in (await api.call("GET", "wallet/check-balance", **query)).json()["wallet_packs"][0]
    )
    octopush.switches.turn(wallet_pack_key="id", wallet_status=201)
    answer = await api.call("GET", "wallet/check-balance", **query)
    assert answer.status_code == 201
    assert "id" in answer.json()["wallet_packs"][0]


async def test_parameters_are_shown_and_edited(octopush, api):
    """What is known is changed, what is not is ignored, and the default sender is used."""
    changes = {
        "callbacks": {"callback_url_for_deliveries": "http://127.0.0.1:1/", "callback_url_for_pigeons": "x"},
        "campaign_parameters": {"sender_for_sms_premium": "Boutique"},
        "pigeons": {"a": 1},
    }
    edited = (await api.call("PATCH", "user/campaign-parameters/edit", changes)).json()
    assert edited == (await api.call("GET", "user/campaign-parameters")).json() == octopush.account.parameters
    assert edited["callbacks"]["callback_url_for_deliveries"] == "http://127.0.0.1:1/"
    assert "callback_url_for_pigeons" not in edited["callbacks"]
    ticket = (await api.create()).json()["ticket_number"]
    assert octopush.campaigns[ticket].brief.sender == "Boutique"
