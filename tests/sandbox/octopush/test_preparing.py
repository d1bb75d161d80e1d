"""Preparing on a list or a tag: what is taken, what is refused with which code, and what each switch changes."""

from datetime import timedelta
from decimal import Decimal

import httpx
import pytest

from bot.sandbox.octopush import Fault, Kind, State

pytestmark = pytest.mark.asyncio(loop_scope="session")
LONG = "a" * 170


async def test_a_campaign_is_prepared_computed_sent_and_leaves_at_its_moment(octopush, api):
    """The whole way of a campaign, with one sending at its end and its cost taken once."""
    octopush.switches.seconds_until_ready = 5
    answer = await api.create(send_at="2026-11-24T18:00:00+01:00")
    ticket = answer.json()["ticket_number"]
    campaign = octopush.campaigns[ticket]
    assert (answer.status_code, campaign.state) == (201, State.COMPUTING)
    assert (await api.status(ticket)).json()["status"] == "under_computation"
    assert (await api.send(ticket)).json()["code"] == 127
    octopush.clock.move(timedelta(seconds=5))
    ready = {"number_of_contacts": 4, "cost": 0.196, "status": "ready_to_be_sent"}
    assert (await api.status(ticket)).json() == ready
    assert octopush.sendings == []
    assert octopush.account.balance == Decimal("10.00")

    assert (await api.send(ticket)).json() == {"sending_date": "2026-11-24T18:00:00+01:00"}
    assert octopush.campaigns[ticket].state is State.SCHEDULED
    assert octopush.account.balance == Decimal("9.804")
    octopush.clock.move(timedelta(hours=7))
    assert octopush.campaigns[ticket].state is State.SENT
    assert campaign.sent_at == campaign.send_at == octopush.sendings[0].leaves_at
    assert [(one.ticket, one.brief) for one in octopush.sendings] == [(ticket, campaign.brief)]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"text": None}, 107),
        ({"text": ""}, 107),
        ({"text": ["no", "text"]}, 107),
        ({"text": "a" * 1225}, 102),
        ({"list_name": None}, 116),
        ({"list_name": "Nobody made it"}, 303),
        ({"list_name": "shop"}, 303),
        ({"list_name": "Empty"}, 103),
        ({"list_name": None, "tag_name": "nobody"}, 103),
        ({"text": "Soldes"}, 121),
        ({"text": "Soldes stop au xxxxx"}, 121),
        ({"text": "Soldes STOP au XXXXX", "type": "sms_low_cost"}, 122),
        ({"text": LONG + " no PUB=STOP", "type": "sms_low_cost"}, 119),
    ],
)
async def test_what_cannot_be_a_campaign_is_refused_with_its_code(octopush, api, fields, code):
    """A refusal is 400 with the older interface's code, and leaves no campaign."""
    answer = await api.create(**fields)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert not octopush.campaigns


@pytest.mark.parametrize(
    ("fields", "contacts"),
    [
        ({"text": "Votre colis est là", "purpose": "alert"}, 4),
        ({"text": "Soldes", "list_name": "Brussels"}, 1),
        ({"text": "Soldes no PUB=STOP", "type": "sms_low_cost"}, 4),
        ({"text": "Soldes" + " STOP au XXXXX", "list_name": None, "tag_name": "lyon"}, 2),
        ({"service": "tag"}, 2),
        ({"service": "tag", "tag_name": None, "list_name": "Shop"}, 4),
        ({"service": "tag", "tag_name": "lyon", "list_name": "Shop"}, 2),
        ({"tag_name": "lyon"}, 4),
        ({"tag_name": "lyon", "segmentation": "filter"}, 1),
        ({"tag_name": "lyon", "segmentation": "group"}, 5),
    ],
)
async def test_who_a_campaign_goes_to(octopush, api, fields, contacts):
    """Each person counts once, whatever labels they bear; STOP is asked of marketing to France only."""
    ticket = await api.ready(**fields)
    assert (await api.status(ticket)).json()["number_of_contacts"] == contacts
    assert octopush.campaigns[ticket].route == fields.get("service", "list")


