"""The rejection: what should change, shown in the thread and sent to whoever asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.slack.ids import Id
from bot.slack.views import blocks as b

if TYPE_CHECKING:
    from bot.slack.payloads import CampaignRef

#: A reason is shown whole in the thread.
LONGEST_REASON = 1000


def rejection(ref: CampaignRef) -> b.Block:
    """Ask for the reason."""
    reason = {
        "type": "plain_text_input",
        "action_id": Id.REASON,
        "multiline": True,
        "max_length": LONGEST_REASON,
        "placeholder": b.plain("Saturday is the 28th, write the date."),
    }
    return b.modal(
        Id.CAMPAIGN_REJECT,
        f"Reject campaign {ref.campaign}",
        [
            b.field(
                "What should change?",
                reason,
                block_id=Id.REASON,
                hint="Shown in the thread and sent to whoever asked.",
            )
        ],
        close="Not yet",
        submit="Reject",
        memory=ref.model_dump_json(),
    )
