"""The team's room for one test: a local Slack, a local Octopush, a fresh bot between them, and people who act.

What is looked at is only what Slack shows and what Octopush holds. Time runs fast while something is waited for, so that
no test waits for a back-off in earnest.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.sandbox.octopush.faults import Fault, Kind
from bot.sandbox.slack import world
from bot.sandbox.slack.refusals import Impossible

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.sandbox.clock import MovableClock
    from bot.sandbox.octopush import LocalOctopush
    from bot.sandbox.octopush.campaigns import Campaign
    from bot.sandbox.slack import LocalSlack
    from bot.sandbox.slack.person import Person
    from bot.sandbox.slack.seen import Delivery, Message, View

#: It is Monday 23 November 2026, 10:44 in Paris.
MONDAY = datetime(2026, 11, 23, 9, 44, tzinfo=UTC)
TEXT = "Hello {first_name}, the doors open at 9. STOP au XXXXX"
LIST = "list:VIP customers"
#: "tomorrow 6pm", as the form's value.
TOMORROW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
FORM, PREVIEW = "New SMS campaign", "Preview"

#: While something is waited for, the sandbox's clock jumps by so much at each look.
STEP = timedelta(milliseconds=250)
PAUSE = 0.02
LOOKS = 8
#: Seconds to wait for anything, on a machine that is busy.
LIMIT = 20.0


@dataclass
class Desk:
    """One team at work."""

    slack: LocalSlack
    octopush: LocalOctopush
    clock: MovableClock
    people: dict[str, Person]
    #: The number of the last exchange before the test.
    before: int = 0
    #: The bot's own, as a DATABASE_URL.
    database: str = ""
    #: Words that may be in no log line and in no table of the engine.
    private: set[str] = field(default_factory=set)
    #: Beginnings of log events at level error that this test provokes.
    provoked: set[str] = field(default_factory=set)
    #: Words of Slack for calls of the bot that this test makes fail.
    refusals: set[str] = field(default_factory=set)

    @property
    def claire(self) -> Person:
        """Who asks."""
        return self.people[world.CLAIRE]

    @property
    def karim(self) -> Person:
        """Who approves."""
        return self.people[world.KARIM]

    # The form.

    async def open(self, text: str = "", *, by: Person | None = None, channel: str = world.CAMPAIGNS) -> View:
        """Type the command, and wait for the form."""
        person = by or self.claire
        self.private.add(text)
        well(await person.command("/sms-campaign", text, channel=channel))
        return await person.wait_for_view(title=FORM, timeout=LIMIT)

    async def fill(
        self,
        *,
        audience: str | None = LIST,
        text: str | None = None,
        when: str | None = "tomorrow 6pm",
        by: Person | None = None,
    ) -> None:
        """Fill in the form; `audience` is `list:NAME` or `tag:NAME`, `when` plain words or `asap`; None leaves it."""
        person = by or self.claire
        if audience is not None:
            well(await person.pick("audience", audience.partition(":")[2], value=audience))
        if text is not None:
            self.private.add(text)
            well(await person.type("text", text))
        if when == "asap":
            well(await person.pick("send_at", "", value="asap"))
        elif when is not None:
            well(await person.pick("send_at", when))

    async def options(self, *, by: Person | None = None, **choices: object) -> None:
        """Open *More options*, choose, and save; `sender` is typed, `and_audience` picked, the others chosen."""
        person = by or self.claire
        well(await person.press("more_options"))
        await person.wait_for_view(title="More options", timeout=LIMIT)
        for name, value in choices.items():
            if name == "sender":
                well(await person.type(name, str(value or "")))
            elif name == "and_audience":
                well(await person.pick(name, str(value).partition(":")[2], value=str(value)))
            else:
                well(await person.choose(name, value))
        well(await person.submit())
        await person.wait_for_view(title=FORM, timeout=LIMIT)

    async def preview(self, *, by: Person | None = None) -> View:
        """Press *Preview*, and wait until it is more than a wait."""
        person = by or self.claire
        well(await person.submit())
        return await self.settled(by=person)

    async def settled(self, *, by: Person | None = None) -> View:
        """Wait for a preview that has come to an end."""
        person = by or self.claire

        async def look() -> View | None:
            view = await person.view()
            if view is None or view.title != PREVIEW:
                raise AssertionError(
                    f"no preview, but {view.text if view else 'nothing'} {view and view.errors}"
                )
            return None if "Simulating" in view.text else view

        found: View = await person.wait_for(look, timeout=LIMIT)
        return found

    async def refused(self, *, by: Person | None = None) -> dict[str, str]:
        """Press *Preview* where the form says no; gives the sentences by field."""
        person = by or self.claire
        well(await person.submit())
        view = await person.view()
        assert view is not None, "the form is gone"
        assert view.title == FORM, view.text
        return errors(view)

    async def composed(self, text: str = TEXT, **filled: Any) -> View:
        """Open, fill in and preview."""
        await self.open(text)
        await self.fill(**filled)
        return await self.preview()

    async def confirm(self, *, by: Person | None = None) -> Message:
        """Press the preview's button, and wait for the ticket number in the channel."""
        person = by or self.claire
        well(await person.submit())
        assert await person.view() is None, "the modal is still there"
        return await self.card()

    async def asked(self, text: str = TEXT, **filled: Any) -> Message:
        """Go from the command to the ticket number in the channel."""
        await self.composed(text, **filled)
        return await self.confirm()

    # The channel.

    async def card(self, channel: str = world.CAMPAIGNS, words: str = "`sms_") -> Message:
        """Wait for a card, by default for one with its ticket number."""

        async def look() -> Message | None:
            return next((one for one in await self.cards(channel) if words in one.shown), None)

        found: Message = await self.soon(look)
        return found

    async def cards(self, channel: str = world.CAMPAIGNS) -> list[Message]:
        """See the cards in a channel."""
        return [one for one in await self.claire.channel(channel) if "SMS campaign" in one.shown]

    async def thread(self, card: Message, *, by: Person | None = None) -> list[Message]:
        """See a card and its thread."""
        return await (by or self.claire).thread(card.channel, card.ts)

    async def told(self, card: Message, words: str, *, seconds: float = LIMIT) -> str:
        """Wait until the card or its thread says something; gives all of it."""

        async def look() -> str | None:
            shown = "\n".join(one.shown for one in await self.thread(card))
            return shown if words in shown else None

        try:
            found: str = await self.soon(look, seconds=seconds)
        except TimeoutError:
            shown = "\n--\n".join(one.shown for one in await self.thread(card))
            raise AssertionError(f"{words!r} was not said, but:\n{shown}") from None
        return found

    async def handed_over(self, card: Message, campaign: Campaign | None = None) -> str:
        """Let the campaign's moment come; gives what card and thread say once it was handed over."""

        async def prepared() -> list[Campaign]:
            return self.prepared()

        moment = (campaign or (await self.soon(prepared))[-1]).send_at
        if moment is not None:
            await self.told(card, "oes to Octopush")
            self.clock.set(max(self.clock(), moment - timedelta(minutes=4)))
        return await self.told(card, "Handed over to Octopush")

    async def sent(self, card: Message) -> str:
        """Let the campaign leave; gives what card and thread say then."""
        await self.handed_over(card)
        self.clock.set(max(self.clock(), self.octopush.sendings[-1].leaves_at + timedelta(seconds=1)))
        await self.told(card, ": sent\n")
        return await self.told(card, "✓ Sent")

    async def button(self, card: Message, action: str, *, by: Person | None = None) -> Message:
        """Wait for a message with a button, the card or one in its thread; the newest that has it."""

        async def look() -> Message | None:
            thread = await self.thread(card, by=by)
            return next((one for one in reversed(thread) if one.has(action)), None)

        found: Message = await self.soon(look)
        return found

    async def press(self, card: Message, action: str, *, by: Person | None = None) -> Delivery:
        """Press a button of a card or of its thread, once it is there; one that has just moved is looked for again."""

        async def pressed() -> Delivery | None:
            where = await self.button(card, action, by=by)
            try:
                return await (by or self.claire).press(action, where=where)
            except Impossible:
                if any(one.ts == where.ts and one.has(action) for one in await self.thread(card, by=by)):
                    raise
                return None

        found: Delivery = await self.soon(pressed)
        return found

    # Octopush.

    def prepared(self) -> list[Campaign]:
        """Give the campaigns that Octopush holds in earnest."""
        return [one for one in self.octopush.campaigns.values() if not one.simulated]

    def simulated(self) -> list[Campaign]:
        """Give the simulation runs that Octopush has seen."""
        return [one for one in self.octopush.campaigns.values() if one.simulated]

    def nothing_left(self) -> None:
        """Insist that nothing was prepared, and nothing sent."""
        assert self.prepared() == []
        assert self.octopush.sendings == []

    def fault(self, route: str, kind: Kind, **values: Any) -> None:
        """Let the next calls of a route go wrong."""
        self.octopush.switches.faults = [*self.octopush.switches.faults, Fault(route, kind, **values)]

    def calls(self, method: str) -> list[dict[str, Any]]:
        """Give the bot's calls of one of Slack's methods, with what became of them."""
        made = self.slack.state.exchanges.after(self.before)
        return [one for one in made if one["way"] == "api" and one["what"] == method]

    # Time.

    async def soon(self, look: Callable[[], Awaitable[Any]], *, seconds: float = LIMIT) -> Any:
        """Look until there is something, while the sandbox's time runs fast; the limit is in real seconds."""
        ends = asyncio.get_running_loop().time() + seconds
        while not (found := await look()):
            if asyncio.get_running_loop().time() > ends:
                view = await self.claire.view()
                raise TimeoutError(f"Not within {seconds} s. Claire sees: {view.text if view else 'no view'}")
            await self._news()
        return found

    async def _news(self) -> None:
        """Let time pass until Slack shows or Octopush hears something new, at most for some looks."""
        before = self._traces()
        for _ in range(LOOKS):
            self.clock.move(STEP)
            await asyncio.sleep(PAUSE)
            if self._traces() != before:
                return

    def _traces(self) -> tuple[object, ...]:
        exchanges = self.octopush.exchanges
        return self.slack.state.changes.revision, len(exchanges), exchanges[-1].at if exchanges else None


def well(delivery: Delivery) -> None:
    """Insist that Slack shows no failure."""
    assert delivery.ok, delivery.error


def errors(view: View) -> dict[str, str]:
    """Give the sentences under the fields of a view, by action id."""
    fields = {one["block_id"]: one["element"]["action_id"] for one in view.blocks if one["type"] == "input"}
    return {fields[block]: words for block, words in view.errors.items()}
