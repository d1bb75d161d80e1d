"""What people see, group by group, on both databases: nothing of others, page by page, and along an index."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from bot.adapters.store import SqlStore
from bot.adapters.store.shelves import _shelf
from bot.domain.budget import Committed
from bot.domain.campaign import Campaign, State, Vote
from bot.errors import NotFound
from bot.services.seeing import HOME, After, Board, Shelf, Sight
from tests.adapters.store.values import NOON, measured, new

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncEngine

S = State
APPROVER, OTHER = Sight("UAPP", approver=True), Sight("UOTHER", approver=False)
MEMBER = Sight("UMEM", approver=False, channels=("C1",))
NOVEMBER = ("2026-11-01", "2026-12-01")


async def put(store: SqlStore, state: State, *, by: str = "UREQ", channel: str = "C1", **more: Any) -> int:
    """Store a campaign as if it had come to a state by its own way."""
    change = new(requester=by)
    number = (await store.campaigns(limit=1) or [replace(change.after, id=0)])[0].id + 1
    left = more.get("left", False)
    values: dict[str, Any] = {
        "measured": measured(),
        "due_at": None if left else NOON + timedelta(hours=number),
        "leaves_at": NOON - timedelta(hours=number) if state is S.HANDED_OVER else None,
        **more,
    }
    after = replace(change.after, state=state, channel=channel, **values)
    begun = await store.begin(replace(change, after=after), nonce=f"n{number}")
    return begun.id


async def look(
    store: SqlStore,
    sight: Sight,
    wanted: Mapping[Shelf, After | None] | None = None,
    *,
    each: int = 9,
    anybody: bool = False,
) -> Board:
    """Look at the shelves of a Home, or at those that are wanted."""
    since = NOON - timedelta(days=7)
    shelves = dict.fromkeys(HOME) if wanted is None else wanted
    return await store.board(sight, shelves, each=each, since=since, days=NOVEMBER, anybody=anybody)


def numbers(board: Board) -> dict[str, list[int]]:
    """Give the numbers on the shelves that hold any."""
    found = {shelf.value: [one.id for one in page.campaigns] for shelf, page in board.shelves.items()}
    return {shelf: held for shelf, held in found.items() if held}


async def test_everybody_sees_their_own_shelves(store: SqlStore):
    """An approver sees all, in its place; who asked sees theirs; a member of the channel sees its; others nothing."""
    voted = Vote("UAPP", NOON, "d", 1, Decimal(1))
    asked, own, given = (
        await put(store, S.AWAITING),
        await put(store, S.AWAITING, by="UAPP"),
        await put(store, S.AWAITING, channel="C2", votes=(voted,)),
    )
    going = [await put(store, state) for state in (S.APPROVED, S.HANDED_OVER)]
    left = [await put(store, S.HANDED_OVER, left=True) for _ in range(2)]
    unsure, failed, counting = [await put(store, state) for state in (S.UNSURE, S.FAILED, S.PREPARING)]
    await put(store, S.CANCELLED)
    await put(store, S.EXPIRED, by="UAPP", entered_at=NOON - timedelta(days=8))

    assert numbers(await look(store, APPROVER)) == {
        "to_decide": [unsure],
        "to_approve": [asked],
        "going_out": going,
        "under_way": [own, given, counting],
        "lately": left,
    }
    assert numbers(await look(store, Sight("UREQ", approver=False))) == {
        "to_decide": [unsure],
        "to_fix": [failed],
        "going_out": going,
        "under_way": [asked, given, counting],
        "lately": left,
    }
    assert numbers(await look(store, MEMBER)) == {
        "going_out": going,
        "under_way": [asked, own, counting],
        "lately": left,
    }
    assert numbers(await look(store, OTHER)) == {}


async def test_where_no_approval_is_needed_the_requester_decides(store: SqlStore):
    """What drifted waits for whoever asked, who is not shown it as waiting for others too."""
    drifted = await put(store, S.AWAITING)
    mine = await look(store, Sight("UREQ", approver=False), anybody=True)
    assert numbers(mine) == {"to_approve": [drifted]}
    assert numbers(await look(store, MEMBER, anybody=True)) == {"under_way": [drifted]}


@pytest.mark.parametrize("sight", [APPROVER, Sight("UREQ", approver=False, channels=("C1", "C2"))])
async def test_pages_follow_one_another(store: SqlStore, sight: Sight):
    """Page by page each campaign comes once, in order, also where all leave at the same instant."""
    moments: dict[str, Any] = {"due_at": NOON, "leaves_at": NOON}
    left = [await put(store, S.HANDED_OVER, left=True, **moments) for _ in range(5)]
    going = [await put(store, S.HANDED_OVER, **moments) for _ in range(5)]
    for shelf, put_in in (
        (Shelf.GOING_OUT, going),
        (Shelf.LATELY, left[::-1]),
        (Shelf.ALL, (left + going)[::-1]),
    ):
        seen: list[int] = []
        after = None
        for _ in range(-(-len(put_in) // 2)):
            page = (await look(store, sight, {shelf: after}, each=2)).shelves[shelf]
            seen += [one.id for one in page.campaigns]
            after = page.more and After.read(str(page.more))
        assert after is None
        assert seen == put_in


async def test_a_campaign_is_found_by_its_number_and_by_each_of_its_tickets(store: SqlStore):
    """Also by one of an earlier attempt; what is no number and no ticket of ours is not found."""
    campaign = await store.begin(new(), nonce="n")
    ticket = await store.open_ticket(campaign, "r1")
    await store.close_ticket(ticket, "sms_1")
    assert (await store.find(str(campaign.id))).id == campaign.id
    assert (await store.find("sms_1")).id == campaign.id
    for name in ("sms_2", "7", "99999999999999999999", ""):
        with pytest.raises(NotFound):
            await store.find(name)


async def test_channels_are_named_once(store: SqlStore):
    """Each channel that campaigns were asked for in, up to the limit."""
    assert await store.channels(limit=9) == []
    for channel in ("C2", "C1", "C2", "C3"):
        await put(store, S.FAILED, channel=channel)
    assert await store.channels(limit=9) == ["C1", "C2", "C3"]
    assert await store.channels(limit=2) == ["C1", "C2"]


async def test_spending_is_what_was_handed_over(engine: AsyncEngine, store: SqlStore, clock):
    """Each hand-over counts once, on its day in the house's zone, for those who see its campaign."""
    paris = SqlStore(engine, clock=clock, enqueue=lambda *_: None, zone="Europe/Paris")

    async def hand_over(cost: str, *, channel: str, at: Any) -> None:
        before = await store.load(await put(store, S.APPROVED, channel=channel))
        after = _handed_over(before, cost, at)
        await paris.write(replace(new(), before=before, after=after, event=None))
        await paris.write(
            replace(new(), before=after, after=replace(after, version=3, left=True), event=None)
        )

    for cost, channel, at in (
        ("0.1", "C1", NOON),
        ("0.2", "C1", NOON),
        ("58.990001", "C2", NOON),
        # Already December in Paris.
        ("5", "C1", NOON.replace(day=30, hour=23, minute=30)),
    ):
        await hand_over(cost, channel=channel, at=at)
    spent = {sight.user: (await look(store, sight)).spent for sight in (APPROVER, MEMBER, OTHER)}
    assert spent == {"UAPP": Decimal("59.290001"), "UMEM": Decimal("0.3"), "UOTHER": Decimal(0)}


