"""Spanish. Words are compared without accents: "manana" is "mañana"."""

from __future__ import annotations

from typing import Final

from bot.adapters.when.lexicon import Table, Words

_ONES = ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"]
_TEENS = ["diez", "once", "doce", "trece", "catorce", "quince"]
_TEENS += ["dieciséis", "diecisiete", "dieciocho", "diecinueve"]
_TENS = {30: "treinta", 40: "cuarenta", 50: "cincuenta"}

NUMBERS: Final = {
    **dict(enumerate(_ONES)),
    **dict(enumerate(_TEENS, 10)),
    0: "cero|zero",
    1: "uno|un|una",
    20: "veinte",
    **{20 + n: f"veinti{_ONES[n]}|veinte y {_ONES[n]}" for n in range(1, 10)},
    21: "veintiuno|veintiún|veintiuna",
    **_TENS,
    **{ten + n: f"{word} y {_ONES[n]}" for ten, word in _TENS.items() for n in range(1, 10)},
    60: "sesenta",
    90: "noventa",
}
ORDINALS: Final = {
    1: "primero|primer|primera|1.º|1º|1er",
    2: "segundo|segunda",
    3: "tercero|tercer|tercera",
    4: "cuarto|cuarta",
    5: "quinto|quinta",
    -1: "último|última",
}

