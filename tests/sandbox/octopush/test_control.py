"""The control routes, and the record of exchanges."""

from decimal import Decimal

import pytest

from bot.sandbox.octopush import Fault, Kind, Switches

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def control(api, served):
    """Call a control route without any key."""

    async def call(method, name, body=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return await api.client.request(method, f"{served[1]}/_control/{name}", json=body, headers=headers)

    return call


async def test_the_state_is_shown(api, control):
    """Campaigns, sendings, account, switches and exchanges, as JSON, with people as counts only."""
    ticket = await api.ready()
    await api.send(ticket)
    state = (await control("GET", "state")).json()
    assert state["account"]["lists"] == {"Shop": 4, "Brussels": 1, "Empty": 0}
    assert [one["ticket"] for one in state["sendings"]] == [ticket]
    shown = state["campaigns"][0]
    assert (shown["state"], shown["number_of_contacts"], shown["simulated"]) == ("sent", 4, False)
    assert shown["request"]["list_name"] == shown["brief"]["list_name"] == "Shop"
    assert state["switches"]["create_status"] == 201
    assert [one["path"].split("?")[0].rpartition("/")[2] for one in state["exchanges"]] == [
        "create",
        "status",
        "status",
        "send",
    ]
    assert "+3363998" not in str(state)


async def test_switches_and_faults_are_set(octopush, api, control):
    """Several switches at once, or none; faults as a list that replaces the former."""
    answer = await control("POST", "switches", {"ready_spelling": "ready_to_be_send", "opens": "09:30"})
    assert answer.json()["ready_spelling"] == octopush.switches.ready_spelling == "ready_to_be_send"
    faults = [{"route": "wallet/*", "kind": "bad_gateway", "times": 1}]
    assert (await control("POST", "faults", faults)).status_code == 200
    assert octopush.switches.faults == [Fault("wallet/*", Kind.BAD_GATEWAY)]
    assert (await api.client.get("wallet/check-balance")).status_code == 502
    assert (await control("POST", "faults", [])).json() == []


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("switches", {"create_status": 201, "pigeons": True}),
        ("switches", {"reply_surcharge": 1, "gsm_part": 150}),
        ("switches", [1]),
        ("faults", [{"route": "*", "kind": "earthquake"}]),
        ("faults", {}),
        ("reports", {"ticket": "sms_0000000000000"}),
        ("reports", {}),
    ],
)
async def test_nonsense_is_refused_and_changes_nothing(octopush, control, name, body):
    """400, and the reason."""
    before = octopush.switches.model_dump()
    answer = await control("POST", name, body)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert octopush.switches.model_dump() == before


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 204),
        ({"host": "localhost:8080"}, 204),
        ({"host": "[::1]:8080"}, 204),
        ({"origin": "http://127.0.0.1:3001"}, 204),
        ({"origin": "http://localhost:3001"}, 204),
        ({"host": "rebound.example"}, 403),
        ({"host": "127.0.0.1.rebound.example"}, 403),
        ({"host": ""}, 403),
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "http://localhost.elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://[bad"}, 403),
        ({"host": "[bad"}, 403),
    ],
)
async def test_only_this_machine_controls(control, headers, status):
    """Any web page can reach loopback: neither a foreign page nor a rebound name may."""
    assert (await control("POST", "reset", **headers)).status_code == status


async def test_reset_starts_anew(octopush, api, control):
    """For whoever holds the object: no campaigns, first switches, first balance."""
    account, switches = octopush.account, octopush.switches
    await api.send(await api.ready())
    switches.turn(hours="delayed", faults=[Fault("*", Kind.SLOW)])
    assert (await control("POST", "reset")).status_code == 204
    assert (dict(octopush.campaigns), octopush.sendings, len(octopush.exchanges)) == ({}, [], 0)
    assert switches.model_dump() == Switches().model_dump()
    assert (account.balance, account.contacts) == (Decimal("700.19"), {})
    assert octopush.account is account


async def test_reports_can_be_asked_for(api, control):
    """By ticket, with the options of `deliver_reports`."""
    ticket = await api.ready()
    await api.send(ticket)
    answer = await control("POST", "reports", {"ticket": ticket, "times": 2})
    assert answer.json() == {"taken": 0}


async def test_exchanges_hold_no_key(octopush, api):
    """Neither from the headers nor from a body; and only the latest are kept."""
    await api.create(**{"api-key": octopush.key})
    exchange = octopush.exchanges[-1]
    assert octopush.key not in str(exchange)
    assert (exchange.method, exchange.path) == ("POST", "/v1/public/sms-campaign-on-list/create")
    assert (exchange.status, exchange.request["list_name"]) == (201, "Shop")
    assert set(exchange.answer) == {"ticket_number"}
    assert exchange.ms >= 0
    assert octopush.exchanges.maxlen == 200


async def test_a_text_that_is_no_text_can_be_shown(octopush, api, control):
    """Half an emoji is JSON, and must not break the drawer."""
    await api.client.post(
        "sms-campaign-on-list/create",
        content=b'{"list_name": "Shop", "text": "\\ud83d STOP au XXXXX", "type": "x"}',
    )
    assert (await control("GET", "state")).status_code == 200
    assert len(octopush.campaigns) == 1


async def test_people_join_a_list(octopush, control):
    """Contacts of the account join a list that is there, as many as there are; a list nobody made is named in the answer."""
    before = len(octopush.account.lists["Brussels"])
    answer = await control("POST", "people", {"list_name": "Brussels", "more": 2})
    assert answer.json() == {"people": before + 2}
    everybody = len(octopush.account.contacts)
    answer = await control("POST", "people", {"list_name": "Brussels", "more": 10_000})
    assert answer.json() == {"people": everybody}
    assert (await control("POST", "people", {"list_name": "Nobody", "more": 1})).status_code == 400
