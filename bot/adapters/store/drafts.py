"""The drafts' part of the store: what each person had in the form at their last preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.adapters.store.rows import draft_of, draft_values
from bot.adapters.store.transactions import Transactions
from bot.adapters.tables import drafts

if TYPE_CHECKING:
    from datetime import datetime

    from bot.services.ports import Draft


class Drafts(Transactions):
    """One draft a person."""

    async def save_draft(self, draft: Draft) -> None:
        """Keep a person's draft in place of the one before; a simulation of the same Brief still counts."""
        values = draft_values(draft)
        same = drafts.c.digest == draft.digest
        kept = {
            name: sa.case((same, drafts.c[name]), else_=values[name])
            for name in ("simulated", "simulated_at")
        }
        async with self._writing() as connection:
            await connection.execute(
                self._insert(drafts)
                .values(**values)
                .on_conflict_do_update(index_elements=[drafts.c.owner], set_=values | kept)
            )

    async def note_simulation(self, owner: str, digest: str, *, at: datetime) -> None:
        """Remember that a simulation accepted this Brief, if it still is the one of the person's draft."""
        async with self._writing() as connection:
            await connection.execute(
                drafts.update()
                .where(drafts.c.owner == owner, drafts.c.digest == digest)
                .values(simulated=digest, simulated_at=at)
            )

    async def draft(self, owner: str) -> Draft | None:
        """Load a person's draft."""
        async with self._reading() as connection:
            found = await connection.execute(_DRAFT, {"owner": owner})
            row = found.mappings().one_or_none()
            return None if row is None else draft_of(row)

    async def drop_draft(self, owner: str) -> None:
        """Forget a person's draft."""
        async with self._writing() as connection:
            await connection.execute(drafts.delete().where(drafts.c.owner == owner))


# Made once: it is asked before every form opens, and making it costs as much as answering it.
_DRAFT = sa.select(drafts).where(drafts.c.owner == sa.bindparam("owner"))
