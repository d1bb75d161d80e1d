"""Campaigns: begun once, written by compare-and-set, read back whole."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings

from bot.adapters.store.rows import brief_json, brief_of
from bot.adapters.tables import campaigns, events, revisions
from bot.domain.campaign import BOT, Action, Actor, Change, Claim, State
from bot.errors import Conflict, NotFound
from tests.adapters.store import values
from tests.adapters.store.values import APPROVER, NOON, measured, new, step


async def test_a_campaign_begins_with_its_event_its_jobs_and_without_its_draft(store, queue):
    """Confirming stores the campaign, its audit, and the work that it asks for, all at once."""
    campaign = await store.begin(new(), nonce="n1")

    assert campaign.id == 1
    assert await store.load(1) == campaign
    assert [event.action for event in (await store.picture(1)).events] == [Action.CONFIRM]
    assert queue.ids == ["1:draw:1:0", "1:act:1:0"]


async def test_the_same_nonce_gives_one_campaign(store, queue):
    """A confirmation that arrives twice, even at once, makes one campaign."""
    found = await asyncio.gather(*(store.begin(new(), nonce="n1") for _ in range(5)))

    # PostgreSQL may have spent numbers on those that came too late.
    assert len({campaign.id for campaign in found}) == 1
    assert [campaign.id for campaign in await store.campaigns()] == [found[0].id]
    assert len(queue.ids) == 2


async def test_a_number_is_never_given_twice(store, engine):
    """A deleted campaign's number does not come back: it is part of what the engine remembers."""
    await store.begin(new(), nonce="n1")
    async with engine.begin() as connection:
        await connection.execute(campaigns.delete())

    assert (await store.begin(new(), nonce="n2")).id == 2


async def test_of_two_who_write_at_once_one_loses(store):
    """A write on a version that is no longer there raises Conflict and leaves no trace."""
    begun = await store.begin(new(), nonce="n1")
    ways = [
        step(begun, Action.TICKETED, BOT, ticket="sms_1"),
        step(begun, Action.CANCEL, Actor("UREQ")),
    ]
    found = await asyncio.gather(*(store.write(way) for way in ways), return_exceptions=True)

    assert sorted(type(each).__name__ for each in found) == ["Campaign", "Conflict"]
    winner = next(each for each in found if not isinstance(each, BaseException))
    assert await store.load(1) == winner
    assert len((await store.picture(1)).events) == 2


async def test_what_is_not_there_is_not_found(store):
    """An unknown number raises NotFound, on reading and on writing."""
    begun = await store.begin(new(), nonce="n1")
    unknown = replace(begun, id=99)
    for asked in (
        store.load(99),
        store.picture(99),
        store.ticket(99),
        store.write(step(unknown, Action.TICKETED, BOT, ticket="sms_1")),
        store.claim(unknown, Claim("w", NOON)),
    ):
        with pytest.raises(NotFound):
            await asked


@given(values.changes())
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_every_field_comes_back_as_it_was(store, drawn):
    """Whatever a campaign and its audit hold is read back equal."""
    first, write = drawn
    begun = await store.begin(first, nonce=f"n{id(drawn)}")
    change = write(begun)
    written = await store.write(change)
    picture = await store.picture(begun.id)

    assert await store.load(begun.id) == written == picture.campaign
    assert picture.events == [first.event, change.event]


@given(values.briefs)
def test_a_brief_survives_json(brief):
    """Every field of a Brief is in its JSON, and its digest is the same after."""
    again = brief_of(brief_json(brief))

    assert again == brief
    assert again.digest == brief.digest


async def test_state_audit_and_work_are_stored_together_or_not_at_all(store, queue, engine):
    """Where enqueueing fails, nothing of the write is there: no new state, no event, no revision."""
    begun = await store.begin(new(), nonce="n1")
    queue.broken = OSError("The disk is full.")
    with pytest.raises(OSError, match="disk"):
        await store.write(step(begun, Action.TICKETED, BOT, ticket="sms_1"))
    with pytest.raises(OSError, match="disk"):
        await store.begin(new(), nonce="n2")

    assert await store.load(1) == begun
    async with engine.connect() as connection:
        counts = [
            (await connection.execute(sa.select(sa.func.count()).select_from(table))).scalar()
            for table in (campaigns, events, revisions)
        ]
    assert counts == [1, 1, 1]


async def test_what_was_written_into_the_audit_is_never_changed(store, engine):
    """The database itself refuses to change an event or a revision."""
    await store.begin(new(), nonce="n1")
    for table in (events, revisions):
        with pytest.raises(sa.exc.DBAPIError, match="never changed"):
            async with engine.begin() as connection:
                await connection.execute(table.update().values(digest="other"))


async def test_votes_are_kept_in_order_and_void_votes_are_gone(store):
    """A vote is read back as it was given; an edit leaves none, and its author is one of the authors."""
    begun = await store.begin(new(), nonce="n1")
    ticketed = await store.write(step(begun, Action.TICKETED, BOT, ticket="sms_1"))
    awaiting = await store.write(step(ticketed, Action.MEASURED, BOT, measured=measured()))
    approved = await store.write(step(awaiting, Action.APPROVE, APPROVER))
    assert (await store.load(1)).votes == approved.votes != ()

    edited = await store.write(
        step(approved, Action.EDIT, Actor("UREQ"), brief=replace(begun.brief, text="Better"))
    )
    assert await store.load(1) == edited
    assert edited.votes == ()
    assert edited.brief.text == "Better"


async def test_a_claim_is_one_workers(store, clock):
    """While a claim holds nobody else gets the campaign, whatever version they read; after it anybody does."""
    begun = await store.begin(new(), nonce="n1")
    mine = await store.claim(begun, Claim("me", NOON + timedelta(seconds=60)))
    with pytest.raises(Conflict):
        await store.claim(begun, Claim("you", NOON + timedelta(seconds=60)))
    with pytest.raises(Conflict):
        await store.claim(mine, Claim("you", NOON + timedelta(seconds=60)))
    assert (await store.load(1)).claim == Claim("me", NOON + timedelta(seconds=60))

    now = clock.move(seconds=60)
    yours = await store.claim(await store.load(1), Claim("you", now + timedelta(seconds=60)))
    assert (await store.load(1)) == yours
    assert len((await store.picture(1)).events) == 1


async def test_campaigns_are_listed_latest_first(store):
    """A list can be of one requester's, and of those still under way only."""
    one = await store.begin(new(), nonce="n1")
    two = await store.begin(new(requester="UOTHER"), nonce="n2")
    three = await store.begin(new(), nonce="n3")
    gone = await store.write(step(one, Action.CANCEL, Actor("UREQ")))

    assert await store.campaigns() == [three, two, gone]
    assert await store.campaigns(requester="UREQ") == [three, gone]
    assert await store.campaigns(requester="UREQ", open_only=True) == [three]
    assert await store.campaigns(limit=1) == [three]


async def test_a_campaign_handed_over_is_open_until_it_left(store):
    """Handed over means that it leaves later: people still look for it among those under way."""
    begun = await store.begin(new(), nonce="n1")
    claim = Claim("w", NOON)
    later = replace(begun, version=2, state=State.HANDED_OVER, leaves_at=NOON)
    await store.write(Change(before=begun, after=later, event=None))
    assert await store.campaigns(open_only=True) == [later]
    await store.write(step(later, Action.LEFT, BOT, claim=claim))
    assert await store.campaigns(open_only=True) == []
