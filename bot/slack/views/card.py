"""The card: one message in the channel, always redrawn from the stored state. Its header tells the state, its last line what is next."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import TYPE_CHECKING

from bot.domain.campaign import Action, Campaign, Event, State
from bot.domain.policy import Policy, decide_before, hand_over_at, needed_votes
from bot.domain.unseen import reveal
from bot.slack.views import blocks as b
from bot.slack.views.buttons import copy_button
from bot.slack.views.dates import HOUSE, clock, count, day_and_time, in_each_zone, money, said
from bot.slack.views.preview import audience
from bot.slack.views.words import NO_ANSWER, told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.domain.brief import Brief
    from bot.services.ports import AudienceUse

HEADERS = {
    State.PREPARING: "preparing at Octopush",
    State.AWAITING: "waiting for approval",
    State.APPROVED: "approved",
    State.SENDING: "being handed over",
    State.HANDED_OVER: "handed over",
    State.UNSURE: "we do not know",
    State.REJECTED: "not sent: rejected",
    State.EXPIRED: "not sent: out of time",
    State.FAILED: "not sent: ask again",
    State.CANCELLED: "not sent: cancelled",
}


@dataclass(frozen=True, slots=True)
class Scene:
    """What a campaign's messages are drawn from: the stored state, the policy, and a word that marks the place."""

    campaign: Campaign
    events: Sequence[Event]
    policy: Policy
    now: datetime
    last_use: AudienceUse | None = None
    #: Every revision's Brief, by its number.
    revisions: Mapping[int, Brief] = field(default_factory=dict)
    #: Stands before every header, such as SANDBOX; empty for the real one.
    label: str = ""
    #: The zone to tell things in where the campaign has no moment of its own.
    house_zone: str = HOUSE.zone

    @property
    def zone(self) -> str:
        """The zone the campaign is told in: the one its moment was chosen in."""
        moment = self.campaign.brief.send_at
        return moment.zone if moment else self.house_zone


