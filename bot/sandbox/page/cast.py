"""Who plays which part in the sandbox, in a few words for whoever chooses whom to act as."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.slack import world

if TYPE_CHECKING:
    from bot.sandbox.slack.world import User, World

#: What the seeded people are there for; anybody else is told by what the workspace says of them.
_STORY = {
    world.CLAIRE: "asks for campaigns",
    world.KARIM: "approves, reads French",
    world.NADIA: "approves, administrator",
    world.TOM: "may not approve, lives in New York",
    world.GUEST: "guest",
    world.OUTSIDER: "of another organisation",
}


def parts(seen: World) -> dict[str, str]:
    """Give everybody who can act, by id, in the order in which they are offered."""
    able = [one for one in seen.users.values() if not one.deleted and not one.is_bot]
    return {one.id: _STORY.get(one.id) or _part(seen, one) for one in able}


def _part(seen: World, user: User) -> str:
    if user.team != world.TEAM:
        return "of another organisation"
    if user.is_restricted or user.is_ultra_restricted:
        return "guest"
    groups = [f"@{one.handle}" for one in seen.groups.values() if user.id in one.users]
    return f"in {', '.join(groups)}" if groups else "member"
