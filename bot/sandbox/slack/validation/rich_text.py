"""The shapes of `rich_text`, the block in which a text is shown to the letter.

Source: docs.slack.dev/reference/block-kit/blocks/rich-text-block.
"""

from __future__ import annotations

from bot.sandbox.slack.validation.checks import (
    Check,
    Shape,
    array,
    flag,
    number,
    one_of,
    string,
    variant,
)

#: Slack publishes no limit for one element; a message's own total is the nearest it says.
LONGEST = 40_000

_ID = string(255, at_least=1)
_STYLE = Shape({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), flag))
_STYLED: dict[str, Check] = {"style": _STYLE}

_SPANS: dict[str, Check] = {
    "text": Shape({"text": string(LONGEST, at_least=1)}, _STYLED),
    "link": Shape({"url": string(3000, at_least=1)}, {**_STYLED, "text": string(LONGEST), "unsafe": flag}),
    "emoji": Shape({"name": _ID}, {**_STYLED, "unicode": string(255), "skin_tone": number(1, 6)}),
    "user": Shape({"user_id": _ID}, _STYLED),
    "usergroup": Shape({"usergroup_id": _ID}, _STYLED),
    "channel": Shape({"channel_id": _ID}, _STYLED),
    "team": Shape({"team_id": _ID}, _STYLED),
    "broadcast": Shape({"range": one_of("here", "channel", "everyone")}, _STYLED),
    "color": Shape({"value": _ID}, _STYLED),
    "date": Shape(
        {"timestamp": number(0, 10**11), "format": string(255, at_least=1)},
        {**_STYLED, "url": string(3000), "fallback": string(3000)},
    ),
}

_ANY = array(variant(_SPANS), 0, 1000)
_LITERAL = array(variant(_SPANS, only=frozenset({"text", "link"})), 0, 1000)
_SECTION = Shape({"elements": _ANY})
_INDENTED: dict[str, Check] = {"indent": number(0, 8), "border": number(0, 1), "offset": number(0, 10_000)}

_PARTS: dict[str, Check] = {
    "rich_text_section": _SECTION,
    "rich_text_preformatted": Shape({"elements": _LITERAL}, {"border": number(0, 1), "language": string(50)}),
    "rich_text_quote": Shape({"elements": _ANY}, {"border": number(0, 1)}),
    "rich_text_list": Shape(
        {
            "style": one_of("bullet", "ordered"),
            "elements": array(variant({"rich_text_section": _SECTION}), 1, 1000),
        },
        _INDENTED,
    ),
}

RICH_TEXT = Shape({"elements": array(variant(_PARTS), 1, 1000)}, {"block_id": string(255)})
