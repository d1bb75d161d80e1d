"""The lists and tags that campaigns used: searched by name, and compared with a campaign that is being made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.adapters.store.reading import read_campaigns
from bot.adapters.store.rows import use_of
from bot.adapters.store.transactions import Transactions
from bot.adapters.tables import audiences, campaigns
from bot.domain.campaign import ENDED_UNSENT
from bot.services.ports import AudienceUse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.domain.brief import Brief
    from bot.domain.campaign import Campaign


#: How many earlier campaigns to an audience are compared with a new one.
MOST_ALIKE = 20


class Audiences(Transactions):
    """What is known of audiences, from their last measured use here."""

    async def audiences(self, query: str, *, limit: int = 40) -> Sequence[AudienceUse]:
        """Name the lists and tags whose name contains the query, whatever the case, latest first."""
        found = (
            sa.select(audiences)
            .where(audiences.c.folded.contains(query.strip().casefold(), autoescape=True))
            .order_by(audiences.c.at.desc(), audiences.c.name)
            .limit(limit)
        )
        async with self._reading() as connection:
            return [use_of(row) for row in (await connection.execute(found)).mappings()]

    async def audience(self, brief: Brief, *, apart_from: int | None = None) -> AudienceUse | None:
        """Tell the last measured use of the same list, tag and segmentation, in another campaign."""
        async with self._looking() as connection:
            return await last_use(connection, brief, apart_from=apart_from)

    async def alike(self, brief: Brief, *, apart_from: int | None = None) -> Sequence[Campaign]:
        """Give the latest campaigns to the same audience that were sent or still may be, latest first."""
        async with self._reading() as connection:
            return await alike(connection, brief, apart_from=apart_from)

    async def _note_use(self, connection: AsyncConnection, campaign: Campaign) -> None:
        """Remember the names of a campaign, and its count where it is that of one name alone."""
        brief, measured = campaign.brief, campaign.measured
        names = [(kind, name) for kind, name in (("list", brief.list_name), ("tag", brief.tag_name)) if name]
        counted = measured if len(names) == 1 else None
        for kind, name in names:
            noted = self._insert(audiences).values(
                kind=kind,
                name=name,
                folded=name.casefold(),
                people=counted and counted.people,
                at=counted.at if counted else campaign.entered_at,
                by=campaign.requester,
            )
            key = [audiences.c.kind, audiences.c.name]
            if counted is None:
                noted = noted.on_conflict_do_nothing(index_elements=key)
            else:
                newer = (audiences.c.at <= noted.excluded.at) | audiences.c.people.is_(None)
                later = {column: noted.excluded[column] for column in ("people", "at", "by")}
                noted = noted.on_conflict_do_update(index_elements=key, set_=later, where=newer)
            await connection.execute(noted)


async def alike(
    connection: AsyncConnection, brief: Brief, *, apart_from: int | None = None, before: int | None = None
) -> Sequence[Campaign]:
    """Find campaigns to the same audience that did not end unsent, only those with a lower number than `before`."""
    question = (
        sa.select(campaigns.c.id)
        .where(
            *_same_audience(brief),
            campaigns.c.state.not_in(ENDED_UNSENT),
            campaigns.c.id != (apart_from or 0),
        )
        .order_by(campaigns.c.id.desc())
        .limit(MOST_ALIKE)
    )
    if before is not None:
        question = question.where(campaigns.c.id < before)
    return await read_campaigns(connection, (await connection.execute(question)).scalars().all())


def _same_audience(brief: Brief) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        campaigns.c.list_name == brief.list_name,
        campaigns.c.tag_name == brief.tag_name,
        campaigns.c.segmentation == (brief.segmentation and brief.segmentation.value),
    )


async def last_use(
    connection: AsyncConnection, brief: Brief, *, apart_from: int | None
) -> AudienceUse | None:
    """Find the last measured campaign with the same audience."""
    if not brief.audience:
        return None
    question = (
        sa.select(
            campaigns.c.people,
            campaigns.c.measured_at.label("at"),
            campaigns.c.requester.label("by"),
        )
        .where(
            *_same_audience(brief),
            campaigns.c.measured_at.is_not(None),
            campaigns.c.id != (apart_from or 0),
        )
        .order_by(campaigns.c.measured_at.desc())
        .limit(1)
    )
    row = (await connection.execute(question)).one_or_none()
    if row is None:
        return None
    kind = "list" if brief.list_name else "tag"
    return AudienceUse(kind, brief.audience, row.people, row.at, row.by)
