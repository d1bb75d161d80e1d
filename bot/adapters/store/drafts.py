"""The drafts' part of the store: what each person had in the form at their last preview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.adapters.store.rows import draft_of, draft_values
from bot.adapters.store.transactions import Transactions
from bot.adapters.tables import drafts

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.adapters.store.transactions import Insert
    from bot.services.ports import Draft


class Drafts(Transactions):
    """One draft a person."""

    async def save_draft(self, draft: Draft) -> None:
        """Keep a person's draft in place of the one before; a simulation of the same Brief still counts."""
        async with self._writing() as connection:
            await connection.execute(self._once(_saving), draft_values(draft))

    async def note_simulation(self, owner: str, digest: str, *, at: datetime) -> None:
        """Remember that a simulation accepted this Brief, if it still is the one of the person's draft."""
        async with self._writing() as connection:
            await connection.execute(
                _NOTE, {"whose": owner, "what": digest, "simulated": digest, "simulated_at": at}
            )

    async def draft(self, owner: str) -> Draft | None:
        """Load a person's draft."""
        async with self._looking() as connection:
            found = await connection.execute(_DRAFT, {"owner": owner})
            row = found.mappings().one_or_none()
            return None if row is None else draft_of(row)

    async def drop_draft(self, owner: str) -> None:
        """Forget a person's draft."""
        async with self._writing() as connection:
            await connection.execute(drafts.delete().where(drafts.c.owner == owner))


def _saving(insert: Callable[[sa.Table], Insert]) -> sa.Executable:
    saved = insert(drafts)
    values: dict[str, sa.ColumnElement[Any]] = {
        column.name: saved.excluded[column.name] for column in drafts.c if not column.primary_key
    }
    same = drafts.c.digest == saved.excluded.digest
    for name in ("simulated", "simulated_at"):
        values[name] = sa.case((same, drafts.c[name]), else_=values[name])
    return saved.on_conflict_do_update(index_elements=[drafts.c.owner], set_=values)


# Made once: it is asked before every form opens, and making it costs as much as answering it.
_DRAFT = sa.select(drafts).where(drafts.c.owner == sa.bindparam("owner"))
_NOTE = drafts.update().where(
    drafts.c.owner == sa.bindparam("whose"), drafts.c.digest == sa.bindparam("what")
)
