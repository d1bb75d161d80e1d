"""Change the world from outside: members, groups, scopes, people, and the events that go with it."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from bot.sandbox.slack import events, world
from bot.sandbox.slack.refusals import Impossible
from bot.sandbox.slack.world import Kind

if TYPE_CHECKING:
    from bot.sandbox.slack.state import State
    from bot.sandbox.slack.world import Channel


def change_user(state: State, id_: str, values: dict[str, Any]) -> None:
    """Change who somebody is, such as their zone, or that they left."""
    _set(state.world.users.get(id_), id_, values)
    state.changes.mark()


def change_group(state: State, id_: str, values: dict[str, Any]) -> None:
    """Change who is in a user group, or whether there is one."""
    _set(state.world.groups.get(id_), id_, values)
    state.changes.mark()


def change_scopes(state: State, scopes: list[str]) -> None:
    """Grant exactly these scopes."""
    state.world.scopes = set(scopes)


async def change_channel(state: State, id_: str, values: dict[str, Any], *, tell: bool) -> None:
    """Change who is in a channel and what it is; with `tell`, the app hears of it by events."""
    channel = state.world.channels.get(id_)
    before = (set(channel.members), channel.is_archived, channel.is_ext_shared) if channel else (set(), 0, 0)
    _set(channel, id_, values)
    state.changes.mark()
    if tell and channel is not None:
        for body in _events(channel, *before):
            await events.send(state, body)


def _events(channel: Channel, members: set[str], archived: object, shared: object) -> list[dict[str, Any]]:
    family, letter = ("channel", "C") if channel.kind is Kind.PUBLIC else ("group", "G")
    at = {"channel": channel.id, "channel_type": letter, "team": world.TEAM}
    found = [{"type": "member_left_channel", "user": one, **at} for one in members - set(channel.members)]
    found += [{"type": "member_joined_channel", "user": one, **at} for one in set(channel.members) - members]
    if world.BOT_USER in members - set(channel.members):
        found.append({"type": f"{family}_left", "channel": channel.id})
    if channel.is_archived != archived:
        word = "archive" if channel.is_archived else "unarchive"
        found.append({"type": f"{family}_{word}", "channel": channel.id, "user": world.CLAIRE})
    if channel.is_ext_shared and not shared:
        found.append({"type": "channel_shared", "channel": channel.id, "connected_team_id": world.OTHER_TEAM})
    return found


async def uninstall(state: State) -> None:
    """Take the app away: its tokens are dead, and it hears of it once."""
    state.world.installed = False
    await events.send(state, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [world.BOT_USER]}})
    await events.send(state, {"type": "app_uninstalled"})


def _set(thing: Any, id_: str, values: dict[str, Any]) -> None:  # noqa: ANN401 - one of the world's dataclasses
    if thing is None:
        raise Impossible(f"There is no {id_!r}.")
    known = {one.name for one in fields(thing)} - {"id", "kind"}
    if strange := values.keys() - known:
        raise Impossible(
            f"{', '.join(sorted(strange))} cannot be set; these can: {', '.join(sorted(known))}."
        )
    for name, value in values.items():
        setattr(thing, name, value)
