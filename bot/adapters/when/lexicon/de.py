"""German. Words are compared without umlauts, and with ae, oe, ue in their place; weekday and part may be one word."""

from __future__ import annotations

from typing import Final

from bot.adapters.when.lexicon import Table, Words

_ONES = ["null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"]
_TEENS = ["zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn"]
_TEENS += ["sechzehn", "siebzehn", "achtzehn", "neunzehn"]
_TENS = {20: "zwanzig", 30: "dreißig", 40: "vierzig", 50: "fünfzig"}
_FIRST = ["erste", "zweite", "dritte", "vierte", "fünfte", "sechste", "siebte", "achte", "neunte", "zehnte"]
_FIRST += ["elfte", "zwölfte"] + [f"{word}te" for word in _TEENS[3:]]

NUMBERS: Final = {
    **dict(enumerate(_ONES)),
    **dict(enumerate(_TEENS, 10)),
    1: "ein|eins|eine|einen|einer|einem",
    2: "zwei|zwo",
    **_TENS,
    **{ten + n: f"{_ONES[n]}und{word}" for ten, word in _TENS.items() for n in range(1, 10)},
    60: "sechzig",
    90: "neunzig",
}
_ORDINALS = {
    **dict(enumerate(_FIRST, 1)),
    20: "zwanzigste",
    **{20 + n: f"{_ONES[n]}undzwanzigste" for n in range(1, 10)},
    30: "dreißigste",
    31: "einunddreißigste",
}
ORDINALS: Final = {
    **{n: f"{word}|{word}r|{word}n|{word}s|{word}m" for n, word in _ORDINALS.items()},
    -1: "letzte|letzter|letzten|letztes",
}
_PARTS = {
    "morning": "morgens|des morgens",
    "forenoon": "vormittag|vormittags",
    "midday": "mittag|mittags|mittagszeit",
    "lunch": "mittagessen",
    "after_lunch": "nach dem mittagessen",
    "afternoon": "nachmittag|nachmittags|nachmittagsstunden",
    "evening": "abend|abends|abendstunden",
    "night": "nacht|nachts",
    "early_morning": "früh|in der früh|frühmorgens|früh morgens|sehr früh|morgens früh|früher morgen|frühen morgen|"
    "frühen morgenstunden",
    "early_afternoon": "frühnachmittag|früher nachmittag",
    "late_morning": "spätvormittag|spätvormittags",
    "late_afternoon": "spätnachmittag|spätnachmittags",
    "late_evening": "spätabend|spätabends",
    "end_of_day": "feierabend|ende des tages|tagesende|büroschluss",
}

