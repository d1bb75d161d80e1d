"""On the preview: what must be settled before a campaign can be asked for, and what is worth knowing, each beside its remedy.

What a person typed stands in plain text only. What must be settled comes first; a warning never takes the confirmation away.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from bot.domain.brief import Moment
from bot.domain.campaign import State
from bot.domain.settling import Kept, moment_of
from bot.domain.unseen import reveal
from bot.domain.wording import with_stop
from bot.services.fields import moment_value
from bot.slack.ids import Id
from bot.slack.views import blocks as b
from bot.slack.views.dates import Locale, money, said
from bot.slack.views.words import QUIET

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from bot.domain.brief import Brief
    from bot.domain.campaign import Campaign
    from bot.domain.settling import Findings, MissingStop, QuietTime
    from bot.domain.sms import Costly
    from bot.services.drafting import Preview

#: How many of many are named; the rest are counted.
MOST = 5


def to_settle(found: Preview, locale: Locale) -> list[b.Block]:
    """Draw what keeps the campaign from being asked for; empty where nothing does."""
    findings, brief = found.findings, found.brief
    number = findings.to_settle
    if not number:
        return []
    things = "1 thing" if number == 1 else f"{number} things"
    parts = [
        b.trouble(f"{things} to settle before this can go out. Nothing has been submitted."),
        b.sms(reveal(brief.text)),
    ]
    if Kept.BRACES not in findings.kept:
        parts += _misspelt(findings)
    if findings.stop is not None:
        parts.append(_stop(findings.stop, brief))
    if findings.quiet is not None and findings.quiet.binding:
        parts += _quiet(findings.quiet, brief, locale)
    if findings.hidden and Kept.HIDDEN not in findings.kept:
        parts += _hidden(findings)
    if findings.same_as is not None and Kept.AGAIN not in findings.kept:
        again = b.button("Send it again anyway", Id.SEND_AGAIN)
        parts.append(b.paragraph(same_as(findings.same_as, locale), accessory=again))
    return parts


def worth_knowing(found: Preview, locale: Locale, *, dearest: Decimal | None = None) -> list[b.Block]:
    """Draw the warnings; `dearest` is the most that the campaign should cost, in euros, where that can be reckoned."""
    findings = found.findings
    parts = [*_costly(findings), *_marketing(findings)]
    if findings.quiet is not None and not findings.quiet.binding:
        parts.append(b.paragraph(f"⚠ {_quiet_now(findings.quiet, locale)}"))
    if findings.optimised:
        parts.append(b.paragraph(f"⚠ {OPTIMISED}", accessory=b.button("Send it as written", Id.AS_WRITTEN)))
    parts += [b.paragraph(f"⚠ {words}") for words in cautions(findings, locale)]
    if plain := [link.host for link in findings.links if not (link.shortener or link.disguised)]:
        parts.append(b.paragraph(f"Links lead to {_listed(plain)}."))
    if dearest is not None and found.balance is not None and found.balance < dearest:
        parts.append(
            b.paragraph(
                f"⚠ The account has {money(found.balance, locale)}, and this may cost {money(dearest, locale)}. Top it up at "
                "Octopush before its moment, or it will not leave."
            )
        )
    return parts


OPTIMISED = "Octopush may change the text to make it cheaper. What arrives is then not word for word what is approved here."


def cautions(findings: Findings, locale: Locale) -> Iterator[str]:
    """Say what those who decide should know as well: plain text, one sentence each."""
    if findings.misspelt and Kept.BRACES in findings.kept:
        yield f"{_listed(each.written for each in findings.misspelt)}: sent as written, to everybody."
    if findings.hidden and Kept.HIDDEN in findings.kept:
        yield f"{_unseen(findings)} kept knowingly: {_places(findings)}."
    if findings.same_as is not None and Kept.AGAIN in findings.kept:
        yield same_as(findings.same_as, locale)
    for link in islice((link for link in findings.links if link.shortener), MOST):
        yield f"{link.host} hides where it leads, and operators may block it. Write the real address instead."
    for link in islice((link for link in findings.links if link.disguised), MOST):
        yield f"“{_cut(reveal(link.written))}” really leads to {link.host}."
    if findings.emoji:
        names = _listed(each.written for each in findings.emoji)
        yield f"{names}: Slack shows an emoji there, a phone shows the letters."
    if findings.measure is not None:
        torn = findings.measure.cut
        if torn:
            yield f"{_listed(reveal(each.character) for each in torn)}: falls into two SMS, and some phones show it broken."
        if findings.measure.vendor_segments > findings.measure.segments:
            yield (
                f"Octopush may count {findings.measure.vendor_segments} SMS: by its own list, signs such as & $ @ and line ends "
                "count as two. By the standard they count as one."
            )


def same_as(campaign: Campaign, locale: Locale) -> str:
    """Say which campaign said the same to the same people."""
    at = said(
        moment_of(campaign), campaign.brief.send_at.zone if campaign.brief.send_at else locale.zone, locale
    )
    ticket = f", ticket {campaign.ticket}" if campaign.ticket else ""
    if campaign.state is State.UNSURE:
        when = f"for {at}, and nobody knows whether it left"
    else:
        when = f"on {at}" if campaign.left else f"for {at}, and not gone yet"
    return f"Same text to the same people {when} (campaign {campaign.id}{ticket})."


def _misspelt(findings: Findings) -> Iterator[b.Block]:
    distinct = {each.written: each.suggestion for each in findings.misspelt}
    for written, suggestion in islice(distinct.items(), MOST):
        words = f"{_cut(reveal(written))} is not a field. Everybody would read it as written."
        mend = suggestion and b.button(f"Use {suggestion}", Id.USE_FIELD, value=written)
        yield b.paragraph(words, accessory=mend or None)
    left = len(distinct) - MOST
    more = f"And {left} more in braces. " if left > 0 else ""
    if left > 0 or None in distinct.values():
        yield b.paragraph(
            f"{more}Is it meant to be read as written?", accessory=b.button("Keep the braces", Id.KEEP_BRACES)
        )


def _stop(stop: MissingStop, brief: Brief) -> b.Block:
    more = len(with_stop(brief.text, brief.type)) - len(brief.text)
    longer = f" ({more} characters)" if more > 0 else ""
    if stop.near is None:
        words = f"No opt-out line. Marketing needs one{longer}."
        return b.paragraph(words, accessory=b.button(f"Add {stop.line}", Id.ADD_STOP))
    words = f"“{_cut(reveal(stop.near.written))}” is not the opt-out line that Octopush looks for, letter by letter."
    return b.paragraph(words, accessory=b.button(f"Make it {stop.line}", Id.ADD_STOP))


def _quiet(quiet: QuietTime, brief: Brief, locale: Locale) -> list[b.Block]:
    zone = brief.send_at.zone if brief.send_at else locale.zone
    why = QUIET[quiet.verdict.quiet] if quiet.verdict.quiet else ""
    there = _elsewhere(quiet, zone, locale)
    words = f"{said(quiet.at, zone, locale)}{there} is a quiet time for marketing: {why}."
    ids = (Id.TAKE_FIRST_MOMENT, Id.TAKE_SECOND_MOMENT)
    buttons = [
        b.button(said(at, zone, locale), action, value=moment_value(Moment.of(at, zone)))
        for action, at in zip(ids, quiet.following, strict=False)
    ]
    return [
        b.paragraph(f"{words} Next allowed moments:" if buttons else words),
        b.actions(*buttons, b.button("Another moment", Id.ANOTHER_MOMENT), block_id="moments"),
    ]


def _quiet_now(quiet: QuietTime, locale: Locale) -> str:
    opens = quiet.verdict.until
    again = f" It can be approved from {said(opens, locale.zone, locale)}." if opens else ""
    return f"Now is a quiet time for marketing, so it cannot be approved yet.{again}"


def _elsewhere(quiet: QuietTime, zone: str, locale: Locale) -> str:
    """Say the moment by the clock of those who get it, where that shows another time."""
    there = said(quiet.at, quiet.zone, locale)
    return "" if there == said(quiet.at, zone, locale) else f" ({there} for those who get it)"


def _hidden(findings: Findings) -> list[b.Block]:
    it = "it" if len(findings.hidden) == 1 else "them"
    words = f"{_unseen(findings)}: {_places(findings)}. Such characters hide or turn round words, and make the message dearer."
    return [
        b.paragraph(words),
        b.actions(
            b.button(f"Remove {it}", Id.REMOVE_HIDDEN),
            b.button(f"Keep {it} knowingly", Id.KEEP_HIDDEN),
            block_id="hidden",
        ),
    ]


def _unseen(findings: Findings) -> str:
    number = len(findings.hidden)
    return "1 character that nobody sees" if number == 1 else f"{number} characters that nobody sees"


def _places(findings: Findings) -> str:
    return _listed(f"⟨{each.code}⟩ ({ordinal(each.position + 1)})" for each in findings.hidden)


def _costly(findings: Findings) -> Iterator[b.Block]:
    see = b.button("See the cheaper text", Id.SEE_CHEAPER) if findings.cheaper else None
    if findings.foreign:
        verb = "makes" if len({each.character for each in findings.foreign}) == 1 else "make"
        words = (
            f"{_characters(findings.foreign)} {verb} the whole message Unicode: 70 characters an SMS instead of "
            f"160{_saved(findings)}."
        )
        yield b.paragraph(words, accessory=see)
        see = None
    if findings.doubled:
        one = len({each.character for each in findings.doubled}) == 1
        count = "counts" if one else "count"
        when = "would count" if findings.foreign else count
        after = " once the message is not Unicode" if findings.foreign else ""
        yield b.paragraph(f"{_characters(findings.doubled)} {when} as two characters{after}.", accessory=see)


def _saved(findings: Findings) -> str:
    cheaper = findings.cheaper
    if cheaper is None or cheaper.segments_after >= cheaper.segments_before:
        return ""
    return f"; {cheaper.segments_before} SMS instead of {cheaper.segments_after}"


def _marketing(findings: Findings) -> Iterator[b.Block]:
    if findings.marketing:
        mend = b.button("It is marketing", Id.AS_MARKETING)
        yield b.paragraph(f"⚠ {reads_as_marketing(findings)}", accessory=mend)


def reads_as_marketing(findings: Findings) -> str:
    """Say what in an alert reads as marketing, and what that costs."""
    signs = _listed(
        f"“{_cut(reveal(each.written))}” ({ordinal(each.position + 1)})" for each in findings.marketing
    )
    return f"This reads as marketing: {signs}. Octopush fines advertising that is sent as an alert."


def _characters(costly: Sequence[Costly]) -> str:
    """Name characters with their places, as in: ’ (21st) and 😀 (37th character)."""
    places: dict[str, list[int]] = {}
    for each in costly:
        places.setdefault(each.character, []).append(each.ordinal)
    named = [f"{reveal(character)} ({_ordinals(at)})" for character, at in islice(places.items(), MOST)]
    named[-1] = named[-1][:-1] + " character)"
    left = len(places) - MOST
    return f"{', '.join(named)} and {left} more" if left > 0 else _joined(named)


def _ordinals(places: Sequence[int]) -> str:
    shown = ", ".join(ordinal(place) for place in places[:MOST])
    return f"{shown} …" if len(places) > MOST else shown


def ordinal(number: int) -> str:
    """Say a place, as in 21st."""
    teens = 10 <= number % 100 <= 20  # noqa: PLR2004 - 11th, 12th, 13th
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _listed(words: Iterable[str]) -> str:
    distinct = list(dict.fromkeys(words))
    left = len(distinct) - MOST
    return f"{', '.join(distinct[:MOST])} and {left} more" if left > 0 else _joined(distinct)


def _joined(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


#: How much of a word is repeated, in characters.
LONGEST = 60
