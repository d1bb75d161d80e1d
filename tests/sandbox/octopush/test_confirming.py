"""Status, sending, cancelling and the draft: the states of a prepared campaign, and what each switch changes."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.sandbox.octopush import Contact, State

pytestmark = pytest.mark.asyncio(loop_scope="session")
EVENING = "2026-11-24T21:30:00+01:00"


@pytest.mark.parametrize("service", ["status", "send", "cancel", "cancel anything"])
@pytest.mark.parametrize("ticket", ["sms_0000000000000", "", None, 12])
async def test_an_unknown_ticket_is_refused_with_131(octopush, api, service, ticket):
    """Whatever is asked of it, and by switch with 404."""
    calls = {
        "status": lambda: api.status(ticket),
        "send": lambda: api.send(ticket),
        "cancel": lambda: api.cancel(ticket),
        "cancel anything": lambda: api.cancel(ticket, ""),
    }
    answer = await calls[service]()
    assert (answer.status_code, answer.json()["code"]) == (400, 131)
    octopush.switches.unknown_ticket_status = 404
    assert (await calls[service]()).status_code == 404


async def test_status_while_computing_can_be_refused(octopush, api):
    """400 as long as it is not ready, with a code of one's choice, is the other reading of the same page."""
    octopush.switches.turn(computing_answer="refused", not_ready_code=160, polls_until_ready=2)
    ticket = (await api.create()).json()["ticket_number"]
    for _ in range(2):
        answer = await api.status(ticket)
        assert (answer.status_code, answer.json()["code"]) == (400, 160)
    assert (await api.send(ticket)).status_code == 200


@pytest.mark.parametrize("polls", [0, 1, 3])
async def test_a_campaign_is_ready_after_as_many_polls_as_the_switch_says(octopush, api, polls):
    """Status says that it is computing that many times, then that it is ready."""
    octopush.switches.polls_until_ready = polls
    ticket = (await api.create()).json()["ticket_number"]
    said = [(await api.status(ticket)).json()["status"] for _ in range(polls + 2)]
    assert said == ["under_computation"] * polls + ["ready_to_be_sent"] * 2


async def test_ready_can_be_misspelt(octopush, api):
    """The vendor's sample spells it otherwise than its list."""
    octopush.switches.ready_spelling = "ready_to_be_send"
    assert (await api.status(await api.ready())).json()["status"] == "ready_to_be_send"


async def test_a_second_send_is_refused(octopush, api):
    """132, and there is one sending."""
    ticket = await api.ready()
    assert (await api.send(ticket)).status_code == 200
    again = await api.send(ticket)
    assert (again.status_code, again.json()["code"]) == (400, 132)
    assert len(octopush.sendings) == len(octopush.campaigns[ticket].sendings) == 1


@pytest.mark.parametrize(("switch", "sendings"), [("repeated", 1), ("sent_again", 2)])
async def test_a_second_send_can_be_answered_as_the_first(octopush, api, switch, sendings):
    """By switch without harm, or with all of it: a second sending, paid a second time."""
    octopush.switches.second_send = switch
    ticket = await api.ready(send_at="2026-11-24T18:00:00+01:00")
    first, second = await api.send(ticket), await api.send(ticket)
    assert first.json() == second.json()
    assert second.status_code == 200
    assert len(octopush.sendings) == len(octopush.campaigns[ticket].sendings) == sendings
    assert octopush.account.balance == Decimal("10.00") - sendings * Decimal("0.196")


@pytest.mark.parametrize(
    ("switch", "on_list", "on_tag", "direct"),
    [("header", 200, 200, 400), ("curl", 404, 404, 200), ("both", 200, 200, 200)],
)
async def test_where_a_ticket_is_confirmed(octopush, api, switch, on_list, on_tag, direct):
    """The pages' headers and their curl disagree; a bare ticket is else a direct sending without a text."""
    octopush.switches.confirm_url = switch
    for service, status in (("on-list", on_list), ("on-tag", on_tag), ("", direct)):
        assert (await api.send(await api.ready(), service)).status_code == status


