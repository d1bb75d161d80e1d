"""What an end of a call means: done, busy, refused or unsure, for every call and every way it can end.

The table is the whole rule and is tested cell by cell. Two things must never happen here: a call that may have been
taken read as one that was not, and a sending read as done that Octopush did not confirm.
"""

from __future__ import annotations

from enum import StrEnum, auto
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING

import httpx

from bot.adapters.octopush.codes import Code, known
from bot.adapters.octopush.wire import Answer, Call, Shape, complete

if TYPE_CHECKING:
    from collections.abc import Mapping


class Verdict(StrEnum):
    """The four ends a caller is told of; see `bot.services.gateway`."""

    DONE = auto()
    BUSY = auto()
    REFUSED = auto()
    UNSURE = auto()


class Kind(StrEnum):
    """How a call ended, in the words that an error carries."""

    COMPLETE = "answered"
    BARE = "answered without what was asked for"
    GARBLED = "answered with a success that cannot be read"
    CONTRADICTED = "answered with a success that carries a failure's code"
    PAGE = "answered with a page, as something in between does"
    NOT_YET = "not ready yet"
    GONE = "the campaign is not known"
    ALREADY_SENT = "the campaign was already sent"
    VAGUE = "an undefined error"
    LISTED = "refused with a listed code"
    UNEXPLAINED = "a bad request without a listed code"
    BAD_REQUEST_PAGE = "a bad request, told by a page"
    NOT_FOUND = "nothing found"
    OTHER_REFUSAL = "refused with an unexpected status"
    DENIED = "access denied"
    LIMITED = "too many requests"
    REDIRECTED = "sent elsewhere"
    TROUBLE = "the server is in trouble"
    NOT_CONNECTED = "no connection"
    LOST = "the answer was lost"


# Reads and simulations change nothing, and a second cancel does what the first did: where their answer was lost they
# are busy, that is, they may be tried again. Only prepare, send and trial can be unsure.
#
# Cells that are not evident:
# - bare, garbled x send: any 2xx is sent; its status is the answer, the body only adds the date. A page is different:
#   Octopush speaks JSON, so something else answered in its place. contradicted carries a code that says no.
# - bare x draft: an account where nothing waits; what it answers then is not documented.
# - not_yet, unexplained x status, send: a 400 is documented there only for "the campaign is not ready", with no body
#   shown and no list of codes, so an unlisted code is most likely that. Callers bound the waiting.
# - already_sent x send: the campaign left, but whether by this call, an earlier one or a person at Octopush is not
#   said, nor when, and the code is known from an older interface only. A wrong "sent" would be silent; unsure costs
#   a look, or is settled by the first delivery report.
# - trial: a test is a sending that is made and confirmed at once, so it ends as one; but nothing is prepared for it, so that a 400
#   without a listed code is a refusal.
# - vague: "undefined error", "cannot process" and "connection error" do not say that nothing was done.
# - not_found x send: the interface itself says, in JSON, that it knows no such campaign, so it took nothing. Other
#   undocumented refusals are unsure for a sending.
# - gone x cancel: what is not there any more is cancelled. not_found is not read so: a wrong address has it too.
_TABLE = """
                  simulate  prepare  status   send     cancel   draft    balance  trial
complete          done      done     done     done     done     done     done     done
bare              done      unsure   busy     done     done     done     busy     done
garbled           busy      unsure   busy     done     done     busy     busy     done
contradicted      busy      unsure   busy     unsure   busy     busy     busy     unsure
page              busy      unsure   busy     unsure   busy     busy     busy     unsure
not_yet           busy      busy     done     busy     busy     busy     busy     busy
gone              refused   refused  refused  refused  done     done     refused  refused
already_sent      refused   refused  refused  unsure   refused  refused  refused  unsure
vague             busy      unsure   busy     unsure   busy     busy     busy     unsure
listed            refused   refused  refused  refused  refused  refused  refused  refused
unexplained       refused   refused  done     busy     refused  refused  refused  refused
bad_request_page  refused   refused  busy     unsure   busy     busy     busy     unsure
not_found         refused   refused  refused  refused  refused  done     refused  refused
other_refusal     refused   refused  refused  unsure   refused  refused  refused  unsure
denied            refused   refused  refused  refused  refused  refused  refused  refused
limited           busy      busy     busy     busy     busy     busy     busy     busy
redirected        refused   unsure   refused  unsure   refused  refused  refused  unsure
trouble           busy      unsure   busy     unsure   busy     busy     busy     unsure
not_connected     busy      busy     busy     busy     busy     busy     busy     busy
lost              busy      unsure   busy     unsure   busy     busy     busy     unsure
"""


def _read(table: str) -> Mapping[tuple[Call, Kind], Verdict]:
    head, *rows = table.strip().splitlines()
    calls = [Call(name) for name in head.split()]
    cells = {}
    for row in rows:
        name, *verdicts = row.split()
        for call, verdict in zip(calls, verdicts, strict=True):
            cells[call, Kind[name.upper()]] = Verdict(verdict)
    return MappingProxyType(cells)


TABLE = _read(_TABLE)

