"""French. Words are compared without accents."""

from __future__ import annotations

from typing import Final

from bot.adapters.when.lexicon import Table, Words

_ONES = ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"]
_TEENS = ["dix", "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"]
_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante"}

NUMBERS: Final = {
    **dict(enumerate(_ONES)),
    **dict(enumerate(_TEENS, 10)),
    1: "un|une",
    **_TENS,
    **{ten + 1: f"{word} et un|{word} et une|{word}-et-un|{word}-et-une" for ten, word in _TENS.items()},
    **{ten + n: f"{word}-{_ONES[n]}" for ten, word in _TENS.items() for n in range(2, 10)},
    60: "soixante",
    90: "quatre-vingt-dix",
}
ORDINALS: Final = {
    1: "premier|première",
    2: "deuxième|second|seconde",
    3: "troisième",
    4: "quatrième",
    5: "cinquième",
    -1: "dernier|dernière",
}

WORDS: Final[Words] = {
    "suffix": {None: "er|ère|re|e|ème|eme|nd|nde"},
    "wd": {
        0: "lundi|lun",
        1: "mardi|mar",
        2: "mercredi|mer|mercr",
        3: "jeudi|jeu",
        4: "vendredi|ven|vend",
        5: "samedi|sam",
        6: "dimanche|dim",
    },
    "wds": {
        0: "lundis",
        1: "mardis",
        2: "mercredis",
        3: "jeudis",
        4: "vendredis",
        5: "samedis",
        6: "dimanches",
    },
    "month": {
        1: "janvier|janv|jan",
        2: "février|févr|fév",
        3: "mars|mar",
        4: "avril|avr|av",
        5: "mai",
        6: "juin|jun",
        7: "juillet|juil|jui|jul",
        8: "août|aou",
        9: "septembre|sept|sep",
        10: "octobre|oct",
        11: "novembre|nov",
        12: "décembre|déc",
    },
    "rel": {
        -2: "avant-hier",
        -1: "hier|la veille",
        0: "aujourd'hui|aujourdhui|auj|ajd|ce jour|dans la journée|en journée",
        1: "demain|dem|le lendemain|lendemain|le jour suivant|jour suivant|le jour d'après",
        2: "après-demain|le surlendemain|surlendemain",
    },
    "unit": {
        "year": "an|ans|année|années",
        "month": "mois",
        "week": "semaine|semaines|sem",
        "workday": "jour ouvré|jours ouvrés|jour ouvrable|jours ouvrables",
        "day": "jour|jours|j",
        "hour": "heure|heures|h",
        "minute": "minute|minutes|min|mn|m",
        "second": "seconde|secondes|sec|s",
    },
    "dayword": {None: "jour"},
    "day_part": {"day": "journée|la journée|jour"},
    "yearword": {None: "année|an|l'an|l'année"},
    "month_unit": {None: "mois"},
    "weeks_unit": {None: "semaine|semaines"},
    "workday_unit": {None: "jour ouvré|jour ouvrable"},
    "minute": {None: "minute|minutes|min|mn"},
    "oclock": {None: "heure|heures|h|hrs"},
    "noon": {720: "midi"},
    "midnight": {1440: "minuit"},
    "half": {None: "demi|demie|demi-|demie-"},
    "fixed": {30: "demi-heure|demie-heure"},
    "quarter": {1: "quart|un quart|le quart", 3: "trois quarts"},
    "minus": {None: "moins"},
    "to": {None: "avant"},
    "before": {None: "avant"},
    "past": {None: "après"},
    "and": {None: "et"},
    "in": {None: "dans|d'ici|en|d'ici à|sous|dans environ"},
    "later": {None: "plus tard|après|à partir de maintenant|à compter de maintenant"},
    "ago": {None: "il y a"},
    "from": {None: "après|à partir de|à compter de"},
    "now": {None: "maintenant"},
    "some": {2: "une paire de|deux ou trois", 3: "quelques"},
    "next": {None: "prochain|prochaine|prochains|prochaines|suivant|suivante|d'après|qui vient|à venir"},
    "this": {None: "ce|cet|cette|ces"},
    "current": {None: "courant|en cours"},
    "last": {None: "dernier|dernière"},
    "fortnight": {1: "en huit|en 8", 2: "en quinze|en 15"},
    "week": {
        0: "cette semaine|la semaine",
        1: "la semaine prochaine|semaine prochaine|la semaine suivante|semaine suivante|la semaine d'après|"
        "la semaine qui vient|semaine pro|la semaine pro",
        2: "dans deux semaines|dans 2 semaines",
    },
    "period": {
        ("week", 0): "cette semaine|la semaine|semaine",
        ("week", 1): "la semaine prochaine|semaine prochaine|la semaine suivante|la semaine d'après",
        ("month", 0): "ce mois|ce mois-ci|le mois|mois|l'mois",
        ("month", 1): "le mois prochain|mois prochain|le mois suivant|le mois d'après",
        ("year", 0): "cette année|l'année|année",
        ("year", 1): "l'année prochaine|année prochaine|l'an prochain",
    },
    "mref": {1: "mois prochain|le mois prochain|mois suivant|le mois suivant|mois d'après"},
    "edge": {"begin": "début", "middle": "milieu|mi", "end": "fin"},
    "weekend": {None: "week-end|we"},
    "part": {
        "morning": "matin|matinée|mat",
        "lunch": "heure du déjeuner|déjeuner|l'heure du déjeuner",
        "midday": "mi-journée",
        "afternoon": "après-midi|aprèm|aprem|ap-midi",
        "evening": "soir|soirée",
        "night": "nuit",
    },
    "shade": {"early": "tôt|de bonne heure|très tôt", "late": "tard|plus tard"},
    "at": {
        None: "à|vers|pour|dès|à partir de|à compter de|après|depuis|environ|autour de|aux environs de|aux alentours de|"
        "sur les|vers les|a"
    },
    "approx": {None: "environ|pile|précises|précise|au plus tôt|minimum"},
    "on": {
        None: "le|la|les|l'|en|au|à la|à l'|dans|dans la|dans l'|dans le|du|pour le|à partir du|dès|dès le|dès la|à|a|au cours de"
    },
    "the": {None: "le|à partir du|du|pour le|dès le"},
    "of": {None: "de|du|d'|de la|de l'|des"},
    "fill": {
        None: "svp|stp|s'il te plaît|s'il vous plaît|environ|plutôt|merci|vers|exactement|envoyer|envoie|envoi|programmer"
    },
    "not": {None: "pas|sauf|mais|jamais|ne"},
    "feast": {
        (12, 24): "veille de noël|réveillon de noël",
        (12, 25): "noël|jour de noël|le jour de noël",
        (12, 31): "saint-sylvestre|la saint-sylvestre|réveillon du nouvel an",
        (1, 1): "jour de l'an|le jour de l'an|nouvel an|le nouvel an",
        (2, 14): "saint-valentin|la saint-valentin",
        (5, 1): "fête du travail|la fête du travail",
        (7, 14): "fête nationale|la fête nationale",
        (8, 15): "assomption|l'assomption",
        (10, 31): "halloween",
        (11, 1): "toussaint|la toussaint|jour de la toussaint",
    },
    "easter": {
        0: "pâques|dimanche de pâques",
        1: "lundi de pâques|le lundi de pâques",
        39: "ascension|l'ascension|jeudi de l'ascension",
        50: "lundi de pentecôte|le lundi de pentecôte",
    },
    "or": {None: "ou|ou bien"},
    "every": {None: "tous les|toutes les|chaque|quotidien|quotidiennement|hebdomadaire|mensuel"},
    "till": {None: "à|au|jusqu'à|jusqu'au"},
    "range": {None: "jusqu'à|jusqu'au|entre|avant|au plus tard"},
    "asap": {
        None: "maintenant|tout de suite|immédiatement|dès que possible|asap|au plus vite|le plus tôt possible|de suite"
    },
}

TABLE: Final = Table(
    WORDS, NUMBERS, ORDINALS, ("heures", "jours", "semaines", "minutes", "matin", "soir", "9h")
)
