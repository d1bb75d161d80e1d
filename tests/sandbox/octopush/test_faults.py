"""Every fault as a real client sees it, over both of uvicorn's protocols, and what it leaves behind."""

import functools
import time

import httpx
import pytest
import pytest_asyncio
import uvicorn

from bot.sandbox.octopush import Contact, Fault, Kind, LocalOctopush
from bot.sandbox.serving import serve

pytestmark = pytest.mark.asyncio(loop_scope="session")
SEND = "sms-campaign-on-list/send"


@pytest_asyncio.fixture(scope="module", loop_scope="session", params=["httptools", "h11"])
async def served_by(request):
    """Serve a local Octopush over one of uvicorn's protocols."""
    octopush = LocalOctopush()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uvicorn, "Config", functools.partial(uvicorn.Config, http=request.param))
        async with serve(octopush.app) as url:
            yield octopush, url


@pytest_asyncio.fixture(loop_scope="session")
async def world(served_by, client):
    """Give a local Octopush with a campaign that is ready, a client and the ticket."""
    octopush, url = served_by
    octopush.reset()
    octopush.switches.polls_until_ready = 0
    octopush.account.add([Contact("+33639980001")], list_name="Team")
    client.base_url = f"{url}/v1/public/"
    client.headers = {"api-login": octopush.login, "api-key": octopush.key}
    body = {"list_name": "Team", "text": "Test", "purpose": "alert"}
    answer = await client.post("sms-campaign-on-list/create", json=body)
    return octopush, client, answer.json()["ticket_number"]


async def send(client, ticket, **options):
    """Confirm the campaign."""
    return await client.post(SEND, json={"ticket_number": ticket}, **options)


@pytest.mark.parametrize(
    ("kind", "error", "sendings"),
    [
        (Kind.LOST, httpx.RemoteProtocolError, 1),
        (Kind.RESET, httpx.ReadError, 1),
        (Kind.CUT, httpx.RemoteProtocolError, 1),
        (Kind.DOWN, (httpx.RemoteProtocolError, httpx.ReadError), 0),
    ],
)
async def test_a_connection_is_dropped(world, caplog, kind, error, sendings):
    """The client sees a broken transport; the sending stands where it was taken; the server goes on, and quietly."""
    octopush, client, ticket = world
    octopush.switches.faults = [Fault(SEND, kind)]
    with pytest.raises(error):
        await send(client, ticket)
    assert len(octopush.sendings) == sendings
    assert octopush.exchanges[-1].status is None
    assert octopush.exchanges[-1].fault is kind
    again = await send(client, ticket)
    assert again.status_code == (400 if sendings else 200)
    assert [line for line in caplog.records if line.levelname == "ERROR"] == []


@pytest.mark.parametrize(
    ("kind", "status", "sendings", "shows"),
    [
        (Kind.BAD_GATEWAY, 502, 0, lambda answer: answer.headers["content-type"] == "text/html"),
        (Kind.SERVER_ERROR, 500, 0, lambda answer: answer.json()["code"] == 500),
        (Kind.TIMEOUT, 408, 0, lambda answer: answer.json()["code"] == 408),
        (Kind.TOO_MANY, 429, 0, lambda answer: answer.headers["retry-after"] == "7"),
        (Kind.FORBIDDEN, 403, 0, lambda answer: answer.json()["code"] == 403),
        (Kind.REDIRECT, 302, 0, lambda answer: answer.headers["location"] == "/v1/public/login"),
        (
            Kind.TRUNCATED,
            200,
            1,
            lambda answer: answer.text.startswith('{"sending_d') and "}" not in answer.text,
        ),
        (Kind.EMPTY, 200, 1, lambda answer: answer.content == b""),
    ],
)
async def test_an_answer_is_spoilt(world, kind, status, sendings, shows):
    """By default a broken answer hides a sending, and an answered error means that there was none."""
    octopush, client, ticket = world
    octopush.switches.faults = [Fault(SEND, kind, seconds=7)]
    answer = await send(client, ticket)
    assert answer.status_code == status
    assert shows(answer)
    assert len(octopush.sendings) == sendings


@pytest.mark.parametrize("kind", [Kind.BAD_GATEWAY, Kind.SERVER_ERROR, Kind.TIMEOUT, Kind.TOO_MANY])
async def test_an_answered_error_can_hide_a_sending(world, kind):
    """`taken` says so; that is why nobody may repeat such a call blindly."""
    octopush, client, ticket = world
    octopush.switches.faults = [Fault(SEND, kind, taken=True)]
    assert (await send(client, ticket)).is_error
    assert len(octopush.sendings) == 1


async def test_a_lost_call_can_have_done_nothing(world):
    """`taken=False` loses the call, not the answer."""
    octopush, client, ticket = world
    octopush.switches.faults = [Fault(SEND, Kind.LOST, taken=False)]
    with pytest.raises(httpx.TransportError):
        await send(client, ticket)
    assert octopush.sendings == []


async def test_a_delayed_answer_was_taken_at_once(world):
    """A caller who gives up has sent all the same."""
    octopush, client, ticket = world
    octopush.switches.faults = [Fault(SEND, Kind.DELAYED, seconds=30)]
    with pytest.raises(httpx.ReadTimeout):
        await send(client, ticket, timeout=0.3)
    assert len(octopush.sendings) == 1


async def test_a_delayed_answer_comes(world):
    """After its seconds, and right."""
    octopush, client, ticket = world
    octopush.switches.faults = [Fault(SEND, Kind.DELAYED, seconds=0.1)]
    began = time.perf_counter()
    assert (await send(client, ticket)).status_code == 200
    assert time.perf_counter() - began >= 0.1


async def test_a_held_call_is_taken_after_its_caller_has_gone(world):
    """The worst of all: whoever looks right after giving up sees nothing, and then it is sent."""
    octopush, client, ticket = world
    octopush.switches.faults = [Fault(SEND, Kind.HELD, seconds=0.4)]
    with pytest.raises(httpx.ReadTimeout):
        await send(client, ticket, timeout=0.05)
    assert octopush.sendings == []
    while not octopush.sendings:
        await client.get("wallet/check-balance")
    assert len(octopush.sendings) == 1


async def test_a_fault_lasts_for_its_calls_and_its_routes(world):
    """Other routes are spared, patterns match several, and None lasts until it is taken away."""
    octopush, client, _ = world
    octopush.switches.faults = [Fault("wallet/*", Kind.FORBIDDEN, times=2)]
    assert (await client.get("user/campaign-parameters")).status_code == 200
    said = [(await client.get("wallet/check-balance")).status_code for _ in range(3)]
    assert said == [403, 403, 200]
    octopush.switches.faults.append(Fault("*", Kind.TIMEOUT, times=None))
    said = [
        (await client.get(path)).status_code for path in ("wallet/check-balance", "user/campaign-parameters")
    ]
    assert said == [408, 408]
    octopush.switches.faults.clear()
    assert (await client.get("wallet/check-balance")).status_code == 200
