"""One campaign in a line, for Home and the private answers: which, how many, how much, when, and what is next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.campaign import Campaign, State
from bot.domain.policy import Policy, decide_before, hand_over_at
from bot.services.seeing import Shelf
from bot.slack.ids import Id
from bot.slack.views import blocks as b
from bot.slack.views.buttons import copy_button
from bot.slack.views.card import state_of
from bot.slack.views.dates import HOUSE, Locale, count, money, said
from bot.slack.views.outcome import outcome_in_short
from bot.slack.views.preview import audience
from bot.slack.views.words import told

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.outcomes import Outcome
    from bot.services.posted import Posted

#: What stands above each shelf.
TITLES = {
    Shelf.TO_DECIDE: "Waiting for you: to decide",
    Shelf.TO_APPROVE: "Waiting for you: to approve",
    Shelf.TO_FIX: "Waiting for you: to fix",
    Shelf.GOING_OUT: "Going out",
    Shelf.UNDER_WAY: "Not approved yet",
    Shelf.LATELY: "Lately",
    Shelf.ALL: "All campaigns",
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever reads: their language and zone, what the rules are here, and the workspace's address (it ends in /)."""

    policy: Policy
    workspace: str
    locale: Locale = HOUSE
    label: str = ""

    def at(self, instant: datetime) -> str:
        """Say an instant in their own zone."""
        return said(instant, self.locale.zone, self.locale)


def row(
    shelf: Shelf, campaign: Campaign, reader: Reader, card: Posted | None, outcome: Outcome | None = None
) -> b.Block:
    """Draw a campaign on its shelf: figures, what is next or came of it, to whom, and the way to its thread."""
    link = thread_link(card, reader)
    number = f"<{link}|{campaign.id}>" if link else str(campaign.id)
    facts = [f"*{number}*"]
    facts += _figures(campaign, reader) or ["not counted yet"]
    if shelf is not Shelf.LATELY:
        facts += [_moment(campaign, reader), f"asked by <@{campaign.requester}>"]
    became = outcome_in_short(outcome, reader.locale) if outcome else ""
    lines = [" · ".join(facts), _next(shelf, campaign, reader), *([became] if became else [])]
    block = b.section(
        "\n".join(lines),
        accessory=_button(shelf, campaign, link),
        block_id=f"{shelf}:{campaign.id}",
    )
    return block | {"fields": [b.plain(audience(campaign.brief))]}


def message_link(workspace: str, channel: str, ts: str) -> str | None:
    """Make the address of a message as Slack writes it (docs.slack.dev/reference/methods/chat.getPermalink).

    None where it is not known what the workspace's address is.
    """
    return f"{workspace}archives/{channel}/p{ts.replace('.', '')}" if workspace else None


def thread_link(card: Posted | None, reader: Reader) -> str | None:
    """Make the address of a card, where there is one."""
    return message_link(reader.workspace, card.channel, card.ts) if card else None


def choice(campaign: Campaign, reader: Reader) -> b.Block:
    """Offer a campaign in a select: plain text, since the audience's name was typed by a person."""
    described = " · ".join([state_of(campaign), *_figures(campaign, reader)[:1], _moment(campaign, reader)])
    return b.option(f"{campaign.id} · {audience(campaign.brief)}", str(campaign.id), described)


def _figures(campaign: Campaign, reader: Reader) -> list[str]:
    """Say how many people and how much, where Octopush has told."""
    measured = campaign.measured
    if measured is None:
        return []
    people = "1 person" if measured.people == 1 else f"{count(measured.people, reader.locale)} people"
    return [people, money(measured.cost, reader.locale)]


def _moment(campaign: Campaign, reader: Reader) -> str:
    moment = campaign.brief.send_at
    return reader.at(moment.at) if moment else "as soon as approved"


def _next(shelf: Shelf, campaign: Campaign, reader: Reader) -> str:
    """Say what is next, or what came of it."""
    policy = reader.policy
    match shelf:
        case Shelf.TO_DECIDE:
            return "Nobody knows whether it left. Look at Octopush, then say so in the thread."
        case Shelf.TO_APPROVE:
            return f"Decide before {reader.at(decide_before(campaign, policy))}"
        case Shelf.TO_FIX:
            return f"{_heading(campaign)}, {reader.at(campaign.entered_at)}"
        case Shelf.LATELY:
            return f"Sent {reader.at(campaign.leaves_at or campaign.entered_at)} · asked by <@{campaign.requester}>"
    match campaign.state:
        case State.APPROVED if campaign.waiting is not None:
            return told(campaign.waiting, campaign.brief, mrkdwn=True)
        case State.APPROVED:
            return f"{_approved(campaign)} · goes to Octopush {reader.at(hand_over_at(campaign, policy))}"
        case State.HANDED_OVER if not campaign.left and campaign.leaves_at:
            return f"Handed over · Octopush sends it {reader.at(campaign.leaves_at)}"
        case State.AWAITING:
            return f"Waiting for approval until {reader.at(decide_before(campaign, policy))}"
        case _:
            return _heading(campaign)


def _heading(campaign: Campaign) -> str:
    words = state_of(campaign)
    return words[0].upper() + words[1:]


def _approved(campaign: Campaign) -> str:
    voters = [f"<@{vote.voter}>" for vote in campaign.votes]
    return f"Approved by {', '.join(voters)}" if voters else "No approval is needed here"


def _button(shelf: Shelf, campaign: Campaign, link: str | None) -> b.Block | None:
    if shelf is Shelf.LATELY:
        return copy_button(campaign)
    return b.button("Open the thread", Id.OPEN_THREAD) | {"url": link} if link else None
