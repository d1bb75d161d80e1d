"""From what a person typed to a confirmed campaign: compose the Brief, simulate it, confirm it.

Nothing is confirmed that was not previewed and simulated as it is: the digest of the Brief made from the stored draft
must be the one on the preview, and the one a simulation accepted.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot import logs
from bot.domain.brief import Brief, problems
from bot.domain.campaign import Action, Actor, Measured
from bot.domain.effects import Step
from bot.domain.policy import check_hours, sender_problems
from bot.domain.settling import Findings, findings
from bot.domain.transitions import begin, decide
from bot.errors import Conflict, OctopushError, Reason, UserError
from bot.services.approvals import TRIES, steps_in
from bot.services.fields import ASAP, UnreadableError, brief_of
from bot.services.ports import Draft
from bot.services.remedies import Remedy, mended
from bot.services.rights import check_approvable, check_channel, check_requester

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from decimal import Decimal

    from bot.domain.campaign import Campaign
    from bot.domain.policy import Policy
    from bot.domain.settling import Kept
    from bot.errors import Problem
    from bot.services.gateway import Octopush, Simulated
    from bot.services.ports import AudienceUse, Clock, Directory, Store

log = logs.get(__name__)

#: How long a preview waits for Octopush, in seconds.
SIMULATION_PATIENCE = 8.0
#: How much longer it waits for the credit, in seconds, which is asked for at the same time.
CREDIT_PATIENCE = 0.5


@dataclass(frozen=True, slots=True)
class Composed:
    """What the form's fields make: a Brief where they can make one at all, and all that is wrong with it."""

    brief: Brief | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Mended:
    """The form's values after a remedy, and what they make."""

    fields: Mapping[str, str | bool | None]
    composed: Composed


@dataclass(frozen=True, slots=True)
class Preview:
    """A previewed Brief: what the simulation said, or why there was none; and the audience's last use."""

    brief: Brief
    simulated: Simulated | None
    failure: OctopushError | None
    at: datetime
    last_use: AudienceUse | None
    timed_out: bool = False
    findings: Findings = field(default_factory=Findings)
    #: The account's credit in euros, where Octopush told it in time.
    balance: Decimal | None = None

    @property
    def measured(self) -> Measured | None:
        """What will be measured, as far as the simulation tells: where it said both people and cost."""
        said = self.simulated
        if said is None or said.people is None or said.cost is None:
            return None
        return Measured(said.people, said.cost, self.at)


