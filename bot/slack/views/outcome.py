"""What became of a campaign after it left: one line of counts, on the card and in the thread, drawn anew as more is heard."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.domain.campaign import State
from bot.domain.outcomes import complete_at
from bot.slack.views import blocks as b
from bot.slack.views.dates import clock, count, day_and_time

if TYPE_CHECKING:
    from bot.domain.outcomes import Outcome
    from bot.slack.views.card import Scene
    from bot.slack.views.dates import Locale


def outcome_line(scene: Scene, outcome: Outcome) -> str:
    """Count people by what became of them; nothing that is 0 is named but deliveries."""
    campaign = scene.campaign
    left = campaign.leaves_at or campaign.entered_at
    out = outcome.still_out(campaign.measured.people if campaign.measured else 0)
    # Reports are complete within two days; whoever is still out then is not on their way any more.
    waiting = "without a report" if scene.now >= complete_at(left) else "on their way"
    told = [
        (outcome.failed, "failed"),
        (outcome.unknown, "unknown at Octopush"),
        (out, waiting),
        (outcome.stops, "STOP"),
        (outcome.replies, "reply" if outcome.replies == 1 else "replies"),
        (outcome.visits, "visit" if outcome.visits == 1 else "visits"),
    ]
    counts = [f"{count(outcome.delivered)} delivered", *(f"{count(n)} {what}" for n, what in told if n)]
    zone = ZoneInfo(scene.zone)
    same_day = outcome.at.astimezone(zone).date() == left.astimezone(zone).date()
    as_of = clock(outcome.at, scene.zone) if same_day else day_and_time(outcome.at, scene.zone)
    return " · ".join([*counts, f"as of {as_of}"])


def outcome_in_short(outcome: Outcome, locale: Locale) -> str:
    """Say the same in a few words for a row among others: only what is known; nothing where that is nothing."""
    told = [
        (outcome.delivered, "delivered"),
        (outcome.failed, "failed"),
        (outcome.replies, "reply" if outcome.replies == 1 else "replies"),
        (outcome.stops, "STOP"),
    ]
    return " · ".join(f"{count(n, locale)} {what}" for n, what in told if n)


def outcome_parts(scene: Scene, outcome: Outcome) -> list[b.Block]:
    """The same in the thread, loudly where the record says that nothing was sent."""
    line = outcome_line(scene, outcome)
    if scene.campaign.state is State.HANDED_OVER:
        return [b.section(f"📬 {line}")]
    return [
        b.section(
            f"⚠ Octopush reports on ticket `{scene.campaign.ticket}`, though this campaign is not known to have been sent: "
            f"{line}. Look under Campaigns at Octopush before you ask for it again."
        )
    ]
