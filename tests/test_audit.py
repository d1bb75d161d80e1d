from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta

import pytest

from bot import audit
from bot.adapters.database import connect, connect_sync
from bot.adapters.store import SqlStore
from bot.domain.campaign import BOT, Action, Claim
from bot.domain.evidence import SHOWN
from bot.domain.outcomes import Fate, Heard
from bot.errors import NotFound
from bot.services.outcomes import Receipt
from tests.adapters.store.values import APPROVER, NOON, Hands, measured, new, step
from tests.databases import database_url, sqlite_url  # noqa: F401 - fixtures

#: What a bot cannot start without.
SETTINGS = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_SIGNING_SECRET": "s",
    "OCTOPUSH_API_LOGIN": "a@example.com",
    "OCTOPUSH_API_KEY": "k",
    "APPROVERS": "S0LEADS01",
}
TEXT = "Bonjour {first_name}, à -20 % 😀. STOP au XXXXX"


async def told(url):
    """Tell of a campaign that was approved, sent and delivered."""
    engine = connect(url)
    store = SqlStore(engine, clock=Hands(), enqueue=lambda _connection, _job: None)
    campaign = await store.begin(new(TEXT), nonce="n1")
    await store.close_ticket(await store.open_ticket(campaign, "r1"), "sms_1")
    for action, actor, more in (
        (Action.TICKETED, BOT, {"ticket": "sms_1"}),
        (Action.MEASURED, BOT, {"measured": measured()}),
        (Action.APPROVE, APPROVER, {}),
        (Action.START_SENDING, BOT, {"claim": Claim("w", NOON + timedelta(minutes=1))}),
        (Action.ACCEPTED, BOT, {"leaves_at": NOON}),
        (Action.LEFT, BOT, {}),
    ):
        campaign = await store.write(step(campaign, action, actor, **more))
    row = (await store.sent(["sms_1"], key="k"))["sms_1"].row
    await store.hear(
        [Receipt(row, Heard.DELIVERY, "p", str(int(Fate.DELIVERED)))],
        soon=timedelta(),
        apart=timedelta(),
    )
    picture = await store.picture(1)
    await engine.dispose()
    return picture


def change(url, *statements):
    """Change what may not be changed, as whoever owns the database can."""
    engine = connect_sync(url)
    with engine.begin() as connection:
        for table in ("events", "revisions"):
            on = f" ON {table}" if engine.dialect.name == "postgresql" else ""
            connection.exec_driver_sql(f"DROP TRIGGER {table}_are_kept{on}")
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def checked(record, head=None):
    """Verify a record; give the status and what is said."""
    lines: list[str] = []
    return audit.verify(record, head=head, say=lines.append), "\n".join(lines)


async def test_a_record_tells_everything_and_holds(database_url):  # noqa: F811 - pytest hands the fixture over by name
    """The words, the people, the cost, the votes, the times, the outcome and the versions; by number and by ticket."""
    picture = await told(database_url)
    record = audit.export(database_url, ticket="sms_1")
    said = json.loads(record)
    assert said["campaign"]["people"] == 1204
    assert said["campaign"]["cost"] == "58.99"
    assert said["revisions"][0]["brief"]["text"] == TEXT
    assert TEXT in record, "people can read it"
    assert [vote["voter"] for vote in said["votes"]] == ["UAPP"]
    assert [event["action"] for event in said["events"]][-1] == "left"
    assert said["outcome"][0]["as_of"] == NOON.isoformat()
    assert said["versions"]["tables"] >= "0005"
    head = picture.events[-1].link
    assert head is not None
    assert said["head"] == head
    assert checked(record, head[:SHOWN]) == (0, "The record of campaign 1 holds: 7 events.")
    assert head[:SHOWN] in checked(record)[1]
    assert json.loads(audit.export(database_url, campaign=1))["events"] == said["events"]
    with pytest.raises(NotFound):
        audit.export(database_url, ticket="sms_2")
    with pytest.raises(NotFound):
        audit.export(database_url, campaign=2)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE events SET actor = 'UTOM' WHERE action = 'approve'", "Event 4 (approve by UTOM"),
        ("UPDATE events SET digest = 'x' WHERE seq = 2", "Event 2 (ticketed by bot"),
        ("UPDATE events SET note = '{}' WHERE seq = 3", "Event 3 (measured by bot"),
        ("DELETE FROM events WHERE seq = 4", "Event 5 (start_sending by bot"),
        ("DELETE FROM events WHERE seq = 7", "its last event at"),
        ("UPDATE events SET link = NULL WHERE seq = 4", "Event 4 (approve by UAPP"),
        ("UPDATE events SET seq = 9 WHERE seq = 6", "Event 9 (accepted by bot"),
        (
            "UPDATE revisions SET brief = replace(CAST(brief AS text), 'Bonjour', 'Bonsoir')",
            "The Brief of revision 1 is not",
        ),
        (
            "UPDATE revisions SET brief = replace(CAST(brief AS text), 'Clients', 'Others')",
            "Event 1 (confirm by UREQ",
        ),
        (
            "UPDATE revisions SET sealed = 'x', brief = replace(CAST(brief AS text), 'Bonjour', '')",
            "The words of revision 1 are gone, and no purge took them",
        ),
        (
            "UPDATE campaigns SET purged_at = '2026-11-24 12:00:00.000000', purge_link = 'x'",
            "and that is tied to another end of the campaign",
        ),
        ("UPDATE votes SET voter = 'UTOM'", "The vote of UTOM"),
        ("UPDATE campaigns SET state = 'cancelled'", "The campaign stands at cancelled"),
        (
            "INSERT INTO revisions SELECT campaign, 2, author, digest, brief, at, sealed FROM revisions",
            "Revision 2 was written by no event",
        ),
    ],
)
async def test_what_was_tampered_with_is_named(sqlite_url, statement, words):  # noqa: F811 - as above
    """Whatever row is changed, taken away, put in or moved: the record does not hold, and says where."""
    await told(sqlite_url)
    # The last event says the same state as the one before, so that only its loss with another shows in the state.
    extra = ["DELETE FROM events WHERE seq >= 5"] if "seq = 7" in statement else []
    change(sqlite_url, statement, *extra)
    status, said = checked(audit.export(sqlite_url, campaign=1))
    assert status == 1
    assert words in said
    assert said.endswith("The record of campaign 1 does not hold.")