@dataclass(frozen=True, slots=True)
class Drafting:
    """The requester's side before there is a campaign."""

    store: Store
    octopush: Octopush
    clock: Clock
    policy: Policy
    directory: Directory
    both_names: bool = False
    patience: float = SIMULATION_PATIENCE

    def compose(self, fields: Mapping[str, str | bool | None]) -> Composed:
        """Make a Brief of the form's values and name what is wrong with it."""
        try:
            brief = brief_of(fields)
        except UnreadableError as exc:
            rest = brief_of({**fields, "send_at": ASAP, "and_audience": None})
            return Composed(None, (*self._problems(rest), exc.problem))
        return Composed(brief, self._problems(brief))

    async def keep(
        self, owner: str, fields: Mapping[str, str | bool | None], *, channel: str | None
    ) -> Composed:
        """Compose the fields and save them as the person's draft, right or wrong."""
        composed = self.compose(fields)
        ready = composed.brief if not composed.problems else None
        draft = Draft(
            owner=owner,
            fields=fields,
            saved_at=self.clock(),
            digest=ready.digest if ready else None,
            channel=channel,
        )
        await self.store.save_draft(draft)
        return composed

    async def preview(
        self, owner: str, digest: str, *, kept: Collection[Kept] = (), revises: int | None = None
    ) -> Preview:
        """Simulate the person's draft at Octopush, if it still is the one of this digest; remember a success.

        What must be settled first keeps it from being simulated, but for what is `kept` knowingly; `revises` is the campaign
        that it changes. Raises UserError where another draft has taken its place. Waits at most `patience` seconds.
        """
        _, brief = await self._current(owner, digest)
        last_use = await self.store.audience(brief)
        found = await self._findings(brief, kept, revises)
        if found.to_settle:
            return Preview(brief, None, None, self.clock(), last_use, findings=found)
        credit = asyncio.create_task(self._balance(), name="balance")
        request_id = f"simulation-{secrets.token_hex(8)}"
        try:
            async with asyncio.timeout(self.patience):
                simulated = await self.octopush.simulate(brief, request_id=request_id)
            await asyncio.wait([credit], timeout=CREDIT_PATIENCE)
        except TimeoutError:
            return Preview(brief, None, None, self.clock(), last_use, timed_out=True)
        except OctopushError as exc:
            log.info("simulation_failed", code=exc.code, verdict=type(exc).__name__)
            return Preview(brief, None, exc, self.clock(), last_use, findings=found)
        finally:
            balance = credit.result() if credit.done() and not credit.cancelled() else None
            credit.cancel()
        now = self.clock()
        await self.store.note_simulation(owner, digest, at=now)
        return Preview(brief, simulated, None, now, last_use, findings=found, balance=balance)

    async def mend(self, owner: str, digest: str, remedy: Remedy, value: str = "") -> Mended:
        """Apply a remedy to the person's draft, if it still is the one of this digest, and keep the outcome.

        Raises UserError where another draft has taken its place.
        """
        draft, brief = await self._current(owner, digest)
        fields = {**draft.fields, **mended(brief, remedy, value)}
        return Mended(fields, await self.keep(owner, fields, channel=draft.channel))

    async def drafted(self, owner: str, digest: str) -> Brief:
        """Give the Brief of the person's draft, if it still is the one of this digest; raises UserError."""
        return (await self._current(owner, digest))[1]

    async def confirm(
        self, owner: str, digest: str, *, nonce: str, channel: str, kept: Collection[Kept] = ()
    ) -> Campaign:
        """Turn the previewed draft into a campaign; the same nonce again returns the same campaign.

        Raises UserError where what was previewed is no longer what is stored, was not simulated, or its moment is over,
        and where something is to settle by now that is not `kept` knowingly.
        """
        existing = await self.store.confirmed(nonce)
        if existing is not None:
            return existing
        brief = await self._simulated(owner, digest, kept)
        await check_requester(self.directory, self.policy, owner, fresh=True)
        check_channel(self.policy, channel)
        await check_approvable(self.directory, self.policy, brief, authors=frozenset({owner}))
        change = begin(brief, requester=owner, channel=channel, now=self.clock())
        campaign = await self.store.begin(change, nonce=nonce)
        log.info(
            "campaign",
            campaign=campaign.id,
            version=campaign.version,
            revision=campaign.revision,
            action=Action.CONFIRM,
            state=campaign.state,
            actor=owner,
            digest=digest,
        )
        return campaign

    async def revise(
        self,
        user: str,
        digest: str,
        *,
        draft_of: str,
        number: int,
        revision: int,
        kept: Collection[Kept] = (),
    ) -> Campaign:
        """Turn the previewed draft into the next revision of a campaign; said again, it changes nothing.

        Raises UserError as `confirm` does, and where somebody else has moved the campaign on.
        """
        for _ in range(TRIES):
            campaign = await self.store.load(number)
            if campaign.revision == revision + 1 and campaign.brief.digest == digest:
                return campaign
            brief = await self._simulated(draft_of, digest, kept, revises=number)
            actor = await self._editor(user, campaign)
            step = Step(action=Action.EDIT, brief=brief, revision=revision)
            change = decide(campaign, step, actor=actor, now=self.clock(), policy=self.policy)
            await check_requester(self.directory, self.policy, user, fresh=True)
            await check_approvable(self.directory, self.policy, brief, authors=change.after.authors)
            try:
                after = await self.store.write(change)
            except Conflict:
                continue
            await self.store.drop_draft(draft_of)
            log.info(
                "campaign",
                campaign=number,
                version=after.version,
                revision=after.revision,
                action=Action.EDIT,
                state=after.state,
                actor=user,
            )
            return after
        raise Conflict(f"Campaign {number} was written {TRIES} times by others meanwhile.")

    async def _simulated(
        self, owner: str, digest: str, kept: Collection[Kept], *, revises: int | None = None
    ) -> Brief:
        """Give the Brief that was previewed, simulated, and is still right; raises UserError."""
        draft, brief = await self._current(owner, digest)
        if draft.simulated != digest:
            raise UserError(Reason.NOT_PREVIEWED)
        wrong = self._problems(brief)
        if wrong:
            raise UserError(wrong[0].reason, field=wrong[0].field, **wrong[0].values)
        found = await self._findings(brief, kept, revises)
        if found.quiet is not None and found.quiet.binding:
            check_hours(brief, self.clock(), self.policy)
        if found.to_settle:
            raise UserError(Reason.UNSETTLED)
        return brief

    async def _findings(self, brief: Brief, kept: Collection[Kept], revises: int | None) -> Findings:
        earlier = await self.store.alike(brief, apart_from=revises)
        return findings(brief, now=self.clock(), policy=self.policy, earlier=earlier, kept=kept)

    async def _balance(self) -> Decimal | None:
        """Read the credit; a preview does without it."""
        try:
            return await self.octopush.balance()
        except OctopushError as exc:
            log.info("balance_unread", code=exc.code)
            return None

    async def _editor(self, user: str, campaign: Campaign) -> Actor:
        return Actor(user, steps_in=await steps_in(self.directory, user, campaign))

    async def _current(self, owner: str, digest: str) -> tuple[Draft, Brief]:
        draft = await self.store.draft(owner)
        if draft is None or draft.digest != digest:
            raise UserError(Reason.NOT_PREVIEWED)
        brief = brief_of(draft.fields)
        if brief.digest != digest:
            raise UserError(Reason.NOT_PREVIEWED)
        return draft, brief

    def _problems(self, brief: Brief) -> tuple[Problem, ...]:
        found = problems(brief, now=self.clock(), horizon=self.policy.horizon, both_names=self.both_names)
        told = {problem.reason for problem in found}
        wrong = sender_problems(brief.sender, self.policy)
        return (*found, *(problem for problem in wrong if problem.reason not in told))
