"""How long what is known of people is kept: of each kind, up to when it goes.

A span of nothing keeps for ever. What a rule still looks at is kept for as long as it does, whatever the setting says.
The evidence (who decided what and when, counts, costs, digests) is of no kind here: it stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.outcomes import REPORTS_END

#: How far back tests on the team's own phones are counted.
_TESTS_COUNTED = timedelta(days=1)


class Perishable(StrEnum):
    """What goes after a while."""

    #: The words of campaigns that are over, in every revision.
    TEXTS = "texts"
    #: Unfinished forms, and when somebody last looked at their Home.
    DRAFTS = "drafts"
    #: What was heard of each phone after a sending, under keyed hashes; the counts of them stay.
    RECEIPTS = "receipts"
    #: Who sent tests to the team's own phones.
    TRIALS = "trials"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long each kind is kept; nothing: for ever. `same_again` is how far back the same text is looked for."""

    texts: timedelta = timedelta()
    drafts: timedelta = timedelta(days=30)
    receipts: timedelta = timedelta(days=90)
    trials: timedelta = timedelta(days=366)
    same_again: timedelta = timedelta(hours=24)

    def before(self, kind: Perishable, now: datetime) -> datetime | None:
        """Give the instant before which a kind goes as of `now` (aware), None where it is kept for ever."""
        match kind:
            case Perishable.TEXTS:
                kept = self.texts and max(self.texts, self.same_again, REPORTS_END)
            case Perishable.DRAFTS:
                kept = self.drafts
            case Perishable.RECEIPTS:
                kept = self.receipts
            case Perishable.TRIALS:
                kept = self.trials and max(self.trials, _TESTS_COUNTED)
        return now - kept if kept else None
