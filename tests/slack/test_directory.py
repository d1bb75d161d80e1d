"""People, groups and channels as Slack tells them, and what counts while it does not."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Reason, UserError
from bot.sandbox.serving import serve
from bot.sandbox.slack import LocalSlack, world
from bot.slack.directory import Cache, Defaults, SlackDirectory

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.asyncio(loop_scope="module")

#: Those who approve: a group, and somebody by name.
NAMED = frozenset({world.LEADS, world.TOM})


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served() -> AsyncIterator[tuple[LocalSlack, AsyncWebClient]]:
    """Serve one local Slack to the file."""
    slack = LocalSlack(signing_secret="s")
    async with serve(slack.app) as url:
        yield slack, AsyncWebClient(token="xoxb-sandbox", base_url=f"{url}/api/", retry_handlers=[])


@pytest.fixture
def slack(served):
    """Hand it out as it was at first."""
    served[0].state.start_over()
    return served[0]


@pytest.fixture
def directory(served, slack):
    """Build one that knows nothing yet."""
    made = SlackDirectory(served[1], defaults=Defaults("Europe/Paris", "en-GB"))
    made.team = slack.state.world.users[world.TOM].team
    return made


async def _refused(asked):
    with pytest.raises(UserError) as refused:
        await asked
    return refused.value.problem.reason


async def test_a_person_is_read_with_their_zone_and_language(directory):
    """The form speaks of moments in them; the name is kept for suggestions."""
    tom = await directory.person(world.TOM)
    assert (tom.id, tom.zone, tom.locale, tom.member) == (world.TOM, "America/New_York", "en-US", True)
    assert directory.names[world.TOM] == tom.name
    assert directory.known(world.TOM) == tom
    assert directory.known(world.KARIM) is None


@pytest.mark.parametrize(
    ("user", "member"),
    [
        *((world.CLAIRE, True), (world.GUEST, False), (world.OUTSIDER, False), (world.GONE, False)),
        (world.BOT_USER, False),
    ],
)
async def test_members_are_told_from_all_others(directory, user, member):
    """Guests, bots, people who left and people of other organisations may not act here."""
    assert (await directory.person(user)).member is member


@pytest.mark.parametrize(
    ("channel", "why_not"),
    [
        *((world.CAMPAIGNS, None), (world.GENERAL, "not_in_channel"), (world.OLD, "archived")),
        *((world.SHARED, "shared"), (world.BOARD, "unknown"), ("C0NOWHERE", "unknown")),
    ],
)
async def test_a_channel_says_why_no_card_can_be_posted(directory, channel, why_not):
    """Archived, shared, not joined, and what the bot cannot see, each by its word."""
    found = await directory.channel(channel)
    assert (found.id, found.why_not) == (channel, why_not)


async def test_a_conversation_is_no_channel(directory, slack):
    """A direct message is not where a team reads, should the bot be allowed to look at it at all."""
    slack.state.world.scopes.add("im:read")
    assert (await directory.channel(slack.state.world.direct(world.CLAIRE).id)).why_not == "direct"


async def test_approvers_are_people_and_the_members_of_groups(directory):
    """Both ways of naming them count, and nobody else does."""
    assert await directory.people(NAMED) == {world.TOM, world.KARIM, world.NADIA}
    found = {
        user
        for user in (world.CLAIRE, *await directory.people(NAMED))
        if await directory.among(user, NAMED, fresh=True)
    }
    assert found == {world.TOM, world.KARIM, world.NADIA}


async def test_a_right_that_was_taken_away_is_gone_at_once(directory, slack):
    """A yes is read anew where it matters; from what is kept it would still be one."""
    assert await directory.among(world.KARIM, NAMED, fresh=True)
    slack.state.world.groups[world.LEADS].users.remove(world.KARIM)
    assert await directory.among(world.KARIM, NAMED, fresh=False)
    assert not await directory.among(world.KARIM, NAMED, fresh=True)


async def test_a_no_comes_from_what_is_kept(directory, slack):
    """Strangers cost Slack nothing: its few calls a minute are for those who may."""
    assert not await directory.among(world.CLAIRE, NAMED, fresh=True)
    slack.state.switches.api_down = True
    assert not await directory.among(world.CLAIRE, NAMED, fresh=True)


FAULTS = [
    {"api_down": True},
    {"rate_limited": {"*": 9}},
    *(
        {"fail_with": dict.fromkeys(("users.info", "conversations.info", "usergroups.users.list"), error)}
        for error in ("fatal_error", "missing_scope", "account_inactive")
    ),
]
LOST = [{"drop_requests": {"*": 9}}, {"lose_responses": {"*": 9}}]


@pytest.mark.parametrize("fault", FAULTS)
async def test_while_slack_does_not_answer_nobody_has_a_right(directory, slack, fault):
    """Whatever is wrong, the person is told so, and no right is made up."""
    slack.state.switches.change(**fault)
    assert await _refused(directory.among(world.KARIM, NAMED, fresh=True)) is Reason.DIRECTORY_DOWN
    assert await _refused(directory.people(NAMED)) is Reason.DIRECTORY_DOWN
    assert await _refused(directory.person(world.KARIM)) is Reason.DIRECTORY_DOWN
    assert await _refused(directory.channel(world.CAMPAIGNS)) is Reason.DIRECTORY_DOWN


@pytest.mark.parametrize("fault", LOST)
async def test_a_lost_answer_gives_nobody_a_right(directory, slack, fault):
    """A connection that breaks is Slack not answering."""
    slack.state.switches.change(**fault)
    assert await _refused(directory.among(world.KARIM, NAMED, fresh=True)) is Reason.DIRECTORY_DOWN


async def test_a_failure_is_not_kept(directory, slack):
    """As soon as Slack answers again, so does the directory."""
    slack.state.switches.change(api_down=True)
    assert await _refused(directory.person(world.KARIM)) is Reason.DIRECTORY_DOWN
    slack.state.switches.change(api_down=False)
    assert (await directory.person(world.KARIM)).member


async def test_nobody_knows_an_unknown_person(directory):
    """An id that Slack does not know is nobody with a right."""
    assert await _refused(directory.person("U0NOBODY1")) is Reason.DIRECTORY_DOWN


async def test_somebody_is_read_once_for_a_while(directory, slack):
    """Many who ask at once make one call, and so do those who ask again soon."""
    found = await asyncio.gather(*(directory.person(world.TOM) for _ in range(20)))
    slack.state.switches.change(api_down=True)
    assert {person.name for person in (*found, await directory.person(world.TOM))} == {found[0].name}


async def test_a_cache_reads_again_when_its_time_is_over():
    """What is kept is good for its seconds, and not beyond; `fresh` does not wait for that."""
    reads = []

    async def read(key: str) -> str:
        reads.append(key)
        return f"{key}{len(reads)}"

    kept, gone = Cache(read, seconds=60.0), Cache(read, seconds=0.0)
    assert [await kept.get("a"), await kept.get("a"), await kept.get("a", fresh=True)] == ["a1", "a1", "a2"]
    assert kept.kept("a") == "a2"
    assert [await gone.get("b"), await gone.get("b")] == ["b3", "b4"]
    assert gone.kept("b") is None


async def test_one_who_gives_up_does_not_end_the_read_for_others():
    """A caller's time-out is theirs alone."""
    go = asyncio.Event()

    async def read(key: str) -> str:
        await go.wait()
        return key

    cache = Cache(read, seconds=60.0)
    hasty, patient = asyncio.ensure_future(cache.get("a")), asyncio.ensure_future(cache.get("a"))
    await asyncio.wait([hasty], timeout=0)
    hasty.cancel()
    go.set()
    assert await patient == "a"


