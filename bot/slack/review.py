"""The buttons under a campaign. Every click gets an answer: the redrawn card and thread, or a sentence to whoever clicked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from bot.errors import NotFound, Reason, UserError
from bot.slack.payloads import CampaignRef

if TYPE_CHECKING:
    from bot.services.approvals import Approvals
    from bot.services.ports import Store
    from bot.slack.opening import Opening
    from bot.slack.payloads import BlockActions


@dataclass(frozen=True, slots=True)
class Review:
    """What people decide in channel and thread."""

    approvals: Approvals
    store: Store
    opening: Opening

    async def approve(self, pressed: BlockActions) -> None:
        """Approve the revision that the button was made for."""
        ref = _ref(pressed)
        await self.approvals.approve(ref.campaign, revision=ref.revision, user=pressed.user.id)

    async def cancel(self, pressed: BlockActions) -> None:
        """Cancel the campaign."""
        await self.approvals.cancel(_ref(pressed).campaign, user=pressed.user.id)

    async def it_was_sent(self, pressed: BlockActions) -> None:
        """Believe that it left."""
        await self.approvals.settle(_ref(pressed).campaign, user=pressed.user.id, sent=True)

    async def it_was_not_sent(self, pressed: BlockActions) -> None:
        """Believe that it did not leave."""
        await self.approvals.settle(_ref(pressed).campaign, user=pressed.user.id, sent=False)

    async def copy(self, pressed: BlockActions) -> None:
        """Open a form with the campaign's words."""
        try:
            campaign = await self.store.load(_ref(pressed).campaign)
        except NotFound:
            raise UserError(Reason.UNKNOWN_CAMPAIGN) from None
        await self.opening.copy(pressed, campaign)


def _ref(pressed: BlockActions) -> CampaignRef:
    try:
        return CampaignRef.model_validate_json(pressed.actions[0].value or "")
    except ValidationError:
        raise UserError(Reason.UNKNOWN_CAMPAIGN) from None
