"""The line about an outage: since when, who waits, who was asked, and that it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.brief import Brief, Moment
from bot.domain.campaign import State
from bot.domain.transitions import begin
from bot.services.outage import Outage
from bot.slack.views.outage import notice
from tests.slack.views.scenes import MARK, NOW

OUTAGE = Outage(id=1, since=NOW, silent=3, over_at=None, version=1, drawing=1)
OVER = replace(OUTAGE, over_at=NOW + timedelta(hours=2))


def campaign(number, state=State.APPROVED, *, asap=False):
    """Make a campaign in a state, for 18:00 in Paris."""
    moment = None if asap else Moment.of(NOW.replace(hour=17, minute=0), "Europe/Paris")
    brief = Brief(text=f"{MARK} <!channel>", list_name=MARK, send_at=moment)
    change = begin(brief, requester="U0CLAIRE", channel="C1", now=NOW)
    return replace(change.after, id=number, state=state)


@pytest.mark.parametrize(
    ("outage", "campaigns", "said"),
    [
        (
            OUTAGE,
            [campaign(215), campaign(216, State.PREPARING, asap=True)],
            (
                "⏳ Octopush has not answered since Mon 10:44. Two campaigns wait: 215 (18:00), 216 (as soon as approved). "
                "Nothing of these has been sent."
            ),
        ),
        (
            OUTAGE,
            [campaign(215, State.EXPIRED)],
            (
                "⏳ Octopush has not answered since Mon 10:44. Not sent, and asked about in the thread: 215 (18:00). "
                "Nothing of these has been sent."
            ),
        ),
        (
            OVER,
            [campaign(215, State.EXPIRED), campaign(217, State.HANDED_OVER)],
            (
                "✓ Octopush is back: it did not answer from Mon 10:44 to 12:44. One campaign goes on by itself: 217 (18:00). "
                "Not sent, and asked about in the thread: 215 (18:00)."
            ),
        ),
        (
            replace(OVER, over_at=NOW + timedelta(days=1)),
            [campaign(215, State.CANCELLED)],
            "✓ Octopush is back: it did not answer from Mon 10:44 to Tue 10:44. Nothing waits for it any more.",
        ),
    ],
)
def test_the_line_tells_what_becomes_of_each(outage, campaigns, said):
    """In our own words alone: nothing that a person typed is in it."""
    made = notice(outage, campaigns)
    assert made.text == said
    assert made.blocks[0]["text"]["text"] == said
    assert notice(outage, campaigns, label="SANDBOX").text == f"SANDBOX · {said}"


def test_the_line_is_short_enough_for_slack():
    """However many wait, all have a place: a section holds 3,000 characters."""
    made = notice(OUTAGE, [campaign(10**6 + number) for number in range(500)])
    assert len(made.blocks[0]["text"]["text"]) <= 3000
    assert "500 campaigns wait" in made.text
    assert "and 470 more" in made.text
