"""The local Octopush over real HTTP, and what the vendor's pages say of each answer's shape.

Every answer that passes through `api` is checked against its schema, so a test need not say so again.
"""

from datetime import UTC, datetime
from decimal import Decimal

import httpx
import jsonschema
import pytest
import pytest_asyncio

from bot.sandbox.clock import MovableClock
from bot.sandbox.octopush import Contact, LocalOctopush
from bot.sandbox.serving import serve

#: A Tuesday, 11:00 in Paris.
START = datetime(2026, 11, 24, 10, tzinfo=UTC)
STOP = " STOP au XXXXX"


def _object(**properties):
    return {
        "type": "object",
        "properties": properties,
        "required": [*properties],
        "additionalProperties": False,
    }


TEXT, WHOLE, MONEY = {"type": "string"}, {"type": "integer", "minimum": 0}, {"type": "number", "minimum": 0}
TICKET = {"type": "string", "pattern": "^(sms|vocal)_[0-9a-f]{13}$"}
OFFSET = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$"}
SAYS_NO = _object(code={"type": "integer", "minimum": 1}, message={"type": "string", "minLength": 1})
PACK = {
    "oneOf": [
        _object(**{key: TEXT}, credit=MONEY, expiration_date=OFFSET) for key in ("wallet_pack_id", "id")
    ]
}
PARAMETERS = _object(
    sms_campaign_alert_parameters={"type": "object"},
    campaign_parameters={"type": "object"},
    callbacks={"type": "object"},
)
DIRECT = {"sms_ticket": TICKET, "number_of_contacts": WHOLE, "total_cost": MONEY}
PREPARED = _object(ticket_number=TICKET)
SENT = _object(sending_date=OFFSET)

SCHEMAS = {
    ("POST", "sms-campaign-on-list/create"): PREPARED,
    ("POST", "sms-campaign-on-tag/create"): PREPARED,
    ("GET", "sms-campaign-on-list/status"): _object(
        number_of_contacts=WHOLE,
        cost=MONEY,
        status={"enum": ["under_computation", "ready_to_be_sent", "ready_to_be_send", "failed"]},
    ),
    ("POST", "sms-campaign-on-list/send"): SENT,
    ("POST", "sms-campaign-on-tag/send"): SENT,
    ("DELETE", "sms-campaign-on-list/cancel"): None,
    ("DELETE", "sms-campaign/cancel"): None,
    ("GET", "sms-campaign/draft"): _object(
        ticket_number=TICKET,
        number_of_contacts=WHOLE,
        number_of_sms_needed=WHOLE,
        residual_credit=MONEY,
        total_cost=MONEY,
        status={"enum": ["validated", "under_computation"]},
        message={"const": ""},
        code={"const": 0},
    ),
    ("POST", "sms-campaign/send"): {
        "oneOf": [
            _object(**DIRECT, number_of_sms_needed=WHOLE, residual_credit=MONEY),
            _object(**DIRECT),
            SENT,
        ]
    },
    ("GET", "wallet/check-balance"): {
        "oneOf": [
            _object(amount=MONEY, unit={"const": "euros"}),
            _object(amount=WHOLE, unit=TEXT, wallet_packs={"type": "array", "items": PACK}),
        ]
    },
    ("GET", "user/campaign-parameters"): PARAMETERS,
    ("PATCH", "user/campaign-parameters/edit"): PARAMETERS,
}


class Api:
    """Calls the services as the vendor's pages show it, and checks the shape of each answer."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def call(self, method, path, body=None, **query):
        """Call a service; an answer out of its documented shape fails the test."""
        answer = await self.client.request(method, path, json=body, params=query)
        schema = SCHEMAS[method, path] if answer.is_success else SAYS_NO
        if schema is None:
            assert (answer.status_code, answer.content) == (204, b"")
        else:
            jsonschema.validate(answer.json(), schema)
        return answer

    async def create(self, *, service="list", **fields):
        """Prepare a campaign on the shop's list unless told otherwise; None leaves a field out."""
        body = {"list_name": "Shop"} if service == "list" else {"tag_name": "vip"}
        body |= {"text": "Bonjour" + STOP, "type": "sms_premium", "purpose": "wholesale"} | fields
        body = {name: value for name, value in body.items() if value is not None}
        return await self.call("POST", f"sms-campaign-on-{service}/create", body)

    async def status(self, ticket):
        """Ask for a campaign's status."""
        return await self.call("GET", "sms-campaign-on-list/status", ticket_number=ticket)

    async def send(self, ticket, service="on-list"):
        """Confirm a campaign."""
        body = {"ticket_number": ticket}
        return await self.call("POST", f"sms-campaign{service and '-'}{service}/send", body)

    async def cancel(self, ticket, service="-on-list"):
        """Cancel a campaign."""
        return await self.call("DELETE", f"sms-campaign{service}/cancel", {"ticket_number": ticket})

    async def ready(self, **fields):
        """Prepare a campaign, see it ready, and give its ticket."""
        ticket = (await self.create(**fields)).json()["ticket_number"]
        while (await self.status(ticket)).json().get("status") == "under_computation":
            pass
        return ticket


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def served():
    """Serve one local Octopush for all tests."""
    local = LocalOctopush(clock=MovableClock())
    async with serve(local.app) as url:
        yield local, url


@pytest.fixture
def octopush(served):
    """Give the local Octopush, as new, with four people in a list and two of them under a tag."""
    local, _ = served
    local.reset()
    local.clock.set(START)
    people = [
        Contact("+33639980001", "Élodie", "Lefèvre", "rouge"),
        Contact("+33639980002", "Jean"),
        Contact("+33639980003", "Łukasz"),
        Contact("+33639980004", "Maximilien-Alexandre"),
    ]
    local.account.add(people, list_name="Shop")
    local.account.add(people[:2], tag_name="vip")
    local.account.add([Contact("+33639980002"), Contact("+33639980009")], tag_name="lyon")
    local.account.add([Contact("+32455000001", "Louise")], list_name="Brussels")
    local.account.add(list_name="Empty")
    local.account.balance = Decimal("10.00")
    return local


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def client():
    """Give one client that makes a fresh connection for each call, and trusts nothing around it."""
    fresh = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(limits=fresh, trust_env=False) as client:
        yield client


@pytest.fixture
def api(octopush, served, client):
    """Give a caller with the right address and keys."""
    client.base_url = f"{served[1]}/v1/public/"
    client.headers = {"api-login": octopush.login, "api-key": octopush.key}
    return Api(client)