@pytest.mark.parametrize(
    ("switches", "fields", "status", "code"),
    [
        ({"create_status": 200}, {}, 200, None),
        ({"create_status": 202}, {}, 202, None),
        ({"ticket_prefix": "vocal_"}, {}, 201, None),
        ({"tag_on_list_create": False}, {"list_name": None, "tag_name": "vip"}, 400, 116),
        ({"missing_stop": "ignored"}, {"text": "Soldes"}, 201, None),
        ({"past_send_at": "refused"}, {"send_at": "2026-11-24T10:00:00+01:00"}, 400, 125),
        ({"past_send_at": "now"}, {"send_at": "2026-11-24T10:00:00+01:00"}, 201, None),
        ({"furthest_ahead": 3600}, {"send_at": "2026-11-24T13:00:00+01:00"}, 400, 125),
        ({"furthest_ahead": 3600}, {"send_at": "2026-11-24T11:30:00+01:00"}, 201, None),
        ({"short_credit": "create"}, {"text": "a" * 1200 + " STOP au XXXXX"}, 201, None),
    ],
)
async def test_a_switch_changes_what_preparing_answers(octopush, api, switches, fields, status, code):
    """Each doubtful point of preparing can be played both ways."""
    octopush.switches.turn(**switches)
    answer = await api.create(**fields)
    assert (answer.status_code, answer.json().get("code")) == (status, code)
    assert all(ticket.startswith(octopush.switches.ticket_prefix) for ticket in octopush.campaigns)


async def test_a_missing_stop_mention_can_be_appended_at_the_senders_cost(octopush, api):
    """150 characters become 164 and so two SMS, by switch."""
    octopush.switches.missing_stop = "appended"
    ticket = await api.ready(text="a" * 150)
    campaign = octopush.campaigns[ticket]
    assert campaign.brief.text == "a" * 150 + " STOP au XXXXX"
    assert campaign.request["text"] == "a" * 150
    assert campaign.sms_count == 8


@pytest.mark.parametrize(
    ("switch", "name", "ends"),
    [("unknown_list", "Nobody made it", 303), ("empty_list", "Empty", 103)],
)
async def test_a_bad_list_can_fail_while_it_is_computed(octopush, api, switch, name, ends):
    """By switch such a list is taken, ends as failed, and cannot be sent."""
    assert (await api.create(list_name=name)).json()["code"] == ends
    octopush.switches.turn(**{switch: "failed"})
    ticket = await api.ready(list_name=name)
    assert (await api.status(ticket)).json()["status"] == "failed"
    assert (await api.send(ticket)).status_code == 400
    assert octopush.campaigns[ticket].error


async def test_an_empty_list_can_be_ready_with_nobody(octopush, api):
    """By switch an empty list is computed as 0 people for 0 euros."""
    octopush.switches.empty_list = "zero"
    ticket = await api.ready(list_name="Empty")
    assert (await api.status(ticket)).json() == {
        "number_of_contacts": 0,
        "cost": 0,
        "status": "ready_to_be_sent",
    }


async def test_segmentation_can_be_ignored(octopush, api):
    """By switch the service's own label counts, whatever segmentation says."""
    octopush.switches.segmentation = "ignored"
    ticket = await api.ready(tag_name="lyon", segmentation="filter")
    assert (await api.status(ticket)).json()["number_of_contacts"] == 4


async def test_a_request_id_is_taken_once_in_24_hours(octopush, api):
    """The second of two is refused with 120 until a day is over, and makes no campaign."""
    assert (await api.create(request_id="campaign-1-1")).status_code == 201
    again = await api.create(request_id="campaign-1-1", text="Another" + " STOP au XXXXX")
    assert (again.status_code, again.json()["code"]) == (400, 120)
    assert (await api.create(request_id="campaign-1-2")).status_code == 201
    assert len(octopush.campaigns) == 2
    octopush.clock.move(timedelta(hours=24))
    assert (await api.create(request_id="campaign-1-1")).status_code == 201


async def test_a_lost_ticket_stays_lost_but_for_the_draft(octopush, api):
    """After a lost answer the same request id says 120 and no ticket; the draft shows what was prepared."""
    octopush.switches.faults = [Fault("*/create", Kind.LOST)]
    with pytest.raises(httpx.RemoteProtocolError):
        await api.create(request_id="campaign-1-1")
    assert (await api.create(request_id="campaign-1-1")).json()["code"] == 120
    draft = (await api.call("GET", "sms-campaign/draft")).json()
    assert [draft["ticket_number"]] == list(octopush.campaigns)


