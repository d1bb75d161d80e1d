"""Where the database comes from, as far as it can tell itself: when it was last served, and what Slack keeps for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.adapters.living_tables import pulse
from bot.adapters.store.rows import posted_of
from bot.adapters.store.transactions import Transactions
from bot.adapters.tables import messages
from bot.services.posted import WATCHDOG

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.services.posted import Posted


class Provenance(Transactions):
    """The pulse of the database."""

    async def last_served(self) -> datetime | None:
        """Tell when this database was last served, by the real clock; None where it never was."""
        async with self._reading() as connection:
            return (await connection.execute(sa.select(pulse.c.at))).scalar_one_or_none()

    async def served(self, at: datetime) -> None:
        """Note that this database is served; of two processes the later counts."""
        noted = self._insert(pulse).values(id=1, at=at)
        async with self._writing() as connection:
            await connection.execute(
                noted.on_conflict_do_update(
                    index_elements=[pulse.c.id], set_={"at": at}, where=pulse.c.at < at
                )
            )

    async def watched(self, numbers: Sequence[int]) -> Mapping[int, Posted]:
        """Give the messages that Slack keeps for campaigns, as far as we know."""
        wanted = sa.select(messages).where(messages.c.campaign.in_(numbers), messages.c.key == WATCHDOG)
        async with self._reading() as connection:
            return {row["campaign"]: posted_of(row) for row in (await connection.execute(wanted)).mappings()}
