"""Reading: text in, one of three answers out. The order of things, and nothing else.

Text of any length and kind comes back in bounded time: nothing over `policy.LONGEST` characters is looked at, and
the chart behind the grammar has a size it does not exceed.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.adapters.when import echo, policy, wording
from bot.adapters.when.grammar.sentence import chains
from bot.adapters.when.lexicon import LANGUAGES, lexicon
from bot.adapters.when.moments import Ambiguous, Moment, Reading, Reason, Refused, Resolved
from bot.adapters.when.settle import Settled, settle
from bot.adapters.when.words import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.adapters.when.lexicon import Lexicon
    from bot.adapters.when.settle import Found
    from bot.adapters.when.values import Piece
    from bot.adapters.when.words import Token

#: So many readings beside the first are kept.
MOST_OTHERS = 3
#: Words that say what the phrase is, where the grammar cannot read it, and in which order they are looked for.
_MARKERS = (
    ("every", Reason.REPETITION),
    ("wds", Reason.REPETITION),
    ("or", Reason.TWO_DATES),
    ("range", Reason.RANGE),
)


def read(text: str, *, now: datetime, tz: str, lang: str) -> Reading:
    """Read words as a moment; `now` is aware, `tz` an IANA name, `lang` a locale such as fr-FR.

    The order of day and month and the clock's habits are the locale's. Raises nothing, whatever the text.
    """
    if len(text) > policy.LONGEST:
        return Refused(Reason.TOO_LONG)
    language = lang.replace("_", "-").partition("-")[0].lower()
    if language not in LANGUAGES:
        language = "en"
    return _read(text, now.astimezone(ZoneInfo(tz)), tz, lang, language)


def _read(text: str, now: datetime, tz: str, lang: str, language: str) -> Reading:
    known = lexicon(language)
    found = known.split(tokens(text))
    if not found:
        return Refused(Reason.NOT_UNDERSTOOD)
    chart = known.chart(found)
    if (asap := chart.edges[0].get("asap")) and any(end == len(found) for end, _ in asap):
        return Refused(Reason.NOW, (text.strip(),))
    wholes, far = chains(found, chart)
    if not wholes:
        return _refusal(found, chart.edges, far, known)
    settled = _cheapest(wholes, now, policy.habits(lang))
    if settled.fault:
        return Refused(settled.fault)
    moments = [_moment(one, tz, lang) for one in settled.found[: MOST_OTHERS + 1]]
    return Resolved(moments[0], tuple(moments[1:])) if settled.sure else Ambiguous(tuple(moments))


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
            continue
        cost = whole.cost
        alive.append(settled)
    alive = [settled for settled in alive if settled.confirmed] or alive
    if not alive:
        return fault or Settled(fault=Reason.NOT_UNDERSTOOD)
    alive.sort(key=lambda settled: settled.found[0].at.astimezone(UTC))
    unique: dict[datetime, Found] = {}
    for settled in alive:
        for one in settled.found:
            unique.setdefault(one.at.astimezone(UTC), one)
    firsts = {settled.found[0].at.astimezone(UTC) for settled in alive}
    return Settled(tuple(unique.values()), len(firsts) == 1 and all(s.sure for s in alive))


def _moment(found: Found, tz: str, lang: str) -> Moment:
    at = found.at.astimezone(ZoneInfo(tz))
    sentences = tuple(wording.sentence(name, detail, lang) for name, detail in found.assumed)
    return Moment(at, tz, echo.say(at, zone=tz, lang=lang), sentences)


def _refusal(
    found: tuple[Token, ...], edges: list[dict[str, list[tuple[int, object]]]], far: int, known: Lexicon
) -> Refused:
    """Say why nothing was read: a word that is not known, a word that forbids it, or what was left over."""
    unknown = tuple(token.typed for token in found if not known.knows(token))
    if not unknown:
        for kind, reason in _MARKERS:
            for start, here in enumerate(edges):
                for end, _ in here.get(kind, ()):
                    return Refused(reason, tuple(token.typed for token in found[start:end]))
        unknown = tuple(token.typed for token in found[far:])
    return Refused(Reason.NOT_UNDERSTOOD, unknown)
