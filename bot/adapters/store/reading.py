"""Campaigns read whole, inside a transaction that somebody else holds."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.adapters.outcome_tables import outcomes
from bot.adapters.store.rows import brief_of, campaign_of, outcome_of
from bot.adapters.tables import campaigns, revisions, votes
from bot.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.domain.brief import Brief
    from bot.domain.campaign import Campaign
    from bot.domain.outcomes import Outcome


async def read_campaign(connection: AsyncConnection, number: int) -> Campaign:
    """Read one campaign; raises NotFound."""
    campaign, _ = await read_with_revisions(connection, number)
    return campaign


async def read_with_revisions(
    connection: AsyncConnection, number: int
) -> tuple[Campaign, Mapping[int, Brief]]:
    """Read one campaign, and every revision's Brief by its number; raises NotFound."""
    # First, since revisions are only added: inside a writing transaction each statement sees its own moment.
    found = (await connection.execute(_ITSELF, {"number": number})).mappings().one_or_none()
    if found is None:
        raise NotFound(f"There is no campaign {number}.")
    written = (await connection.execute(_ITS_REVISIONS, {"number": number})).mappings().all()
    given = (await connection.execute(_ITS_VOTES, {"number": number})).mappings().all()
    briefs = {row["revision"]: brief_of(row["brief"]) for row in written}
    return campaign_of(found, written, given), briefs


async def read_campaigns(connection: AsyncConnection, numbers: Sequence[int]) -> Sequence[Campaign]:
    """Read campaigns by their numbers, in that order; unknown ones are left out."""
    if not numbers:
        return []
    written = await _by_campaign(connection, _REVISIONS, numbers)
    given = await _by_campaign(connection, _VOTES, numbers)
    found = await connection.execute(_CAMPAIGNS, {"numbers": numbers})
    made = {row["id"]: campaign_of(row, written[row["id"]], given[row["id"]]) for row in found.mappings()}
    return [made[number] for number in numbers if number in made]


async def read_outcome(connection: AsyncConnection, number: int) -> Outcome | None:
    """Read the counts of one campaign; None where nothing was heard of it."""
    return (await read_outcomes(connection, [number])).get(number)


async def read_outcomes(connection: AsyncConnection, numbers: Sequence[int]) -> Mapping[int, Outcome]:
    """Read the counts of campaigns by their numbers, each of the last of its tickets that was heard of, in one query."""
    if not numbers:
        return {}
    found = await connection.execute(
        sa.select(outcomes)
        .where(outcomes.c.campaign.in_(numbers), outcomes.c.counted_at.is_not(None))
        .order_by(outcomes.c.ticket)
    )
    return {row["campaign"]: outcome_of(row) for row in found.mappings()}


async def _by_campaign(
    connection: AsyncConnection, question: sa.Select[Any], numbers: Sequence[int]
) -> dict[int, list[sa.RowMapping]]:
    found = await connection.execute(question, {"numbers": numbers})
    sorted_out: dict[int, list[sa.RowMapping]] = defaultdict(list)
    for row in found.mappings():
        sorted_out[row["campaign"]].append(row)
    return sorted_out


def _of(key: sa.Column[int]) -> sa.Select[Any]:
    return sa.select(key.table).where(key.in_(sa.bindparam("numbers", expanding=True)))


def _of_one(key: sa.Column[int]) -> sa.Select[Any]:
    return sa.select(key.table).where(key == sa.bindparam("number"))


# Made once: every click reads a campaign.
_CAMPAIGNS, _REVISIONS, _VOTES = _of(campaigns.c.id), _of(revisions.c.campaign), _of(votes.c.campaign)
_ITSELF, _ITS_REVISIONS, _ITS_VOTES = (
    _of_one(campaigns.c.id),
    _of_one(revisions.c.campaign),
    _of_one(votes.c.campaign),
)
