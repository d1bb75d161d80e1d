"""Five faults to prove the proof with: each replaces one rule of the bot, in a child process only, and must be caught.

Nothing here is imported by the bot, and nothing is planted but in a process that was started to be caught.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from bot.adapters.octopush import OctopushClient
from bot.adapters.store import SqlStore
from bot.domain import effects, policy, transitions
from bot.domain.campaign import Action, State
from bot.domain.effects import Step
from bot.errors import Conflict, Unsure
from bot.services import approvals
from bot.services.delivery import Delivery
from bot.services.jobs import Job

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclasses.dataclass(frozen=True, slots=True)
class Plant:
    """A fault, and the words of the verdicts that catch it: another verdict would be one for another reason."""

    sow: Callable[[], None]
    caught: str


def plant(name: str | None) -> None:
    """Plant a fault by its name; None plants nothing."""
    if name is not None:
        PLANTS[name].sow()


def _no_sending_mark() -> None:
    """Ask Octopush to send first, and write down afterwards that it was about to be asked."""
    start = Action.START_SENDING
    real = Delivery._write  # noqa: SLF001 - a plant goes where the bot offers no way in

    async def write(self: Delivery, campaign: Any, step: Step) -> Any:
        if step.action is start:
            return dataclasses.replace(campaign, claim=step.claim, state=State.APPROVED)
        if step.action in (Action.ACCEPTED, Action.NOT_TAKEN, Action.LOST, Action.REFUSED) and (
            campaign.state is State.APPROVED and campaign.claim is not None
        ):
            mark = Step(action=start, claim=campaign.claim)
            campaign = await real(self, dataclasses.replace(campaign), mark)
        return await real(self, campaign, step)

    _put(Delivery, _write=write)


def _unbound_vote() -> None:
    """Let a vote count for whatever the campaign has become since, and a stale button for the newest revision."""
    edit = effects.Deciding.edit

    def keep_votes(self: Any) -> Any:
        return dataclasses.replace(edit(self), votes=self.campaign.votes)

    def valid(campaign: Any, _policy: Any) -> Any:
        return campaign.votes

    def decide(campaign: Any, step: Step, **given: Any) -> Any:
        if step.action is Action.APPROVE:
            step = dataclasses.replace(step, revision=None)
        return transitions.decide(campaign, step, **given)

    _put(transitions, EFFECTS={**effects.EFFECTS, Action.EDIT: keep_votes})
    _put(policy, valid_votes=valid)
    _put(approvals, decide=decide)


def _blind_repetition() -> None:
    """Ask Octopush again where the answer to a sending was lost."""
    send = OctopushClient.send

    async def again(self: OctopushClient, brief: Any, ticket: str) -> Any:
        try:
            return await send(self, brief, ticket)
        except Unsure:
            return await send(self, brief, ticket)

    _put(OctopushClient, send=again)


def _engine_id_used_again() -> None:
    """Name a workflow by its campaign and action alone, without the entry."""
    _put(Job, id=property(lambda self: f"{self.subject}:{self.kind}"))


def _claim_ignored() -> None:
    """Act on a campaign that is in another worker's hands, and write over what they wrote."""

    async def claim(_self: Any, campaign: Any, _claim: Any) -> Any:
        return campaign

    real = Delivery._write  # noqa: SLF001 - as above

    async def write(self: Delivery, campaign: Any, step: Step) -> Any:
        if step.action is not Action.START_SENDING:
            return await real(self, campaign, step)
        try:
            return await real(self, campaign, step)
        except Conflict:
            return dataclasses.replace(await self.store.load(campaign.id), ticket=campaign.ticket)

    async def act(self: Delivery, number: int, entry: int) -> None:
        campaign = await self.store.load(number)
        if campaign.state is State.SENDING:
            # The row says that somebody is sending it, until when: nobody cares.
            await self._finish(campaign, await self._send(campaign))
            return
        await done(self, number, entry)

    done = Delivery.act
    _put(SqlStore, claim=claim)
    _put(Delivery, _write=write, act=act)


def _put(owner: object, **names: object) -> None:
    """Replace what an owner has by these names."""
    for name, value in names.items():
        setattr(owner, name, value)


_TWICE = "sent . times|asked again to send"
PLANTS = {
    "no SENDING mark before the call": Plant(_no_sending_mark, _TWICE),
    "a vote not bound to the digest": Plant(_unbound_vote, "votes? (counts? )?for"),
    "a blind repetition of send": Plant(_blind_repetition, _TWICE),
    "an engine id used again": Plant(_engine_id_used_again, "ot taken up"),
    "a claim ignored": Plant(_claim_ignored, _TWICE),
}