async def test_a_chain_made_anew_is_found_beside_the_thread(sqlite_url):  # noqa: F811 - as above
    """Whoever owns the database can make one that holds; the head in the thread is the one they cannot change."""
    picture = await told(sqlite_url)
    change(sqlite_url, "DELETE FROM events WHERE seq = 7")
    record = audit.export(sqlite_url, campaign=1)
    assert checked(record)[0] == 0
    status, said = checked(record, picture.events[-1].link[:SHOWN])
    assert status == 1
    assert "the chain was made anew, or cut" in said


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"campaign": {"id": 1}, "events": []}', "no JSON"])
def test_what_is_no_record_is_said_to_be_none(text):
    """Neither held nor broken: another exit status."""
    assert checked(text) == (2, "That is no record of a campaign, or parts of it are missing.")


async def test_export_and_verify_are_commands(sqlite_url):  # noqa: F811 - as above
    """One into the other, and from a file; what is not there ends with 1."""
    await told(sqlite_url)

    def bot(*arguments, given=None):
        return subprocess.run(  # noqa: S603 - our own command, with the test's own words
            [sys.executable, "-m", "bot", "audit", *arguments],
            env={"DATABASE_URL": sqlite_url},
            input=given,
            capture_output=True,
            text=True,
            timeout=50,
            check=False,
        )

    taken = bot("export", "--ticket", "sms_1")
    assert taken.returncode == 0, taken.stderr
    held = bot("verify", given=taken.stdout)
    assert (held.returncode, held.stdout.splitlines()[0]) == (0, "The record of campaign 1 holds: 7 events.")
    missing = bot("export", "--ticket", "sms_2")
    assert (missing.returncode, missing.stderr) == (1, "No campaign has ticket sms_2.\n")


async def test_purge_is_a_command(sqlite_url):  # noqa: F811 - as above
    """It says kind by kind what would go, and then what went; what is kept for ever it leaves alone."""
    await told(sqlite_url)

    def bot(*arguments, **more):
        return subprocess.run(  # noqa: S603 - our own command, with the test's own words
            [sys.executable, "-m", "bot", "purge", *arguments],
            env={**SETTINGS, "DATABASE_URL": sqlite_url, **more},
            capture_output=True,
            text=True,
            timeout=50,
            check=False,
        )

    change(
        sqlite_url,
        "UPDATE drawings SET due_at = NULL",
        "UPDATE outcomes SET due_at = NULL",
        "UPDATE campaigns SET entered_at = '2020-01-01', leaves_at = '2020-01-01'",
    )
    kept = bot()
    assert kept.returncode == 0, kept.stderr
    assert kept.stdout.startswith("texts of campaigns: kept for ever\n")
    looked = bot("--dry-run", KEEP_TEXTS="30 d")
    assert looked.stdout.splitlines()[0].endswith(" UTC: 1 would go")
    assert TEXT in audit.export(sqlite_url, campaign=1)
    assert bot(KEEP_TEXTS="30 d").stdout.splitlines()[0].endswith(" UTC: 1 gone")
    assert TEXT not in audit.export(sqlite_url, campaign=1)
