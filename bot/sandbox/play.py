"""The story, played in a terminal: somebody asks for a campaign, others approve, it leaves. It fails where it is not as it should be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.sandbox.slack import world
from bot.sandbox.slack.person import Person

if TYPE_CHECKING:
    from bot.sandbox.clock import MovableClock
    from bot.sandbox.octopush import LocalOctopush
    from bot.sandbox.slack.seen import Delivery, Message, View


@dataclass(frozen=True, slots=True)
class Story:
    """What is asked for: `audience` is `list:NAME` or `tag:NAME`, `when` plain words, `purpose` marketing or alert."""

    audience: str
    text: str
    when: str
    purpose: str
    approvals: int


class StoryError(Exception):
    """Something is not as it should be."""


async def play(story: Story, slack_url: str, octopush: LocalOctopush, clock: MovableClock) -> int:
    """Play the story and print each screen and message as it happens; 0 where all is as it should be."""
    async with (
        Person(slack_url, world.CLAIRE) as claire,
        Person(slack_url, world.KARIM) as karim,
        Person(slack_url, world.NADIA) as nadia,
    ):
        try:
            await _compose(story, claire)
            card = await _ticketed(claire)
            for person in (karim, nadia)[: story.approvals]:
                await _approve(claire, person, card)
            await _leave(claire, card, octopush, clock)
        except (StoryError, TimeoutError) as exc:
            print(f"\nNot as it should be: {exc}")  # noqa: T201 - it is what the command is for
            return 1
    sending = octopush.sendings[-1]
    print(f"\nSent once, to {sending.number_of_contacts:,} people, as {sending.ticket}.")  # noqa: T201 - as above
    return 0


async def _compose(story: Story, claire: Person) -> None:
    """Claire types the command, picks audience and moment, previews and confirms."""
    _well(await claire.command("/sms-campaign", story.text, channel=world.CAMPAIGNS))
    await claire.wait_for_view(title="New SMS campaign")
    name = story.audience.partition(":")[2]
    await claire.pick("audience", name, value=story.audience)
    offered = await claire.suggest("send_at", story.when)
    if not offered.values or offered.values[0].startswith("unread:"):
        raise StoryError(f"“{story.when}” was not understood: {offered.texts}")
    await claire.pick("send_at", story.when)
    await claire.choose("purpose", story.purpose.capitalize())
    _show("The form", _text(await claire.view()))
    _well(await claire.submit())
    preview = await claire.wait_for(lambda: _settled(claire), timeout=15)
    _show("The preview", preview.text)
    if preview.submit is None:
        raise StoryError("the preview offers no confirmation")
    _well(await claire.submit())
    if await claire.view() is not None:
        _show("After the confirmation", _text(await claire.view()))
        raise StoryError("the form is still there after the confirmation")


async def _ticketed(claire: Person) -> Message:
    """The card with its ticket number."""
    card: Message = await claire.wait_for(lambda: _posted(claire), timeout=15)
    _show("#campaigns", card.shown)
    if "`sms_" not in card.shown:
        raise StoryError("the campaign has no ticket number")
    return card


async def _approve(claire: Person, approver: Person, card: Message) -> None:
    """An approver decides on what is asked in the thread."""

    async def asked() -> Message | None:
        thread = await approver.thread(card.channel, card.ts)
        return next((message for message in thread if message.has("approve")), None)

    request = await claire.wait_for(asked, timeout=15)
    _show("The thread", request.shown)
    _well(await approver.press("approve", where=request))


async def _leave(claire: Person, card: Message, octopush: LocalOctopush, clock: MovableClock) -> None:
    """The clock moves to the campaign's moment, and past it; Octopush sends it."""
    await claire.wait_for(lambda: _has(claire, card, "oes to Octopush"), timeout=15)
    campaign = next(c for c in octopush.campaigns.values() if not c.simulated)
    if isinstance(campaign.send_at, datetime):
        clock.set(max(clock(), campaign.send_at - timedelta(minutes=4)))
    await claire.wait_for(lambda: _has(claire, card, "Handed over"), timeout=30)
    if isinstance(campaign.send_at, datetime):
        clock.set(max(clock(), campaign.send_at + timedelta(minutes=1)))
    await claire.wait_for(lambda: _has(claire, card, "✓ Sent"), timeout=30)
    thread = await claire.thread(card.channel, card.ts)
    _show("The card and its thread", "\n\n".join(message.shown for message in thread))
    if len(octopush.sendings) != 1:
        raise StoryError(f"Octopush was asked {len(octopush.sendings)} times to send")


async def _settled(person: Person) -> View | None:
    """The preview, once it is more than a wait, or the form with what is wrong with it."""
    view = await person.view()
    if view is None:
        return None
    if view.errors:
        raise StoryError("the form says: " + " · ".join(view.errors.values()))
    return view if view.title == "Preview" and "Simulating" not in view.text else None


async def _posted(person: Person) -> Message | None:
    """The card, once it has a ticket number or says that it will not be sent."""
    cards = [message for message in await person.channel(world.CAMPAIGNS) if message.from_app]
    return next((card for card in cards if "`sms_" in card.shown or ": not sent" in card.shown), None)


async def _has(person: Person, card: Message, words: str) -> bool:
    return any(words in message.shown for message in await person.thread(card.channel, card.ts))


def _text(view: View | None) -> str:
    return view.text if view else "(no view)"


def _well(delivery: Delivery) -> None:
    if not delivery.ok:
        raise StoryError(f"Slack shows: {delivery.error}")


def _show(title: str, text: str) -> None:
    print(f"\n━━ {title} {'━' * max(0, 76 - len(title))}\n{text}")  # noqa: T201 - it is what the command is for
