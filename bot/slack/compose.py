"""From form to confirmed campaign: suggestions as one types, More options, the preview, the confirmation.

Each handler returns what the acknowledgement carries; what takes longer goes on in a task of its own.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import logs
from bot.domain.policy import may_be_asked, sender_problems
from bot.errors import Problem, Reason, UserError
from bot.services.rights import check_requester
from bot.slack.api_errors import error_of
from bot.slack.ids import Id
from bot.slack.payloads import Choices, FormMemory, PreviewMemory
from bot.slack.views.dates import Locale
from bot.slack.views.form import SWITCHES, form, options_form
from bot.slack.views.moments import audience_groups, moment_options
from bot.slack.views.preview import broken, done, preview, simulating, unanswered
from bot.slack.views.words import CHANNELS, WORDS, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.domain.campaign import Campaign
    from bot.services.drafting import Drafting
    from bot.services.moments import Moments
    from bot.services.ports import Clock, Store
    from bot.slack.directory import SlackDirectory
    from bot.slack.payloads import BlockActions, Suggestion, View, ViewSubmission
    from bot.slack.tasks import Tasks
    from bot.slack.views import blocks as b

log = logs.get(__name__)

Answer = dict[str, Any]

#: Seconds to wait for Slack's word on a channel while a submission waits for its answer.
PATIENCE = 1.0
#: Seconds between tries to fill a preview that Slack may not have pushed yet.
PUSHING = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compose:
    """The requester's handlers."""

    drafting: Drafting
    store: Store
    directory: SlackDirectory
    moments: Moments
    client: AsyncWebClient
    tasks: Tasks
    clock: Clock
    both_names: bool = False
    price: Decimal | None = None
    #: Kinds and names of lists and tags to offer before they were used here.
    seeds: Sequence[tuple[str, str]] = ()
    #: The zone (IANA) of those who get the SMS, where it is known.
    recipients_zone: str | None = None

    async def suggest_audience(self, asked: Suggestion) -> Answer:
        """Offer lists and tags used here, and what was typed as either."""
        if not await self._may_know(asked.user.id):
            return {"option_groups": audience_groups(asked.value, (), {})}
        used = await self.store.audiences(asked.value.strip())
        return {"option_groups": audience_groups(asked.value, used, self.directory.names, self.seeds)}

    async def suggest_moment(self, asked: Suggestion) -> Answer:
        """Offer the moments that the words mean, in the person's zone and language."""
        memory = FormMemory.model_validate_json(asked.view.private_metadata)
        now = self.clock()
        readings = self.moments(asked.value, now=now, zone=memory.zone, locale=memory.locale)
        locale = Locale(memory.locale, memory.zone)
        options = moment_options(
            asked.value, readings, now=now, locale=locale, recipients_zone=self.recipients_zone
        )
        return {"options": options}

    async def more_options(self, pressed: BlockActions) -> None:
        """Push *More options* on the form."""
        if pressed.view is not None:
            memory = FormMemory.model_validate_json(pressed.view.private_metadata)
            view = options_form(memory, both_names=self.both_names)
            await self.client.views_push(trigger_id=pressed.trigger_id, view=view)

    async def options_submitted(self, submitted: ViewSubmission) -> Answer:
        """Keep the choices in the form below, before its pushed view closes."""
        view = submitted.view
        memory = FormMemory.model_validate_json(view.private_metadata)
        choices = _choices(view)
        if wrong := sender_problems(choices.sender or None, self.drafting.policy):
            return _errors(view, wrong, memory)
        kept = memory.model_copy(update={"choices": choices})
        try:
            await self.client.views_update(view_id=view.root_view_id, view=form(kept, {}))
        except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as exc:
            log.warning("options_not_kept", error=type(exc).__name__)
            return {"response_action": "errors", "errors": {str(Id.SENDER): WORDS["not_saved"]}}
        return {}

    async def form_submitted(self, submitted: ViewSubmission) -> Answer:
        """*Preview*: save the draft; name what is wrong under its field, else push the preview and simulate."""
        view, user = submitted.view, submitted.user.id
        memory = FormMemory.model_validate_json(view.private_metadata)
        values = {name: held for name, held in view.fields.items() if isinstance(held, str) or held is None}
        channel = memory.channel or values.get(Id.CHANNEL)
        composed = await self.drafting.keep(
            drafter(user, memory), {**values, **memory.choices.model_dump()}, channel=channel
        )
        problems = [*composed.problems, *await self._channel_problems(channel, asked=memory.channel is None)]
        if problems or composed.brief is None or channel is None:
            return _errors(view, problems, memory)
        preview_memory = PreviewMemory(
            nonce=memory.nonce,
            digest=composed.brief.digest,
            zone=memory.zone,
            locale=memory.locale,
            channel=channel,
            here=memory.here,
            edits=memory.edits,
            edition=memory.edition,
            asks_channel=memory.channel is None,
        )
        external_id = f"preview-{secrets.token_hex(8)}"
        self.tasks.spawn(self.show(user, preview_memory, external_id=external_id), name="simulate")
        return {"response_action": "push", "view": simulating(preview_memory, external_id)}

    async def simulate_again(self, pressed: BlockActions) -> None:
        """*Try again* on the preview."""
        if pressed.view is None:
            return
        memory = PreviewMemory.model_validate_json(pressed.view.private_metadata)
        external_id = pressed.view.external_id or f"preview-{secrets.token_hex(8)}"
        await self.client.views_update(view_id=pressed.view.id, view=simulating(memory, external_id))
        self.tasks.spawn(self.show(pressed.user.id, memory, view_id=pressed.view.id), name="simulate")

    async def preview_submitted(self, submitted: ViewSubmission) -> Answer:
        """Confirm: one form makes one campaign, whatever is repeated; then the modal is gone and the card tells."""
        memory = PreviewMemory.model_validate_json(submitted.view.private_metadata)
        try:
            campaign = await self._confirmed(submitted.user.id, memory)
        except UserError as exc:
            locale = Locale(memory.locale, memory.zone)
            return {
                "response_action": "update",
                "view": broken(memory, sentence(exc.problem, locale), again=False),
            }
        if memory.channel == memory.here:
            return {"response_action": "clear"}
        return {"response_action": "update", "view": done(campaign.id, memory.channel)}

    async def _confirmed(self, user: str, memory: PreviewMemory) -> Campaign:
        if memory.edits is None:
            return await self.drafting.confirm(
                user, memory.digest, nonce=memory.nonce, channel=memory.channel, kept=memory.kept
            )
        return await self.drafting.revise(
            user,
            memory.digest,
            draft_of=drafter(user, memory),
            number=memory.edits.campaign,
            revision=memory.edits.revision,
            kept=memory.kept,
        )

    async def show(
        self, user: str, memory: PreviewMemory, *, external_id: str | None = None, view_id: str | None = None
    ) -> None:
        """Fill a preview, by its id or its external id: settle, simulate, and draw what came of it."""
        view = await self._previewed(user, memory)
        target = {"view_id": view_id} if view_id else {"external_id": external_id}
        for pause in (*PUSHING, None):
            try:
                await self.client.views_update(view=view, **target)
            except SlackApiError as exc:
                # The answer that pushes the view and this call race; a view that was closed is not found for good.
                if error_of(exc) != "not_found" or pause is None:
                    log.info("preview_not_shown", error=error_of(exc))
                    return
            except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as exc:
                # A view that is filled twice is the same view.
                if pause is None:
                    log.warning("preview_not_shown", error=type(exc).__name__)
                    return
            else:
                return
            await asyncio.sleep(pause)

    async def _previewed(self, user: str, memory: PreviewMemory) -> b.Block:
        """Simulate and draw what came of it; whatever goes wrong is on the preview."""
        locale = Locale(memory.locale, memory.zone)
        try:
            found, trouble = await asyncio.gather(
                self.drafting.preview(
                    drafter(user, memory),
                    memory.digest,
                    kept=memory.kept,
                    revises=memory.edits.campaign if memory.edits else None,
                ),
                self._trouble(memory.channel),
            )
        except UserError as exc:
            return broken(memory, sentence(exc.problem, locale), again=False)
        except Exception:
            reference = logs.reference()
            log.exception("preview_failed", reference=reference)
            problem = Problem(Reason.UNEXPECTED, None, {"reference": reference})
            return broken(memory, sentence(problem, locale), again=True)
        if found.timed_out:
            return unanswered(memory, self.drafting.patience)
        return preview(
            memory,
            found,
            now=self.clock(),
            price=self.price,
            channel_trouble=trouble,
            approvals=may_be_asked(found.brief, found.measured, self.drafting.policy),
        )

    async def _channel_problems(self, channel: str | None, *, asked: bool) -> Sequence[Problem]:
        """Check the channel while the form is open. What Slack does not tell in time is checked on the preview."""
        if channel is None:
            return [Problem(Reason.CHANNEL_MISSING, Id.CHANNEL)]
        if not asked:
            return []
        try:
            async with asyncio.timeout(PATIENCE):
                trouble = await self._trouble(channel)
        except TimeoutError:
            return []
        if trouble is None or trouble == "unread":
            return []
        return [
            Problem(Reason.CHANNEL_UNUSABLE, Id.CHANNEL, {"why": CHANNELS.get(trouble, CHANNELS["unknown"])})
        ]

    async def _may_know(self, user: str) -> bool:
        """Whether names used here may be shown to somebody; where Slack does not tell in time, they are not."""
        try:
            async with asyncio.timeout(PATIENCE):
                await check_requester(self.directory, self.drafting.policy, user, fresh=False)
                return (await self.directory.person(user)).member
        except (UserError, TimeoutError):
            return False

    async def _trouble(self, channel: str) -> str | None:
        allowed = self.drafting.policy.risk.requests.channels
        if allowed and channel not in allowed:
            return "not_allowed"
        try:
            return (await self.directory.channel(channel)).why_not
        except UserError:
            return "unread"


