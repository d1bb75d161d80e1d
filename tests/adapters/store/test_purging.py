"""What goes after a while and what stays, on both databases."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot import audit
from bot.adapters.database import connect
from bot.adapters.store import SqlStore
from bot.adapters.store.rows import brief_json
from bot.adapters.tables import drafts, drawings, revisions
from bot.domain.campaign import BOT, Action, Claim, State
from bot.domain.outcomes import Fate, Heard, complete_at
from bot.domain.retention import Perishable, Retention
from bot.domain.trial import Trial
from bot.errors import Reason, UserError
from bot.services import keeping
from bot.services.keeping import look, purge
from bot.services.outcomes import APART, SOON, Receipt
from bot.services.ports import Draft
from tests.adapters.store.values import APPROVER, NOON, measured, new, step
from tests.databases import postgresql_url  # noqa: F401 - a fixture

DAY = timedelta(days=1)
KEEP = Retention(texts=7 * DAY, drafts=DAY, receipts=2 * DAY, trials=3 * DAY)
TEXT = "Doors open at nine, bring this word: persimmon. STOP au XXXXX"


async def sent(store, nonce="n1", *, until=Action.LEFT):
    """Tell of a campaign up to a step, with all its messages drawn."""
    campaign = await store.begin(new(TEXT), nonce=nonce)
    ticket = f"sms_{nonce}"
    await store.close_ticket(await store.open_ticket(campaign, nonce), ticket)
    for action, actor, more in (
        (Action.TICKETED, BOT, {"ticket": ticket}),
        (Action.MEASURED, BOT, {"measured": measured()}),
        (Action.APPROVE, APPROVER, {}),
        (Action.START_SENDING, BOT, {"claim": Claim("w", NOON + timedelta(minutes=1))}),
        (Action.LOST, BOT, {}) if until is Action.LOST else (Action.ACCEPTED, BOT, {"leaves_at": NOON}),
        (Action.LEFT, BOT, {}),
    ):
        campaign = await store.write(step(campaign, action, actor, **more))
        if action is until:
            break
    return campaign


async def drawn(engine):
    """Say that Slack shows all."""
    async with engine.begin() as connection:
        await connection.execute(drawings.update().values(due_at=None))


async def everything(engine):
    """Give all that the database holds, as one text."""
    async with engine.connect() as connection:
        tables = await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names())
        rows = [
            str(row)
            for table in tables
            for row in (await connection.exec_driver_sql(f'SELECT * FROM "{table}"')).all()  # noqa: S608 - names of our own tables
        ]
    return "\n".join(rows)


async def test_the_words_of_what_is_over_go_and_the_record_still_holds(store, engine, clock, database_url):
    """No table holds the text any more; who decided, how many and what it cost does, and the chain can be checked."""
    picture = await store.picture((await sent(store)).id)
    head = picture.events[-1].link
    await drawn(engine)
    assert (await purge(store, KEEP, clock.move(days=6)))[Perishable.TEXTS] == 0
    assert TEXT in await everything(engine)

    now = clock.move(days=2)
    assert (await look(store, KEEP, now))[Perishable.TEXTS] == 1
    assert (await purge(store, KEEP, now))[Perishable.TEXTS] == 1
    assert "persimmon" not in await everything(engine)
    assert (await purge(store, KEEP, now))[Perishable.TEXTS] == 0
    after = await store.load(1)
    assert (after.state, after.brief.text, after.purged_at) == (State.HANDED_OVER, "", now)
    assert after.measured == measured()
    said: list[str] = []
    record = audit.export(database_url, campaign=1)
    assert audit.verify(record, head=head[:16], say=said.append) == 0, said
    assert json.loads(record)["revisions"][0]["digest"] == picture.events[0].digest
    assert [vote["voter"] for vote in json.loads(record)["votes"]] == ["UAPP"]


@pytest.mark.parametrize(
    "until", [Action.TICKETED, Action.MEASURED, Action.APPROVE, Action.LOST, Action.ACCEPTED]
)
async def test_what_is_not_over_keeps_its_words(store, engine, clock, until):
    """Under way, unsure, or handed over and not known to have left: years later nothing has gone."""
    campaign = await sent(store, until=until)
    await drawn(engine)
    now = clock.move(days=900)
    assert (await look(store, KEEP, now))[Perishable.TEXTS] == 0
    assert (await purge(store, KEEP, now))[Perishable.TEXTS] == 0
    assert await store.load(campaign.id) == campaign


async def test_what_slack_does_not_show_yet_is_kept(store, clock):
    """The end of a campaign is told with its words: until it is, they stay."""
    await sent(store)
    assert (await purge(store, KEEP, clock.move(days=900)))[Perishable.TEXTS] == 0


async def test_nothing_becomes_of_a_campaign_without_words(store, engine, clock):
    """An expired one could be asked for again: without its words it is refused with a sentence, and stays as it is."""
    campaign = await sent(store, until=Action.MEASURED)
    campaign = await store.write(step(campaign, Action.EXPIRE, BOT, now=NOON + 9 * DAY))
    await drawn(engine)
    await purge(store, KEEP, clock.move(days=30))
    purged = await store.load(campaign.id)
    assert purged.purged_at is not None
    with pytest.raises(UserError) as refused:
        step(purged, Action.EDIT, APPROVER, brief=new("Again").after.brief, now=clock())
    assert refused.value.problem.reason is Reason.TEXT_PURGED


async def test_a_purge_that_stops_half_way_goes_on(store, engine, clock, monkeypatch):
    """Each batch is whole by itself: what a killed process left, the next run takes, and none is taken twice."""
    for number in range(5):
        await sent(store, f"n{number}")
    await drawn(engine)
    now = clock.move(days=8)
    before = now - KEEP.texts
    assert await store.purge(Perishable.TEXTS, before, limit=2) == 2
    assert "persimmon" in await everything(engine)
    assert await store.perishable(Perishable.TEXTS, before) == 3
    monkeypatch.setattr(keeping, "BATCH", 2)
    assert (await purge(store, KEEP, now))[Perishable.TEXTS] == 3
    assert "persimmon" not in await everything(engine)


async def test_hashes_go_counts_stay_and_nothing_is_counted_after(store, engine, clock):
    """What is told of a ticket after its hashes went is none of ours any more: it would be counted from nothing."""
    await sent(store)
    row = (await store.sent(["sms_n1"], key="k"))["sms_n1"].row
    words = [Receipt(row, Heard.DELIVERY, f"p{one}", str(int(Fate.DELIVERED))) for one in range(3)]
    await store.hear(words, soon=SOON, apart=APART)
    assert (await purge(store, KEEP, clock.move(days=1)))[Perishable.RECEIPTS] == 0
    clock.now = complete_at(NOON)
    for job in await store.due(clock.now):
        if job.subject == row and job.kind == "count":
            await store.count(row, job.entry)
    assert (await purge(store, KEEP, clock.move(days=3)))[Perishable.RECEIPTS] == 1
    assert "'p0'" not in await everything(engine)
    assert (await store.outcome(1)).delivered == 3
    assert await store.sent(["sms_n1"], key="k") == {}
    assert (await purge(store, KEEP, clock()))[Perishable.RECEIPTS] == 0


async def test_what_is_told_after_the_hashes_went_changes_no_count(store, engine, clock):
    """A report that was on its way into the database while a purge ran is not stored, and the counts stay."""
    await sent(store)
    row = (await store.sent(["sms_n1"], key="k"))["sms_n1"].row
    delivered = str(int(Fate.DELIVERED))
    await store.hear([Receipt(row, Heard.DELIVERY, "p0", delivered)], soon=SOON, apart=APART)
    clock.now = complete_at(NOON)
    for job in await store.due(clock.now):
        if job.subject == row and job.kind == "count":
            await store.count(row, job.entry)
    assert (await purge(store, KEEP, clock.move(days=3)))[Perishable.RECEIPTS] == 1
    assert await store.hear([Receipt(row, Heard.DELIVERY, "p1", delivered)], soon=SOON, apart=APART) == 0
    await store.count_again(row, at=clock())
    assert [job for job in await store.due(clock.move(days=1)) if job.kind == "count"] == []
    assert "'p1'" not in await everything(engine)
    assert (await store.outcome(1)).delivered == 1


async def test_words_stay_until_the_last_counts_are_told(store, engine, clock):
    """The thread is drawn no more after a purge: what became of a campaign is told in it before."""
    await sent(store)
    row = (await store.sent(["sms_n1"], key="k"))["sms_n1"].row
    await store.hear([Receipt(row, Heard.REPLY, "p0", "1")], soon=SOON, apart=APART)
    await drawn(engine)
    now = clock.move(days=8)
    assert (await purge(store, KEEP, now))[Perishable.TEXTS] == 0
    for job in await store.due(now):
        if job.subject == row and job.kind == "count":
            await store.count(row, job.entry)
    assert (await purge(store, KEEP, now))[Perishable.TEXTS] == 0
    await drawn(engine)
    assert (await purge(store, KEEP, now))[Perishable.TEXTS] == 1


async def test_what_is_written_during_a_purge_is_left_alone(postgresql_url, clock):  # noqa: F811 - pytest hands the fixture over by name
    """A draft that is saved anew between being found and going is fresh: it stays, and nobody waits for anybody."""
    engine = connect(postgresql_url)
    store = SqlStore(engine, clock=clock, enqueue=lambda *_: None)
    await store.save_draft(Draft(owner="UREQ", fields={"text": TEXT}, saved_at=clock()))
    now = clock.move(days=5)
    async with engine.begin() as connection:
        await connection.execute(drafts.update().values(saved_at=now))
        async with asyncio.timeout(10):
            assert (await purge(store, KEEP, now))[Perishable.DRAFTS] == 0
    assert (await purge(store, KEEP, now))[Perishable.DRAFTS] == 0
    assert await store.draft("UREQ") is not None
    await engine.dispose()


async def test_drafts_visits_and_tests_go_by_their_age(store, clock):
    """The old ones go, the fresh ones stay."""
    campaign = await sent(store, until=Action.MEASURED)
    for owner in ("UOLD", "UNEW"):
        await store.save_draft(Draft(owner=owner, fields={"text": TEXT}, saved_at=clock()))
        clock.move(hours=20)
    now = clock.move(hours=2)
    assert (await purge(store, KEEP, now))[Perishable.DRAFTS] == 1
    assert await store.draft("UOLD") is None
    assert await store.draft("UNEW") is not None
    trial = Trial(campaign=campaign.id, revision=1, attempt=1, digest="d", by="UREQ", at=clock(), phones=1)
    await store.open_trial(trial)
    assert (await purge(store, KEEP, clock()))[Perishable.TRIALS] == 0
    assert (await purge(store, KEEP, clock.move(days=4)))[Perishable.TRIALS] == 1


async def test_nothing_goes_that_is_kept_for_ever(store, engine, clock):
    """A span of nothing is for ever, and is no kind of a purge."""
    await sent(store)
    await drawn(engine)
    never = Retention(drafts=timedelta(), receipts=timedelta(), trials=timedelta())
    assert await purge(store, never, clock.move(days=9000)) == {}
    assert TEXT in await everything(engine)


async def test_the_database_lets_the_words_go_and_nothing_else(store, engine):
    """Whoever blanks a text may not change another part of the Brief, nor do it twice, nor leave out the seal."""
    await sent(store)
    brief = brief_json(replace((await store.load(1)).brief, text=""))
    for values in (
        {"brief": brief},
        {"brief": brief | {"list_name": "Others"}, "sealed": "s"},
        {"brief": brief | {"text": "Other words"}, "sealed": "s"},
        {"brief": brief, "sealed": "s", "author": "UTOM"},
    ):
        with pytest.raises(sa.exc.DBAPIError):
            async with engine.execution_options(writes=True).begin() as connection:
                await connection.execute(revisions.update().values(values))
    async with engine.execution_options(writes=True).begin() as connection:
        await connection.execute(revisions.update().values(brief=brief, sealed="s"))
    with pytest.raises(sa.exc.DBAPIError):
        async with engine.execution_options(writes=True).begin() as connection:
            await connection.execute(revisions.update().values(sealed="t"))
