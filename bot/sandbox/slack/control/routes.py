"""The control routes themselves: read the JSON, act, answer; a wish that makes no sense is a 400 with a sentence."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.sandbox.slack import events
from bot.sandbox.slack.acting import asking
from bot.sandbox.slack.api.chat import post_due
from bot.sandbox.slack.control import changing, shown
from bot.sandbox.slack.control.acts import ACTS
from bot.sandbox.slack.refusals import Impossible

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from bot.sandbox.slack.state import State

Handler = Callable[["State", "Request"], Awaitable[Any]]

#: The longest a long poll waits, in seconds.
LONGEST = 30.0


def routes(state: State) -> list[Route]:
    """Give the control routes over a state."""
    return [
        Route(f"/_control{path}", _answering(state, handler), methods=[verb]) for verb, path, handler in TABLE
    ]


def _answering(state: State, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            found = await handler(state, request)
        except Impossible as no:
            return JSONResponse({"error": str(no)}, 400)
        except (KeyError, ValueError, TypeError) as bad:
            return JSONResponse({"error": f"The request makes no sense: {bad!r}"}, 400)
        return found if isinstance(found, Response) else JSONResponse(found)

    return answer


async def _act(state: State, request: Request) -> dict[str, Any]:
    user = asking.person(state, request.path_params["user"])
    act = ACTS.get(request.path_params["act"])
    if act is None:
        raise Impossible(f"Nobody can do that; people can: {', '.join(sorted(ACTS))}.")
    return await act(state, user, await _json(request))


async def _json(request: Request) -> dict[str, Any]:
    body = await request.json() if await request.body() else {}
    if not isinstance(body, dict):
        raise Impossible("The body is a JSON object.")
    return body


async def _view(state: State, request: Request) -> dict[str, Any] | None:
    return shown.view(state.views.top(request.path_params["user"]))


async def _stack(state: State, request: Request) -> list[dict[str, Any] | None]:
    return [shown.view(one) for one in state.views.stack(request.path_params["user"])]


async def _fields(state: State, request: Request) -> dict[str, Any]:
    view = state.views.top(request.path_params["user"])
    return {} if view is None else shown.held(view)


async def _home(state: State, request: Request) -> dict[str, Any] | None:
    return shown.view(state.views.home(request.path_params["user"]))


async def _channels(state: State, request: Request) -> list[dict[str, Any]]:
    user = asking.person(state, request.path_params["user"])
    return [shown.channel(one) for one in state.world.channels.values() if state.world.sees(user.id, one)]


async def _messages(state: State, request: Request) -> list[dict[str, Any]]:
    user = asking.person(state, request.path_params["user"])
    channel = asking.channel_of(state, user, request.query_params["channel"])
    ts = request.query_params.get("ts")
    return shown.thread(state, user, channel, ts) if ts else shown.messages(state, user, channel)


async def _directs(state: State, request: Request) -> list[dict[str, Any]]:
    user = asking.person(state, request.path_params["user"])
    return shown.messages(state, user, state.world.direct(user.id))


async def _state(state: State, request: Request) -> dict[str, Any]:
    return shown.snapshot(state, asking.person(state, request.query_params["user"]))


async def _changes(state: State, request: Request) -> dict[str, Any]:
    since, wait = int(request.query_params.get("since", -1)), float(request.query_params.get("timeout", 0))
    return {"revision": await state.changes.newer_than(since, min(wait, LONGEST))}


async def _stream(state: State, request: Request) -> Response:
    async def lines(seen: int) -> AsyncIterator[str]:
        while True:
            newest = await state.changes.newer_than(seen, LONGEST)
            yield f"data: {newest}\n\n" if newest > seen else ": still here\n\n"
            seen = newest

    since = int(request.query_params.get("since", -1))
    return StreamingResponse(
        lines(since), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


async def _exchanges(state: State, request: Request) -> list[dict[str, Any]]:
    return state.exchanges.after(int(request.query_params.get("after", 0)))


async def _switches(state: State, request: Request) -> dict[str, Any]:
    if request.method == "POST":
        state.switches.change(**await _json(request))
        state.changes.mark()
    return state.switches.as_dict()


async def _clock(state: State, request: Request) -> dict[str, Any]:
    if request.method == "POST":
        body = await _json(request)
        if "at" in body:
            at = datetime.fromisoformat(body["at"])
            if at.tzinfo is None:
                raise Impossible("`at` needs an offset, such as +01:00.")
            state.clock.set(at)
        else:
            state.clock.move(timedelta(seconds=float(body["seconds"])))
        await tick(state)
        state.changes.mark()
    return {"now": state.clock().isoformat()}


async def tick(state: State) -> None:
    """Do what the sandbox's clock has made due: scheduled messages, and events to be tried again."""
    post_due(state)
    await events.retry_due(state)


