from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from bot.domain.brief import Brief
from bot.errors import Busy, Refused, Unsure
from bot.services.gateway import ComputationFailed, Computing, Draft, Octopush, Ready, Simulated

pytestmark = pytest.mark.asyncio(loop_scope="module")

BRIEF = Brief(text="Bonjour {first_name}. STOP au XXXXX", list_name="VIP customers")
TICKET = "sms_624b06226b091819434905"
DIRECT = {
    "sms_ticket": "sms_5fec89fe97109",
    "number_of_contacts": 1,
    "total_cost": 0.0333,
    "number_of_sms_needed": 1,
    "residual_credit": 99.5,
}
DRAFT = {
    "ticket_number": "sms_5f6c4ba715694",
    "number_of_contacts": 1,
    "number_of_sms_needed": 1,
    "residual_credit": 110.66,
    "total_cost": 0.081,
    "status": "validated",
    "message": "",
    "code": 0,
}
READY = {"number_of_contacts": 20, "cost": 2.58, "status": "ready_to_be_send"}


async def test_the_client_is_the_port(client):
    """The client has every method of the port, with its types."""
    port: Octopush = client
    assert port is client


@pytest.mark.parametrize("status", [200, 201, 202])
@pytest.mark.parametrize(
    "said",
    [
        {"ticket_number": "sms_5fec89fe97109"},
        {"ticket_number": "sms_5fec89fe97109", "code": 0, "message": ""},
        {"ticket_number": "sms_5fec89fe97109", "code": "000"},
        {"ticket_number": " sms_5fec89fe97109\n", "unheard_of": {"deep": [1]}},
        DIRECT,
        b'\xef\xbb\xbf{"ticket_number": "sms_5fec89fe97109"}',
        b'{"ticket_number": "sms_5fec89fe97109", "message": "pr\xeat"}',
    ],
)
async def test_prepare_reads_the_ticket(client, octopush, status, said):
    """Any 2xx with a ticket under either of its names is a prepared campaign, whatever else is said."""
    octopush.says(status, said)
    assert await client.prepare(BRIEF, request_id="214-1-1") == "sms_5fec89fe97109"


@pytest.mark.parametrize(
    "said",
    [b"", b"[]", b"null", {}, {"ticket_number": None}, {"ticket_number": ""}, {"ticket_number": "a b"}],
)
async def test_a_success_without_a_ticket_is_unsure(client, octopush, said):
    """A campaign was prepared whose ticket is not known; nobody may take that for a refusal."""
    octopush.says(201, said)
    with pytest.raises(Unsure) as caught:
        await client.prepare(BRIEF, request_id="214-1-1")
    assert caught.value.code == 0  # No code of Octopush's, and a status that says success is none either.


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (DIRECT, Simulated("sms_5fec89fe97109", 1, Decimal("0.0333"))),
        ({"ticket_number": TICKET}, Simulated(TICKET)),
        (
            {"ticket_number": TICKET, "number_of_contacts": "1204", "cost": "58.99"},
            Simulated(TICKET, 1204, Decimal("58.99")),
        ),
        ({"number_of_contacts": "many", "cost": -1}, Simulated(None)),
        ({"number_of_contacts": True, "cost": "NaN"}, Simulated(None)),
        (b"", Simulated(None)),
    ],
)
async def test_simulate_reads_what_it_is_told(client, octopush, said, read):
    """Unknown is None, never 0, and money is exact."""
    octopush.says(200, said)
    assert await client.simulate(BRIEF, request_id="214-s1") == read


@pytest.mark.parametrize(
    ("status", "said", "read"),
    [
        (200, READY, Ready(20, Decimal("2.58"))),
        (201, {**READY, "status": "ready_to_be_sent"}, Ready(20, Decimal("2.58"))),
        (200, {**READY, "status": "validated"}, Ready(20, Decimal("2.58"))),
        (200, {**READY, "status": " Ready_to_be_sent "}, Ready(20, Decimal("2.58"))),
        (
            200,
            {"number_of_contacts": "1204", "total_cost": "58.990", "status": "ready_to_be_sent"},
            Ready(1204, Decimal("58.99")),
        ),
        (200, {"number_of_contacts": 0, "cost": 0, "status": "ready_to_be_sent"}, Ready(0, Decimal(0))),
        (200, {"status": "under_computation"}, Computing()),
        (200, {"status": "under_computation", "number_of_contacts": 0, "cost": 0}, Computing()),
        (200, {"status": "failed"}, ComputationFailed()),
        (400, b"", Computing()),
        (400, b"Campaign not ready", Computing()),
        (400, {"message": "not ready"}, Computing()),
        (400, {"code": 400, "message": "not ready"}, Computing()),
        (400, {"code": 9999, "message": "not ready"}, Computing()),
        (400, {"code": 127}, Computing()),
        (400, {"code": "129"}, Computing()),
        (400, {"code": 130, **READY}, Computing()),
        (400, READY, Computing()),
        (200, {"code": 127}, Computing()),
    ],
)
async def test_status_reads_every_documented_answer(client, octopush, status, said, read):
    """Both spellings of "ready" are ready; 200 `under_computation` and 400 are both "not yet"."""
    octopush.says(status, said)
    assert await client.status(TICKET) == read


