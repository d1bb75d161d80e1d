"""The services around a prepared campaign: its status, its sending, its end, and the draft.

dev.octopush.com, status-sms-campaign-list, confirm-sms-on-list, cancel-an-sms-on-list, cancel-sms and
recuperer-votre-brouillon-de-campagne. A sending is written down here and nowhere else.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.sandbox.octopush.answers import RefusedError
from bot.sandbox.octopush.campaigns import Books, Campaign, Route, Sending, State
from bot.sandbox.octopush.measuring import audience, measure
from bot.sandbox.octopush.reading import ZONE

if TYPE_CHECKING:
    from bot.sandbox.octopush.switches import Switches

#: Limits of sms-campaign/cancel (octopush.readme.io/reference/delete_public_apisms_campaigncancel).
CANCEL_RECIPIENTS = 3
CANCELS_A_MONTH = 1000
CANCEL_AHEAD = timedelta(minutes=10)
SUNDAY = 6


def status(books: Books, ticket: str | None) -> dict[str, Any]:
    """Tell how far a prepared campaign is; refuses with 400 where the switches say so."""
    campaign, switches = books.find(ticket), books.switches
    if campaign.state is State.CANCELLED or (campaign.simulated and switches.simulated_ticket == "unknown"):
        raise books.unknown_ticket()
    if campaign.state in {State.SCHEDULED, State.SENT} and switches.status_after_send != "kept":
        raise RefusedError(132) if switches.status_after_send == "refused" else books.unknown_ticket()
    if campaign.state is State.COMPUTING:
        campaign.polls_left = max(0, campaign.polls_left - 1)
        if switches.computing_answer == "refused":
            raise RefusedError(switches.not_ready_code)
        return {"number_of_contacts": 0, "cost": 0, "status": "under_computation"}
    if campaign.state is State.FAILED:
        return {"number_of_contacts": 0, "cost": 0, "status": "failed"}
    if campaign.state is State.READY:
        _count_again(books, campaign)
    return {
        "number_of_contacts": campaign.number_of_contacts,
        "cost": float(campaign.cost),
        "status": switches.ready_spelling,
    }


def send(books: Books, ticket: str | None, *, label: Route) -> dict[str, Any]:
    """Confirm a prepared campaign: this is the sending. Refuses what is not ready, and what was sent."""
    campaign, switches = books.find(ticket), books.switches
    if campaign.simulated or campaign.state is State.CANCELLED:
        raise books.unknown_ticket()
    if switches.send_by_label and label not in {campaign.route, "direct"}:
        raise books.unknown_ticket()
    if campaign.state in {State.COMPUTING, State.FAILED}:
        raise RefusedError(switches.not_ready_code)
    if campaign.state in {State.SCHEDULED, State.SENT}:
        if switches.second_send == "refused":
            raise RefusedError(132)
        if switches.second_send == "repeated" and campaign.leaves_at is not None:
            return {"sending_date": _written(campaign.leaves_at, campaign)}
    else:
        _count_again(books, campaign)
    return {"sending_date": _written(confirm(books, campaign), campaign)}


def confirm(books: Books, campaign: Campaign) -> datetime:
    """Charge a campaign, write its sending down, and give the moment it leaves at."""
    now = books.clock()
    leaves_at = max(now, campaign.send_at) if campaign.send_at else now
    if campaign.brief.purpose == "wholesale":
        leaves_at = _within_hours(leaves_at, books.switches)
    books.charge(campaign)
    campaign.sendings.append(now)
    campaign.state, campaign.leaves_at = State.SCHEDULED, leaves_at
    books.sendings.append(
        Sending(
            ticket=campaign.ticket,
            at=now,
            leaves_at=leaves_at,
            brief=campaign.brief,
            number_of_contacts=campaign.number_of_contacts,
            cost=campaign.cost,
        )
    )
    campaign.settle(now, None)
    return leaves_at


def cancel_prepared(books: Books, ticket: str | None) -> None:
    """Cancel a prepared campaign on a list or a tag."""
    if books.switches.cancel_limits_on_list:
        cancel(books, ticket)
        return
    campaign = _to_cancel(books, ticket)
    if campaign is None:
        return
    if campaign.state is State.SENT:
        raise RefusedError(132)
    if campaign.state is State.SCHEDULED and books.switches.cancel_after_send == "refused":
        raise RefusedError(132)
    _call_off(books, campaign)


def cancel(books: Books, ticket: str | None) -> None:
    """Cancel any campaign within the three limits: few recipients, few cancels a month, well ahead of its moment."""
    campaign = _to_cancel(books, ticket)
    if campaign is None:
        return
    if campaign.state is State.SENT:
        raise RefusedError(132)
    now = books.clock()
    this_month = [one for one in books.cancels if (one.year, one.month) == (now.year, now.month)]
    moment = campaign.leaves_at or campaign.send_at
    if (
        campaign.number_of_contacts >= CANCEL_RECIPIENTS
        or len(this_month) >= CANCELS_A_MONTH
        or (moment is not None and moment - now <= CANCEL_AHEAD)
    ):
        raise RefusedError(156)
    books.cancels.append(now)
    _call_off(books, campaign)


def draft(books: Books) -> dict[str, Any]:
    """Show the prepared campaign that waits, the latest where there are several; refuses with 131 where none does."""
    books.settle()
    waiting = [campaign for campaign in books.campaigns.values() if campaign.waits]
    if not waiting or not books.switches.draft_shows_prepared:
        raise books.unknown_ticket()
    latest = waiting[-1]
    return {
        "ticket_number": latest.ticket,
        "number_of_contacts": latest.number_of_contacts,
        "number_of_sms_needed": latest.sms_count,
        "residual_credit": float(books.account.balance),
        "total_cost": float(latest.cost),
        "status": "validated" if latest.state is State.READY else latest.state,
        "message": "",
        "code": 0,
    }


def _count_again(books: Books, campaign: Campaign) -> None:
    """Follow a list that has changed since, where that is switched on."""
    if books.switches.counts_again and campaign.route != "direct":
        try:
            campaign.people = audience(
                campaign.brief, route=campaign.route, account=books.account, switches=books.switches
            )
        except RefusedError:
            campaign.people = []
        measure(campaign, account=books.account, switches=books.switches)


def _to_cancel(books: Books, ticket: str | None) -> Campaign | None:
    """Find what can be cancelled; None where a second cancel is answered as the first."""
    campaign = books.find(ticket)
    if campaign.simulated:
        raise books.unknown_ticket()
    if campaign.state is State.CANCELLED:
        if books.switches.second_cancel == "unknown":
            raise books.unknown_ticket()
        return None
    return campaign


def _call_off(books: Books, campaign: Campaign) -> None:
    """End a campaign that has not left: its pay goes back, and its sending is none."""
    books.pay_back(campaign)
    campaign.state, campaign.cancelled_at = State.CANCELLED, books.clock()
    campaign.sendings.clear()
    books.sendings[:] = [sending for sending in books.sendings if sending.ticket != campaign.ticket]


def _within_hours(moment: datetime, switches: Switches) -> datetime:
    """Move a moment to the next at which marketing may leave, or refuse it."""
    local = moment.astimezone(ZONE)
    if switches.hours == "free" or (
        switches.opens <= local.time() < switches.closes and local.weekday() != SUNDAY
    ):
        return moment
    if switches.hours == "refused":
        raise RefusedError(500)
    if local.time() >= switches.closes:
        local += timedelta(days=1)
    local = datetime.combine(local.date(), switches.opens, ZONE)
    return local + timedelta(days=1) if local.weekday() == SUNDAY else local


def _written(moment: datetime, campaign: Campaign) -> str:
    """Write a moment as the vendor does: to the second, with the offset the request used."""
    zone = campaign.send_at.tzinfo if campaign.send_at else ZONE
    return moment.astimezone(zone).isoformat(timespec="seconds")
