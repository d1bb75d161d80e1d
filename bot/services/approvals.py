"""What people decide on a campaign: approve, reject, cancel, and say what became of a lost sending.

Every decision is bound to the revision its button was made for. Rights are refused from the cache first, and read fresh
from Slack where the cache says yes; where Slack does not answer, nothing is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot import logs
from bot.domain.brief import moment_problems
from bot.domain.campaign import Action, Actor, Campaign
from bot.domain.differences import differences
from bot.domain.effects import Step
from bot.domain.policy import approvers_for, check_hours, sender_problems, takes_second_step
from bot.domain.transitions import decide
from bot.errors import Conflict, Reason, UserError
from bot.services.rights import check_approvable, check_requester
from bot.services.second_step import digest_of, given

if TYPE_CHECKING:
    from bot.domain.brief import Moment
    from bot.domain.policy import Policy
    from bot.services.ports import Clock, Directory, Store
    from bot.services.second_step import SecondSteps

log = logs.get(__name__)

#: What nobody does in a requester's place.
_OF_APPROVERS = frozenset({Action.APPROVE, Action.REJECT})
#: How often a decision is taken anew after somebody else wrote first: of so many at once, each is written.
TRIES = 25


@dataclass(frozen=True, slots=True)
class Approvals:
    """The use cases behind a campaign's buttons."""

    store: Store
    directory: Directory
    clock: Clock
    policy: Policy
    second_steps: SecondSteps

    async def approve(
        self, number: int, *, revision: int, user: str, shown: str | None = None, word: str | None = None
    ) -> Campaign:
        """Record an approval of exactly this revision; raises UserError where it does not count.

        `shown` is the address of the message that they saw; `word` is what the second step's form brought, where the
        policy wants one for a campaign of this size.
        """
        step = Step(action=Action.APPROVE, revision=revision, shown=shown)
        return await self._decide(number, step, user, word=word)

    async def begin_second_step(
        self, number: int, *, revision: int, user: str
    ) -> tuple[Campaign, str] | None:
        """Give the campaign and the word for the form that an approval takes; None where the click is enough.

        Raises UserError where the approval would not count.
        """
        if self.policy.risk.second_step is None:
            return None
        campaign = await self.store.load(number)
        if not takes_second_step(campaign, self.policy):
            return None
        await self.check(number, revision=revision, user=user, action=Action.APPROVE)
        word = await given(self.second_steps, campaign=number, revision=revision, user=user, now=self.clock())
        return campaign, word

    async def reject(
        self, number: int, *, revision: int, user: str, reason: str, shown: str | None = None
    ) -> Campaign:
        """Reject this revision with a reason; raises UserError where the person may not, or the reason is empty."""
        step = Step(action=Action.REJECT, revision=revision, reason=reason.strip(), shown=shown)
        return await self._decide(number, step, user)

    async def check(self, number: int, *, revision: int, user: str, action: Action = Action.REJECT) -> None:
        """Refuse whoever may not decide on this revision, before they are asked for more; raises UserError."""
        campaign = await self.store.load(number)
        step = Step(action=action, revision=revision, reason="-")
        step = await self._beside_others(step, campaign)
        actor = await self._actor(user, campaign, step)
        try:
            decide(campaign, step, actor=actor, now=self.clock(), policy=self.policy)
        except UserError as exc:
            raise await self._told(exc, campaign, step) from None

    async def check_edit(self, campaign: Campaign, *, revision: int, user: str) -> None:
        """Refuse whoever may not change the campaign, before the form opens; raises UserError."""
        # What the change will be is not known yet; the same words again would be refused as no change.
        step = Step(action=Action.EDIT, revision=revision, brief=replace(campaign.brief, text=""))
        actor = await self._actor(user, campaign, step)
        try:
            change = decide(campaign, step, actor=actor, now=self.clock(), policy=self.policy)
        except UserError as exc:
            raise await self._told(exc, campaign, step) from None
        await check_approvable(self.directory, self.policy, change.after.brief, authors=change.after.authors)

    async def send_now(self, number: int, *, revision: int, user: str) -> Campaign:
        """Make a revision that leaves as soon as it is approved, of a campaign that was not sent; raises UserError."""
        return await self.move(number, revision=revision, user=user, moment=None)

    async def move(self, number: int, *, revision: int, user: str, moment: Moment | None) -> Campaign:
        """Make a revision that leaves at another moment, as soon as it is approved for None.

        Raises UserError where the moment is over, too far, or in quiet hours.
        """
        now = self.clock()
        brief = replace((await self.store.load(number)).brief, send_at=moment)
        wrong = (
            *moment_problems(moment, now, self.policy.horizon),
            *sender_problems(brief.sender, self.policy),
        )
        for problem in wrong:
            raise UserError(problem.reason, field=problem.field, **problem.values)
        check_hours(brief, now, self.policy)
        return await self._decide(number, Step(action=Action.EDIT, brief=brief, revision=revision), user)

    async def cancel(self, number: int, *, user: str) -> Campaign:
        """Cancel a campaign that Octopush was not yet asked to send; raises UserError where it is too late."""
        return await self._decide(number, Step(action=Action.CANCEL), user)

    async def settle(self, number: int, *, user: str, sent: bool) -> Campaign:
        """Believe a person who looked at Octopush after an answer was lost."""
        return await self._decide(
            number, Step(action=Action.SETTLE_SENT if sent else Action.SETTLE_NOT_SENT), user
        )

    async def _decide(self, number: int, step: Step, user: str, *, word: str | None = None) -> Campaign:
        """Load, decide, write once; where somebody wrote in between, decide anew on what they left."""
        actor: Actor | None = None
        requester = ""
        for _ in range(TRIES):
            campaign = await self.store.load(number)
            # Once a click: a read at Slack between a look and its write lets others write first, again and again. But whoever
            # stepped in for one requester has no right yet in the place of the next.
            if actor is None or requester != campaign.requester:
                requester, actor = campaign.requester, await self._actor(user, campaign, step)
            step = await self._beside_others(step, campaign)
            try:
                change = decide(campaign, step, actor=actor, now=self.clock(), policy=self.policy)
            except UserError as exc:
                raise await self._told(exc, campaign, step) from None
            if step.action is Action.APPROVE and takes_second_step(campaign, self.policy):
                await self._check_word(campaign, word, user)
            if step.action is Action.EDIT:
                await check_requester(self.directory, self.policy, user, fresh=True)
                await check_approvable(
                    self.directory, self.policy, change.after.brief, authors=change.after.authors
                )
            try:
                after = await self.store.write(change)
            except Conflict:
                continue
            log.info(
                "campaign",
                campaign=number,
                version=after.version,
                revision=after.revision,
                action=step.action,
                state=after.state,
                actor=user,
            )
            return after
        raise Conflict(f"Campaign {number} was written {TRIES} times by others meanwhile.")

    async def _beside_others(self, step: Step, campaign: Campaign) -> Step:
        """Tell an approval what others take of the budgets, where there are any."""
        if step.action is not Action.APPROVE or not self.policy.risk.budget.is_set:
            return step
        lead = self.policy.hand_over_lead
        taken = await self.store.committed(campaign, now=self.clock(), lead=lead, first_come=False)
        return replace(step, committed=taken)

    async def _check_word(self, campaign: Campaign, word: str | None, user: str) -> None:
        """Refuse an approval without its second step; raises UserError."""
        known = word is not None and await self.second_steps.is_second_step(
            digest_of(word), campaign=campaign.id, revision=campaign.revision, user=user
        )
        if not known:
            raise UserError(Reason.SECOND_STEP_MISSING)

    async def _told(self, refused: UserError, campaign: Campaign, step: Step) -> UserError:
        """Say with a stale button's refusal who has changed what since."""
        if refused.problem.reason is not Reason.STALE or step.revision is None:
            return refused
        picture = await self.store.picture(campaign.id)
        before = picture.revisions.get(step.revision)
        edits = [event.actor for event in picture.events if event.action is Action.EDIT]
        if before is None or not edits:
            return refused
        changed = differences(before, campaign.brief)
        return UserError(Reason.STALE_CHANGED, seen=step.revision, by=edits[-1], changed=changed)

    async def _actor(self, user: str, campaign: Campaign, step: Step) -> Actor:
        """Read somebody's rights; raises UserError where they have none here, or Slack does not tell."""
        if not (await self.directory.person(user)).member:
            raise UserError(Reason.OUTSIDER)
        return Actor(
            user,
            counts_as=await self.directory.among(
                user, approvers_for(campaign.brief, self.policy), fresh=True
            ),
            steps_in=step.action not in _OF_APPROVERS and await steps_in(self.directory, user, campaign),
        )


async def steps_in(directory: Directory, user: str, campaign: Campaign) -> bool:
    """Whether somebody takes the place of a requester who has left the workspace, or whose status says that they are away."""
    if user == campaign.requester:
        return False
    requester = await directory.person(campaign.requester, fresh=True)
    return not requester.member or requester.away