class Place(StrEnum):
    """Where a message stands."""

    CHANNEL = auto()
    THREAD = auto()
    #: In the requester's direct messages.
    DIRECT = auto()


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it should stand in Slack. `key` says which of the campaign's; `text` is for notifications and screen readers.

    A `transient` one is deleted once it is no longer wanted.
    """

    key: str
    text: str
    blocks: list[b.Block]
    place: Place = Place.THREAD
    transient: bool = False


def card(scene: Scene) -> Message:
    """Draw the card."""
    campaign = scene.campaign
    title = f"SMS campaign {campaign.id}: {header(campaign)}"
    labelled = f"{scene.label} · {title}" if scene.label else title
    parts = [
        b.header(labelled[:150]),
        b.sms(reveal(campaign.brief.text)),
        b.facts(*_facts(scene)),
        b.context(last_line(scene)),
    ]
    if campaign.state in COPYABLE or campaign.left:
        parts.append(b.actions(copy_button(campaign), block_id="copy"))
    return Message("card", notification(scene), parts, place=Place.CHANNEL)


#: Ends from which the campaign is offered as a new one.
COPYABLE = frozenset({State.REJECTED, State.EXPIRED, State.FAILED, State.CANCELLED})


def header(campaign: Campaign) -> str:
    """Tell the state in a few words."""
    if campaign.state is State.PREPARING and campaign.waiting is not None:
        return "Octopush does not answer" if campaign.waiting in NO_ANSWER else "waiting for its turn"
    if campaign.state is State.HANDED_OVER and campaign.left:
        return "sent"
    if campaign.state is State.EXPIRED and campaign.approved_at is not None:
        return "not sent: too late"
    return HEADERS[campaign.state]


def notification(scene: Scene) -> str:
    """Tell the campaign without a word of the SMS or a name that somebody typed."""
    campaign = scene.campaign
    figures = [f"{people(campaign)}, {cost(campaign)}"] if campaign.measured else []
    when = (
        day_and_time(campaign.brief.send_at.at, scene.zone)
        if campaign.brief.send_at
        else "as soon as approved"
    )
    what = "needs your approval" if campaign.state is State.AWAITING else f"is {header(campaign)}"
    return f"SMS campaign {campaign.id} {what}: {', '.join([*figures, when])}"


def people(campaign: Campaign) -> str:
    """Say how many people Octopush counted."""
    if campaign.measured is None:
        return "not counted yet"
    number = campaign.measured.people
    return f"{count(number)} {'person' if number == 1 else 'people'}"


def cost(campaign: Campaign) -> str:
    """Say what Octopush asks for it."""
    return money(campaign.measured.cost) if campaign.measured else "Not known yet"


def last_line(scene: Scene) -> str:
    """Say what happens next, or how it ended."""
    campaign, zone = scene.campaign, scene.zone
    asked = f"Asked by <@{campaign.requester}>"
    match campaign.state:
        case State.PREPARING if campaign.waiting is not None:
            return f"{told(campaign.waiting, campaign.brief, mrkdwn=True)} Tried again by itself · {asked}"
        case State.PREPARING if campaign.ticket:
            return f"Octopush is counting people and price · {asked}"
        case State.PREPARING:
            return f"{asked} · nothing is sent yet"
        case State.AWAITING:
            needed = needed_votes(campaign, scene.policy)
            until = said(decide_before(campaign, scene.policy), zone)
            return (
                f"{asked} · {len(campaign.votes)} of {needed} approvals · decide in the thread before {until}"
            )
        case State.APPROVED if campaign.waiting is not None:
            return f"{told(campaign.waiting, campaign.brief, mrkdwn=True)} Tried again by itself · {asked}"
        case State.APPROVED:
            leaves = day_and_time(hand_over_at(campaign, scene.policy), zone)
            return f"{_approved_by(scene)} · goes to Octopush {leaves} · can be stopped until then"
        case State.SENDING:
            return f"{asked} · Octopush is being asked to send it; too late to stop it here"
        case State.HANDED_OVER:
            return _handed_over(scene)
        case State.UNSURE:
            return "Decide in the thread: it was sent, or it was not"
        case _:
            return f"{_ending(scene)} · {asked}"


def _facts(scene: Scene) -> list[b.Fact]:
    campaign = scene.campaign
    moment = campaign.brief.send_at
    counted = f"{people(campaign)} in " if campaign.measured else ""
    return [
        b.Fact("To", f"{counted}{audience(campaign.brief)}", literal=True),
        b.Fact(
            "When",
            said(moment.at, moment.zone),
            f"{moment.zone} · your time: {in_each_zone(moment.at, moment.zone)}",
        )
        if moment
        else b.Fact("When", "As soon as it is approved"),
        b.Fact(
            "Cost",
            cost(campaign),
            "Measured by Octopush" if campaign.measured else "Octopush says it after counting",
        ),
        b.Fact("Ticket", f"`{campaign.ticket}`" if campaign.ticket else "Not there yet"),
    ]


def _approved_by(scene: Scene) -> str:
    voters = [f"<@{vote.voter}>" for vote in scene.campaign.votes]
    if not voters:
        return "No approval is needed here"
    at = scene.campaign.approved_at or scene.campaign.entered_at
    return f"By {', '.join(voters)}, {day_and_time(at, scene.zone)}"


def _handed_over(scene: Scene) -> str:
    campaign, zone = scene.campaign, scene.zone
    handed = day_and_time(campaign.entered_at, zone)
    if campaign.left:
        return f"Sent {day_and_time(campaign.leaves_at or campaign.entered_at, zone)} · handed over {handed} · Octopush reports on it"
    leaves = campaign.leaves_at or campaign.entered_at
    return f"{handed} · Octopush sends it at {clock(leaves, zone)} · too late to stop it here"


def _ending(scene: Scene) -> str:
    """One sentence: why, who, when."""
    campaign = scene.campaign
    last = scene.events[-1] if scene.events else None
    at = day_and_time(campaign.entered_at, scene.zone)
    who = f"<@{last.actor}>" if last and last.actor != "bot" else "the bot"
    match campaign.state:
        case State.REJECTED:
            return f"Rejected by {who}, {at}; the reason is in the thread"
        case State.CANCELLED:
            settled = last is not None and last.action is Action.SETTLE_NOT_SENT
            return f"{who} found that it was not sent, {at}" if settled else f"Cancelled by {who}, {at}"
        case State.EXPIRED if campaign.approved_at is not None:
            return f"It could not go to Octopush in time, {at}"
        case State.EXPIRED:
            return f"Not approved in time, {at}"
        case _:
            return f"{told(campaign.code or 0, campaign.brief, mrkdwn=True)} {at}"
