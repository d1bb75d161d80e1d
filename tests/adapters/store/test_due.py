"""What is due: by the clock that is handed in, never while somebody has it, and under a new id where it was lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.store import SqlStore
from bot.domain.campaign import BOT, Action, Actor, Change, Claim
from bot.services.jobs import Job, Kind
from bot.services.posted import Posted
from tests.adapters.store.values import NOON, measured, new, step

MINUTE = timedelta(minutes=1)
ACT, DRAW = Job(Kind.ACT, 1, 1), Job(Kind.DRAW, 1, 1)


async def test_a_new_campaign_is_due_at_once(store):
    """Acting and drawing are due from the moment of confirmation, and not a moment before."""
    await store.begin(new(), nonce="n1")

    assert await store.due(NOON - timedelta(microseconds=1)) == []
    assert await store.due(NOON) == [ACT, DRAW]


async def test_the_attempt_goes_up_every_half_minute(store):
    """A job that was handed out and left no trace is handed out under a new id; a finished id never blocks the row."""
    await store.begin(new(), nonce="n1")
    for seconds, attempt in ((0, 0), (29, 0), (30, 1), (59, 1), (60, 2), (3600, 120)):
        found = await store.due(NOON + timedelta(seconds=seconds))
        assert found == [replace(ACT, attempt=attempt), replace(DRAW, attempt=attempt)]


async def test_a_claimed_campaign_is_due_when_its_claim_is_over(store):
    """A claim keeps others away; a worker that died has its campaign handed out again at once after."""
    await store.claim(await store.begin(new(), nonce="n1"), Claim("w", NOON + MINUTE))

    assert await store.due(NOON + MINUTE - timedelta(seconds=1)) == [replace(DRAW, attempt=1)]
    assert Job(Kind.ACT, 1, 2, attempt=1) in await store.due(NOON + MINUTE)
    assert Job(Kind.ACT, 1, 2, attempt=2) in await store.due(NOON + MINUTE + timedelta(seconds=30))


async def test_what_is_due_comes_oldest_first_and_bounded(store, clock):
    """A limit cuts off the youngest."""
    for number in range(3):
        await store.begin(new(now=clock.now), nonce=f"n{number}")
        clock.move(seconds=1)

    found = await store.due(clock.now, limit=3)
    assert [(job.kind, job.subject) for job in found] == [(Kind.ACT, 1), (Kind.DRAW, 1), (Kind.ACT, 2)]


async def test_a_write_enqueues_what_is_due_and_no_more(store, queue, clock):
    """A later look enqueues nothing now; a change without an event draws nothing."""
    begun = await store.begin(new(), nonce="n1")
    assert queue.ids == ["1:draw:1:0", "1:act:1:0"]
    later = replace(begun, version=2, due_at=NOON + MINUTE)
    await store.write(Change(before=begun, after=later, event=None))
    assert queue.ids == []

    clock.move(minutes=1)
    assert Job(Kind.ACT, 1, 2) in await store.due(clock.now)
    await store.write(step(later, Action.TICKETED, BOT, ticket="sms_1", now=clock.now))
    assert queue.ids == ["1:draw:2:0", "1:act:3:0"]


async def test_one_worker_draws_and_what_came_meanwhile_is_drawn_after(store, queue):
    """The right to draw is one worker's; a write while they draw is due as soon as they give it back."""
    begun = await store.begin(new(), nonce="n1")
    mine, yours = Claim("me", NOON + MINUTE), Claim("you", NOON + MINUTE)
    assert await store.claim_drawing(1, mine, now=NOON)
    assert not await store.claim_drawing(1, yours, now=NOON)
    assert await store.due(NOON) == [ACT]

    ticketed = await store.write(step(begun, Action.TICKETED, BOT, ticket="sms_1"))
    assert [job.kind for job in await store.due(NOON)] == [Kind.ACT]
    queue.jobs.clear()
    await store.drawn(1, begun.version, mine, again_at=NOON + 60 * MINUTE)
    [drawing] = queue.jobs
    assert drawing in await store.due(NOON)

    assert await store.claim_drawing(1, yours, now=NOON)
    await store.drawn(1, ticketed.version, yours)
    assert [job.kind for job in await store.due(NOON + MINUTE)] == [Kind.ACT]
    assert not await store.claim_drawing(99, Claim("me", NOON), now=NOON)


