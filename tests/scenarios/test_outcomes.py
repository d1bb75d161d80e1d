"""What a team sees after a campaign left: how it arrived, without a phone number anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from bot.sandbox.octopush import Contact
from bot.sandbox.octopush.faults import Kind
from bot.trying import CALLBACK_SECRET
from tests.scenarios.desk import TOMORROW, well
from tests.scenarios.test_living import home

if TYPE_CHECKING:
    from tests.scenarios.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def called_back(desk: Desk):
    """Let Octopush know the bot's addresses; ninety-nine people are in a list who did not opt out."""
    desk.octopush.account.add(
        [Contact(f"+3363998{place:04d}") for place in range(1, 101)], list_name="Hundred"
    )
    desk.octopush.call_back(desk.slack.request_url.replace("/slack/events", f"/octopush/{CALLBACK_SECRET}"))
    yield
    desk.octopush.call_back(None)


@pytest.mark.bot(METRICS_TOKEN="a-token-of-24-letters-or-so")
@pytest.mark.usefixtures("called_back")
async def test_a_sending_that_nobody_knows_of_is_settled_and_its_outcome_shown(desk: Desk) -> None:
    """The answer to the sending is lost; reports come twice and out of order: it was sent, and each person counts once."""
    desk.octopush.switches.turn(callback_times=2, callback_order="shuffled")
    card = await desk.asked(audience="list:Hundred")
    desk.fault("sms-campaign-on-list/send", Kind.LOST)
    await desk.told(card, "oes to Octopush")
    well(await desk.claire.open_home())
    desk.clock.set(TOMORROW)
    await desk.told(card, "We do not know whether campaign")
    # On the card, and once in the thread.
    shown = await desk.told(card, "📬 96 delivered · 2 failed · 1 on their way · 1 STOP · as of 18:0")
    assert "It was sent: Octopush reported on its delivery" in shown
    assert shown.count("96 delivered · 2 failed") == 2
    assert len(desk.octopush.sendings) == 1
    figures = await _figures(desk.slack.request_url.replace("/slack/events", "/metrics"))
    assert 'sms_campaigns{state="handed_over"} 1.0' in figures
    assert 'sms_octopush_call_seconds_count{call="send",verdict="unsure"} 1.0' in figures
    assert 'sms_slack_answer_seconds_count{status="200"}' in figures
    # A hundred people less one who had opted out: two words each, and one STOP; all of it came twice.
    assert 'sms_callbacks_new_total{what="word"} 198.0' in figures
    assert 'sms_callback_seconds_count{answer="taken"} 398.0' in figures
    # Her Home follows, drawn a few times for all of the 398 words.
    await home(desk, desk.claire, "Lately", "96 delivered · 2 failed · 1 STOP")
    assert len(desk.calls("views.publish")) < 20
    assert "3363998" not in repr([await desk.thread(card), *desk.calls("chat.update")])


async def _figures(address: str) -> str:
    """Read the figures, which nobody gets without the token."""
    async with httpx.AsyncClient(trust_env=False) as client:
        for headers in (
            {},
            {"authorization": "Bearer other"},
            {"authorization": "Basic a-token-of-24-letters-or-so"},
        ):
            assert (await client.get(address, headers=headers)).status_code == 401
        answer = await client.get(address, headers={"authorization": "Bearer a-token-of-24-letters-or-so"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return answer.text
