"""`python -m bot doctor`: looks at everything the bot needs, and says what to do about each thing that is not right.

It reads, and changes nothing but the addresses at Octopush where that was asked for. No secret is printed: an address is
shown without the one in its path.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import sqlalchemy as sa

from bot import logs, manifest
from bot.adapters import database
from bot.adapters.callbacks import EVENTS, PREFIX
from bot.adapters.octopush import OctopushClient
from bot.adapters.octopush.parameters import Parameters
from bot.domain.possible import demands
from bot.errors import ConfigError, OctopushError, Refused
from bot.services.checkup import Finding, Grade, look, well, wrong
from bot.slack.checkup import SlackCheckup
from bot.slack.connecting import web_client
from bot.slack.directory import Defaults, SlackDirectory

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.settings import Settings

#: Euros under which the credit is worth a look.
LOW_CREDIT = 10


async def examine(settings: Settings, *, set_callbacks: bool = False) -> list[Finding]:
    """Look at everything; `set_callbacks` gives Octopush the addresses first."""
    return [
        await asyncio.to_thread(_database, settings.database_url),
        *await _slack(settings),
        *await _octopush(settings, set_callbacks=set_callbacks),
    ]


def report(findings: list[Finding], *, say: Callable[[str], None]) -> int:
    """Say each finding, what to do under it, and how many are wrong; the exit status is 1 where any is."""
    for one in findings:
        say(f"{one.grade.value:<6} {one.what}")
        if one.do:
            say(f"       → {one.do}")
    bad = sum(one.grade is Grade.WRONG for one in findings)
    say(f"\n{'Everything works.' if not bad else f'{bad} to put right.'}")
    return 1 if bad else 0


def _database(url: str) -> Finding:
    if database.is_sqlite(url):
        file = Path(str(database.normalised(url, asynchronous=False).database))
        if not file.exists():
            return look(
                f"The database {file} is not there yet.",
                "`serve` makes it; its folder must be kept, and be backed up.",
            )
    try:
        database.check_migrated(url)
    except ConfigError as exc:
        return wrong(str(exc), "Run: python -m bot migrate")
    except (OSError, sa.exc.SQLAlchemyError) as exc:
        return wrong(
            f"The database does not answer ({type(exc).__name__}).", "Check DATABASE_URL, and that it is up."
        )
    return well("The database answers, and its tables are those of this version.")


async def _slack(settings: Settings) -> list[Finding]:
    scopes = manifest.render(None, socket=True)["oauth_config"]["scopes"]["bot"]
    async with aiohttp.ClientSession() as session:
        client = web_client(
            settings.slack_api_url,
            session,
            token=settings.slack_bot_token.get_secret_value(),
            loopback=settings.slack_is_here,
        )
        checkup = SlackCheckup(
            client=client,
            directory=SlackDirectory(client, defaults=Defaults(settings.time_zone)),
            scopes=scopes,
            app_token=settings.slack_app_token.get_secret_value() if settings.slack_app_token else None,
            channel=settings.campaign_channel,
            demands=demands(settings.policy),
        )
        return await checkup.examine()


async def _octopush(settings: Settings, *, set_callbacks: bool) -> list[Finding]:
    account = (settings.octopush_api_login, settings.octopush_api_key, settings.octopush_api_url)
    async with OctopushClient(*account) as client:
        try:
            balance = await client.balance()
        except Refused as exc:
            return [
                wrong(
                    f"Octopush does not take the credentials (code {exc.code}).",
                    "Copy login and key from Octopush, under API credentials, into OCTOPUSH_API_LOGIN and OCTOPUSH_API_KEY.",
                )
            ]
        except OctopushError as exc:
            return [
                wrong(
                    f"Octopush does not answer ({exc}).",
                    "Check that this machine reaches OCTOPUSH_API_URL, and try again.",
                )
            ]
    credit = f"Octopush takes the credentials; {balance:.2f} € are left."
    low = look(credit, "Buy credit: a campaign that costs more is refused.")
    return [
        low if balance < LOW_CREDIT else well(credit),
        *await _callbacks(settings, Parameters(*account), set_them=set_callbacks),
    ]


async def _callbacks(settings: Settings, parameters: Parameters, *, set_them: bool) -> list[Finding]:
    if not settings.callback_secret or settings.public_url is None:
        missing = " and ".join(
            name
            for name, value in (
                ("CALLBACK_SECRET", settings.callback_secret),
                ("PUBLIC_URL", settings.public_url),
            )
            if not value
        )
        do = f"Set {missing}, then run: python -m bot doctor --set-callbacks"
        what = f"{missing} not set: nothing is heard of a campaign after it left."
        return [wrong(what, do) if set_them else look(what, do)]
    newest = settings.callback_secret[0].get_secret_value()
    base = f"{settings.public_url.rstrip('/')}{PREFIX}"
    wanted = {event: f"{base}{newest}/{event}" for event in EVENTS}
    also = [f"{base}{secret.get_secret_value()}/" for secret in settings.callback_secret[1:]]
    findings: list[Finding] = []
    try:
        if set_them:
            await parameters.set_callbacks(wanted)
            findings.append(well(f"Octopush was given the addresses under {base}…"))
        found = await parameters.callbacks()
    except OctopushError as exc:
        return [
            *findings,
            wrong(
                f"Octopush does not tell or take the callback addresses ({exc}, {exc.code}).",
                "Set them by hand at Octopush, under API callbacks, and try again.",
            ),
        ]
    for event, address in wanted.items():
        if found.get(event) == address:
            findings.append(well(f"Octopush calls {base}…/{event}."))
        elif any(found.get(event) == f"{old}{event}" for old in also):
            findings.append(
                look(
                    f"Octopush still calls {event} with the older secret.",
                    "Run: python -m bot doctor --set-callbacks, then take the older one out of CALLBACK_SECRET.",
                )
            )
        else:
            state = "calls another address for" if found.get(event) else "has no address for"
            findings.append(
                wrong(
                    f"Octopush {state} {event}.",
                    "Run: python -m bot doctor --set-callbacks (addresses belong to the account: one bot each).",
                )
            )
    return findings


def run(settings: Settings, *, set_callbacks: bool, say: Callable[[str], None]) -> int:
    """Examine and report; the exit status."""
    logs.configure(level="ERROR")
    return report(asyncio.run(examine(settings, set_callbacks=set_callbacks)), say=say)
