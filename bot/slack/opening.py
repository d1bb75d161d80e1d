"""Put the form on somebody's screen: from the command, the shortcuts, a draft, or a campaign that is copied.

Slack's trigger lives three seconds, so nothing slow stands before `views.open`: what Slack knows of the person and the
channel is waited for at most a second, and the form opens without it.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import logs
from bot.domain.slack_markup import plain_from_slack
from bot.errors import Reason, UserError
from bot.services.fields import fields_of
from bot.services.rights import check_requester
from bot.slack.api_errors import error_of
from bot.slack.payloads import CampaignRef, Choices, FormMemory
from bot.slack.views.dates import Locale, clock, day
from bot.slack.views.form import form
from bot.slack.views.words import HELP, WORDS, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.domain.campaign import Campaign
    from bot.domain.policy import Policy
    from bot.services.ports import Clock, Draft, Person, Store
    from bot.slack.directory import Defaults, SlackDirectory
    from bot.slack.payloads import BlockActions, Command, Shortcut
    from bot.slack.tasks import Tasks
    from bot.slack.telling import Teller

log = logs.get(__name__)

#: Seconds to wait for what Slack knows before the form opens without it.
PATIENCE = 1.0
HELP_WORDS = frozenset({"help", "aide", "?"})


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for something, and where they are answered; `replaces` where the answer takes the place of the question."""

    user: str
    trigger_id: str
    channel: str | None
    response_url: str | None = None
    replaces: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What a form begins with, and where the person is looking."""

    user: str
    trigger_id: str
    here: str | None
    values: Mapping[str, str | bool | None]
    response_url: str | None = None
    offer_draft: bool = True
    edits: Campaign | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Opens forms."""

    store: Store
    directory: SlackDirectory
    client: AsyncWebClient
    teller: Teller
    tasks: Tasks
    clock: Clock
    defaults: Defaults
    policy: Policy
    #: Where cards go when the command was not typed in a usable channel; None: the form asks.
    house_channel: str | None = None
    default_sender: str | None = None

    async def command(self, command: Command) -> str | None:
        """Answer `help` at once; let other words become the text of a new form."""
        text = plain_from_slack(command.text).strip()
        if text.casefold() in HELP_WORDS:
            return HELP
        self._spawn(
            Beginning(
                user=command.user_id,
                trigger_id=command.trigger_id,
                here=command.channel_id,
                values={"text": text},
                response_url=command.response_url,
            )
        )
        return None

    async def shortcut(self, shortcut: Shortcut) -> None:
        """Open the form from a shortcut; the message shortcut brings its text, as a phone would show it."""
        text = plain_from_slack(shortcut.message.text) if shortcut.message else ""
        self._spawn(
            Beginning(
                user=shortcut.user.id,
                trigger_id=shortcut.trigger_id,
                here=shortcut.channel.id if shortcut.channel else None,
                values={"text": text},
            )
        )

    async def copy(self, pressed: BlockActions, campaign: Campaign) -> None:
        """*Copy as new*: a form with a campaign's words, and no moment, since that one is over."""
        self._spawn(
            Beginning(
                user=pressed.user.id,
                trigger_id=pressed.trigger_id,
                here=campaign.channel,
                values={**fields_of(campaign.brief), "send_at": None},
                offer_draft=False,
            )
        )

    async def again(self, asked: Asked, campaign: Campaign) -> None:
        """`/sms-campaign again`: the same form as *Copy as new*."""
        self._spawn(
            Beginning(
                user=asked.user,
                trigger_id=asked.trigger_id,
                here=campaign.channel,
                values={**fields_of(campaign.brief), "send_at": None},
                response_url=asked.response_url,
                offer_draft=False,
            )
        )

    async def fresh(self, pressed: BlockActions) -> None:
        """Open an empty form from Home; it asks where the card goes, unless the house has a channel."""
        self._spawn(Beginning(user=pressed.user.id, trigger_id=pressed.trigger_id, here=None, values={}))

    async def edit(self, pressed: BlockActions, campaign: Campaign) -> None:
        """*Edit*: the campaign's own form; its card stays where it is."""
        self._spawn(
            Beginning(
                user=pressed.user.id,
                trigger_id=pressed.trigger_id,
                here=campaign.channel,
                values=fields_of(campaign.brief),
                offer_draft=False,
                edits=campaign,
            )
        )

    async def continue_draft(self, pressed: BlockActions) -> None:
        """*Continue it*: the same form, holding what the draft held."""
        draft = await self.store.draft(pressed.user.id)
        if draft is None or pressed.view is None:
            return
        memory = FormMemory.model_validate_json(pressed.view.private_metadata)
        # New block ids, since Slack keeps what was typed under the old ones.
        memory = memory.model_copy(
            update={"edition": memory.edition + 1, "choices": choices_of(draft.fields, self.default_sender)}
        )
        await self.client.views_update(
            view_id=pressed.view.id, hash=pressed.view.hash, view=form(memory, _words(draft.fields))
        )

    def _spawn(self, beginning: Beginning) -> None:
        self.tasks.spawn(self._open(beginning), name="open_form")

    async def _open(self, beginning: Beginning) -> None:
        person, channel, draft, refused = await asyncio.gather(
            self._person(beginning.user),
            self._channel(beginning.here),
            self.store.draft(beginning.user),
            self._refused(beginning.user),
        )
        if person is not None and not person.member:
            await self._tell(beginning, sentence(UserError(Reason.OUTSIDER).problem))
            return
        if refused is not None:
            await self._tell(beginning, refused)
            return
        edited = beginning.edits
        memory = FormMemory(
            nonce=secrets.token_hex(12),
            zone=person.zone if person else self.defaults.zone,
            locale=person.locale if person else self.defaults.locale,
            channel=edited.channel if edited else channel,
            edits=CampaignRef(campaign=edited.id, revision=edited.revision) if edited else None,
            here=beginning.here,
            choices=choices_of(beginning.values, self.default_sender),
        )
        offer = _offer(draft, memory, self.clock) if beginning.offer_draft and draft else None
        view = form(memory, _words(beginning.values), offer=offer)
        try:
            await self.client.views_open(trigger_id=beginning.trigger_id, view=view)
        except (SlackApiError, SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as exc:
            error = error_of(exc) if isinstance(exc, SlackApiError) else type(exc).__name__
            log.warning("form_not_opened", actor=beginning.user, error=error)
            await self._tell(beginning, WORDS["form_not_opened"])

    async def _tell(self, beginning: Beginning, words: str) -> None:
        text = beginning.values.get("text")
        await self.teller.privately(
            beginning.user,
            words,
            response_url=beginning.response_url,
            channel=beginning.here,
            quoted=text if isinstance(text, str) else None,
        )

    async def _refused(self, user: str) -> str | None:
        """Say that somebody may not ask for campaigns; where Slack does not tell in time, the confirmation asks again."""
        try:
            async with asyncio.timeout(PATIENCE):
                await check_requester(self.directory, self.policy, user, fresh=False)
        except UserError as exc:
            return sentence(exc.problem) if exc.problem.reason is Reason.NOT_ALLOWED_TO_REQUEST else None
        except TimeoutError:
            return None
        return None

    async def _person(self, user: str) -> Person | None:
        try:
            async with asyncio.timeout(PATIENCE):
                return await self.directory.person(user)
        except (TimeoutError, UserError):
            return None

    async def _channel(self, here: str | None) -> str | None:
        """Choose where the card goes: here, else the house's channel, else None: the form asks."""
        for channel in (here, self.house_channel):
            allowed = self.policy.risk.requests.channels
            if channel is None or (allowed and channel not in allowed):
                continue
            try:
                async with asyncio.timeout(PATIENCE):
                    found = await self.directory.channel(channel)
            except (TimeoutError, UserError):
                continue
            if found.why_not is None:
                return channel
        return None


def choices_of(values: Mapping[str, object], default_sender: str | None) -> Choices:
    """Give what *More options* holds: as stored where it was stored, else how a form begins."""
    given = {name: values[name] for name in Choices.model_fields if name in values}
    return Choices.model_validate(given) if given else _first_choices(default_sender)


@lru_cache
def _first_choices(sender: str | None) -> Choices:
    return Choices(sender=sender)


def _words(values: Mapping[str, str | bool | None]) -> dict[str, str | None]:
    return {name: value for name, value in values.items() if isinstance(value, str)}


def _offer(draft: Draft, memory: FormMemory, now: Clock) -> str:
    """Say that a draft can be continued, in plain text: the audience's name was typed by a person."""
    locale = Locale(memory.locale, memory.zone)
    today = day(now(), memory.zone) == day(draft.saved_at, memory.zone)
    when = "today" if today else f"on {day(draft.saved_at, memory.zone, locale)}"
    audience = draft.fields.get("audience")
    whom = f", for {audience.partition(':')[2]}" if isinstance(audience, str) and audience else ""
    return f"You left a campaign unfinished {when} at {clock(draft.saved_at, memory.zone)}{whom}."
