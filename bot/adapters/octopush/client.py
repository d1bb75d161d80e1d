"""The client of the account at Octopush: one call, one request, one of four ends.

It never repeats a request, never follows a redirect, and never lets a secret, a text or a number into a log line or an
error. What an end means is decided in `bot.adapters.octopush.meaning`, what a body says in `…wire`.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self, cast

import httpx

from bot import logs
from bot.adapters.octopush import access, guard, meaning, wire
from bot.adapters.octopush.bodies import read_body, root
from bot.adapters.octopush.meaning import Kind, Verdict
from bot.adapters.octopush.wire import Call
from bot.domain.personalisation import EXAMPLE
from bot.errors import Busy, ConfigError, OctopushError, Refused, Unsure
from bot.services.gateway import Computing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal

    from pydantic import SecretStr

    from bot.domain.brief import Brief
    from bot.services.gateway import ComputationFailed, Draft, Ready, Simulated

log = logs.get(__name__)

#: What a test has of its campaign: its words, and how they are shown; neither whom it goes to nor when.
TRIED = frozenset(
    {"text", "type", "purpose", "sender", "with_replies", "auto_optimize_text", "recipient_tracking"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a call may take, in seconds: each phase, and the whole of it."""

    connect: float
    write: float
    read: float
    pool: float
    total: float


#: The vendor documents no limits; its own samples wait for 30 seconds. Somebody looks at a screen while a simulation
#: runs. Whoever claims a campaign for its sending must claim it for longer than `send` may take.
PATIENCE: Mapping[Call, Patience] = MappingProxyType(
    {
        Call.SIMULATE: Patience(connect=3, write=3, read=7, pool=2, total=8),
        Call.PREPARE: Patience(connect=5, write=10, read=30, pool=5, total=45),
        Call.STATUS: Patience(connect=3, write=5, read=10, pool=5, total=15),
        Call.SEND: Patience(connect=5, write=10, read=30, pool=5, total=45),
        Call.CANCEL: Patience(connect=5, write=10, read=30, pool=5, total=45),
        Call.DRAFT: Patience(connect=3, write=5, read=10, pool=5, total=15),
        Call.BALANCE: Patience(connect=3, write=3, read=5, pool=2, total=8),
        Call.TRIAL: Patience(connect=5, write=10, read=30, pool=5, total=45),
    }
)


