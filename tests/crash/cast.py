"""Who is there: the people of all stories, who may approve, and everybody's list at Octopush."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.octopush import Contact
from bot.sandbox.slack import world
from bot.sandbox.slack.world import User
from tests.crash.stage import CHANNEL

if TYPE_CHECKING:
    from tests.crash.stage import Stage

APPROVERS = (world.KARIM, world.NADIA, "U0IRIS001", "U0OMAR001", "U0LENA001")


def furnish(stage: Stage) -> None:
    """Put the people and their lists where the stories need them."""
    here = stage.state.world
    names = [*APPROVERS[2:], *(requester(index) for index in range(stage.score.stories))]
    for id_ in names:
        here.users[id_] = User(id=id_, name=id_.lower(), real_name=id_.title())
        here.channels[CHANNEL].members.append(id_)
    here.groups[world.LEADS].users = list(APPROVERS)
    for index in range(stage.score.stories):
        people = [Contact(f"+3363{index:03d}98{one:02d}") for one in range(20 + index % 7)]
        stage.octopush.account.add(people, list_name=f"List {index}")
    stage.octopush.account.balance *= 10_000


def requester(index: int) -> str:
    """Name who asks in a story."""
    return f"U0ASKS{index:03d}"
