"""users.*, usergroups.*, team.info and bots.info: who people are.

Source: docs.slack.dev/reference/methods, each under its name.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.sandbox.slack import payloads, world
from bot.sandbox.slack.refusals import Refusal

if TYPE_CHECKING:
    from bot.sandbox.slack.api.args import Args
    from bot.sandbox.slack.state import State
    from bot.sandbox.slack.world import User, UserGroup


async def info(state: State, args: Args) -> dict[str, Any]:
    """Tell who a person is; the locale only where it is asked for."""
    user = state.world.users.get(args.required("user"))
    if user is None:
        raise Refusal("user_not_found")
    return {"user": _shown(state, user, with_locale=args.flag("include_locale"))}


async def list_users(state: State, args: Args) -> dict[str, Any]:
    """List everybody of the workspace."""
    with_locale = args.flag("include_locale")
    members = [_shown(state, user, with_locale=with_locale) for user in state.world.users.values()]
    return {
        "members": [one for one in members if one["team_id"] == world.TEAM],
        "response_metadata": {"next_cursor": ""},
    }


def _shown(state: State, user: User, *, with_locale: bool) -> dict[str, Any]:
    local = state.clock().astimezone(ZoneInfo(user.tz))
    offset = local.utcoffset() or timedelta()
    return payloads.person(
        state.world,
        user,
        with_locale=with_locale,
        offset=int(offset.total_seconds()),
        zone=local.tzname() or user.tz,
    )


async def group_users(state: State, args: Args) -> dict[str, Any]:
    """List who is in a user group."""
    group = state.world.groups.get(args.required("usergroup"))
    if group is None or (group.is_disabled and not args.flag("include_disabled")):
        raise Refusal("no_such_subteam")
    return {"users": group.users}


async def list_groups(state: State, args: Args) -> dict[str, Any]:
    """List the user groups."""
    groups = [
        one for one in state.world.groups.values() if not one.is_disabled or args.flag("include_disabled")
    ]
    return {"usergroups": [_group(one, with_users=args.flag("include_users")) for one in groups]}


def _group(group: UserGroup, *, with_users: bool) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": group.id,
        "team_id": world.TEAM,
        "is_usergroup": True,
        "name": group.name,
        "handle": group.handle,
        "is_external": False,
        "date_delete": int(group.is_disabled),
        "user_count": len(group.users),
    }
    return body | ({"users": group.users} if with_users else {})


async def team_info(state: State, _args: Args) -> dict[str, Any]:
    """Tell which workspace this is."""
    return {"team": {"id": world.TEAM, "name": state.world.name, "domain": state.world.domain}}


async def bot_info(_state: State, args: Args) -> dict[str, Any]:
    """Tell which app a bot belongs to."""
    if args.required("bot") != world.BOT:
        raise Refusal("bot_not_found")
    return {
        "bot": {
            "id": world.BOT,
            "deleted": False,
            "name": "SMS campaigns",
            "app_id": world.APP,
            "user_id": world.BOT_USER,
        }
    }


async def auth_test(state: State, _args: Args) -> dict[str, Any]:
    """Tell whose token it is."""
    return {
        "url": f"https://{state.world.domain}.slack.com/",
        "team": state.world.name,
        "user": state.world.users[world.BOT_USER].name,
        "team_id": world.TEAM,
        "user_id": world.BOT_USER,
        "bot_id": world.BOT,
        "is_enterprise_install": False,
    }
