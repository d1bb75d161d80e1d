"""The one place at Octopush: an alert takes it from marketing nobody approved; whatever else is in the way is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.brief import Moment, Purpose
from bot.domain.campaign import Action, State
from bot.domain.own_codes import GIVES_WAY, TAKES_PLACE
from bot.errors import Unsure
from bot.sandbox.octopush import Fault, Kind
from bot.sandbox.octopush import State as There
from bot.services.gateway import Draft
from tests.services.story import BRIEF, CANCEL, CREATE, MOMENT, NOW

pytestmark = pytest.mark.asyncio(loop_scope="module")

ALERT = replace(BRIEF, text="The shop is closed today.", purpose=Purpose.ALERT, send_at=None)
SECOND = replace(BRIEF, text="Bis. STOP au XXXXX")


@pytest.fixture
def narrow(story):
    """Let Octopush take one waiting campaign at a time."""
    story.local.switches.waiting_at_once = 1
    return story


async def _events(story, campaign):
    return (await story.store.picture(campaign.id)).events


async def test_an_alert_wanted_now_takes_the_place_of_unapproved_marketing(narrow):
    """It is prepared at once; the other is told, keeps its votes, and is prepared again when the alert is out."""
    narrow.policy = replace(narrow.policy, approvals_required=2)
    marketing = await narrow.asked()
    await narrow.approvals.approve(marketing.id, revision=1, user="UKARIM")
    alert = await narrow.confirmed(ALERT)
    await narrow.pass_time(seconds=20)

    await narrow.now(alert, State.AWAITING)
    behind = await narrow.now(marketing, State.PREPARING)
    assert (behind.behind, behind.waiting, behind.ticket) == (alert.id, 126, None)
    assert [one.state for one in narrow.prepared] == [There.CANCELLED, There.READY]
    [gave] = [one for one in await _events(narrow, marketing) if one.action is Action.PREPARE_AGAIN]
    assert (gave.note["code"], gave.note["behind"]) == (GIVES_WAY, alert.id)
    waits = [one.note for one in await _events(narrow, alert) if one.action is Action.WAIT]
    assert [(note["code"], note["behind"]) for note in waits if "code" in note] == [
        (TAKES_PLACE, marketing.id)
    ]

    for user in ("UKARIM", "ULEA"):
        await narrow.approvals.approve(alert.id, revision=1, user=user)
    await narrow.pass_time(minutes=1)
    assert narrow.sent == [narrow.prepared[1].ticket]
    again = await narrow.now(marketing, State.AWAITING)
    assert [vote.voter for vote in again.votes] == ["UKARIM"]
    await narrow.approvals.approve(marketing.id, revision=1, user="ULEA")
    await narrow.until(MOMENT.at)
    assert narrow.sent == [narrow.prepared[1].ticket, narrow.prepared[2].ticket]


async def test_the_place_is_not_snatched_back(narrow):
    """Though its release comes first, the marketing campaign waits until the alert has the place."""
    marketing = await narrow.asked()
    alert = await narrow.confirmed(ALERT)
    narrow.local.switches.faults = [Fault(route=CREATE, kind=Kind.TOO_MANY, seconds=5, times=1)]
    await narrow.pass_time(seconds=2)
    narrow.local.switches.faults = [Fault(route=CREATE, kind=Kind.TOO_MANY, seconds=5, times=3)]
    await narrow.pass_time(minutes=1)
    await narrow.now(alert, State.AWAITING)
    await narrow.now(marketing, State.PREPARING)


async def test_approved_marketing_keeps_its_place(narrow):
    """The alert says behind which campaign it waits, and goes when that one has gone."""
    soon = Moment.of(NOW + timedelta(minutes=8), "Europe/Paris")
    marketing = await narrow.approved(replace(BRIEF, send_at=soon))
    alert = await narrow.confirmed(ALERT)
    await narrow.pass_time(minutes=1)
    waiting = await narrow.now(alert, State.PREPARING)
    assert (waiting.waiting, waiting.behind) == (126, marketing.id)
    waits = [one for one in await _events(narrow, alert) if one.action is Action.WAIT]
    assert len(waits) == 1
    await narrow.until(soon.at)
    await narrow.now(alert, State.AWAITING)


async def test_what_is_not_ours_is_left_alone_and_told(narrow):
    """Somebody prepared a campaign at Octopush by hand: its ticket is named, and nobody but them releases it."""
    theirs = await narrow.octopush.prepare(SECOND, request_id="by-hand")
    alert = await narrow.confirmed(ALERT)
    await narrow.pass_time(minutes=1)
    waiting = await narrow.now(alert, State.PREPARING)
    assert (waiting.behind, waiting.behind_ticket) == (None, theirs)
    assert narrow.asked_for(CANCEL) == []
    await narrow.octopush.cancel(theirs)
    await narrow.pass_time(minutes=1)
    await narrow.now(alert, State.AWAITING)


async def test_what_of_ours_is_of_no_more_use_is_released(narrow):
    """A cancelled campaign whose release was refused is in the way: it is cancelled again, and the next has its turn."""
    first = await narrow.asked()
    narrow.local.switches.faults = [Fault(route=CANCEL, kind=Kind.FORBIDDEN)]
    await narrow.approvals.cancel(first.id, user="UCLAIRE")
    await narrow.pass_time(minutes=1)
    second = await narrow.confirmed(SECOND)
    await narrow.pass_time(seconds=20)
    await narrow.now(second, State.AWAITING)


@pytest.mark.parametrize(
    ("people", "later", "released"),
    [(100, 0, True), (99, 0, False), (None, 0, False), (100, 1, False)],
    ids=["fits", "other people", "unknown people", "other time"],
)
async def test_a_lost_attempt_is_released_where_count_and_time_fit(narrow, people, later, released):
    """An orphan of ours that has the place is cancelled only if both are known and equal; else its ticket is told."""
    used = await narrow.asked(replace(BRIEF, text="Used before. STOP au XXXXX"))
    await narrow.approvals.cancel(used.id, user="UCLAIRE")
    await narrow.pass_time(seconds=5)
    narrow.local.switches.faults = [Fault(route=CREATE, kind=Kind.LOST, taken=True)]
    campaign = await narrow.confirmed()
    await narrow.work()
    orphan = narrow.prepared[-1]
    sends_at = MOMENT.at.replace(hour=MOMENT.at.hour + later)
    narrow.octopush.shows = Draft(orphan.ticket, people, Decimal(5), sends_at)
    await narrow.pass_time(seconds=40)
    assert (orphan.state is There.CANCELLED) == released
    if released:
        await narrow.now(campaign, State.AWAITING)
    else:
        assert (await narrow.now(campaign, State.PREPARING)).behind_ticket == orphan.ticket
    assert narrow.sent == []


async def test_an_unreadable_draft_is_waited_for(narrow, monkeypatch):
    """What has the place cannot be read: the campaign waits its turn, without a name."""

    async def broken():
        raise Unsure("draft: lost")

    await narrow.asked()
    monkeypatch.setattr(narrow.octopush, "draft", broken)
    second = await narrow.confirmed(SECOND)
    await narrow.pass_time(seconds=20)
    waiting = await narrow.now(second, State.PREPARING)
    assert (waiting.waiting, waiting.behind, waiting.behind_ticket) == (126, None, None)
