"""What Octopush tells the customer's servers afterwards: deliveries, replies, STOPs and visits, as unsigned JSON.

dev.octopush.com, callbacks/acknowledge-receipt, inbounds and opt-out-management; what a visit looks like is nowhere
said, so it is made like the others. They go to loopback addresses only,
whatever the account's parameters say.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args
from zoneinfo import ZoneInfo

import httpx

from bot.sandbox.octopush.campaigns import Books, Campaign, State
from bot.sandbox.octopush.loopback import is_on_loopback

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Event = Literal["deliveries", "inbounds", "blacklisted_numbers", "visits"]
EVENTS: tuple[Event, ...] = get_args(Event)
TIMEOUT = 5.0


@dataclass(frozen=True, slots=True)
class Callbacks:
    """Posts what happened to the addresses in the account's parameters."""

    books: Books

    async def deliver_reports(
        self,
        ticket: str,
        *,
        statuses: Mapping[str, str] | None = None,
        times: int = 1,
        shuffled: bool = False,
        limit: int | None = None,
    ) -> int:
        """Report the delivery to each number, ACK first and then how it ended; give how many reports were taken.

        `statuses` is how it ended by number: DELIVERED where it is not named, BLACKLISTED_NUMBER where the number
        opted out. `times` is how often each is told, `shuffled` whether out of order, `limit` how many numbers.
        Raises LookupError where the campaign has not left.
        """
        campaign = self._sent(ticket)
        reports = []
        for contact in campaign.people[:limit]:
            number = contact.phone_number
            if number in self.books.account.opted_out:
                if campaign.brief.auto_remove_blacklisted_numbers:
                    continue
                ended = "BLACKLISTED_NUMBER"
            else:
                ended = (statuses or {}).get(number, "DELIVERED")
            reports += [self._report(campaign, number, status) for status in ("ACK", ended)]
        reports *= times
        if shuffled:
            # The same disorder each time, so that a failing test can be run again.
            random.Random(ticket).shuffle(reports)  # noqa: S311 - disorder, not secrecy
        return await self._post("deliveries", reports)

    async def reply(self, ticket: str, *, number: str, text: str) -> int:
        """Answer a text that allowed it; give 1 where the reply was taken, 0 where nobody took it."""
        self._sent(ticket)
        body = {
            "message_id": ticket,
            "number": number,
            "text": text,
            "sim_card_number": "33639980000",
            "reception_date": self._written(self.books.clock()),
        }
        return await self._post("inbounds", [body])

    async def stop(self, ticket: str, *, number: str) -> int:
        """Write STOP to a campaign: the number is opted out from now on."""
        self._sent(ticket)
        self.opt_out(number)
        body = {
            "message_id": ticket,
            "number": number,
            "text": "stop",
            "stop_date": self._written(self.books.clock()),
        }
        return await self._post("blacklisted_numbers", [body])

    async def visit(self, ticket: str, *, number: str) -> int:
        """Follow the link of a text that is tracked."""
        self._sent(ticket)
        body = {
            "message_id": ticket,
            "number": number,
            "visit_date": self._written(self.books.clock()),
        }
        return await self._post("visits", [body])

    def opt_out(self, number: str) -> None:
        """Leave a number out from now on, where such numbers are to be removed."""
        self.books.account.opted_out.add(number)

    def _sent(self, ticket: str) -> Campaign:
        """Find a campaign that has left."""
        self.books.settle()
        campaign = self.books.campaigns.get(ticket)
        if campaign is None or campaign.state is not State.SENT:
            raise LookupError(f"No campaign with the ticket {ticket} has left yet.")
        return campaign

    def _report(self, campaign: Campaign, number: str, status: str) -> dict[str, Any]:
        report: dict[str, Any] = {
            "channel": "sms",
            "message_id": campaign.ticket,
            "number": number,
            "status": status,
            "delivery_date": self._written(campaign.sent_at or self.books.clock()),
            "meta_data": {},
        }
        if self.books.switches.callback_extras:
            report["list_name"] = campaign.brief.list_name
            report["unit_price"] = float(self.books.account.prices[campaign.brief.type])
        return report

    def _written(self, moment: datetime) -> str:
        """Write a moment as callbacks do: without its zone."""
        return moment.astimezone(ZoneInfo(self.books.switches.callback_zone)).strftime("%Y-%m-%d %H:%M:%S")

    async def _post(self, event: Event, bodies: list[dict[str, Any]]) -> int:
        """Post bodies in order, and count those that were answered with 2xx; none where no address is set."""
        url = self.books.account.parameters["callbacks"][f"callback_url_for_{event}"]
        if not url:
            return 0
        if not is_on_loopback(url):
            raise ValueError(
                f"The local Octopush calls back on loopback only; callback_url_for_{event} is not there."
            )
        taken = 0
        async with httpx.AsyncClient(trust_env=False, timeout=TIMEOUT) as client:
            for body in bodies:
                for _ in range(self.books.switches.callback_attempts):
                    if await _is_taken(client, url, body):
                        taken += 1
                        break
        return taken


async def _is_taken(client: httpx.AsyncClient, url: str, body: dict[str, Any]) -> bool:
    try:
        return (await client.post(url, json=body)).is_success
    except httpx.TransportError:
        return False
