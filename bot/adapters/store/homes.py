"""The Homes' part of the store: who has opened theirs, and what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.adapters.living_tables import homes
from bot.adapters.store.transactions import Transactions
from bot.services.homes import Home
from bot.services.seeing import After, Shelf

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


class Homes(Transactions):
    """One Home a person."""

    async def turn_home(
        self, user: str, *, at: datetime, shelf: Shelf | None = None, after: After | None = None
    ) -> None:
        """Remember that somebody looks at a page of their Home; it is then drawn whatever was drawn before."""
        page = {"shelf": shelf, "after": None if after is None else str(after), "drawn": None}
        async with self._writing() as connection:
            await connection.execute(
                self._insert(homes)
                .values(user=user, opened_at=at, version=1, **page)
                .on_conflict_do_update(
                    index_elements=[homes.c.user],
                    set_={"opened_at": at, "version": homes.c.version + 1, **page},
                )
            )

    async def home(self, user: str) -> Home | None:
        """Load somebody's Home; None where they never opened it."""
        async with self._reading() as connection:
            found = await connection.execute(sa.select(homes).where(homes.c.user == user))
            row = found.mappings().one_or_none()
            return None if row is None else _home_of(row)

    async def home_drawn(self, home: Home, drawn: str) -> bool:
        """Record what was drawn; False where somebody else drew or turned it since it was read."""
        async with self._writing() as connection:
            written = await connection.execute(
                homes.update()
                .where(homes.c.user == home.user, homes.c.version == home.version)
                .values(drawn=drawn, version=homes.c.version + 1)
            )
            return written.rowcount == 1

    async def opened_homes(self, *, since: datetime, limit: int) -> Sequence[str]:
        """Name who opened theirs since an instant, the latest first."""
        opened = sa.select(homes.c.user).where(homes.c.opened_at >= since)
        async with self._reading() as connection:
            found = await connection.execute(opened.order_by(homes.c.opened_at.desc()).limit(limit))
            return found.scalars().all()


def _home_of(row: sa.RowMapping) -> Home:
    return Home(
        user=row["user"],
        version=row["version"],
        drawn=row["drawn"],
        shelf=row["shelf"] and Shelf(row["shelf"]),
        after=row["after"] and After.read(row["after"]),
    )