async def test_whoever_draws_too_long_is_drawn_over(store):
    """Their right had run out, and their old picture may stand over a newer one: it is drawn again, after whoever draws now."""
    begun = await store.begin(new(), nonce="n1")
    slow, quick = Claim("me", NOON + MINUTE), Claim("me", NOON + 3 * MINUTE)
    assert await store.claim_drawing(1, slow, now=NOON)
    ticketed = await store.write(step(begun, Action.TICKETED, BOT, ticket="sms_1"))
    assert await store.claim_drawing(1, quick, now=NOON + MINUTE)
    await store.drawn(1, begun.version, slow)
    assert not await store.claim_drawing(1, Claim("you", NOON + 4 * MINUTE), now=NOON + MINUTE)
    await store.drawn(1, ticketed.version, quick)
    assert await store.claim_drawing(1, Claim("you", NOON + 4 * MINUTE), now=NOON + MINUTE)


async def test_a_drawing_left_by_a_dead_worker_is_due_when_its_claim_is_over(store):
    """Nothing is handed out while the claim holds; after it, at once and under a new id."""
    await store.begin(new(), nonce="n1")
    await store.claim_drawing(1, Claim("me", NOON + MINUTE), now=NOON)

    assert [job.kind for job in await store.due(NOON + MINUTE - timedelta(seconds=1))] == [Kind.ACT]
    assert Job(Kind.DRAW, 1, 2, attempt=1) in await store.due(NOON + MINUTE)
    assert await store.claim_drawing(1, Claim("you", NOON + 2 * MINUTE), now=NOON + MINUTE)


async def test_another_look_is_due_at_its_time(store, queue):
    """A drawer that was held back, or that has to come again, is handed the campaign at the time it named."""
    begun = await store.begin(new(), nonce="n1")
    for version, at in ((0, NOON), (begun.version, NOON + 5 * MINUTE)):
        claim = Claim("me", at + MINUTE)
        assert await store.claim_drawing(1, claim, now=at)
        queue.jobs.clear()
        await store.drawn(1, version, claim, again_at=at + 5 * MINUTE)
        assert queue.jobs == []
        assert [job.kind for job in await store.due(at + 4 * MINUTE)] == [Kind.ACT]
        assert [job.kind for job in await store.due(at + 5 * MINUTE)] == [Kind.ACT, Kind.DRAW]


async def test_messages_are_remembered_by_their_key(store):
    """A message that is redrawn replaces what was known of it."""
    await store.begin(new(), nonce="n1")
    card, thread = Posted("card", "C1", "1.1", "a"), Posted("thread", "C1", "1.2", "b")
    for message in (replace(card, drawn="old"), card, thread):
        assert await store.posted(1, message, known=None) == message

    assert (await store.picture(1)).posted == {"card": card, "thread": thread}


async def test_only_the_message_that_was_deleted_is_forgotten(store):
    """One that another drawer has posted anew meanwhile is still known, or it would stand for ever."""
    await store.begin(new(), nonce="n1")
    first = Posted("reminder:1:1", "C1", "1.1", "a")
    anew = replace(first, ts="1.2")
    await store.posted(1, anew, known=None)
    await store.unposted(1, first)
    assert (await store.picture(1)).posted == {first.key: anew}
    await store.unposted(1, anew)
    assert (await store.picture(1)).posted == {}


async def test_of_twins_the_one_recorded_first_stands(store):
    """Two drew at once and both posted: the second is told which stands, and only who knew that one may replace it.

    The other one is known under a key of its own and due to be looked at, since whoever posted it may not live to delete it.
    """
    await store.begin(new(), nonce="n1")
    first = Posted("card", "C1", "1.1", "a")
    twin, anew = replace(first, ts="1.2"), replace(first, ts="1.3")
    assert await store.posted(1, first, known=None) == first
    assert await store.posted(1, twin, known=None) == first
    assert (await store.picture(1)).posted == {"card": first, "twin:card:1.2": twin.twin}
    await store.unposted(1, twin.twin)
    assert await store.posted(1, anew, known=first) == anew
    assert await store.posted(1, replace(first, drawn="b"), known=first) == anew
    assert (await store.picture(1)).posted == {"card": anew, "twin:card:1.1": replace(first, drawn="b").twin}


