"""conversations.*: what channels are, who is in them, and what was said.

Which scope is needed depends on the kind of channel. Source: docs.slack.dev/reference/methods, each under its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.slack import payloads, world
from bot.sandbox.slack.api.places import channel_for_posting, require, visible_channel
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.world import Kind

if TYPE_CHECKING:
    from bot.sandbox.slack.api.args import Args
    from bot.sandbox.slack.messages import Message
    from bot.sandbox.slack.state import State
    from bot.sandbox.slack.world import Channel

_FAMILY = {Kind.PUBLIC: "channels", Kind.PRIVATE: "groups", Kind.DIRECT: "im"}


def _channel(state: State, args: Args, right: str) -> Channel:
    channel = visible_channel(state, args.text("channel"))
    require(state, f"{_FAMILY[channel.kind]}:{right}")
    return channel


async def info(state: State, args: Args) -> dict[str, Any]:
    """Tell what a channel is."""
    channel = _channel(state, args, "read")
    count = {"num_members": len(channel.members)} if args.flag("include_num_members") else {}
    return {"channel": shown(channel) | count}


def shown(channel: Channel) -> dict[str, Any]:
    """Give a channel as the Web API does."""
    if channel.kind is Kind.DIRECT:
        return {
            "id": channel.id,
            "is_im": True,
            "is_archived": channel.is_archived,
            "user": channel.members[0],
            "is_org_shared": False,
        }
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind is Kind.PUBLIC,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.kind is Kind.PRIVATE,
        "is_archived": channel.is_archived,
        "is_general": False,
        "is_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "is_ext_shared": channel.is_ext_shared,
        "is_pending_ext_shared": False,
        "is_member": world.BOT_USER in channel.members,
        "context_team_id": world.TEAM,
    }


async def members(state: State, args: Args) -> dict[str, Any]:
    """List who is in a channel, a page at a time."""
    channel = _channel(state, args, "read")
    start, end = args.page()
    return {
        "members": channel.members[start:end],
        "response_metadata": {"next_cursor": str(end) if end < len(channel.members) else ""},
    }


async def open_direct(state: State, args: Args) -> dict[str, Any]:
    """Open the direct messages with one person."""
    users = args.text("users").split(",")
    if len(users) != 1 or users[0] not in state.world.users:
        raise Refusal("user_not_found")
    return {"channel": {"id": channel_for_posting(state, users[0]).id}}


async def history(state: State, args: Args) -> dict[str, Any]:
    """Give a channel's messages, the newest first."""
    channel = _channel(state, args, "history")
    found = [one for one in state.messages.top_level(channel.id) if one.ephemeral_to is None]
    return _page(state, args, [one for one in reversed(found) if _between(args, one)])


async def replies(state: State, args: Args) -> dict[str, Any]:
    """Give a message and its replies, the oldest first."""
    channel = _channel(state, args, "history")
    found = state.messages.thread(channel.id, args.required("ts"))
    if not found:
        raise Refusal("thread_not_found")
    return _page(state, args, [one for one in found if one.ephemeral_to is None and _between(args, one)])


def _between(args: Args, message: Message) -> bool:
    newest = args.text("latest")
    return args.text("oldest", "0") < message.ts and (not newest or message.ts < newest)


def _page(state: State, args: Args, found: list[Message]) -> dict[str, Any]:
    start, end = args.page()
    metadata = args.flag("include_all_metadata")
    more = end < len(found)
    return {
        "messages": [
            payloads.message(one, with_metadata=metadata, replies=state.messages.replies(one.channel, one.ts))
            for one in found[start:end]
        ],
        "has_more": more,
        "response_metadata": {"next_cursor": str(end) if more else ""},
    }
