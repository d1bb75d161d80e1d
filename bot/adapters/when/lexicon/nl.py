"""Dutch. Words are compared without accents."""

from __future__ import annotations

from typing import Final

from bot.adapters.when.lexicon import Table, Words

_ONES = ["nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"]
_TEENS = ["tien", "elf", "twaalf", "dertien", "veertien", "vijftien"]
_TEENS += ["zestien", "zeventien", "achttien", "negentien"]
_TENS = {20: "twintig", 30: "dertig", 40: "veertig", 50: "vijftig"}
_FIRST = ["eerste", "tweede", "derde", "vierde", "vijfde", "zesde", "zevende", "achtste", "negende", "tiende"]
_FIRST += ["elfde", "twaalfde"] + [f"{word}de" for word in _TEENS[3:]]

NUMBERS: Final = {
    **dict(enumerate(_ONES)),
    **dict(enumerate(_TEENS, 10)),
    1: "een|één",
    **_TENS,
    # "tweeëntwintig" is compared as "tweeentwintig".
    **{ten + n: f"{_ONES[n]}en{word}" for ten, word in _TENS.items() for n in range(1, 10)},
    60: "zestig",
    90: "negentig",
}
ORDINALS: Final = {
    **dict(enumerate(_FIRST, 1)),
    20: "twintigste",
    **{20 + n: f"{_ONES[n]}entwintigste" for n in range(1, 10)},
    30: "dertigste",
    31: "eenendertigste",
    -1: "laatste",
}

WORDS: Final[Words] = {
    "suffix": {None: "e|de|ste"},
    "wd": {
        0: "maandag|ma|maa",
        1: "dinsdag|di|din",
        2: "woensdag|wo|woe",
        3: "donderdag|do|don",
        4: "vrijdag|vr",
        5: "zaterdag|za",
        6: "zondag|zo",
    },
    "month": {
        1: "januari|jan",
        2: "februari|feb",
        3: "maart|mrt",
        4: "april|apr",
        5: "mei",
        6: "juni|jun",
        7: "juli|jul",
        8: "augustus|aug",
        9: "september|sep|sept",
        10: "oktober|okt",
        11: "november|nov",
        12: "december|dec",
    },
    "rel": {
        -2: "eergisteren",
        -1: "gisteren",
        0: "vandaag",
        1: "morgen|de volgende dag|de dag erna",
        2: "overmorgen",
    },
    "today_part": {
        (0, "morning"): "vanmorgen|vanochtend",
        (0, "afternoon"): "vanmiddag",
        (0, "evening"): "vanavond",
        (0, "night"): "vannacht",
        (1, "morning"): "morgenochtend",
        (1, "afternoon"): "morgenmiddag",
        (1, "evening"): "morgenavond",
        (1, "night"): "morgennacht",
    },
    "unit": {
        "year": "jaar|jaren",
        "month": "maand|maanden",
        "week": "week|weken",
        "workday": "werkdag|werkdagen",
        "day": "dag|dagen",
        "hour": "uur|uren|u",
        "minute": "minuut|minuten|min",
        "second": "seconde|seconden|sec",
    },
    "dayword": {None: "dag"},
    "day_part": {"day": "dag|de dag"},
    "yearword": {None: "jaar"},
    "month_unit": {None: "maand"},
    "weeks_unit": {None: "week|weken"},
    "workday_unit": {None: "werkdag"},
    "minute": {None: "minuut|minuten|min"},
    "hour": {None: "u"},
    "oclock": {None: "uur|u"},
    "noon": {720: "12 uur 's middags|middaguur"},
    "midnight": {1440: "middernacht"},
    "half": {None: "half|halve"},
    "half_to": {None: "half"},
    "fixed": {15: "kwartier", 30: "halfuur", 45: "drie kwartier", 90: "anderhalf uur"},
    "amount": {1.5: "anderhalf|anderhalve"},
    "quarter": {1: "kwart"},
    "past": {None: "over"},
    "to": {None: "voor"},
    "before": {None: "voor"},
    "and": {None: "en"},
    "in": {None: "over|binnen"},
    "later": {None: "later|vanaf nu"},
    "ago": {None: "geleden"},
    "from": {None: "vanaf|na"},
    "now": {None: "nu"},
    "some": {2: "paar|een paar"},
    "next": {None: "volgende|volgend"},
    "coming": {None: "komende|aankomende|aanstaande"},
    "this": {None: "deze|dit"},
    "last": {None: "laatste|vorige|afgelopen"},
    "week": {0: "deze week", 1: "volgende week|komende week", 2: "over twee weken|over 2 weken"},
    "period": {
        ("week", 0): "de week|deze week|week",
        ("week", 1): "volgende week|komende week",
        ("month", 0): "de maand|deze maand|maand",
        ("month", 1): "volgende maand|komende maand",
        ("year", 0): "het jaar|dit jaar|jaar",
        ("year", 1): "volgend jaar",
    },
    "mref": {0: "deze maand", 1: "volgende maand"},
    "edge": {"begin": "begin", "middle": "midden|half", "end": "eind|einde"},
    "weekend": {None: "weekend|weekeinde"},
    "part": {
        "morning": "ochtend|'s ochtends|'s morgens|ochtends",
        "forenoon": "voormiddag",
        "midday": "tussen de middag",
        "lunch": "lunch|lunchtijd",
        "after_lunch": "na de lunch",
        "afternoon": "middag|'s middags|namiddag",
        "evening": "avond|'s avonds",
        "night": "nacht|'s nachts",
        "end_of_day": "einde van de dag|eind van de dag",
    },
    "bare_part": {"morning": "morgen"},
    "shade": {"early": "vroeg|vroege", "late": "laat|late"},
    "at": {None: "om|rond|vanaf|na|voor om|omstreeks|sinds"},
    "approx": {None: "precies|ongeveer|stipt"},
    "on": {None: "op|de|het|in|in de|op de|van|aan het"},
    "the": {None: "de|op de|het|op"},
    "of": {None: "van|van de|in|der"},
    "fill": {None: "graag|alsjeblieft|aub|ongeveer|circa|ca|rond|precies|versturen"},
    "not": {None: "niet|behalve|maar|nooit"},
    "feast": {
        (12, 5): "sinterklaas|pakjesavond",
        (12, 24): "kerstavond",
        (12, 25): "kerst|eerste kerstdag|kerstmis",
        (12, 26): "tweede kerstdag",
        (12, 31): "oudejaarsavond|oud en nieuw",
        (1, 1): "nieuwjaarsdag|nieuwjaar",
        (2, 14): "valentijnsdag",
        (4, 27): "koningsdag",
        (10, 31): "halloween",
    },
    "easter": {
        -2: "goede vrijdag",
        0: "pasen|eerste paasdag",
        1: "tweede paasdag|paasmaandag",
        39: "hemelvaart|hemelvaartsdag",
        50: "pinkstermaandag|tweede pinksterdag",
    },
    "or": {None: "of"},
    "every": {None: "elke|iedere|ieder|dagelijks|wekelijks|maandelijks"},
    "till": {None: "tot|t/m"},
    "range": {None: "tot|tussen|vóór|uiterlijk"},
    "asap": {None: "nu|meteen|direct|onmiddellijk|zo snel mogelijk|asap"},
}

_DAYS = "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag"

TABLE: Final = Table(
    WORDS,
    NUMBERS,
    ORDINALS,
    ("uur", "dagen", "weken", "minuten", "ochtend", "avond", "9:00"),
    f"({_DAYS})(ochtend|morgen|middag|namiddag|avond|nacht)",
)
