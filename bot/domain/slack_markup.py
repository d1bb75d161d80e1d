"""What was written in Slack, as a phone would show it.

Text that comes from a slash command or a message carries Slack's markup: links and mentions in angle brackets, & < > escaped,
signs for bold, italic, struck and code. An SMS knows none of it. The markup is read as docs.slack.dev/messaging/formatting-message-text
describes it; what is no markup there stays as it was typed. Escapes are undone once, never twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_ANGLES = re.compile(r"<([^<>\n]+)>")
#: Where none of these stands, there is no markup.
_MARKUP = re.compile(r"[&<>*_~`]")
_ESCAPES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}
_ESCAPED = re.compile("|".join(_ESCAPES))
_QUOTE = re.compile(r"^(?:(?:&gt;|>){3}|&gt;|>) ?", re.MULTILINE)

#: What no sign inside of it formats: code, in blocks and in lines, and what stands in angle brackets.
_OPAQUE = re.compile(r"```\n?(?P<block>.+?)\n?```|`(?P<line>[^`\n]+)`|<[^<>\n]+>", re.DOTALL)

#: A sign opens before something that is not a space and after the start, a space or punctuation; it closes the other way round. So
#: 2*3*4 and first_name stay.
_SIGNS = tuple(
    (
        re.compile(rf"(?<![^\W_])(?<!{sign}){sign}(?=[^\s{sign}])"),
        re.compile(rf"(?<=[^\s{sign}]){sign}(?![^\W_])(?!{sign})"),
    )
    for sign in (r"\*", "_", "~")
)
_EMOJI_NAME = re.compile(
    r"(?<![\w/]):(?:\+1|-1|100|1234|\d{0,2}[^\W\d_A-Z][\w+'-]{0,98}):(?::skin-tone-[2-6]:)?(?!\w)"
)


@dataclass(frozen=True, slots=True)
class EmojiName:
    """An emoji by the name it has in Slack, which an SMS would show as written. `position` counts code points from 0."""

    written: str
    position: int


def slack_emoji(text: str) -> tuple[EmojiName, ...]:
    """Return what in `text` is written as Slack writes emoji (`:tada:`), without knowing whether Slack has one of that name."""
    return tuple(EmojiName(found[0], found.start()) for found in _EMOJI_NAME.finditer(text))


def plain_from_slack(text: str) -> str:
    """Return `text` without Slack's markup.

    A link keeps its address: alone where its label says the same or is a bare domain, which may be another one; after the label
    otherwise. A mention keeps its name, or its id where Slack gives no name; a date keeps its fallback.
    """
    if not _MARKUP.search(text):
        return text
    mark = _unused(text)
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found["block"] or found["line"] or found[0])
        return mark

    marked = _QUOTE.sub("", _OPAQUE.sub(keep, text))
    first, *others = "\n".join(map(_unsigned, marked.split("\n"))).split(mark)
    whole = first + "".join(written + other for written, other in zip(kept, others, strict=True))
    return _ESCAPED.sub(lambda found: _ESCAPES[found[0]], _ANGLES.sub(_shown, whole))


def _unsigned(line: str) -> str:
    """Return a line without the signs that format it, in one pass for each sign: a message may hold 40,000 characters."""
    for opening, closing in _SIGNS:
        closers = iter([found.start() for found in closing.finditer(line)])
        pairs: list[int] = []
        closer = next(closers, None)
        for opener in opening.finditer(line):
            if pairs and opener.start() <= pairs[-1]:
                continue
            while closer is not None and closer <= opener.start():
                closer = next(closers, None)
            if closer is None:
                break
            pairs += [opener.start(), closer]
        bounds = [-1, *pairs, len(line)]
        line = "".join(line[start + 1 : end] for start, end in pairwise(bounds))
    return line


def _unused(text: str) -> str:
    """Return a character of the private planes that `text` does not hold, to stand for what is kept."""
    return next(character for character in map(chr, range(0xF0000, 0x110000)) if character not in text)


def _shown(found: re.Match[str]) -> str:
    """Return what Slack shows for one pair of angle brackets; what is none of Slack's stays as it is."""
    target, _, label = found[1].partition("|")
    kind = target[:1]
    if kind in {"@", "#"}:
        return kind + (label.removeprefix(kind) or target[1:])
    if kind == "!":
        return _special(target[1:], label) or found[0]
    if _SCHEME.match(target):
        return _link(target, label)
    return found[0]


_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}/?")


def _special(target: str, label: str) -> str:
    """Return a mention of many, a user group or a date; empty where Slack gives nothing to show."""
    name, _, rest = target.partition("^")
    if name == "date":
        return label
    if name == "subteam":
        return "@" + (label.removeprefix("@") or rest)
    if name in {"here", "channel", "everyone"}:
        return "@" + name
    return label


def _link(target: str, label: str) -> str:
    """Return a link's address, after its label where that says something else."""
    scheme, _, address = target.partition(":")
    shown = address if scheme.lower() in {"mailto", "tel"} else target
    if shown is address and _bare(label) == _bare(address):
        return label
    if not label or _bare(label) == _bare(target) or _DOMAIN.fullmatch(label):
        return shown
    return f"{label} {shown}"


def _bare(address: str) -> str:
    """Return what is left of an address when one looks at it: no scheme, no www., no last slash, no spaces."""
    return re.sub(r"^https?://|^www\.|\s+|/$", "", address.casefold()).removeprefix("www.")
