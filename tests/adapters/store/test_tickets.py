"""Tickets: every attempt is on record before Octopush is asked, and what is of no more use is released."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.domain.campaign import BOT, Action, Actor
from bot.errors import Conflict
from bot.services.jobs import Job, Kind
from tests.adapters.store.values import NOON, measured, new, step

MINUTE = timedelta(minutes=1)


async def test_an_attempt_has_one_row(store):
    """Opened twice, even at once, it is the same row, with the request id that was asked with first."""
    begun = await store.begin(new(), nonce="n1")
    first = await store.open_ticket(begun, "r1")
    again = await asyncio.gather(*(store.open_ticket(begun, f"r{number}") for number in range(2, 5)))

    assert [*again] == [first] * 3
    assert first.request_id == "r1"
    assert first.number is None
    assert (await store.open_ticket(replace(begun, attempt=2), "r9")).id != first.id


async def test_a_request_id_is_used_once(store):
    """Two attempts cannot ask Octopush with the same request id."""
    begun = await store.begin(new(), nonce="n1")
    await store.open_ticket(begun, "r1")
    with pytest.raises(sa.exc.IntegrityError):
        await store.open_ticket(replace(begun, attempt=2), "r1")


async def test_an_answer_that_was_lost_is_waited_for(store):
    """Asked for, without a number and not released: these may be what is in the way at Octopush."""
    begun = await store.begin(new(), nonce="n1")
    lost = await store.open_ticket(begun, "r1")
    found = await store.open_ticket(replace(begun, attempt=2), "r2")
    assert await store.waiting_tickets() == [lost, found]
    await store.close_ticket(found, "sms_2")
    assert await store.waiting_tickets() == [lost]
    await store.released(lost, at=NOON, again_at=None)
    assert await store.waiting_tickets() == []


async def test_a_number_is_recorded_once(store):
    """The same number again is harmless; another one is a conflict."""
    ticket = await store.open_ticket(await store.begin(new(), nonce="n1"), "r1")
    await store.close_ticket(ticket, "sms_1")
    await store.close_ticket(ticket, "sms_1")
    with pytest.raises(Conflict):
        await store.close_ticket(ticket, "sms_2")
    assert (await store.ticket(ticket.id)).number == "sms_1"


async def test_a_ticket_of_no_more_use_is_released_until_it_is_gone(store, queue):
    """A number that comes after the cancel is due at once, then when the last try said, and no more once it is gone."""
    begun = await store.begin(new(), nonce="n1")
    ticket = await store.open_ticket(begun, "r1")
    await store.write(step(begun, Action.CANCEL, Actor("UREQ")))
    assert queue.ids
    await store.close_ticket(ticket, "sms_1")
    released = Job(Kind.RELEASE, ticket.id, 1)
    assert released in queue.jobs
    assert await _releases(store, NOON) == [released]

    await store.released(ticket, at=NOON, again_at=NOON + MINUTE)
    assert await _releases(store, NOON + MINUTE / 2) == []
    assert await _releases(store, NOON + MINUTE) == [Job(Kind.RELEASE, ticket.id, 2)]
    await store.released(ticket, at=NOON, again_at=None)
    await store.released(ticket, at=NOON, again_at=NOON + MINUTE)
    assert await _releases(store, NOON + 60 * MINUTE) == []


async def test_a_change_releases_the_ticket_that_it_leaves(store, queue):
    """An edit lets go of the prepared campaign at Octopush, in the same transaction."""
    begun, ticket = await _ticketed(store)
    awaiting = await store.write(step(begun, Action.MEASURED, BOT, measured=measured()))
    assert await _releases(store, NOON) == []
    assert queue.ids

    brief = replace(begun.brief, text="Better")
    await store.write(step(awaiting, Action.EDIT, Actor("UREQ"), brief=brief))
    assert Job(Kind.RELEASE, ticket.id, 2) in queue.jobs
    assert await _releases(store, NOON) == [Job(Kind.RELEASE, ticket.id, 2)]


async def test_a_ticket_that_its_worker_did_not_live_to_write_is_released_too(store):
    """The number is on record, the campaign does not know it yet: cancelled then, it is still let go."""
    begun = await store.begin(new(), nonce="n1")
    ticket = await store.open_ticket(begun, "r1")
    await store.close_ticket(ticket, "sms_1")
    await store.write(step(begun, Action.CANCEL, Actor("UREQ")))

    assert await _releases(store, NOON) == [Job(Kind.RELEASE, ticket.id, 2)]


async def test_a_new_attempt_keeps_its_own_ticket(store):
    """Preparing anew lets go of the old ticket, and later changes of the campaign do not touch the new one."""
    begun, old = await _ticketed(store)
    awaiting = await store.write(step(begun, Action.PREPARE_AGAIN, BOT))
    assert [job.subject for job in await _releases(store, NOON)] == [old.id]
    fresh = await store.open_ticket(awaiting, "r2")
    await store.close_ticket(fresh, "sms_2")
    ticketed = await store.write(step(awaiting, Action.TICKETED, BOT, ticket="sms_2"))
    await store.write(step(ticketed, Action.MEASURED, BOT, measured=measured()))
    assert [job.subject for job in await _releases(store, NOON)] == [old.id]


async def _ticketed(store):
    begun = await store.begin(new(), nonce="n1")
    ticket = await store.open_ticket(begun, "r1")
    await store.close_ticket(ticket, "sms_1")
    return await store.write(step(begun, Action.TICKETED, BOT, ticket="sms_1")), ticket


async def _releases(store, now):
    return [job for job in await store.due(now) if job.kind is Kind.RELEASE]
