"""Text objects, Slack's own notation and rich text as plain text.

Mentions and links are written out (`<@U...>` stays as it is), so that a test sees one where it should not be.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def words(text: dict[str, Any]) -> str:
    """Give a text object as it is read."""
    said: str = text["text"]
    if text["type"] == "plain_text":
        return said
    # A date is shown in each reader's own zone; here by the words the app gave for programs that cannot.
    said = re.sub(r"<!date\^\d+\^[^|>]*\|([^>]*)>", r"\1", said)
    said = re.sub(r"<(https?://[^|>]+)\|([^>]+)>", r"\2 (\1)", said)
    said = re.sub(r"<(https?://[^|>]+)>", r"\1", said)
    said = re.sub(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])", r"\1", said)
    return html.unescape(said)


def rich(block: dict[str, Any]) -> list[str]:
    """Give a rich_text block line by line."""
    lines: list[str] = []
    for part in block["elements"]:
        match part["type"]:
            case "rich_text_list":
                for number, one in enumerate(part["elements"], 1):
                    mark = f"{number}." if part["style"] == "ordered" else "•"
                    lines.append(f"{'  ' * part.get('indent', 0)}{mark} {_spans(one)}")
            case "rich_text_preformatted" | "rich_text_quote":
                lines.extend(f"┃ {line}".rstrip() for line in _spans(part).split("\n"))
            case "rich_text_section":
                lines.extend(_spans(part).rstrip("\n").split("\n"))
            case kind:
                lines.append(f"??? RICH TEXT THAT CANNOT BE DRAWN: {kind} ???")
    return lines


def _spans(part: dict[str, Any]) -> str:
    return "".join(_span(one) for one in part["elements"])


def _span(span: dict[str, Any]) -> str:
    draw = _SPANS.get(span["type"])
    return draw(span) if draw else f"??? A SPAN THAT CANNOT BE DRAWN: {span['type']} ???"


_SPANS: dict[str, Callable[[dict[str, Any]], str]] = {
    "text": lambda span: str(span["text"]),
    "link": lambda span: f"{span['text']} ({span['url']})" if span.get("text") else str(span["url"]),
    "emoji": lambda span: f":{span['name']}:",
    "user": lambda span: f"<@{span['user_id']}>",
    "usergroup": lambda span: f"<!subteam^{span['usergroup_id']}>",
    "channel": lambda span: f"<#{span['channel_id']}>",
    "broadcast": lambda span: f"<!{span['range']}>",
    "date": lambda span: str(span.get("fallback") or span["timestamp"]),
    "color": lambda span: str(span["value"]),
}
