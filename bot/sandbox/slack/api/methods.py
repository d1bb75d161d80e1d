"""The table of Web API methods: what runs, which scope and token each needs, and how often it may be called.

Sources: docs.slack.dev/reference/methods; the tiers are those of docs.slack.dev/apis/web-api/rate-limits.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.sandbox.slack import world
from bot.sandbox.slack.api import chat, conversations, people, views
from bot.sandbox.slack.refusals import Refusal

if TYPE_CHECKING:
    from bot.sandbox.slack.api.args import Args
    from bot.sandbox.slack.state import State

Run = Callable[["State", "Args"], Awaitable[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Method:
    """One method; `a_minute` is its tier's number of calls, `token` whether it takes the bot's, the app's or none."""

    run: Run
    scopes: tuple[str, ...] = ()
    a_minute: int = 100
    token: str = "bot"  # noqa: S105 - the kind of token, not one


async def api_test(_state: State, args: Args) -> dict[str, Any]:
    """Answer with what was sent, or with the error that was asked for."""
    if "error" in args:
        raise Refusal(args.text("error"), args=args.as_dict())
    return {"args": args.as_dict()}


async def open_connection(state: State, _args: Args) -> dict[str, Any]:
    """Give the address of a Socket Mode connection, good for one use."""
    address = state.own_url.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={state.sockets.ticket()}&app_id={world.APP}"}


_T1, _T2, _T3, _T4 = 1, 20, 50, 100
_POST = ("chat:write",)

METHODS: dict[str, Method] = {
    "api.test": Method(api_test, token=""),
    "apps.connections.open": Method(open_connection, a_minute=_T1, token="app"),  # noqa: S106 - a kind of token
    "auth.test": Method(people.auth_test),
    "bots.info": Method(people.bot_info, ("users:read",), _T3),
    "chat.delete": Method(chat.delete, _POST, _T3),
    "chat.deleteScheduledMessage": Method(chat.delete_scheduled_message, _POST, _T3),
    "chat.getPermalink": Method(chat.get_permalink),
    "chat.postEphemeral": Method(chat.post_ephemeral, _POST, _T4),
    # About one a second and channel; the minute is the nearest this table can say.
    "chat.postMessage": Method(chat.post_message, _POST, 60),
    "chat.scheduleMessage": Method(chat.schedule_message, _POST, _T3),
    "chat.scheduledMessages.list": Method(chat.scheduled_messages, (), _T3),
    "chat.update": Method(chat.update, _POST, _T3),
    "conversations.history": Method(conversations.history, (), _T3),
    "conversations.info": Method(conversations.info, (), _T3),
    "conversations.members": Method(conversations.members, (), _T4),
    "conversations.open": Method(conversations.open_direct, ("im:write",), _T3),
    "conversations.replies": Method(conversations.replies, (), _T3),
    "team.info": Method(people.team_info, ("team:read",), _T3),
    "usergroups.list": Method(people.list_groups, ("usergroups:read",), _T2),
    "usergroups.users.list": Method(people.group_users, ("usergroups:read",), _T2),
    "users.info": Method(people.info, ("users:read",), _T4),
    "users.list": Method(people.list_users, ("users:read",), _T2),
    "views.open": Method(views.open_view, (), _T4),
    "views.publish": Method(views.publish_view, (), _T4),
    "views.push": Method(views.push_view, (), _T4),
    "views.update": Method(views.update_view, (), _T4),
}
