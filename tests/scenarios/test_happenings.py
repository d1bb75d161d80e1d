"""What Slack tells of itself: the app is taken away, its channel is archived, or it is removed from it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.sandbox.slack import events, world
from bot.sandbox.slack.control.changing import change_channel, uninstall
from tests.scenarios.desk import TOMORROW, well

if TYPE_CHECKING:
    from bot.sandbox.slack.person import Person
    from bot.sandbox.slack.seen import Message
    from tests.scenarios.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

#: "today 18:00", as an instant.
TODAY = TOMORROW - timedelta(days=1)


async def direct(desk: Desk, person: Person, words: str) -> Message:
    """Wait for something in somebody's direct messages with the bot."""

    async def look() -> Message | None:
        for told in await person.directs():
            for one in await desk.thread(told, by=person):
                if words in one.shown:
                    return one
        return None

    found: Message = await desk.soon(look)
    return found


@pytest.mark.parametrize(
    "socket",
    [pytest.param(False, marks=pytest.mark.bot()), pytest.param(True, marks=pytest.mark.bot(socket=True))],
)
async def test_an_uninstalled_app_hands_nothing_over(desk: Desk, socket: bool) -> None:  # noqa: FBT001, ARG001 - a row's value
    """Nobody can stop a sending any more, so that none begins; the outcome is told once Slack takes the token again."""
    desk.provoked.add("halted")
    desk.refusals |= {"account_inactive"}
    card = await desk.asked(when="today 18:00")
    await desk.told(card, "oes to Octopush")
    await uninstall(desk.slack.state)
    desk.clock.set(TODAY - timedelta(minutes=4))

    async def waits() -> bool:
        return any("/status" in one.path for one in list(desk.octopush.exchanges)[-1:])

    await desk.soon(waits)
    desk.clock.set(TODAY + timedelta(minutes=30))
    desk.slack.world.installed = True
    await desk.told(card, "⏱ Not sent: its time was over, Mon 18:30. Sending was halted here until then.")
    assert desk.octopush.sendings == []


@pytest.mark.bot(halted=True)
async def test_a_start_with_a_good_token_lifts_the_halt(desk: Desk) -> None:
    """The app was uninstalled in the bot's last life; Slack takes the token at this start, so it sends again."""
    await desk.sent(await desk.asked(when="today 18:00"))
    assert len(desk.octopush.sendings) == 1


async def test_revoked_tokens_of_people_and_late_news_change_nothing(desk: Desk) -> None:
    """Only the bot's own token counts; and an event from before the start is checked against the token in use."""
    desk.provoked.add("halted")
    card = await desk.asked(when="today 18:00")
    people = {"type": "tokens_revoked", "tokens": {"oauth": [world.CLAIRE], "bot": []}}
    await events.send(desk.slack.state, people)
    now = desk.clock()
    desk.clock.set(now - timedelta(hours=5))
    await events.send(desk.slack.state, {"type": "app_uninstalled"})
    desk.clock.set(now)
    await desk.sent(card)


@pytest.mark.bot(APPROVALS_REQUIRED="1")
@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"is_archived": True}, {"is_archived", "is_inactive"}),
        ({"members": [world.CLAIRE, world.KARIM]}, {"not_in_channel", "channel_not_found"}),
    ],
    ids=["archived", "removed"],
)
async def test_without_a_channel_the_request_goes_to_those_who_decide(
    desk: Desk, change: dict[str, object], refused: set[str]
) -> None:
    """The card goes to the requester, the request to each approver; one of them decides there, and it is sent once."""
    desk.refusals |= refused
    card = await desk.asked(when="today 18:00")
    await desk.told(card, "waiting for approval")
    await change_channel(desk.slack.state, world.CAMPAIGNS, dict(change), tell=True)
    assert "`sms_" in (await direct(desk, desk.claire, "SMS campaign 1: waiting for approval")).shown
    nadia = desk.people[world.NADIA]
    await direct(desk, nadia, "please decide before")
    request = await direct(desk, desk.karim, "please decide before")
    well(await desk.karim.press("approve", where=request))
    await direct(desk, desk.claire, "SMS campaign 1: approved")
    assert not (await direct(desk, nadia, "Approval was asked for revision 1")).has("approve")
    desk.clock.set(TODAY - timedelta(minutes=4))
    await direct(desk, desk.claire, "Handed over to Octopush")
    assert len(desk.octopush.sendings) == 1
