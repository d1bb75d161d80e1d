"""The tests of a campaign's words, as the request tells them: no phone number, only how many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.trial import SURELY_NOT, Outcome
from bot.slack.views.dates import day_and_time
from bot.slack.views.words import told

if TYPE_CHECKING:
    from bot.domain.trial import Trial
    from bot.slack.views.card import Scene


def can_be_tested(scene: Scene) -> bool:
    """Whether the words that are asked about can be sent as a test: there are phones, and none may have got them."""
    return scene.test_phones > 0 and all(trial.outcome in SURELY_NOT for trial in _of_these_words(scene))


def tried(scene: Scene) -> list[str]:
    """Tell the last test of the words that are asked about, where there is one."""
    found = _of_these_words(scene)
    return [_told(scene, found[-1])] if found else []


def _of_these_words(scene: Scene) -> list[Trial]:
    digest = scene.campaign.brief.digest
    return [trial for trial in scene.trials if trial.digest == digest]


def _told(scene: Scene, trial: Trial) -> str:
    phones = "1 phone" if trial.phones == 1 else f"{trial.phones} phones"
    who = f"<@{trial.by}>, {day_and_time(trial.at, scene.zone)}"
    match trial.outcome:
        case Outcome.SENT:
            ticket = f", ticket `{trial.ticket}`" if trial.ticket else ""
            return f"✓ Test sent to {phones} by {who}{ticket}."
        case Outcome.ASKED | Outcome.UNSURE:
            return f"A test for {phones} by {who}: no answer came, so nobody knows. Look at the phones; it is not repeated."
        case _:
            return f"✗ No test was sent ({who}). {told(trial.code or 0, scene.campaign.brief, mrkdwn=True)}"
