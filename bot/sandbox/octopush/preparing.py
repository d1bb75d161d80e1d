"""The services that make campaigns: on a list, on a tag, and the direct sending to up to 500 recipients.

dev.octopush.com/en/sms-api/send-sms-to-list and .../send-sms. What is wrong with a request is guessed at before it
comes here; what is refused here costs nothing and leaves no campaign.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.sandbox.octopush.account import Contact
from bot.sandbox.octopush.answers import RefusedError
from bot.sandbox.octopush.campaigns import REQUEST_ID_LIFE, Books, Campaign, Route, State
from bot.sandbox.octopush.confirming import confirm
from bot.sandbox.octopush.faults import COMPUTING, Kind, take
from bot.sandbox.octopush.measuring import audience, measure
from bot.sandbox.octopush.reading import Brief, read_brief, read_number, read_word

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT_LIMIT = 1224
RECIPIENTS_LIMIT = 500
#: What a marketing text to France must hold, and the code of its absence (octopush.com, return-codes).
STOP = {"sms_premium": ("STOP au XXXXX", 121), "sms_low_cost": ("no PUB=STOP", 122)}

People = list[Contact]


def prepare(books: Books, body: dict[str, Any], *, route: Route) -> str:
    """Prepare a campaign on a list or a tag and give its ticket; refuses what cannot be one."""

    def find(brief: Brief) -> People:
        return audience(brief, route=route, account=books.account, switches=books.switches)

    return _once(books, body, route, find).ticket


def direct(books: Books, body: dict[str, Any]) -> Campaign:
    """Take a direct sending, which needs no confirmation: it is confirmed as it is made, or leaves nothing."""

    def find(_: Brief) -> People:
        return _recipients(body.get("recipients"))

    return _once(books, body, "direct", find)


def _once(books: Books, body: dict[str, Any], route: Route, find: Callable[[Brief], People]) -> Campaign:
    """Make a campaign, once for each request id."""
    switches, now = books.switches, books.clock()
    sender = books.account.parameters["campaign_parameters"]["sender_for_sms_premium"] or ""
    brief = read_brief(body, default_sender=sender, switches=switches)
    taken_at, ticket = books.request_ids.get(brief.request_id or "", (None, None))
    if taken_at is not None and now < taken_at + REQUEST_ID_LIFE:
        if switches.duplicate_answer == "first_ticket" and ticket is not None:
            return books.campaigns[ticket]
        raise RefusedError(switches.duplicate_code, status=switches.duplicate_status)
    try:
        campaign = _make(books, body, brief, route, find)
        if route == "direct" and not campaign.simulated:
            confirm(books, campaign)
    except RefusedError:
        if brief.request_id and switches.failed_keeps_request_id:
            books.request_ids[brief.request_id] = (now, None)
        raise
    books.campaigns[campaign.ticket] = campaign
    if brief.request_id and (not campaign.simulated or switches.simulation_keeps_request_id):
        books.request_ids[brief.request_id] = (now, campaign.ticket)
    return campaign


def _make(
    books: Books, body: dict[str, Any], brief: Brief, route: Route, find: Callable[[Brief], People]
) -> Campaign:
    """Check as much as the request's kind is checked, and measure."""
    switches, now = books.switches, books.clock()
    simulated = brief.simulation_mode and switches.simulation == "honoured"
    checks = switches.simulation_checks if simulated else "all"
    if not brief.text:
        raise RefusedError(107)
    if len(brief.text) > TEXT_LIMIT:
        raise RefusedError(102)
    people, error = _find_people(books, brief, find, lenient=checks == "text")
    if checks == "all":
        _check_moment(books, brief)
        brief = _with_stop(books, brief, people)
        if not simulated and route != "direct":
            _check_waiting(books)
    campaign = Campaign(
        ticket=books.new_ticket(),
        route=route,
        request=body,
        brief=brief,
        simulated=simulated,
        prepared_at=now,
        ready_at=now + timedelta(seconds=switches.seconds_until_ready),
        polls_left=switches.polls_until_ready,
        people=people,
        error=error,
    )
    try:
        measure(campaign, account=books.account, switches=switches)
    except RefusedError:
        if checks == "all":
            raise
    if simulated or route == "direct":
        campaign.polls_left, campaign.state = 0, State.FAILED if error else State.READY
    else:
        _check_credit(books, campaign)
        _spoil(books, campaign)
    return campaign


