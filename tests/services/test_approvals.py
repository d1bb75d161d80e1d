"""What people decide: bound to the revision they saw, with rights read afresh, and stored once."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.domain.campaign import Action, Actor, State
from bot.domain.effects import Step
from bot.domain.transitions import decide
from bot.errors import Conflict, NotFound, Reason, UserError
from bot.sandbox.octopush import State as There
from bot.services.rights import check_approvable
from bot.slack.views.words import sentence
from tests.services.story import BRIEF, MOMENT, NOW

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def _refused(asked):
    with pytest.raises(UserError) as refused:
        await asked
    return refused.value.problem.reason


async def test_an_approver_approves_and_it_is_on_record(story):
    """The vote is stored with its figures, and the audit says who, what, by which group's right, and what was shown."""
    campaign = await story.asked()
    approved = await story.approvals.approve(campaign.id, revision=1, user="UKARIM", shown="https://a")
    event = (await story.store.picture(campaign.id)).events[-1]

    assert approved == await story.store.load(campaign.id)
    assert (approved.state, approved.votes[0].people) == (State.APPROVED, 100)
    assert (event.action, event.actor, event.digest) == (Action.APPROVE, "UKARIM", BRIEF.digest)
    assert (event.note["counts_as"], event.note["shown"]) == ("SLEADS", "https://a")


async def test_who_may_not_decide_is_refused(story):
    """Strangers, the requester, people who left, and everybody while Slack is silent: nothing is recorded."""
    campaign = await story.asked()

    def approve(user):
        return story.approvals.approve(campaign.id, revision=1, user=user)

    assert await _refused(approve("UEVE")) is Reason.NOT_AN_APPROVER
    story.directory.leads.add("UCLAIRE")
    assert await _refused(approve("UCLAIRE")) is Reason.OWN_CAMPAIGN
    story.directory.gone.add("UKARIM")
    assert await _refused(approve("UKARIM")) is Reason.OUTSIDER
    story.directory.down = True
    assert await _refused(approve("ULEA")) is Reason.DIRECTORY_DOWN
    assert await story.store.load(campaign.id) == campaign


async def test_late_stale_and_double_clicks_are_harmless(story):
    """A second click, a click on another revision and one after the end are answered, and change nothing."""
    campaign = await story.asked()
    approve = story.approvals.approve
    assert await _refused(approve(campaign.id, revision=2, user="UKARIM")) is Reason.STALE
    approved = await approve(campaign.id, revision=1, user="UKARIM")
    assert await _refused(approve(campaign.id, revision=1, user="UKARIM")) is Reason.NOT_IN_THIS_STATE
    rejected = story.approvals.reject(campaign.id, revision=1, user="ULEA", reason="No")
    assert await _refused(rejected) is Reason.NOT_IN_THIS_STATE
    assert await story.store.load(campaign.id) == approved


async def test_a_stale_click_is_told_who_changed_what(story):
    """Approving, rejecting and editing an older revision say by whom what was changed since; nothing is recorded."""
    campaign = await story.asked()
    brief = replace(BRIEF, text="Bis. STOP au XXXXX", send_at=None)
    edited = decide(
        campaign, Step(action=Action.EDIT, brief=brief), actor=Actor("UCLAIRE"), now=NOW, policy=story.policy
    )
    now = await story.store.write(edited)
    approvals = story.approvals
    for asked in (
        approvals.approve(campaign.id, revision=1, user="UKARIM"),
        approvals.check(campaign.id, revision=1, user="UKARIM"),
        approvals.check_edit(now, revision=1, user="UCLAIRE"),
    ):
        with pytest.raises(UserError) as refused:
            await asked
        assert sentence(refused.value.problem) == (
            "This is revision 1; <@UCLAIRE> has changed the text and the moment since. Decide on the new request."
        )
    assert await story.store.load(campaign.id) == now


async def test_an_edit_that_could_never_be_approved_is_refused(story):
    """Two must approve and there are two: whoever else wrote in it leaves one, which is said before the form opens."""
    story.policy = replace(story.policy, approvals_required=2)
    campaign = await story.asked()
    story.directory.gone.add("UCLAIRE")
    edit = story.approvals.check_edit(campaign, revision=1, user="UKARIM")
    with pytest.raises(UserError) as refused:
        await edit
    assert refused.value.problem.reason is Reason.TOO_FEW_APPROVERS
    assert refused.value.problem.values == {"needed": 2, "left": 1, "approvers": story.policy.approvers}
    again = story.approvals.send_now(campaign.id, revision=1, user="UKARIM")
    assert await _refused(again) is Reason.TOO_FEW_APPROVERS
    assert await story.store.load(campaign.id) == campaign


