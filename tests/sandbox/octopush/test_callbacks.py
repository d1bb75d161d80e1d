"""Reports, replies and STOPs as they reach a customer's server."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.octopush import Contact
from bot.sandbox.serving import serve

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def heard(octopush):
    """Register a server for all callbacks, and give what it hears; the answers can be changed."""

    async def hear(request):
        received.append((request.url.path, await request.json()))
        return Response(status_code=answers.pop(0) if answers else 200)

    received: list[tuple[str, dict[str, object]]] = []
    answers: list[int] = []
    octopush.switches.callbacks_by_themselves = False
    async with serve(Starlette(routes=[Route("/{event}", hear, methods=["POST"])])) as url:
        octopush.call_back(url)
        yield received, answers
        octopush.call_back(None)


async def sent(api):
    """Send a campaign to two people and give its ticket."""
    ticket = await api.ready(service="tag")
    await api.send(ticket, "on-tag")
    return ticket


async def test_deliveries_are_reported_for_each_number(octopush, api, heard):
    """ACK, then how it ended; times are Paris' and do not say so; opted-out numbers are refused."""
    ticket = await sent(api)
    octopush.account.opted_out.add("+33639980002")
    assert await octopush.deliver_reports(ticket) == 4
    assert [(body["number"], body["status"]) for _, body in heard[0]] == [
        ("+33639980001", "ACK"),
        ("+33639980001", "DELIVERED"),
        ("+33639980002", "ACK"),
        ("+33639980002", "BLACKLISTED_NUMBER"),
    ]
    path, first = heard[0][0]
    assert path == "/deliveries"
    assert first == {
        "channel": "sms",
        "message_id": ticket,
        "number": "+33639980001",
        "status": "ACK",
        "delivery_date": "2026-11-24 11:00:00",
        "meta_data": {},
    }


async def test_reports_can_come_twice_out_of_order_and_badly(octopush, api, heard):
    """Each report `times` over, shuffled, with endings of one's choice."""
    ticket = await sent(api)
    octopush.switches.turn(callback_zone="UTC", callback_extras=True)
    ended = {"+33639980001": "NOT_DELIVERED"}
    assert await octopush.deliver_reports(ticket, statuses=ended, times=2, shuffled=True) == 8
    statuses = [(body["number"], body["status"]) for _, body in heard[0]]
    assert statuses.count(("+33639980001", "NOT_DELIVERED")) == 2
    assert statuses != sorted(statuses)
    assert heard[0][0][1]["delivery_date"] == "2026-11-24 10:00:00"
    assert heard[0][0][1]["unit_price"] == 0.049
    assert await octopush.deliver_reports(ticket, limit=1) == 2


async def test_a_callback_is_tried_as_often_as_the_switch_says(octopush, api, heard):
    """Once by default; an answer that is no 2xx counts as not taken."""
    ticket = await sent(api)
    received, answers = heard
    answers[:] = [500, 200]
    assert await octopush.deliver_reports(ticket, limit=1) == 1
    octopush.switches.callback_attempts = 3
    answers[:] = [500, 503]
    assert await octopush.deliver_reports(ticket, limit=1) == 2
    assert len(received) == 2 + 4


async def test_people_reply_and_write_stop(octopush, api, heard):
    """A STOP opts the number out of campaigns that remove such numbers."""
    ticket = await sent(api)
    assert await octopush.reply(ticket, number="+33639980001", text="Merci !") == 1
    assert await octopush.stop(ticket, number="+33639980001") == 1
    assert [path for path, _ in heard[0]] == ["/inbounds", "/blacklisted_numbers"]
    assert heard[0][0][1]["text"] == "Merci !"
    assert heard[0][1][1]["stop_date"] == "2026-11-24 11:00:00"
    assert await octopush.visit(ticket, number="+33639980001") == 1
    assert heard[0][2][1] == {
        "message_id": ticket,
        "number": "+33639980001",
        "visit_date": "2026-11-24 11:00:00",
    }
    removing = await api.ready(auto_remove_blacklisted_numbers=True)
    assert (await api.status(removing)).json()["number_of_contacts"] == 3
    await api.send(removing)
    heard[0].clear()
    await octopush.deliver_reports(removing)
    assert {body["number"][-1] for _, body in heard[0]} == {"2", "3", "4"}