async def test_a_twin_is_looked_at_though_nothing_else_is_due(store):
    """The other drawer has given the right back, and whoever recorded the twin is dead: somebody comes to delete it."""
    begun = await store.begin(new(), nonce="n1")
    claim = Claim("you", NOON + MINUTE)
    assert await store.claim_drawing(1, claim, now=NOON)
    first = Posted("card", "C1", "1.1", "a")
    await store.posted(1, first, known=None)
    await store.drawn(1, begun.version, claim)
    assert [job.kind for job in await store.due(NOON)] == [Kind.ACT]
    await store.posted(1, replace(first, ts="1.2"), known=None)
    assert Kind.DRAW in [job.kind for job in await store.due(NOON)]


async def test_whoever_takes_over_draws_all_anew(store):
    """A drawer that did not come back may have drawn over anything; what Slack keeps for its moment is never drawn over."""
    await store.begin(new(), nonce="n1")
    card, kept = Posted("card", "C1", "1.1", "a"), Posted("watchdog", "C1", "Q1", "1764000000")
    for message in (card, kept):
        await store.posted(1, message, known=None)
    assert await store.claim_drawing(1, Claim("me", NOON + MINUTE), now=NOON)
    assert (await store.picture(1)).posted == {"card": card, "watchdog": kept}
    assert await store.claim_drawing(1, Claim("you", NOON + 2 * MINUTE), now=NOON + MINUTE)
    assert (await store.picture(1)).posted == {"card": replace(card, drawn=""), "watchdog": kept}


async def test_what_two_drew_over_is_drawn_anew(store):
    """What was drawn over is recorded as it is given back; where another drew it too, nobody knows which came last."""
    begun = await store.begin(new(), nonce="n1")
    card, line = Posted("card", "C1", "1.1", "a"), Posted("line", "C1", "1.2", "a")
    for message in (card, line):
        await store.posted(1, message, known=None)
    slow, quick = Claim("me", NOON + MINUTE), Claim("you", NOON + 3 * MINUTE)
    await store.claim_drawing(1, slow, now=NOON)
    await store.claim_drawing(1, quick, now=NOON + MINUTE)
    known = (await store.picture(1)).posted
    over = [(one, replace(one, drawn="new")) for one in (known["card"], replace(known["line"], ts="9"))]
    await store.drawn(1, begun.version, quick, redrawn=over)
    assert (await store.picture(1)).posted == {
        "card": replace(card, drawn="new"),
        "line": replace(line, drawn=""),
    }
    await store.drawn(1, begun.version, slow, redrawn=[(card, replace(card, drawn="old"))])
    assert (await store.picture(1)).posted["card"].drawn == ""


async def test_a_picture_tells_the_audience_of_the_campaign_before(store):
    """The last count of the same audience comes along, that of the campaign itself does not."""
    for number in range(2):
        begun = await store.begin(new(), nonce=f"n{number}")
        ticketed = await store.write(step(begun, Action.TICKETED, BOT, ticket=f"sms_{number}"))
        await store.write(step(ticketed, Action.MEASURED, BOT, measured=measured(people=100 + number)))

    picture = await store.picture(2)
    assert picture.before is not None
    assert picture.before.people == 100
    assert (await store.picture(1)).before.people == 101


async def test_a_cancelled_campaign_waits_for_nothing(store):
    """An end leaves nothing to act on; its last picture is still to be drawn."""
    begun = await store.begin(new(), nonce="n1")
    await store.write(step(begun, Action.CANCEL, Actor("UREQ")))
    assert [job.kind for job in await store.due(NOON + 60 * MINUTE)] == [Kind.DRAW]


async def test_what_somebody_waits_for_is_drawn_once_it_is_committed(engine, clock, queue):
    """With somebody who draws, a drawing passes the queue by after the commit; what was not committed is not drawn."""
    drawn: list[Job] = []
    store = SqlStore(engine, clock=clock, enqueue=queue, draw=drawn.append)
    queue.broken = RuntimeError("No queue.")
    with pytest.raises(RuntimeError):
        await store.begin(new(), nonce="n1")
    assert drawn == []
    queue.broken = None
    campaign = await store.begin(new(), nonce="n1")
    assert [(job.kind, job.subject) for job in drawn] == [(Kind.DRAW, campaign.id)]
    assert [job.kind for job in queue.jobs] == [Kind.ACT]
    assert Kind.DRAW in {job.kind for job in await store.due(NOON)}
