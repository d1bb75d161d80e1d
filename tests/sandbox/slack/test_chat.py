from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.sandbox.slack.world import (
    BOARD,
    CAMPAIGNS,
    CLAIRE,
    GENERAL,
    GONE,
    KARIM,
    NADIA,
    OLD,
    OUTSIDER,
    SHARED,
)
from tests.sandbox.slack.shapes import section

if TYPE_CHECKING:
    from tests.sandbox.slack.conftest import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

HELLO = {"text": "Hello"}


@pytest.mark.parametrize(
    ("method", "body", "error"),
    [
        ("chat.postMessage", {**HELLO, "channel": CAMPAIGNS}, None),
        ("chat.postMessage", {**HELLO, "channel": SHARED}, None),
        ("chat.postMessage", {**HELLO, "channel": CLAIRE}, None),
        ("chat.postMessage", {"blocks": [section()], "channel": CAMPAIGNS}, None),
        ("chat.postMessage", HELLO, "channel_not_found"),
        ("chat.postMessage", {**HELLO, "channel": "C0NOWHERE1"}, "channel_not_found"),
        ("chat.postMessage", {**HELLO, "channel": GENERAL}, "not_in_channel"),
        ("chat.postMessage", {**HELLO, "channel": BOARD}, "channel_not_found"),
        ("chat.postMessage", {**HELLO, "channel": OLD}, "is_archived"),
        ("chat.postMessage", {**HELLO, "channel": GONE}, "user_disabled"),
        ("chat.postMessage", {"channel": CAMPAIGNS}, "no_text"),
        ("chat.postMessage", {"channel": CAMPAIGNS, "text": "x" * 40_001}, "msg_too_long"),
        ("chat.postMessage", {"channel": CAMPAIGNS, "blocks": [section()] * 51}, "invalid_blocks"),
        ("chat.postMessage", {"channel": CAMPAIGNS, "blocks": "[{"}, "invalid_blocks_format"),
        (
            "chat.postMessage",
            {**HELLO, "channel": CAMPAIGNS, "metadata": {"key": 1}},
            "invalid_metadata_format",
        ),
        ("chat.postMessage", {**HELLO, "channel": CAMPAIGNS, "thread_ts": "1.000000"}, "thread_not_found"),
        ("chat.postEphemeral", {**HELLO, "channel": CAMPAIGNS, "user": CLAIRE}, None),
        ("chat.postEphemeral", {**HELLO, "channel": CAMPAIGNS, "user": OUTSIDER}, "user_not_in_channel"),
        ("chat.postEphemeral", {**HELLO, "channel": CAMPAIGNS}, "invalid_arguments"),
        ("chat.update", {**HELLO, "channel": CAMPAIGNS, "ts": "1.000000"}, "message_not_found"),
        ("chat.update", {**HELLO, "channel": "C0NOWHERE1", "ts": "1.000000"}, "channel_not_found"),
        ("chat.delete", {"channel": CAMPAIGNS, "ts": "1.000000"}, "message_not_found"),
        ("chat.getPermalink", {"channel": CAMPAIGNS, "message_ts": "1.000000"}, "message_not_found"),
        ("chat.scheduleMessage", {**HELLO, "channel": CAMPAIGNS, "post_at": 1}, "time_in_past"),
        ("chat.scheduleMessage", {**HELLO, "channel": CAMPAIGNS, "post_at": 99_999_999_999}, "time_too_far"),
        ("chat.scheduleMessage", {**HELLO, "channel": CAMPAIGNS}, "invalid_arguments"),
        (
            "chat.deleteScheduledMessage",
            {"channel": CAMPAIGNS, "scheduled_message_id": "Q1"},
            "invalid_scheduled_message_id",
        ),
    ],
)
async def test_where_and_what_may_be_posted(
    desk: Desk, method: str, body: dict[str, Any], error: str | None
) -> None:
    """Each call is accepted, or refused with Slack's own word."""
    answer = await desk.call(method, **body)
    assert (answer["ok"], answer.get("error")) == (error is None, error)


async def test_bad_blocks_are_pointed_at(desk: Desk) -> None:
    """The answer to bad blocks says where and why, in both places in which Slack says it."""
    answer = await desk.call("chat.postMessage", channel=CAMPAIGNS, blocks=[section("x" * 3001)])
    complaint = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert answer["errors"] == [complaint]
    assert answer["response_metadata"] == {"messages": [f"[ERROR] {complaint}"]}


async def test_a_message_is_seen_changed_and_taken_away(desk: Desk) -> None:
    """An update without blocks leaves none; people see the message as it is now, with its metadata."""
    claire, metadata = desk.person(), {"event_type": "campaign", "event_payload": {"key": "214:1"}}
    posted = await desk.client.chat_postMessage(
        channel=CAMPAIGNS, text="One", blocks=[section("One, drawn")], metadata=metadata
    )
    (seen,) = await claire.channel(CAMPAIGNS)
    assert (seen.shown, seen.metadata, seen.edited) == ("One, drawn", metadata, None)

    await desk.client.chat_update(channel=CAMPAIGNS, ts=posted["ts"], text="Two")
    (seen,) = await claire.channel(CAMPAIGNS)
    assert (seen.shown, seen.blocks, seen.metadata) == ("Two", [], metadata)
    assert seen.edited is not None

    await desk.client.chat_delete(channel=CAMPAIGNS, ts=posted["ts"])
    assert await claire.channel(CAMPAIGNS) == []


