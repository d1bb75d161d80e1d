"""What Octopush tells by itself once a campaign has left: how it ended for each number, and what people did with it.

It tells only where the account has an address, in the disorder that the switches ask for. Who fails, answers or writes
STOP follows from a number's place in the campaign, so that the same campaign ends the same way each time.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from bot import logs
from bot.sandbox.octopush.campaigns import Books, Campaign, State

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from bot.sandbox.octopush.callbacks import Callbacks

log = logs.get(__name__)

#: How often it looks for campaigns that have left, in seconds.
LOOK = 0.05
#: Every so many numbers, from the first: what happens to one of them.
NOT_DELIVERED, BAD_DESTINATION, ON_ITS_WAY = 57, 97, 83
STOPS, REPLIES, VISITS = 301, 40, 12


@dataclass(slots=True)
class Reporter:
    """Tells of each campaign once, whatever the switches make of that."""

    books: Books
    callbacks: Callbacks
    _told: set[str] = field(default_factory=set)

    async def tell_for_ever(self) -> None:
        """Look for campaigns that have left, and tell of one after the other."""
        while True:
            await asyncio.sleep(LOOK)
            self.books.settle()
            for campaign in list(self.books.campaigns.values()):
                if self._is_to_be_told(campaign):
                    self._told.add(campaign.ticket)
                    try:
                        await self._tell(campaign)
                    except (ValueError, LookupError) as exc:
                        log.warning("callbacks_not_told", error=str(exc))

    def _is_to_be_told(self, campaign: Campaign) -> bool:
        switches = self.books.switches
        if campaign.state is not State.SENT or campaign.ticket in self._told:
            return False
        addresses = self.books.account.parameters["callbacks"]
        set_up = any(value for name, value in addresses.items() if name.startswith("callback_url_for_"))
        since = campaign.sent_at or self.books.clock()
        late_enough = self.books.clock() >= since + timedelta(seconds=switches.callback_delay)
        return switches.callbacks_by_themselves and set_up and late_enough

    async def _tell(self, campaign: Campaign) -> None:
        switches, ticket = self.books.switches, campaign.ticket
        mixed = switches.callback_endings == "mixed"
        statuses = {
            contact.phone_number: ended
            for place, contact in enumerate(campaign.people, 1)
            if mixed and (ended := _ending(place)) is not None
        }
        await self.callbacks.deliver_reports(
            ticket,
            statuses=statuses,
            times=switches.callback_times,
            shuffled=switches.callback_order == "shuffled",
        )
        for tell in self._people(campaign) if mixed else []:
            await tell()

    def _people(self, campaign: Campaign) -> list[Callable[[], Coroutine[None, None, int]]]:
        """Say what people do: some write STOP, answer where they may, and follow a tracked link."""
        ticket, brief, switches = campaign.ticket, campaign.brief, self.books.switches
        deeds: list[Callable[[], Coroutine[None, None, int]]] = []
        for place, contact in enumerate(campaign.people, 1):
            number = contact.phone_number
            if place % STOPS == 1:
                deeds.append(_later(self.callbacks.stop, ticket, number=number))
            if brief.with_replies and place % REPLIES == 1:
                deeds.append(_later(self.callbacks.reply, ticket, number=number, text="Merci !"))
            if brief.recipient_tracking and place % VISITS == 1:
                deeds.append(_later(self.callbacks.visit, ticket, number=number))
        deeds *= switches.callback_times
        if switches.callback_order == "shuffled":
            # The same disorder each time, so that a failing test can be run again.
            random.Random(ticket).shuffle(deeds)  # noqa: S311 - disorder, not secrecy
        return deeds


def _ending(place: int) -> str | None:
    """Say how it ends for the number at a place, None where it is delivered."""
    if place % NOT_DELIVERED == 0:
        return "NOT_DELIVERED"
    if place % BAD_DESTINATION == 0:
        return "BAD_DESTINATION"
    return "ACK" if place % ON_ITS_WAY == 0 else None


def _later(
    tell: Callable[..., Coroutine[None, None, int]], ticket: str, **what: str
) -> Callable[[], Coroutine[None, None, int]]:
    return lambda: tell(ticket, **what)
