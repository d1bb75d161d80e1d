"""The message that Slack keeps in case the bot falls silent: one for each campaign that is owed, and none that speaks wrongly."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

if TYPE_CHECKING:
    from bot.sandbox.slack.messages import Scheduled
    from tests.scenarios.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_watch_whose_answer_was_lost_is_taken_back(desk: Desk) -> None:
    """Slack keeps it though the bot did not hear so: one is left until the campaign has left, and then none."""
    desk.slack.switches.lose_responses = {"chat.scheduleMessage": 1}
    desk.refusals.add("lost_response")
    card = await desk.asked()

    async def kept() -> list[Scheduled]:
        return desk.slack.state.messages.scheduled()

    async def kept_anew() -> bool:
        made = [one["error"] for one in desk.calls("chat.scheduleMessage")]
        return len(made) > 1 and len(await kept()) == 1

    await desk.soon(kept_anew)
    await desk.sent(card)

    async def taken_back() -> bool:
        return not await kept()

    await desk.soon(taken_back)


async def test_a_watch_is_taken_back_though_slack_is_busy(desk: Desk) -> None:
    """429 where the message that Slack keeps is taken back: it is asked again, or it would say wrongly that nothing left."""
    card = await desk.asked()

    async def kept() -> list[Scheduled]:
        return desk.slack.state.messages.scheduled()

    await desk.soon(kept)
    desk.slack.switches.rate_limited = {"chat.deleteScheduledMessage": 1}
    desk.refusals.add("ratelimited")
    await desk.sent(card)

    async def taken_back() -> bool:
        return not await kept()

    await desk.soon(taken_back)


async def test_a_watch_waits_until_slack_keeps_it(desk: Desk) -> None:
    """Slack keeps a message for 120 days: of a campaign further ahead, it is left with Slack once it is near enough."""
    moment = (
        (desk.clock() + timedelta(days=200)).astimezone(ZoneInfo("Europe/Paris")).replace(hour=18, minute=0)
    )
    card = await desk.asked(when=f"{moment:%d/%m/%Y} 18:00")
    await desk.told(card, "oes to Octopush")
    assert desk.slack.state.messages.scheduled() == []

    desk.clock.move(timedelta(days=90))

    async def kept() -> list[Scheduled]:
        return desk.slack.state.messages.scheduled()

    [watch] = await desk.soon(kept)
    assert "should have left at 18:00" in watch.content["text"]
