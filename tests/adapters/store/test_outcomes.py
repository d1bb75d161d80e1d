"""What is heard after a sending, on both databases."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.domain.campaign import BOT, Action, Claim, State
from bot.domain.outcomes import Fate, Heard, Outcome
from bot.services.jobs import Job, Kind
from bot.services.outcomes import APART, SOON, Receipt
from bot.services.seeing import Shelf, Sight
from tests.adapters.store.test_shelves import look, put
from tests.adapters.store.values import APPROVER, NOON, measured, new, step


@pytest.fixture
async def sent(store):
    """Give the ticket row of a campaign that left at noon, with nothing drawn that waits."""
    campaign = await store.begin(new(), nonce="n1")
    ticket = await store.open_ticket(campaign, "r1")
    await store.close_ticket(ticket, "sms_1")
    claim = Claim("w", NOON + timedelta(minutes=1))
    for action, actor, more in (
        (Action.TICKETED, BOT, {"ticket": "sms_1"}),
        (Action.MEASURED, BOT, {"measured": measured()}),
        (Action.APPROVE, APPROVER, {}),
        (Action.START_SENDING, BOT, {"claim": claim}),
        (Action.ACCEPTED, BOT, {"leaves_at": NOON}),
    ):
        campaign = await store.write(step(campaign, action, actor, **more))
    assert campaign.state is State.HANDED_OVER
    return (await store.sent(["sms_1", "sms_other"], key="k1"))["sms_1"].row


def told(ticket, *words):
    """Make receipts of (person, fate) or (person, kind)."""
    return [
        Receipt(ticket, Heard.DELIVERY, person, str(int(word)))
        if isinstance(word, Fate)
        else Receipt(ticket, word, person, "" if word is Heard.STOP else f"w{index}")
        for index, (person, word) in enumerate(words)
    ]


async def heard(store, receipts):
    """Store receipts as the service does."""
    return await store.hear(receipts, soon=SOON, apart=APART)


async def counted(store, clock, ticket):
    """Let the counting be due, and count."""
    [job] = [
        job for job in await store.due(clock.move(seconds=APART.total_seconds())) if job.kind is Kind.COUNT
    ]
    assert job.subject == ticket
    return await store.count(ticket, job.entry)


async def test_repeats_and_disorder_change_nothing(store, clock, sent):
    """Of all that is heard of a person the furthest fate counts, once, whatever order and number it came in."""
    words = [
        *(("a", Fate.ON_ITS_WAY), ("a", Fate.DELIVERED), ("b", Fate.DELIVERED), ("b", Fate.FAILED)),
        *(("c", Fate.ON_ITS_WAY), ("d", Fate.UNKNOWN), ("e", Fate.FAILED), ("e", Fate.ON_ITS_WAY)),
        *(("a", Heard.STOP), ("a", Heard.REPLY), ("a", Heard.REPLY), ("b", Heard.VISIT)),
    ]
    receipts = told(sent, *words) * 2
    random.Random(1).shuffle(receipts)  # noqa: S311 - disorder, not secrecy
    assert await heard(store, receipts[:9]) + await heard(store, receipts[9:]) == len(words)
    assert await heard(store, receipts) == 0
    found = await counted(store, clock, sent)
    expected = Outcome(delivered=2, failed=1, unknown=1, on_its_way=1, stops=1, replies=2, visits=1, at=NOON)
    assert (found.campaign, found.ticket, found.outcome) == (1, "sms_1", expected)
    assert (await store.picture(1)).outcome == expected
    assert await store.outcome(1) == expected
    assert await store.outcome(2) is None


async def test_counts_are_made_soon_and_then_not_too_often(store, clock, sent, queue):
    """The first word is counted shortly after it came; a flood makes one counting, and one drawing, in each span."""
    await heard(store, told(sent, ("a", Fate.ON_ITS_WAY)))
    clock.move(seconds=1)
    await heard(store, told(sent, ("b", Fate.ON_ITS_WAY)))

    def due():
        return store.due(clock())

    assert not [job for job in await due() if job.kind is Kind.COUNT]
    clock.move(seconds=1)
    [job] = [job for job in await due() if job.kind is Kind.COUNT]
    queue.jobs.clear()
    assert (await store.count(sent, job.entry)).outcome.on_its_way == 2
    assert [job.kind for job in queue.jobs] == [Kind.DRAW]
    assert await store.count(sent, job.entry) is None
    await heard(store, told(sent, ("b", Fate.ON_ITS_WAY)))
    clock.move(seconds=8)
    assert not [job for job in await due() if job.kind is Kind.COUNT]
    await heard(store, told(sent, ("c", Fate.ON_ITS_WAY)))
    clock.move(seconds=2)
    assert [job for job in await due() if job.kind is Kind.COUNT]


async def test_a_last_counting_is_due_when_all_reports_are_in(store, clock, sent):
    """Two days after it left the campaign is drawn once more: whoever is still out then will not be heard of."""
    await heard(store, told(sent, ("a", Fate.ON_ITS_WAY)))
    assert await counted(store, clock, sent) is not None
    clock.now = NOON + timedelta(hours=48)
    [job] = [job for job in await store.due(clock()) if job.kind is Kind.COUNT]
    assert await store.count(sent, job.entry) is not None
    clock.move(days=30)
    assert not [job for job in await store.due(clock()) if job.kind is Kind.COUNT]


@pytest.mark.usefixtures("sent")
async def test_a_ticket_keeps_the_key_it_began_with(store):
    """A new key is for tickets that are heard of from then on; strangers' tickets are not known."""
    found = await store.sent(["sms_1", "sms_other"], key="k2")
    assert {number: one.key for number, one in found.items()} == {"sms_1": "k1"}


async def test_what_is_heard_while_somebody_draws_is_drawn_next(store, clock, sent):
    """Counts change no version of the campaign, and are still not lost between a drawing's look and its end."""
    claim = Claim("w", clock() + timedelta(seconds=30))
    assert await store.claim_drawing(1, claim, now=clock())
    picture = await store.picture(1)
    await heard(store, told(sent, ("a", Fate.DELIVERED)))
    assert await counted(store, clock, sent) is not None
    await store.drawn(1, picture.campaign.version, claim)
    due = [job for job in await store.due(clock()) if job.kind is Kind.DRAW]
    assert due == [Job(Kind.DRAW, 1, due[0].entry)]


async def test_a_board_knows_what_became_of_what_left_in_one_query(store, engine, clock, sent):
    """However many campaigns left, their counts cost one question; one that nothing was heard of has none."""
    asked: list[str] = []
    await heard(store, told(sent, ("p1", Fate.DELIVERED), ("p2", Fate.FAILED), ("p1", Heard.STOP)))
    await counted(store, clock, sent)
    found = await store.find("sms_1")
    await store.write(step(found, Action.LEFT, BOT))
    quiet = await put(store, State.HANDED_OVER, left=True)
    sa.event.listen(engine.sync_engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    seen = await look(store, Sight("UAPP", approver=True))
    # What is read of SQLite goes past the events of its engine.
    once = [one for one in asked if "FROM outcomes" in one]
    assert len(once) == (engine.dialect.name == "postgresql")
    assert {one.id for one in seen.shelves[Shelf.LATELY].campaigns} == {found.id, quiet}
    assert set(seen.outcomes) == {found.id}
    assert seen.outcomes[found.id] == await store.outcome(found.id)
    assert (seen.outcomes[found.id].delivered, seen.outcomes[found.id].stops) == (1, 1)
