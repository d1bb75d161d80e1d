"""The Friday evening: Octopush is down from 18:00 to 20:00, and three campaigns are approved for 18:00, 18:30 and 19:00."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.sandbox.octopush.faults import Kind
from bot.sandbox.slack import world
from tests.scenarios.desk import TEXT, well

if TYPE_CHECKING:
    from bot.sandbox.slack.seen import Message
    from tests.scenarios.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

#: Friday 27 November 2026, 18:00 in Paris.
SIX = datetime(2026, 11, 27, 17, tzinfo=UTC)


def minutes(number: float) -> timedelta:
    """Give a span."""
    return timedelta(minutes=number)


async def line(desk: Desk, words: str) -> Message:
    """Wait for the line about the outage to say something; there is never more than one."""

    async def look() -> Message | None:
        # One reading: a line that is drawn anew between two would be counted twice.
        lines = [
            one
            for one in await desk.claire.channel(world.CAMPAIGNS)
            if "Octopush has not answered" in one.shown or "Octopush is back" in one.shown
        ]
        assert len(lines) <= 1, [one.shown for one in lines]
        return next((one for one in lines if words in one.shown), None)

    found: Message = await desk.soon(look)
    return found


@pytest.mark.bot(HAND_OVER_LEAD="2 min", APPROVALS_REQUIRED="1", PREPARATION_MAX_AGE="7 d")
async def test_the_friday_evening(desk: Desk) -> None:
    """One line names the outage and who waits; each is asked about once; nothing is sent late, nothing twice."""
    desk.clock.set(SIX - timedelta(hours=3))
    cards = {}
    for number, when in enumerate(("18:00", "18:30", "19:00"), start=1):
        await desk.composed(f"{TEXT} {number}", when=f"today {when}")
        well(await desk.claire.submit())
        cards[number] = await desk.card(words=f"SMS campaign {number}: waiting for approval")
        well(await desk.press(cards[number], "approve", by=desk.karim))
        await desk.told(cards[number], "oes to Octopush")

    desk.clock.set(SIX - minutes(2))
    desk.fault("*", Kind.DOWN, times=None)
    await desk.told(cards[1], "Octopush does not answer right now. Nothing was sent.")
    desk.clock.move(minutes(3))
    first = await line(desk, "Three campaigns wait: 1 (18:00), 2 (18:30), 3 (19:00).")
    assert "Octopush has not answered since Fri 17:58" in first.shown
    assert "Nothing of these has been sent." in first.shown

    desk.clock.set(SIX + minutes(30))
    await desk.told(cards[1], "⏱ Not sent: its time was over, Fri 18:30. Octopush did not answer until then.")
    shown = await line(desk, "Two campaigns wait: 2 (18:30), 3 (19:00).")
    assert "Not sent, and asked about in the thread: 1 (18:00)." in shown.shown
    assert shown.ts == first.ts
    await desk.button(cards[1], "send_now")

    desk.clock.set(SIX + minutes(60))
    await desk.told(cards[2], "⏱ Not sent: its time was over, Fri 19:00.")
    # It answers again while the third may still go.
    desk.octopush.switches.faults = []
    desk.clock.move(minutes(1))
    back = await line(desk, "Octopush is back: it did not answer from Fri 17:58 to 19:0")
    assert back.ts == first.ts
    assert "One campaign goes on by itself: 3 (19:00)." in back.shown
    assert "asked about in the thread: 1 (18:00), 2 (18:30)." in back.shown
    await desk.told(cards[3], "Handed over to Octopush")
    for number in (1, 2):
        asked = await desk.told(cards[number], "Not sent")
        assert asked.count("⏱ Not sent") == 1
    assert [one.brief.text for one in desk.octopush.sendings] == [f"{TEXT} 3"]
