"""The shelves' part of the store: what somebody sees, group by group.

Each shelf is read along an index of its own, state by state and channel by channel, and only as far as the page goes: what
lies behind costs nothing, however much it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.adapters.columns import Instant
from bot.adapters.living_tables import has_left, is_unsent, spending
from bot.adapters.store.halts import halts_of
from bot.adapters.store.hopping import channels_of
from bot.adapters.store.reading import read_campaigns, read_outcomes
from bot.adapters.store.rows import posted_of
from bot.adapters.store.transactions import Transactions
from bot.adapters.tables import campaigns, is_open, messages, revisions, tickets, votes
from bot.domain.campaign import State
from bot.errors import NotFound
from bot.services.seeing import After, Board, Page, Shelf

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.domain.campaign import Campaign
    from bot.services.posted import Posted
    from bot.services.seeing import Sight

_c = campaigns.c
_GOING = (State.APPROVED, State.SENDING, State.HANDED_OVER)
#: Stands for an instant where a shelf is in order of numbers alone.
_NONE = sa.cast(sa.null(), Instant)


class Shelves(Transactions):
    """Campaigns as people see them."""

    async def channels(self, *, limit: int) -> Sequence[str]:
        """Name the channels that campaigns were asked for in, in the order of their ids."""
        async with self._reading() as connection:
            return list((await connection.execute(channels_of(limit))).scalars())

    async def board(
        self,
        sight: Sight,
        wanted: Mapping[Shelf, After | None],
        *,
        each: int,
        since: datetime,
        days: tuple[str, str],
        anybody: bool,
    ) -> Board:
        """Read `each` campaigns of every shelf that is wanted, with cards and outcomes, the month's spending and the halts."""
        async with self._reading() as connection:
            found: dict[Shelf, Sequence[Any]] = {}
            for shelf, after in wanted.items():
                asked = _shelf(shelf, sight, since=since, anybody=anybody, after=after, limit=each + 1)
                found[shelf] = [] if asked is None else (await connection.execute(asked)).all()
            numbers = sorted({row.id for rows in found.values() for row in rows[:each]})
            left = [row.id for row in found.get(Shelf.LATELY, [])[:each]]
            known = {one.id: one for one in await read_campaigns(connection, numbers)}
            return Board(
                sight=sight,
                shelves={shelf: _page(rows, known, each) for shelf, rows in found.items()},
                cards=await _cards(connection, numbers),
                spent=await _spent(connection, sight, days),
                halts=await halts_of(connection),
                outcomes=await read_outcomes(connection, left),
            )

    async def find(self, name: str) -> Campaign:
        """Load a campaign by its number or by any of its tickets; raises NotFound."""
        async with self._reading() as connection:
            if name.isdecimal():
                found = await read_campaigns(connection, [int(name)]) if len(name) < 10 else []  # noqa: PLR2004 - the digits of an integer column
            else:
                which = sa.select(tickets.c.campaign).where(tickets.c.number == name).limit(1)
                found = await read_campaigns(connection, (await connection.execute(which)).scalars().all())
            if not found:
                raise NotFound("There is no such campaign.")
            return found[0]


@dataclass(frozen=True, slots=True)
class _Order:
    """How a shelf is ordered: by an instant, the soonest or the latest first; without one, the latest numbers first."""

    key: sa.Column[datetime] | None = None
    latest: bool = False


_BY_NUMBER, _SOONEST, _LATEST = _Order(), _Order(_c.due_at), _Order(_c.leaves_at, latest=True)


