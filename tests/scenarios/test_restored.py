"""Somebody puts yesterday's database back: the bot starts paused, says so, and sends nothing twice."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.app import build
from bot.sandbox.serving import serve
from bot.sandbox.slack import world
from bot.trying import settings
from tests.scenarios.desk import MONDAY, TOMORROW, Desk, well

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.scenarios.conftest import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


@asynccontextmanager
async def bot(town: Town, database: Path) -> AsyncIterator[None]:
    """Run a bot on a database."""
    choices = settings(town.slack_url, town.octopush_url, f"sqlite:///{database}", APPROVALS_REQUIRED="1")
    async with serve(build(choices, clock=town.clock, tick=0.06)) as url:
        town.slack.request_url = f"{url}/slack/events"
        yield


async def test_a_restored_database_starts_paused_and_sends_nothing_twice(
    town: Town, template: Path, tmp_path: Path
) -> None:
    """The copy of before the sending comes back: channel and thread ask, and after a person resumed nothing more leaves."""
    town.clock.set(MONDAY)
    town.slack.state.start_over()
    town.octopush.reset()
    town.slack.switches.change(delivery_seconds=20.0, trigger_seconds=20.0)
    database, copy = tmp_path / "bot.db", tmp_path / "copy.db"
    shutil.copyfile(template, database)
    desk = Desk(town.slack, town.octopush, town.clock, town.people)
    nadia = desk.people[world.NADIA]

    async with bot(town, database):
        card = await desk.asked()
        well(await desk.press(card, "approve", by=desk.karim))
        await desk.told(card, "oes to Octopush")
        await desk.soon(_kept(desk))
        back_up(database, copy)
        well(await desk.press(card, "cancel", by=desk.claire))
        await desk.told(card, "not sent: cancelled")
    shutil.copyfile(copy, database)

    async with bot(town, database):
        await desk.told(card, "looks like an older copy of its database")
        await desk.claire.wait_for_message(world.CAMPAIGNS, "Sending is paused", timeout=20)
        well(await nadia.command("/sms-campaign", "resume", channel=world.CAMPAIGNS))
        await desk.claire.wait_for_message(world.CAMPAIGNS, "Sending goes on", timeout=20)
        desk.clock.set(TOMORROW + timedelta(hours=2))
        shown = await desk.told(card, "We do not know whether campaign 1 left.")
        assert "Sending is paused" not in shown
        assert desk.octopush.sendings == []
        well(await desk.press(card, "it_was_not_sent", by=desk.claire))
        await desk.told(card, "found at Octopush that it was not sent")
    assert desk.octopush.sendings == []


def back_up(database: Path, copy: Path) -> None:
    """Copy a database that is being served, as its operators do."""
    with closing(sqlite3.connect(database)) as live, closing(sqlite3.connect(copy)) as backup:
        live.backup(backup)


def _kept(desk: Desk):
    async def look() -> object:
        return desk.slack.state.messages.scheduled()

    return look
