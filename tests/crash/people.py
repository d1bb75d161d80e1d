"""What people do and see in the local Slack: fill the form, press buttons, press again when Slack shows a failure.

They look at Slack's own messages, never at the bot. Every decision that Slack took is noted for the oracle, with the
revision that stood on the button.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import json
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

from bot.sandbox.slack.acting import asking, filling, pressing, submitting
from bot.sandbox.slack.acting.finding import Spot, elements, spot
from bot.sandbox.slack.seen import Message as Seen
from tests.crash.stage import CHANNEL

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.sandbox.slack.messages import Message
    from bot.sandbox.slack.views import View
    from tests.crash.stage import Stage

#: How often somebody presses again what failed, and how often they do so at once before they wait a while.
PATIENCE = 9
AT_ONCE = 3
WHILE = timedelta(seconds=20)


@dataclass(slots=True)
class Click:
    """A decision somebody made: `acknowledged` once Slack took it without showing a failure."""

    who: str
    action: str
    campaign: int
    revision: int
    began: float
    ended: float = 0.0
    acknowledged: bool = False
    #: How many messages only this person sees there were before.
    private_before: int = 0
    private_after: int = 0


@dataclass(slots=True)
class Confirmation:
    """A form that Slack closed after it was confirmed: what it said, by its text."""

    who: str
    text: str
    edit: bool


@dataclass(slots=True)
class Notes:
    """What was done in a play."""

    clicks: list[Click] = field(default_factory=list)
    confirmations: list[Confirmation] = field(default_factory=list)


@dataclass(slots=True)
class Person:
    """Somebody, on a stage."""

    stage: Stage
    notes: Notes
    id: str
    #: One form on somebody's screen at a time.
    screen: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def view(self) -> View | None:
        """The view on top."""
        return self.stage.state.views.top(self.id)

    async def press(self, message: Message, action: str, *, tries: int = PATIENCE) -> bool:
        """Press a button of a message, again while Slack shows a failure; False where it never got through."""
        place = Spot(
            message.blocks, message=message, channel=self.stage.state.world.channels[message.channel]
        )
        held = [one for _, one in elements(place) if one["action_id"] == action]
        if len(held) != 1:
            return False
        ref = json.loads(held[0].get("value") or "{}")
        click = Click(self.id, action, int(ref["campaign"]), int(ref["revision"]), monotonic())
        click.private_before = self.private()
        self.notes.clicks.append(click)
        for turn in range(tries):
            await self._between(turn)
            self.stage.route()
            said = {"action": action, "block": None, "text": None, "value": None}
            user = self.stage.state.world.users[self.id]
            done = await pressing.press(self.stage.state, user, place, said=said)
            if done.error is None:
                click.acknowledged, click.ended = True, monotonic()
                return True
        click.ended = monotonic()
        return False

    @contextlib.asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Have the screen; whoever waits for it is not in the middle of an act, and time may move."""
        self.stage.active -= 1
        try:
            await self.screen.acquire()
        finally:
            self.stage.active += 1
        try:
            yield
        finally:
            self.screen.release()

    async def _between(self, turn: int) -> None:
        """Wait between two tries: a moment, and each few times a while of the sandbox's."""
        if turn and turn % AT_ONCE == 0:
            await self.stage.at(self.stage.clock() + WHILE)
        elif turn:
            await asyncio.sleep(0.1)

    def private(self) -> int:
        """Count what only this person was told in the channel, and directly."""
        messages = self.stage.state.messages
        direct = f"D{self.id[1:]}"
        alone = sum(one.ephemeral_to == self.id for one in messages.everything(CHANNEL))
        return alone + len(list(messages.everything(direct)))

    async def ask(self, *, text: str, audience: str, moment: str, purpose: str) -> bool:
        """Ask for a campaign: command, form, preview, confirmation; from the start where a form is lost."""
        async with self._alone():
            for turn in range(PATIENCE):
                await self._between(turn * AT_ONCE)
                self.stage.route()
                state, user = self.stage.state, self.stage.state.world.users[self.id]
                channel = state.world.channels[CHANNEL]
                await asking.command(state, user, "/sms-campaign", text, channel)
                if await self.stage.soon(lambda: self._titled("New SMS campaign")) is None:
                    continue
                values = {"text": text, "audience": audience, "send_at": moment, "purpose": purpose}
                if await self._fill_and_confirm(values, edit=False):
                    return True
        return False

    async def edit(self, message: Message, *, text: str, action: str = "edit") -> bool:
        """Change a campaign's text by its button, up to the confirmation."""
        async with self._alone():
            for turn in range(AT_ONCE):
                await self._between(turn * AT_ONCE)
                if not has(message, action):
                    return False
                await self.press(message, action)
                if await self.stage.soon(lambda: self._titled("")) is None:
                    continue
                return await self._fill_and_confirm({"text": text}, edit=True)
        return False

    async def reject(self, message: Message, reason: str) -> bool:
        """Reject with a reason."""
        async with self._alone():
            self.stage.state.views.clear(self.id)
            for turn in range(AT_ONCE):
                await self._between(turn * AT_ONCE)
                if not has(message, "reject") or not await self.press(message, "reject"):
                    return False
                if await self.stage.soon(lambda: self._titled("Reject")) is None:
                    continue
                view = self.view
                if view is None:
                    continue
                ref = json.loads(view.content["private_metadata"])
                await self._write("reason", reason)
                click = Click(self.id, "rejected", ref["campaign"], ref["revision"], monotonic())
                self.notes.clicks.append(click)
                if await self._submit() and self.view is None:
                    click.acknowledged, click.ended = True, monotonic()
                    return True
                self.stage.state.views.clear(self.id)
        return False

    async def _fill_and_confirm(self, values: dict[str, str], *, edit: bool) -> bool:
        """Fill the form on screen, preview, confirm; False where the form is lost or says no."""
        for turn in range(PATIENCE):
            await self._between(turn * AT_ONCE)
            if (form := self.view) is None or form.content.get("callback_id") != "campaign_form":
                return False
            for name, value in values.items():
                await self._put(name, value)
            if not await self._submit():
                continue
            if form.errors:
                return False
            preview = await self.stage.soon(self._settled)
            if preview is None or preview.content.get("submit") is None:
                await self._back()
                continue
            if await self._submit():
                if self.view is not None:
                    # It says what is wrong, and offers no confirmation any more; or a form that was asked for long before
                    # has come over it, and nobody saw the answer.
                    self.stage.state.views.clear(self.id)
                    return False
                self.stage.state.views.clear(self.id)
                self.notes.confirmations.append(Confirmation(self.id, values["text"], edit))
                return True
        return False

    async def _submit(self) -> bool:
        """Press submit, again while Slack shows a failure, and as long as no other view has come in its place."""
        pressed = self.view
        for turn in range(PATIENCE):
            await self._between(turn)
            if self.view is None or self.view is not pressed:
                return False
            self.stage.route()
            done = await submitting.submit(self.stage.state, self.stage.state.world.users[self.id])
            if done.error is None or done.status == 0 == int(done.ms):
                return True
        return False

    async def _back(self) -> None:
        if self.view is not None and len(self.stage.state.views.stack(self.id)) > 1:
            await submitting.back(self.stage.state, self.stage.state.world.users[self.id])

    async def _put(self, name: str, value: str) -> None:
        """Type, choose or pick; what an external select would suggest is picked without asking."""
        state, user = self.stage.state, self.stage.state.world.users[self.id]
        place = spot(state, user, None)
        entry = filling.field_of(place, name)
        if entry.element["type"] == "external_select":
            option = {"text": {"type": "plain_text", "text": value[:75], "emoji": True}, "value": value}
            await filling.pick(state, user, place, entry, {"options": [option]}, 0)
        elif entry.element["type"] == "plain_text_input":
            await filling.write(state, user, place, entry, value)
        else:
            await filling.choose(state, user, place, entry, value)

    async def _write(self, name: str, value: str) -> None:
        await self._put(name, value)

    def _titled(self, title: str) -> View | None:
        view = self.view
        if view is None or title not in view.content["title"]["text"]:
            return None
        return view

    def _settled(self) -> View | None:
        view = self.view
        if view is None or view.content.get("callback_id") != "campaign_preview":
            return None
        return None if "Simulating" in json.dumps(view.content["blocks"]) else view


def has(message: Message, action: str) -> bool:
    """Whether a message has a button, now."""
    return any(
        one.get("action_id") == action
        for block in message.blocks
        for one in block.get("elements") or ()
        if isinstance(one, dict)
    )


def frozen(message: Message) -> Message:
    """Keep a message as it looks now, for somebody whose screen is behind."""
    return copy.deepcopy(message)


def shown(message: Message) -> str:
    """Read a message as a person would."""
    return Seen(
        channel=message.channel,
        ts=message.ts,
        user=message.user,
        from_app=True,
        text=message.text,
        blocks=message.blocks,
        thread_ts=message.thread_ts,
        replies=0,
        edited=None,
        ephemeral=False,
        metadata=None,
    ).shown


def cards(stage: Stage, mark: str) -> list[Message]:
    """Find the cards of a story by the mark in its text, oldest first."""
    return stage.cards().get(mark, [])


def title(card: Message) -> str:
    """Read a card's header, without the word before it that marks the place."""
    text: str = card.blocks[0]["text"]["text"] if card.blocks else ""
    return text.rpartition(" · ")[2]
