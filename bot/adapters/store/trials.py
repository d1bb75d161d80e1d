"""The tests' part of the store: each attempt once, recorded before Octopush is asked. They are kept for the audit."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.adapters.store.campaigns import Campaigns
from bot.adapters.store.reading import read_campaign
from bot.adapters.tables import trials
from bot.domain.trial import SURELY_NOT, Outcome, Trial
from bot.services.jobs import Job, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection


class Trials(Campaigns):
    """Tests of campaigns' words."""

    async def trials(self, number: int) -> Sequence[Trial]:
        """Load a campaign's tests, oldest first."""
        async with self._reading() as connection:
            return await read_trials(connection, number)

    async def trials_since(self, at: datetime) -> int:
        """Count the tests since an instant that reached a phone, or may have."""
        question = sa.select(sa.func.count()).where(trials.c.at > at, trials.c.outcome.not_in(SURELY_NOT))
        async with self._reading() as connection:
            return int((await connection.execute(question)).scalar_one())

    async def open_trial(self, trial: Trial) -> bool:
        """Record a test before Octopush is asked; False where the same attempt is recorded already."""
        values = {field.name: getattr(trial, field.name) for field in fields(Trial)}
        async with self._writing() as connection:
            made = await connection.execute(
                self._insert(trials)
                .values(**values)
                .on_conflict_do_nothing(index_elements=_KEY)
                .returning(trials.c.attempt)
            )
            return made.scalar_one_or_none() is not None

    async def close_trial(self, trial: Trial) -> None:
        """Record what became of a test, and have the campaign drawn."""
        async with self._writing() as connection:
            await connection.execute(
                trials.update()
                .where(*(column == getattr(trial, column.name) for column in _KEY))
                .values(outcome=trial.outcome, code=trial.code, ticket=trial.ticket)
            )
            campaign = await read_campaign(connection, trial.campaign)
            wanted = await self._want(connection, campaign, self._clock())
            await self._enqueue(connection, Job(Kind.DRAW, campaign.id, wanted))


_KEY = (trials.c.campaign, trials.c.revision, trials.c.attempt)


async def read_trials(connection: AsyncConnection, number: int) -> Sequence[Trial]:
    """Read a campaign's tests, oldest first."""
    question = (
        sa.select(trials).where(trials.c.campaign == number).order_by(trials.c.revision, trials.c.attempt)
    )
    found = (await connection.execute(question)).mappings()
    return [
        Trial(
            **{field.name: row[field.name] for field in fields(Trial)} | {"outcome": Outcome(row["outcome"])}
        )
        for row in found
    ]
