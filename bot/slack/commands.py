"""`/sms-campaign` and its words: list, status, cancel, history, again, pause, resume; anything else is a campaign's text.

Each is answered to whoever typed it alone, and permission is checked for each. Where it is not said which campaign, it is
asked. What changes a campaign is stored before the command is acknowledged; what only shows something comes after.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot import logs
from bot.domain.campaign import State
from bot.domain.slack_markup import plain_from_slack
from bot.errors import Problem, Reason, UserError
from bot.services.seeing import HOME, Shelf
from bot.slack.opening import Asked
from bot.slack.views import answers
from bot.slack.views.card import Scene
from bot.slack.views.rows import thread_link
from bot.slack.views.words import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from bot.domain.campaign import Campaign
    from bot.services.approvals import Approvals
    from bot.services.pausing import Pausing
    from bot.services.ports import Store
    from bot.services.seeing import Seeing
    from bot.slack.home import Readers
    from bot.slack.opening import Opening
    from bot.slack.payloads import BlockActions, Command
    from bot.slack.tasks import Tasks
    from bot.slack.telling import Teller
    from bot.slack.views.answers import Said

log = logs.get(__name__)

#: What can still be cancelled.
CANCELLABLE = frozenset({State.PREPARING, State.AWAITING, State.APPROVED})


class Verb(StrEnum):
    """What a command may begin with."""

    LIST = "list"
    STATUS = "status"
    CANCEL = "cancel"
    HISTORY = "history"
    AGAIN = "again"
    PAUSE = "pause"
    RESUME = "resume"


#: Those that are about one campaign.
OF_ONE = frozenset({Verb.STATUS, Verb.CANCEL, Verb.HISTORY, Verb.AGAIN})
#: A campaign's number, or a ticket as Octopush writes it.
_NAME = re.compile(r"#?(?P<number>[0-9]{1,9})|(?P<ticket>[A-Za-z]{2,10}_[0-9A-Za-z]{4,100})")


def parse(text: str) -> tuple[Verb, str | None] | None:
    """Read a command's words: a verb alone, or with the one campaign it is about; None for a campaign's text."""
    first, *rest = text.split() or [""]
    try:
        verb = Verb(first.casefold())
    except ValueError:
        return None
    if not rest:
        return verb, None
    found = _NAME.fullmatch(rest[0]) if len(rest) == 1 and verb in OF_ONE else None
    return (verb, found["number"] or found["ticket"]) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commands:
    """The words of the command."""

    seeing: Seeing
    approvals: Approvals
    pausing: Pausing
    store: Store
    opening: Opening
    teller: Teller
    tasks: Tasks
    readers: Readers
    changed: Callable[[], None]

    async def command(self, command: Command) -> str | None:
        """Answer the words; without one of them, open the form."""
        meant = parse(plain_from_slack(command.text))
        if meant is None:
            return await self.opening.command(command)
        verb, name = meant
        asked = Asked(command.user_id, command.trigger_id, command.channel_id, command.response_url)
        if verb is Verb.CANCEL and name is not None:
            await self._cancel(asked, name)
        elif verb is Verb.PAUSE:
            new, sending = await self.pausing.pause(asked.user)
            self._tell(asked, answers.paused(new=new, sending=sending))
            self.changed()
        elif verb is Verb.RESUME:
            new = await self.pausing.resume(asked.user)
            self._tell(asked, answers.resumed(new=new))
            self.changed()
        else:
            self.tasks.spawn(self._guarded(asked, self._show(asked, verb, name)), name=verb)
        return None

    async def chosen(self, pressed: BlockActions) -> None:
        """Show, or copy, the campaign that was chosen where it was asked which."""
        verb, name = _chosen(pressed)
        await self._show(_asked(pressed), verb, name)

    async def chosen_to_cancel(self, pressed: BlockActions) -> None:
        """Cancel the campaign that was chosen."""
        _, name = _chosen(pressed)
        await self._cancel(_asked(pressed), name)

    async def _show(self, asked: Asked, verb: Verb, name: str | None) -> None:
        if verb is Verb.LIST:
            board = await self.seeing.board(asked.user, dict.fromkeys(HOME), each=answers.LISTED)
            reader = await self.readers.reader(asked.user)
            await self._told(asked, answers.listed(board, reader, now=self.seeing.clock()))
        elif name is None:
            campaigns = await self._candidates(asked.user, verb)
            reader = await self.readers.reader(asked.user)
            await self._told(asked, answers.which(verb, campaigns, reader))
        elif verb is Verb.AGAIN:
            await self.opening.again(asked, await self.seeing.find(asked.user, name))
        else:
            await self._told(asked, await self._picture(asked.user, verb, name))

    async def _picture(self, user: str, verb: Verb, name: str) -> Said:
        campaign = await self.seeing.find(user, name)
        picture = await self.store.picture(campaign.id)
        reader = await self.readers.reader(user)
        scene = Scene(
            campaign=picture.campaign,
            events=picture.events,
            policy=self.seeing.policy,
            now=self.seeing.clock(),
            last_use=picture.before,
            revisions=picture.revisions,
            label=reader.label,
            house_zone=self.seeing.zone,
        )
        link = thread_link(picture.posted.get("card"), reader)
        return answers.history(scene, link) if verb is Verb.HISTORY else answers.status(scene, link)

    async def _candidates(self, user: str, verb: Verb) -> Sequence[Campaign]:
        """Name the campaigns that may be meant, the latest first."""
        if verb is not Verb.CANCEL:
            board = await self.seeing.board(user, {Shelf.ALL: None}, each=answers.OFFERED)
            return board.shelves[Shelf.ALL].campaigns
        shelves = dict.fromkeys((Shelf.TO_APPROVE, Shelf.GOING_OUT, Shelf.UNDER_WAY))
        board = await self.seeing.board(user, shelves, each=answers.OFFERED)
        found = {one.id: one for page in board.shelves.values() for one in page.campaigns}
        return [
            found[number]
            for number in sorted(found, reverse=True)
            if found[number].state in CANCELLABLE
            and (board.sight.approver or found[number].requester == user)
        ]

    async def _cancel(self, asked: Asked, name: str) -> None:
        campaign = await self.seeing.find(asked.user, name)
        await self.approvals.cancel(campaign.id, user=asked.user)
        self._tell(asked, answers.cancelled(campaign))

    def _tell(self, asked: Asked, said: Said) -> None:
        self.tasks.spawn(self._told(asked, said), name="tell")

    async def _told(self, asked: Asked, said: Said) -> None:
        await self.teller.privately(
            asked.user,
            said.text,
            response_url=asked.response_url,
            channel=asked.channel,
            blocks=said.blocks,
            replaces=asked.replaces,
        )

    async def _guarded(self, asked: Asked, work: Coroutine[object, object, None]) -> None:
        """Tell the person whatever went wrong."""
        try:
            await work
        except UserError as exc:
            problem = exc.problem
        except Exception:
            reference = logs.reference()
            log.exception("command_failed", reference=reference)
            problem = Problem(Reason.UNEXPECTED, None, {"reference": reference})
        else:
            return
        await self.teller.privately(
            asked.user, sentence(problem), response_url=asked.response_url, channel=asked.channel
        )


def _asked(pressed: BlockActions) -> Asked:
    channel = pressed.channel.id if pressed.channel else None
    return Asked(pressed.user.id, pressed.trigger_id, channel, pressed.response_url, replaces=True)


def _chosen(pressed: BlockActions) -> tuple[Verb, str]:
    option = pressed.actions[0].selected_option
    meant = parse(option.value.replace(":", " ")) if option else None
    if meant is None or meant[1] is None:
        raise UserError(Reason.UNKNOWN_CAMPAIGN)
    return meant[0], meant[1]
