from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
import pytest_asyncio

from bot import doctor
from bot.adapters.database import connect_sync
from bot.sandbox.octopush import LocalOctopush
from bot.sandbox.serving import serve
from bot.sandbox.slack import LocalSlack, world
from bot.services.checkup import Grade
from bot.slack import checkup
from bot.trying import CALLBACK_SECRET, settings
from tests.databases import sqlite_url  # noqa: F401 - a fixture

here = pytest.mark.asyncio(loop_scope="module")

#: Two approvals of what is larger, and two people of their own for alerts.
LARGER = str(Path(__file__).parent / "scenarios" / "policy.toml")
OLDER = "an-older-secret-of-callbacks"
WHOLE = {
    "CAMPAIGN_CHANNEL": world.CAMPAIGNS,
    "PUBLIC_URL": "https://bot.example.com/sms",
    "SLACK_APP_TOKEN": "xapp-sandbox",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def servers():
    """Serve a local Slack and a local Octopush."""
    slack, octopush = LocalSlack(), LocalOctopush()
    async with serve(slack.app) as slack_url, serve(octopush.app) as octopush_url:
        yield SimpleNamespace(slack=slack, octopush=octopush, slack_url=slack_url, octopush_url=octopush_url)


@pytest.fixture
def house(servers, sqlite_url):  # noqa: F811 - pytest hands the fixture over by name
    """Start both anew, beside an empty database; `given` makes settings."""
    servers.slack.state.start_over()
    servers.octopush.reset()
    servers.given = lambda **more: settings(
        servers.slack_url, servers.octopush_url, sqlite_url, **WHOLE | more
    )
    servers.database = sqlite_url
    return servers


async def said(given, **how):
    """Give what is found: all of it, and what is wrong or worth a look with what to do."""
    found = await doctor.examine(given, **how)
    assert all((one.grade is Grade.WELL) == (not one.do) for one in found)
    return found, "\n".join(f"{one.grade} {one.what} → {one.do}" for one in found if one.do)


@here
async def test_all_is_well_once_octopush_knows_the_addresses(house):
    """The addresses are missing, are set on request, and nothing is wrong any more; no secret is ever shown."""
    found, complaints = await said(house.given())
    assert complaints.count("Octopush has no address for") == 4
    house.octopush.account.parameters["callbacks"]["email_for_inbounds"] = "claire@example.com"
    changed, _ = await said(house.given(), set_callbacks=True)
    addresses = house.octopush.account.parameters["callbacks"]
    assert addresses["callback_url_for_visits"] == (
        f"https://bot.example.com/sms/octopush/{CALLBACK_SECRET}/visits"
    )
    assert addresses["email_for_inbounds"] == "claire@example.com"
    again, complaints = await said(house.given())
    assert [one.what for one in again if one.grade is Grade.WRONG] == []
    assert "Slack tells no app who may edit user groups" in complaints
    lines: list[str] = []
    assert doctor.report(found, say=lines.append) == 1
    assert lines[-1] == "\n4 to put right."
    assert doctor.report(again, say=lines.append) == 0
    written = "\n".join(lines) + repr(changed)
    for secret in (CALLBACK_SECRET, "xoxb-", "xapp-sandbox", "local-octopush-key"):
        assert secret not in written


def nobody_in_the_group(house):
    """Empty the approvers' group."""
    house.slack.state.world.groups[world.LEADS].users = []


def a_guest_in_the_group(house):
    """Let a guest and somebody who left be approvers."""
    house.slack.state.world.groups[world.LEADS].users += [world.GUEST, world.GONE]


def scopes(*names):
    """Give the token other scopes."""

    def change(house):
        house.slack.state.world.scopes = set(names)

    return change


def credit(euros):
    """Leave some credit."""
    return lambda house: setattr(house.octopush.account, "balance", Decimal(euros))


def tables(version):
    """Pretend that the tables are of another version."""

    def change(house):
        engine = connect_sync(house.database)
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = ?", (version,))
        engine.dispose()

    return change


def nothing(_house):
    """Change nothing."""


@pytest.mark.parametrize(
    ("change", "given", "words"),
    [
        (
            nothing,
            {"SLACK_BOT_TOKEN": "xoxb-other"},
            "WRONG Slack does not take the bot token: invalid_auth.",
        ),
        (
            nothing,
            {"SLACK_API_URL": "http://127.0.0.1:9/api/"},
            "WRONG Slack does not take the bot token: no",
        ),
        (nothing, {"SLACK_APP_TOKEN": "xapp-other"}, "WRONG Slack does not open Socket Mode: invalid_auth"),
        (scopes(*world.SCOPES - {"im:write"}), {}, "WRONG The token lacks scopes: im:write. → Paste"),
        (
            scopes(*world.SCOPES, "files:read"),
            {},
            "look The token has scopes that the bot does not need: files",
        ),
        (nothing, {"CAMPAIGN_CHANNEL": ""}, "look CAMPAIGN_CHANNEL is not set"),
        (
            nothing,
            {"CAMPAIGN_CHANNEL": world.GENERAL},
            "WRONG CAMPAIGN_CHANNEL #general does not have the bot",
        ),
        (nothing, {"CAMPAIGN_CHANNEL": world.OLD}, "#campaigns-2024 is archived"),
        (nothing, {"CAMPAIGN_CHANNEL": world.SHARED}, "#lumea-merino is shared with another"),
        (nothing, {"CAMPAIGN_CHANNEL": "C0NOWHERE"}, "WRONG CAMPAIGN_CHANNEL C0NOWHERE is not there"),
        (nobody_in_the_group, {}, "WRONG The user group S0LEADS01 approves nothing: nobody is in it"),
        (
            nothing,
            {"APPROVERS": "S0OTHER"},
            "The user group S0OTHER approves nothing: Slack says no_such_sub",
        ),
        (a_guest_in_the_group, {}, "WRONG U0GUEST01 cannot approve: a guest"),
        (a_guest_in_the_group, {}, "WRONG U0GONE001 cannot approve"),
        (nothing, {"APPROVERS": "U0NOBODY1"}, "WRONG U0NOBODY1 cannot approve: Slack does not know them"),
        (nothing, {"APPROVERS": world.KARIM}, "look Just 1 can approve and all of them must"),
        (nothing, {"APPROVALS_REQUIRED": "3"}, "WRONG 2 can approve, and 3 must"),
        (nothing, {"APPROVALS_REQUIRED": "0"}, "look No approval is required"),
        (nothing, {"POLICY_FILE": LARGER}, "look Just 2 can approve (S0LEADS01) and all of them must"),
        (
            nothing,
            {"POLICY_FILE": LARGER, "APPROVALS_REQUIRED": "0"},
            "can approve (U0NADIA01, U0TOM0001) and",
        ),
        (nothing, {"OCTOPUSH_API_KEY": "other"}, "WRONG Octopush does not take the credentials (code 401)"),
        (
            nothing,
            {"OCTOPUSH_API_URL": "http://127.0.0.1:9/"},
            "WRONG Octopush does not answer (balance: no c",
        ),
        (credit("9.99"), {}, "look Octopush takes the credentials; 9.99 € are left. → Buy"),
        (nothing, {"PUBLIC_URL": ""}, "look PUBLIC_URL not set: nothing is heard"),
        (nothing, {"PUBLIC_URL": "", "CALLBACK_SECRET": ""}, "look CALLBACK_SECRET and PUBLIC_URL not set"),
        (tables("0001"), {}, "WRONG DATABASE_URL names a database whose tables are not"),
        (nothing, {"DATABASE_URL": "sqlite:////tmp/no-such-folder/x.db"}, "look The database /tmp/no-such"),
        (nothing, {"DATABASE_URL": "postgresql://x@127.0.0.1:9/x"}, "WRONG The database does not answer"),
    ],
)
@here
async def test_each_thing_that_is_wrong_is_named_with_what_to_do(house, change, given, words):
    """One sentence each; what cannot be asked does not hide the rest."""
    change(house)
    _, complaints = await said(house.given(**given))
    assert words in complaints


@here
async def test_tables_of_a_later_version_are_no_complaint(house):
    """The release before works on, after a later one has migrated."""
    tables("9999")(house)
    _, complaints = await said(house.given())
    assert "tables" not in complaints


@here
async def test_an_address_of_others_and_an_older_secret_are_told_apart(house):
    """An older secret works on while it rotates; another address takes the callbacks from this bot."""
    rotating = house.given(CALLBACK_SECRET=f"{CALLBACK_SECRET},{OLDER}")
    house.octopush.call_back(f"https://bot.example.com/sms/octopush/{OLDER}")
    _, complaints = await said(rotating)
    assert complaints.count("look Octopush still calls") == 4
    house.octopush.call_back("https://other.example.com/octopush/x")
    _, complaints = await said(rotating)
    house.octopush.call_back(None)
    assert complaints.count("WRONG Octopush calls another address for") == 4


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("Mon, 23 Nov 2020 09:44:00 GMT", "WRONG This machine's clock is"),
        ("no date", "look Slack's answer has no date"),
    ],
)
def test_a_clock_that_is_wrong_is_named(date, words):
    """Slack's signatures are good for five minutes only."""
    found = checkup._clock({"Date": date})  # noqa: SLF001 - Slack's own date cannot be moved here
    assert f"{found.grade} {found.what}".startswith(words)


def test_the_command_says_what_to_do_and_ends_with_1():
    """In a real process, without a single setting that is right."""
    given = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s", "APPROVERS": "U0KARIM01"}
    more = {"OCTOPUSH_API_LOGIN": "a@example.com", "OCTOPUSH_API_KEY": "k"}
    away = {"SLACK_API_URL": "http://127.0.0.1:9/", "OCTOPUSH_API_URL": "http://127.0.0.1:9/"}
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "doctor"],
        env=given | more | away | {"DATABASE_URL": "sqlite:////tmp/no-such-folder/x.db"},
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert ended.returncode == 1, ended.stderr
    assert "WRONG  Octopush does not answer" in ended.stdout
    assert "2 to put right." in ended.stdout
