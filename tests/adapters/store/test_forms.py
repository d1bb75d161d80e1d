"""What a form needs: the person's draft, and the audiences that were used here."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.adapters.tables import audiences, campaigns, is_open
from bot.domain.brief import Segmentation
from bot.domain.campaign import BOT, Action
from bot.services.ports import AudienceUse, Draft
from tests.adapters.store.values import NOON, measured, new, step


async def test_a_draft_is_one_a_person(store):
    """A later draft replaces the one before; dropping it leaves the others'."""
    draft = Draft(
        owner="UREQ",
        fields={"text": "Hé 👋", "with_replies": True, "sender": None},
        saved_at=NOON,
        digest="d" * 64,
        simulated="d" * 64,
        simulated_at=NOON,
        channel="C1",
    )
    bare = Draft(owner="UREQ", fields={}, saved_at=NOON)
    other = replace(bare, owner="UOTHER")
    for each in (bare, draft, other):
        await store.save_draft(each)
    assert await store.draft("UREQ") == draft

    await store.save_draft(bare)
    assert await store.draft("UREQ") == bare
    await store.drop_draft("UREQ")
    assert await store.draft("UREQ") is None
    assert await store.draft("UOTHER") == other


async def test_confirming_drops_the_requesters_draft_only(store):
    """What became a campaign is no draft any more."""
    for owner in ("UREQ", "UOTHER"):
        await store.save_draft(Draft(owner=owner, fields={}, saved_at=NOON))
    await store.begin(new(), nonce="n1")
    assert await store.draft("UREQ") is None
    assert await store.draft("UOTHER") is not None


async def test_names_are_found_whatever_their_case_and_latest_first(store):
    """A list or tag that was used is found by any part of its name, accents and wildcards taken as they are."""
    names: list[dict[str, Any]] = [
        {"list_name": "Clients VIP"},
        {"list_name": None, "tag_name": "ÉTÉ_100%"},
        {"list_name": "Lyon"},
    ]
    for number, brief in enumerate(names):
        at = NOON + timedelta(minutes=number)
        await _measured(store, f"n{number}", 100 + number, at, **brief)

    everything = await store.audiences("")
    assert [(use.kind, use.name, use.people) for use in everything] == [
        ("list", "Lyon", 102),
        ("tag", "ÉTÉ_100%", 101),
        ("list", "Clients VIP", 100),
    ]
    for query, found in (
        ("vip", ["Clients VIP"]),
        (" été_1", ["ÉTÉ_100%"]),
        ("0%", ["ÉTÉ_100%"]),
        ("%", ["ÉTÉ_100%"]),
        ("_", ["ÉTÉ_100%"]),
        ("l", ["Lyon", "Clients VIP"]),
        ("nobody", []),
    ):
        assert [use.name for use in await store.audiences(query)] == found, query
    assert len(await store.audiences("", limit=2)) == 2


async def test_a_name_that_was_not_counted_is_listed_without_a_count(store):
    """A use without a count does not hide the last one that has it; the count of both names is that of neither."""
    await store.begin(new(list_name="New"), nonce="n1")
    assert await store.audiences("new") == [AudienceUse("list", "New", None, NOON, "UREQ")]

    await _measured(store, "n2", 50, NOON, list_name="New")
    await store.begin(new(list_name="New", requester="UOTHER"), nonce="n3")
    assert await store.audiences("new") == [AudienceUse("list", "New", 50, NOON, "UREQ")]

    both = {"list_name": "New", "tag_name": "lyon", "segmentation": Segmentation.FILTER}
    await _measured(store, "n4", 7, NOON + timedelta(minutes=1), **both)
    assert {use.name: use.people for use in await store.audiences("")} == {"New": 50, "lyon": None}


async def test_the_same_audience_is_compared_with_another_campaign(store):
    """The same list, tag and segmentation; the latest count, and never the campaign's own."""
    both: dict[str, Any] = {"list_name": "Clients", "tag_name": "lyon", "segmentation": Segmentation.FILTER}
    one = await _measured(store, "n1", 100, NOON)
    two = await _measured(store, "n2", 120, NOON + timedelta(minutes=1))
    await _measured(store, "n3", 7, NOON + timedelta(minutes=2), **both)

    latest = AudienceUse("list", "Clients", 120, NOON + timedelta(minutes=1), "UREQ")
    assert await store.audience(one.brief) == latest
    assert await store.audience(two.brief, apart_from=two.id) == AudienceUse(
        "list", "Clients", 100, NOON, "UREQ"
    )
    filtered = new(**both).after.brief
    assert (await store.audience(filtered)).name == "Clients and lyon"
    assert await store.audience(replace(filtered, segmentation=Segmentation.GROUP)) is None
    assert await store.audience(new(list_name="Other").after.brief) is None
    assert await store.audience(new(list_name=None).after.brief) is None


async def test_searching_stays_quick_with_many_names(store, engine):
    """With 20,000 names on record, an answer takes a fraction of the three seconds that Slack waits."""
    used = {"people": 5, "at": NOON, "by": "UREQ"}
    rows = [{"kind": "list", "name": f"List {n}", "folded": f"list {n}", **used} for n in range(20_000)]
    async with engine.begin() as connection:
        await connection.execute(audiences.insert(), rows)
    for query in ("", "7", "nothing like it"):
        start = time.perf_counter()
        await store.audiences(query)
        assert time.perf_counter() - start < 1, query


@pytest.mark.parametrize(
    ("question", "index"),
    [
        (sa.select(campaigns.c.id).where(campaigns.c.due_at <= NOON), "ix_campaigns_due"),
        (
            sa.select(campaigns.c.id).where(is_open).order_by(campaigns.c.id.desc()).limit(20),
            "ix_campaigns_open",
        ),
        (
            sa.select(campaigns.c.id)
            .where(
                campaigns.c.list_name == "a",
                campaigns.c.tag_name.is_(None),
                campaigns.c.measured_at.is_not(None),
            )
            .order_by(campaigns.c.measured_at.desc())
            .limit(1),
            "ix_campaigns_audience",
        ),
    ],
)
async def test_questions_asked_often_use_their_index(sqlite_engine, question, index):
    """What is asked every second, or while somebody types, reads an index and no whole table."""
    async with sqlite_engine.connect() as connection:
        compiled = question.compile(sqlite_engine.sync_engine, compile_kwargs={"literal_binds": True})
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")
        assert index in str(plan.all())


async def _measured(store, nonce, people, at, **brief):
    begun = await store.begin(new(now=at, **brief), nonce=nonce)
    ticketed = await store.write(step(begun, Action.TICKETED, BOT, ticket=f"sms_{nonce}", now=at))
    return await store.write(step(ticketed, Action.MEASURED, BOT, measured=measured(people, at=at), now=at))
