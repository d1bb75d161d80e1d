"""What a team lives with once campaigns run: the command's words, the Homes, the news of pauses. Put together here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.services.homes import Homes
from bot.services.pausing import Halting, Pausing
from bot.services.ports import Store
from bot.services.seeing import Seeing, Shelves
from bot.slack.announcing import Announcer
from bot.slack.commands import Commands
from bot.slack.home import Front, Readers

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.services.approvals import Approvals
    from bot.slack.announcing import Announcements
    from bot.slack.directory import SlackDirectory
    from bot.slack.opening import Opening


class Stores(Halting, Store, Shelves, Homes, Protocol):
    """All that the store is asked here, but for announcements."""


@dataclass(frozen=True, slots=True)
class Living:
    """The handlers and the job."""

    commands: Commands
    front: Front
    announcer: Announcer


def living(  # noqa: PLR0913 - one of each is needed
    store: Stores,
    announcements: Announcements,
    client: AsyncWebClient,
    directory: SlackDirectory,
    approvals: Approvals,
    opening: Opening,
    *,
    zone: str,
    workspace: str,
    label: str,
) -> Living:
    """Put it together; `zone` is the house's (IANA), `workspace` the address of the workspace."""
    seeing = Seeing(store, directory, approvals.clock, approvals.policy, zone)
    readers = Readers(directory=directory, policy=approvals.policy, workspace=workspace, label=label)
    front = Front(store=store, seeing=seeing, readers=readers, client=client, tasks=opening.tasks)
    announcer = Announcer(
        store=announcements,
        client=client,
        clock=approvals.clock,
        zone=zone,
        house_channel=opening.house_channel,
        changed=front.changed,
    )
    commands = Commands(
        seeing=seeing,
        approvals=approvals,
        pausing=Pausing(store, directory),
        store=store,
        opening=opening,
        teller=opening.teller,
        tasks=opening.tasks,
        readers=readers,
        changed=front.changed,
    )
    # What changed in the last moment of whoever served before is drawn now.
    front.changed()
    return Living(commands, front, announcer)