async def test_members_are_read_page_by_page(slack, directory, monkeypatch):
    """Everybody in a channel, whatever it takes; nobody where Slack does not show the channel to the bot."""
    monkeypatch.setattr("bot.slack.directory.MEMBERS_AT_A_TIME", 2)
    team = {world.CLAIRE, world.KARIM, world.NADIA, world.TOM, world.GUEST, world.BOT_USER}
    assert await directory.members(world.CAMPAIGNS) == team
    assert await directory.members(world.BOARD) == frozenset()
    slack.state.world.channels[world.CAMPAIGNS].members.remove(world.TOM)
    assert await directory.members(world.CAMPAIGNS) == team, "kept for a short while"


async def test_whoever_comes_after_the_last_page_is_not_in_it(directory, monkeypatch):
    """A channel of too many is read to its limit, and fails closed."""
    monkeypatch.setattr("bot.slack.directory.MEMBERS_AT_A_TIME", 1)
    monkeypatch.setattr("bot.slack.directory.MEMBERS_AT_MOST", 2)
    assert await directory.members(world.CAMPAIGNS) == {world.CLAIRE, world.KARIM}


async def test_administrators_are_the_workspaces_unless_they_are_named(served, slack, directory):
    """Read anew each time: somebody who is one no more may do nothing more."""
    assert await directory.is_administrator(world.NADIA)
    assert not await directory.is_administrator(world.KARIM)
    slack.state.world.users[world.NADIA].is_admin = False
    assert not await directory.is_administrator(world.NADIA)
    named = SlackDirectory(
        served[1], defaults=Defaults("Europe/Paris"), administrators=[world.LEADS, world.TOM]
    )
    assert [await named.is_administrator(one) for one in (world.KARIM, world.TOM, world.CLAIRE)] == [
        *(True, True, False),
    ]
    slack.state.world.groups[world.LEADS].users.remove(world.KARIM)
    assert not await named.is_administrator(world.KARIM)


async def test_a_status_says_who_is_away(served, slack):
    """Only the emoji that the settings name; read afresh, it is seen at once."""
    away = SlackDirectory(served[1], defaults=Defaults("UTC", away=frozenset({":palm_tree:"})))
    assert not (await away.person(world.CLAIRE)).away
    for emoji, says in ((":coffee:", False), (":palm_tree:", True)):
        slack.state.world.users[world.CLAIRE].status_emoji = emoji
        assert (await away.person(world.CLAIRE, fresh=True)).away == says