async def test_an_update_may_not_be_as_long_as_a_message(desk: Desk) -> None:
    """chat.update takes 4,000 characters of text."""
    posted = await desk.call("chat.postMessage", channel=CAMPAIGNS, text="x" * 40_000)
    at = {"channel": CAMPAIGNS, "ts": posted["ts"]}
    assert (await desk.call("chat.update", **at, text="x" * 4_000))["ok"]
    assert (await desk.call("chat.update", **at, text="x" * 4_001))["error"] == "msg_too_long"


async def test_other_peoples_messages_are_not_the_apps(desk: Desk) -> None:
    """The app changes and deletes its own messages alone, and none in an archived channel."""
    said = await desk.person().say("Hello", channel=CAMPAIGNS)
    at = {"channel": CAMPAIGNS, "ts": said.ts}
    assert (await desk.call("chat.update", **at, text="x"))["error"] == "cant_update_message"
    assert (await desk.call("chat.delete", **at))["error"] == "cant_delete_message"

    mine = await desk.call("chat.postMessage", channel=CAMPAIGNS, text="Mine")
    await desk.controls.channel(CAMPAIGNS, is_archived=True)
    assert (await desk.call("chat.update", channel=CAMPAIGNS, ts=mine["ts"], text="x"))[
        "error"
    ] == "is_inactive"


async def test_a_thread_holds_replies_and_no_replies_to_replies(desk: Desk) -> None:
    """Replies stand in their thread and not in the channel; a permalink to one names the thread."""
    card = await desk.call("chat.postMessage", channel=CAMPAIGNS, text="Card")
    reply = await desk.call("chat.postMessage", channel=CAMPAIGNS, text="Reply", thread_ts=card["ts"])
    deeper = await desk.call("chat.postMessage", channel=CAMPAIGNS, text="No", thread_ts=reply["ts"])
    assert deeper["error"] == "cannot_reply_to_message"
    claire = desk.person()
    assert [(one.text, one.replies) for one in await claire.channel(CAMPAIGNS)] == [("Card", 1)]
    assert [one.text for one in await claire.thread(CAMPAIGNS, card["ts"])] == ["Card", "Reply"]
    link = await desk.call("chat.getPermalink", channel=CAMPAIGNS, message_ts=reply["ts"])
    assert f"thread_ts={card['ts']}" in link["permalink"]


async def test_an_ephemeral_is_seen_by_one_and_cannot_be_changed(desk: Desk) -> None:
    """Only the person it is for sees an ephemeral message, and chat.update does not know it."""
    posted = await desk.call("chat.postEphemeral", channel=CAMPAIGNS, user=KARIM, text="For Karim")
    (seen,) = await desk.person(KARIM).channel(CAMPAIGNS)
    assert (seen.text, seen.ephemeral) == ("For Karim", True)
    assert await desk.person(NADIA).channel(CAMPAIGNS) == []
    at = {"channel": CAMPAIGNS, "ts": posted["message_ts"]}
    assert (await desk.call("chat.update", **at, text="x"))["error"] == "message_not_found"


async def test_a_direct_message_is_seen_by_its_person_alone(desk: Desk) -> None:
    """Posting to a user id opens the direct messages with that person."""
    await desk.client.chat_postMessage(channel=KARIM, text="For you")
    assert [one.text for one in await desk.person(KARIM).directs()] == ["For you"]
    assert await desk.person(CLAIRE).directs() == []


async def test_a_scheduled_message_waits_for_the_clock(desk: Desk) -> None:
    """A scheduled message is posted when the sandbox's clock gets there, unless it was taken back."""
    at = int((desk.slack.clock() + timedelta(hours=1)).timestamp())
    kept = await desk.client.chat_scheduleMessage(channel=CAMPAIGNS, text="Kept", post_at=at)
    gone = await desk.client.chat_scheduleMessage(channel=CAMPAIGNS, text="Gone", post_at=at)
    await desk.client.chat_deleteScheduledMessage(
        channel=CAMPAIGNS, scheduled_message_id=gone["scheduled_message_id"]
    )
    waiting = (await desk.client.chat_scheduledMessages_list())["scheduled_messages"]
    assert [one["id"] for one in waiting] == [kept["scheduled_message_id"]]
    await desk.controls.move_clock(seconds=3590)
    assert await desk.person().channel(CAMPAIGNS) == []
    await desk.controls.move_clock(seconds=20)
    assert [one.text for one in await desk.person().channel(CAMPAIGNS)] == ["Kept"]