async def test_nothing_is_told_of_what_has_not_left(octopush, api, heard):
    """Neither of a campaign that waits, nor of one that is unknown, nor without an address."""
    for ticket in (await api.ready(), "sms_0000000000000"):
        with pytest.raises(LookupError):
            await octopush.deliver_reports(ticket)
    ticket = await sent(api)
    octopush.account.parameters["callbacks"]["callback_url_for_deliveries"] = None
    assert await octopush.deliver_reports(ticket) == 0
    assert heard[0] == []


async def test_callbacks_stay_on_this_machine(octopush, api):
    """Whatever address the account holds."""
    ticket = await sent(api)
    octopush.account.parameters["callbacks"]["callback_url_for_deliveries"] = "https://shop.example/reports"
    with pytest.raises(ValueError, match="loopback"):
        await octopush.deliver_reports(ticket)


async def test_a_server_that_is_not_there_takes_nothing(octopush, api, heard):
    """A refused connection is told by the count."""
    ticket = await sent(api)
    octopush.account.parameters["callbacks"]["callback_url_for_deliveries"] = "http://127.0.0.1:1/"
    assert await octopush.deliver_reports(ticket) == 0
    assert heard[0] == []


async def test_it_tells_by_itself_once_a_campaign_has_left(octopush, api, heard):
    """After the delay, as often and in the order that the switches say; people answer where they may."""
    people = [Contact(f"+3363998{place:04d}") for place in range(1, 101)]
    octopush.account.add(people, list_name="Hundred")
    octopush.switches.turn(callbacks_by_themselves=True, callback_times=2, callback_order="shuffled")
    ticket = await api.ready(list_name="Hundred", with_replies=True, recipient_tracking=True)
    await api.send(ticket)
    assert heard[0] == []
    octopush.clock.move(timedelta(seconds=2))
    told = {"/deliveries": 400, "/blacklisted_numbers": 2, "/inbounds": 6, "/visits": 18}
    for _ in range(1000):
        if Counter(path for path, _ in heard[0]) == told:
            break
        await asyncio.sleep(0.01)
    reports = [(body["number"], body["status"]) for path, body in heard[0] if path == "/deliveries"]
    ended = Counter(status for number, status in set(reports))
    assert ended == {"ACK": 100, "DELIVERED": 97, "NOT_DELIVERED": 1, "BAD_DESTINATION": 1}
    assert reports != sorted(reports, key=lambda one: one[0])
    assert octopush.account.opted_out == {people[0].phone_number}


async def test_the_address_outlives_a_new_start(octopush):
    """Whoever empties the local Octopush on its page still sees what comes afterwards."""
    octopush.call_back("http://127.0.0.1:1/octopush/secret")
    octopush.reset()
    addresses = octopush.account.parameters["callbacks"]
    assert addresses["callback_url_for_visits"] == "http://127.0.0.1:1/octopush/secret/visits"
    octopush.call_back(None)
    assert not any(octopush.account.parameters["callbacks"].values())


async def test_it_can_be_told_late_and_all_well(octopush, api, heard):
    """Nothing before the delay is over; then every number is delivered, and nobody does anything."""
    octopush.switches.turn(callbacks_by_themselves=True, callback_delay=30.0, callback_endings="delivered")
    ticket = await api.ready()
    await api.send(ticket)
    octopush.clock.move(timedelta(seconds=10))
    await asyncio.sleep(0.2)
    assert heard[0] == []
    octopush.clock.move(timedelta(seconds=30))
    for _ in range(1000):
        if len(heard[0]) == 8:
            break
        await asyncio.sleep(0.01)
    assert Counter(body["status"] for _, body in heard[0]) == {"ACK": 4, "DELIVERED": 4}