def drafter(user: str, memory: FormMemory | PreviewMemory) -> str:
    """Name whose draft a form is: a change of a campaign is kept apart from the person's own unfinished one."""
    return f"{user}#{memory.edits.campaign}" if memory.edits else user


def _choices(view: View) -> Choices:
    held = view.fields
    ticked = held.get(Id.SWITCHES) or ()
    words = {str(name): held.get(name) for name in (Id.SENDER, Id.AND_AUDIENCE, Id.SEGMENTATION)}
    sender = words[Id.SENDER]
    words[Id.SENDER] = sender.strip() if isinstance(sender, str) else None
    return Choices.model_validate({**words, **{name: name in ticked for name in SWITCHES}})


def _errors(view: View, problems: Sequence[Problem], memory: FormMemory) -> Answer:
    """Put each sentence under its field; one that has no field here stands under the first that has."""
    locale = Locale(memory.locale, memory.zone)
    errors: dict[str, str] = {}
    home = {Id.AND_AUDIENCE: Id.AUDIENCE, Id.SEGMENTATION: Id.AUDIENCE, Id.SENDER: Id.TEXT}
    for problem in problems:
        field = problem.field or Id.TEXT
        block = view.block_of(field) or view.block_of(home.get(Id(field), Id.TEXT)) or view.block_of(Id.TEXT)
        if block is not None:
            errors.setdefault(block, sentence(problem, locale))
    return {"response_action": "errors", "errors": errors}
