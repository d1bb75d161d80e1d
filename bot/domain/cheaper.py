"""The same text, written so that it costs less.

A proposal for a person to read and accept, never something done to a text behind their back. Fields, whatever is in braces, and
links are left as they are: a letter changed there breaks them. The opt-out line holds nothing to change, and nothing gets glued to
it. Pictures have no cheaper spelling; taking them out is a second proposal.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.glyphs import EMOJI
from bot.domain.gsm import ALPHABET, EXTENSION, Encoding
from bot.domain.links import Link, links
from bot.domain.personalisation import braces
from bot.domain.replacements import is_unseen, replacement, spelling
from bot.domain.sms import measure
from bot.domain.wording import stop_places

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Change:
    """Something written otherwise: `position` is an index into the text before all changes, by code points."""

    position: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Cheaper:
    """A text that never makes more messages than the one it came from, with the changes that lead to it, in order.

    `without` are the pictures that still make the message Unicode and could be left out; `cheaper(text, pictures=False)` does.
    It is empty where something else makes the message Unicode in any case.
    """

    text: str
    changes: tuple[Change, ...]
    segments_before: int
    segments_after: int
    without: tuple[Change, ...]


@dataclass(slots=True)
class _Plan:
    """What can be changed in a text; `stuck` says that something makes it Unicode whatever is done."""

    foreign: list[Change]
    doubled: list[Change]
    pictures: list[Change]
    stuck: bool = False


def cheaper(text: str, *, pictures: bool = True) -> Cheaper:
    """Return the cheaper way to write `text`; `pictures=False` also takes out emoji and pictographs that have no spelling.

    A text that stays Unicode for the sake of another alphabet, a link or a field is returned as it is: spelling out its
    apostrophes would spoil it and save nothing. Characters that count as two are changed only where that saves a message.
    Doing it twice is doing it once.
    """
    before = measure(text).segments
    plan = _plan(text) if before > 1 or not ALPHABET.issuperset(text) else _Plan([], [], [], stuck=True)
    if plan.stuck:
        return Cheaper(text, (), before, before, ())
    changes = plan.foreign if pictures else _sorted(plan.foreign, plan.pictures)
    written = _applied(text, changes)
    after = measure(written)
    if after.encoding is Encoding.GSM7 and plan.doubled:
        with_doubled = _sorted(changes, plan.doubled)
        shorter = _applied(text, with_doubled)
        if measure(shorter).segments < after.segments:
            changes, written, after = with_doubled, shorter, measure(shorter)
    without = tuple(plan.pictures) if pictures else ()
    if after.segments > before or _breaks(text, written):
        return Cheaper(text, (), before, before, without)
    return Cheaper(written, tuple(changes), before, after.segments, without)


def best(text: str) -> Cheaper:
    """Return the cheaper way to write `text` that takes out as little as it must: pictures only where nothing else helps."""
    kept = cheaper(text)
    if not kept.without:
        return kept
    bare = cheaper(text, pictures=False)
    leaves = measure(bare.text).encoding is Encoding.GSM7
    return bare if leaves or bare.segments_after < kept.segments_after else kept


def _breaks(text: str, written: str) -> bool:
    """Tell whether a link or an opt-out line would be lost, by gluing to what was spelt out or taken away around it."""
    hosts = {link.host for link in links(text)}
    return not hosts <= {link.host for link in links(written)} or len(stop_places(written)) < len(
        stop_places(text)
    )


def _plan(text: str) -> _Plan:
    """Look at each character, as people see it, that is neither in a link nor in braces."""
    plan = _Plan([], [], [])
    for position, piece, is_kept in _pieces(text):
        if is_kept:
            plan.stuck |= not ALPHABET.issuperset(piece)
        elif piece == "\r\n":
            plan.doubled.append(Change(position, piece, "\n"))
        elif piece in EXTENSION:
            written = replacement(text, position)
            if written is not None:
                plan.doubled.append(Change(position, piece, written))
        elif piece not in ALPHABET:
            written = _written(text, position, piece)
            if written is not None:
                plan.foreign.append(Change(position, piece, written))
            elif _is_picture(piece):
                plan.pictures.append(Change(position, piece, ""))
            else:
                plan.stuck = True
    plan.pictures = _with_a_space(text, _joined(plan.pictures))
    edges = [*stop_places(text), *map(_place, links(text))]
    plan.foreign = [_unglued(change, text, edges) for change in plan.foreign]
    plan.pictures = [_unglued(change, text, edges) for change in plan.pictures]
    return plan


def _pieces(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield the text in pieces that are seen as one character, or kept whole (links and braces), with their places."""
    kept = sorted(
        [*braces(text), *((link.position, link.position + len(link.written)) for link in links(text))]
    )
    position = 0
    for start, end in [*kept, (len(text), len(text))]:
        while position < start:
            piece = _piece(text, position, start)
            yield position, piece, False
            position += len(piece)
        if end > position:
            yield position, text[position:end], True
            position = end