async def test_approvers_who_left_approve_nothing(story):
    """A request that only people who are gone could approve is refused when it is made."""
    await check_approvable(story.directory, story.policy, BRIEF, authors=frozenset({"UKARIM"}))
    story.directory.gone.add("ULEA")
    check = check_approvable(story.directory, story.policy, BRIEF, authors=frozenset({"UKARIM"}))
    assert await _refused(check) is Reason.TOO_FEW_APPROVERS
    nobody_needed = replace(story.policy, approvals_required=0)
    await check_approvable(story.directory, nobody_needed, BRIEF, authors=frozenset({"UKARIM", "ULEA"}))


async def test_of_two_who_decide_at_once_both_are_answered(story):
    """One of them wins, the other is told what became of it; there is one decision on record."""
    campaign = await story.asked()
    found = await asyncio.gather(
        story.approvals.approve(campaign.id, revision=1, user="UKARIM"),
        story.approvals.reject(campaign.id, revision=1, user="ULEA", reason="No"),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in found) == ["Campaign", "UserError"]
    assert len((await story.store.picture(campaign.id)).events) == 4


async def test_of_many_clicks_at_once_each_is_recorded(story):
    """Clicks that Slack repeats while the bot is busy all write the same row: none of them is lost to the others."""
    story.policy = replace(story.policy, approvals_required=2)
    campaign = await story.asked()
    await asyncio.gather(
        *(story.approvals.approve(campaign.id, revision=1, user="UKARIM") for _ in range(12))
    )
    assert [vote.voter for vote in (await story.store.load(campaign.id)).votes] == ["UKARIM"]


async def test_two_votes_at_once_both_count(story):
    """A vote that lost the row to another is given again on what that one left."""
    story.policy = replace(story.policy, approvals_required=2)
    campaign = await story.asked()
    await asyncio.gather(
        *(story.approvals.approve(campaign.id, revision=1, user=user) for user in ("UKARIM", "ULEA"))
    )
    approved = await story.now(campaign, State.APPROVED)
    assert {vote.voter for vote in approved.votes} == {"UKARIM", "ULEA"}


async def test_a_row_that_is_written_all_the_time_is_given_up(story):
    """After a few tries that others won, the click is told to have failed, instead of trying for ever."""
    campaign = await story.asked()

    class Busy:
        loads = 0

        async def load(self, number):
            self.loads += 1
            return await story.store.load(number)

        async def write(self, _change):
            raise Conflict("Somebody else was first.")

    busy = Busy()
    with pytest.raises(Conflict, match="25 times"):
        await replace(story.approvals, store=busy).cancel(campaign.id, user="UCLAIRE")
    assert busy.loads == 25


async def test_a_rejection_says_why(story):
    """The reason is on record without blanks around it; an empty one is refused."""
    campaign = await story.asked()
    for nothing in ("", " \n"):
        rejected = story.approvals.reject(campaign.id, revision=1, user="UKARIM", reason=nothing)
        assert await _refused(rejected) is Reason.REASON_MISSING
    await story.approvals.reject(campaign.id, revision=1, user="UKARIM", reason=" Saturday is the 28th. ")
    event = (await story.store.picture(campaign.id)).events[-1]

    assert (event.action, event.note["reason"]) == (Action.REJECT, "Saturday is the 28th.")
    await story.pass_time(hours=12)
    assert story.sent == []
    assert story.prepared[0].state is There.CANCELLED


@pytest.mark.parametrize("user", ["UCLAIRE", "UKARIM"])
async def test_whoever_asked_or_may_approve_cancels(story, user):
    """Until the hand-over, and the ticket is given back; afterwards it is too late, and said."""
    campaign = await story.approved()
    assert await _refused(story.approvals.cancel(campaign.id, user="UEVE")) is Reason.NOT_THE_REQUESTER
    await story.approvals.cancel(campaign.id, user=user)
    await story.pass_time(hours=12)
    assert story.prepared[0].state is There.CANCELLED
    assert story.sent == []


async def test_after_the_hand_over_it_is_too_late_to_cancel(story):
    """What Octopush has is no longer ours to stop."""
    campaign = await story.approved()
    await story.until(MOMENT.at)
    assert await _refused(story.approvals.cancel(campaign.id, user="UCLAIRE")) is Reason.NOT_IN_THIS_STATE


