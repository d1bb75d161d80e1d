"""Halts and their news, Homes, and the pulse of the database, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.adapters.store import SqlStore
from bot.domain.campaign import Claim, State
from bot.errors import Conflict, NotFound
from bot.services.pausing import News
from bot.services.posted import Posted
from bot.services.seeing import After, Shelf
from tests.adapters.store.values import NOON, new

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.domain.campaign import Change
    from tests.adapters.store.conftest import Queue
    from tests.adapters.store.values import Hands


async def sending(store: SqlStore, nonce: str) -> Change:
    """Begin a campaign, and give the change that marks it as being sent."""
    before = await store.begin(new(), nonce=nonce)
    after = replace(before, version=2, state=State.SENDING, claim=Claim("w", NOON + timedelta(minutes=1)))
    return replace(new(), before=before, after=after, event=None)


async def test_nothing_becomes_sending_while_a_halt_holds(store: SqlStore):
    """Whatever halts it; all else is written as before."""
    change = await sending(store, "n")
    assert await store.halt("paused", by="UADM")
    assert not await store.halt("paused", by="UOTHER")
    with pytest.raises(Conflict):
        await store.write(change)
    assert (await store.load(change.after.id)).state is State.PREPARING
    assert await store.lift("restored", "paused")
    assert not await store.lift("paused")
    assert (await store.write(change)).state is State.SENDING
    assert [one.id for one in await store.under_way(State.SENDING, limit=9)] == [change.after.id]


async def test_a_halt_and_a_hand_over_come_one_after_the_other(engine: AsyncEngine, store: SqlStore):
    """Once a halt is written, each campaign is SENDING already or will not be: none slips in between."""
    changes = [await sending(store, f"n{number}") for number in range(12)]
    other = SqlStore(engine, clock=lambda: NOON, enqueue=lambda *_: None)

    async def halt() -> int:
        await other.halt("paused", by="UADM")
        return len(await other.under_way(State.SENDING, limit=99))

    written = [asyncio.create_task(store.write(change)) for change in changes]
    seen = await halt()
    ended = await asyncio.gather(*written, return_exceptions=True)
    sent = [one for one in ended if not isinstance(one, BaseException)]
    assert all(isinstance(one, Conflict) for one in ended if isinstance(one, BaseException))
    assert len(sent) == seen == len(await store.under_way(State.SENDING, limit=99))


async def test_news_are_told_once_where_campaigns_are(store: SqlStore, clock: Hands, queue: Queue):
    """A new halt and its end are each announced by one job, to open channels and to those that the news before reached."""
    await store.begin(new(), nonce="n")
    assert queue.ids
    assert await store.halt("paused", by="UADM", news=News.PAUSED)
    assert not await store.halt("paused", by="UADM", news=News.PAUSED)
    assert queue.ids == ["1:announce:1:0"]
    news = await store.announcement(1)
    assert (news.news, news.by, news.at, news.posted) == (News.PAUSED, "UADM", NOON, ())
    assert await store.audience_of(news, limit=9) == ["C1"]
    claimed = await store.told(news, posted=[], again_at=NOON + timedelta(seconds=30))
    with pytest.raises(Conflict):
        await store.told(news, posted=["C9"], again_at=None)
    assert [job.id for job in await store.due(clock.move(seconds=31))] == [
        *("1:act:1:1", "1:draw:1:1", "1:announce:2:0"),
    ]
    told = await store.told(claimed, posted=["C2"], again_at=None)
    assert (await store.announcement(1)).posted == told.posted == ("C2",)
    assert await store.lift("paused", "restored", by="UADM", news=News.RESUMED)
    assert not await store.lift("paused", "restored", by="UADM", news=News.RESUMED)
    assert await store.audience_of(await store.announcement(2), limit=9) == ["C2", "C1"]
    assert await store.audience_of(await store.announcement(2), limit=1) == ["C2"]
    with pytest.raises(NotFound):
        await store.announcement(3)


async def test_a_home_keeps_its_page_and_what_it_shows(store: SqlStore):
    """Whoever turns it has it drawn anew; of two that draw one finds out that it was not the last."""
    assert await store.home("U1") is None
    await store.turn_home("U1", at=NOON)
    first = await store.home("U1")
    assert first is not None
    assert (first.shelf, first.after, first.drawn) == (None, None, None)
    assert await store.home_drawn(first, "a")
    assert not await store.home_drawn(first, "b")
    await store.turn_home("U1", at=NOON, shelf=Shelf.LATELY, after=After(7, NOON))
    turned = await store.home("U1")
    assert turned is not None
    assert (turned.shelf, turned.after, turned.drawn) == (Shelf.LATELY, After(7, NOON), None)
    await store.turn_home("U2", at=NOON + timedelta(minutes=1))
    assert await store.opened_homes(since=NOON, limit=9) == ["U2", "U1"]
    assert await store.opened_homes(since=NOON, limit=1) == ["U2"]
    assert await store.opened_homes(since=NOON + timedelta(seconds=1), limit=9) == ["U2"]


async def test_the_pulse_only_goes_on(store: SqlStore):
    """Of two processes that serve it, the later instant counts; and what Slack keeps for campaigns is read by itself."""
    assert await store.last_served() is None
    await store.served(NOON)
    await store.served(NOON - timedelta(minutes=1))
    assert await store.last_served() == NOON
    await store.served(NOON + timedelta(minutes=1))
    assert await store.last_served() == NOON + timedelta(minutes=1)
    campaign = await store.begin(new(), nonce="n")
    kept = Posted("watchdog", "C1", "Q1", "1764000000")
    for message in (kept, Posted("card", "C1", "1.2", "d")):
        await store.posted(campaign.id, message, known=None)
    assert await store.watched([campaign.id, 99]) == {campaign.id: kept}
