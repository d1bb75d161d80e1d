"""An older copy of the database is found out, by whoever can witness it; what it holds as approved is asked about, not sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.campaign import Campaign, State
from bot.services.pausing import RESTORED, resume
from bot.services.posted import Posted
from bot.services.provenance import UNKNOWN_SINCE, Provenance, watch
from tests.services.story import MOMENT, NOW, Story

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.asyncio(loop_scope="module")

BEFORE, LONG_BEFORE, AFTER = NOW - timedelta(minutes=2), NOW - timedelta(hours=9), NOW + timedelta(minutes=1)
APPROVED, UNSURE = State.APPROVED, State.UNSURE


@dataclass
class Around:
    """What stands around the database: a marker that says when, and the messages that Slack keeps."""

    at: datetime | None = None
    messages: frozenset[str] | None = frozenset()
    written: list[datetime] = field(default_factory=list)

    def read(self) -> datetime | None:
        """Tell when."""
        return self.at

    def write(self, at: datetime) -> None:
        """Note when."""
        self.written.append(at)

    async def kept(self) -> frozenset[str] | None:
        """Name the messages."""
        return self.messages


def provenance(story: Story, around: Around) -> Provenance:
    """Ask where the story's database comes from, at its own time."""
    return Provenance(story.store, around, around, story.octopush, story.clock, lambda: NOW, story.policy)


async def started(story: Story, around: Around, *, served: datetime | None, watched: str | None) -> Campaign:
    """Approve a campaign, then start on what is left of its database; give what became of the campaign."""
    campaign = await story.approved()
    if watched is not None:
        message = Posted("watchdog", "C1", watched, watch(campaign, story.policy))
        await story.store.posted(campaign.id, message, known=None)
    if served is not None:
        await story.store.served(served)
    await provenance(story, around).check()
    return await story.store.load(campaign.id)


NOBODY, KEEPS, KEEPS_OTHERS, SILENT = (
    Around(),
    Around(messages=frozenset({"Q1"})),
    Around(),
    Around(messages=None),
)
CASES: Mapping[str, tuple[Around, datetime | None, str | None, State]] = {
    "a first start": (NOBODY, None, None, APPROVED),
    "a restart": (Around(BEFORE), BEFORE, None, APPROVED),
    "a restart, and Slack keeps the message": (KEEPS, BEFORE, "Q1", APPROVED),
    "a long silence, and Slack keeps the message": (KEEPS, LONG_BEFORE, "Q1", APPROVED),
    "a long silence without a witness": (NOBODY, LONG_BEFORE, None, UNSURE),
    "a long silence, and Slack does not tell": (SILENT, LONG_BEFORE, "Q1", UNSURE),
    "a restart, and Slack does not tell": (SILENT, BEFORE, "Q1", APPROVED),
    "Slack keeps the message no more": (KEEPS_OTHERS, BEFORE, "Q1", UNSURE),
    "the marker is ahead": (Around(AFTER), BEFORE, None, UNSURE),
    "the marker is there, the pulse is not": (Around(BEFORE), None, None, UNSURE),
}


@pytest.mark.parametrize(("around", "last", "watched", "becomes"), CASES.values(), ids=CASES)
async def test_what_speaks_against_the_database_makes_it_ask(
    story: Story, around: Around, last: datetime | None, watched: str | None, becomes: State
) -> None:
    """What is confirmed stays approved; what is not is for a person to decide, and all sending is halted."""
    found = await started(story, around, served=last, watched=watched)
    assert found.state is becomes
    assert set(await story.store.halts()) == ({RESTORED} if becomes is UNSURE else set())
    if becomes is UNSURE:
        [news] = [await story.store.announcement(1)]
        assert news.news == "restored"
        event = (await story.store.picture(found.id)).events[-1]
        assert event.note["code"] == UNKNOWN_SINCE


async def test_an_older_copy_halts_even_what_is_confirmed(story: Story) -> None:
    """A marker that is ahead proves it: what Slack still keeps a message for stays approved, and waits for a person."""
    found = await started(story, Around(AFTER, frozenset({"Q1"})), served=BEFORE, watched="Q1")
    assert found.state is APPROVED
    await story.until(MOMENT.at)
    assert story.sent == []
    await resume(story.store)
    await story.pass_time(minutes=2)
    assert len(story.sent) == 1


async def test_what_another_process_does_meanwhile_is_no_evidence(story: Story) -> None:
    """A second process starts while the first one cancels: the message is gone at Slack because the campaign is."""

    class Cancels(Around):
        async def kept(self) -> frozenset[str]:
            await story.approvals.cancel(1, user="UCLAIRE")
            return frozenset()

    found = await started(story, Cancels(), served=BEFORE, watched="Q1")
    assert found.state is State.CANCELLED
    assert await story.store.halts() == {}


async def test_what_octopush_knows_as_sent_is_never_sent_again(story: Story) -> None:
    """The database of before the sending comes back: nothing is sent, also once somebody resumed."""
    campaign = await story.approved()
    assert campaign.ticket is not None
    await story.octopush.send(campaign.brief, campaign.ticket)
    await provenance(story, NOBODY).check()
    found = await story.now(campaign, UNSURE)
    assert set(await story.store.halts()) == {RESTORED}
    assert (await story.store.picture(found.id)).events[-1].note["code"] == 132
    await resume(story.store)
    await story.until(MOMENT.at + timedelta(hours=2))
    assert len(story.sent) == 1
    await story.now(campaign, UNSURE)


async def test_what_is_too_late_is_left_to_expire(story: Story) -> None:
    """After a long silence, a campaign whose time is over is nobody's question."""
    story.clock.now = NOW
    campaign = await story.approved()
    await story.store.served(LONG_BEFORE)
    story.clock.now = MOMENT.at + timedelta(hours=1)
    await provenance(story, NOBODY).check()
    assert await story.store.halts() == {}
    await story.pass_time(minutes=1)
    await story.now(campaign, State.EXPIRED)


async def test_it_is_noted_while_it_is_served(story: Story) -> None:
    """Once checked, and at the end: in the database first, and with the same instant beside it."""
    around = Around()
    async with provenance(story, around).watching() as checked:
        await checked.wait()
    assert set(around.written) == {NOW}
    assert await story.store.last_served() == NOW
    await story.store.served(BEFORE)
    assert await story.store.last_served() == NOW
