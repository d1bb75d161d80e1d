"""One Web API call from the request to the answer: token, faults, scopes, the method, and the log of it.

Errors are answered 200 with `ok: false`, as Slack does; only rate limits and outages have a status of their own.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from bot.sandbox.slack.api.args import Args, read
from bot.sandbox.slack.api.methods import METHODS, Method
from bot.sandbox.slack.api.places import require
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.switches import take

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from bot.sandbox.slack.state import State

MINUTE = 60.0
TOO_MANY = 429
DOWN = 503


class Calls:
    """Answer the Web API's calls on a state; `drop` cuts a request's connection without an answer."""

    def __init__(self, state: State, drop: Callable[[Request], Response]) -> None:
        self._state = state
        self._drop = drop
        self._recent: dict[str, deque[float]] = {}

    async def answer(self, request: Request) -> Response:
        """Answer one call."""
        name, began = request.path_params["method"], time.perf_counter()
        args = Args({})
        lost = False
        try:
            args = await read(request)
            await self._meet_faults(name, args)
            lost = take(self._state.switches.lose_responses, name)
            body = await self._run(name, args, request)
        except Refusal as refusal:
            body = {"ok": False, "error": refusal.code, **refusal.extra}
        except _DroppedError:
            body, lost = {"ok": False, "error": "connection_dropped"}, True
        status, headers = _status(body), {"x-slack-req-id": str(int(time.time() * 1000))}
        if body["ok"]:
            headers["x-oauth-scopes"] = ",".join(sorted(self._state.world.scopes))
        if status == TOO_MANY:
            headers["Retry-After"] = str(body.pop("retry_after", self._state.switches.retry_after))
        self._state.exchanges.record(
            way="api",
            what=name,
            status=0 if lost else status,
            ms=(time.perf_counter() - began) * 1000,
            error=body.get("error") or ("lost_response" if lost else None),
            request=args.as_dict(),
            response=body,
        )
        return self._drop(request) if lost else JSONResponse(body, status, headers)

    async def _meet_faults(self, name: str, args: Args) -> None:
        switches = self._state.switches
        delay = switches.delays.get(name, switches.delays.get("*", 0))
        if delay:
            await asyncio.sleep(delay)
        if take(switches.drop_requests, name):
            raise _DroppedError
        if switches.api_down:
            raise Refusal("service_unavailable")
        if take(switches.rate_limited, name):
            raise Refusal("ratelimited")
        if name in switches.fail_with:
            raise Refusal(switches.fail_with[name])
        if switches.enforce_rate_limits and name in METHODS:
            # Posting is limited for each channel by itself.
            channel = args.text("channel") if name == "chat.postMessage" else ""
            self._hold_to_tier(f"{name} {channel}", METHODS[name].a_minute)

    def _hold_to_tier(self, what: str, a_minute: int) -> None:
        recent, now = self._recent.setdefault(what, deque()), time.monotonic()
        while recent and now - recent[0] >= MINUTE:
            recent.popleft()
        if len(recent) >= a_minute:
            raise Refusal("ratelimited", retry_after=int(MINUTE - (now - recent[0])) + 1)
        recent.append(now)

    async def _run(self, name: str, args: Args, request: Request) -> dict[str, Any]:
        method = METHODS.get(name)
        if method is None:
            raise Refusal("unknown_method", req_method=name)
        self._check_token(method, request, args)
        require(self._state, *method.scopes)
        return {"ok": True, **await method.run(self._state, args)}

    def _check_token(self, method: Method, request: Request, args: Args) -> None:
        if not method.token:
            return
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        token = token if kind.lower() == "bearer" else args.text("token")
        state = self._state
        if not token:
            raise Refusal("not_authed")
        if token not in {state.bot_token, state.app_token}:
            raise Refusal("invalid_auth")
        if token != (state.app_token if method.token == "app" else state.bot_token):  # noqa: S105 - a kind of token
            raise Refusal("not_allowed_token_type")
        if not state.world.installed:
            raise Refusal("account_inactive")


class _DroppedError(Exception):
    """The connection goes before anything is done."""


def _status(body: dict[str, Any]) -> int:
    return {"ratelimited": TOO_MANY, "service_unavailable": DOWN}.get(body.get("error", ""), 200)
