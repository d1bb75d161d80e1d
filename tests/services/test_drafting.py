"""From the form to a campaign: what was previewed and simulated is what is confirmed, once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.brief import Brief
from bot.domain.campaign import Action, State
from bot.errors import Reason, Refused, UserError
from bot.sandbox.octopush import Fault, Kind
from bot.services.fields import fields_of
from tests.services.story import BRIEF, CREATE, MOMENT

pytestmark = pytest.mark.asyncio(loop_scope="module")

FIELDS = fields_of(BRIEF)
OTHER = replace(BRIEF, text="Bonsoir. STOP au XXXXX")


async def previewed(story, brief=BRIEF, *, owner="UCLAIRE"):
    """Type a campaign, and see its preview."""
    composed = await story.drafting.keep(owner, fields_of(brief), channel="C1")
    assert composed.problems == ()
    return await story.drafting.preview(owner, brief.digest)


async def refused(asked):
    """Give the reason why something is refused."""
    with pytest.raises(UserError) as raised:
        await asked
    return raised.value.problem.reason


async def test_a_preview_is_a_simulation(story):
    """It reaches Octopush with `simulation_mode: true`, prepares nothing, and is remembered in the draft."""
    found = await previewed(story)
    [asked] = story.asked_for(CREATE)
    draft = await story.store.draft("UCLAIRE")

    assert asked["simulation_mode"] is True
    assert found.simulated is not None
    assert (found.brief, found.failure, found.timed_out, found.last_use) == (BRIEF, None, False, None)
    assert (draft.digest, draft.simulated, draft.simulated_at) == (BRIEF.digest, BRIEF.digest, story.clock())
    assert (draft.fields, draft.channel) == (FIELDS, "C1")
    assert story.prepared == story.sent == []


async def test_two_previews_are_two_simulations(story):
    """Each run has a request id of its own, or Octopush would call the second a duplicate."""
    story.local.switches.turn(simulation_keeps_request_id=True)
    await previewed(story)
    again = await story.drafting.preview("UCLAIRE", BRIEF.digest)
    assert again.simulated is not None


async def test_what_was_previewed_is_confirmed(story):
    """The campaign is the draft's Brief, asked for by its owner, in the channel; the draft is gone."""
    await previewed(story)
    campaign = await story.drafting.confirm("UCLAIRE", BRIEF.digest, nonce="n1", channel="C1")

    assert (campaign.id, campaign.brief, campaign.requester, campaign.channel) == (1, BRIEF, "UCLAIRE", "C1")
    assert campaign.state is State.PREPARING
    assert await story.store.draft("UCLAIRE") is None


async def test_one_form_makes_one_campaign(story):
    """However often a form is confirmed, and at once: one campaign, though the draft is gone after the first."""
    await previewed(story)
    drafting = story.drafting
    found = await asyncio.gather(
        *(drafting.confirm("UCLAIRE", BRIEF.digest, nonce="n1", channel="C1") for _ in range(5))
    )
    again = await drafting.confirm("UCLAIRE", BRIEF.digest, nonce="n1", channel="C1")

    assert {campaign.id for campaign in (*found, again)} == {1}
    assert len(await story.store.campaigns()) == 1


async def test_nothing_is_confirmed_that_was_not_simulated(story):
    """No draft, a draft that was never previewed, another digest, somebody else's draft: nothing is made."""
    confirm = story.drafting.confirm
    assert await refused(confirm("UCLAIRE", BRIEF.digest, nonce="n", channel="C1")) is Reason.NOT_PREVIEWED
    await story.drafting.keep("UCLAIRE", FIELDS, channel="C1")
    assert await refused(confirm("UCLAIRE", BRIEF.digest, nonce="n", channel="C1")) is Reason.NOT_PREVIEWED
    await story.drafting.preview("UCLAIRE", BRIEF.digest)
    assert await refused(confirm("UCLAIRE", OTHER.digest, nonce="n", channel="C1")) is Reason.NOT_PREVIEWED
    assert await refused(confirm("UEVE", BRIEF.digest, nonce="n", channel="C1")) is Reason.NOT_PREVIEWED
    await story.drafting.keep("UCLAIRE", fields_of(OTHER), channel="C1")
    assert await refused(confirm("UCLAIRE", BRIEF.digest, nonce="n", channel="C1")) is Reason.NOT_PREVIEWED
    assert await refused(confirm("UCLAIRE", OTHER.digest, nonce="n", channel="C1")) is Reason.NOT_PREVIEWED
    assert await story.store.campaigns() == []


