"""What is to settle on a preview: found, mended or kept knowingly, and looked at again when it is confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.brief import Moment, Purpose
from bot.domain.quiet_hours import french_marketing
from bot.domain.settling import Kept
from bot.errors import Reason
from bot.sandbox.octopush import Fault, Kind
from bot.services.fields import fields_of
from bot.services.remedies import Remedy
from tests.services.story import BRIEF, CREATE, MOMENT
from tests.services.test_drafting import OTHER, previewed, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")


SUNDAY = Moment.of(datetime(2026, 11, 29, 9, tzinfo=UTC), "Europe/Paris")
WRONG = replace(BRIEF, text="Bonjour {prenom}\u200b, c’est ici 😀", send_at=SUNDAY, auto_optimize_text=True)


def _strict(story):
    story.policy = replace(story.policy, quiet=french_marketing())


async def test_what_is_to_settle_is_not_simulated(story):
    """Octopush is not even asked, and nothing can be confirmed."""
    _strict(story)
    found = await previewed(story, WRONG)
    assert (found.findings.to_settle, found.simulated, found.failure) == (4, None, None)
    assert story.asked_for(CREATE) == []
    confirmed = story.drafting.confirm("UCLAIRE", WRONG.digest, nonce="n", channel="C1")
    assert await refused(confirmed) is Reason.NOT_PREVIEWED


REMEDIES = [
    (Remedy.FIELD, "{prenom}", {"text": WRONG.text.replace("{prenom}", "{first_name}")}),
    (Remedy.STOP, "", {"text": f"{WRONG.text} STOP au XXXXX"}),
    (Remedy.VISIBLE, "", {"text": WRONG.text.replace("\u200b", "")}),
    (Remedy.CHEAPER, "", {"text": "Bonjour {prenom}, c'est ici"}),
    (
        Remedy.MOMENT,
        "2026-11-30T10:00:00+01:00[Europe/Paris]",
        {"send_at": "2026-11-30T10:00:00+01:00[Europe/Paris]"},
    ),
    (Remedy.MARKETING, "", {"purpose": "wholesale"}),
    (Remedy.AS_WRITTEN, "", {"auto_optimize_text": False}),
]


@pytest.mark.parametrize(("remedy", "value", "changed"), REMEDIES, ids=[each[0] for each in REMEDIES])
async def test_a_remedy_changes_what_it_says_in_the_draft(story, remedy, value, changed):
    """One field of the form, as a person would have typed it; all others stay."""
    brief = replace(WRONG, purpose=Purpose.ALERT) if remedy is Remedy.MARKETING else WRONG
    await previewed(story, brief)
    mended = await story.drafting.mend("UCLAIRE", brief.digest, remedy, value)
    draft = await story.store.draft("UCLAIRE")
    assert mended.fields == draft.fields == {**fields_of(brief), **changed}
    assert mended.composed.brief is not None
    assert draft.digest == mended.composed.brief.digest != brief.digest
    assert draft.channel == "C1"


async def test_a_remedy_is_for_the_draft_that_waspreviewed(story):
    """A button of an older preview changes nothing."""
    await previewed(story, WRONG)
    await story.drafting.keep("UCLAIRE", fields_of(OTHER), channel="C1")
    assert await refused(story.drafting.mend("UCLAIRE", WRONG.digest, Remedy.STOP)) is Reason.NOT_PREVIEWED
    assert (await story.store.draft("UCLAIRE")).fields == fields_of(OTHER)


async def test_a_remedy_that_makes_a_text_too_long_is_kept_and_said(story):
    """Nothing is lost: the draft holds the long text, and the problem says how long it is."""
    brief = replace(BRIEF, text="x" * 1220)
    await previewed(story, brief)
    mended = await story.drafting.mend("UCLAIRE", brief.digest, Remedy.STOP)
    assert [each.reason for each in mended.composed.problems] == [Reason.TEXT_LONG]
    assert (await story.store.draft("UCLAIRE")).fields["text"].endswith("STOP au XXXXX")


async def test_a_moment_that_becomes_quiet_before_the_confirmation_isrefused(story):
    """As soon as it is confirmed means now, and now it is half past eight in the evening."""
    _strict(story)
    story.policy = replace(story.policy, approvals_required=0)
    brief = replace(BRIEF, send_at=None)
    await previewed(story, brief)
    story.clock.now = datetime(2026, 11, 23, 19, 30, tzinfo=UTC)
    confirmed = story.drafting.confirm("UCLAIRE", brief.digest, nonce="n", channel="C1")
    assert await refused(confirmed) is Reason.QUIET_TIME


async def test_the_same_again_is_confirmed_knowingly(story):
    """Named on the preview; what came up since the preview is refused at the confirmation; kept knowingly, it goes."""
    brief = replace(BRIEF, text="BONJOUR {first_name} ! STOP au XXXXX")
    await previewed(story, brief, owner="UTOM")
    first = await story.confirmed()
    confirm = story.drafting.confirm
    assert await refused(confirm("UTOM", brief.digest, nonce="n", channel="C1")) is Reason.UNSETTLED
    found = await story.drafting.preview("UTOM", brief.digest)
    assert found.findings.same_as == first
    kept = (Kept.AGAIN,)
    assert (await story.drafting.preview("UTOM", brief.digest, kept=kept)).simulated is not None
    again = await confirm("UTOM", brief.digest, nonce="n", channel="C1", kept=kept)
    assert again.id != first.id
    assert [each.id for each in (await story.store.picture(again.id)).alike] == []
    await story.pass_time(minutes=1)
    assert [each.id for each in (await story.store.picture(again.id)).alike] == [first.id]
    await story.approvals.cancel(first.id, user="UCLAIRE")
    assert await story.store.alike(brief, apart_from=again.id) == []


async def test_a_revision_is_not_the_same_as_itself(story):
    """Changing a campaign's moment is no second sending of its text."""
    campaign = await story.asked()
    moved = replace(BRIEF, send_at=Moment.of(MOMENT.at + timedelta(hours=1), "Europe/Paris"))
    await story.drafting.keep("UCLAIRE#1", fields_of(moved), channel="C1")
    found = await story.drafting.preview("UCLAIRE#1", moved.digest, revises=campaign.id)
    assert found.findings.same_as is None
    assert found.simulated is not None


async def test_the_credit_stands_beside_the_cost(story):
    """It is asked for at the same time; where it is not told, the preview does without it."""
    assert (await previewed(story)).balance == Decimal("700.19")
    story.local.switches.faults = [Fault(route="wallet/check-balance", kind=Kind.SERVER_ERROR)]
    found = await story.drafting.preview("UCLAIRE", BRIEF.digest)
    assert (found.balance, found.simulated is not None) == (None, True)
