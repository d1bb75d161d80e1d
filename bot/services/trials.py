"""Send a campaign's words to the team's own phones, once for each wording, as often a day as the house allows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from bot import logs
from bot.domain.campaign import Actor, Campaign
from bot.domain.policy import approvers_for
from bot.domain.trial import DAY, Outcome, Trial, marked, new_trial
from bot.errors import Busy, OctopushError, Reason, Refused, UserError
from bot.services.approvals import steps_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.domain.policy import Policy
    from bot.services.gateway import Octopush
    from bot.services.ports import Clock, Directory

log = logs.get(__name__)


class TrialStore(Protocol):
    """What is asked of the store. Every method is one transaction."""

    async def load(self, number: int) -> Campaign:
        """Load a campaign; raises NotFound."""
        ...

    async def trials(self, number: int) -> Sequence[Trial]:
        """Load a campaign's tests, oldest first."""
        ...

    async def trials_since(self, at: datetime) -> int:
        """Count the tests of all campaigns since an instant that reached a phone, or may have."""
        ...

    async def open_trial(self, trial: Trial) -> bool:
        """Record a test before Octopush is asked; False where the same attempt is recorded already."""
        ...

    async def close_trial(self, trial: Trial) -> None:
        """Record what became of a test, and have the campaign drawn."""
        ...


@dataclass(frozen=True, slots=True)
class Trials:
    """The use case behind *Send a test*."""

    store: TrialStore
    octopush: Octopush
    directory: Directory
    clock: Clock
    #: Phone numbers in E.164. They are never logged, stored or shown.
    phones: Sequence[str]
    per_day: int
    policy: Policy

    async def send(self, number: int, *, revision: int, user: str) -> Trial:
        """Test this revision's words; raises UserError where that may not be, and sends nothing then.

        Whatever Octopush answers is recorded, and is on the request; it is never asked a second time.
        """
        campaign = await self.store.load(number)
        actor = await self._actor(user, campaign)
        now = self.clock()
        earlier = await self.store.trials(number)
        trial = new_trial(
            campaign, revision=revision, actor=actor, now=now, phones=len(self.phones), earlier=earlier
        )
        brief = marked(campaign.brief)
        if await self.store.trials_since(now - DAY) >= self.per_day:
            raise UserError(Reason.TESTS_USED_UP, limit=self.per_day)
        if not await self.store.open_trial(trial):
            raise UserError(Reason.TESTED_ALREADY)
        try:
            ticket = await self.octopush.trial(brief, phones=self.phones, request_id=trial.request_id)
        except OctopushError as exc:
            done = replace(trial, outcome=_outcome(exc), code=exc.code)
        else:
            done = replace(trial, outcome=Outcome.SENT, ticket=ticket)
        await self.store.close_trial(done)
        log.info(
            "trial", campaign=number, revision=revision, outcome=done.outcome, code=done.code, actor=user
        )
        return done

    async def _actor(self, user: str, campaign: Campaign) -> Actor:
        if not (await self.directory.person(user)).member:
            raise UserError(Reason.OUTSIDER)
        return Actor(
            user,
            counts_as=await self.directory.among(
                user, approvers_for(campaign.brief, self.policy), fresh=True
            ),
            steps_in=await steps_in(self.directory, user, campaign),
        )


def _outcome(exc: OctopushError) -> Outcome:
    match exc:
        case Busy():
            return Outcome.NOT_TAKEN
        case Refused():
            return Outcome.REFUSED
        case _:
            return Outcome.UNSURE
