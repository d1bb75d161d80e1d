"""From when on something goes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.retention import Perishable, Retention

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("retention", "kind", "kept"),
    [
        (Retention(), Perishable.TEXTS, None),
        (Retention(texts=30 * DAY), Perishable.TEXTS, 30 * DAY),
        (Retention(texts=DAY, same_again=7 * DAY), Perishable.TEXTS, 7 * DAY),
        (Retention(texts=DAY), Perishable.TEXTS, 2 * DAY),
        (Retention(), Perishable.DRAFTS, 30 * DAY),
        (Retention(drafts=timedelta()), Perishable.DRAFTS, None),
        (Retention(), Perishable.RECEIPTS, 90 * DAY),
        (Retention(receipts=timedelta()), Perishable.RECEIPTS, None),
        (Retention(), Perishable.TRIALS, 366 * DAY),
        (Retention(trials=timedelta(hours=1)), Perishable.TRIALS, DAY),
        (Retention(trials=timedelta()), Perishable.TRIALS, None),
    ],
)
def test_each_kind_is_kept_for_its_own_time(retention, kind, kept):
    """What a rule still looks at stays as long as it does; nothing means for ever."""
    assert retention.before(kind, NOW) == (kept and NOW - kept)
