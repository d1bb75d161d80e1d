"""Outages on record: one at a time, one prober, one drawer, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.domain.campaign import Change, State
from bot.services.jobs import Kind
from bot.services.outage import Line
from tests.adapters.store.values import NOON, new

MINUTE = timedelta(minutes=1)


async def silent(store, times=1):
    """Let Octopush be silent, and give the outage."""
    for _ in range(times):
        await store.unanswered(tell_after=3 * MINUTE, probe_after=MINUTE)
    return await store.outage()


async def test_silences_at_once_are_one_outage(store):
    """However many calls go unanswered at the same instant, it is one outage that counts them."""
    await asyncio.gather(*(silent(store) for _ in range(5)))
    outage = await store.outage()
    assert (outage.silent, outage.since, outage.is_open) == (5, NOON, True)


async def test_a_probe_is_one_workers_until_its_time_is_over(store, clock):
    """It is due once, claimed once, and due again where its worker died."""
    outage = await silent(store)
    assert await store.due(NOON) == []
    clock.now = NOON + MINUTE
    [job] = await store.due(clock.now)
    assert (job.kind, job.subject, job.entry) == (Kind.PROBE, outage.id, 1)
    claims = [store.claim_probe(outage.id, 1, until=clock.now + MINUTE) for _ in range(3)]
    [taken] = [claim for claim in await asyncio.gather(*claims) if claim]
    assert await store.due(clock.now) == []
    [again] = await store.due(clock.now + MINUTE)
    assert again.entry == taken.version
    await store.probe_again(taken, at=clock.now + 5 * MINUTE)
    assert [job.kind for job in await store.due(clock.now + 4 * MINUTE)] == [Kind.NOTICE]


async def test_an_outage_nobody_was_told_of_is_forgotten(store, queue):
    """An answer ends it, without a word; the next silence begins another."""
    first = await silent(store)
    await store.answered()
    assert await store.outage() is None
    assert (await store.due(NOON + timedelta(days=1)), queue.jobs) == ([], [])
    assert (await silent(store)).id != first.id


async def test_an_outage_that_somebody_draws_is_kept_to_its_end(store):
    """It ends while its first line is being posted: the line is recorded, and drawn again."""
    outage = await silent(store, times=3)
    drawing = await store.claim_notice(outage.id, 1, until=NOON + MINUTE)
    await store.answered()
    await store.lined(drawing, Line(channel="C1", ts="1.2", drawn="d", named=(7,)), instead_of=None)
    await store.notice_again(drawing, at=None)
    [job] = await store.due(NOON)
    over = await store.claim_notice(outage.id, job.entry, until=NOON + MINUTE)
    assert (over.over_at, list(await store.lines(over))) == (NOON, ["C1"])


async def test_the_end_of_an_outage_that_was_told_is_drawn(store, clock, queue):
    """The line is due at once, also while somebody draws it."""
    outage = await silent(store, times=3)
    drawing = await store.claim_notice(outage.id, 1, until=NOON + MINUTE)
    assert await store.claim_notice(outage.id, 1, until=NOON + MINUTE) is None
    line = Line(channel="C1", ts="1.2", drawn="d", named=(7, 8))
    first = replace(line, named=(7,))
    assert await store.lined(drawing, first, instead_of=None)
    assert not await store.lined(drawing, replace(line, ts="1.3"), instead_of=None), "another's stands there"
    assert await store.lined(drawing, line, instead_of=first)
    assert await store.lines(drawing) == {"C1": line}
    clock.now = NOON + timedelta(seconds=1)
    await store.answered()
    [job] = queue.jobs
    await store.notice_again(drawing, at=None)
    [again] = await store.due(clock.now)
    assert again.entry == job.entry + 1
    job = again
    over = await store.claim_notice(outage.id, job.entry, until=NOON + MINUTE)
    assert over.over_at == clock.now
    await store.notice_again(over, at=None)
    assert await store.due(NOON + timedelta(days=1)) == []
    assert await store.claim_probe(outage.id, over.version, until=NOON) is None


async def test_what_waited_for_an_answer_is_due_with_it(store, queue):
    """Campaigns that wait because nobody answered go on at once; those that wait for something else do not."""
    later = NOON + 10 * MINUTE
    campaigns = [await store.begin(new(), nonce=f"n{waiting}") for waiting in (0, 126, None)]
    for campaign, waiting in zip(campaigns, (0, 126, None), strict=True):
        await _swapped(store, campaign, waiting=waiting, due_at=later)
    queue.jobs.clear()
    await silent(store)
    await store.answered()
    assert [(job.kind, job.subject) for job in queue.jobs] == [(Kind.ACT, campaigns[0].id)]
    assert [one.id for one in await store.held_up(())] == [one.id for one in campaigns]
    await _swapped(store, await store.load(campaigns[1].id), state=State.EXPIRED, due_at=None)
    assert [one.id for one in await store.held_up(())] == [campaigns[0].id, campaigns[2].id]
    assert len(await store.held_up([campaigns[1].id])) == 3


async def _swapped(store, campaign, **values):
    change = replace(campaign, version=campaign.version + 1, **values)
    await store.write(Change(before=campaign, after=change, event=None))
