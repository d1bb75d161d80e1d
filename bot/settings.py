"""All settings, read once from the environment; a missing or malformed one stops the start by its name.

The values of secrets never reach a message, a log or a repr.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)

from bot.adapters.quiet import quiet_hours
from bot.domain.policy import Policy
from bot.domain.possible import contradiction
from bot.domain.risk import Risk
from bot.domain.weekly_hours import STRICTEST
from bot.errors import ConfigError
from bot.policy_file import read_policy_file
from bot.setting_values import (
    Address,
    Audiences,
    Heartbeat,
    Limit,
    Secret,
    Secrets,
    Sender,
    SlackIds,
    Span,
    Zone,
    is_loopback,
    percent,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


class Settings(BaseModel):
    """The settings by their names in the environment, in lower case."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    slack_bot_token: SecretStr = Field(description="The bot token, `xoxb-…`.")
    slack_signing_secret: Annotated[tuple[SecretStr, ...], BeforeValidator(words), Field(max_length=2)] = (
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
    away_status: Annotated[tuple[str, ...], BeforeValidator(words)] = Field(
        default=(":palm_tree:", ":face_with_thermometer:"),
        description="The emoji of a Slack status by which somebody is away, so that others may take over their campaigns.",
    )
    policy_file: str | None = Field(
        default=None,
        description="A TOML file that says what is decided differently where more is at stake; read at the start.",
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
    drift_tolerance: Annotated[float, BeforeValidator(percent), Field(ge=0, le=1)] = Field(
        default=0.02, description="How far people and cost may move from what was approved."
    )
    preparation_max_age: Limit = Field(
        default=timedelta(hours=24), description="How old a preparation may be when it is sent."
    )
    horizon: Limit = Field(default=timedelta(days=366), description="How far ahead a moment may lie.")
    time_zone: Zone = Field(
        default="Europe/Paris", description="The zone to assume where Slack does not tell a person's."
    )
    recipients_time_zone: Zone | None = Field(
        default=None,
        description="The zone of those who get the SMS; said beside a moment where its clock differs.",
    )
    default_sender: Sender | None = Field(default=None, description="The sender name the form begins with.")
    price_per_sms: Annotated[Decimal, Field(ge=0)] | None = Field(
        default=None, description="Euros for one SMS of one segment; lets the preview estimate the cost."
    )
    audiences: Audiences = Field(
        default=(),
        description="Lists and tags to offer before they were used here, such as `list:VIP customers, tag:lyon`.",
    )
    quiet_hours: str = Field(
        default=STRICTEST,
        description="When marketing may leave, by the clock of those who get it: `Mon-Fri 08:00-20:00, Sat 10:00-18:00`; `off`: always.",
    )
    holidays: Annotated[tuple[str, ...], BeforeValidator(words)] = Field(
        default=("FR",),
        description="Whose public holidays are quiet: countries and their parts, such as `FR-57`; `none`.",
    )
    stop_line: bool = Field(
        default=True, description="Whether marketing must hold the opt-out line; French law wants it."
    )
    same_again: Span = Field(
        default=timedelta(hours=24),
        description="How near to each other the same text to the same people is asked about; `0 s`: never.",
    )
    test_phones: Annotated[
        tuple[Annotated[str, Field(pattern=r"^\+[1-9]\d{6,14}$")], ...],
        BeforeValidator(words),
        Field(max_length=5),
    ] = Field(
        default=(),
        repr=False,  # Phone numbers are for no log.
        description="Up to five phone numbers that tests go to, such as `+33639980001`; none: no tests.",
    )
    tests_per_day: int = Field(
        default=10, ge=1, le=100, description="How many tests may be sent within 24 hours."
    )
    list_and_tag: bool = Field(
        default=False,
        description="Let a campaign name a list and a tag together, with Octopush's `segmentation`.",
    )
    callback_secret: Secrets = Field(
        default=(),
        description="The secret in the addresses that Octopush calls after a sending; two, comma-separated, while rotating.",
    )
    number_hash_key: Secrets = Field(
        default=(),
        description="The key that phone numbers are hashed with; two, comma-separated, newest first, while rotating.",
    )
    keep_texts: Span = Field(
        default=timedelta(),
        description="How long the words of campaigns that are over are kept, `SAME_AGAIN` and 48 h at least; `0 s`: for ever.",
    )
    keep_drafts: Span = Field(
        default=timedelta(days=30), description="How long unfinished forms are kept; `0 s`: for ever."
    )
    keep_receipts: Span = Field(
        default=timedelta(days=90),
        description="How long the hashes of the phones that were heard of are kept; counts stay; `0 s`: for ever.",
    )
    keep_trials: Span = Field(
        default=timedelta(days=366), description="How long it is kept who sent tests; `0 s`: for ever."
    )
    public_url: Address | None = Field(
        default=None, description="The bot's own address, for `doctor` to give to Octopush."
    )
    metrics_token: Secret | None = Field(
        default=None, description="The bearer token that opens `/metrics`; without one there is none."
    )
    metrics_port: Annotated[int, Field(ge=0, le=65535)] | None = Field(
        default=None,
        description="A port of its own for `/metrics` alone, where the token is asked for only if there is one.",
    )
    heartbeat_url: Heartbeat | None = Field(
        default=None, description="An address to call every minute while the bot works, such as a watchdog's."
    )
    label: Annotated[str, Field(max_length=30)] | None = Field(
        default=None, description="A word that stands before every card's title, such as STAGING."
    )
    person_rate: int = Field(
        default=120,
        ge=1,
        description="How many commands, clicks and words typed into a search one person may send a minute.",
    )
    workspace_rate: int = Field(
        default=6000, ge=1, description="The same for everybody together; each process counts for itself."
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
        if self.callback_secret and not self.number_hash_key:
            raise ConfigError(
                "NUMBER_HASH_KEY is missing: what Octopush tells of a phone number is kept under a hash with this key."
            )
        wrong = contradiction(self.policy, default_sender=self.default_sender, channel=self.campaign_channel)
        if wrong is not None:
            raise ConfigError(wrong)
        self.policy_from(datetime.now(UTC))
        return self

    @property
    def slack_is_here(self) -> bool:
        """Whether Slack's Web API is on this machine, as in the sandbox."""
        return is_loopback(urlsplit(self.slack_api_url).hostname or "")

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
            stop_line=self.stop_line,
            same_again=self.same_again,
            risk=self._risk,
        )

    @cached_property
    def _risk(self) -> Risk:
        return Risk() if self.policy_file is None else read_policy_file(self.policy_file)

    def policy_from(self, now: datetime) -> Policy:
        """Give the policy as of an instant, with its quiet hours; raises ConfigError where they cannot be read."""
        zone = self.recipients_time_zone or self.time_zone
        return replace(self.policy, quiet=quiet_hours(self.quiet_hours, self.holidays, zone, now))


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