#: Listed codes that mean something else than a plain refusal. 155 to 160 tell a campaign's state in some way that is
#: not known exactly: nothing was done, and it may pass.
CODES: Mapping[Code, Kind] = MappingProxyType(
    {
        Code.ANOTHER_WAITS: Kind.NOT_YET,
        Code.BEING_COMPUTED: Kind.NOT_YET,
        Code.BEING_BUILT: Kind.NOT_YET,
        Code.NOT_FINISHED: Kind.NOT_YET,
        Code.CAMPAIGN_STATE_155: Kind.NOT_YET,
        Code.CAMPAIGN_STATE_156: Kind.NOT_YET,
        Code.CAMPAIGN_STATE_157: Kind.NOT_YET,
        Code.CAMPAIGN_STATE_158: Kind.NOT_YET,
        Code.CAMPAIGN_STATE_159: Kind.NOT_YET,
        Code.CAMPAIGN_STATE_160: Kind.NOT_YET,
        Code.NOT_FOUND: Kind.GONE,
        Code.ALREADY_SENT: Kind.ALREADY_SENT,
        Code.UNDEFINED: Kind.VAGUE,
        Code.CANNOT_PROCESS: Kind.VAGUE,
        Code.CONNECTION_ERROR: Kind.VAGUE,
    }
)

#: Every exception of httpx by name, so that a newcomer is noticed. Not connected: no byte of the request has left.
TRANSPORT: Mapping[type[Exception], Kind] = MappingProxyType(
    {
        httpx.ConnectError: Kind.NOT_CONNECTED,
        httpx.ConnectTimeout: Kind.NOT_CONNECTED,
        httpx.PoolTimeout: Kind.NOT_CONNECTED,
        httpx.ProxyError: Kind.NOT_CONNECTED,  # raised while a tunnel is asked for, before anything goes through it
        httpx.UnsupportedProtocol: Kind.NOT_CONNECTED,
        httpx.InvalidURL: Kind.NOT_CONNECTED,
        httpx.ReadTimeout: Kind.LOST,
        httpx.WriteTimeout: Kind.LOST,
        httpx.ReadError: Kind.LOST,
        httpx.WriteError: Kind.LOST,
        httpx.CloseError: Kind.LOST,
        httpx.RemoteProtocolError: Kind.LOST,
        httpx.LocalProtocolError: Kind.LOST,
        httpx.DecodingError: Kind.LOST,
        httpx.TooManyRedirects: Kind.LOST,
        httpx.HTTPStatusError: Kind.LOST,
        httpx.CookieConflict: Kind.LOST,
        httpx.StreamConsumed: Kind.LOST,
        httpx.StreamClosed: Kind.LOST,
        httpx.ResponseNotRead: Kind.LOST,
        httpx.RequestNotRead: Kind.LOST,
        # The families: what a later httpx may put into them counts as lost until somebody decides.
        httpx.HTTPError: Kind.LOST,
        httpx.RequestError: Kind.LOST,
        httpx.TransportError: Kind.LOST,
        httpx.TimeoutException: Kind.LOST,
        httpx.NetworkError: Kind.LOST,
        httpx.ProtocolError: Kind.LOST,
        httpx.StreamError: Kind.LOST,
    }
)


def of_answer(call: Call, answer: Answer) -> Kind:
    """Name how a call ended that was answered."""
    if answer.status in _STATUSES:
        return _STATUSES[answer.status]
    match answer.status // 100:
        case 2:
            return _of_success(call, answer)
        case 3:
            return Kind.REDIRECTED
        case 4:
            return _of_refusal(answer)
    return Kind.TROUBLE


#: What these statuses say holds whatever their body says.
_STATUSES: Mapping[int, Kind] = MappingProxyType(
    {
        HTTPStatus.UNAUTHORIZED: Kind.DENIED,
        HTTPStatus.FORBIDDEN: Kind.DENIED,
        HTTPStatus.REQUEST_TIMEOUT: Kind.TROUBLE,
        HTTPStatus.TOO_MANY_REQUESTS: Kind.LIMITED,
    }
)


#: What is sent at once, or may be.
_SENDINGS = frozenset({Call.SEND, Call.TRIAL})


def _of_success(call: Call, answer: Answer) -> Kind:
    if answer.said.code:
        # The interface before this one told its failures with status 200, and the vendor's library still looks for the
        # code alone. A sending is not called refused on such an answer.
        code = known(answer.said.code)
        return Kind.CONTRADICTED if code is None or call in _SENDINGS else CODES.get(code, Kind.LISTED)
    if answer.shape is Shape.JSON and complete(call, answer.said):
        return Kind.COMPLETE
    return _SUCCESS_SHAPES[answer.shape]


_SUCCESS_SHAPES: Mapping[Shape, Kind] = MappingProxyType(
    {
        Shape.JSON: Kind.BARE,
        Shape.EMPTY: Kind.BARE,
        Shape.TEXT: Kind.GARBLED,
        Shape.BROKEN: Kind.GARBLED,
        Shape.PAGE: Kind.PAGE,
    }
)


def _of_refusal(answer: Answer) -> Kind:
    if code := known(answer.said.code):
        return CODES.get(code, Kind.LISTED)
    if answer.status == HTTPStatus.BAD_REQUEST:
        return Kind.BAD_REQUEST_PAGE if answer.shape is Shape.PAGE else Kind.UNEXPLAINED
    if answer.status == HTTPStatus.NOT_FOUND and answer.shape is Shape.JSON:
        return Kind.NOT_FOUND
    return Kind.OTHER_REFUSAL


def of_exception(exc: Exception) -> Kind:
    """Name how a call ended that was not answered; what is not known counts as lost."""
    return next((TRANSPORT[kind] for kind in type(exc).__mro__ if kind in TRANSPORT), Kind.LOST)