async def _event(state: State, request: Request) -> dict[str, Any]:
    body = await _json(request)
    if body["type"] == "url_verification":
        return {"ok": await events.challenge(state)}
    if body["type"] == "app_uninstalled":
        await changing.uninstall(state)
        return {"ok": True}
    answer = await events.send(state, body)
    return {"ok": answer is not None and answer.ok, "status": answer.status if answer else 0}


async def _retries(state: State, request: Request) -> dict[str, Any]:
    if request.method == "POST":
        await events.retry_due(state)
    return {"waiting": len(state.retries)}


async def _world(state: State, request: Request) -> dict[str, Any]:
    kind, id_, values = request.path_params["kind"], request.path_params["id"], await _json(request)
    tell = bool(values.pop("tell", False))
    if kind == "channels":
        await changing.change_channel(state, id_, values, tell=tell)
    elif kind == "users":
        changing.change_user(state, id_, values)
    elif kind == "groups":
        changing.change_group(state, id_, values)
    else:
        raise Impossible("There are users, groups and channels.")
    return {"ok": True}


async def _scopes(state: State, request: Request) -> dict[str, Any]:
    changing.change_scopes(state, (await _json(request))["scopes"])
    return {"ok": True}


async def _sockets(state: State, request: Request) -> dict[str, Any]:
    await state.sockets.disconnect((await _json(request))["reason"])
    return {"connected": state.sockets.connected}


async def _start_over(state: State, _request: Request) -> dict[str, Any]:
    state.start_over()
    return {"ok": True}


async def _settings(state: State, request: Request) -> dict[str, Any]:
    if request.method == "POST":
        state.courier.request_url = str((await _json(request))["request_url"])
    return {"request_url": state.courier.request_url, "connected": state.sockets.connected}


TABLE: list[tuple[str, str, Handler]] = [
    ("POST", "/people/{user}/{act}", _act),
    ("GET", "/people/{user}/view", _view),
    ("GET", "/people/{user}/stack", _stack),
    ("GET", "/people/{user}/fields", _fields),
    ("GET", "/people/{user}/home", _home),
    ("GET", "/people/{user}/channels", _channels),
    ("GET", "/people/{user}/messages", _messages),
    ("GET", "/people/{user}/directs", _directs),
    ("GET", "/state", _state),
    ("GET", "/changes", _changes),
    ("GET", "/stream", _stream),
    ("GET", "/exchanges", _exchanges),
    ("GET", "/switches", _switches),
    ("POST", "/switches", _switches),
    ("GET", "/clock", _clock),
    ("POST", "/clock", _clock),
    ("POST", "/events", _event),
    ("GET", "/retries", _retries),
    ("POST", "/retries", _retries),
    ("POST", "/world/scopes", _scopes),
    ("POST", "/world/{kind}/{id}", _world),
    ("POST", "/sockets/disconnect", _sockets),
    ("POST", "/start_over", _start_over),
    ("GET", "/settings", _settings),
    ("POST", "/settings", _settings),
]
