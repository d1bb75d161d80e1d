"""The thread under the card: the story, one line an event, and the buttons where somebody must decide."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.domain.campaign import ENDED_UNSENT, Action, Event, State
from bot.domain.evidence import SHOWN
from bot.domain.policy import asked_first, hand_over_at, needed_votes
from bot.services.provenance import UNKNOWN_SINCE
from bot.slack.views import blocks as b
from bot.slack.views.buttons import (
    cancel_button,
    copy_button,
    edit_button,
    moment_buttons,
    send_now_button,
    settle_buttons,
)
from bot.slack.views.card import Message, Scene, asks
from bot.slack.views.changes import changes
from bot.slack.views.dates import clock, count, day_and_time, money, said
from bot.slack.views.request import request, stopped
from bot.slack.views.words import TOO_LATE, mentions, told, waits

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Octopush's code for a campaign that was sent before.
ALREADY_SENT = 132
#: Events that change nothing a reader of the thread must know.
_SILENT = frozenset({Action.REMIND, Action.CONFIRM, Action.START_SENDING, Action.NOT_TAKEN})


def thread(scene: Scene) -> list[Message]:
    """Draw all messages of the thread, oldest first; only the last decision point has buttons.

    While votes come in that is the request, which stands above them; else it is the last message.
    """
    events = scene.events
    shown = [i for i, event in enumerate(events) if event.action not in _SILENT and not repeats(scene, i)]
    if scene.campaign.state is State.AWAITING:
        current = max((i for i in shown if asks(events[i])), default=None)
    else:
        current = shown[-1] if shown else None
    return [_message(scene, events[i], f"event:{i}", current=i == current) for i in shown]


def request_keys(scene: Scene) -> frozenset[str]:
    """Name the messages that ask for approval."""
    return frozenset(f"event:{i}" for i, event in enumerate(scene.events) if _asks(event))


def _asks(event: Event) -> bool:
    return event.after is State.AWAITING and event.before is not State.AWAITING


def repeats(scene: Scene, index: int) -> bool:
    """Whether an event tells nothing new.

    A new preparation before the hand-over is the bot's own business, as long as nothing came of it.
    """
    event = scene.events[index]
    if event.action is Action.WAIT:
        return event.note.get("code") is None
    if event.action not in (Action.PREPARE_AGAIN, Action.TICKETED, Action.MEASURED):
        return False
    again = any(e.after is State.APPROVED and e.revision == event.revision for e in scene.events[:index])
    return again and event.after in (State.PREPARING, State.APPROVED)


def _message(scene: Scene, event: Event, key: str, *, current: bool) -> Message:
    number = scene.campaign.id
    if asks(event):
        return request(scene, event, key, current=current)
    parts: list[b.Block] = [b.section(line(scene, event))]
    if event.action is Action.REJECT:
        parts.append(b.sms(str(event.note.get("reason", ""))))
    if event.action is Action.EDIT:
        parts += changes(scene, event)
    if event.link and (event.action is Action.LEFT or event.after in ENDED_UNSENT):
        parts.append(b.context(f"Record `{event.link[:SHOWN]}`, to check the audit against"))
    if current and (buttons := _buttons(scene, event)):
        parts.append(b.actions(*buttons, block_id="decide"))
    return Message(key, f"SMS campaign {number}: {event.action.replace('_', ' ')}", parts)


def line(scene: Scene, event: Event) -> str:
    """Tell an event in one line of our own words."""
    zone, brief = scene.zone, scene.campaign.brief
    at, who = day_and_time(event.at, zone), f"<@{event.actor}>"
    note = event.note
    code = note.get("code")
    lines: Mapping[Action, str] = {
        Action.TICKETED: f"Ticket `{note.get('ticket')}`. Octopush is counting people and price.",
        Action.PREPARE_AGAIN: _prepared_again(scene, event),
        Action.WAIT: f"⏳ {_waits(scene, event)}",
        Action.MEASURED: _measured(scene, event),
        Action.REFUSED: f"✗ Not sent. {told(int(code or 0), brief, mrkdwn=True)}",
        Action.APPROVE: _approved(scene, event),
        Action.REJECT: f"✗ {who} rejected, {at}. <@{scene.campaign.requester}> can edit it. What should change:",
        Action.EXPIRE: f"⏱ Not sent: its time was over, {at}.{_too_late(event)}",
        Action.ACCEPTED: _accepted(scene, event),
        Action.LEFT: f"✓ Sent, {day_and_time(event.at, zone)}, ticket `{note.get('ticket')}`.",
        Action.LOST: _unsure(scene, event),
        Action.SETTLE_SENT: f"✓ {who} found at Octopush that it was sent, {at}.",
        Action.SETTLE_NOT_SENT: f"✗ {who} found at Octopush that it was not sent, {at}. It is cancelled.",
        Action.CANCEL: f"✗ {who} cancelled it, {at}. Nothing was sent.",
        Action.EDIT: f"✎ {who} {_took_over(event)}changed it: revision {event.revision}. Earlier votes no longer count.",
    }
    if asks(event):
        return stopped(scene, event)
    return lines.get(event.action, event.action.replace("_", " "))


def _took_over(event: Event) -> str:
    absent = event.note.get("took_over_from")
    return f"took over from <@{absent}>, who is away, and " if absent is not None else ""


def _prepared_again(scene: Scene, event: Event) -> str:
    if event.note.get("behind") is None:
        return "Octopush lost track of the first preparation, so it is prepared anew. Nothing was sent."
    return f"⏸ {_waits(scene, event)}"


def _waits(scene: Scene, event: Event) -> str:
    behind, ticket = event.note.get("behind"), event.note.get("behind_ticket")
    return waits(
        int(event.note.get("code") or 0),
        scene.campaign.brief,
        behind=None if behind is None else int(behind),
        ticket=None if ticket is None else str(ticket),
    )


def _too_late(event: Event) -> str:
    code = event.note.get("code")
    return TOO_LATE.get(int(code), "") if code is not None else ""


def _accepted(scene: Scene, event: Event) -> str:
    at, ticket = day_and_time(event.at, scene.zone), event.note.get("ticket")
    if event.note.get("reason") == "report":
        return f"✓ It was sent: Octopush reported on its delivery, {at}, ticket `{ticket}`. Nobody needs to look any more."
    return f"✓ Handed over to Octopush, {at}, as ticket `{ticket}`. {_leaves(scene, event)}"


def _approved(scene: Scene, event: Event) -> str:
    needed = max(_needed(scene, event), 1)
    line = f"✓ <@{event.actor}> approved, {day_and_time(event.at, scene.zone)} ({event.note.get('votes', 1)} of {needed})."
    if event.after is not State.APPROVED:
        return line
    moment = scene.campaign.brief.send_at
    goes = moment.at - scene.policy.hand_over_lead if moment else event.at
    return (
        f"{line} Goes to Octopush {day_and_time(goes, scene.zone)}."
        if goes > event.at
        else f"{line} Goes to Octopush now."
    )


def _measured(scene: Scene, event: Event) -> str:
    if event.after is State.FAILED:
        return f"✗ Not sent. {told(103, scene.campaign.brief, mrkdwn=True)}"
    people, cost = event.note.get("people"), event.note.get("cost")
    figures = f"{count(int(people or 0))} people, {_euros(cost)}"
    if _needed(scene, event):
        return f"✓ {figures}: the votes still hold."
    goes = hand_over_at(scene.campaign, scene.policy)
    when = f"Goes to Octopush {day_and_time(goes, scene.zone)}" if goes > event.at else "Goes to Octopush now"
    return f"✓ {figures}, measured by Octopush. No approval is needed here. {when}."


def _needed(scene: Scene, event: Event) -> int:
    """How many approvals were needed then; as the policy says now, where an older release wrote the event."""
    return int(event.note.get("needed", needed_votes(scene.campaign, scene.policy)) or 0)


def _unsure(scene: Scene, event: Event) -> str:
    number, ticket = scene.campaign.id, event.note.get("ticket")
    at = clock(event.at, scene.zone)
    happened = f"We asked Octopush to send it at {at} and the connection broke before an answer."
    if event.note.get("code") == ALREADY_SENT:
        happened = f"At {at} Octopush told us that it was sent already, and we have no record of that."
    if event.note.get("code") == UNKNOWN_SINCE:
        happened = f"At {at} the bot was started on what looks like an older copy of its database: what became of this campaign since is not in it."
    return (
        f"*We do not know whether campaign {number} left.* {happened} We will not ask again by ourselves. In Octopush, "
        f"open Campaigns and look for ticket `{ticket}`. Then tell us, <@{scene.campaign.requester}>{_or_whoever(scene)}:"
    )


def _or_whoever(scene: Scene) -> str:
    decide = mentions(asked_first(scene.campaign.brief, scene.policy))
    return f" or {decide}" if decide else ""


def _leaves(scene: Scene, event: Event) -> str:
    """Say when it leaves, and loudly so where Octopush says another time than was asked for."""
    leaves = event.note.get("leaves_at")
    moment = scene.campaign.brief.send_at
    if not isinstance(leaves, str):
        return "It leaves now."
    at = datetime.fromisoformat(leaves)
    if moment is not None and abs(at - max(moment.at, event.at)) > timedelta(minutes=1):
        return f"⚠ It leaves {said(at, scene.zone)}: Octopush moved it from {said(moment.at, scene.zone)}, as asked for."
    return "It leaves now." if at <= event.at else f"It leaves {said(at, scene.zone)}."


def _euros(cost: object) -> str:
    return money(Decimal(str(cost or 0)))


def _buttons(scene: Scene, event: Event) -> list[b.Block]:
    campaign = scene.campaign
    match campaign.state:
        case State.APPROVED:
            return [edit_button(campaign), cancel_button(campaign)]
        case State.AWAITING | State.PREPARING:
            return [cancel_button(campaign)]
        case State.UNSURE:
            return settle_buttons(campaign)
        case State.EXPIRED:
            now_or_then = moment_buttons(campaign, event.at, scene.policy) or [send_now_button(campaign)]
            return [*now_or_then, edit_button(campaign, "Another moment"), copy_button(campaign)]
        case State.REJECTED | State.FAILED:
            return [edit_button(campaign), copy_button(campaign)]
        case _:
            return []