def _handed_over(before: Campaign, cost: str, at: Any) -> Campaign:
    return replace(
        before, version=2, state=S.HANDED_OVER, entered_at=at, leaves_at=at, measured=measured(cost=cost)
    )


async def test_each_shelf_is_read_along_an_index(sqlite_engine: AsyncEngine):
    """No shelf reads the table whole or sorts what it does not show: its cost is that of a page."""
    async with sqlite_engine.connect() as connection:
        for shelf, sight in itertools.product(Shelf, (APPROVER, MEMBER)):
            asked = _shelf(shelf, sight, since=NOON, anybody=False, after=After(9, NOON), limit=9)
            if asked is None:
                continue
            spelled = asked.compile(sqlite_engine.sync_engine, compile_kwargs={"literal_binds": True})
            plan = (await connection.execute(sa.text(f"EXPLAIN QUERY PLAN {spelled}"))).all()
            table = [row.detail for row in plan if "campaigns" in row.detail]
            assert table
            assert not [line for line in table if not line.startswith("SEARCH")], (shelf, plan)


async def test_what_is_committed_is_what_was_spent_and_what_is_promised(
    engine: AsyncEngine, store: SqlStore, clock
):
    """Both together, by day, month and person, on the house's days; and at the hand-over who was approved first."""
    paris = SqlStore(engine, clock=clock, enqueue=lambda *_: None, zone="Europe/Paris")

    async def hand_over(cost: str, *, by: str, at: Any) -> None:
        before = await store.load(await put(store, S.APPROVED, by=by, approved_at=NOON))
        await paris.write(replace(new(), before=before, after=_handed_over(before, cost, at), event=None))

    await hand_over("1", by="UREQ", at=NOON)
    await hand_over("2", by="UANN", at=NOON)
    await hand_over("4", by="UREQ", at=NOON.replace(day=1))
    await hand_over("8", by="UREQ", at=NOON.replace(month=10))
    # Already the 24th in Paris.
    await hand_over("16", by="UREQ", at=NOON.replace(hour=23, minute=30))
    await put(store, S.AWAITING, measured=measured(cost="1000"))
    await put(
        store, S.APPROVED, by="UANN", approved_at=NOON + timedelta(hours=1), measured=measured(cost="32")
    )
    mine = await store.load(await put(store, S.APPROVED, approved_at=NOON, measured=measured(cost="64")))
    found = await paris.committed(mine, now=NOON, lead=timedelta(minutes=5), first_come=False)
    assert found == Committed(
        per_day=Decimal(35),
        per_month=Decimal(55),
        per_person_and_day=Decimal(1),
        per_person_and_month=Decimal(21),
    )
    assert (
        await paris.committed(mine, now=NOON, lead=timedelta(minutes=5), first_come=True)
    ).per_day == Decimal(3)