@pytest.mark.parametrize(
    "said",
    [
        {"status": "ready_to_be_sent", "cost": 2.58},
        {"status": "ready_to_be_sent", "number_of_contacts": 20},
        {"status": "ready_to_be_sent", "number_of_contacts": 20, "cost": "2,58"},
        {"status": "on_the_moon", "number_of_contacts": 20, "cost": 2.58},
        {"number_of_contacts": 20, "cost": 2.58},
    ],
)
async def test_ready_is_never_guessed(client, octopush, said):
    """Without a count, a price or a known status nothing is ready; it is asked again."""
    octopush.says(200, said)
    with pytest.raises(Busy):
        await client.status(TICKET)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("2021-06-01T12:00:00+03:00", datetime(2021, 6, 1, 12, tzinfo=timezone(timedelta(hours=3)))),
        ("2021-06-01T12:00:00Z", datetime(2021, 6, 1, 12, tzinfo=UTC)),
        ("2021-01-01 00:01:00", datetime(2020, 12, 31, 23, 1, tzinfo=UTC)),
        ("2021-07-01 00:01:00", datetime(2021, 6, 30, 22, 1, tzinfo=UTC)),
        ("soon", None),
        ("2021-06-01", None),
        (1622541600, None),
        (None, None),
    ],
)
async def test_send_reads_the_sending_date(client, octopush, said, at):
    """A date without an offset is Central European time; one that cannot be read is None, and it was sent all the same."""
    octopush.says(200, {"sending_date": said})
    read = await client.send(BRIEF, TICKET)
    assert read == at
    assert read is None or read.tzinfo is not None


@pytest.mark.parametrize("status", [200, 201, 202, 204, 206])
@pytest.mark.parametrize(
    "said", [b"", b"[]", b"null", b"OK", b'{"sending_da', {}, {"code": 0}, ["x"], {"sending_date": ""}]
)
async def test_any_2xx_is_sent(client, octopush, status, said):
    """The status of a sending is its answer; the body only adds the date."""
    octopush.says(status, b"" if status == 204 else said)
    assert await client.send(BRIEF, TICKET) is None


@pytest.mark.parametrize(
    ("status", "said"), [(204, b""), (200, b""), (200, {"code": 0}), (400, {"code": 131})]
)
async def test_cancel_takes_gone_for_cancelled(client, octopush, status, said):
    """204 is the documented answer; a campaign that is not known any more is cancelled as well."""
    octopush.says(status, said)
    await client.cancel(TICKET)


@pytest.mark.parametrize(
    ("status", "said", "read"),
    [
        (200, DRAFT, Draft("sms_5f6c4ba715694", 1, Decimal("0.081"), None)),
        (
            200,
            {**DRAFT, "sending_date": "2026-11-24 18:00:00"},
            Draft("sms_5f6c4ba715694", 1, Decimal("0.081"), datetime(2026, 11, 24, 17, tzinfo=UTC)),
        ),
        (200, {"ticket_number": TICKET}, Draft(TICKET, None, None, None)),
        (200, {}, None),
        (200, b"", None),
        (204, b"", None),
        (404, {"message": "no draft"}, None),
        (400, {"code": 131}, None),
    ],
)
async def test_draft_reads_what_waits(client, octopush, status, said, read):
    """`code: 0` is a success; an account where nothing waits has no draft."""
    octopush.says(status, said)
    assert await client.draft() == read


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ({"amount": 12.54, "unit": "euros"}, "12.54"),
        ({"amount": "641.20", "unit": "Euro"}, "641.20"),
        ({"amount": 0}, "0"),
        (b'{"amount": 12345678901234567.89}', "12345678901234567.89"),
        ({"amount": -3.1, "unit": "euros"}, "-3.1"),
    ],
)
async def test_balance_reads_euros(client, octopush, said, read):
    """The credit is exact, and 0 or less is a credit like any other."""
    octopush.says(200, said)
    assert str(await client.balance()) == read


@pytest.mark.parametrize(
    "said", [{"amount": 204, "unit": "sms_premium"}, {"unit": "euros"}, {"amount": "NaN"}]
)
async def test_balance_takes_nothing_else_for_euros(client, octopush, said):
    """A number of SMS is no amount of money."""
    octopush.says(200, said)
    with pytest.raises(Busy):
        await client.balance()


@pytest.mark.parametrize(
    ("status", "said", "code"),
    [
        (401, {"code": 401, "message": "unauthorized"}, 401),
        (401, b"", 401),
        (403, {"code": 101}, 101),
        (400, {"code": 303, "message": "the list does not exist"}, 303),
        (400, {"code": "120"}, 120),
        (400, {"code": 7777}, 7777),
        (422, {"message": "The given data was invalid."}, 422),
        (200, {"code": 104, "message": "out of credit"}, 104),
    ],
)
async def test_errors_carry_octopushs_code_else_the_status(client, octopush, status, said, code):
    """Whoever shows the error finds its sentence by the code."""
    octopush.says(status, said)
    with pytest.raises(Refused) as caught:
        await client.prepare(BRIEF, request_id="214-1-1")
    assert caught.value.code == code


async def test_busy_tells_when_to_come_back(client, octopush):
    """What Octopush names in `Retry-After` reaches whoever tries again."""
    octopush.says(429, b"", {"retry-after": "7"})
    with pytest.raises(Busy) as caught:
        await client.balance()
    assert caught.value.retry_after == 7.0
