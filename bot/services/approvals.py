"""What people decide on a campaign: approve, reject, cancel, and say what became of a lost sending.

Every decision is bound to the revision its button was made for. Rights are refused from the cache first, and read fresh
from Slack where the cache says yes; where Slack does not answer, nothing is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import logs
from bot.domain.campaign import Action, Actor, Campaign
from bot.domain.effects import Step
from bot.domain.transitions import decide
from bot.errors import Conflict, Reason, UserError

if TYPE_CHECKING:
    from bot.domain.policy import Policy
    from bot.services.ports import Clock, Directory, Store

log = logs.get(__name__)

#: How often a decision is taken anew after somebody else wrote first.
TRIES = 5


@dataclass(frozen=True, slots=True)
class Approvals:
    """The use cases behind a campaign's buttons."""

    store: Store
    directory: Directory
    clock: Clock
    policy: Policy

    async def approve(self, number: int, *, revision: int, user: str) -> Campaign:
        """Record an approval of exactly this revision; raises UserError where it does not count."""
        return await self._decide(number, Step(action=Action.APPROVE, revision=revision), user)

    async def reject(self, number: int, *, revision: int, user: str, reason: str) -> Campaign:
        """Reject this revision with a reason; raises UserError where the person may not, or the reason is empty."""
        return await self._decide(
            number, Step(action=Action.REJECT, revision=revision, reason=reason.strip()), user
        )

    async def cancel(self, number: int, *, user: str) -> Campaign:
        """Cancel a campaign that Octopush was not yet asked to send; raises UserError where it is too late."""
        return await self._decide(number, Step(action=Action.CANCEL), user)

    async def settle(self, number: int, *, user: str, sent: bool) -> Campaign:
        """Believe a person who looked at Octopush after an answer was lost."""
        return await self._decide(
            number, Step(action=Action.SETTLE_SENT if sent else Action.SETTLE_NOT_SENT), user
        )

    async def _decide(self, number: int, step: Step, user: str) -> Campaign:
        """Load, decide, write once; where somebody wrote in between, decide anew on what they left."""
        person = await self.directory.person(user)
        if not person.member:
            raise UserError(Reason.OUTSIDER)
        actor = Actor(user, approver=await self.directory.is_approver(user, fresh=True))
        for _ in range(TRIES):
            campaign = await self.store.load(number)
            change = decide(campaign, step, actor=actor, now=self.clock(), policy=self.policy)
            try:
                after = await self.store.write(change)
            except Conflict:
                continue
            log.info("campaign", campaign=number, action=step.action, state=after.state, actor=user)
            return after
        raise Conflict(f"Campaign {number} was written {TRIES} times by others meanwhile.")