async def test_a_label_can_be_minded_when_sending(octopush, api):
    """By switch a list's ticket is unknown to on-tag/send, and a tag's to on-list/send."""
    octopush.switches.send_by_label = True
    by_list, by_tag = await api.ready(), await api.ready(service="tag")
    assert (await api.send(by_list, "on-tag")).json()["code"] == 131
    assert (await api.send(by_tag, "on-list")).json()["code"] == 131
    assert (await api.send(by_tag, "on-tag")).status_code == 200
    assert (await api.send(by_list, "on-list")).status_code == 200


async def test_missing_credit_shows_at_the_sending(octopush, api):
    """104, nothing is sent, and it can be sent once there is credit."""
    octopush.account.balance = Decimal("0.10")
    ticket = await api.ready()
    answer = await api.send(ticket)
    assert (answer.status_code, answer.json()["code"]) == (400, 104)
    assert octopush.sendings == []
    assert octopush.account.balance == Decimal("0.10")
    octopush.account.balance = Decimal("1.00")
    assert (await api.send(ticket)).status_code == 200


async def test_missing_credit_can_show_earlier(octopush, api):
    """By switch preparing is refused, or the computation fails."""
    octopush.account.balance = Decimal("0.10")
    octopush.switches.short_credit = "create"
    assert (await api.create()).json()["code"] == 104
    octopush.switches.short_credit = "status"
    assert (await api.status(await api.ready())).json()["status"] == "failed"


async def test_credit_can_be_charged_when_preparing(octopush, api):
    """By switch: then sending takes no more, and cancelling gives it back."""
    octopush.switches.credit_charged = "prepare"
    ticket = await api.ready()
    assert octopush.account.balance == Decimal("9.804")
    await api.cancel(ticket)
    assert octopush.account.balance == Decimal("10.00")
    await api.send(await api.ready())
    assert octopush.account.balance == Decimal("9.804")


@pytest.mark.parametrize(
    ("send_at", "purpose", "leaves"),
    [
        ("2026-11-24T18:00:00+01:00", "wholesale", "2026-11-24T18:00:00+01:00"),
        (EVENING, "wholesale", "2026-11-25T08:00:00+01:00"),
        (EVENING, "alert", EVENING),
        ("2026-11-25T05:00:00+00:00", "wholesale", "2026-11-25T07:00:00+00:00"),
        ("2026-11-28T20:00:00+01:00", "wholesale", "2026-11-30T08:00:00+01:00"),
        ("2026-11-29T07:00:00+01:00", "wholesale", "2026-11-30T08:00:00+01:00"),
    ],
)
async def test_marketing_can_be_moved_to_the_next_hour_that_is_allowed(
    octopush, api, send_at, purpose, leaves
):
    """By switch the answer names another moment than the one asked for; Sundays are closed."""
    octopush.switches.hours = "delayed"
    ticket = await api.ready(send_at=send_at, purpose=purpose)
    assert (await api.send(ticket)).json() == {"sending_date": leaves}
    assert octopush.sendings[0].leaves_at == datetime.fromisoformat(leaves)


async def test_marketing_can_be_refused_outside_hours_of_ones_own(octopush, api):
    """By switch: refused with 500, free of charge."""
    octopush.switches.turn(hours="refused", opens="09:00", closes="18:00")
    ticket = await api.ready(send_at="2026-11-24T18:30:00+01:00")
    assert (await api.send(ticket)).json()["code"] == 500
    assert octopush.sendings == []


@pytest.mark.parametrize("send_at", ["2026-11-24T09:00:00+01:00", "tomorrow", None])
async def test_a_moment_that_is_over_or_unreadable_is_now(octopush, api, send_at):
    """The vendor ignores what it cannot read and sends all the same."""
    ticket = await api.ready(send_at=send_at)
    assert (await api.send(ticket)).status_code == 200
    assert octopush.campaigns[ticket].state is State.SENT
    assert octopush.sendings[0].leaves_at == octopush.sendings[0].at


@pytest.mark.parametrize(
    ("switch", "status", "code"), [("refused", 400, 132), ("unknown", 400, 131), ("kept", 200, None)]
)
async def test_status_after_the_sending(octopush, api, switch, status, code):
    """It is "useful only" before, and may be anything after."""
    octopush.switches.status_after_send = switch
    ticket = await api.ready()
    await api.send(ticket)
    answer = await api.status(ticket)
    assert (answer.status_code, answer.json().get("code")) == (status, code)