WORDS: Final[Words] = {
    "suffix": {None: "te|ten|ter|st|.|er"},
    "wd": {
        0: "montag|mo|montags",
        1: "dienstag|di|dienstags",
        2: "mittwoch|mi|mittwochs",
        3: "donnerstag|do|donnerstags",
        4: "freitag|fr|freitags",
        5: "samstag|sa|sam|sonnabend|samstags",
        6: "sonntag|so|sonntags",
    },
    "month": {
        1: "januar|jan|jänner",
        2: "februar|feb|feber",
        3: "märz|mär|mrz",
        4: "april|apr",
        5: "mai",
        6: "juni|jun",
        7: "juli|jul",
        8: "august|aug",
        9: "september|sep|sept",
        10: "oktober|okt",
        11: "november|nov",
        12: "dezember|dez",
    },
    "rel": {
        -2: "vorgestern",
        -1: "gestern",
        0: "heute",
        1: "morgen|am nächsten tag|nächster tag|am folgenden tag",
        2: "übermorgen",
        3: "überübermorgen",
    },
    "unit": {
        "year": "jahr|jahre|jahren|jahres",
        "month": "monat|monate|monaten|monats",
        "week": "woche|wochen|wo",
        "workday": "werktag|werktage|werktagen|arbeitstag|arbeitstage|arbeitstagen",
        "day": "tag|tage|tagen|tages|tg",
        "hour": "stunde|stunden|std|std.|h",
        "minute": "minute|minuten|min|min.",
        "second": "sekunde|sekunden|sek|s",
    },
    "dayword": {None: "tag"},
    "day_part": {"day": "tag|tages|des tages"},
    "yearword": {None: "jahr|jahre|jahres"},
    "month_unit": {None: "monat|monats"},
    "weeks_unit": {None: "woche|wochen"},
    "workday_unit": {None: "werktag|arbeitstag"},
    "minute": {None: "minute|minuten|min"},
    "oclock": {None: "uhr|h"},
    "midnight": {1440: "mitternacht"},
    "noon": {720: "mittag|12 uhr mittags"},
    "ampm": {},
    "half": {None: "halbe|halben|halb|einhalb"},
    "half_to": {None: "halb"},
    "fixed": {
        15: "viertelstunde|viertelstunden",
        30: "halbestunde",
        45: "dreiviertelstunde",
        90: "anderthalb stunden",
    },
    "quarter": {1: "viertel", 3: "dreiviertel"},
    "quarter_of": {1: "viertel", 3: "dreiviertel|drei viertel"},
    "past": {None: "nach"},
    "to": {None: "vor"},
    "before": {None: "vor"},
    "and": {None: "und"},
    "in": {None: "in|im|innerhalb von|binnen"},
    "later": {None: "später|ab jetzt|von jetzt an|danach"},
    "ago": {None: "vor"},
    "from": {None: "ab|nach|von"},
    "now": {None: "jetzt"},
    "amount": {1.5: "eineinhalb|anderthalb|einundeinhalb", 2.5: "zweieinhalb"},
    "some": {2: "paar|ein paar"},
    "next": {None: "nächste|nächsten|nächster|nächstes|folgende|folgenden|folgender"},
    "coming": {None: "kommende|kommenden|kommender|diesen kommenden"},
    "this": {None: "diese|diesen|dieser|diesem|dieses|heutigen"},
    "last": {None: "letzte|letzten|letzter|letztes"},
    "after_next": {None: "übernächste|übernächsten|übernächster"},
    "week": {
        0: "diese woche|dieser woche|in dieser woche",
        1: "nächste woche|nächster woche|der nächsten woche|in der nächsten woche|kommende woche|der kommenden woche|"
        "nächsten woche|folgende woche|der folgenden woche",
        2: "übernächste woche|in der übernächsten woche|der übernächsten woche",
    },
    "period": {
        ("week", 0): "der woche|dieser woche|diese woche|woche",
        ("week", 1): "nächster woche|nächste woche|der nächsten woche|kommender woche|kommende woche",
        ("month", 0): "des monats|dieses monats|monat|monats",
        ("month", 1): "nächsten monats|nächster monat|des nächsten monats|nächsten monat",
        ("year", 0): "des jahres|dieses jahres|jahr",
        ("year", 1): "nächsten jahres|des nächsten jahres|nächstes jahr",
    },
    "mref": {
        0: "dieses monats|diesen monats",
        1: "nächsten monats|des nächsten monats|nächsten monat|im nächsten monat",
    },
    "edge": {"begin": "anfang|beginn", "middle": "mitte", "end": "ende"},
    "edge_word": {
        ("end", "month"): "monatsende",
        ("begin", "month"): "monatsanfang",
        ("middle", "week"): "wochenmitte",
        ("end", "year"): "jahresende",
    },
    "weekend": {None: "wochenende"},
    "part": _PARTS,
    "bare_part": {"morning": "morgen"},
    "shade": {
        "early": "früh|frühe|frühen|früher|fruhen",
        "late": "spät|späte|späten|später|spaeter",
        "mid": "mitten am|mitte",
    },
    "at": {None: "um|gegen|ab|ungefähr|circa|ca|ca.|zirka|etwa|nach|seit|für|bereits um|von|um ca.|um circa"},
    "approx": {None: "ungefähr|circa|ca.|genau|pünktlich|frühestens|frühstens"},
    "on": {None: "am|der|die|das|den|dem|im|in|an|zum|des|ab|in der|in den|vom|von|seit|für|für den"},
    "the": {None: "der|die|das|den|dem|am|zum|des|vom|ab dem|an dem"},
    "of": {None: "von|des|der|im|in|vom"},
    "fill": {None: "bitte|ungefähr|etwa|circa|ca|zirka|ca.|genau|pünktlich|senden|gegen|doch|dann"},
    "not": {None: "nicht|außer|aber|nie"},
    "feast": {
        (12, 6): "nikolaus|nikolaustag",
        (12, 24): "heiligabend|heilig abend",
        (12, 25): "weihnachten|erster weihnachtstag",
        (12, 26): "zweiter weihnachtstag",
        (12, 31): "silvester",
        (1, 1): "neujahr",
        (2, 14): "valentinstag",
        (10, 3): "tag der deutschen einheit",
        (10, 31): "halloween",
    },
    "easter": {
        -2: "karfreitag",
        0: "ostern|ostersonntag",
        1: "ostermontag",
        39: "christi himmelfahrt|himmelfahrt",
        50: "pfingstmontag",
    },
    "or": {None: "oder"},
    "every": {None: "jeden|jede|jedes|täglich|wöchentlich|monatlich|montags bis|werktags"},
    "till": {None: "bis"},
    "range": {None: "bis|zwischen|vor|spätestens"},
    "asap": {None: "jetzt|sofort|gleich|umgehend|so bald wie möglich|schnellstmöglich|asap"},
}

_DAYS = "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag"
_JOINED = f"({_DAYS})(morgens?|fruh|vormittags?|mittags?|nachmittags?|abends?|nachts?)"

TABLE: Final = Table(
    WORDS,
    NUMBERS,
    ORDINALS,
    ("Stunden", "Tagen", "Wochen", "Minuten", "Uhr", "früh", "abends", "9:00"),
    _JOINED,
)
