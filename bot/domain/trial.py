"""A test send: a campaign's words on a few phones of the team, before anybody approves them.

It is bound to the words it was made of: new words need a new test. It goes out once; an answer that was lost is never asked for
again by the bot, since phones may have it. The phones are settings, and never come here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.brief import LOW_COST_LIMIT, TEXT_LIMIT, SmsType
from bot.domain.campaign import Campaign, State
from bot.domain.policy import check_canceller
from bot.errors import Reason, UserError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.domain.brief import Brief
    from bot.domain.campaign import Actor

#: Stands before the words, so that nobody takes a test for the campaign.
MARK = "TEST: "
#: Over how long tests are counted for their limit.
DAY = timedelta(hours=24)


class Outcome(StrEnum):
    """What became of a test. The values are stored."""

    ASKED = "asked"  # Octopush was about to be asked; nothing more is known if it stays so.
    SENT = "sent"
    NOT_TAKEN = "not_taken"  # Surely not sent: it may be tried again.
    REFUSED = "refused"
    UNSURE = "unsure"


#: Nothing reached a phone, so the same words may be tested again.
SURELY_NOT = frozenset({Outcome.NOT_TAKEN, Outcome.REFUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One test of one revision, as stored: by whom, when (aware, UTC), to how many phones, and what became of it."""

    campaign: int
    revision: int
    #: Goes up where Octopush surely did not take the one before.
    attempt: int
    digest: str
    by: str
    at: datetime
    phones: int
    outcome: Outcome = Outcome.ASKED
    #: Octopush's code where it said no, 0 where it did not answer.
    code: int | None = None
    ticket: str | None = None

    @property
    def request_id(self) -> str:
        """Name the attempt: Octopush takes each name once within 24 hours."""
        return f"test-{self.campaign}-{self.revision}-{self.attempt}-{self.digest[:12]}"


def marked(brief: Brief) -> Brief:
    """Return a Brief's words marked as a test; raises UserError where the mark does not fit."""
    text = MARK + brief.text
    limit = LOW_COST_LIMIT if brief.type is SmsType.LOW_COST else TEXT_LIMIT
    if len(text) > limit:
        raise UserError(Reason.TEST_TOO_LONG, limit=limit - len(MARK))
    return replace(brief, text=text, send_at=None)


def new_trial(
    campaign: Campaign, *, revision: int, actor: Actor, now: datetime, phones: int, earlier: Sequence[Trial]
) -> Trial:
    """Make a test of a campaign's words, unless they were tested or may have been; raises UserError.

    `earlier` are the tests of this campaign. Whoever may cancel a campaign may test it, while it waits to be decided on or to leave.
    """
    if campaign.revision != revision:
        raise UserError(Reason.STALE, seen=revision, campaign=campaign)
    if campaign.state not in (State.AWAITING, State.APPROVED):
        raise UserError(Reason.NOT_IN_THIS_STATE, campaign=campaign, action="test")
    check_canceller(actor, campaign)
    if not phones:
        raise UserError(Reason.NO_TEST_PHONES)
    same = [trial for trial in earlier if trial.digest == campaign.brief.digest]
    if any(trial.outcome not in SURELY_NOT for trial in same):
        raise UserError(Reason.TESTED_ALREADY)
    return Trial(
        campaign=campaign.id,
        revision=revision,
        attempt=1 + sum(trial.revision == revision for trial in earlier),
        digest=campaign.brief.digest,
        by=actor.id,
        at=now,
        phones=phones,
    )