def _place(link: Link) -> tuple[int, int]:
    return link.position, link.position + len(link.written)


def _piece(text: str, position: int, end: int) -> str:
    """Return what is seen as one character at `position`: an emoji, a line end, or a character with its marks."""
    emoji = EMOJI.match(text, position, end)
    last = emoji.end() if emoji else position + (2 if text.startswith("\r\n", position) else 1)
    while last < end and unicodedata.category(text[last]).startswith("M"):
        last += 1
    return text[position:last]


def _written(text: str, position: int, piece: str) -> str | None:
    """Return the spelling of a piece that is not in the alphabet, or None."""
    seen = "".join(character for character in piece if not is_unseen(character))
    if not seen:
        return ""
    if len(seen) == 1:
        return seen if seen in ALPHABET else replacement(text, text.index(seen, position))
    return spelling(seen)


def _is_picture(piece: str) -> bool:
    """Tell whether a piece is a symbol that stands for no word: an emoji, a pictograph, a private or unassigned one."""
    return bool(EMOJI.match(piece)) or unicodedata.category(piece[0]) in {"So", "Sk", "Co", "Cn", "Cs"}


def _joined(changes: list[Change]) -> list[Change]:
    """Make one change of pictures that follow each other."""
    joined: list[Change] = []
    for change in changes:
        if joined and joined[-1].position + len(joined[-1].before) == change.position:
            last = joined.pop()
            joined.append(Change(last.position, last.before + change.before, ""))
        else:
            joined.append(change)
    return joined


def _with_a_space(text: str, changes: list[Change]) -> list[Change]:
    """Take out with each picture the space that would be left over, and leave one between two words it stood between."""
    spaced, free = [], 0
    for change in changes:
        start, end = change.position, change.position + len(change.before)
        if text[end : end + 1] in {"", " ", "\n"} and text[start - 1 : start] == " " and start > free:
            start -= 1
        elif start == 0 and text[end : end + 1] == " ":
            end += 1
        between_words = text[start - 1 : start].isalnum() and text[end : end + 1].isalnum()
        spaced.append(Change(start, text[start:end], " " if between_words else ""))
        free = end
    return spaced


def _unglued(change: Change, text: str, edges: list[tuple[int, int]]) -> Change:
    """Keep what is written for a character apart from a link or an opt-out line beside it, which it could become part of."""
    start, end = change.position, change.position + len(change.before)
    before, after = change.after or text[start - 1 : start], change.after or text[end : end + 1]
    if any(end == first for first, _ in edges) and not before[-1:].isspace() and before:
        return Change(start, change.before, change.after + " ")
    if any(start == last for _, last in edges) and not after[:1].isspace() and after:
        return Change(start, change.before, " " + change.after)
    return change


def _sorted(one: list[Change], other: list[Change]) -> list[Change]:
    return sorted([*one, *other], key=lambda change: change.position)


def _applied(text: str, changes: list[Change]) -> str:
    """Return `text` with the changes, which do not overlap and are in order."""
    written, done = [], 0
    for change in changes:
        written += [text[done : change.position], change.after]
        done = change.position + len(change.before)
    return "".join(written) + text[done:]