async def test_somebody_steps_in_for_a_requester_who_is_gone(story):
    """Whoever is still a member may cancel then, but not approve."""
    campaign = await story.asked()
    story.directory.gone.add("UCLAIRE")
    assert (
        await _refused(story.approvals.approve(campaign.id, revision=1, user="UEVE"))
        is Reason.NOT_AN_APPROVER
    )
    assert (await story.approvals.cancel(campaign.id, user="UEVE")).state is State.CANCELLED


async def test_somebody_steps_in_while_a_requester_is_away(story):
    """Their status says so, read afresh; an edit makes whoever did it the requester, and the audit names both."""
    campaign = await story.approved()
    cancel = story.approvals.cancel
    assert await _refused(cancel(campaign.id, user="UEVE")) is Reason.NOT_THE_REQUESTER
    story.directory.away.add("UCLAIRE")
    story.clock.now = MOMENT.at + story.policy.late_limit
    await story.pass_time(minutes=1)
    again = await story.approvals.send_now(campaign.id, revision=1, user="UEVE")
    event = (await story.store.picture(campaign.id)).events[-1]
    assert (again.requester, again.authors) == ("UEVE", {"UCLAIRE", "UEVE"})
    assert (event.actor, event.note["took_over_from"]) == ("UEVE", "UCLAIRE")
    assert "UCLAIRE" in story.directory.asked_afresh
    assert await _refused(cancel(campaign.id, user="UTOM")) is Reason.NOT_THE_REQUESTER


async def test_who_may_not_is_told_before_they_write(story):
    """Before a form opens the same rules are asked, and nothing is stored."""
    campaign = await story.asked()
    approvals = story.approvals
    await approvals.check(campaign.id, revision=1, user="UKARIM")
    await approvals.check_edit(replace(campaign, state=State.REJECTED), revision=1, user="UCLAIRE")
    assert await _refused(approvals.check(campaign.id, revision=1, user="UEVE")) is Reason.NOT_AN_APPROVER
    assert await _refused(approvals.check(campaign.id, revision=9, user="UKARIM")) is Reason.STALE
    rejected = replace(campaign, state=State.REJECTED)
    assert await _refused(approvals.check_edit(rejected, revision=1, user="UEVE")) is Reason.NOT_THE_REQUESTER
    assert await story.store.load(campaign.id) == campaign


async def test_the_form_opens_for_what_can_be_changed(story):
    """The requester may begin to edit what waits or is approved: nothing is changed yet, and that is no fault."""
    for campaign in (await story.asked(), await story.approved(replace(BRIEF, text="Bis. STOP au XXXXX"))):
        await story.approvals.check_edit(campaign, revision=1, user="UCLAIRE")


async def test_what_was_not_sent_is_asked_for_again_at_once(story):
    """*Send now* makes a revision without a moment, with votes void, which is approved and sent once."""
    campaign = await story.approved()
    story.clock.now = MOMENT.at + story.policy.late_limit
    await story.pass_time(minutes=1)
    await story.now(campaign, State.EXPIRED)
    again = await story.approvals.send_now(campaign.id, revision=1, user="UCLAIRE")
    await story.pass_time(minutes=1)

    assert (again.revision, again.brief.send_at, again.votes) == (2, None, ())
    await story.now(campaign, State.AWAITING)
    assert story.sent == []
    await story.approvals.approve(campaign.id, revision=2, user="UKARIM")
    await story.pass_time(minutes=1)
    assert story.sent == [story.prepared[1].ticket]


async def test_what_is_not_there_is_not_found(story):
    """An unknown number is no campaign."""
    with pytest.raises(NotFound):
        await story.approvals.cancel(99, user="UCLAIRE")


async def test_whoever_steps_in_too_late_steps_in_for_nobody(story):
    """Somebody else took the campaign over between their look and their write, and is not away: it is theirs alone."""
    campaign = await story.asked()
    story.directory.away.add("UCLAIRE")
    approvals = story.approvals

    class Overtaken:
        taken = False

        async def load(self, number):
            return await story.store.load(number)

        async def write(self, change):
            if not self.taken:
                self.taken = True
                await approvals.move(campaign.id, revision=1, user="UNADIA", moment=None)
                raise Conflict("Somebody else was first.")
            return await story.store.write(change)

    late = replace(approvals, store=Overtaken())
    assert await _refused(late.cancel(campaign.id, user="UEVE")) is Reason.NOT_THE_REQUESTER
    assert (await story.store.load(campaign.id)).requester == "UNADIA"
