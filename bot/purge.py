"""`python -m bot purge`: let go at once what is older than it is kept, or say what would go.

The running bot does the same every hour; here it is done at once, and what goes is said. It calls nobody but the database.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.adapters import database
from bot.adapters.store import SqlStore
from bot.domain.retention import Perishable, Retention
from bot.services.keeping import look, purge

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.settings import Settings

NAMES = {
    Perishable.TEXTS: "texts of campaigns",
    Perishable.DRAFTS: "unfinished forms and visits of Home",
    Perishable.RECEIPTS: "campaigns' hashes of phones",
    Perishable.TRIALS: "tests on the team's phones",
}


def retention_of(settings: Settings) -> Retention:
    """Give how long things are kept."""
    return Retention(
        texts=settings.keep_texts,
        drafts=settings.keep_drafts,
        receipts=settings.keep_receipts,
        trials=settings.keep_trials,
        same_again=settings.same_again,
    )


def run(settings: Settings, *, dry: bool, say: Callable[[str], None]) -> int:
    """Purge, or look where `dry`, and say it kind by kind; give the exit status. Raises ConfigError."""
    retention, now = retention_of(settings), datetime.now(UTC)
    gone = asyncio.run(_on_store(settings.database_url, retention, now, dry=dry))
    for kind in Perishable:
        before = retention.before(kind, now)
        if before is None:
            say(f"{NAMES[kind]}: kept for ever")
        else:
            say(
                f"{NAMES[kind]} from before {before:%Y-%m-%d %H:%M} UTC: {gone[kind]} {'would go' if dry else 'gone'}"
            )
    return 0


async def _on_store(url: str, retention: Retention, now: datetime, *, dry: bool) -> Mapping[Perishable, int]:
    await asyncio.to_thread(database.check_migrated, url)
    pool = database.connect(url)
    try:
        store = SqlStore(pool, clock=lambda: now, enqueue=lambda *_: None)
        return await (look if dry else purge)(store, retention, now)
    finally:
        await pool.dispose()
