"""All settings, read once from the environment; a missing or malformed one stops the start by its name.

The values of secrets never reach a message, a log or a repr.
"""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)

from bot.domain.brief import LIST_NAME_LIMIT, SENDER, TAG_NAME_LIMIT
from bot.domain.policy import Policy
from bot.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: No span may lead beyond the years that a datetime holds.
LONGEST = timedelta(days=3660)
_UNITS = {"s": "seconds", "min": "minutes", "m": "minutes", "h": "hours", "d": "days"}


def _span(value: object) -> object:
    """Read `90 s`, `5 min`, `24 h` or `7 d`; ISO 8601's `PT5M` is left to pydantic, and a bare number is no span."""
    if not isinstance(value, str) or value.startswith("P"):
        return value
    match = re.fullmatch(r"\s*(\d{1,9}(?:\.\d{1,9})?)\s*(s|min|m|h|d)\s*", value)
    if match is None or float(match[1]) > LONGEST.days * 86_400:
        raise ValueError("a span of time is a number with s, min, h or d, such as 5 min")
    return timedelta(**{_UNITS[match[2]]: float(match[1])})


def _percent(value: object) -> object:
    """Read `2 %` as 0.02."""
    if isinstance(value, str) and (match := re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*%\s*", value)):
        return float(match[1]) / 100
    return value


def _words(value: object) -> object:
    """Read a comma-separated line."""
    return tuple(word for word in re.split(r"[\s,]+", value) if word) if isinstance(value, str) else value


def _address(value: str) -> str:
    """Refuse an address that would carry keys in the clear: plain http is for loopback only."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("an address begins with https:// and names a host")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError("plain http would show the keys to everybody on the way; use https")
    return value if value.endswith("/") else value + "/"


def is_loopback(host: str) -> bool:
    """Whether a host name is this machine's own, without asking any name server."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _audiences(value: object) -> object:
    """Read `list:VIP customers, tag:lyon`."""
    if not isinstance(value, str):
        return value
    found = []
    for word in filter(None, (part.strip() for part in value.split(","))):
        kind, _, name = (part.strip() for part in word.partition(":"))
        if len(name) not in range(1, {"list": LIST_NAME_LIMIT, "tag": TAG_NAME_LIMIT}.get(kind, 0) + 1):
            raise ValueError("each is list:NAME or tag:NAME, with a name as long as Octopush lets it be")
        found.append((kind, name))
    return tuple(found)


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("a time zone has a name such as Europe/Paris")
    return value


def _sender(value: str) -> str:
    if not SENDER.fullmatch(value):
        raise ValueError("a sender has 3 to 11 letters or digits, with no accent, space or punctuation")
    return value


Span = Annotated[timedelta, BeforeValidator(_span), Field(ge=timedelta(), le=LONGEST)]
#: A limit of nothing would let nothing through: what is approved would be too late or too old at once, for ever.
Limit = Annotated[timedelta, BeforeValidator(_span), Field(ge=timedelta(minutes=1), le=LONGEST)]
Address = Annotated[str, BeforeValidator(_address)]
SlackIds = Annotated[
    tuple[Annotated[str, Field(pattern=r"^[UWS][A-Z0-9]{2,}$")], ...], BeforeValidator(_words)
]


class Settings(BaseModel):
    """The settings by their names in the environment, in lower case."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    slack_bot_token: SecretStr = Field(description="The bot token, `xoxb-…`.")
    slack_signing_secret: Annotated[tuple[SecretStr, ...], BeforeValidator(_words), Field(max_length=2)] = (
        Field(
            default=(),
            description="The signing secret; two, comma-separated, while rotating. Not needed in Socket Mode.",
        )
    )
    slack_app_token: SecretStr | None = Field(
        default=None, description="The app-level token, `xapp-…`. Present: the bot uses Socket Mode."
    )
    slack_api_url: Address = Field(default="https://slack.com/api/", description="Where Slack's Web API is.")
    octopush_api_login: str = Field(min_length=1, description="The account's e-mail address.")
    octopush_api_key: SecretStr = Field(description="The account's API key.")
    octopush_api_url: Address = Field(
        default="https://api.octopush.com/v1/public/", description="Where Octopush's API is."
    )
    database_url: str = Field(
        default="sqlite:///sms-campaigns.db",
        repr=False,  # It may hold a password.
        description="`sqlite:///file.db` or `postgresql://…`.",
    )
    host: str = Field(default="0.0.0.0", description="The address to listen on.")  # noqa: S104 - a container's port is published by its host
    port: int = Field(
        default=3000, ge=0, le=65535, description="The port to listen on; Slack posts to `/slack/events`."
    )
    campaign_channel: Annotated[str, Field(pattern=r"^[CG][A-Z0-9]{2,}$")] | None = Field(
        default=None, description="Where cards go when the command was not typed in a usable channel."
    )
    approvals_required: int = Field(default=1, ge=0, description="How many different people must approve.")
    approvers: SlackIds = Field(
        default=(),
        description="Ids of people and user groups who may approve. Needed unless no approval is required.",
    )
    backup_approvers: SlackIds = Field(
        default=(), description="Who else may approve, asked once the reminders were in vain."
    )
    administrators: SlackIds = Field(
        default=(),
        description="Ids of people and user groups who may pause and resume sending; empty: the workspace's administrators.",
    )
    remind_after: Span = Field(
        default=timedelta(hours=1),
        description="When a request is first repeated; each further wait is twice as long.",
    )
    reminders: int = Field(default=3, ge=0, le=10, description="How often a request is repeated.")
    hand_over_lead: Span = Field(
        default=timedelta(minutes=5), description="How long before its moment a campaign goes to Octopush."
    )
    late_limit: Limit = Field(
        default=timedelta(minutes=30), description="How long after its moment it may still go."
    )
    approval_window: Limit = Field(
        default=timedelta(hours=24),
        description="How long a campaign that leaves as soon as approved waits for approval.",
    )
    drift_tolerance: Annotated[float, BeforeValidator(_percent), Field(ge=0, le=1)] = Field(
        default=0.02, description="How far people and cost may move from what was approved."
    )
    preparation_max_age: Limit = Field(
        default=timedelta(hours=24), description="How old a preparation may be when it is sent."
    )
    horizon: Limit = Field(default=timedelta(days=366), description="How far ahead a moment may lie.")
    time_zone: Annotated[str, BeforeValidator(_zone)] = Field(
        default="Europe/Paris", description="The zone to assume where Slack does not tell a person's."
    )
    recipients_time_zone: Annotated[str, BeforeValidator(_zone)] | None = Field(
        default=None,
        description="The zone of those who get the SMS; said beside a moment where its clock differs.",
    )
    default_sender: Annotated[str, BeforeValidator(_sender)] | None = Field(
        default=None, description="The sender name the form begins with."
    )
    price_per_sms: Annotated[Decimal, Field(ge=0)] | None = Field(
        default=None, description="Euros for one SMS of one segment; lets the preview estimate the cost."
    )
    audiences: Annotated[tuple[tuple[str, str], ...], BeforeValidator(_audiences)] = Field(
        default=(),
        description="Lists and tags to offer before they were used here, such as `list:VIP customers, tag:lyon`.",
    )
    list_and_tag: bool = Field(
        default=False,
        description="Let a campaign name a list and a tag together, with Octopush's `segmentation`.",
    )
    label: Annotated[str, Field(max_length=30)] | None = Field(
        default=None, description="A word that stands before every card's title, such as STAGING."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="How much is logged."
    )
    log_json: bool = Field(default=False, description="Log lines as JSON.")

    @model_validator(mode="after")
    def _together(self) -> Settings:
        if not self.slack_signing_secret and self.slack_app_token is None:
            raise ConfigError(
                "SLACK_SIGNING_SECRET is missing: Slack's requests could not be told from a stranger's."
            )
        if self.approvals_required > 0 and not self.approvers:
            raise ConfigError(
                "APPROVERS is empty, so nobody could approve. Name people or user groups by their Slack ids, "
                "or set APPROVALS_REQUIRED=0 to send without approval."
            )
        people = [approver for approver in self.approvers if not approver.startswith("S")]
        if len(people) == len(self.approvers) and len(set(people)) < self.approvals_required:
            raise ConfigError(
                f"APPROVALS_REQUIRED is {self.approvals_required}, but APPROVERS names only {len(set(people))}."
            )
        return self

    @property
    def policy(self) -> Policy:
        """The part that the rules read."""
        return Policy(
            approvals_required=self.approvals_required,
            approvers=frozenset(self.approvers) | frozenset(self.backup_approvers),
            backups=frozenset(self.backup_approvers),
            remind_after=self.remind_after,
            reminders=self.reminders,
            hand_over_lead=self.hand_over_lead,
            late_limit=self.late_limit,
            approval_window=self.approval_window,
            drift_tolerance=self.drift_tolerance,
            preparation_max_age=self.preparation_max_age,
            horizon=self.horizon,
        )


def read(environ: Mapping[str, str]) -> Settings:
    """Read the settings; an empty value counts as absent. Raises ConfigError naming the setting."""
    given = {
        name: environ[name.upper()] for name in Settings.model_fields if environ.get(name.upper(), "").strip()
    }
    try:
        return Settings.model_validate(given)
    except ValidationError as exc:
        first = exc.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]).upper()
        if first["type"] == "missing":
            raise ConfigError(
                f"{name} is missing. {Settings.model_fields[name.lower()].description}"
            ) from None
        raise ConfigError(f"{name} is not right: {first['msg'].removeprefix('Value error, ')}.") from None


def read_database_url(environ: Mapping[str, str]) -> str:
    """Read DATABASE_URL alone: migrating needs no other setting."""
    return environ.get("DATABASE_URL", "").strip() or str(Settings.model_fields["database_url"].default)
