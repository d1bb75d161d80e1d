"""The request in the thread: what is needed to decide in 20 seconds, from top to bottom, and the buttons while it is open."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from bot.domain.brief import Purpose
from bot.domain.campaign import Event, Measured, State
from bot.domain.links import links
from bot.domain.own_codes import TAKES_PLACE
from bot.domain.policy import asked_first, decide_before, hand_over_at, needed_votes, too_late_at
from bot.domain.policy import leaves as leaving
from bot.domain.quiet_hours import Quiet
from bot.domain.settling import Kept, findings, quiet_time
from bot.domain.unseen import reveal
from bot.domain.wording import has_stop
from bot.slack.views import blocks as b
from bot.slack.views.buttons import cancel_button, decide_buttons, edit_button, moment_buttons, test_button
from bot.slack.views.card import Message, Scene, cost, notification, people
from bot.slack.views.dates import HOUSE, ahead, clock, count, day, day_and_time, money, said
from bot.slack.views.preview import KINDS, TYPES, audience, length
from bot.slack.views.settling import OPTIMISED, cautions, reads_as_marketing
from bot.slack.views.trials import can_be_tested, tried
from bot.slack.views.words import QUIET, mentions

if TYPE_CHECKING:
    from bot.domain.brief import Brief
    from bot.domain.campaign import Campaign


def request(scene: Scene, event: Event, key: str, *, current: bool) -> Message:
    """Draw the request that an event opened; once decided its buttons are gone and the sentence stays."""
    campaign = scene.campaign
    if not current:
        return Message(
            key, f"SMS campaign {campaign.id}: decided", [b.section(_opening(scene, event, current=False))]
        )
    if "quiet" in event.note:
        return _another_moment(scene, event, key)
    parts = [
        b.section(_opening(scene, event, current=True)),
        b.sms(reveal(campaign.brief.text)),
        b.facts(*_facts(scene)),
        *_cautions(scene),
        b.context(_who(scene), _how_long(scene), *tried(scene)),
        b.actions(
            *decide_buttons(campaign, consequence=_consequence(scene)),
            edit_button(campaign),
            cancel_button(campaign),
            *([test_button(campaign, scene.test_phones)] if can_be_tested(scene) else []),
            block_id="decide",
        ),
    ]
    return Message(key, notification(scene), parts)


def _another_moment(scene: Scene, event: Event, key: str) -> Message:
    """Ask for another moment, since this one is in quiet hours: there is nothing to approve."""
    campaign = scene.campaign
    until = said(decide_before(campaign, scene.policy), scene.zone)
    words = (
        f"{stopped(scene, event)} <@{campaign.requester}> please pick another moment before {until}. "
        "It is approved again then, here."
    )
    buttons = [
        *moment_buttons(campaign, event.at, scene.policy),
        edit_button(campaign, "Another moment"),
        cancel_button(campaign),
    ]
    return Message(key, notification(scene), [b.section(words), b.actions(*buttons, block_id="decide")])


def stopped(scene: Scene, event: Event) -> str:
    """Say why an approved campaign is not sent but asked about again, or that a request was made."""
    if (quiet := event.note.get("quiet")) is not None:
        brief = scene.revisions.get(event.revision, scene.campaign.brief)
        at = said(leaving(brief, event.at), scene.zone)
        return f"⏸ Not sent. {at} is a quiet time for marketing: {QUIET[Quiet(str(quiet))]}."
    if (gone := event.note.get("gone")) is not None:
        return f"⏸ Not sent. <@{gone}> approved it and may no longer approve."
    before, after = _figures(event, "_before"), _figures(event, "")
    if before is None or after is None or before == after:
        return "Approval is asked for."
    return (
        f"⏸ Not sent. People went from {count(before.people)} to {count(after.people)} "
        f"({_percent(before.people, after.people)}), cost from {money(before.cost)} to {money(after.cost)}."
    )


def _opening(scene: Scene, event: Event, *, current: bool) -> str:
    campaign = scene.campaign
    whom = mentions(asked_first(campaign.brief, scene.policy)) or f"<@{campaign.requester}>"
    until = said(decide_before(campaign, scene.policy), scene.zone)
    again = event.before is State.APPROVED or event.note.get("people_before") is not None
    if again:
        return (
            f"{stopped(scene, event)} {whom} please decide again before {until}."
            if current
            else stopped(scene, event)
        )
    if current and _is_urgent(campaign):
        return _urgent(scene, whom=whom, until=until)
    if current:
        return f"{whom} please decide before {until}."
    return f"Approval was asked for revision {event.revision}, {day_and_time(event.at, scene.zone)}."


def _is_urgent(campaign: Campaign) -> bool:
    return campaign.brief.purpose is Purpose.ALERT and campaign.brief.send_at is None


def _urgent(scene: Scene, *, whom: str, until: str) -> str:
    """Ask about an alert that is wanted now, and say what Slack does not: that people may not be notified."""
    campaign = scene.campaign
    asked = day_and_time(campaign.created_at, scene.zone)
    taken = [
        e.note["behind"] for e in scene.events if e.note.get("code") == TAKES_PLACE and "behind" in e.note
    ]
    first = (
        f"🔔 Alert, to leave as soon as approved (asked {asked}). {whom} please decide before {until}; then it expires "
        f"and <@{campaign.requester}> is told."
    )
    return "\n".join(
        [
            first,
            "Slack holds back notifications for people who paused them: if nobody answers, phone them.",
            *(
                f"Campaign {number} gave up its place at Octopush for this one and will be prepared again."
                for number in dict.fromkeys(taken)
            ),
        ]
    )


def _facts(scene: Scene) -> list[b.Fact]:
    campaign = scene.campaign
    brief, zone = campaign.brief, scene.zone
    moment = brief.send_at
    sms_each, more = length(brief)
    sender = (
        "a short number, so that people can answer"
        if brief.with_replies
        else (brief.sender or "Octopush's default")
    )
    return [
        b.Fact(people(campaign), f"{audience(brief)}{_against(scene)}", literal=True),
        b.Fact("Cost", cost(campaign), _measured(campaign, zone)),
        b.Fact(
            "Leaves",
            said(moment.at, moment.zone) if moment else "As soon as approved",
            "; ".join(
                word
                for word in (
                    f"{moment.zone}, {ahead(moment.at, scene.now)}" if moment else "",
                    _hours(scene),
                )
                if word
            ),
        ),
        b.Fact("From", sender, f"{sms_each} ({more})" if more else sms_each),
        b.Fact("Kind", f"{KINDS[brief.purpose]}, {TYPES[brief.type]}", _law(brief)),
        b.Fact("Links", _links(brief), literal=True),
    ]


def _hours(scene: Scene) -> str:
    """Say whether marketing may leave then."""
    policy, brief = scene.policy, scene.campaign.brief
    if policy.quiet is None or brief.purpose is Purpose.ALERT:
        return ""
    found = quiet_time(brief, scene.now, policy)
    if found is None:
        return "allowed hours" if brief.send_at else ""
    opens = found.verdict.until
    return f"⚠ a quiet time, until {said(opens, scene.zone)}" if opens else "⚠ a quiet time"


def _cautions(scene: Scene) -> list[b.Block]:
    """Say what those who decide should know, in plain text, where there is something."""
    brief, measured = scene.campaign.brief, scene.campaign.measured
    found = findings(brief, now=scene.now, policy=scene.policy, earlier=scene.alike, kept=tuple(Kept))
    words = [*cautions(found, HOUSE)]
    if found.marketing:
        words.insert(0, reads_as_marketing(found))
    if found.optimised:
        words.insert(0, OPTIMISED)
    if measured is not None and measured.balance is not None and measured.balance < measured.cost:
        words.append(
            "The account does not have the credit for this. Top it up at Octopush before its moment."
        )
    return [b.paragraph("\n".join(f"⚠ {each}" for each in words))] if words else []


def _against(scene: Scene) -> str:
    """The count beside the last one of the same audience."""
    use, measured = scene.last_use, scene.campaign.measured
    if measured is None:
        return ""
    if use is None or use.people is None:
        return "\nFirst use here"
    difference = measured.people - use.people
    if difference == 0:
        return f"\nAs many as on {day(use.at, scene.zone)}"
    return f"\n{count(abs(difference))} {'more' if difference > 0 else 'fewer'} than on {day(use.at, scene.zone)}"


def _measured(campaign: Campaign, zone: str) -> str:
    measured = campaign.measured
    if measured is None:
        return ""
    said_at = f"Measured by Octopush at {clock(measured.at, zone)}"
    if measured.balance is None:
        return said_at
    left = measured.balance - measured.cost
    return (
        f"{said_at}; leaves {money(left)}"
        if left >= 0
        else f"{said_at}; {money(-left)} more than the account has"
    )


def _law(brief: Brief) -> str:
    if brief.purpose is Purpose.ALERT:
        return "Never advertising"
    stop = "STOP line present" if has_stop(brief.text, brief.type) else "No STOP line"
    out = "opted-out people left out" if brief.auto_remove_blacklisted_numbers else "opted-out people kept"
    return f"{stop}; {out}"


def _links(brief: Brief) -> str:
    found = links(brief.text)
    return ", ".join(dict.fromkeys(link.host for link in found)) if found else "None"


def _who(scene: Scene) -> str:
    campaign = scene.campaign
    return (
        f"Asked by <@{campaign.requester}> at {clock(campaign.created_at, scene.zone)} · revision {campaign.revision} · "
        f"ticket `{campaign.ticket}` · {len(campaign.votes)} of {needed_votes(campaign, scene.policy)} approvals"
    )


def _how_long(scene: Scene) -> str:
    policy = scene.policy
    until = ""
    if scene.campaign.brief.send_at is not None:
        until = f", and until {clock(too_late_at(scene.campaign, policy), scene.zone)} if something is slow"
    return f"Your vote holds while people and cost stay within {policy.drift_tolerance * 100:g} %{until}."


def _consequence(scene: Scene) -> str:
    campaign = scene.campaign
    moment = campaign.brief.send_at
    when = f"on {said(moment.at, moment.zone)} ({moment.zone})" if moment else "as soon as you approve"
    stop = (
        f" It can be stopped until {clock(hand_over_at(campaign, scene.policy), scene.zone)}."
        if moment
        else ""
    )
    verb = "gets" if campaign.measured and campaign.measured.people == 1 else "get"
    return f"{people(campaign)} {verb} this SMS {when} for {cost(campaign)}.{stop}"


def _figures(event: Event, suffix: str) -> Measured | None:
    people_then, cost_then = event.note.get(f"people{suffix}"), event.note.get(f"cost{suffix}")
    if people_then is None or cost_then is None:
        return None
    return Measured(int(people_then), Decimal(str(cost_then)), event.at)


def _percent(before: int, after: int) -> str:
    return f"{(after - before) / before:+.1%}" if before else "new"
