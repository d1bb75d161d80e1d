"""The drafts' part of the store: what each person had in the form at their last preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.adapters.store.rows import draft_of, draft_values
from bot.adapters.store.transactions import Transactions
from bot.adapters.tables import drafts

if TYPE_CHECKING:
    from bot.services.ports import Draft


class Drafts(Transactions):
    """One draft a person."""

    async def save_draft(self, draft: Draft) -> None:
        """Keep a person's draft in place of the one before."""
        values = draft_values(draft)
        async with self._writing() as connection:
            await connection.execute(
                self._insert(drafts)
                .values(**values)
                .on_conflict_do_update(index_elements=[drafts.c.owner], set_=values)
            )

    async def draft(self, owner: str) -> Draft | None:
        """Load a person's draft."""
        async with self._reading() as connection:
            found = await connection.execute(sa.select(drafts).where(drafts.c.owner == owner))
            row = found.mappings().one_or_none()
            return None if row is None else draft_of(row)

    async def drop_draft(self, owner: str) -> None:
        """Forget a person's draft."""
        async with self._writing() as connection:
            await connection.execute(drafts.delete().where(drafts.c.owner == owner))
