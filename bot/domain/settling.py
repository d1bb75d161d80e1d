"""What there is to settle in a campaign before it is asked for, and what is worth saying about it.

What must be settled keeps a campaign from being simulated and confirmed; the rest is said and decided by people. A person may
keep some things knowingly. Nothing here changes a text: `mending.py` does, when somebody presses a remedy.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.brief import Purpose
from bot.domain.cheaper import best
from bot.domain.glyphs import EMOJI
from bot.domain.gsm import Encoding
from bot.domain.links import links
from bot.domain.personalisation import EXAMPLE, braces, fill, misspelt
from bot.domain.policy import approvals_for, leaves, quiet_at
from bot.domain.quiet_hours import next_allowed
from bot.domain.slack_markup import slack_emoji
from bot.domain.sms import Effect, measure
from bot.domain.unseen import hidden
from bot.domain.wording import has_stop, looks_like_marketing, near_stop, same_text, stop_line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime, timedelta

    from bot.domain.brief import Brief
    from bot.domain.campaign import Campaign
    from bot.domain.cheaper import Cheaper
    from bot.domain.links import Link
    from bot.domain.personalisation import Misspelt
    from bot.domain.policy import Policy
    from bot.domain.quiet_hours import Verdict
    from bot.domain.slack_markup import EmojiName
    from bot.domain.sms import Costly, Measure
    from bot.domain.unseen import Hidden
    from bot.domain.wording import MarketingSign, NearStop


class Kept(StrEnum):
    """What a person may keep knowingly. The values travel in a preview's memory."""

    BRACES = "braces"
    HIDDEN = "hidden"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class MissingStop:
    """Marketing without its opt-out line: the line, and what stands in its place, if something like it does."""

    line: str
    near: NearStop | None


@dataclass(frozen=True, slots=True)
class QuietTime:
    """A campaign that would leave `at` quiet hours, and the next allowed moments, soonest first.

    `binding` is False where it leaves as soon as somebody approves, which may be later; `zone` is that of those who get it.
    """

    at: datetime
    verdict: Verdict
    following: tuple[datetime, ...]
    binding: bool
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """All that was found. Misspelt fields and hidden characters are here whether they are kept knowingly or not."""

    kept: frozenset[Kept] = frozenset()

    # To settle.
    misspelt: tuple[Misspelt, ...] = ()
    stop: MissingStop | None = None
    quiet: QuietTime | None = None
    hidden: tuple[Hidden, ...] = ()
    #: The campaign that said the same to the same audience.
    same_as: Campaign | None = None

    # To say.
    measure: Measure | None = None
    #: Characters that make the whole message Unicode; those that count as two.
    foreign: tuple[Costly, ...] = ()
    doubled: tuple[Costly, ...] = ()
    #: The cheaper text, where there is one.
    cheaper: Cheaper | None = None
    marketing: tuple[MarketingSign, ...] = ()
    links: tuple[Link, ...] = ()
    emoji: tuple[EmojiName, ...] = ()
    #: Whether Octopush may change the words, which are then not what was approved.
    optimised: bool = False

    @property
    def to_settle(self) -> int:
        """How many things keep the campaign from being asked for."""
        return sum(
            (
                0 if Kept.BRACES in self.kept else len({each.written for each in self.misspelt}),
                self.stop is not None,
                self.quiet is not None and self.quiet.binding,
                bool(self.hidden) and Kept.HIDDEN not in self.kept,
                self.same_as is not None and Kept.AGAIN not in self.kept,
            )
        )


def findings(
    brief: Brief,
    *,
    now: datetime,
    policy: Policy,
    earlier: Iterable[Campaign] = (),
    kept: Collection[Kept] = (),
) -> Findings:
    """Look at a Brief as of `now`; `earlier` are campaigns to the same audience that were sent, or may be."""
    text = brief.text
    inside = [range(*place) for place in braces(text)]
    measured = measure(fill(text, EXAMPLE))
    costly = [each for each in _seen(text) if not any(each.position in place for place in inside)]
    cheaper = best(text)
    alert = brief.purpose is Purpose.ALERT
    return Findings(
        kept=frozenset(kept),
        misspelt=misspelt(text),
        stop=None if alert or not policy.stop_line else _missing_stop(brief),
        quiet=quiet_time(brief, now, policy),
        hidden=hidden(text),
        same_as=same_again(brief, now, earlier, policy.same_again),
        measure=measured,
        foreign=tuple(each for each in costly if each.effect is Effect.UNICODE),
        doubled=tuple(each for each in costly if each.effect is Effect.DOUBLE),
        cheaper=cheaper if cheaper.text != text and _pays(text, cheaper) else None,
        marketing=looks_like_marketing(text) if alert else (),
        links=links(text),
        emoji=slack_emoji(text),
        optimised=brief.auto_optimize_text,
    )


def quiet_time(brief: Brief, now: datetime, policy: Policy) -> QuietTime | None:
    """Say that a campaign would leave in quiet hours, and when it may leave instead; None where it may."""
    at = leaves(brief, now)
    found = quiet_at(brief, at, policy)
    if found is None or policy.quiet is None:
        return None
    binding = brief.send_at is not None or approvals_for(brief, None, policy) == 0
    return QuietTime(at, found, tuple(next_allowed(at, policy.quiet)), binding, policy.quiet.zone)


def same_again(
    brief: Brief, now: datetime, earlier: Iterable[Campaign], window: timedelta
) -> Campaign | None:
    """Find the latest of some campaigns that says the same, and leaves less than a window before or after this one."""
    at, said = leaves(brief, now), same_text(brief.text)
    alike = [
        campaign
        for campaign in earlier
        if abs(at - moment_of(campaign)) < window and same_text(campaign.brief.text) == said
    ]
    return max(alike, key=lambda campaign: campaign.id, default=None)


def moment_of(campaign: Campaign) -> datetime:
    """When a campaign left or leaves; as soon as approved is taken for the last that happened to it."""
    asked = campaign.brief.send_at.at if campaign.brief.send_at else campaign.entered_at
    return campaign.leaves_at or asked


def _seen(text: str) -> Iterator[Costly]:
    """Yield the costly characters of a text as people see them: an emoji of several code points is one."""
    emoji = {found.start(): found[0] for found in EMOJI.finditer(text)}
    end = 0
    for each in measure(text).costly:
        if each.position >= end:
            seen = emoji.get(each.position, each.character)
            end = each.position + len(seen)
            yield replace(each, character=seen)


def _missing_stop(brief: Brief) -> MissingStop | None:
    if has_stop(brief.text, brief.type):
        return None
    return MissingStop(stop_line(brief.type), near_stop(brief.text, brief.type))


def _pays(text: str, cheaper: Cheaper) -> bool:
    """Whether a cheaper text is worth showing: it saves messages, or leaves Unicode, where more characters fit."""
    if cheaper.segments_after < cheaper.segments_before:
        return True
    return (
        measure(text).encoding is Encoding.UCS2
        and measure(fill(cheaper.text, EXAMPLE)).encoding is Encoding.GSM7
    )
