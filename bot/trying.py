"""The sandbox put together: a local Slack, a local Octopush and the bot, each on its own port of 127.0.0.1.

Nothing is read from the environment: own keys, own database, own addresses. The bot is the same as in `serve`, down to its
settings; only its clock is one that can be moved.
"""

from __future__ import annotations

import contextlib
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.app import build
from bot.manifest import render
from bot.sandbox.clock import MovableClock
from bot.sandbox.octopush import LocalOctopush
from bot.sandbox.serving import serve
from bot.sandbox.slack import LocalSlack, world
from bot.settings import Settings, read

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


#: Known to all: it opens a door on loopback only.
CALLBACK_SECRET = "sandbox-callback-secret-1"  # noqa: S105 - as said above


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the three listen; 0 takes a free port."""

    slack: int = 0
    octopush: int = 0
    bot: int = 0


@dataclass(frozen=True, slots=True)
class Sandbox:
    """The three at work."""

    slack: LocalSlack
    slack_url: str
    octopush: LocalOctopush
    octopush_url: str
    bot_url: str
    clock: MovableClock


def settings(slack_url: str, octopush_url: str, database_url: str, **given: str) -> Settings:
    """Make the settings of a bot in the sandbox, by their names in the environment; `given` replaces some."""
    return read(
        {
            "SLACK_BOT_TOKEN": "xoxb-sandbox",
            "SLACK_SIGNING_SECRET": "sandbox-signing-secret",
            "SLACK_API_URL": f"{slack_url}/api/",
            "OCTOPUSH_API_LOGIN": "claire@example.com",
            "OCTOPUSH_API_KEY": "local-octopush-key",
            "OCTOPUSH_API_URL": f"{octopush_url}/v1/public/",
            "DATABASE_URL": database_url,
            "APPROVERS": world.LEADS,
            "DEFAULT_SENDER": "LUMEA",
            "PRICE_PER_SMS": "0.049",
            # Kept by the French regulator for works of fiction (arcep.fr).
            "TEST_PHONES": "+33639989999",
            "LABEL": "SANDBOX",
            "CALLBACK_SECRET": CALLBACK_SECRET,
            "NUMBER_HASH_KEY": "sandbox-key-of-phone-numbers",
        }
        | given
    )


@contextlib.asynccontextmanager
async def sandbox(
    *,
    socket: bool = False,
    ports: Ports = Ports(),
    clock: MovableClock | None = None,
    database_url: str | None = None,
    tick: float = 0.2,
    **given: str,
) -> AsyncIterator[Sandbox]:
    """Run the three until the block ends; `given` are settings of the bot, by name.

    Without `database_url` the bot's database lives in a folder that goes with the block.
    """
    clock = clock or MovableClock()
    slack = LocalSlack(clock=clock)
    octopush = LocalOctopush(clock=clock)
    octopush.seed_demo()
    # Newcomers know no name yet, and find what they could choose from where they look for it.
    names = [f"list:{name}" for name in octopush.account.lists] + [
        f"tag:{name}" for name in octopush.account.tags
    ]
    given.setdefault("AUDIENCES", ", ".join(names))
    if socket:
        given["SLACK_APP_TOKEN"] = "xapp-sandbox"  # noqa: S105 - a local server's, known to all
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sms-campaigns-")))
        slack_url = await stack.enter_async_context(serve(slack.app, port=ports.slack))
        octopush_url = await stack.enter_async_context(serve(octopush.app, port=ports.octopush))
        database_url = database_url or f"sqlite:///{folder}/{secrets.token_hex(4)}.db"
        bot = build(settings(slack_url, octopush_url, database_url, **given), clock=clock, tick=tick)
        bot_url = await stack.enter_async_context(serve(bot, port=ports.bot))
        slack.request_url = f"{bot_url}/slack/events"
        octopush.call_back(f"{bot_url}/octopush/{CALLBACK_SECRET}")
        slack.manifest, slack.neighbour = render(None, socket=socket), octopush_url
        yield Sandbox(slack, slack_url, octopush, octopush_url, bot_url, clock)
