"""The buttons of a campaign: each says what it will do, asks once where it cannot be taken back, and carries what it was made for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.domain.brief import Moment
from bot.domain.settling import quiet_time
from bot.services.fields import moment_value
from bot.slack.ids import Id
from bot.slack.views import blocks as b
from bot.slack.views.dates import HOUSE, said

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.campaign import Campaign
    from bot.domain.policy import Policy


def reference(campaign: Campaign, **more: str) -> str:
    """What a button carries: which campaign, which revision, which digest, and what else it offers."""
    known = {"campaign": campaign.id, "revision": campaign.revision, "digest": campaign.brief.digest[:16]}
    return json.dumps(known | more, separators=(",", ":"))


def moment_buttons(campaign: Campaign, now: datetime, policy: Policy) -> list[b.Block]:
    """Offer the next allowed moments, where the campaign would leave in quiet hours as of an instant; else none."""
    found = quiet_time(campaign.brief, now, policy)
    if found is None:
        return []
    zone = campaign.brief.send_at.zone if campaign.brief.send_at else HOUSE.zone
    return [
        b.button(said(at, zone), action, value=reference(campaign, send_at=moment_value(Moment.of(at, zone))))
        for action, at in zip((Id.FIRST_MOMENT, Id.SECOND_MOMENT), found.following, strict=False)
    ]


def copy_button(campaign: Campaign) -> b.Block:
    """Open the form with this campaign's words, as a new one."""
    return b.button("Copy as new", Id.COPY, value=reference(campaign))


def edit_button(campaign: Campaign, text: str = "Edit") -> b.Block:
    """Open the campaign's own form."""
    return b.button(text, Id.EDIT, value=reference(campaign))


def send_now_button(campaign: Campaign) -> b.Block:
    """Ask for it again, to leave as soon as it is approved."""
    return b.button(
        "Send now",
        Id.SEND_NOW,
        value=reference(campaign),
        confirm=b.confirm(
            "Send it now?",
            f"Campaign {campaign.id} becomes a new revision that leaves as soon as it is approved again.",
            yes="Ask again",
            no="Not yet",
        ),
    )


def cancel_button(campaign: Campaign) -> b.Block:
    """Cancel the campaign, asked once."""
    return b.button(
        "Cancel campaign",
        Id.CANCEL,
        value=reference(campaign),
        confirm=b.confirm(
            f"Cancel campaign {campaign.id}?",
            "Nothing is sent, and the prepared campaign is cancelled at Octopush.",
            yes="Cancel campaign",
            no="Keep it",
            style="danger",
        ),
    )


def decide_buttons(campaign: Campaign, *, consequence: str) -> list[b.Block]:
    """Approve and reject; `consequence` says in plain words what approving does, at most 300 characters."""
    value = reference(campaign)
    return [
        b.button(
            "Approve",
            Id.APPROVE,
            value=value,
            style="primary",
            confirm=b.confirm(f"Approve campaign {campaign.id}?", consequence, yes="Approve", no="Not yet"),
        ),
        b.button("Reject…", Id.REJECT, value=value),
    ]


def test_button(campaign: Campaign, phones: int) -> b.Block:
    """Send the words to the team's own phones, asked once since it costs."""
    phones_said = "1 phone" if phones == 1 else f"{phones} phones"
    return b.button(
        "Send a test",
        Id.SEND_TEST,
        value=reference(campaign),
        confirm=b.confirm(
            "Send a test?",
            f"These words go to {phones_said} of the team now, marked as a test and at the price of an SMS each. Once only.",
            yes="Send the test",
            no="Not yet",
        ),
    )


def settle_buttons(campaign: Campaign) -> list[b.Block]:
    """Say what became of a lost sending; each asks once, saying what follows."""
    value = reference(campaign)
    return [
        b.button(
            "It was sent",
            Id.IT_WAS_SENT,
            value=value,
            confirm=b.confirm(
                "It was sent?",
                f"Campaign {campaign.id} is then recorded as sent, and nothing more is done.",
                yes="Yes, it was sent",
                no="Not yet",
            ),
        ),
        b.button(
            "It was not sent",
            Id.IT_WAS_NOT_SENT,
            value=value,
            confirm=b.confirm(
                "It was not sent?",
                f"Campaign {campaign.id} is then cancelled, at Octopush too. You can copy it as a new one.",
                yes="No, it was not sent",
                no="Not yet",
                style="danger",
            ),
        ),
    ]
