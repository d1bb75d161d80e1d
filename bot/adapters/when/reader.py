"""Reading: text in, one of three answers out. The order of things, and nothing else.

Text of any length and kind comes back in bounded time: nothing over `policy.LONGEST` characters is looked at, and
the chart behind the grammar has a size it does not exceed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bot.adapters.when import echo, full_dates, policy, refusal, wording, zones
from bot.adapters.when.grammar.sentence import chains
from bot.adapters.when.lexicon import LANGUAGES, lexicon
from bot.adapters.when.moments import Ambiguous, Moment, Reading, Reason, Refused, Resolved
from bot.adapters.when.settle import Found, Settled, settle
from bot.adapters.when.words import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.adapters.when.values import Piece

#: So many readings are kept, the first one included.
MOST_READINGS: Final = 4


def read(text: str, *, now: datetime, tz: str, lang: str) -> Reading:
    """Read words as a moment; `now` is aware, `tz` an IANA name, `lang` a locale such as fr-FR.

    The order of day and month and the clock's habits are the locale's. What its language does not understand is tried
    in the other ones, whose readings are never sure. Raises nothing, whatever the text.
    """
    if len(text) > policy.LONGEST:
        return Refused(Reason.TOO_LONG)
    language = language_of(lang)
    now = now.astimezone(ZoneInfo(tz))
    reading = read_in(language, text, now=now, tz=tz, lang=lang) if language in LANGUAGES else None
    if isinstance(reading, Resolved | Ambiguous) or (reading and reading.reason is not Reason.NOT_UNDERSTOOD):
        return reading
    found = tokens(text)
    if len(found) > policy.MOST_FOREIGN_TOKENS or (reading and lexicon(language).knows_all(found)):
        return reading or Refused(Reason.NOT_UNDERSTOOD, tuple(text.split()))
    elsewhere = _elsewhere(language, text, now, tz, lang)
    return elsewhere or reading or Refused(Reason.NOT_UNDERSTOOD, tuple(text.split()))


def language_of(lang: str) -> str:
    """Tell the language of a locale."""
    return lang.replace("_", "-").partition("-")[0].lower()


def read_in(language: str, text: str, *, now: datetime, tz: str, lang: str) -> Reading:
    """Read words in one of `LANGUAGES`; `now` is in the zone `tz`, `lang` gives the habits and the answer's words."""
    known = lexicon(language)
    found = known.split(tokens(text))
    if not found or len(found) > policy.MOST_TOKENS:
        return Refused(Reason.NOT_UNDERSTOOD, tuple(token.typed for token in found))
    chart = known.chart(found)
    if any(end == len(found) for end, _ in chart.edges[0].get("asap", ())):
        return Refused(Reason.NOW, (text.strip(),))
    habits = policy.habits(lang)
    wholes, far = chains(found, chart)
    if wholes:
        settled = _cheapest(wholes, now, habits)
        if settled.fault is Reason.TWO_DATES:
            return refusal.two_of_a_kind(found, chart) or Refused(settled.fault, (text.strip(),))
        return Refused(settled.fault, (text.strip(),)) if settled.fault else _answer(settled, tz, lang)
    refused = refusal.explain(found, chart, far, known)
    zoned = any("zone" in here for here in chart.edges)
    if refused.reason is Reason.NOT_UNDERSTOOD and not zoned and known.knows_all(found):
        wall = full_dates.full(text, wall=now.replace(tzinfo=None), language=language, habits=habits)
        at = zones.instants(wall, ZoneInfo(tz)) if wall else ()
        if at:
            return _answer(Settled(tuple(Found(one) for one in at), sure=len(at) == 1), tz, lang)
    return refused


def _answer(settled: Settled, tz: str, lang: str) -> Reading:
    moments = tuple(moment(one, tz, lang) for one in settled.found[:MOST_READINGS])
    return Resolved(moments[0], moments[1:]) if settled.sure else Ambiguous(moments)


def moment(found: Found, tz: str, lang: str) -> Moment:
    """Say what was found."""
    at = found.at.astimezone(ZoneInfo(tz))
    sentences = tuple(
        wording.sentence("time" if name == "part" else name, lang, detail) for name, detail in found.assumed
    )
    return Moment(at, tz, echo.say(at, zone=tz, lang=lang), sentences)


def _cheapest(wholes: Iterable[Piece], now: datetime, habits: policy.Habits) -> Settled:
    """Settle the cheapest chains; dearer ones only where those come to nothing. Equals are asked about."""
    fault: Settled | None = None
    alive: list[Settled] = []
    cost = -1
    for whole in wholes:
        if alive and whole.cost > cost:
            break
        settled = settle(whole, now=now, habits=habits)
        if settled.fault:
            fault = fault or settled
            if settled.fault is Reason.TOO_FAR:
                # "6 November 2359" is a year, and not to be read as a time instead.
                break
            continue
        cost = whole.cost
        alive.append(settled)
    alive = [settled for settled in alive if settled.confirmed] or alive
    if not alive:
        return fault or Settled(fault=Reason.NOT_UNDERSTOOD)
    alive.sort(key=lambda settled: settled.found[0].at.astimezone(UTC))
    unique: dict[datetime, Found] = {}
    # First the first of each reading, then what else each of them offers.
    for settled in (*(replace(s, found=s.found[:1]) for s in alive), *alive):
        for one in settled.found:
            unique.setdefault(one.at.astimezone(UTC), one)
    firsts = {settled.found[0].at.astimezone(UTC) for settled in alive}
    return Settled(tuple(unique.values()), len(firsts) == 1 and all(s.sure for s in alive))


def _elsewhere(language: str, text: str, now: datetime, tz: str, lang: str) -> Ambiguous | None:
    """Read in other languages: somebody may work in two. Never sure, since words mean other things there."""
    if language not in LANGUAGES:
        wall, habits = now.replace(tzinfo=None), policy.habits(lang)
        guess = full_dates.suggestion(text, wall=wall, language=language, habits=habits)
        at = zones.instants(guess[0], ZoneInfo(tz)) if guess else ()
        if guess and at:
            assumed = () if guess[1] else (("time", f"{guess[0]:%H:%M}"),)
            return Ambiguous(tuple(moment(Found(one, assumed), tz, lang) for one in at))
    found = tokens(text)
    for other in LANGUAGES:
        if other == language or not lexicon(other).knows_all(found):
            continue
        reading = read_in(other, text, now=now, tz=tz, lang=lang)
        if isinstance(reading, Resolved):
            return Ambiguous((reading.moment, *reading.others))
        if isinstance(reading, Ambiguous):
            return reading
    return None
