"""Why words are no moment: the reason, and the words it is about, as they were typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.adapters.when.moments import Reason, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.adapters.when.grammar.chart import Chart
    from bot.adapters.when.lexicon import Lexicon
    from bot.adapters.when.values import Piece
    from bot.adapters.when.words import Token

#: Words that say what a phrase is, where the grammar cannot read it, in the order in which they are looked for.
_MARKERS: Final = (
    ("every", Reason.REPETITION),
    ("wds", Reason.REPETITION),
    ("or", Reason.TWO_DATES),
    ("range", Reason.RANGE),
)


def explain(found: tuple[Token, ...], chart: Chart, far: int, known: Lexicon) -> Refused:
    """Name the words that are not known; else the word that forbids it; else what was left over from `far` on."""
    unknown = tuple(token.typed for token in found if not known.knows(token))
    if unknown:
        return Refused(Reason.NOT_UNDERSTOOD, unknown)
    for kind, reason in _MARKERS:
        for start, here in enumerate(chart.edges):
            for end, _ in here.get(kind, ()):
                return Refused(reason, _typed(found, start, end))
    return two_of_a_kind(found, chart) or Refused(Reason.NOT_UNDERSTOOD, _typed(found, far, len(found)))


def two_of_a_kind(found: tuple[Token, ...], chart: Chart) -> Refused | None:
    """Find two times or two dates: a range if a dash or a "to" joins them, a choice if "and" or a comma does."""
    for joints, reason in ((("dash", "till"), Reason.RANGE), (("and", "comma"), Reason.TWO_DATES)):
        for place, here in enumerate(chart.edges):
            for kind in joints:
                for end, _ in here.get(kind, ()):
                    for slot in (_is_time, _is_date):
                        start, last = _before(chart, place, slot), _after(chart, end, slot)
                        if start is not None and last is not None:
                            return Refused(reason, _typed(found, start, last))
    return None


def _before(chart: Chart, place: int, slot: Callable[[Piece], bool]) -> int | None:
    """Tell where a piece that fills the slot and ends at the place begins."""
    for start in range(place):
        if any(end == place and slot(piece) for end, piece in chart.edges[start].get("piece", ())):
            return start
    return None


def _after(chart: Chart, place: int, slot: Callable[[Piece], bool]) -> int | None:
    """Tell where the longest piece that fills the slot and begins at the place ends."""
    return max((end for end, piece in chart.edges[place].get("piece", ()) if slot(piece)), default=None)


def _is_time(piece: Piece) -> bool:
    return piece.clock is not None


def _is_date(piece: Piece) -> bool:
    return bool(piece.days) or piece.weekday is not None


def _typed(found: tuple[Token, ...], start: int, end: int) -> tuple[str, ...]:
    return tuple(token.typed for token in found[start:end])
