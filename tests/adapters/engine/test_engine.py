"""Jobs: done once for each entry, never for what was rolled back, again where they failed."""

from __future__ import annotations

import asyncio
import functools
import json
import logging
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
import structlog

from bot.adapters.database import migrate
from bot.adapters.engine import Engine
from bot.domain.campaign import BOT, Action, Change, Claim
from bot.errors import ConfigError
from bot.services.jobs import Job, Kind
from tests.adapters.engine.house import House, open_house, until
from tests.adapters.store.values import new, step


async def test_a_job_runs_if_and_only_if_its_transaction_committed(house):
    """What was rolled back never runs; what was committed runs once, on the loop that started the engine."""
    loops = []

    async def act(_subject, _entry):
        loops.append(asyncio.get_running_loop())

    house.act = act
    async with house.database.connect() as connection:
        await connection.run_sync(house.engine.enqueue, Job(Kind.ACT, 1, 1))
        await connection.rollback()
    async with house.database.begin() as connection:
        await connection.run_sync(house.engine.enqueue, Job(Kind.ACT, 2, 1))
    await until(lambda: bool(loops))
    await house.looked()

    assert house.acts() == [(2, 1)]
    assert loops == [asyncio.get_running_loop()]


async def test_what_stays_due_is_done_once_until_its_patience_ends(house):
    """Beginning and the ticker both hand a campaign out, and it is acted on once; after 30 s it is again."""
    for number in range(5):
        await house.store.begin(new(), nonce=f"n{number}")
    await until(lambda: len(house.done) == 10)
    await house.looked()
    assert sorted(house.acts()) == [(number, 1) for number in range(1, 6)]

    house.clock.move(seconds=30)
    await until(lambda: len(house.acts()) == 10)
    await house.looked()
    assert len(house.acts()) == 10


async def test_what_somebody_waits_for_is_done_without_the_queue(house):
    """A job done at once leaves nothing in the queue, and its work is waited for at the stop."""
    gate = asyncio.Event()

    async def act(_subject, _entry):
        await gate.wait()

    house.act = act
    house.engine.at_once(Job(Kind.ACT, 7, 1))
    await until(lambda: house.acts() == [(7, 1)])
    stopping = asyncio.create_task(house.engine.stop(patience=10))
    await asyncio.sleep(0)
    assert not stopping.done()
    gate.set()
    await stopping
    async with house.database.connect() as connection:
        schema = "" if connection.dialect.name == "sqlite" else "dbos."
        queued = await connection.execute(sa.text(f"SELECT count(*) FROM {schema}workflow_status"))  # noqa: S608 - one of two words
        assert queued.scalar_one() == 0
    house.engine.at_once(Job(Kind.ACT, 8, 1))
    assert house.acts() == [(7, 1)]


async def test_work_that_fails_is_logged_and_done_again(house):
    """An error ends the job with a reference in the log; the row is handed out again later."""

    async def act(_subject, _entry):
        if len(house.acts()) == 1:
            raise ValueError("Broken on purpose.")

    house.act = act
    with structlog.testing.capture_logs() as lines:
        await house.store.begin(new(), nonce="n1")
        await until(lambda: any(line["event"] == "job.failed" for line in lines))
    assert next(line["reference"] for line in lines if line["event"] == "job.failed")

    house.clock.move(seconds=30)
    await until(lambda: house.acts() == [(1, 1), (1, 1)])


async def test_entering_again_is_new_work(house):
    """A campaign that becomes due at another version is acted on again."""
    begun = await house.store.begin(new(), nonce="n1")
    await until(lambda: house.acts() == [(1, 1)])
    await house.store.write(step(begun, Action.TICKETED, BOT, ticket="sms_1"))
    await until(lambda: house.acts() == [(1, 1), (1, 2)])


async def test_a_job_that_hangs_is_ended(database_url, clock):
    """One job holds its place in the queue for a limited time."""
    async with open_house(database_url, clock, limit=0.05) as house:

        async def hang(_subject, _entry):
            await asyncio.Event().wait()

        house.act = hang
        with structlog.testing.capture_logs() as lines:
            await house.store.begin(new(), nonce="n1")
            await until(lambda: any(line["event"] == "job.failed" for line in lines))


async def test_what_was_due_before_the_start_is_found_by_the_first_look(database_url, clock):
    """The bot may take a confirmation before its engine has started: nothing is lost."""
    house = House(database_url, clock)
    await house.store.begin(new(), nonce="n1")
    try:
        await house.start()
        # Later looks hand out again what is still due.
        await until(lambda: {("act", 1, 1), ("draw", 1, 1)} <= set(house.done))
    finally:
        await house.engine.stop()
        await house.database.dispose()


async def test_a_failing_look_is_told_once_and_tried_again(database_url, clock):
    """A database that is away for a while fills no log, and the ticker goes on after."""
    house = House(database_url, clock)
    away = 3

    async def due(now):
        nonlocal away
        if away:
            away -= 1
            raise OSError("The database is away.")
        return await house.store.due(now)

    await house.store.begin(new(), nonce="n1")
    with structlog.testing.capture_logs() as lines:
        await house.engine.start(due=due, work={kind: house._work(kind) for kind in Kind})  # noqa: SLF001 - the house's own
        await until(lambda: len(house.done) >= 2)
        await house.engine.stop()
    await house.database.dispose()
    assert [line["event"] for line in lines].count("tick.failed") == 1


