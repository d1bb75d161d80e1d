"""The remedies a preview offers: each changes the form's values as a person would have, and nothing else."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.brief import Purpose
from bot.domain.cheaper import best
from bot.domain.mending import spelt, without_hidden
from bot.domain.wording import with_stop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.brief import Brief


class Remedy(StrEnum):
    """What a person asked to be mended; FIELD and MOMENT come with a value."""

    FIELD = "field"
    STOP = "stop"
    VISIBLE = "visible"
    CHEAPER = "cheaper"
    MOMENT = "moment"
    MARKETING = "marketing"
    AS_WRITTEN = "as_written"


def mended(brief: Brief, remedy: Remedy, value: str) -> Mapping[str, str | bool | None]:
    """Give the form's values that a remedy changes.

    `value` is the misspelt field as written (FIELD), or the form's value of a moment (MOMENT).
    """
    text = brief.text
    match remedy:
        case Remedy.FIELD:
            return {"text": spelt(text, value)}
        case Remedy.STOP:
            return {"text": with_stop(text, brief.type)}
        case Remedy.VISIBLE:
            return {"text": without_hidden(text)}
        case Remedy.CHEAPER:
            return {"text": best(text).text}
        case Remedy.MOMENT:
            return {"send_at": value}
        case Remedy.MARKETING:
            return {"purpose": Purpose.MARKETING.value}
        case Remedy.AS_WRITTEN:
            return {"auto_optimize_text": False}
