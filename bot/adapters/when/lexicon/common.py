"""What all languages share: signs, am and pm, time zones, the letters of ISO dates."""

from __future__ import annotations

from typing import Any, Final

#: What a sign may be. "point" is a dot or a comma with figures right before and after it.
SIGNS: Final[dict[str, tuple[tuple[str, Any], ...]]] = {
    ".": (("dot", None), ("point", None), ("sep", None)),
    ",": (("comma", None), ("point", None), ("sep", None)),
    ";": (("comma", None),),
    ":": (("colon", None),),
    "/": (("slash", None), ("sep", None)),
    "-": (("dash", None), ("sep", None), ("sign", -1)),
    "+": (("plus", None), ("sign", 1)),
    "@": (("at", None),),
    "~": (("fill", None),),
    "(": (("bracket", None),),
    ")": (("bracket", None),),
    "'": (("quote", None),),
    "?": (("comma", None),),
    "!": (("comma", None),),
}

COMMON: Final[dict[str, dict[Any, str]]] = {
    "ampm": {"am": "am|a.m.|a.m|a. m.|a m", "pm": "pm|p.m.|p.m|p. m.|p m"},
    "t": {None: "t"},
    "hour": {None: "h"},
    "thanksgiving": {0: "thanksgiving|thanksgiving day", 1: "black friday", 4: "cyber monday"},
    "oclock": {None: "h"},
    "utc": {"UTC": "utc|gmt"},
    "zone": {
        "+00:00": "utc|gmt|z",
        "-05:00 America/New_York": "est",
        "-04:00 America/New_York": "edt",
        "-06:00 America/Chicago": "cst",
        "-05:00 America/Chicago": "cdt",
        "-07:00 America/Denver": "mst",
        "-06:00 America/Denver": "mdt",
        "-08:00 America/Los_Angeles": "pst",
        "-07:00 America/Los_Angeles": "pdt",
        "+00:00 Europe/Lisbon": "wet",
        "+01:00 Europe/London": "bst",
        "+01:00 Europe/Paris": "cet",
        "+02:00 Europe/Paris": "cest",
        "+02:00 Europe/Helsinki": "eet",
        "+03:00 Europe/Helsinki": "eest",
        "+05:30 Asia/Jerusalem": "ist",
        "+09:00": "jst",
    },
}
