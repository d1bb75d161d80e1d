"""Italian. Words are compared without accents."""

from __future__ import annotations

from typing import Final

from bot.adapters.when.lexicon import Table, Words

_ONES = ["zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove"]
_TEENS = ["dieci", "undici", "dodici", "tredici", "quattordici", "quindici"]
_TEENS += ["sedici", "diciassette", "diciotto", "diciannove"]
_TENS = {20: "venti", 30: "trenta", 40: "quaranta", 50: "cinquanta"}


def _joined(word: str, n: int) -> str:
    """Drop the last vowel before uno and otto: ventuno, ventotto."""
    return (word[:-1] if n in {1, 8} else word) + _ONES[n]


NUMBERS: Final = {
    **dict(enumerate(_ONES)),
    **dict(enumerate(_TEENS, 10)),
    1: "uno|un|una|un'",
    **_TENS,
    **{ten + n: _joined(word, n) for ten, word in _TENS.items() for n in range(1, 10)},
    60: "sessanta",
    90: "novanta",
}
ORDINALS: Final = {
    1: "primo|prima",
    2: "secondo|seconda",
    3: "terzo|terza",
    4: "quarto|quarta",
    5: "quinto|quinta",
    -1: "ultimo|ultima",
}

WORDS: Final[Words] = {
    "suffix": {None: "o|a|°|º|ª"},
    "wd": {
        0: "lunedì|lun",
        1: "martedì|mar",
        2: "mercoledì|mer|merc",
        3: "giovedì|gio|giov",
        4: "venerdì|ven",
        5: "sabato|sab",
        6: "domenica|dom",
    },
    "month": {
        1: "gennaio|gen|genn",
        2: "febbraio|feb|febb",
        3: "marzo|mar",
        4: "aprile|apr",
        5: "maggio|mag|magg",
        6: "giugno|giu",
        7: "luglio|lug",
        8: "agosto|ago",
        9: "settembre|set|sett",
        10: "ottobre|ott",
        11: "novembre|nov",
        12: "dicembre|dic",
    },
    "rel": {
        -2: "l'altroieri|altroieri|l'altro ieri",
        -1: "ieri",
        0: "oggi|in giornata|in giornata odierna",
        1: "domani|l'indomani|indomani|il giorno seguente|giorno seguente|il giorno successivo|giorno successivo|"
        "il giorno dopo|il prossimo giorno",
        2: "dopodomani|dopo domani",
    },
    "today_part": {
        (0, "evening"): "stasera|sta sera",
        (0, "tonight"): "stanotte|sta notte",
        (0, "morning"): "stamattina|stamani|stamane",
        (1, "morning"): "domattina|domani mattina",
    },
    "unit": {
        "year": "anno|anni",
        "month": "mese|mesi",
        "week": "settimana|settimane",
        "workday": "giorno lavorativo|giorni lavorativi|giorno feriale|giorni feriali",
        "day": "giorno|giorni|gg",
        "hour": "ora|ore|h",
        "minute": "minuto|minuti|min",
        "second": "secondo|secondi|sec|s",
    },
    "dayword": {None: "giorno"},
    "day_part": {"day": "giornata|la giornata|giorno"},
    "yearword": {None: "anno|dell'anno"},
    "month_unit": {None: "mese|mese di"},
    "weeks_unit": {None: "settimana|settimane"},
    "workday_unit": {None: "giorno lavorativo|giorno feriale"},
    "minute": {None: "minuto|minuti|min"},
    "oclock": {None: "ore|ora|h|in punto"},
    "noon": {720: "mezzogiorno|mezzodì"},
    "midnight": {1440: "mezzanotte"},
    "half": {None: "mezza|mezzo|mezz'"},
    "fixed": {30: "mezzora|mezz'ora"},
    "quarter": {1: "quarto|un quarto", 3: "tre quarti"},
    "minus": {None: "meno"},
    "past": {None: "dopo le|dopo|passate le"},
    "to": {None: "minuti alle|minuti alla|minuti a|min alle|minuti prima delle"},
    "before": {None: "prima delle|prima di"},
    "and": {None: "e|ed"},
    "in": {None: "in|tra|fra|entro"},
    "later": {None: "dopo|più tardi|da adesso|da ora|a partire da adesso|a partire da ora"},
    "ago": {None: "fa"},
    "from": {None: "a partire da|da|dopo"},
    "now": {None: "adesso|ora"},
    "some": {2: "un paio di|un paio d'|paio di", 3: "alcuni|alcune|qualche"},
    "next": {
        None: "prossimo|prossima|prossimi|prossime|seguente|successivo|successiva|dopo|che viene|successivi|successive"
    },
    "this": {None: "questo|questa|quest'|questi|queste"},
    "last": {None: "ultimo|ultima"},
    "week": {
        0: "questa settimana",
        1: "la prossima settimana|prossima settimana|la settimana prossima|settimana prossima|la settimana che viene|"
        "settimana che viene|settimana seguente|settimana successiva|settimana dopo|la settimana seguente",
    },
    "period": {
        ("week", 0): "questa settimana|la settimana|settimana",
        ("week", 1): "la prossima settimana|prossima settimana|la settimana prossima|settimana prossima",
        ("month", 0): "questo mese|il mese|mese",
        ("month", 1): "il prossimo mese|prossimo mese|il mese prossimo|mese prossimo",
        ("year", 0): "quest'anno|l'anno|anno",
        ("year", 1): "l'anno prossimo|il prossimo anno|prossimo anno",
    },
    "mref": {0: "questo mese", 1: "prossimo mese|mese prossimo|del prossimo mese|del mese prossimo"},
    "edge": {"begin": "inizio|inizi", "middle": "metà", "end": "fine"},
    "weekend": {None: "weekend|week-end|fine settimana|fine-settimana"},
    "part": {
        "morning": "mattina|mattino|mattinata|mattine",
        "lunch": "pranzo|ora di pranzo",
        "after_lunch": "dopo pranzo",
        "midday": "metà giornata",
        "afternoon": "pomeriggio",
        "evening": "sera|serata|sere",
        "night": "notte",
        "end_of_day": "fine giornata",
        "late_morning": "seconda mattinata|tarda mattinata|tarda mattina",
        "early_morning": "prima mattina|primo mattino|prima mattinata",
        "early_afternoon": "primo pomeriggio",
        "late_afternoon": "tardo pomeriggio",
        "early_evening": "prima serata",
        "late_evening": "tarda serata|tarda sera",
    },
    "shade": {"early": "presto|sul presto|di buon'ora", "mid": "metà", "late": "tardi|sul tardi|tardo|tarda"},
    "at": {
        None: "alle|alla|all'|a|ad|verso le|verso|circa alle|intorno alle|per le|dalle|dalla|da|dopo le|dopo la|le|le ore|"
        "ore|alle ore|verso le ore|più o meno alle|attorno alle|a partire dalle|per|l'"
    },
    "approx": {None: "circa|in punto|all'incirca"},
    "on": {
        None: "il|la|lo|l'|le|i|di|in|nel|nella|nell'|al|alla|per il|dal|a partire dal|del|della|sul|lo|verso"
    },
    "the": {None: "il|lo|l'|per il|dal|del|al"},
    "of": {None: "di|del|della|dell'|dello|delle|d'|dei|in"},
    "fill": {None: "per favore|circa|verso|esattamente|inviare|invio"},
    "not": {None: "non|tranne|eccetto|ma|mai"},
    "feast": {
        (12, 24): "vigilia di natale|la vigilia di natale|la vigilia",
        (12, 25): "natale|giorno di natale",
        (12, 26): "santo stefano",
        (12, 31): "san silvestro",
        (1, 1): "capodanno|primo dell'anno",
        (1, 6): "epifania|befana",
        (2, 14): "san valentino",
        (4, 25): "festa della liberazione|la liberazione",
        (5, 1): "festa dei lavoratori|festa del lavoro",
        (8, 15): "ferragosto",
        (10, 31): "halloween",
        (11, 1): "ognissanti|tutti i santi",
    },
    "easter": {0: "pasqua", 1: "pasquetta|lunedì dell'angelo"},
    "or": {None: "o|oppure"},
    "every": {None: "ogni|tutti i|tutte le|quotidianamente|settimanalmente|mensilmente"},
    "till": {None: "a|al|alle|alla|fino a"},
    "range": {None: "fino a|fino alle|tra|fra|prima di|prima delle|entro il|entro le"},
    "asap": {None: "adesso|ora|subito|immediatamente|appena possibile|al più presto|il prima possibile"},
}

TABLE: Final = Table(
    WORDS, NUMBERS, ORDINALS, ("ore", "giorni", "settimane", "minuti", "mattina", "sera", "9:00")
)