async def test_a_slow_simulation_blesses_no_other_draft(story):
    """A form changed while Octopush was asked is not simulated by the answer to what it was before."""
    await story.drafting.keep("UCLAIRE", FIELDS, channel="C1")

    async def typed_on() -> None:
        await story.drafting.keep("UCLAIRE", fields_of(OTHER), channel="C1")

    story.octopush.after["simulate"] = typed_on
    await story.drafting.preview("UCLAIRE", BRIEF.digest)
    draft = await story.store.draft("UCLAIRE")
    assert (draft.digest, draft.simulated) == (OTHER.digest, None)


async def test_a_moment_that_passes_before_the_confirmation_is_said(story):
    """Between preview and confirmation time goes by; what is then wrong is refused."""
    await previewed(story)
    story.clock.now = MOMENT.at
    confirmed = story.drafting.confirm("UCLAIRE", BRIEF.digest, nonce="n", channel="C1")
    assert await refused(confirmed) is Reason.MOMENT_PAST


async def test_a_refused_simulation_is_told_and_not_remembered(story):
    """Octopush's code comes along, and there is nothing to confirm."""
    found = await previewed(story, replace(BRIEF, list_name="Nobody's"))
    assert isinstance(found.failure, Refused)
    assert (found.failure.code, found.simulated) == (303, None)
    assert (await story.store.draft("UCLAIRE")).simulated is None


async def test_a_simulation_without_an_answer_is_given_up(story):
    """After its patience the preview says so; nothing is remembered."""
    story.local.switches.faults = [Fault(route=CREATE, kind=Kind.DELAYED, seconds=0.2)]
    await story.drafting.keep("UCLAIRE", FIELDS, channel="C1")
    found = await replace(story.drafting, patience=0.02).preview("UCLAIRE", BRIEF.digest)
    assert (found.timed_out, found.simulated, found.failure) == (True, None, None)
    assert (await story.store.draft("UCLAIRE")).simulated is None


async def test_the_last_use_of_an_audience_is_shown(story):
    """What Octopush counted the last time stands beside the next preview."""
    await story.asked(OTHER)
    found = await previewed(story)
    assert found.last_use is not None
    assert (found.last_use.people, found.last_use.by) == (100, "UCLAIRE")


async def test_drafts_are_kept_right_or_wrong(story):
    """What was typed is kept as it was; only what is right has a digest."""
    wrong = {**FIELDS, "text": "", "send_at": "unread:evning"}
    composed = await story.drafting.keep("UCLAIRE", wrong, channel=None)
    draft = await story.store.draft("UCLAIRE")

    assert composed.brief is None
    assert [p.reason for p in composed.problems] == [Reason.TEXT_EMPTY, Reason.MOMENT_NOT_UNDERSTOOD]
    assert (draft.fields, draft.digest, draft.channel) == (wrong, None, None)
    assert await refused(story.drafting.preview("UCLAIRE", BRIEF.digest)) is Reason.NOT_PREVIEWED


async def test_a_brief_with_problems_has_no_digest(story):
    """A form that makes a Brief with a fault in it is kept, and cannot be previewed."""
    late = replace(BRIEF, sender="?")
    composed = await story.drafting.keep("UCLAIRE", fields_of(late), channel="C1")
    assert composed.brief == late
    assert (await story.store.draft("UCLAIRE")).digest is None


async def test_a_campaign_that_nobody_could_approve_is_not_begun(story):
    """Where the only approver wrote it, that is said before anything is prepared; without approvals it is no matter."""
    story.directory.leads = {"UCLAIRE"}
    await previewed(story)
    confirmed = story.drafting.confirm("UCLAIRE", BRIEF.digest, nonce="n", channel="C1")
    assert await refused(confirmed) is Reason.TOO_FEW_APPROVERS
    story.policy = replace(story.policy, approvals_required=0)
    assert (await story.drafting.confirm("UCLAIRE", BRIEF.digest, nonce="n", channel="C1")).id == 1


