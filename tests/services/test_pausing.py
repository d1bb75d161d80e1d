"""A pause holds for every process, says when it comes too late, and is lifted by those who may."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.__main__ import main
from bot.adapters.database import connect
from bot.adapters.store import SqlStore
from bot.domain.campaign import State
from bot.errors import Reason, UserError
from bot.services.pausing import Pausing
from tests.services.story import MOMENT, Directory, Hands, Story

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

    from bot.domain.campaign import Campaign
    from bot.services.ports import Person

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Administered(Directory):
    """Nadia is the administrator, until she is gone."""

    async def is_administrator(self, user: str) -> bool:
        """Tell who is."""
        return user == "UNADIA"

    async def person(self, user: str, *, fresh: bool = False) -> Person:
        """Everybody is in Paris."""
        return replace(await super().person(user, fresh=fresh), admin=user == "UNADIA")


async def refused(work: Awaitable[object]) -> Reason:
    """Insist on a refusal, and give its reason."""
    with pytest.raises(UserError) as told:
        await work
    return told.value.problem.reason


async def test_nothing_is_handed_over_while_paused(story: Story) -> None:
    """An approved campaign waits through its moment, goes on when resumed, and is sent once."""
    directory = Administered()
    pausing = Pausing(story.store, directory)
    campaign = await story.approved()
    assert await refused(pausing.pause("UKARIM")) is Reason.NOT_AN_ADMINISTRATOR
    assert await pausing.pause("UNADIA") == (True, [])
    assert await pausing.pause("UNADIA") == (False, [])
    await story.until(MOMENT.at)
    assert story.sent == []
    assert await refused(pausing.resume("UKARIM")) is Reason.NOT_AN_ADMINISTRATOR
    directory.gone = {"UNADIA"}
    assert await refused(pausing.resume("UNADIA")) is Reason.OUTSIDER
    directory.gone = set()
    assert await pausing.resume("UNADIA")
    assert not await pausing.resume("UNADIA")
    await story.pass_time(minutes=2)
    assert len(story.sent) == 1
    await story.now(campaign, State.HANDED_OVER)


async def test_a_pause_between_the_last_look_and_the_sending_is_heeded(story: Story) -> None:
    """What looked before the pause is not sent after it: the row does not become SENDING while a halt holds."""
    pausing = Pausing(story.store, Administered())
    campaign = await story.approved()
    halts = story.store.halts

    async def pause_after_looking() -> object:
        seen = await halts()
        await pausing.pause("UNADIA")
        return seen

    story.store.halts = pause_after_looking  # type: ignore[method-assign,assignment] # the moment in question
    await story.until(MOMENT.at)
    assert story.sent == []
    await story.now(campaign, State.APPROVED)


async def test_what_is_being_sent_is_named(story: Story) -> None:
    """A pause tells which campaigns Octopush is being asked to send at that moment: it comes too late for them."""
    pausing = Pausing(story.store, Administered())
    campaign = await story.approved()
    paused: list[tuple[bool, Sequence[Campaign]]] = []

    async def pause_while_sending() -> None:
        paused.append(await pausing.pause("UNADIA"))

    story.octopush.before["send"] = pause_while_sending
    await story.until(MOMENT.at)
    [(new, sending)] = paused
    assert new
    assert [one.id for one in sending] == [campaign.id]
    assert len(story.sent) == 1


async def test_whoever_runs_the_bot_pauses_from_a_terminal(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`python -m bot pause` and `resume` act on the database alone, and leave the news to whoever serves it."""
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    # It would write to this test's own output for as long as the process lives.
    monkeypatch.setattr("bot.logs.configure", lambda **_: None)
    engine = connect(sqlite_url)
    store = SqlStore(engine, clock=Hands(), enqueue=lambda *_: None)
    for command, halts in (
        ("pause", {"paused"}),
        ("pause", {"paused"}),
        ("resume", set()),
        ("resume", set()),
    ):
        assert await asyncio.to_thread(main, [command]) == 0
        assert set(await store.halts()) == halts
    said = [line for line in capsys.readouterr().out.splitlines() if "[warning" not in line]
    assert said == [
        "Paused: nothing is handed over to Octopush.",
        "It was paused already.",
        "Sending goes on.",
        "It was not paused.",
    ]
    news = [(await store.announcement(number)).news for number in (1, 2)]
    assert news == ["paused", "resumed"]
    await engine.dispose()