async def test_a_duplicate_can_be_answered_otherwise(octopush, api):
    """By switch a duplicate has another status and code, or repeats the first ticket."""
    first = (await api.create(request_id="one")).json()
    octopush.switches.turn(duplicate_status=422, duplicate_code=133)
    again = await api.create(request_id="one")
    assert (again.status_code, again.json()["code"]) == (422, 133)
    octopush.switches.duplicate_answer = "first_ticket"
    assert (await api.create(request_id="one")).json() == first
    assert len(octopush.campaigns) == 1


@pytest.mark.parametrize(
    ("switch", "fields"),
    [("failed_keeps_request_id", {"text": None}), ("simulation_keeps_request_id", {"simulation_mode": True})],
)
async def test_refused_and_simulated_requests_can_use_their_request_id_up(octopush, api, switch, fields):
    """By switch only: by default neither stands in the way of the real request."""
    await api.create(request_id="one", **fields)
    assert (await api.create(request_id="one")).status_code == 201
    octopush.switches.turn(**{switch: True})
    await api.create(request_id="two", **fields)
    assert (await api.create(request_id="two")).json()["code"] == 120


async def test_one_campaign_can_stand_in_the_way_of_the_next(octopush, api):
    """By switch a second campaign is refused: 127 while the first is computed, 126 while it waits."""
    octopush.switches.waiting_at_once = 1
    ticket = (await api.create()).json()["ticket_number"]
    assert (await api.create()).json()["code"] == 127
    await api.status(ticket)
    assert (await api.create()).json()["code"] == 126
    assert (await api.create(simulation_mode=True)).status_code == 201
    await api.cancel(ticket)
    ticket = await api.ready()
    await api.send(ticket)
    assert (await api.create()).status_code == 201


async def test_a_simulation_is_never_sent(octopush, api):
    """Its ticket is unknown to every other service, costs nothing and is no sending."""
    ticket = (await api.create(simulation_mode=True)).json()["ticket_number"]
    for answer in (await api.status(ticket), await api.send(ticket), await api.cancel(ticket)):
        assert (answer.status_code, answer.json()["code"]) == (400, 131)
    assert (await api.call("GET", "sms-campaign/draft")).json()["code"] == 131
    octopush.switches.simulated_ticket = "known"
    assert (await api.status(ticket)).json()["number_of_contacts"] == 4
    assert (await api.send(ticket)).json()["code"] == 131
    assert octopush.campaigns[ticket].simulated
    assert octopush.sendings == []
    assert octopush.account.balance == Decimal("10.00")


@pytest.mark.parametrize(
    ("checks", "fields", "status"),
    [
        ("text", {"text": None}, 400),
        ("text", {"list_name": "Nobody made it"}, 201),
        ("audience", {"list_name": "Nobody made it"}, 400),
        ("audience", {"text": "Soldes"}, 201),
        ("all", {"text": "Soldes"}, 400),
    ],
)
async def test_a_simulation_checks_as_much_as_the_switch_says(octopush, api, checks, fields, status):
    """The vendor's "minimal validations" can be little or all."""
    octopush.switches.simulation_checks = checks
    assert (await api.create(simulation_mode=True, **fields)).status_code == status


async def test_an_unheeded_simulation_prepares_in_earnest(octopush, api):
    """By switch, as one of two pages would have it, the ticket can really be sent."""
    octopush.switches.simulation = "ignored"
    ticket = await api.ready(simulation_mode=True)
    assert (await api.send(ticket)).status_code == 200
    assert len(octopush.sendings) == 1


async def test_a_computation_can_fail_or_be_slow(octopush, api):
    """Faults of a computation meet the next campaign only."""
    octopush.switches.faults = [Fault("sms-campaign-on-list/create", Kind.FAILED)]
    failed, fine = await api.ready(), await api.ready()
    assert (await api.status(failed)).json()["status"] == "failed"
    assert (await api.status(fine)).json()["status"] == "ready_to_be_sent"
    octopush.switches.faults = [Fault("*/create", Kind.SLOW, seconds=60)]
    slow = (await api.create()).json()["ticket_number"]
    for moved, said in ((0, "under_computation"), (59, "under_computation"), (60, "ready_to_be_sent")):
        octopush.clock.set(octopush.campaigns[slow].prepared_at + timedelta(seconds=moved))
        assert (await api.status(slow)).json()["status"] == said
    assert octopush.switches.faults == []
