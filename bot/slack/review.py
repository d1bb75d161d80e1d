"""The buttons under a campaign. Every click gets an answer: the redrawn card and thread, or a sentence to whoever clicked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp
from pydantic import ValidationError
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import logs
from bot.errors import NotFound, Reason, UserError
from bot.services.fields import read_moment
from bot.slack.api_errors import error_of
from bot.slack.ids import Id
from bot.slack.payloads import CampaignRef, SecondStepRef
from bot.slack.views.preview import stopped
from bot.slack.views.rejection import rejection
from bot.slack.views.rows import message_link
from bot.slack.views.second_step import second_step
from bot.slack.views.words import sentence

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.domain.campaign import Campaign
    from bot.services.approvals import Approvals
    from bot.services.ports import Store
    from bot.services.trials import Trials
    from bot.slack.opening import Opening
    from bot.slack.payloads import BlockActions, ViewSubmission

log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class Review:
    """What people decide in channel and thread."""

    approvals: Approvals
    store: Store
    opening: Opening
    client: AsyncWebClient
    trials: Trials
    #: The workspace's address, as Slack tells it.
    workspace: str

    async def send_test(self, pressed: BlockActions) -> None:
        """Send the words to the team's own phones; what comes of it is on the request."""
        ref = _ref(pressed)
        await self.trials.send(ref.campaign, revision=ref.revision, user=pressed.user.id)

    async def approve(self, pressed: BlockActions) -> None:
        """Approve the revision that the button was made for; where much is at stake, the bot's own form asks once more."""
        ref = _ref(pressed)
        found = await self.approvals.begin_second_step(
            ref.campaign, revision=ref.revision, user=pressed.user.id
        )
        shown = self._shown(pressed)
        if found is None:
            await self.approvals.approve(
                ref.campaign, revision=ref.revision, user=pressed.user.id, shown=shown
            )
            return
        campaign, word = found
        step = SecondStepRef(campaign=ref.campaign, revision=ref.revision, shown=shown, word=word)
        await self._open(pressed, second_step(campaign, step))

    async def approved(self, submitted: ViewSubmission) -> dict[str, Any]:
        """Approve by the second step's form; what does not count is said in its place."""
        ref = SecondStepRef.model_validate_json(submitted.view.private_metadata)
        try:
            await self.approvals.approve(
                ref.campaign, revision=ref.revision, user=submitted.user.id, shown=ref.shown, word=ref.word
            )
        except UserError as exc:
            return {"response_action": "update", "view": stopped(sentence(exc.problem), "Not approved")}
        return {}

    async def reject(self, pressed: BlockActions) -> None:
        """Ask for the reason, of those who may reject."""
        ref = _ref(pressed)
        await self.approvals.check(ref.campaign, revision=ref.revision, user=pressed.user.id)
        await self._open(pressed, rejection(ref.model_copy(update={"shown": self._shown(pressed)})))

    async def rejected(self, submitted: ViewSubmission) -> dict[str, Any]:
        """Reject with the reason; what does not count is said under it, and the reason stays typed."""
        view = submitted.view
        ref = CampaignRef.model_validate_json(view.private_metadata)
        reason = view.fields.get(Id.REASON)
        try:
            await self.approvals.reject(
                ref.campaign,
                revision=ref.revision,
                user=submitted.user.id,
                reason=reason if isinstance(reason, str) else "",
                shown=ref.shown,
            )
        except UserError as exc:
            return {"response_action": "errors", "errors": {str(Id.REASON): sentence(exc.problem)}}
        return {}

    async def cancel(self, pressed: BlockActions) -> None:
        """Cancel the campaign."""
        await self.approvals.cancel(_ref(pressed).campaign, user=pressed.user.id)

    async def it_was_sent(self, pressed: BlockActions) -> None:
        """Believe that it left."""
        await self.approvals.settle(_ref(pressed).campaign, user=pressed.user.id, sent=True)

    async def it_was_not_sent(self, pressed: BlockActions) -> None:
        """Believe that it did not leave."""
        await self.approvals.settle(_ref(pressed).campaign, user=pressed.user.id, sent=False)

    async def send_now(self, pressed: BlockActions) -> None:
        """Ask for the same campaign again, to leave as soon as it is approved."""
        ref = _ref(pressed)
        await self.approvals.send_now(ref.campaign, revision=ref.revision, user=pressed.user.id)

    async def move(self, pressed: BlockActions) -> None:
        """Ask for the same campaign again, at the moment that is on the button."""
        ref = _ref(pressed)
        await self.approvals.move(
            ref.campaign, revision=ref.revision, user=pressed.user.id, moment=read_moment(ref.send_at)
        )

    async def edit(self, pressed: BlockActions) -> None:
        """Open the campaign's own form, for those who may change it."""
        ref = _ref(pressed)
        campaign = await self._campaign(ref)
        await self.approvals.check_edit(campaign, revision=ref.revision, user=pressed.user.id)
        await self.opening.edit(pressed, campaign)

    async def copy(self, pressed: BlockActions) -> None:
        """Open a form with the campaign's words."""
        await self.opening.copy(pressed, await self._campaign(_ref(pressed)))

    def _shown(self, pressed: BlockActions) -> str | None:
        """Make the address of the message with the button; None where the button is not in one."""
        message, channel = pressed.message, pressed.channel
        return message_link(self.workspace, channel.id, message.ts) if message and channel else None

    async def _open(self, pressed: BlockActions, view: dict[str, Any]) -> None:
        try:
            await self.client.views_open(trigger_id=pressed.trigger_id, view=view)
        except (SlackApiError, SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as exc:
            error = error_of(exc) if isinstance(exc, SlackApiError) else type(exc).__name__
            log.warning("not_asked", actor=pressed.user.id, view=view["callback_id"], error=error)
            raise UserError(Reason.DIRECTORY_DOWN) from exc

    async def _campaign(self, ref: CampaignRef) -> Campaign:
        try:
            return await self.store.load(ref.campaign)
        except NotFound:
            raise UserError(Reason.UNKNOWN_CAMPAIGN) from None


def _ref(pressed: BlockActions) -> CampaignRef:
    try:
        return CampaignRef.model_validate_json(pressed.actions[0].value or "")
    except ValidationError:
        raise UserError(Reason.UNKNOWN_CAMPAIGN) from None
