"""Name the channels that campaigns are in, at the cost of the channels and not of the campaigns."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.adapters.tables import campaigns

_c = campaigns.c


def channels_of(limit: int, *where: sa.TextClause) -> sa.Select[Any]:
    """Ask for each channel once, hopping along the index from one to the next; `where` says which campaigns count.

    Neither database has a way of its own to skip to the next value of an index.
    """
    seen = sa.select(sa.func.min(_c.channel).label("channel")).where(*where).cte("seen", recursive=True)
    following = (
        sa.select(sa.func.min(_c.channel)).where(_c.channel > seen.c.channel, *where).scalar_subquery()
    )
    hops = seen.union_all(sa.select(following).where(seen.c.channel.is_not(None)))
    return sa.select(hops.c.channel).where(hops.c.channel.is_not(None)).limit(limit)
