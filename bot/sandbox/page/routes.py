"""The page's files, and the three things it needs beside the control routes: the app, a line to watch, its neighbour.

The files are served under a policy that lets the page load from this server and nothing else, and that keeps other
pages from framing it.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.page.cast import parts
from bot.sandbox.page.neighbour import Neighbour
from bot.sandbox.slack import world

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from bot.sandbox.slack.server import LocalSlack

FILES = Path(__file__).parent / "static"

KINDS = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}

HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

#: Seconds after which a quiet line is looked at again.
LONGEST = 30.0


def routes(slack: LocalSlack) -> list[BaseRoute]:
    """Give the page's routes over a local Slack."""
    neighbour = Neighbour(lambda: slack.neighbour)

    async def app(_request: Request) -> Response:
        return JSONResponse(describe(slack))

    async def watch(socket: WebSocket) -> None:
        await _watch(slack, socket)

    return [
        Route("/", _index),
        Route("/page/{name}", _file),
        Route("/_control/app", app),
        Route("/_control/octopush/{what}", neighbour.ask, methods=["GET", "POST"]),
        WebSocketRoute("/_control/watch", watch),
    ]


def describe(slack: LocalSlack) -> dict[str, Any]:
    """Tell what Slack knows of the app from its manifest: its name, commands and shortcuts; and who is who here."""
    manifest = slack.manifest or {}
    features = manifest.get("features", {})
    return {
        "name": manifest.get("display_information", {}).get("name", "App"),
        "description": manifest.get("display_information", {}).get("description", ""),
        "user": world.BOT_USER,
        "team": {"id": world.TEAM, "name": slack.world.name},
        "commands": [
            {name: one.get(name, "") for name in ("command", "description", "usage_hint")}
            for one in features.get("slash_commands", [])
        ],
        "shortcuts": [
            {name: one.get(name, "") for name in ("name", "type", "callback_id", "description")}
            for one in features.get("shortcuts", [])
        ],
        "parts": parts(slack.world),
        "names": {one.name: one.id for one in slack.world.users.values() if not one.is_bot},
        "welcome": world.CAMPAIGNS,
        "octopush": slack.neighbour is not None,
    }


async def _index(_request: Request) -> Response:
    return _answer(FILES / "index.html")


async def _file(request: Request) -> Response:
    # A name from the path holds no slash, so what is served lies in this one folder.
    path = FILES / request.path_params["name"]
    if path.suffix not in KINDS or path.parent != FILES or not path.is_file():
        raise HTTPException(404)
    return _answer(path)


def _answer(path: Path) -> Response:
    return FileResponse(path, headers={**HEADERS, "Content-Type": KINDS[path.suffix]})


async def _watch(slack: LocalSlack, socket: WebSocket) -> None:
    """Tell the newest revision whenever there is one, until the page goes.

    A WebSocket, since a browser gives all windows of an address six connections of the other kind together.
    """
    await socket.accept()
    telling = asyncio.create_task(_tell(slack, socket))
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        return
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)


async def _tell(slack: LocalSlack, socket: WebSocket) -> None:
    seen = -1
    while True:
        newest = await slack.state.changes.newer_than(seen, LONGEST)
        if newest != seen:
            await socket.send_text(str(newest))
            seen = newest
