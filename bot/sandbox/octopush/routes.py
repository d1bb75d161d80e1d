"""The services by path, as in the vendor's documentation: keys first, then JSON, then the work, then the answer.

Anything else under the root is 404 in JSON. A service must never answer with what another one of the account may not
see; here that means the keys are checked before the path's ticket is looked at.
"""

from __future__ import annotations

import base64
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Route as Path

from bot.sandbox.octopush import account_services, confirming, preparing
from bot.sandbox.octopush.answers import Answer, RefusedError, refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.datastructures import Headers
    from starlette.requests import Request

    from bot.sandbox.octopush.campaigns import Books

PREFIX = "/v1/public/"


@dataclass(frozen=True, slots=True)
class Call:
    """What a service is asked."""

    body: dict[str, Any]
    query: Mapping[str, str]

    @property
    def ticket(self) -> str | None:
        """The ticket in the body, whatever it is."""
        ticket = self.body.get("ticket_number")
        return ticket if isinstance(ticket, str) else None


def paths(books: Books) -> list[Path]:
    """Give every service its path."""
    return [
        Path(PREFIX + path, _endpoint(books, service), methods=[method])
        for (method, path), service in SERVICES.items()
    ]


async def not_served(_: Request, exc: Exception) -> Response:
    """Answer in the vendor's shape where no service is; an exception handler for Starlette."""
    status = exc.status_code if isinstance(exc, HTTPException) else 500
    return _response(refusal(status, status))


def _endpoint(
    books: Books, service: Callable[[Books, Call], Answer]
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        raw = await request.body()
        try:
            _check_keys(request.headers, books)
            body = {} if request.method == "GET" else _read(raw)
            return _response(service(books, Call(body, request.query_params)))
        except RefusedError as refused:
            return _response(refusal(refused.code, refused.status))

    return endpoint


def _check_keys(headers: Headers, books: Books) -> None:
    """Check the login and the key, in their own headers or as Basic authentication; refuses with 401."""
    login, key = headers.get("api-login", ""), headers.get("api-key", "")
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            login, _, key = base64.b64decode(encoded, validate=True).decode().partition(":")
        except ValueError:
            key = ""
    known = hmac.compare_digest(login.encode(), books.login.encode())
    if not (known and hmac.compare_digest(key.encode(), books.key.encode())):
        raise RefusedError(books.switches.wrong_keys_code, status=401)


def _read(raw: bytes) -> dict[str, Any]:
    """Read a JSON object; refuses anything else with 100."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as exc:
        raise RefusedError(100) from exc
    if not isinstance(body, dict):
        raise RefusedError(100)
    return body


def _response(answer: Answer) -> Response:
    if answer.body is None:
        return Response(status_code=answer.status)
    return JSONResponse(answer.body, answer.status)


def _create_on_list(books: Books, call: Call) -> Answer:
    ticket = preparing.prepare(books, call.body, route="list")
    return Answer(books.switches.create_status, {"ticket_number": ticket})


def _create_on_tag(books: Books, call: Call) -> Answer:
    ticket = preparing.prepare(books, call.body, route="tag")
    return Answer(books.switches.create_status, {"ticket_number": ticket})


def _status(books: Books, call: Call) -> Answer:
    return Answer(200, confirming.status(books, call.query.get("ticket_number")))


def _send_on_list(books: Books, call: Call) -> Answer:
    if books.switches.confirm_url == "curl":
        raise RefusedError(404, status=404)
    return Answer(200, confirming.send(books, call.ticket, label="list"))


def _send_on_tag(books: Books, call: Call) -> Answer:
    if books.switches.confirm_url == "curl":
        raise RefusedError(404, status=404)
    return Answer(200, confirming.send(books, call.ticket, label="tag"))


def _send_direct(books: Books, call: Call) -> Answer:
    if books.switches.confirm_url != "header" and "recipients" not in call.body and call.ticket:
        return Answer(200, confirming.send(books, call.ticket, label="direct"))
    campaign = preparing.direct(books, call.body)
    body = {
        "sms_ticket": campaign.ticket,
        "number_of_contacts": campaign.number_of_contacts,
        "total_cost": float(campaign.cost),
    }
    if books.switches.direct_answer == "full":
        body |= {
            "number_of_sms_needed": campaign.sms_count,
            "residual_credit": float(books.account.balance),
        }
    return Answer(201, body)


def _cancel_prepared(books: Books, call: Call) -> Answer:
    confirming.cancel_prepared(books, call.ticket)
    return Answer(204)


def _cancel(books: Books, call: Call) -> Answer:
    confirming.cancel(books, call.ticket)
    return Answer(204)


def _draft(books: Books, _: Call) -> Answer:
    return Answer(200, confirming.draft(books))


def _balance(books: Books, call: Call) -> Answer:
    return account_services.balance(books, call.query)


def _parameters(books: Books, _: Call) -> Answer:
    return Answer(200, account_services.parameters(books))


def _edit_parameters(books: Books, call: Call) -> Answer:
    return Answer(200, account_services.edit_parameters(books, call.body))


SERVICES: dict[tuple[str, str], Callable[[Books, Call], Answer]] = {
    ("POST", "sms-campaign-on-list/create"): _create_on_list,
    ("POST", "sms-campaign-on-tag/create"): _create_on_tag,
    ("GET", "sms-campaign-on-list/status"): _status,
    ("POST", "sms-campaign-on-list/send"): _send_on_list,
    ("POST", "sms-campaign-on-tag/send"): _send_on_tag,
    ("DELETE", "sms-campaign-on-list/cancel"): _cancel_prepared,
    ("GET", "sms-campaign/draft"): _draft,
    ("POST", "sms-campaign/send"): _send_direct,
    ("DELETE", "sms-campaign/cancel"): _cancel,
    ("GET", "wallet/check-balance"): _balance,
    ("GET", "user/campaign-parameters"): _parameters,
    ("PATCH", "user/campaign-parameters/edit"): _edit_parameters,
}
