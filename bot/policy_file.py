"""The policy file: one TOML file that says what a team decides differently where more is at stake.

It is read once, at the start. What it says wrongly stops the start with a sentence that names the place in the file.
"""

from __future__ import annotations

import hashlib
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from bot.domain.budget import Budget
from bot.domain.risk import Above, Alerts, Larger, Requests, Risk
from bot.errors import ConfigError
from bot.setting_values import Limit, Sender, SlackIds


def _number(value: object) -> object:
    """Insist on what TOML calls a number; `true` is none, though Python counts it as one."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise ValueError("a number is wanted here, without quotes")  # noqa: TRY004 - pydantic tells of this one alone
    return value


#: Euros as TOML writes them: a number with a point is read as it stands, not as the nearest binary fraction.
Euros = Annotated[Decimal, BeforeValidator(_number), Field(ge=0)]
People = Annotated[int, BeforeValidator(_number), Field(ge=0)]
Approvals = Annotated[int, BeforeValidator(_number), Field(ge=0, le=20)]


class _Table(BaseModel):
    """A table of the file; a name that it does not know is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class _Above(_Table):
    above_recipients: People | None = None
    above_cost: Euros | None = None

    @model_validator(mode="after")
    def _bounded(self) -> _Above:
        if self.above_recipients is None and self.above_cost is None:
            raise ValueError("above_recipients or above_cost says what is meant by larger")
        return self


class _Larger(_Above):
    approvals: Annotated[Approvals, Field(ge=1)]


class _Alerts(_Table):
    approvers: SlackIds = ()
    approvals: Approvals | None = None
    decide_within: Limit | None = None


class _Budget(_Table):
    per_day: Euros | None = None
    per_month: Euros | None = None
    per_person_and_day: Euros | None = None
    per_person_and_month: Euros | None = None


class _Requests(_Table):
    people: SlackIds = ()
    channels: tuple[Annotated[str, Field(pattern=r"^[CG][A-Z0-9]{2,}$")], ...] = ()
    senders: tuple[Sender, ...] = ()


class _File(_Table):
    larger: tuple[_Larger, ...] = ()
    alerts: _Alerts = _Alerts()
    budget: _Budget = _Budget()
    second_step: _Above | None = None
    requests: _Requests = _Requests()


def read_policy_file(path: str) -> Risk:
    """Read the policy file; raises ConfigError, naming the place in it, where it cannot be read or says what makes no sense."""
    try:
        content = Path(path).read_bytes()
        found = _File.model_validate(tomllib.loads(content.decode(), parse_float=Decimal))
    except (OSError, UnicodeDecodeError) as exc:
        raise ConfigError(f"POLICY_FILE cannot be read: {type(exc).__name__}.") from None
    except tomllib.TOMLDecodeError as exc:
        raise ConfigError(f"POLICY_FILE is no TOML: {exc}.") from None
    except ValidationError as exc:
        first = exc.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(one) for one in first["loc"]) or "the file"
        said = str(first["msg"]).removeprefix("Value error, ")
        raise ConfigError(f"POLICY_FILE is not right at {place}: {said}.") from None
    return Risk(
        larger=tuple(Larger(**dict(one)) for one in found.larger),
        alerts=Alerts(
            approvers=frozenset(found.alerts.approvers),
            approvals=found.alerts.approvals,
            decide_within=found.alerts.decide_within,
        ),
        budget=Budget(**dict(found.budget)),
        requests=Requests(
            people=frozenset(found.requests.people),
            channels=frozenset(found.requests.channels),
            senders=frozenset(found.requests.senders),
        ),
        second_step=None if found.second_step is None else Above(**dict(found.second_step)),
        version=hashlib.sha256(content).hexdigest()[:12],
    )
