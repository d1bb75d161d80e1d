"""What one person is answered in private: lists, where a campaign stands, its story, which one is meant, pauses."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.domain.campaign import Action, Campaign, State
from bot.services.pausing import OPERATOR, Announcement, News
from bot.services.seeing import HOME, Board, Page, Shelf
from bot.slack.ids import Id
from bot.slack.views import blocks as b
from bot.slack.views.card import Scene, card, header
from bot.slack.views.dates import HOUSE, count, day_and_time, money
from bot.slack.views.home import halted, notes, rows_of, spent
from bot.slack.views.rows import TITLES, Reader, choice
from bot.slack.views.thread import line, repeats

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.domain.campaign import Event

#: How many campaigns of each shelf a list holds, how many a select offers, and how many events a history.
LISTED, OFFERED, EVENTS = 5, 25, 30
#: Steps on the way that nobody asks after.
_SMALL = frozenset({Action.REMIND, Action.START_SENDING, Action.NOT_TAKEN})


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: its blocks, and the text for notifications and screen readers, without a word that a person typed."""

    text: str
    blocks: list[b.Block]


def listed(board: Board, reader: Reader, *, now: datetime) -> Said:
    """List what somebody sees."""
    parts = halted(board, reader)
    filled = [(shelf, board.shelves[shelf]) for shelf in HOME if board.shelves.get(shelf, Page()).campaigns]
    for shelf, page in filled:
        parts.append(b.section(f"*{TITLES[shelf]}*"))
        parts += rows_of(shelf, page, board, reader)
    if not filled:
        parts.append(b.section("There is no campaign here that you see. `/sms-campaign` starts one."))
    more = ["More is on my Home tab."] if any(page.more for _, page in filled) else []
    parts += [b.section(spent(board, reader, now=now)), b.context(*notes(board, reader), *more)]
    waiting = sum(
        len(board.shelves[shelf].campaigns)
        for shelf in (Shelf.TO_DECIDE, Shelf.TO_APPROVE, Shelf.TO_FIX)
        if shelf in board.shelves
    )
    return Said(f"SMS campaigns: {waiting} waiting for you", parts)


def status(scene: Scene, link: str | None) -> Said:
    """Tell where a campaign stands: its card."""
    drawn = card(scene)
    way = [b.context(f"<{link}|Open the thread>")] if link else []
    return Said(f"SMS campaign {scene.campaign.id}: {header(scene)}", [*drawn.blocks, *way])


def history(scene: Scene, link: str | None) -> Said:
    """Tell a campaign's story, one line an event; where it is long, its beginning is in the thread."""
    number = scene.campaign.id
    told = [
        event
        for index, event in enumerate(scene.events)
        if event.action not in _SMALL and not repeats(scene, index)
    ]
    parts = [b.section(f"*SMS campaign {number}, from the beginning*")]
    if len(told) > EVENTS:
        parts = [b.section(f"*SMS campaign {number}*, its last {EVENTS} events of {count(len(told))}")]
    for event in told[-EVENTS:]:
        parts.append(b.section(_line(scene, event)))
        if event.action is Action.REJECT:
            parts.append(b.sms(str(event.note.get("reason", ""))))
    if link:
        parts.append(b.context(f"<{link}|Open the thread>"))
    return Said(f"The story of SMS campaign {number}", parts[:50])


def which(verb: str, campaigns: Sequence[Campaign], reader: Reader) -> Said:
    """Ask which campaign is meant; for cancelling, the select asks once more."""
    if not campaigns:
        nothing = (
            "There is no campaign that you could cancel."
            if verb == "cancel"
            else "There is no campaign here that you see."
        )
        return Said(nothing, [b.section(nothing)])
    question = {
        "status": "Which campaign do you want the status of?",
        "cancel": "Which campaign should be cancelled?",
        "history": "Which campaign's history?",
        "again": "Which campaign again?",
    }[verb]
    select: b.Block = {
        "type": "static_select",
        "action_id": Id.WHICH_TO_CANCEL if verb == "cancel" else Id.WHICH,
        "placeholder": b.plain("Choose a campaign"),
        "options": [
            one | {"value": f"{verb}:{one['value']}"}
            for one in (choice(each, reader) for each in campaigns[:OFFERED])
        ],
    }
    if verb == "cancel":
        select["confirm"] = b.confirm(
            "Cancel it?",
            "Nothing is sent, and the prepared campaign is cancelled at Octopush.",
            yes="Cancel campaign",
            no="Keep it",
            style="danger",
        )
    return Said(question, [b.section(question), b.actions(select, block_id="which")])


def cancelled(campaign: Campaign) -> Said:
    """Say that it is cancelled."""
    words = f"✗ Campaign {campaign.id} is cancelled. Nothing was sent."
    return Said(words, [b.section(words)])


def paused(*, new: bool, sending: Sequence[Campaign]) -> Said:
    """Say that nothing is handed over any more, and what it comes too late for."""
    words = (
        "⏸ Sending is paused. Nothing is handed over to Octopush until `/sms-campaign resume`; asking and approving go on."
        if new
        else "⏸ Sending was paused already."
    )
    if sending:
        late = ", ".join(str(one.id) for one in sending)
        words += f" Octopush is being asked to send {late} at this moment: too late to stop that here."
    return Said(words, [b.section(words)])


def resumed(*, new: bool) -> Said:
    """Say that sending goes on."""
    words = "▶ Sending goes on." if new else "Sending was not paused."
    return Said(words, [b.section(words)])


def announced(news: Announcement, zone: str) -> str:
    """Tell a channel of a pause or its end, in one line."""
    who = "whoever runs this bot" if news.by == OPERATOR else f"<@{news.by}>"
    at = day_and_time(news.at, zone)
    return {
        News.PAUSED: f"⏸ Sending is paused by {who}, {at}. Nothing is handed over to Octopush until it is resumed; asking and "
        "approving go on.",
        News.RESTORED: f"⏸ Sending is paused, {at}: the database looks like an older copy of itself, so what happened since is "
        "not in it. An administrator looks at what Octopush has sent, then types `/sms-campaign resume`.",
        News.RESUMED: f"▶ Sending goes on: resumed by {who}, {at}. What came too late meanwhile is not sent; whoever asked for "
        "it is told.",
    }[news.news]


def _line(scene: Scene, event: Event) -> str:
    """Tell an event as its thread does; what stands in buttons or above the thread there is told here."""
    at = day_and_time(event.at, scene.zone)
    if event.action is Action.CONFIRM:
        return f"<@{event.actor}> asked for it, {at}."
    if event.action is Action.MEASURED and event.after is State.AWAITING:
        people, cost = event.note.get("people"), event.note.get("cost")
        figures = f"{count(int(people or 0), HOUSE)} people, {money(Decimal(str(cost or 0)))}"
        return f"{figures}, measured by Octopush. Approval was asked for, {at}."
    return line(scene, event)
