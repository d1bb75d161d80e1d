"""Octopush's words, from the wire's values to counts, and what a delivery report settles."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta

import pytest
import sqlalchemy as sa
import structlog
from structlog.testing import capture_logs

from bot.adapters.tables import events
from bot.domain.campaign import Action, Claim, State
from bot.domain.effects import Step
from bot.domain.outcomes import Fate, Heard
from bot.services.counting import Counting
from bot.services.jobs import Kind
from bot.services.outcomes import ROOM, Callback, CrowdedError, Outcomes

pytestmark = pytest.mark.asyncio(loop_scope="module")

OLD, NEW = "an-old-key-that-is-long-enough", "a-new-key-that-is-long-enough-too"


def report(ticket, number, fate=Fate.DELIVERED):
    """Make a delivery report."""
    return Callback(Heard.DELIVERY, ticket, number, fate=fate)


async def sending(story):
    """Bring a campaign to where Octopush is being asked to send it."""
    campaign = await story.approved()
    claim = Claim("other", story.clock() + story.policy.claim)
    return await story.step(campaign, Step(action=Action.START_SENDING, claim=claim))


async def count(story, seconds=15):
    """Let the next counting be due and do it, as the engine does."""
    story.clock.now += timedelta(seconds=seconds)
    counting = Counting(story.store, story.store, story.clock, story.policy)
    for job in await story.store.due(story.clock()):
        if job.kind is Kind.COUNT:
            await counting.count(job.subject, job.entry)


async def test_people_count_once_under_every_spelling_of_their_number(story):
    """`+33…`, `0033…` and spaces are one person; the ticket of somebody else in the account is none of ours."""
    campaign = await sending(story)
    outcomes = Outcomes(story.store, keys=[NEW])
    spelled = ["+33639980001", "0033639980001", "33 6 39 98 00 01", "+33639980002"]
    await outcomes.take([report(campaign.ticket, number) for number in spelled])
    await outcomes.take([report("sms_of_somebody_else", "+33639980001")])
    await count(story)
    assert (await story.store.outcome(campaign.id)).delivered == 2
    assert outcomes.new == 2


async def test_a_key_is_rotated_without_counting_anybody_twice(story):
    """A campaign keeps its key while that is known; once it is gone, nothing more is counted under another."""
    campaign = await sending(story)
    await Outcomes(story.store, keys=[OLD]).take([report(campaign.ticket, "+33639980001")])
    rotating = Outcomes(story.store, keys=[NEW, OLD])
    await rotating.take([report(campaign.ticket, f"+3363998000{index}") for index in (1, 2)])
    after = Outcomes(story.store, keys=[NEW])
    await after.take([report(campaign.ticket, f"+3363998000{index}") for index in (1, 2, 3)])
    await count(story)
    assert (await story.store.outcome(campaign.id)).delivered == 2


async def test_words_told_at_once_are_stored_together_and_each_answered(story):
    """Whoever tells something hears that it is stored; more than there is room for is refused, and nothing of it kept."""
    campaign = await sending(story)
    outcomes = Outcomes(story.store, keys=[NEW])
    told = [report(campaign.ticket, f"+3363998{index:04d}") for index in range(300)]
    await asyncio.gather(*(outcomes.take([one]) for one in told), outcomes.take(told))
    assert (outcomes.new, outcomes.backlog) == (300, 0)
    with pytest.raises(CrowdedError):
        await outcomes.take([told[0]] * (ROOM + 1))
    await outcomes.close()


async def test_whoever_tells_something_hears_that_it_was_not_stored(story):
    """A store that fails is no acknowledgement, and the next word finds it mended."""
    campaign = await sending(story)
    outcomes = Outcomes(story.store, keys=[NEW])
    broken = Callback(Heard.STOP, campaign.ticket, "+33639980001", detail="")
    object.__setattr__(broken, "kind", "nonsense")
    with pytest.raises(Exception, match=r"nonsense|CHECK|Statement"):
        await outcomes.take([broken])
    await outcomes.take([report(campaign.ticket, "+33639980001")])
    assert outcomes.new == 1


async def test_a_delivery_report_settles_a_lost_sending(story):
    """Nobody is asked any more whether it left: it did, and says on whose word."""
    campaign = await sending(story)
    campaign = await story.step(campaign, Step(action=Action.LOST))
    outcomes = Outcomes(story.store, keys=[NEW])
    await outcomes.take([Callback(Heard.STOP, campaign.ticket, "+33639980001")])
    await count(story)
    await story.now(campaign, State.UNSURE)
    await outcomes.take([report(campaign.ticket, "+33639980001", Fate.ON_ITS_WAY)])
    await count(story)
    after = await story.now(campaign, State.HANDED_OVER)
    assert after.leaves_at == story.clock()
    events = (await story.store.picture(campaign.id)).events
    assert (events[-1].action, events[-1].note["reason"]) == (Action.ACCEPTED, "report")
    await story.pass_time(seconds=1)
    assert (await story.store.load(campaign.id)).left


async def test_reports_before_the_lost_answer_settle_it_too(story):
    """While the answer is still waited for nothing is decided; the reports are looked at again afterwards."""
    campaign = await sending(story)
    await Outcomes(story.store, keys=[NEW]).take([report(campaign.ticket, "+33639980001")])
    await count(story)
    await story.now(campaign, State.SENDING)
    await story.step(campaign, Step(action=Action.LOST))
    await count(story)
    await story.now(campaign, State.HANDED_OVER)


async def test_what_was_sent_by_others_is_never_sent_again(story):
    """A report for a campaign that we still hold says that it left: its moment comes, and nothing is handed over."""
    campaign = await story.approved()
    await Outcomes(story.store, keys=[NEW]).take([report(campaign.ticket, "+33639980001")])
    await count(story)
    await story.now(campaign, State.HANDED_OVER)
    await story.pass_time(hours=10)
    assert story.sent == []


async def test_a_report_after_it_was_called_unsent_changes_no_state(story):
    """What a person decided stands in the record; the counts are shown all the same."""
    campaign = await sending(story)
    campaign = await story.step(campaign, Step(action=Action.LOST))
    await story.approvals.settle(campaign.id, user="UCLAIRE", sent=False)
    await Outcomes(story.store, keys=[NEW]).take([report(campaign.ticket, "+33639980001")])
    await count(story)
    await story.now(campaign, State.CANCELLED)
    assert (await story.store.picture(campaign.id)).outcome.delivered == 1


async def test_ten_thousand_told_twice_and_shuffled_end_in_the_right_counts(story):
    """Fifty at once, each word twice, the second before the first: every person counts once, with the furthest fate."""
    campaign = await sending(story)
    outcomes = Outcomes(story.store, keys=[NEW])
    ended = {f"+336{number:08d}": Fate(number % 4) for number in range(5000)}
    told = [report(campaign.ticket, number, fate) for number, fate in ended.items()]
    told += [report(campaign.ticket, number, Fate.ON_ITS_WAY) for number in ended]
    told *= 2
    random.Random(8).shuffle(told)  # noqa: S311 - disorder, not secrecy

    async def tell(place):
        for start in range(place * 10, len(told), 500):
            await outcomes.take(told[start : start + 10])

    await asyncio.gather(*(tell(place) for place in range(50)))
    await count(story)
    found = await story.store.outcome(campaign.id)
    assert (found.delivered, found.failed, found.unknown, found.on_its_way) == (1250, 1250, 1250, 1250)
    # A quarter ended as they began, so that they have one word instead of two.
    assert outcomes.new == 8750


async def test_a_log_line_and_an_audit_row_are_found_from_each_other(story):
    """By campaign and version, which is the row's place; and by the request or job that both were written in."""
    campaign = await story.asked()
    with (
        capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines,
        structlog.contextvars.bound_contextvars(request="5f3a"),
    ):
        after = await story.approvals.approve(campaign.id, revision=1, user="UKARIM")
    [line] = [line for line in lines if line["event"] == "campaign"]
    assert (line["campaign"], line["version"], line["revision"]) == (campaign.id, after.version, 1)
    assert line["request"] == "5f3a"
    event = (await story.store.picture(campaign.id)).events[-1]
    assert event.note["request"] == "5f3a"
    async with story.engine.connect() as connection:
        rows = sa.select(events.c.seq).where(events.c.campaign == campaign.id).order_by(events.c.seq)
        assert (await connection.execute(rows)).scalars().all()[-1] == line["version"]
