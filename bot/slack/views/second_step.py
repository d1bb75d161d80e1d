"""The second step of an approval: what will leave, once more, in a form that only the bot can put on somebody's screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.slack.ids import Id
from bot.slack.views import blocks as b
from bot.slack.views.dates import count, money, said

if TYPE_CHECKING:
    from bot.domain.campaign import Campaign
    from bot.slack.payloads import SecondStepRef


def second_step(campaign: Campaign, ref: SecondStepRef) -> b.Block:
    """Ask for the approval of a measured campaign."""
    moment = campaign.brief.send_at
    when = f"on {said(moment.at, moment.zone)} ({moment.zone})" if moment else "as soon as it is approved"
    measured = campaign.measured
    if measured is None:
        raise AssertionError("What takes a second step is known to be large.")
    what = f"*{count(measured.people)} people* get it {when}, for *{money(measured.cost)}*"
    words = f"Campaign {ref.campaign}: {what}. This is a large one, so you are asked twice."
    return b.modal(
        Id.CAMPAIGN_APPROVE,
        "Approve campaign",
        [b.section(words), b.sms(campaign.brief.text)],
        close="Not yet",
        submit="Approve",
        memory=ref.model_dump_json(),
    )
