"""The stories: somebody asks, others decide, and whatever else people do meanwhile, drawn from the dice.

A story is a handful of people who look at Slack and press what they see there. Nothing is expected of its end here: what
must hold of every end is the oracle's.
"""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.sandbox.octopush import Contact
from bot.sandbox.slack import world
from bot.sandbox.slack.delivery import Envelope
from bot.sandbox.slack.messages import Message
from tests.crash.cast import APPROVERS, requester
from tests.crash.people import Person, cards, frozen, has, shown, title
from tests.crash.stage import CHANNEL

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from tests.crash.people import Notes
    from tests.crash.stage import Stage

_OVER = re.compile(r"SMS campaign \d+: (sent|not sent)")


@dataclass(slots=True)
class Story:
    """One story. `mark` stands in every text of it, so that its campaigns can be told from all others."""

    stage: Stage
    notes: Notes
    approvers: dict[str, Person]
    index: int
    dice: Random
    began: datetime
    kills: int = 0
    done: bool = False
    asked: bool = False  # and a campaign came of it
    asker: Person = field(init=False)
    until: datetime = field(init=False)
    edits: int = 0

    def __post_init__(self) -> None:
        self.asker = Person(self.stage, self.notes, requester(self.index))
        self.until = self.began + timedelta(hours=3)

    @property
    def mark(self) -> str:
        """What tells this story's texts."""
        return f"offer no {self.index:03d} ends"

    def text(self) -> str:
        """Write the text, another one at each edit."""
        return f"Hello, {self.mark} at {7 + self.edits} pm. STOP au XXXXX"

    async def tell(self) -> None:
        """Play it to its end."""
        self.stage.active += 1
        try:
            await self.stage.at(self.began)
            self.began = self.stage.clock()
            self.asked = await self._ask()
            if self.asked:
                await self._act_all()
        finally:
            self.done = True
            self.stage.active -= 1

    async def _ask(self) -> bool:
        moment = "asap"
        if self.dice.random() < 0.7:
            at = self.began + timedelta(minutes=self.dice.choice((7, 9, 15, 25, 45)))
            local = at.astimezone(ZoneInfo("Europe/Paris"))
            moment = f"{local.isoformat(timespec='seconds')}[Europe/Paris]"
            self.until = at + timedelta(minutes=50)
        return await self.asker.ask(
            text=self.text(),
            audience=f"list:List {self.index}",
            moment=moment,
            purpose=self.dice.choice(("alert", "alert", "wholesale")),
        )

    async def _act_all(self) -> None:
        """Let everybody do what they do, side by side."""
        dice = self.dice
        acts = [self._ask_again(), self._settle()]
        needed = max(self.stage.score.approvals, 1)
        willing = 0 if dice.random() < 0.08 else needed + dice.choice((0, 0, 0, 1))
        acts.extend(
            self._vote(self.approvers[voter], delay=dice.choice((0, 0, 0, 30, 200)))
            for voter in dice.sample(APPROVERS, min(willing, len(APPROVERS)))
        )
        if dice.random() < 0.12:
            acts.append(self._reject(self.approvers[dice.choice(APPROVERS)]))
        if dice.random() < 0.25:
            acts.append(self._edit())
        if dice.random() < 0.15:
            acts.append(self._cancel())
        if dice.random() < 0.2:
            acts.append(self._drift())
        if dice.random() < 0.25:
            acts.append(self._intrude())
        if dice.random() < 0.3:
            acts.append(self._press_old())
        if dice.random() < 0.1:
            acts.append(self._repeat())
        await self._side_by_side([asyncio.create_task(act) for act in acts])

    async def _side_by_side(self, acts: list[asyncio.Task[Any]]) -> None:
        """Wait for all acts. Each counts as active by itself, this one not."""
        self.stage.active += len(acts) - 1

        def ended(_act: asyncio.Task[Any]) -> None:
            self.stage.active -= 1

        for act in acts:
            act.add_done_callback(ended)
        try:
            await asyncio.gather(*acts)
        finally:
            for act in acts:
                act.cancel()
            self.stage.active += 1

    def card(self) -> Message | None:
        """Find the card; the latest, where a lost answer left a twin."""
        found = cards(self.stage, self.mark)
        return found[-1] if found else None

    def thread(self) -> list[Message]:
        """Find the messages under all cards."""
        messages = self.stage.state.messages
        return [
            one
            for card in cards(self.stage, self.mark)
            for one in messages.thread(CHANNEL, card.ts)[1:]
            if one.bot_id and one.ephemeral_to is None
        ]

    def over(self) -> bool:
        """Whether the card tells an end."""
        card = self.card()
        return card is not None and _OVER.match(title(card)) is not None

    def button(self, action: str) -> Message | None:
        """Find the latest message of the thread with a button."""
        return next((one for one in reversed(self.thread()) if has(one, action)), None)

    async def _vote(self, voter: Person, *, delay: float) -> None:
        """Approve each request once, a while after it was seen."""
        voted: set[tuple[str, str]] = set()

        def fresh() -> Message | str | None:
            request = self.button("approve")
            if request is not None and _key(request) not in voted:
                return request
            return "over" if self.over() else None

        while True:
            request = await self.stage.see(fresh, until=self.until)
            if not isinstance(request, Message):
                return
            voted.add(_key(request))
            if delay:
                await self.stage.at(self.stage.clock() + timedelta(seconds=delay))
            if has(request, "approve"):
                twice = self.dice.random() < 0.2
                presses = [voter.press(request, "approve") for _ in range(2 if twice else 1)]
                # Whoever is done with one click waits for the other, and is in the middle of nothing.
                await self._side_by_side([asyncio.create_task(press) for press in presses])

    async def _reject(self, voter: Person) -> None:
        request = await self._look("approve")
        if request is not None:
            await self._pause()
            await voter.reject(request, "Write the date.")

    async def _edit(self) -> None:
        if self.dice.random() < 0.5:
            message = await self._look("edit")
        else:
            # Between two votes, or after the last.
            message = await self.stage.see(
                lambda: (
                    self.button("edit") if any("approved" in shown(one) for one in self.thread()) else None
                ),
                until=self.until,
            )
        if message is not None:
            await self._pause()
            self.edits += 1
            await self.asker.edit(message, text=self.text())

    async def _cancel(self) -> None:
        """Cancel: during `create`, while people decide, or once it is approved."""
        when = self.dice.choice(("first", "asked", "approved"))
        if when == "first":
            message = await self._look("cancel")
        elif when == "asked":
            message = await self._look("approve")
        else:
            message = await self.stage.see(
                lambda: self.button("cancel") if self._card_says("approved") else None, until=self.until
            )
        if message is not None:
            await self._pause()
            await self.asker.press(message, "cancel")

    async def _drift(self) -> None:
        """Let the list grow by a third after everybody approved: people are asked again."""
        if await self.stage.see(lambda: self._card_says("approved"), until=self.until):
            more = [Contact(f"+3363{self.index:03d}99{one:02d}") for one in range(12)]
            self.stage.octopush.account.add(more, list_name=f"List {self.index}")

    async def _intrude(self) -> None:
        """Whoever may not decide tries to: who wrote it, a colleague, a guest."""
        request = await self._look("approve")
        if request is not None:
            who = self.dice.choice((self.asker.id, world.TOM, world.GUEST))
            await Person(self.stage, self.notes, who).press(request, "approve", tries=2)

    async def _press_old(self) -> None:
        """Press the button of a request as it looked before it was changed."""
        request = await self._look("approve")
        if request is None:
            return
        old = frozen(request)
        changed = await self.stage.see(lambda: not has(request, "approve"), until=self.until)
        if changed:
            voter = self.approvers[self.dice.choice(APPROVERS)]
            await voter.press(old, self.dice.choice(("approve", "approve", "cancel")), tries=2)

    async def _repeat(self) -> None:
        """Slack delivers something a second time, long after: a click or a submission of this story."""
        await self.stage.at(self.began + timedelta(minutes=self.dice.choice((1, 5, 12))))
        said = [one for one in self.stage.delivered if self.mark in json.dumps(one)]
        if said and self.stage.route():
            await self.stage.state.courier.deliver(Envelope.INTERACTION, self.dice.choice(said))

    async def _ask_again(self) -> None:
        """Send it now, or change it, once it was not sent."""
        if self.dice.random() < 0.6:
            return
        message = await self.stage.see(
            lambda: self.button("send_now") or (self.button("edit") if self._card_says("not sent") else None),
            until=self.until,
        )
        if message is None:
            return
        self.until = self.stage.clock() + timedelta(hours=2)
        if has(message, "send_now"):
            await self.asker.press(message, "send_now")
        elif self._card_says("not sent"):
            self.edits += 1
            await self.asker.edit(message, text=self.text())

    async def _settle(self) -> None:
        """Look at Octopush when the bot does not know, and tell it the truth; some never do."""
        message = await self.stage.see(
            lambda: self.button("it_was_sent") or ("over" if self.over() else None), until=self.until
        )
        if not isinstance(message, Message) or self.dice.random() < 0.3:
            return
        # Nobody looks while a call may still be on its way.
        await self.stage.at(self.stage.clock() + timedelta(minutes=2))
        sent = any(self.mark in one.brief.text for one in self.stage.octopush.sendings)
        who = self.asker if self.dice.random() < 0.7 else self.approvers[self.dice.choice(APPROVERS)]
        if has(message, "it_was_sent"):
            await who.press(message, "it_was_sent" if sent else "it_was_not_sent")

    async def _look(self, action: str) -> Message | None:
        return await self.stage.see(lambda: self.button(action), until=self.until)

    async def _pause(self) -> None:
        if self.dice.random() < 0.5:
            await self.stage.at(self.stage.clock() + timedelta(seconds=self.dice.choice((1, 20, 120))))

    def _card_says(self, words: str) -> bool:
        card = self.card()
        return card is not None and f": {words}" in title(card)


def _key(request: Message) -> tuple[str, str]:
    value = next(
        one["value"]
        for block in request.blocks
        for one in block.get("elements") or ()
        if isinstance(one, dict) and one.get("action_id") == "approve"
    )
    return request.ts, value
