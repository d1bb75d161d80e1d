from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from bot.sandbox.slack.world import (
    BOARD,
    CAMPAIGNS,
    CLAIRE,
    GENERAL,
    GUEST,
    LEADS,
    OLD,
    OUTSIDER,
    SCOPES,
    SHARED,
    TOM,
)

if TYPE_CHECKING:
    from tests.sandbox.slack.conftest import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("method", "token", "error"),
    [
        ("auth.test", "xoxb-sandbox", None),
        ("auth.test", "", "not_authed"),
        ("auth.test", "xoxb-other", "invalid_auth"),
        ("auth.test", "xapp-sandbox", "not_allowed_token_type"),
        ("apps.connections.open", "xapp-sandbox", None),
        ("apps.connections.open", "xoxb-sandbox", "not_allowed_token_type"),
        ("api.test", "", None),
        ("chat.sing", "xoxb-sandbox", "unknown_method"),
    ],
)
async def test_each_method_wants_its_token(desk: Desk, method: str, token: str, error: str | None) -> None:
    """The bot's token opens the bot's methods, the app's token Socket Mode, and no other token anything."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{desk.url}/api/{method}", headers=headers) as got,
    ):
        answer = await got.json()
    assert answer.get("error") == error


@pytest.mark.parametrize(
    ("method", "body", "scope"),
    [
        ("chat.postMessage", {"channel": CAMPAIGNS, "text": "x"}, "chat:write"),
        ("chat.update", {"channel": CAMPAIGNS, "ts": "1.0", "text": "x"}, "chat:write"),
        ("users.info", {"user": CLAIRE}, "users:read"),
        ("usergroups.users.list", {"usergroup": LEADS}, "usergroups:read"),
        ("usergroups.list", {}, "usergroups:read"),
        ("conversations.info", {"channel": CAMPAIGNS}, "channels:read"),
        ("conversations.members", {"channel": CAMPAIGNS}, "channels:read"),
        ("conversations.open", {"users": CLAIRE}, "im:write"),
        ("conversations.replies", {"channel": CAMPAIGNS, "ts": "1.0"}, "channels:history"),
        ("conversations.history", {"channel": CAMPAIGNS}, "channels:history"),
        ("team.info", {}, "team:read"),
    ],
)
async def test_each_method_wants_its_scope(desk: Desk, method: str, body: dict[str, Any], scope: str) -> None:
    """Without its scope a method is refused, and the answer names what is needed and what there is."""
    await desk.controls.grant(SCOPES - {scope})
    answer = await desk.call(method, **body)
    assert (answer["error"], answer["needed"]) == ("missing_scope", scope)
    assert answer["provided"] == ",".join(sorted(SCOPES - {scope}))
    await desk.controls.grant(SCOPES | {scope})
    assert (await desk.call(method, **body)).get("error") != "missing_scope"


async def test_people_are_told_apart(desk: Desk) -> None:
    """users.info tells guests, people of other organisations, zones, and the locale only when asked."""
    tom = (await desk.client.users_info(user=TOM, include_locale=True))["user"]
    assert (tom["tz"], tom["locale"], tom["is_restricted"]) == ("America/New_York", "en-US", False)
    assert tom["tz_offset"] in {-5 * 3600, -4 * 3600}
    claire = (await desk.client.users_info(user=CLAIRE))["user"]
    assert "locale" not in claire
    assert (await desk.client.users_info(user=GUEST))["user"]["is_restricted"]
    outsider = (await desk.client.users_info(user=OUTSIDER))["user"]
    assert (outsider["team_id"] != claire["team_id"], outsider["is_stranger"]) == (True, False)
    assert (await desk.call("users.info", user="U0NOBODY1"))["error"] == "user_not_found"


async def test_groups_are_listed_until_they_are_no_more(desk: Desk) -> None:
    """A user group tells its members; one that was disabled is as if it were not there."""
    assert len((await desk.client.usergroups_users_list(usergroup=LEADS))["users"]) == 2
    await desk.controls.group(LEADS, is_disabled=True)
    assert (await desk.call("usergroups.users.list", usergroup=LEADS))["error"] == "no_such_subteam"
    assert (await desk.client.usergroups_list())["usergroups"] == []


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        (CAMPAIGNS, {"is_member": True, "is_archived": False, "is_ext_shared": False}),
        (GENERAL, {"is_member": False, "is_archived": False, "is_ext_shared": False}),
        (OLD, {"is_member": True, "is_archived": True, "is_ext_shared": False}),
        (SHARED, {"is_member": True, "is_archived": False, "is_ext_shared": True}),
        (BOARD, None),
    ],
)
async def test_channels_tell_what_they_are(
    desk: Desk, channel: str, expected: dict[str, bool] | None
) -> None:
    """conversations.info tells whether the app is in, and never of a private channel it is not in."""
    answer = await desk.call("conversations.info", channel=channel)
    if expected is None:
        assert answer["error"] == "channel_not_found"
    else:
        assert answer["channel"].items() >= expected.items()


async def test_history_is_read_in_pages_with_metadata_on_request(desk: Desk) -> None:
    """A thread is read oldest first, in pages, and carries metadata only when asked for it."""
    await desk.controls.grant(SCOPES | {"channels:history"})
    metadata = {"event_type": "campaign", "event_payload": {"key": "214"}}
    card = await desk.call("chat.postMessage", channel=CAMPAIGNS, text="0", metadata=metadata)
    for number in "123":
        await desk.call("chat.postMessage", channel=CAMPAIGNS, text=number, thread_ts=card["ts"])
    at = {"channel": CAMPAIGNS, "ts": card["ts"]}
    first = await desk.call("conversations.replies", **at, limit=3, include_all_metadata=True)
    assert [one["text"] for one in first["messages"]] == ["0", "1", "2"]
    assert first["messages"][0]["metadata"] == metadata
    rest = await desk.call(
        "conversations.replies", **at, limit=3, cursor=first["response_metadata"]["next_cursor"]
    )
    assert ([one["text"] for one in rest["messages"]], rest["has_more"]) == (["3"], False)
    (top,) = (await desk.call("conversations.history", channel=CAMPAIGNS))["messages"]
    assert ("metadata" in top, top["reply_count"]) == (False, 3)


@pytest.mark.parametrize(
    ("page", "error"),
    [
        ({"limit": 0}, "invalid_limit"),
        ({"limit": 1001}, "invalid_limit"),
        ({"limit": "x"}, "invalid_arguments"),
        ({"cursor": "x"}, "invalid_cursor"),
    ],
)
async def test_a_page_has_its_bounds(desk: Desk, page: dict[str, Any], error: str) -> None:
    """A page of no length, one that is too long, and a cursor that is none are refused."""
    assert (await desk.call("conversations.members", channel=CAMPAIGNS, **page))["error"] == error


async def test_a_call_is_read_as_form_or_json_or_from_the_address(desk: Desk) -> None:
    """Arguments may come in all the ways in which clients send them."""
    headers = {"Authorization": "Bearer xoxb-sandbox"}
    address = f"{desk.url}/api/chat.postMessage"
    form = {"channel": CAMPAIGNS, "text": "x", "blocks": '[{"type":"divider"}]'}
    async with aiohttp.ClientSession(headers=headers) as session:
        async with session.post(address, data=form) as got:
            assert (await got.json())["ok"]
        async with session.post(f"{address}?channel={CAMPAIGNS}&text=x") as got:
            assert (await got.json())["ok"]
        async with session.post(address, data=b"{", headers={"Content-Type": "application/json"}) as got:
            assert (await got.json())["error"] == "invalid_json"
        async with session.post(address, data=b"[]", headers={"Content-Type": "application/json"}) as got:
            assert (await got.json())["error"] == "json_not_object"


async def test_rate_limits_are_held_when_asked_for(desk: Desk) -> None:
    """With the switch on, the call after a tier's last one in a minute is told to wait; other methods are not."""
    await desk.controls.switch(enforce_rate_limits=True)
    group = {"usergroup": LEADS}
    answers = await asyncio.gather(*(desk.call("usergroups.users.list", **group) for _ in range(21)))
    assert sorted(one.get("error", "") for one in answers) == [""] * 20 + ["ratelimited"]
    assert (await desk.call("users.info", user=CLAIRE))["ok"]
