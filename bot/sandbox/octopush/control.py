"""Routes by which a page, a person or another process turns the local Octopush's switches and looks into its books.

Any web page a browser shows can reach loopback, so both the host asked and the page asking must be on this machine.
They stand beside the vendor's services, under /_control/, and must never be mistaken for any of them.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.octopush import routes
from bot.sandbox.octopush.faults import Fault, Kind
from bot.sandbox.octopush.loopback import is_on_loopback
from bot.sandbox.octopush.switches import Switches

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from bot.sandbox.octopush.campaigns import Campaign
    from bot.sandbox.octopush.server import LocalOctopush

FAULTS = TypeAdapter(list[Fault])


def paths(octopush: LocalOctopush) -> list[Route]:
    """Give the control routes: state, switches, faults, reports, people who join a list, and reset."""

    async def state(_: Request) -> Response:
        # Not JSONResponse: what was received may hold halves of characters, which only ASCII can carry.
        return Response(json.dumps(snapshot(octopush)), media_type="application/json")

    async def choices(_: Request) -> Response:
        schema = Switches.model_json_schema()
        services = sorted({service for _, service in routes.SERVICES})
        return JSONResponse({"switches": schema, "kinds": list(Kind), "services": services})

    async def switches(request: Request) -> Response:
        values = await request.json()
        if not isinstance(values, dict):
            raise TypeError("Switches are named in a JSON object.")
        octopush.switches.turn(**values)
        return JSONResponse(octopush.switches.model_dump(mode="json"))

    async def faults(request: Request) -> Response:
        octopush.switches.faults = FAULTS.validate_python(await request.json())
        return JSONResponse(to_jsonable_python(octopush.switches.faults))

    async def reports(request: Request) -> Response:
        asked = await request.json()
        return JSONResponse({"taken": await octopush.deliver_reports(asked.pop("ticket"), **asked)})

    async def people(request: Request) -> Response:
        asked = await request.json()
        now = octopush.account.join(str(asked["list_name"]), int(asked["more"]))
        return JSONResponse({"people": now})

    async def reset(_: Request) -> Response:
        octopush.reset()
        return Response(status_code=204)

    return [
        Route("/_control/state", _guarded(state), methods=["GET"]),
        Route("/_control/choices", _guarded(choices), methods=["GET"]),
        Route("/_control/switches", _guarded(switches), methods=["POST"]),
        Route("/_control/faults", _guarded(faults), methods=["POST"]),
        Route("/_control/reports", _guarded(reports), methods=["POST"]),
        Route("/_control/people", _guarded(people), methods=["POST"]),
        Route("/_control/reset", _guarded(reset), methods=["POST"]),
    ]


def snapshot(octopush: LocalOctopush) -> dict[str, Any]:
    """Show all that the local Octopush holds, as JSON; people only as counts."""
    account = octopush.account
    shown = {
        "now": octopush.clock(),
        "account": {
            "login": octopush.login,
            "balance": account.balance,
            "prices": account.prices,
            "contacts": len(account.contacts),
            "lists": {name: len(numbers) for name, numbers in account.lists.items()},
            "tags": {name: len(numbers) for name, numbers in account.tags.items()},
            "opted_out": len(account.opted_out),
            "parameters": account.parameters,
        },
        "campaigns": [_campaign(campaign) for campaign in octopush.campaigns.values()],
        "sendings": [asdict(sending) for sending in octopush.sendings],
        "switches": octopush.switches.model_dump(mode="json"),
        "exchanges": [asdict(exchange) for exchange in octopush.exchanges],
    }
    plain: dict[str, Any] = to_jsonable_python(shown)
    return plain


def _campaign(campaign: Campaign) -> dict[str, Any]:
    names = [name for name in campaign.__slots__ if name != "people"]
    return {name: getattr(campaign, name) for name in (*names, "send_at")}


def _guarded(handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """Let only this machine's own pages and tools through, and say what was wrong with what they sent."""

    async def guarded(request: Request) -> Response:
        origin = request.headers.get("origin")
        asked = f"//{request.headers.get('host', '')}"
        if not is_on_loopback(asked) or (origin is not None and not is_on_loopback(origin)):
            return JSONResponse({"error": "The controls are for this machine only."}, 403)
        try:
            return await handler(request)
        except ValidationError as exc:
            problems = [{"where": ".".join(map(str, one["loc"])), "what": one["msg"]} for one in exc.errors()]
            return JSONResponse({"error": "That is not understood.", "problems": problems}, 400)
        except (ValueError, TypeError, LookupError) as exc:
            return JSONResponse({"error": str(exc)}, 400)

    return guarded
