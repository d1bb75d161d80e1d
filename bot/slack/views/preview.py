"""The preview, pushed on the form: what will arrive, to whom, when, for how much, and where each figure comes from.

There is no confirm button unless a simulation has accepted exactly this, and nothing is left to settle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.brief import Purpose, SmsType
from bot.domain.estimate import REMOVAL, estimate
from bot.domain.personalisation import EXAMPLE, fill, segments_range
from bot.domain.unseen import reveal
from bot.slack.ids import Id
from bot.slack.views import blocks as b
from bot.slack.views.dates import Locale, ahead, clock, count, day, money, said
from bot.slack.views.settling import to_settle, worth_knowing
from bot.slack.views.words import CHANNELS, told

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from bot.domain.brief import Brief
    from bot.domain.estimate import Estimate
    from bot.services.drafting import Preview
    from bot.slack.payloads import PreviewMemory

KINDS = {Purpose.MARKETING: "Marketing", Purpose.ALERT: "Alert"}
TYPES = {SmsType.PREMIUM: "Premium", SmsType.LOW_COST: "Low cost"}


def simulating(memory: PreviewMemory, external_id: str) -> b.Block:
    """The preview while Octopush is asked."""
    return _view(memory, [b.section("Simulating at Octopush… nothing is sent.")], external_id)


def unanswered(memory: PreviewMemory, patience: float) -> b.Block:
    """The preview when Octopush did not answer in time; patience in seconds."""
    said_so = f"Octopush did not answer in {patience:.0f} seconds. Your draft is kept."
    return _view(memory, [b.trouble(said_so), _again()])


def done(number: int, channel: str) -> b.Block:
    """Say where the card is, to somebody who is looking elsewhere."""
    said_so = (
        f"Campaign {number} is being prepared at Octopush. Its card is in <#{channel}>, and all that follows."
    )
    return b.modal(Id.CAMPAIGN_DONE, "Asked", [b.section(said_so)], close="Close")


def stopped(sentence: str, title: str = "Something went wrong") -> b.Block:
    """Say what went wrong where there is nothing to go back to."""
    return b.modal(Id.CAMPAIGN_DONE, title, [b.trouble(sentence)], close="Close")


def broken(memory: PreviewMemory, sentence: str, *, again: bool) -> b.Block:
    """The preview when something stands in the way; the sentence is plain words of ours."""
    parts = [b.trouble(sentence)]
    return _view(memory, [*parts, _again()] if again else parts)


def preview(
    memory: PreviewMemory,
    found: Preview,
    *,
    now: datetime,
    price: Decimal | None,
    channel_trouble: str | None,
    approvals: bool,
) -> b.Block:
    """The preview of a Brief: confirm is there only where the simulation accepted it and the channel can be used."""
    locale = Locale(memory.locale, memory.zone)
    parts: list[b.Block] = []
    if found.failure is not None:
        parts.append(_refusal(found))
    if channel_trouble is not None:
        parts.append(b.trouble(CHANNELS.get(channel_trouble, CHANNELS["unknown"])))
    reckoned = _estimate(found, price)
    unsettled = to_settle(found, locale)
    parts += unsettled or [
        b.context("As it will arrive, for a person called Camille"),
        b.sms(reveal(fill(found.brief.text, EXAMPLE))),
        b.context(sender_line(found.brief)),
    ]
    knowing = worth_knowing(found, locale, dearest=reckoned.high if reckoned else None)
    facts = _facts(found, locale, now, _cost(found, reckoned, price, locale))
    parts += [*knowing, facts] if unsettled else [facts, *knowing]
    ready = found.simulated is not None and channel_trouble is None and not unsettled
    if unsettled:
        parts.append(b.context("Not simulated yet: that happens when nothing above is left to settle."))
    elif found.simulated is not None:
        parts += [b.divider(), b.context(_simulated(found, memory.zone, approvals=approvals))]
    else:
        parts.append(_again())
    submit = ("Ask for approval" if approvals else "Confirm and send") if ready else None
    return _view(memory, parts, submit=submit)


def sender_line(brief: Brief) -> str:
    """Say whom the SMS comes from, and what Octopush puts in the place of XXXXX."""
    if brief.with_replies:
        sender = "From a short number that people can answer"
    elif brief.sender:
        sender = f"From {brief.sender}"
    else:
        sender = "From the sender that is set at Octopush"
    return (
        f"{sender}. Octopush puts its opt-out number in place of XXXXX."
        if "XXXXX" in brief.text
        else f"{sender}."
    )


def length(brief: Brief) -> tuple[str, str]:
    """Say how many SMS each person gets, and when it may be one more."""
    segments = segments_range(brief.text)
    accented = (
        f"{segments.accented} for names such as François" if segments.accented > segments.typical else ""
    )
    if segments.low == segments.high:
        return f"{segments.low} SMS each", accented
    if segments.threshold is not None and segments.field is not None and segments.high == segments.low + 1:
        long = f"{segments.high} if {_FIELDS.get(segments.field, segments.field)} is over {segments.threshold} letters"
        return f"{segments.low} SMS each", "; ".join(word for word in (long, accented) if word)
    return f"{segments.low} to {segments.high} SMS each", "It depends on what is filled in"


_FIELDS = {"first_name": "a first name", "last_name": "a last name"}


def leaves(brief: Brief, locale: Locale, now: datetime) -> tuple[str, str]:
    """Say when it leaves, in the zone it was chosen in, and how far ahead that is."""
    moment = brief.send_at
    if moment is None:
        return "As soon as it is approved", "At once where no approval is needed"
    return said(moment.at, moment.zone, locale, year=True), f"{moment.zone}, {ahead(moment.at, now, locale)}"


def audience(brief: Brief) -> str:
    """Say whom it goes to, by kind and name."""
    named = [("List", brief.list_name), ("Tag", brief.tag_name)]
    words = " and ".join(f"{kind} {name}" for kind, name in named if name)
    return f"{words} ({brief.segmentation})" if brief.segmentation else words


def _facts(found: Preview, locale: Locale, now: datetime, priced: tuple[str, str]) -> b.Block:
    when, zone = leaves(found.brief, locale, now)
    people, counted = _people(found, memory_zone=locale.zone)
    cost, source = priced
    sms_each, more = length(found.brief)
    return b.facts(
        b.Fact("To", audience(found.brief), literal=True),
        b.Fact("When", when, zone),
        b.Fact("People", people, counted),
        b.Fact("Cost", cost, source),
        b.Fact("Length", sms_each, more or "Computed here"),
        b.Fact("Kind", f"{KINDS[found.brief.purpose]}, {TYPES[found.brief.type]}", _choices(found.brief)),
    )


def _people(found: Preview, *, memory_zone: str) -> tuple[str, str]:
    use = found.last_use
    if use is None or use.people is None:
        return "Not counted yet", "First use here; Octopush counts after you confirm"
    return "Not counted yet", f"{count(use.people)} on {day(use.at, memory_zone)}"


def _estimate(found: Preview, price: Decimal | None) -> Estimate | None:
    people = found.last_use.people if found.last_use else None
    return estimate(found.brief, people=people, price=price)


def _cost(
    found: Preview, reckoned: Estimate | None, price: Decimal | None, locale: Locale
) -> tuple[str, str]:
    """Estimate only where it is honest: the last count of this audience times a price per SMS from the settings."""
    credit = f"; the account has {money(found.balance, locale)}" if found.balance is not None else ""
    if reckoned is None or found.last_use is None or found.last_use.people is None:
        return "Not known yet", f"Octopush says it after you confirm{credit}"
    low, high = money(reckoned.low, locale), money(reckoned.high, locale)
    amount = f"About {low}" if low == high else f"{low} to {high}"
    once = f" + {money(REMOVAL, locale)} for opt-outs" if found.brief.auto_remove_blacklisted_numbers else ""
    return amount, f"{count(found.last_use.people)} × {price} € an SMS{once}, estimated here{credit}"


def _choices(brief: Brief) -> str:
    said_of = [
        "opted-out people left out" if brief.auto_remove_blacklisted_numbers else "",
        "replies allowed" if brief.with_replies else "",
        "text changed by Octopush to be cheaper" if brief.auto_optimize_text else "",
        "links tracked" if brief.recipient_tracking else "",
    ]
    return ", ".join(word for word in said_of if word).capitalize()


def _simulated(found: Preview, zone: str, *, approvals: bool) -> str:
    after = "before anyone approves" if approvals else "and it is sent without approval"
    return (
        f"✓ Simulated at Octopush, {clock(found.at, zone)}: accepted. A simulation checks little; the real count and "
        f"price come after you confirm, {after}."
    )


def _refusal(found: Preview) -> b.Block:
    failure = found.failure
    return b.trouble(told(failure.code if failure else 0, found.brief))


def _again() -> b.Block:
    return b.actions(b.button("Try again", Id.SIMULATE_AGAIN), block_id="again")


def _view(
    memory: PreviewMemory, parts: list[b.Block], external_id: str | None = None, *, submit: str | None = None
) -> b.Block:
    return b.modal(
        Id.CAMPAIGN_PREVIEW,
        "Preview",
        parts,
        close="Back",
        submit=submit,
        memory=memory.model_dump_json(),
        external_id=external_id,
    )
