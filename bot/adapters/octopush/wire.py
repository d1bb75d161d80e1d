"""Octopush's answers: bytes become values here, leniently.

The vendor's pages disagree with each other about spellings, statuses and types, so every spelling is accepted, extra keys
are ignored, and a field that makes no sense counts as not said. Nothing is guessed: unknown is not 0.
Source: octopush-api.readme.io/reference and dev.octopush.com/en/sms-gateway-api-documentation.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from enum import StrEnum, auto
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from bot.services.gateway import ComputationFailed, Computing, Draft, Ready, Simulated

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Call(StrEnum):
    """The calls, by the name of the port's method."""

    SIMULATE = auto()
    PREPARE = auto()
    STATUS = auto()
    SEND = auto()
    CANCEL = auto()
    DRAFT = auto()
    BALANCE = auto()
    TRIAL = auto()


class Shape(StrEnum):
    """What a body is, before anybody asks what it says. BROKEN: it ended before its end."""

    JSON = auto()
    EMPTY = auto()
    TEXT = auto()
    PAGE = auto()
    BROKEN = auto()


#: A ticket is opaque; what cannot be one is not put into an address or in front of people.
TICKET = re.compile(r"[!-~]{1,128}")
#: A time without an offset is Central European time (github.com/octopush/Octopush-SMS-API-PHP, README).
CENTRAL_EUROPE = ZoneInfo("Europe/Paris")


def _or_none(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:  # noqa: ANN401 - whatever a body holds
    """Read a field that makes no sense as one that was not said."""
    if isinstance(value, bool):  # would pass for the number 1
        return None
    try:
        return handler(value)
    except ValueError:
        return None


def _moment(value: object) -> datetime:
    if (
        not isinstance(value, str) or ":" not in value
    ):  # pydantic would take a bare number for seconds since 1970
        raise ValueError("not a moment")
    moment = datetime.fromisoformat(value.strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=CENTRAL_EUROPE)


def _ticket(value: object) -> str:
    ticket = str(value).strip() if isinstance(value, str | int) else ""
    if not TICKET.fullmatch(ticket):
        raise ValueError("not a ticket")
    return ticket


# The outermost validator comes last.
_Count = Annotated[Annotated[int, Field(ge=0, lt=10**9)] | None, WrapValidator(_or_none)]
_Money = Annotated[Annotated[Decimal, Field(allow_inf_nan=False)] | None, WrapValidator(_or_none)]
_Price = Annotated[Annotated[Decimal, Field(allow_inf_nan=False, ge=0)] | None, WrapValidator(_or_none)]
_Word = Annotated[str | None, WrapValidator(_or_none)]
_Ticket = Annotated[str | None, BeforeValidator(_ticket), WrapValidator(_or_none)]
_Moment = Annotated[datetime | None, BeforeValidator(_moment), WrapValidator(_or_none)]


class Said(BaseModel):
    """All that an answer of any call can say; None is what this one did not."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    code: _Count = None
    ticket: _Ticket = Field(None, validation_alias=AliasChoices("ticket_number", "sms_ticket"))
    people: _Count = Field(None, validation_alias="number_of_contacts")
    cost: _Price = Field(None, validation_alias=AliasChoices("cost", "total_cost"))
    status: _Word = None
    sends_at: _Moment = Field(None, validation_alias=AliasChoices("sending_date", "send_at"))
    amount: _Money = None
    unit: _Word = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its status, what its body is and says, and when to come back (seconds), where it named that."""

    status: int
    shape: Shape
    said: Said
    retry_after: float | None = None


def read(status: int, headers: Mapping[str, str], body: bytes | None) -> Answer:
    """Read an answer; `body` is None where it could not be read to its end. Raises nothing."""
    shape, said = _body(headers.get("content-type", ""), body)
    return Answer(status=status, shape=shape, said=said, retry_after=_retry_after(headers))


def _body(content_type: str, body: bytes | None) -> tuple[Shape, Said]:
    if body is None:
        return Shape.BROKEN, Said()
    # Letters in another encoding spoil the message, which nobody reads, not the answer.
    text = body.decode("utf-8-sig", errors="replace").strip()
    try:
        found = json.loads(text, parse_float=Decimal) if text else None
    # No JSON, JSON without end, or a number whose exponent no Decimal holds.
    except (ValueError, RecursionError, ArithmeticError):
        page = text.startswith("<") or "html" in content_type.lower()
        return (Shape.PAGE if page else Shape.TEXT), Said()
    if isinstance(found, dict):
        return Shape.JSON, Said.model_validate(found)
    # PHP writes an empty object as an empty list.
    return (Shape.EMPTY if found in (None, []) else Shape.TEXT), Said()


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Read seconds, or an instant, which is measured from the answer's own date."""
    said = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,6}", said):
        return float(said)
    try:
        span = parsedate_to_datetime(said) - parsedate_to_datetime(headers.get("date", ""))
    except (TypeError, ValueError):  # not a date, or one with an offset and one without
        return None
    return max(span.total_seconds(), 0.0)


def complete(call: Call, said: Said) -> bool:
    """Whether an answer says what the call needs to be done."""
    return call not in _NEEDED or _NEEDED[call](said) is not None


def simulated(said: Said) -> Simulated:
    """Read what a simulation run says."""
    return Simulated(ticket=said.ticket, people=said.people, cost=said.cost)


def standing(said: Said) -> Computing | Ready | ComputationFailed | None:
    """Read how a computation stands; None where it is not said, or said without its count or price."""
    match (said.status or "").strip().lower():
        # `ready_to_be_send` is the documentation's own sample; a draft that waits says `validated`.
        case "ready_to_be_sent" | "ready_to_be_send" | "validated":
            if said.people is None or said.cost is None:
                return None
            return Ready(people=said.people, cost=said.cost)
        case "under_computation":
            return Computing()
        case "failed":
            return ComputationFailed()
    return None


def draft(said: Said) -> Draft | None:
    """Read the campaign that waits, None where nothing waits."""
    if said.ticket is None:
        return None
    return Draft(ticket=said.ticket, people=said.people, cost=said.cost, sends_at=said.sends_at)


def euros(said: Said) -> Decimal | None:
    """Read a credit, None where it is told in another unit than euros."""
    return said.amount if (said.unit or "euros").strip().lower() in {"euros", "euro", "eur", "€"} else None


_NEEDED: Mapping[Call, Callable[[Said], object]] = {
    Call.PREPARE: lambda said: said.ticket,
    Call.STATUS: standing,
    Call.DRAFT: lambda said: said.ticket,
    Call.BALANCE: euros,
}