def _find_people(
    books: Books, brief: Brief, find: Callable[[Brief], People], *, lenient: bool
) -> tuple[People, str | None]:
    """Find the people, or why the computation will fail for want of them."""
    try:
        people = find(brief)
    except RefusedError as refused:
        if lenient:
            return [], None
        if refused.code == 303 and books.switches.unknown_list == "failed":  # noqa: PLR2004 - the vendor's code
            return [], str(refused)
        raise
    if people or lenient or books.switches.empty_list == "zero":
        return people, None
    if books.switches.empty_list == "refused":
        raise RefusedError(103)
    return people, str(RefusedError(103))


def _check_moment(books: Books, brief: Brief) -> None:
    """Refuse moments that are over or too far, where such are refused."""
    if brief.send_at is None:
        return
    ahead = (brief.send_at - books.clock()).total_seconds()
    furthest = books.switches.furthest_ahead
    if (ahead < 0 and books.switches.past_send_at == "refused") or (
        furthest is not None and ahead > furthest
    ):
        raise RefusedError(125)


def _with_stop(books: Books, brief: Brief, people: People) -> Brief:
    """See to the STOP mention of a marketing text that goes to at least one French number."""
    mention, code = STOP[brief.type]
    to_france = any(contact.phone_number.startswith("+33") for contact in people)
    if brief.purpose != "wholesale" or not to_france or mention in brief.text:
        return brief
    if books.switches.missing_stop == "refused":
        raise RefusedError(code)
    if books.switches.missing_stop == "appended":
        return replace(brief, text=f"{brief.text} {mention}")
    return brief


def _check_waiting(books: Books) -> None:
    """Refuse one campaign too many that waits to be confirmed."""
    books.settle()
    waiting = [campaign for campaign in books.campaigns.values() if campaign.waits]
    most = books.switches.waiting_at_once
    if most is not None and len(waiting) >= most:
        raise RefusedError(127 if any(one.state is State.COMPUTING for one in waiting) else 126)


def _check_credit(books: Books, campaign: Campaign) -> None:
    """See to missing credit where it shows before the sending, and to pay in advance."""
    if campaign.cost > books.account.balance:
        if books.switches.short_credit == "create":
            raise RefusedError(104)
        if books.switches.short_credit == "status":
            campaign.error = campaign.error or str(RefusedError(104))
    elif books.switches.credit_charged == "prepare":
        books.charge(campaign)


def _spoil(books: Books, campaign: Campaign) -> None:
    """Play the faults of a computation."""
    path = f"sms-campaign-on-{campaign.route}/create"
    for kind in COMPUTING:
        fault = take(books.switches.faults, path, {kind})
        if fault is not None and kind is Kind.FAILED:
            campaign.error = campaign.error or "The computation failed."
        elif fault is not None:
            campaign.ready_at += timedelta(seconds=fault.seconds)


def _recipients(raw: object) -> People:
    """Read the recipients of a direct sending; each number counts once, and what is no number is left out."""
    if not isinstance(raw, list) or not raw:
        raise RefusedError(110)
    if len(raw) > RECIPIENTS_LIMIT:
        raise RefusedError(305)
    people: dict[str, Contact] = {}
    for one in raw:
        fields = one if isinstance(one, dict) else {}
        number = read_number(fields.get("phone_number"))
        if number is not None:
            values = {name: read_word(fields.get(name)) for name in Contact._fields[1:]}
            people.setdefault(number, Contact(number, **values))
    if not people:
        raise RefusedError(117)
    return list(people.values())
