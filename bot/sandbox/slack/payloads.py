"""The shapes of what Slack sends: slash commands, interactions, events, and the objects inside them.

Pure functions from the sandbox's state to JSON. Sources: docs.slack.dev/reference/interaction-payloads,
docs.slack.dev/interactivity/implementing-slash-commands, docs.slack.dev/apis/events-api.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.slack import world
from bot.sandbox.slack.world import Kind

if TYPE_CHECKING:
    from bot.sandbox.slack.messages import Message
    from bot.sandbox.slack.views import View
    from bot.sandbox.slack.world import Channel, User, World

#: The old verification token: present in every payload, and of no worth.
OLD_TOKEN = "not-to-be-used"  # noqa: S105 - it is no secret, and apps must not look at it


def channel_name(channel: Channel) -> str:
    """Give the name a channel goes by in payloads, where private ones hide theirs."""
    return {Kind.PUBLIC: channel.name, Kind.PRIVATE: "privategroup", Kind.DIRECT: "directmessage"}[
        channel.kind
    ]


def interaction(kind: str, user: User, domain: str) -> dict[str, Any]:
    """Give what every interaction's payload has: who, where, and for which app."""
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team},
        "api_app_id": world.APP,
        "token": OLD_TOKEN,
        "team": {"id": world.TEAM, "domain": domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def command(
    *, word: str, text: str, user: User, channel: Channel, domain: str, trigger: str, response_url: str
) -> dict[str, str]:
    """Give the form fields of a slash command."""
    return {
        "token": OLD_TOKEN,
        "team_id": world.TEAM,
        "team_domain": domain,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": word,
        "text": text,
        "api_app_id": world.APP,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger,
    }


def event(body: dict[str, Any], *, id_: str, at: int, shared: bool = False) -> dict[str, Any]:
    """Wrap an event as the Events API does; `at` is in Unix seconds."""
    return {
        "token": OLD_TOKEN,
        "team_id": world.TEAM,
        "context_team_id": world.TEAM,
        "context_enterprise_id": None,
        "api_app_id": world.APP,
        "event": body,
        "type": "event_callback",
        "event_id": id_,
        "event_time": at,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": world.TEAM,
                "user_id": world.BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": shared,
    }


def message(one: Message, *, with_metadata: bool = True, replies: int = 0) -> dict[str, Any]:
    """Give a message as it stands in payloads and histories."""
    body: dict[str, Any] = {
        "type": "message",
        "user": one.user,
        "ts": one.ts,
        "text": one.text,
        "team": world.TEAM,
        "blocks": one.blocks,
    }
    if one.bot_id:
        body |= {"bot_id": one.bot_id, "app_id": one.app_id}
    if one.thread_ts:
        body["thread_ts"] = one.thread_ts
    if replies:
        body |= {"thread_ts": one.ts, "reply_count": replies}
    if one.edited:
        body["edited"] = {"user": one.user, "ts": one.edited}
    if one.metadata and with_metadata:
        body["metadata"] = one.metadata
    return body


def in_view(view: View, *, with_state: bool = True) -> dict[str, Any]:
    """Give the parts that say an interaction happened in a view."""
    return {
        "container": {"type": "view", "view_id": view.id},
        "view": view.as_json(with_state=with_state),
    }


def in_message(one: Message, channel: Channel) -> dict[str, Any]:
    """Give the parts that say an interaction happened in a message; an ephemeral one is not repeated."""
    container: dict[str, Any] = {
        "type": "message",
        "message_ts": one.ts,
        "channel_id": channel.id,
        "is_ephemeral": one.ephemeral_to is not None,
    }
    if one.thread_ts:
        container["thread_ts"] = one.thread_ts
    parts: dict[str, Any] = {
        "container": container,
        "channel": {"id": channel.id, "name": channel_name(channel)},
    }
    if one.ephemeral_to is None:
        parts["message"] = message(one)
    return parts


def person(world_: World, user: User, *, with_locale: bool, offset: int, zone: str) -> dict[str, Any]:
    """Give a user as users.info does; `offset` is the zone's in seconds, `zone` its name in words."""
    if user.deleted:
        return {
            "id": user.id,
            "team_id": user.team,
            "name": user.name,
            "deleted": True,
            "is_bot": user.is_bot,
        }
    body: dict[str, Any] = {
        "id": user.id,
        "team_id": user.team,
        "name": user.name,
        "deleted": False,
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": zone,
        "tz_offset": offset,
        "profile": {
            "real_name": user.real_name,
            "display_name": user.name,
            "team": user.team,
            "real_name_normalized": user.real_name,
            "display_name_normalized": user.name,
            "status_emoji": user.status_emoji,
            "status_text": "",
        },
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted or user.is_ultra_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 0,
    }
    if user.team != world.TEAM:
        # Members of another organisation seen through a shared channel are not strangers to Slack.
        shared = any(c.is_ext_shared and user.id in c.members for c in world_.channels.values())
        body["is_stranger"] = not shared
    if with_locale:
        body["locale"] = user.locale
    return body