class OctopushClient:
    """The account at Octopush, by its API; implements `bot.services.gateway.Octopush`.

    Raises ConfigError, beginning with the setting's name, for an address that would carry the key in the clear (plain
    http is for loopback only) and for credentials that no header can carry. A proxy of the environment is used, but
    never for loopback. `patience` replaces the limits of the calls it names; `observe` is told of each call, its verdict
    and its seconds.
    """

    def __init__(
        self,
        login: str,
        key: SecretStr,
        base_url: str = access.BASE_URL,
        *,
        patience: Mapping[Call, Patience] = MappingProxyType({}),
        observe: Callable[[str, str, float], None] = lambda _call, _verdict, _seconds: None,
    ) -> None:
        self._observe = observe
        base = access.base(base_url)
        headers = {
            "api-login": access.header("OCTOPUSH_API_LOGIN", login),
            "api-key": access.header("OCTOPUSH_API_KEY", key.get_secret_value()),
            "content-type": "application/json",
            "cache-control": "no-cache",
            "accept": "application/json",
            "user-agent": "slack-octopush-sms-campaigns",
        }
        self._patience = {**PATIENCE, **patience}
        trust_env = not access.is_loopback(base)
        # Reading the authorities takes 40 ms; plain http, which is for loopback, needs none and trusts none.
        tls = (
            httpx.create_ssl_context(trust_env=trust_env)
            if base.scheme == "https"
            else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        )

        def connections(*, kept: int) -> httpx.AsyncClient:
            return httpx.AsyncClient(
                base_url=base,
                headers=headers,
                verify=tls,
                trust_env=trust_env,
                limits=httpx.Limits(max_connections=20, max_keepalive_connections=kept),
                follow_redirects=False,
            )

        try:
            self._pooled = connections(kept=5)
            # A pooled connection may have been closed at the other end, which looks like a lost answer. A sending may
            # not be repeated, so it never takes one: nothing is kept here.
            self._fresh = connections(kept=0)
        except (ImportError, ValueError, httpx.InvalidURL) as exc:
            raise ConfigError("HTTPS_PROXY or ALL_PROXY must be an http:// or https:// address.") from exc

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pooled.aclose()
        await self._fresh.aclose()

    async def simulate(self, brief: Brief, *, request_id: str) -> Simulated:
        """Run the campaign with `simulation_mode: true`; a lost answer is `Busy`, since nothing was prepared."""
        return wire.simulated(await self._create(Call.SIMULATE, brief, request_id))

    async def prepare(self, brief: Brief, *, request_id: str) -> str:
        """Create the campaign and return its ticket number; nothing leaves until `send`."""
        return cast("str", (await self._create(Call.PREPARE, brief, request_id)).ticket)

    async def status(self, ticket: str) -> Computing | Ready | ComputationFailed:
        """Ask how the computation stands. A 400 that is not explained is the documented "not ready"."""
        said = await self._ask(Call.STATUS, "GET", "sms-campaign-on-list/status", ticket=ticket)
        return wire.standing(said) or Computing()

    async def send(self, brief: Brief, ticket: str) -> datetime | None:
        """Confirm the sending, on a fresh connection; return the sending date where one is named (aware)."""
        return (await self._ask(Call.SEND, "POST", f"{_service(brief)}/send", ticket=ticket)).sends_at

    async def cancel(self, ticket: str) -> None:
        """Cancel a prepared campaign, of a list or of a tag: there is one address for both."""
        await self._ask(Call.CANCEL, "DELETE", "sms-campaign-on-list/cancel", ticket=ticket)

    async def draft(self) -> Draft | None:
        """Read the campaign that waits in the account."""
        return wire.draft(await self._ask(Call.DRAFT, "GET", "sms-campaign/draft"))

    async def balance(self) -> Decimal:
        """Read the credit of the account, in euros: no product is named, which would change the unit."""
        return cast("Decimal", wire.euros(await self._ask(Call.BALANCE, "GET", "wallet/check-balance")))

    async def trial(self, brief: Brief, *, phones: Sequence[str], request_id: str) -> str | None:
        """Send the words to a few phones at once, filled in for an example person; return the ticket where one is named."""
        body = {
            **{name: value for name, value in brief.wire.items() if name in TRIED},
            "recipients": [{"phone_number": phone, **EXAMPLE} for phone in phones],
            "auto_remove_blacklisted_numbers": False,
            "simulation_mode": False,
            "request_id": request_id,
        }
        if wrong := guard.flaw(body):
            raise _kept(Call.TRIAL, wrong)
        return (await self._ask(Call.TRIAL, "POST", "sms-campaign/send", body=body)).ticket

    async def _create(self, call: Call, brief: Brief, request_id: str) -> wire.Said:
        body = {**brief.wire, "simulation_mode": call is Call.SIMULATE, "request_id": request_id}
        if wrong := guard.flaw(body):
            raise _kept(call, wrong)
        return await self._ask(call, "POST", f"{_service(brief)}/create", body=body)

    async def _ask(
        self,
        call: Call,
        method: str,
        path: str,
        *,
        ticket: str | None = None,
        body: dict[str, Any] | None = None,
    ) -> wire.Said:
        """Make one request and return what was said if it is done, else raise; the log tells each end."""
        if ticket is not None:
            if not guard.is_ticket(ticket):
                raise _kept(call, "ticket_number")
            body = {"ticket_number": ticket}
        started = time.perf_counter()
        end = await self._exchange(call, method, path, body)
        seconds = time.perf_counter() - started
        verdict = meaning.TABLE[call, end.kind]
        self._observe(call.value, verdict.value, seconds)
        say = log.info if verdict is Verdict.DONE else log.warning
        say(
            "octopush.call",
            call=call.value,
            verdict=verdict.value,
            kind=end.kind.name.lower(),
            code=end.code,
            ms=round(seconds * 1000),
            ticket=ticket,
            **end.facts,
        )
        if verdict is not Verdict.DONE:
            raise _error(call, verdict, end)
        return end.said if end.kind is Kind.COMPLETE else wire.Said()

    async def _exchange(self, call: Call, method: str, path: str, body: Mapping[str, Any] | None) -> _End:
        """Make one request and tell how it ended; a GET's body goes into the query.

        The end of an exception is told in words and the exception is let go: its frames hold the request, and with it
        the key.
        """
        in_query = method == "GET"
        patience = self._patience[call]
        request = (self._fresh if call in (Call.SEND, Call.TRIAL) else self._pooled).stream(
            method,
            path,
            params=body if in_query else None,
            content=None if in_query or body is None else json.dumps(body, ensure_ascii=False).encode(),
            timeout=httpx.Timeout(
                connect=patience.connect, write=patience.write, read=patience.read, pool=patience.pool
            ),
        )
        response: httpx.Response | None = None
        content: bytes | None = None
        try:
            # httpx limits each phase, and each piece of a body; the whole is limited here.
            async with asyncio.timeout(patience.total), request as response:
                content = await read_body(response)
        except Exception as exc:  # noqa: BLE001 - whatever it was, the request may be out, so its end must be named
            if response is None:
                facts = {"exception": type(exc).__name__, "cause": type(root(exc)).__name__}
                return _End(kind=meaning.of_exception(exc), code=0, facts=facts)
        # Once there is a status, a body that broke is an answer that says no more than its status.
        answer = wire.read(response.status_code, response.headers, content)
        return _End(
            kind=meaning.of_answer(call, answer),
            # A status below 400 says nothing that went wrong; its number would be taken for one of Octopush's codes.
            code=answer.said.code or (answer.status if answer.status >= HTTPStatus.BAD_REQUEST else 0),
            facts={"status": answer.status},
            said=answer.said,
            retry_after=answer.retry_after,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    """How a request ended; `facts` are what the log adds."""

    kind: Kind
    code: int
    facts: Mapping[str, object]
    said: wire.Said = field(default_factory=wire.Said)
    retry_after: float | None = None


def _error(call: Call, verdict: Verdict, end: _End) -> OctopushError:
    what = f"{call}: {end.kind}"
    if verdict is Verdict.BUSY:
        return Busy(what, code=end.code, retry_after=end.retry_after)
    return Refused(what, code=end.code) if verdict is Verdict.REFUSED else Unsure(what, code=end.code)


def _kept(call: Call, name: str) -> Refused:
    """Refuse to let a request leave that Octopush would bend; only a mistake of this program gets here."""
    log.error("octopush.kept_back", call=call.value, field=name)
    return Refused(f"{call}: kept back, {name} is not exact")


def _service(brief: Brief) -> str:
    return "sms-campaign-on-list" if brief.list_name else "sms-campaign-on-tag"
