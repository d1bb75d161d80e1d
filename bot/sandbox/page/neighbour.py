"""The way from the page to the local Octopush's controls, which listen on a port of their own.

A page may not ask another origin, and should not have to: the local Slack passes on what is asked, to the one address it
was given and to the control routes named here, never to the services the bot uses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
from starlette.responses import JSONResponse, Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

#: What may be asked, by method.
ASKED = {"GET": {"state", "choices"}, "POST": {"switches", "faults", "reports", "people", "reset"}}
#: How long the neighbour has to answer.
PATIENCE = aiohttp.ClientTimeout(total=5.0)


class Neighbour:
    """The local Octopush, at an address that may be given later; None where there is none."""

    def __init__(self, address: Callable[[], str | None]) -> None:
        self._address = address

    async def ask(self, request: Request) -> Response:
        """Pass one control request on and its answer back; 404 for anything else, 502 where nobody answers."""
        what, address = request.path_params["what"], self._address()
        if address is None or what not in ASKED.get(request.method, ()):
            return JSONResponse({"error": "There is no such thing at the local Octopush."}, 404)
        try:
            # A session each time: the page asks now and then, and nothing then has to be closed with the server.
            async with (
                aiohttp.ClientSession(timeout=PATIENCE) as session,
                session.request(
                    request.method,
                    f"{address}/_control/{what}",
                    data=await request.body(),
                    headers={"Content-Type": "application/json"},
                    allow_redirects=False,
                ) as answer,
            ):
                return Response(await answer.read(), answer.status, media_type="application/json")
        except (aiohttp.ClientError, TimeoutError):
            return JSONResponse({"error": "The local Octopush does not answer."}, 502)
