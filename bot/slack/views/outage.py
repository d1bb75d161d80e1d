"""The line about Octopush being down: since when, and what becomes of each campaign that needs it; one line, redrawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.campaign import ENDED_UNSENT, State
from bot.slack.views import blocks as b
from bot.slack.views.dates import HOUSE, clock, count, day_and_time

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.domain.campaign import Campaign
    from bot.services.outage import Outage

#: How many campaigns are named before the rest is counted, so that a line stays one.
MOST = 30


@dataclass(frozen=True, slots=True)
class Notice:
    """The line as it should stand; `text` is for notifications and screen readers."""

    text: str
    blocks: list[b.Block]


def notice(
    outage: Outage, campaigns: Sequence[Campaign], *, label: str = "", zone: str = HOUSE.zone
) -> Notice:
    """Tell of an outage to a channel whose campaigns these are."""
    since = day_and_time(outage.since, zone)
    if outage.over_at is None:
        said = f"⏳ Octopush has not answered since {since}. {_fates(campaigns, over=False)}"
    else:
        back = _until(outage.over_at, outage.since, zone)
        said = f"✓ Octopush is back: it did not answer from {since} to {back}. {_fates(campaigns, over=True)}"
    words = f"{label} · {said}" if label else said
    return Notice(words, [b.section(words)])


def _fates(campaigns: Sequence[Campaign], *, over: bool) -> str:
    """Say which wait, which have been asked about, and that no other has gone out unseen."""
    waiting = (State.PREPARING, State.APPROVED)
    # By the time the end is told, some have gone on already.
    going = [one for one in campaigns if one.state in waiting or (over and one.state not in ENDED_UNSENT)]
    missed = [one for one in campaigns if one.state is State.EXPIRED]
    parts = []
    if going:
        verb = "go on by themselves" if over else "wait"
        single = "goes on by itself" if over else "waits"
        parts.append(f"{_campaigns(len(going))} {single if len(going) == 1 else verb}: {_named(going)}.")
    if missed:
        parts.append(f"Not sent, and asked about in the thread: {_named(missed)}.")
    if not over:
        parts.append("Nothing of these has been sent.")
    elif not going and not missed:
        parts.append("Nothing waits for it any more.")
    return " ".join(parts)


def _campaigns(number: int) -> str:
    words = {1: "One campaign", 2: "Two campaigns", 3: "Three campaigns"}
    return words.get(number, f"{count(number)} campaigns")


def _named(campaigns: Sequence[Campaign]) -> str:
    named = ", ".join(f"{one.id} ({_moment(one)})" for one in campaigns[:MOST])
    more = len(campaigns) - MOST
    return f"{named} and {count(more)} more" if more > 0 else named


def _moment(campaign: Campaign) -> str:
    moment = campaign.brief.send_at
    return clock(moment.at, moment.zone) if moment else "as soon as approved"


def _until(at: datetime, since: datetime, zone: str) -> str:
    same_day = day_and_time(at, zone)[:3] == day_and_time(since, zone)[:3]
    return clock(at, zone) if same_day else day_and_time(at, zone)
