"""What a person sees, as JSON for pages and tests: views, messages, channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.slack import fields
from bot.sandbox.slack.world import Kind

if TYPE_CHECKING:
    from bot.sandbox.slack.messages import Message
    from bot.sandbox.slack.state import State
    from bot.sandbox.slack.views import View
    from bot.sandbox.slack.world import Channel, User

#: How many of a channel's last messages a snapshot shows.
LAST = 200


def view(one: View | None) -> dict[str, Any] | None:
    """Give a view with what its fields hold and the errors shown in it."""
    if one is None:
        return None
    content = one.content
    return {
        "id": one.id,
        "type": content["type"],
        "title": (content.get("title") or {}).get("text", ""),
        "blocks": one.blocks,
        "submit": (content.get("submit") or {}).get("text"),
        "close": (content.get("close") or {}).get("text"),
        "private_metadata": content.get("private_metadata", ""),
        "callback_id": content.get("callback_id", ""),
        "external_id": content.get("external_id", ""),
        "hash": one.hash,
        "root": one.root,
        "previous": one.previous,
        "errors": one.errors,
        "problem": one.problem,
        "values": fields.state(one.blocks, one.held),
    }


def held(one: View) -> dict[str, Any]:
    """Give what fields hold by action id, choices by their values alone."""
    return {field.key[1]: _plain(one.held[field.key]) for field in fields.fields_of(one.blocks)}


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value["value"] if isinstance(value, dict) and "value" in value else value


def message(state: State, one: Message) -> dict[str, Any]:
    """Give a message as it is shown."""
    return {
        "channel": one.channel,
        "ts": one.ts,
        "user": one.user,
        "from_app": one.bot_id is not None,
        "text": one.text,
        "blocks": one.blocks,
        "thread_ts": one.thread_ts,
        "replies": state.messages.replies(one.channel, one.ts),
        "edited": one.edited,
        "ephemeral": one.ephemeral_to is not None,
        "metadata": one.metadata,
    }


def messages(state: State, user: User, channel: Channel) -> list[dict[str, Any]]:
    """Give what a person sees in a channel outside threads, oldest first."""
    return [message(state, one) for one in state.messages.top_level(channel.id) if _sees(user, one)]


def thread(state: State, user: User, channel: Channel, ts: str) -> list[dict[str, Any]]:
    """Give what a person sees of a message and its replies, oldest first."""
    return [message(state, one) for one in state.messages.thread(channel.id, ts) if _sees(user, one)]


def _sees(user: User, one: Message) -> bool:
    return one.ephemeral_to in {None, user.id}


def channel(one: Channel) -> dict[str, Any]:
    """Give a channel as it stands in somebody's list."""
    return {
        "id": one.id,
        "name": one.name,
        "kind": one.kind.value,
        "members": one.members,
        "is_archived": one.is_archived,
        "is_ext_shared": one.is_ext_shared,
    }


def snapshot(state: State, user: User) -> dict[str, Any]:
    """Give everything one person sees, with the revision it was true at."""
    seen = [one for one in state.world.channels.values() if state.world.sees(user.id, one)]
    threads = {
        one.id: {
            top.ts: found
            for top in state.messages.top_level(one.id)[-LAST:]
            if len(found := thread(state, user, one, top.ts)) > 1
        }
        for one in seen
    }
    return {
        "revision": state.changes.revision,
        "now": state.clock().isoformat(),
        "me": user.id,
        "people": [
            {
                "id": one.id,
                "name": one.name,
                "real_name": one.real_name,
                "team": one.team,
                "tz": one.tz,
                "locale": one.locale,
                "is_bot": one.is_bot,
                "is_restricted": one.is_restricted,
                "is_ultra_restricted": one.is_ultra_restricted,
                "deleted": one.deleted,
            }
            for one in state.world.users.values()
        ],
        "groups": [
            {"id": one.id, "handle": one.handle, "name": one.name, "users": one.users}
            for one in state.world.groups.values()
        ],
        "channels": [
            channel(one) | {"messages": messages(state, user, one)[-LAST:], "threads": threads[one.id]}
            for one in seen
            if one.kind is not Kind.DIRECT
        ],
        "direct": state.world.direct(user.id).id,
        "directs": messages(state, user, state.world.direct(user.id))[-LAST:],
        "stack": [view(one) for one in state.views.stack(user.id)],
        "home": view(state.views.home(user.id)),
    }