async def test_a_cancelled_campaign_is_gone(octopush, api):
    """204 without a body, then unknown to all; by switch a second cancel is 204 as well."""
    ticket = await api.ready()
    assert (await api.cancel(ticket)).status_code == 204
    assert octopush.campaigns[ticket].state is State.CANCELLED
    assert octopush.campaigns[ticket].cancelled_at is not None
    for answer in (await api.status(ticket), await api.send(ticket), await api.cancel(ticket)):
        assert answer.json()["code"] == 131
    octopush.switches.second_cancel = "done"
    assert (await api.cancel(ticket)).status_code == 204
    assert (await api.cancel(ticket, "")).status_code == 204
    assert octopush.sendings == []


async def test_a_confirmed_campaign_cannot_be_cancelled_unless_the_switch_says_so(octopush, api):
    """132; by switch it can until it leaves, is paid back, and was no sending."""
    ticket = await api.ready(send_at="2026-11-24T18:00:00+01:00")
    await api.send(ticket)
    assert (await api.cancel(ticket)).json()["code"] == 132
    octopush.switches.cancel_after_send = "done"
    assert (await api.cancel(ticket)).status_code == 204
    assert (octopush.sendings, octopush.account.balance) == ([], Decimal("10.00"))
    ticket = await api.ready()
    await api.send(ticket)
    assert (await api.cancel(ticket)).json()["code"] == 132


async def test_the_limits_of_cancelling(octopush, api):
    """Fewer than 3 recipients and more than 10 minutes ahead, at sms-campaign/cancel, and by switch at on-list."""
    many, few = await api.ready(), await api.ready(service="tag")
    close = await api.ready(service="tag", send_at="2026-11-24T11:10:00+01:00")
    for ticket in (many, close):
        assert (await api.cancel(ticket, "")).json()["code"] == 156
    assert (await api.cancel(few, "")).status_code == 204
    octopush.switches.cancel_limits_on_list = True
    assert (await api.cancel(many)).json()["code"] == 156
    octopush.switches.cancel_limits_on_list = False
    assert (await api.cancel(many)).status_code == 204


async def test_the_draft_is_the_campaign_that_waits(octopush, api):
    """Its success holds `code: 0`; without one, and by switch always, there is none."""
    assert (await api.call("GET", "sms-campaign/draft")).json()["code"] == 131
    ticket = await api.ready()
    assert (await api.call("GET", "sms-campaign/draft")).json() == {
        "ticket_number": ticket,
        "number_of_contacts": 4,
        "number_of_sms_needed": 4,
        "residual_credit": 10.0,
        "total_cost": 0.196,
        "status": "validated",
        "message": "",
        "code": 0,
    }
    octopush.switches.draft_shows_prepared = False
    assert (await api.call("GET", "sms-campaign/draft")).status_code == 400
    octopush.switches.draft_shows_prepared = True
    await api.send(ticket)
    assert (await api.call("GET", "sms-campaign/draft")).status_code == 400


async def test_a_campaign_nobody_confirms_can_be_forgotten(octopush, api):
    """By switch, after so many seconds; a confirmed one never is."""
    octopush.switches.prepared_life = 3600
    waiting, sent = await api.ready(), await api.ready(send_at="2026-11-25T10:00:00+01:00")
    await api.send(sent)
    octopush.clock.move(timedelta(hours=1))
    assert (await api.send(waiting)).json()["code"] == 131
    assert octopush.campaigns[waiting].state is State.FORGOTTEN
    assert octopush.campaigns[sent].state is State.SCHEDULED


@pytest.mark.parametrize(("again", "contacts"), [(False, 4), (True, 5)])
async def test_a_list_that_changes_can_move_the_figures(octopush, api, again, contacts):
    """By switch people are counted anew; by default those of the preparation stay."""
    octopush.switches.counts_again = again
    ticket = await api.ready()
    octopush.account.add([Contact("+33639980005")], list_name="Shop")
    assert (await api.status(ticket)).json()["number_of_contacts"] == contacts
    await api.send(ticket)
    assert octopush.sendings[0].number_of_contacts == contacts
    ticket = await api.ready()
    del octopush.account.lists["Shop"]
    assert (await api.status(ticket)).json()["number_of_contacts"] == (0 if again else 5)
    assert octopush.sendings[0].at.tzinfo is UTC
