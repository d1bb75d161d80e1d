"""What people see of a campaign whose words are no longer kept."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.adapters.database import connect
from bot.adapters.store import SqlStore
from bot.domain.retention import Perishable, Retention
from bot.services.keeping import purge
from tests.scenarios.desk import FORM, LIMIT, TEXT, well
from tests.scenarios.test_living import answered

if TYPE_CHECKING:
    from tests.scenarios.desk import Desk

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.bot(APPROVALS_REQUIRED="1")]


async def test_words_that_went_are_said_to_be_gone_and_slack_keeps_its_own(desk: Desk) -> None:
    """The answers read well without the words, a copy begins without them, and the thread stands as it stood."""
    card = await desk.asked(when="today 18:00")
    well(await desk.press(card, "approve", by=desk.karim))
    await desk.sent(card)
    stood = [one.shown for one in await desk.thread(card)]

    now = desk.clock() + timedelta(days=900)
    engine = connect(desk.database)
    store = SqlStore(engine, clock=lambda: now, enqueue=lambda *_: None)

    async def gone() -> bool:
        # Not before the last drawing has been made.
        return (await purge(store, Retention(texts=timedelta(days=30)), now))[Perishable.TEXTS] == 1

    await desk.soon(gone)
    await engine.dispose()

    status = await answered(desk, desk.claire, "status 1", "no longer kept")
    assert "VIP customers" in status.shown
    assert TEXT not in status.shown
    assert "approved" in (await answered(desk, desk.claire, "history 1", "from the beginning")).shown
    well(await desk.claire.press("copy", where=status))
    form = await desk.claire.wait_for_view(title=FORM, timeout=LIMIT)
    assert "VIP customers" in form.text
    assert [one.shown for one in await desk.thread(card)] == stood