WORDS: Final[Words] = {
    "suffix": {None: "o|a|er|ero|do|ro|to|º|ª|.o|.a"},
    "wd": {
        0: "lunes|lun|lu",
        1: "martes|mar|ma",
        2: "miércoles|mié|mier|mierc",
        3: "jueves|jue|ju",
        4: "viernes|vie|vi",
        5: "sábado|sáb|sa",
        6: "domingo|dom|do",
    },
    "month": {
        1: "enero|ene",
        2: "febrero|feb",
        3: "marzo|mar",
        4: "abril|abr",
        5: "mayo|may",
        6: "junio|jun",
        7: "julio|jul",
        8: "agosto|ago",
        9: "septiembre|setiembre|sep|sept|set",
        10: "octubre|oct",
        11: "noviembre|nov",
        12: "diciembre|dic",
    },
    "rel": {
        -2: "anteayer|antier|antes de ayer",
        -1: "ayer",
        0: "hoy|del día|en el día",
        1: "mañana|el día de mañana|el día siguiente|día siguiente|el próximo día|próximo día|al día siguiente",
        2: "pasado mañana|pasado",
    },
    "unit": {
        "year": "año|años",
        "month": "mes|meses",
        "week": "semana|semanas",
        "workday": "día hábil|días hábiles|día laborable|días laborables",
        "day": "día|días",
        "hour": "hora|horas|h|hs",
        "minute": "minuto|minutos|min|mins",
        "second": "segundo|segundos|seg|s",
    },
    "dayword": {None: "día"},
    "day_part": {"day": "día|el día"},
    "yearword": {None: "año|del año|el año"},
    "month_unit": {None: "mes|mes de"},
    "weeks_unit": {None: "semana|semanas"},
    "workday_unit": {None: "día hábil|día laborable"},
    "minute": {None: "minuto|minutos|min|mins"},
    "oclock": {None: "horas|hora|h|hs|en punto|hrs"},
    "noon": {720: "mediodía|medio día"},
    "midnight": {1440: "medianoche|media noche"},
    "half": {None: "media|medio"},
    "quarter": {1: "cuarto|un cuarto", 3: "tres cuartos"},
    "minus": {None: "menos"},
    "past": {None: "pasadas|pasadas las|pasada la|después de|después de las"},
    "to": {None: "para|para las|para la"},
    "before": {None: "antes de|antes de las"},
    "num_of": {None: "de|del"},
    "zero": {None: "cero|zero"},
    "and": {None: "y|e|con"},
    "in": {None: "en|dentro de|de aquí a"},
    "later": {None: "después|más tarde|a partir de ahora|desde ahora"},
    "ago": {None: "hace"},
    "from": {None: "a partir de|desde|después de"},
    "now": {None: "ahora"},
    "some": {2: "un par de|par de", 3: "unos|unas|algunos|algunas"},
    "next": {None: "próximo|próxima|próximos|próximas|siguiente|siguientes|que viene"},
    "this": {None: "este|esta|estos|estas"},
    "last": {None: "último|última"},
    "week": {
        0: "esta semana|la semana",
        1: "la semana que viene|la próxima semana|próxima semana|la semana próxima|la siguiente semana|"
        "la semana siguiente|semana que viene|semana siguiente|siguiente semana|semana próxima",
        2: "dentro de dos semanas|dentro de 2 semanas",
    },
    "period": {
        ("week", 0): "esta semana|la semana|semana",
        ("week", 1): "la semana que viene|la próxima semana|la semana próxima|la semana siguiente",
        ("month", 0): "este mes|el mes|mes",
        ("month", 1): "el mes que viene|el próximo mes|el mes próximo|próximo mes|mes que viene",
        ("year", 0): "este año|el año|año",
        ("year", 1): "el año que viene|el próximo año|el año próximo",
    },
    "mref": {0: "este mes", 1: "el mes que viene|el próximo mes|próximo mes|mes que viene|mes próximo"},
    "edge": {
        "begin": "principio|principios|comienzo|comienzos|inicio|inicios",
        "middle": "mediados|mitad",
        "end": "fin|final|finales|fines",
    },
    "weekend": {None: "fin de semana|finde"},
    "part": {
        "lunch": "almuerzo|hora de comer|la hora de comer",
        "after_lunch": "después de comer",
        "midday": "mediodía",
        "afternoon": "tarde|tardes",
        "mid_afternoon": "media tarde|plena tarde",
        "mid_morning": "media mañana|plena mañana",
        "night": "noche",
        "small_hours": "madrugada",
        "end_of_day": "fin del día|final del día|fin de día",
        "early_morning": "primera hora de la mañana|primera hora",
        "early_afternoon": "primera hora de la tarde",
        "early_night": "primera hora de la noche",
        "late_afternoon": "última hora de la tarde",
        "late_night": "última hora de la noche",
    },
    "bare_part": {"morning": "mañana|mañanas"},
    "shade": {"early": "temprano|pronto", "late": "tarde"},
    "at": {
        None: "a|a las|a la|al las|las|hacia|sobre|alrededor de|a eso de|a partir de|desde|después de|para|sobre las|"
        "desde las|por"
    },
    "approx": {None: "aproximadamente|en punto|más o menos"},
    "on": {None: "el|la|los|en|al|para el|desde el|a partir del|por|por la|en la|a la|del|de la"},
    "the": {None: "el|para el|desde el|del"},
    "of": {None: "de|del|de la|de las|do|en"},
    "fill": {None: "por favor|aproximadamente|alrededor de|exactamente|enviar|envío"},
    "not": {None: "no|excepto|menos|pero|nunca"},
    "feast": {
        (12, 24): "nochebuena",
        (12, 25): "navidad|día de navidad",
        (12, 31): "nochevieja",
        (1, 1): "año nuevo",
        (1, 6): "día de reyes|reyes",
        (2, 14): "san valentín",
        (10, 31): "halloween",
    },
    "easter": {-2: "viernes santo", 0: "domingo de pascua|domingo de resurrección", 1: "lunes de pascua"},
    "or": {None: "o"},
    "every": {None: "cada|todos los|todas las|diario|diariamente|semanal|mensual"},
    "till": {None: "a|al|hasta|a las|hasta las"},
    "range": {None: "hasta|entre|antes de|antes del|a más tardar"},
    "asap": {None: "ahora|ahora mismo|ya|inmediatamente|lo antes posible|cuanto antes"},
}

TABLE: Final = Table(
    WORDS, NUMBERS, ORDINALS, ("horas", "días", "semanas", "minutos", "por la mañana", "por la tarde", "9:00")
)
