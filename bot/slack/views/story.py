"""All messages of a campaign, as they should stand in Slack now: the card, its thread, and what the requester is told directly."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.campaign import Action, Event, State
from bot.domain.policy import asked_first, asked_last, decide_before, remind_at, too_late_at
from bot.slack.views import blocks as b
from bot.slack.views.card import Message, Place, Scene, card, notification
from bot.slack.views.dates import clock, day_and_time
from bot.slack.views.outcome import outcome_parts
from bot.slack.views.thread import line, repeats, request_keys, thread
from bot.slack.views.words import mentions

if TYPE_CHECKING:
    from datetime import datetime

#: What the requester is told directly, unless they did it themselves.
_NEWS = frozenset(
    {State.APPROVED, State.REJECTED, State.EXPIRED, State.FAILED, State.UNSURE, State.CANCELLED}
)


def story(scene: Scene) -> list[Message]:
    """Draw all messages, in the order they are posted in."""
    messages = [card(scene), *thread(scene), *_outcome(scene)]
    reminder = _reminder(scene)
    return [*messages, *([reminder] if reminder else []), *_requests(scene, messages), *_direct(scene)]


def _outcome(scene: Scene) -> list[Message]:
    """What was heard since it left, in one message that is drawn anew."""
    if scene.outcome is None:
        return []
    parts = outcome_parts(scene, scene.outcome)
    return [Message("outcome", f"SMS campaign {scene.campaign.id}: how it arrived", parts)]


def watchdog(scene: Scene) -> tuple[datetime, str] | None:
    """Say what Slack itself shall post, and when, if the bot has not reported by then; None where nothing is owed.

    Slack keeps it, so that nobody is left in silence even where the bot's host is gone.
    """
    campaign = scene.campaign
    owed = campaign.state in (State.APPROVED, State.SENDING) or (
        campaign.state is State.PREPARING and campaign.approved_at is not None
    )
    moment = campaign.brief.send_at
    at = moment.at if moment else campaign.approved_at
    if not owed or at is None:
        return None
    words = (
        f"<@{campaign.requester}> {watch_words(campaign.id)} at {clock(at, scene.zone)}, and the bot "
        "has not reported. Look under Campaigns at Octopush, and tell whoever runs this bot."
    )
    return too_late_at(campaign, scene.policy) + timedelta(minutes=1), words


def watch_words(number: int) -> str:
    """Give the words by which a campaign's watchdog is known among all that Slack keeps."""
    return f"campaign {number} should have left"


def _reminder(scene: Scene) -> Message | None:
    """The last reminder, while it is still worth answering; the one before is taken away, so that one line remains."""
    campaign, policy, zone = scene.campaign, scene.policy, scene.zone
    if campaign.state is not State.AWAITING or campaign.reminders == 0 or scene.quiet:
        return None
    until = decide_before(campaign, policy)
    last = asked_last(campaign.brief, policy) if campaign.reminders >= policy.reminders else frozenset()
    asked = last or asked_first(campaign.brief, policy)
    following = remind_at(campaign, policy)
    then = f"Next at {day_and_time(following, zone)}; without" if following else "Without"
    words = (
        f"⏳ {mentions(asked)} reminder {campaign.reminders} of {policy.reminders}: please decide above. {then} an answer "
        f"it expires {day_and_time(until, zone)}."
    )
    key = f"reminder:{campaign.revision}:{campaign.reminders}"
    return Message(key, notification(scene), [b.section(words)], transient=True)


def _requests(scene: Scene, messages: list[Message]) -> list[Message]:
    """The last request for each who may decide, where the channel is gone; once decided it is only redrawn."""
    asked = [message for message in messages if message.key in request_keys(scene)]
    if not asked:
        return []
    last, is_open = asked[-1], scene.campaign.state is State.AWAITING
    return [
        replace(last, key=f"{last.key}:{who}", place=Place.DIRECT, to=who, standing=not is_open)
        for who in sorted(scene.asked_directly)
    ]


def _direct(scene: Scene) -> list[Message]:
    """What happened to the campaign, for whoever asked for it."""
    campaign = scene.campaign
    messages = []
    for index, event in enumerate(scene.events):
        told = event.after in _NEWS and event.before is not event.after
        # What was not taken is tried again every few seconds, and what was prepared anew is still approved.
        old = event.action is Action.NOT_TAKEN or repeats(scene, index)
        if (absent := event.note.get("took_over_from")) is not None:
            messages += _taken_over(scene, event, index, str(absent))
        if event.actor == campaign.requester or old or not (told or event.action is Action.DRIFT):
            continue
        messages.append(_news(scene, event, f"direct:{index}"))
    return messages


def _taken_over(scene: Scene, event: Event, index: int, absent: str) -> list[Message]:
    """Tell both: whoever was away, and whoever answers for the campaign from now on."""
    number, channel = scene.campaign.id, f"<#{scene.campaign.channel}>"
    told = {
        absent: f"<@{event.actor}> took over your campaign {number} in {channel} while you were away, and changed it. "
        "From now on they are told what becomes of it.",
        event.actor: f"You took over campaign {number} in {channel} from <@{absent}>. From now on you are told what becomes "
        "of it, and others must approve it.",
    }
    text = f"SMS campaign {number}: taken over"
    return [
        Message(f"taken:{index}:{who}", text, [b.section(words)], place=Place.DIRECT, to=who)
        for who, words in told.items()
    ]


def _news(scene: Scene, event: Event, key: str) -> Message:
    number = scene.campaign.id
    parts = [b.section(f"Your campaign {number} in <#{scene.campaign.channel}>: {line(scene, event)}")]
    if event.action is Action.REJECT:
        parts.append(b.sms(str(event.note.get("reason", ""))))
    text = f"Your SMS campaign {number}: {event.action.replace('_', ' ')}"
    return Message(key, text, parts, place=Place.DIRECT)
