"""The halts' part of the store: what keeps every process from handing anything over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.adapters.store.transactions import Transactions
from bot.adapters.tables import halts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class Halts(Transactions):
    """Halts by name."""

    async def halts(self) -> Mapping[str, datetime]:
        """Name what keeps everything from being handed over, and since when."""
        async with self._reading() as connection:
            found = await connection.execute(sa.select(halts))
            return {row.name: row.since for row in found}

    async def halt(self, name: str, *, by: str) -> None:
        """Hand nothing over any more, until the halt of this name is lifted; one that holds keeps its beginning."""
        async with self._writing() as connection:
            await connection.execute(
                self._insert(halts)
                .values(name=name, since=self._clock(), by=by)
                .on_conflict_do_nothing(index_elements=[halts.c.name])
            )

    async def lift(self, name: str) -> None:
        """Lift a halt; one that does not hold is lifted already."""
        async with self._writing() as connection:
            await connection.execute(halts.delete().where(halts.c.name == name))