async def test_a_stop_waits_for_the_work_at_hand_and_cuts_the_rest_short(database_url, clock):
    """A step that ends in time ends; one that does not is cancelled and said, and the row is still due."""
    quick = asyncio.Event()
    ended: list[int] = []
    cut: list[int] = []
    async with open_house(database_url, clock) as house:

        async def act(subject, _entry):
            try:
                await (quick if subject == 1 else asyncio.Event()).wait()
            except asyncio.CancelledError:
                cut.append(subject)
                raise
            ended.append(subject)

        house.act = act
        for number in range(2):
            await house.store.begin(new(), nonce=f"n{number}")
        await until(lambda: len(house.done) == 4)
        with structlog.testing.capture_logs() as lines:
            stopping = asyncio.create_task(house.engine.stop(patience=0.3))
            await asyncio.sleep(0)
            quick.set()
            await stopping
        assert (ended, cut) == ([1], [2])
        assert await _statuses(house) == {"SUCCESS"}
        assert [line["job_id"] for line in lines if line["event"] == "job.cut_short"] == ["2:act:1"]
        assert Job(Kind.ACT, 2, 1) in await house.store.due(clock())


async def test_an_engine_can_be_started_after_another(database_url, clock):
    """One process may run many bots, one after another; two at once are refused."""
    for number in range(3):
        async with open_house(database_url, clock) as house:
            with pytest.raises(RuntimeError, match="Another engine"):
                await Engine(database_url, clock=clock).start(due=house.store.due, work={})
            await house.store.begin(new(), nonce=f"n{number}")
            await until(functools.partial(_acted, house, number + 1))


async def test_the_engine_keeps_ids_only_and_forgets_finished_jobs(database_url, clock):
    """What DBOS stores of a job is its kind and two numbers, and no more of it once it is old."""
    async with open_house(database_url, clock) as house:
        begun = await house.store.begin(new("Secret"), nonce="n1")
        await until(lambda: len(house.done) == 2)
        kept = [json.loads(each) for each in await _inputs(house)]
        assert sorted(each["positionalArgs"] for each in kept) == [["act", 1, 1], ["draw", 1, 1]]
        assert not any(each["namedArgs"] for each in kept)
        await house.store.write(
            Change(before=begun, after=replace(begun, version=2, due_at=None), event=None)
        )
        claim = Claim("w", clock() + timedelta(minutes=1))
        assert await house.store.claim_drawing(1, claim, now=clock())
        await house.store.drawn(1, 2, claim)

    async with open_house(database_url, clock, keep=timedelta(0)) as house:
        await house.looked()
        assert await _inputs(house) == []


async def test_the_engine_says_nothing_below_a_warning(database_url, clock, caplog, capfd):
    """DBOS greets and explains a lot; the bot's log and its output stay the bot's."""
    logger = logging.getLogger("dbos")
    logger.setLevel(logging.NOTSET)
    logger.handlers[:] = []
    with caplog.at_level(logging.INFO):
        async with open_house(database_url, clock) as house:
            await house.store.begin(new(), nonce="n1")
            await until(lambda: len(house.done) == 2)
    assert [record for record in caplog.records if record.name.startswith("dbos")] == []
    assert capfd.readouterr() == ("", "")


async def test_work_may_make_more_work(house):
    """What a job makes due is enqueued in its own transaction, and is a job like any other."""

    async def act(subject, entry):
        if entry == 1:
            await house.store.write(
                step(await house.store.load(subject), Action.TICKETED, BOT, ticket="sms_1")
            )

    house.act = act
    await house.store.begin(new(), nonce="n1")
    await until(lambda: house.acts() == [(1, 1), (1, 2)])


async def test_an_engine_refuses_a_database_that_was_not_migrated(empty_url, clock):
    """On PostgreSQL the tables of DBOS come from `migrate`: the start names the setting; on SQLite it makes them."""
    house = House(empty_url, clock)
    if empty_url.startswith("sqlite"):
        migrate(empty_url)
        await house.start()
    else:
        with pytest.raises(ConfigError, match=r"DATABASE_URL.* migrate"):
            await house.start()
        await asyncio.to_thread(migrate, empty_url)
        await house.start()
    await house.engine.stop()
    await house.database.dispose()


async def test_a_start_that_is_given_up_leaves_nothing_behind(database_url, clock):
    """A bot that is stopped while it starts lets go of everything; the next one starts."""
    engine = Engine(database_url, clock=clock)
    starting = asyncio.create_task(engine.start(due=_nothing, work={}))
    await asyncio.sleep(0)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    await engine.stop()
    async with open_house(database_url, clock) as house:
        await house.looked()


async def _nothing(_now):
    return []


async def _statuses(house):
    return set(await _column(house, "workflow_status", "status"))


async def _inputs(house):
    return await _column(house, "workflow_input", "inputs")


async def _column(house, name, column):
    table = sa.table(name, sa.column(column), schema="dbos" if house.url.startswith("postgres") else None)
    async with house.database.connect() as connection:
        return list((await connection.execute(sa.select(table.c[column]))).scalars())


def _acted(house, subject):
    return (subject, 1) in house.acts()
