"""Test sends: a campaign's words on the team's own phones, once for each wording, never a second time by themselves."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.brief import SmsType
from bot.domain.campaign import State
from bot.domain.trial import Outcome, marked
from bot.errors import Reason, UserError
from bot.sandbox.octopush import Fault, Kind
from bot.services.trials import Trials
from tests.services.story import BRIEF, MOMENT
from tests.services.test_drafting import refused

pytestmark = pytest.mark.asyncio(loop_scope="module")

PHONES = ("+33639980001", "+33639980002")
SEND_TEST = "sms-campaign/send"


def _trials(story, *, phones=PHONES, per_day=10):
    return Trials(story.store, story.octopush, story.directory, story.clock, phones, per_day, story.policy)


async def test_a_test_goes_to_the_phones_marked_and_nobody_else(story):
    """The campaign's words after a mark, at once, to the phones of the settings; it is recorded with its ticket."""
    campaign = await story.asked()
    done = await _trials(story).send(campaign.id, revision=1, user="UCLAIRE")
    [sending] = story.local.sendings
    [asked] = story.asked_for(SEND_TEST)

    assert (done.outcome, done.ticket, done.phones, done.by) == (Outcome.SENT, sending.ticket, 2, "UCLAIRE")
    assert sending.brief.text == f"TEST: {BRIEF.text}"
    assert [each["phone_number"] for each in asked["recipients"]] == list(PHONES)
    assert asked["request_id"] == f"test-1-1-1-{BRIEF.digest[:12]}"
    assert asked.keys() & {"list_name", "tag_name", "send_at"} == set()
    assert (await story.store.picture(campaign.id)).trials == [done]
    assert (await story.store.load(campaign.id)).state is State.AWAITING


async def test_the_same_words_are_tested_once_and_new_words_anew(story):
    """A second press sends nothing; a new revision can be tested again."""
    campaign = await story.asked()
    trials = _trials(story)
    await trials.send(campaign.id, revision=1, user="UKARIM")
    assert await refused(trials.send(campaign.id, revision=1, user="UCLAIRE")) is Reason.TESTED_ALREADY
    morning = replace(MOMENT, at=MOMENT.at + timedelta(hours=1), wall=MOMENT.wall + timedelta(hours=1))
    await story.approvals.move(campaign.id, revision=1, user="UCLAIRE", moment=morning)
    await story.pass_time(minutes=1)
    assert await refused(trials.send(campaign.id, revision=1, user="UCLAIRE")) is Reason.STALE
    await trials.send(campaign.id, revision=2, user="UCLAIRE")
    assert len(story.local.sendings) == 2


async def test_two_clicks_at_once_send_one_test(story):
    """Whoever presses first is recorded before Octopush is asked."""
    campaign = await story.asked()
    found = await asyncio.gather(
        *(_trials(story).send(campaign.id, revision=1, user="UCLAIRE") for _ in range(4)),
        return_exceptions=True,
    )
    assert sum(not isinstance(each, UserError) for each in found) == 1
    assert len(story.asked_for(SEND_TEST)) == 1


@pytest.mark.parametrize(
    ("fault", "outcome", "again"),
    [
        (Kind.LOST, Outcome.UNSURE, Reason.TESTED_ALREADY),
        (Kind.BAD_GATEWAY, Outcome.UNSURE, Reason.TESTED_ALREADY),
        (Kind.TOO_MANY, Outcome.NOT_TAKEN, None),
        (Kind.FORBIDDEN, Outcome.REFUSED, None),
    ],
)
async def test_a_lost_answer_is_never_asked_for_again(story, fault, outcome, again):
    """What may be on the phones is not repeated; what surely is not may be pressed again, under a name of its own."""
    story.local.switches.faults = [Fault(route=SEND_TEST, kind=fault)]
    campaign = await story.asked()
    trials = _trials(story)
    done = await trials.send(campaign.id, revision=1, user="UCLAIRE")
    assert done.outcome is outcome
    before = len(story.asked_for(SEND_TEST))
    if again is not None:
        assert await refused(trials.send(campaign.id, revision=1, user="UCLAIRE")) is again
        assert len(story.asked_for(SEND_TEST)) == before
    else:
        second = await trials.send(campaign.id, revision=1, user="UCLAIRE")
        assert (second.outcome, second.attempt) == (Outcome.SENT, 2)
        assert second.request_id != done.request_id


async def test_tests_are_limited_within_a_day(story):
    """What reached a phone counts, over all campaigns, for 24 hours; what surely did not does not."""
    story.local.switches.faults = [Fault(route=SEND_TEST, kind=Kind.FORBIDDEN)]
    first, second = await story.asked(), await story.asked(replace(BRIEF, text="Bonsoir. STOP au XXXXX"))
    trials = _trials(story, per_day=1)
    await trials.send(first.id, revision=1, user="UCLAIRE")
    await trials.send(first.id, revision=1, user="UCLAIRE")
    assert await refused(trials.send(second.id, revision=1, user="UCLAIRE")) is Reason.TESTS_USED_UP
    assert len(story.local.sendings) == 1
    story.clock.now += timedelta(hours=24)
    await trials.send(second.id, revision=1, user="UCLAIRE")


async def test_who_may_test_and_when(story):
    """Whoever asked or may approve, while it is decided on or waits; never without phones."""
    campaign = await story.asked()
    trials = _trials(story)
    assert await refused(trials.send(campaign.id, revision=1, user="UEVE")) is Reason.NOT_THE_REQUESTER
    story.directory.gone.add("UEVE")
    assert await refused(trials.send(campaign.id, revision=1, user="UEVE")) is Reason.OUTSIDER
    none = _trials(story, phones=())
    assert await refused(none.send(campaign.id, revision=1, user="UCLAIRE")) is Reason.NO_TEST_PHONES
    await story.approvals.cancel(campaign.id, user="UCLAIRE")
    assert await refused(trials.send(campaign.id, revision=1, user="UCLAIRE")) is Reason.NOT_IN_THIS_STATE
    assert story.local.sendings == []


@pytest.mark.parametrize(("sms_type", "limit"), [(SmsType.PREMIUM, 1224), (SmsType.LOW_COST, 160)])
async def test_a_mark_that_does_not_fit_is_said(sms_type, limit):
    """Six characters more must be within Octopush's limits."""
    fits = replace(BRIEF, text="x" * (limit - 6), type=sms_type)
    assert marked(fits).text == "TEST: " + fits.text
    with pytest.raises(UserError) as raised:
        marked(replace(fits, text=fits.text + "x"))
    assert raised.value.problem.reason is Reason.TEST_TOO_LONG