def _shelf(
    shelf: Shelf, sight: Sight, *, since: datetime, anybody: bool, after: After | None, limit: int
) -> sa.Select[Any] | None:
    """Ask for the numbers on a shelf, in its order; None where nothing can be on it."""
    mine = _c.requester == sight.user
    seen = [sa.true()] if sight.approver else [mine, *(_c.channel == one for one in sight.channels)]
    order = _BY_NUMBER
    parts: list[list[Any]] = [[who] for who in seen]
    match shelf:
        case Shelf.TO_DECIDE:
            parts = [_in_state(State.UNSURE, sa.true() if sight.approver else mine)]
        case Shelf.TO_APPROVE if sight.approver or anybody:
            who = sa.true() if sight.approver else mine
            order, parts = _SOONEST, [[*_in_state(State.AWAITING, who), *_votable(sight, anybody=anybody)]]
        case Shelf.TO_APPROVE:
            return None
        case Shelf.TO_FIX:
            parts = [[is_unsent, mine, _c.entered_at > since]]
        case Shelf.GOING_OUT:
            order, parts = _SOONEST, [_in_state(state, who) for state in _GOING for who in seen]
        case Shelf.UNDER_WAY:
            others = _others(sight, anybody=anybody)
            awaiting = [[*_in_state(State.AWAITING, who), *others] for who in seen]
            order, parts = _SOONEST, [*awaiting, *(_in_state(State.PREPARING, who) for who in seen)]
        case Shelf.LATELY:
            order, parts = _LATEST, [[has_left, who] for who in seen]
    return _union([_along(part, order, after, limit) for part in parts], order, limit)


def _in_state(state: State, who: sa.ColumnElement[bool]) -> list[Any]:
    return [is_open, _c.state == state, who]


def _votable(sight: Sight, *, anybody: bool) -> list[sa.ColumnElement[bool]]:
    """Narrow to what is left for somebody to vote on: what they have not voted on, and did not write."""
    voted = sa.exists().where(votes.c.campaign == _c.id, votes.c.voter == sight.user)
    wrote = sa.exists().where(revisions.c.campaign == _c.id, revisions.c.author == sight.user)
    return [~voted] if anybody else [~voted, ~wrote]


def _others(sight: Sight, *, anybody: bool) -> list[sa.ColumnElement[bool]]:
    """Narrow to what waits for others: all that does not wait for this person."""
    if sight.approver:
        return [~sa.and_(*_votable(sight, anybody=anybody))]
    return [_c.requester != sight.user] if anybody else []


def _along(where: Sequence[Any], order: _Order, after: After | None, limit: int) -> sa.Select[Any]:
    """Ask along one index, from where the page before ended."""
    key = order.key
    asked = sa.select(_c.id, (_NONE if key is None else key).label("at")).where(*where).limit(limit)
    if key is None:
        asked = asked if after is None else asked.where(_c.id < after.number)
        return asked.order_by(_c.id.desc())
    if after is not None and after.at is not None:
        here, there = sa.tuple_(key, _c.id), sa.tuple_(sa.literal(after.at, Instant), after.number)
        asked = asked.where(here < there if order.latest else here > there)
    return asked.order_by(*((key.desc(), _c.id.desc()) if order.latest else (key, _c.id)))


def _union(parts: Sequence[sa.Select[Any]], order: _Order, limit: int) -> sa.Select[Any]:
    """Put together what was found along several indexes; what was found twice counts once."""
    every = sa.union(*(sa.select(part.subquery()) for part in parts)).subquery()
    at, number = every.c.at, every.c.id
    soonest = order.key is not None and not order.latest
    return (
        sa.select(number, at)
        .order_by(*((at, number) if soonest else (at.desc(), number.desc())))
        .limit(limit)
    )


def _page(rows: Sequence[Any], known: Mapping[int, Campaign], each: int) -> Page:
    shown = [known[row.id] for row in rows[:each] if row.id in known]
    last = rows[each - 1] if len(rows) > each else None
    return Page(shown, After(last.id, last.at) if last is not None else None)


async def _cards(connection: AsyncConnection, numbers: Sequence[int]) -> Mapping[int, Posted]:
    if not numbers:
        return {}
    found = await connection.execute(
        sa.select(messages).where(messages.c.campaign.in_(numbers), messages.c.key == "card")
    )
    return {row["campaign"]: posted_of(row) for row in found.mappings()}


async def _spent(connection: AsyncConnection, sight: Sight, days: tuple[str, str]) -> Decimal:
    first, end = days
    spent = sa.select(sa.func.coalesce(sa.func.sum(spending.c.amount), 0)).where(
        spending.c.day >= first, spending.c.day < end
    )
    if not sight.approver:
        spent = spent.where((spending.c.requester == sight.user) | spending.c.channel.in_(sight.channels))
    return Decimal(int((await connection.execute(spent)).scalar_one())) / 1_000_000
