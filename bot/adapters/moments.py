"""The moments that a person's words mean, as the form offers them.

Their reader is loaded while the first requests are answered, since it takes a tenth of the time to the first
acknowledgement. Who types into a form that was open before a start may wait for it once, for about as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.services.moments import Reading, Unread

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


def moments(text: str, *, now: datetime, zone: str, locale: str) -> Sequence[Reading] | Unread:
    """Read a person's words as moments, best first; words that mean none say why."""
    from bot.adapters import when  # noqa: PLC0415 - see the module

    found = when.suggest(text, now=now, tz=zone, lang=locale)
    if found:
        return [Reading(moment.at, moment.zone, moment.assumptions) for moment in found]
    read = when.read(text, now=now, tz=zone, lang=locale)
    return Unread(read.reason, read.words) if isinstance(read, when.Refused) else Unread("not_understood")


def warm() -> None:
    """Load the reader and all that it loads on first use; about a second."""
    from bot.adapters import when  # noqa: PLC0415 - see the module

    when.warm()
