"""Why words are no moment: the reason, and the words it is about, as they were typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from bot.adapters.when.moments import Reason, Refused
from bot.adapters.when.values import Piece

if TYPE_CHECKING:
    from collections.abc import Container

    from bot.adapters.when.grammar.chart import Chart
    from bot.adapters.when.lexicon import Lexicon
    from bot.adapters.when.words import Token

#: Tells whether a piece fills a slot.
Slot = Callable[[Piece], bool]

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
    """Find two times or two dates: a range if a dash or a "to" joins them, two of them if "and", a comma or nothing does.

    Numbers that nothing marks as a time or a day count only beside a dash or a word that joins.
    """
    for kinds, slots, reason in _JOINTS:
        for place, here in enumerate(chart.edges):
            ends = {end for kind in kinds for end, _ in here.get(kind, ())} if kinds else {place}
            for slot in slots:
                starts = [start for start in range(place) if _fills(chart, start, slot, {place})]
                lasts = [
                    last for end in ends for last in _fills(chart, end, slot, range(end, len(found) + 1))
                ]
                if starts and lasts:
                    return Refused(reason, _typed(found, starts[0], max(lasts)))
    return None


def _fills(chart: Chart, place: int, slot: Slot, ends: Container[int]) -> list[int]:
    """List the ends, among those, of the pieces that begin at a place and fill a slot."""
    return [end for end, piece in chart.edges[place].get("piece", ()) if end in ends and slot(piece)]


def _time(piece: Piece) -> bool:
    return piece.clock is not None


def _date(piece: Piece) -> bool:
    return bool(piece.days) or piece.weekday is not None


def _marked_time(piece: Piece) -> bool:
    return piece.clock is not None and not piece.bare


def _marked_days(piece: Piece) -> bool:
    return bool(piece.days) and not piece.bare


def _weekday(piece: Piece) -> bool:
    return piece.weekday is not None


#: A weekday and a date side by side are one date; so beside commas, or nothing, only two of the same count.
_SAME: Final = (_marked_time, _marked_days, _weekday)
_JOINTS: Final[tuple[tuple[tuple[str, ...], tuple[Slot, ...], Reason], ...]] = (
    (("dash", "till"), (_time, _date), Reason.RANGE),
    (("and",), (_time, _date), Reason.TWO_DATES),
    (("comma",), _SAME, Reason.TWO_DATES),
    ((), _SAME, Reason.TWO_DATES),
)


def _typed(found: tuple[Token, ...], start: int, end: int) -> tuple[str, ...]:
    return tuple(token.typed for token in found[start:end])
