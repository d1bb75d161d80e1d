"""The last look before the sending: what is no longer as it was approved is not sent, but asked about again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.brief import Moment, Purpose
from bot.domain.campaign import Action, State
from bot.domain.policy import decide_before
from bot.domain.quiet_hours import french_marketing
from bot.errors import Reason, UserError
from bot.sandbox.octopush import Contact, Fault, Kind
from bot.sandbox.octopush import State as There
from tests.services.story import BRIEF, MOMENT, SEND, STATUS

pytestmark = pytest.mark.asyncio(loop_scope="module")

LEAD, LATE = timedelta(minutes=5), timedelta(minutes=30)
DUE = MOMENT.at - LEAD
SECOND = timedelta(seconds=1)
ASAP = replace(BRIEF, send_at=None)


async def test_a_drift_is_asked_about_and_then_sent(story):
    """More people than were approved: nothing is sent, votes are void, the new count is shown; approved, it is sent."""
    story.local.switches.turn(counts_again=True)
    campaign = await story.approved()
    story.local.account.add([Contact(f"+3363999{i:04d}") for i in range(3)], list_name="VIP")
    await story.until(DUE)
    asked = await story.now(campaign, State.AWAITING)

    assert (asked.votes, asked.approved_at, asked.measured.people) == ((), None, 103)
    assert decide_before(asked, story.policy) == MOMENT.at + LATE
    assert story.sent == []
    await story.pass_time(minutes=1)
    await story.approvals.approve(campaign.id, revision=1, user="ULEA")
    await story.pass_time(minutes=1)
    await story.now(campaign, State.HANDED_OVER)
    assert story.sent == [campaign.ticket]
    assert story.local.sendings[0].number_of_contacts == 103


async def test_a_drift_nobody_answers_is_not_sent(story):
    """Without an answer it expires at the late limit."""
    story.local.switches.turn(counts_again=True)
    campaign = await story.approved()
    story.local.account.lists["VIP"] = set(sorted(story.local.account.lists["VIP"])[:90])
    await story.until(MOMENT.at + LATE - SECOND)
    await story.now(campaign, State.AWAITING)
    await story.pass_time(seconds=1)
    await story.now(campaign, State.EXPIRED)
    assert story.sent == []


@pytest.mark.parametrize("people", [98, 102])
async def test_a_drift_within_the_tolerance_is_sent(story, people):
    """Two per cent fewer or more is what was approved."""
    story.local.switches.turn(counts_again=True)
    campaign = await story.approved()
    everybody = sorted(story.local.account.lists["VIP"])[:98]
    story.local.account.lists["VIP"] = set(everybody)
    extra = [Contact(f"+3363999{i:04d}") for i in range(people - 98)]
    story.local.account.add(extra, list_name="VIP")
    await story.until(DUE)
    await story.now(campaign, State.HANDED_OVER)
    assert [sending.number_of_contacts for sending in story.local.sendings] == [people]


async def test_a_price_that_moved_is_asked_about(story):
    """The cost counts as the people do."""
    story.local.switches.turn(counts_again=True)
    campaign = await story.approved()
    story.local.account.prices["sms_premium"] = Decimal("0.051")
    await story.until(DUE)
    await story.now(campaign, State.AWAITING)
    assert story.sent == []


async def test_a_vote_that_no_longer_counts_is_asked_about(story):
    """Where the policy asks for more people by then, those that there are are not enough."""
    campaign = await story.approved()
    story.policy = replace(story.policy, approvals_required=2)
    await story.until(DUE)
    await story.now(campaign, State.AWAITING)
    assert story.sent == []


@pytest.mark.parametrize("how", ["right", "member"])
async def test_a_vote_of_somebody_who_may_no_longer_approve_is_asked_about(story, how):
    """Whoever lost the right or left before the hand-over has approved nothing; the audit names them."""
    campaign = await story.approved()
    story.directory.leads.discard("UKARIM") if how == "right" else story.directory.gone.add("UKARIM")
    await story.until(DUE)
    asked = await story.now(campaign, State.AWAITING)
    event = (await story.store.picture(campaign.id)).events[-1]

    assert asked.votes == ()
    assert (event.action, event.note["gone"]) == (Action.DRIFT, "UKARIM")
    assert story.sent == []


async def test_while_slack_tells_nothing_nothing_is_sent(story):
    """Where Slack does not say who may approve it waits, told by its code, and is sent when Slack is back."""
    campaign = await story.approved()
    story.directory.down = True
    await story.until(MOMENT.at)
    assert (await story.now(campaign, State.APPROVED)).waiting == -3
    assert story.sent == []
    story.directory.down = False
    await story.pass_time(minutes=1)
    await story.now(campaign, State.HANDED_OVER)
    assert story.sent == [campaign.ticket]


async def test_whoever_approved_is_read_afresh_before_it_is_sent(story):
    """What Slack told minutes ago of a person is not relied on when it leaves."""
    await story.approved()
    story.directory.asked_afresh.clear()
    await story.until(DUE)
    assert story.directory.asked_afresh == {"UKARIM"}
    assert len(story.sent) == 1


async def test_while_it_is_halted_nothing_is_sent(story):
    """A halt holds every campaign, told by its code; lifted in time it is sent, and else it is too late."""
    in_time, late = await story.approved(), await story.approved(replace(BRIEF, text="Non. STOP au XXXXX"))
    await story.store.halt("person", by="UCLAIRE")
    await story.until(MOMENT.at)
    assert (await story.now(in_time, State.APPROVED)).waiting == -2
    assert story.asked_for(SEND) == []
    await story.approvals.cancel(late.id, user="UCLAIRE")
    await story.store.lift("person")
    await story.pass_time(minutes=1)
    assert story.sent == [in_time.ticket]


async def test_a_drift_where_no_approval_is_needed_is_settled_by_the_requester(story):
    """Their word is enough then: it is sent, and not asked about again because they are no approver."""
    story.policy = replace(story.policy, approvals_required=0)
    story.local.switches.turn(counts_again=True)
    campaign = await story.confirmed()
    await story.until(DUE - SECOND)
    story.local.account.add([Contact(f"+3363999{i:04d}") for i in range(9)], list_name="VIP")
    await story.until(DUE)
    await story.now(campaign, State.AWAITING)
    await story.approvals.approve(campaign.id, revision=1, user="UCLAIRE")
    await story.pass_time(minutes=1)
    await story.now(campaign, State.HANDED_OVER)
    assert len(story.sent) == 1


@pytest.mark.parametrize("fault", [Kind.LOST, Kind.SERVER_ERROR, Kind.TOO_MANY, Kind.FORBIDDEN])
async def test_a_look_that_fails_is_taken_again(story, fault):
    """A status that Octopush does not tell at hand-over is asked for again; the campaign is not lost over it."""
    campaign = await story.approved()
    story.local.switches.faults = [Fault(route=STATUS, kind=fault, times=3)]
    await story.until(MOMENT.at)
    await story.now(campaign, State.HANDED_OVER)
    assert story.sent == [campaign.ticket]


async def test_a_cancel_before_the_sending_wins(story):
    """Cancelled while the bot takes its last look, nothing is asked of Octopush any more."""
    campaign = await story.approved()

    async def cancelled() -> None:
        await story.approvals.cancel(campaign.id, user="UCLAIRE")

    story.octopush.after["status"] = cancelled
    await story.until(MOMENT.at + LATE)
    await story.now(campaign, State.CANCELLED)
    assert story.asked_for(SEND) == []
    assert story.prepared[0].state is There.CANCELLED


async def test_what_a_person_sent_at_octopush_is_asked_about(story):
    """Octopush says that it was sent already, and not by us: that is never told as "not sent", and never sent again."""
    campaign = await story.approved()
    await story.octopush.send(campaign.brief, campaign.ticket)
    await story.until(MOMENT.at + LATE)
    await story.now(campaign, State.UNSURE)

    await story.approvals.settle(campaign.id, user="UCLAIRE", sent=True)
    await story.pass_time(hours=1)
    assert len(story.asked_for(SEND)) == 1
    assert story.sent == [campaign.ticket]


PARIS_HOURS = french_marketing()


async def test_what_would_leave_in_quiet_hours_is_not_sent(story):
    """Octopush was away until after eight: not sent, the audit says why, and another moment is a revision to approve."""
    story.policy = replace(story.policy, quiet=PARIS_HOURS, late_limit=timedelta(hours=12))
    campaign = await story.approved()
    story.clock.now = MOMENT.at + timedelta(hours=3)
    await story.pass_time(seconds=1)
    asked = await story.now(campaign, State.AWAITING)
    event = (await story.store.picture(campaign.id)).events[-1]

    assert (event.action, event.note["quiet"], asked.votes) == (Action.DRIFT, "too_late", ())
    assert story.sent == []
    with pytest.raises(UserError) as refused:
        await story.approvals.approve(campaign.id, revision=1, user="ULEA")
    assert refused.value.problem.reason is Reason.QUIET_TIME
    with pytest.raises(UserError) as refused:
        await story.approvals.send_now(campaign.id, revision=1, user="UCLAIRE")
    assert refused.value.problem.reason is Reason.QUIET_TIME

    morning = Moment.of(datetime(2026, 11, 24, 9, tzinfo=UTC), "Europe/Paris")
    moved = await story.approvals.move(campaign.id, revision=1, user="UCLAIRE", moment=morning)
    assert (moved.revision, moved.brief.send_at, moved.votes) == (2, morning, ())
    await story.pass_time(minutes=1)
    await story.approvals.approve(campaign.id, revision=2, user="UKARIM")
    await story.until(morning.at)
    await story.now(campaign, State.HANDED_OVER)
    assert len(story.sent) == 1


async def test_a_moment_that_became_quiet_is_not_sent(story):
    """A holiday that was set after the approval holds as well."""
    campaign = await story.approved()
    story.policy = replace(story.policy, quiet=french_marketing(frozenset({MOMENT.local.date()})))
    await story.until(DUE)
    await story.now(campaign, State.AWAITING)
    assert story.sent == []


@pytest.mark.parametrize(
    ("moment", "reason"),
    [
        (datetime(2026, 11, 23, 8, tzinfo=UTC), Reason.MOMENT_PAST),
        (datetime(2026, 11, 29, 9, tzinfo=UTC), Reason.QUIET_TIME),
        (datetime(2028, 11, 24, 9, tzinfo=UTC), Reason.MOMENT_FAR),
    ],
)
async def test_a_campaign_is_moved_to_an_allowed_moment_only(story, moment, reason):
    """A button is client-supplied like anything else: what is over, too far or quiet is refused."""
    story.policy = replace(story.policy, quiet=PARIS_HOURS)
    campaign = await story.asked()
    with pytest.raises(UserError) as refused:
        await story.approvals.move(
            campaign.id, revision=1, user="UCLAIRE", moment=Moment.of(moment, "Europe/Paris")
        )
    assert refused.value.problem.reason is reason
    assert (await story.store.load(campaign.id)).revision == 1


async def test_an_alert_leaves_at_night(story):
    """Quiet hours are for marketing."""
    story.policy = replace(story.policy, quiet=PARIS_HOURS)
    night = Moment.of(datetime(2026, 11, 24, 2, tzinfo=UTC), "Europe/Paris")
    campaign = await story.approved(replace(BRIEF, send_at=night, purpose=Purpose.ALERT))
    await story.until(night.at)
    await story.now(campaign, State.HANDED_OVER)
