"""The second steps' part of the store: what was given to somebody's screen is known by its digest alone, and only for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.adapters.second_step_tables import second_steps
from bot.adapters.store.transactions import Transactions

if TYPE_CHECKING:
    from bot.services.second_step import SecondStep


class SecondSteps(Transactions):
    """Second steps that were begun."""

    async def begin_second_step(self, step: SecondStep) -> None:
        """Remember one, and forget those whose time is over."""
        async with self._writing() as connection:
            await connection.execute(second_steps.delete().where(second_steps.c.until <= self._clock()))
            await connection.execute(
                second_steps.insert().values(
                    digest=step.digest,
                    campaign=step.campaign,
                    revision=step.revision,
                    user=step.user,
                    until=step.until,
                )
            )

    async def is_second_step(self, digest: str, *, campaign: int, revision: int, user: str) -> bool:
        """Whether one was given to this person for this revision, and its time is not over."""
        found = sa.select(sa.literal(1)).where(
            second_steps.c.digest == digest,
            second_steps.c.campaign == campaign,
            second_steps.c.revision == revision,
            second_steps.c.user == user,
            second_steps.c.until > self._clock(),
        )
        async with self._reading() as connection:
            return (await connection.execute(found)).scalar_one_or_none() is not None
