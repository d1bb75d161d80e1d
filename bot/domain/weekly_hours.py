"""The allowed hours of a week, as somebody writes them in a setting: `Mon-Fri 08:00-20:00, Sat 10:00-18:00`, or `off`.

Days that are not named are closed. What cannot be read stops the start: hours that were guessed at would let people be woken.
"""

from __future__ import annotations

import re
from datetime import time

from bot.domain.quiet_hours import Window
from bot.errors import ConfigError

#: Monday to Saturday from 10:00 to 20:00: the strictest French reading in use; see `quiet_hours.french_marketing`.
STRICTEST = "Mon-Sat 10:00-20:00"
OFF = "off"

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = "(?:" + "|".join(_DAYS) + ")"
_CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d"
_PART = re.compile(
    rf"\s*(?P<first>{_DAY})(?:\s*-\s*(?P<last>{_DAY}))?\s+(?P<opens>{_CLOCK})\s*-\s*(?P<closes>{_CLOCK}|24:00)\s*",
    re.IGNORECASE,
)


def weekly_hours(text: str) -> tuple[tuple[Window, ...], ...] | None:
    """Read the windows of the seven days, Monday first; None for `off`. Raises ConfigError for what cannot be read."""
    if text.strip().lower() == OFF:
        return None
    days: list[list[Window]] = [[] for _ in _DAYS]
    for part in text.split(","):
        found = _PART.fullmatch(part)
        if found is None:
            raise ConfigError(
                f"QUIET_HOURS: {part.strip()!r} is not understood; write Mon-Sat 10:00-20:00, or off for no quiet hours."
            )
        first = _DAYS.index(found["first"].lower())
        last = _DAYS.index((found["last"] or found["first"]).lower())
        if last < first:
            raise ConfigError(
                f"QUIET_HOURS: {part.strip()!r} runs over the end of the week; write its days apart."
            )
        window = Window(_clock(found["opens"]), _clock(found["closes"]))
        for day in range(first, last + 1):
            days[day].append(window)
    return tuple(tuple(sorted(windows, key=lambda window: window.opens)) for windows in days)


def _clock(text: str) -> time:
    hour, _, minute = text.partition(":")
    return time(int(hour) % 24, int(minute))