async def test_a_list_and_a_tag_need_the_setting(story):
    """Both names are refused, unless the house allows them."""
    both = Brief(text="Hello", list_name="VIP", tag_name="lyon")
    reasons = [
        [p.reason for p in replace(story.drafting, both_names=allowed).compose(fields_of(both)).problems]
        for allowed in (False, True)
    ]
    assert reasons == [[Reason.AUDIENCE_BOTH], [Reason.SEGMENTATION_MISSING]]


async def test_an_edit_makes_the_next_revision_once(story):
    """What was previewed becomes revision 2; said again it changes nothing; its draft is gone, the person's own is not."""
    campaign = await story.asked()
    await story.drafting.keep("UCLAIRE", FIELDS, channel="C1")
    await previewed(story, OTHER, owner="UCLAIRE#1")
    given = {"draft_of": "UCLAIRE#1", "number": campaign.id, "revision": 1}
    edited = await story.drafting.revise("UCLAIRE", OTHER.digest, **given)
    again = await story.drafting.revise("UCLAIRE", OTHER.digest, **given)

    assert edited == again
    assert (edited.revision, edited.brief, edited.state) == (2, OTHER, State.PREPARING)
    assert await story.store.draft("UCLAIRE#1") is None
    assert await story.store.draft("UCLAIRE") is not None
    await story.pass_time(minutes=1)
    await story.approvals.approve(campaign.id, revision=2, user="UKARIM")
    await story.until(MOMENT.at)
    assert story.sent == [story.prepared[1].ticket]
    assert story.local.sendings[0].brief.text == OTHER.text


async def test_an_edit_is_the_requesters(story):
    """Nobody else's, unless the requester is gone; then whoever edits takes their place, and may not approve it."""
    campaign = await story.asked()
    await previewed(story, OTHER, owner="UEVE#1")
    given = {"draft_of": "UEVE#1", "number": campaign.id, "revision": 1}
    revised = story.drafting.revise("UEVE", OTHER.digest, **given)
    assert await refused(revised) is Reason.NOT_THE_REQUESTER

    story.directory.gone.add("UCLAIRE")
    edited = await story.drafting.revise("UEVE", OTHER.digest, **given)
    assert (edited.requester, edited.authors) == ("UEVE", {"UCLAIRE", "UEVE"})


async def test_an_edit_of_what_moved_on_is_refused(story):
    """Edited by somebody else meanwhile, or not previewed, or handed over: nothing changes."""
    campaign = await story.asked()
    given = {"draft_of": "UCLAIRE#1", "number": campaign.id}
    unseen = story.drafting.revise("UCLAIRE", OTHER.digest, revision=1, **given)
    assert await refused(unseen) is Reason.NOT_PREVIEWED

    await previewed(story, OTHER, owner="UCLAIRE#1")
    await story.approvals.send_now(campaign.id, revision=1, user="UCLAIRE")
    stale = story.drafting.revise("UCLAIRE", OTHER.digest, revision=1, **given)
    assert await refused(stale) is Reason.STALE
    actions = [event.action for event in (await story.store.picture(campaign.id)).events]
    assert actions.count(Action.EDIT) == 1


async def test_an_edit_outlives_a_write_in_between(story):
    """Where the bot writes first, the edit is decided anew on what it left."""
    campaign = await story.asked()
    await previewed(story, OTHER, owner="UCLAIRE#1")
    written = [False]
    people = story.directory.people

    async def busy(named):
        if not written[0]:
            written[0] = True
            await story.approvals.approve(campaign.id, revision=1, user="UKARIM")
        return await people(named)

    story.directory.people = busy
    edited = await story.drafting.revise(
        "UCLAIRE", OTHER.digest, draft_of="UCLAIRE#1", number=campaign.id, revision=1
    )
    assert (edited.revision, edited.votes) == (2, ())
    assert story.clock() < MOMENT.at - timedelta(minutes=5)
