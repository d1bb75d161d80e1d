"""Portuguese, of Brazil and of Portugal. Words are compared without accents."""

from __future__ import annotations

from typing import Final

from bot.adapters.when.lexicon import Table, Words

_ONES = ["zero", "um", "dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove"]
_TEENS = ["dez", "onze", "doze", "treze", "quatorze|catorze", "quinze"]
_TEENS += ["dezesseis|dezasseis", "dezessete|dezassete", "dezoito", "dezenove|dezanove"]
_TENS = {20: "vinte", 30: "trinta", 40: "quarenta", 50: "cinquenta"}

NUMBERS: Final = {
    **dict(enumerate(_ONES)),
    **dict(enumerate(_TEENS, 10)),
    1: "um|uma",
    2: "dois|duas",
    **_TENS,
    **{ten + n: f"{word} e {_ONES[n]}" for ten, word in _TENS.items() for n in range(1, 10)},
    60: "sessenta",
    90: "noventa",
}
ORDINALS: Final = {
    1: "primeiro|primeira",
    2: "segundo",
    3: "terceiro|terceira",
    4: "quarto",
    5: "quinto",
    -1: "último|última",
}

WORDS: Final[Words] = {
    "suffix": {None: "o|a|º|ª"},
    "wd": {
        0: "segunda|segunda-feira|seg|2ª feira|2a feira",
        1: "terça|terça-feira|ter|3ª feira|3a feira",
        2: "quarta|quarta-feira|qua|4ª feira|4a feira",
        3: "quinta|quinta-feira|qui|5ª feira|5a feira",
        4: "sexta|sexta-feira|sex|6ª feira|6a feira",
        5: "sábado|sáb",
        6: "domingo|dom",
    },
    "month": {
        1: "janeiro|jan",
        2: "fevereiro|fev",
        3: "março|mar",
        4: "abril|abr",
        5: "maio|mai",
        6: "junho|jun",
        7: "julho|jul",
        8: "agosto|ago",
        9: "setembro|set",
        10: "outubro|out",
        11: "novembro|nov",
        12: "dezembro|dez",
    },
    "rel": {
        -2: "anteontem",
        -1: "ontem",
        0: "hoje|no dia de hoje",
        1: "amanhã|dia seguinte|no dia seguinte|o dia seguinte|próximo dia|o próximo dia",
        2: "depois de amanhã",
    },
    "unit": {
        "year": "ano|anos",
        "month": "mês|meses",
        "week": "semana|semanas",
        "workday": "dia útil|dias úteis",
        "day": "dia|dias",
        "hour": "hora|horas|h|hs",
        "minute": "minuto|minutos|min|mins",
        "second": "segundo|segundos|seg|s",
    },
    "dayword": {None: "dia"},
    "day_part": {"day": "dia|o dia"},
    "yearword": {None: "ano"},
    "month_unit": {None: "mês"},
    "weeks_unit": {None: "semana|semanas"},
    "workday_unit": {None: "dia útil"},
    "minute": {None: "minuto|minutos|min|mins"},
    "oclock": {None: "horas|hora|h|hs|em ponto"},
    "noon": {720: "meio-dia"},
    "midnight": {1440: "meia-noite"},
    "half": {None: "meia|meio"},
    "quarter": {1: "quarto|um quarto", 3: "três quartos"},
    "minus": {None: "menos"},
    "past": {None: "depois das|depois da|depois de|após as"},
    "to": {None: "para|para as|para a|para o|pras|pra"},
    "before": {None: "antes das|antes do|antes de"},
    "num_of": {None: "de|do"},
    "and": {None: "e"},
    "in": {None: "em|dentro de|daqui a"},
    "later": {None: "depois|mais tarde|a partir de agora"},
    "ago": {None: "há|atrás"},
    "from": {None: "a partir de|desde|depois de|após"},
    "now": {None: "agora"},
    "some": {2: "um par de|par de", 3: "alguns|algumas"},
    "next": {None: "próximo|próxima|próximos|próximas|seguinte|que vem|que vêm"},
    "coming": {None: "agora"},
    "this": {None: "este|esta|esse|essa|neste|nesta|nesse|nessa|deste|desta"},
    "last": {None: "último|última"},
    "week": {
        0: "esta semana|desta semana|nesta semana|essa semana",
        1: "a semana que vem|semana que vem|a próxima semana|próxima semana|semana seguinte|da semana que vem",
    },
    "period": {
        ("week", 0): "esta semana|a semana|semana|desta semana",
        ("week", 1): "a semana que vem|semana que vem|a próxima semana|próxima semana",
        ("month", 0): "este mês|o mês|mês|deste mês",
        ("month", 1): "o mês que vem|mês que vem|o próximo mês|próximo mês",
        ("year", 0): "este ano|o ano|ano|deste ano",
        ("year", 1): "o ano que vem|ano que vem|o próximo ano|próximo ano",
    },
    "mref": {0: "deste mês", 1: "mês que vem|próximo mês|do próximo mês|do mês que vem"},
    "edge": {
        "begin": "começo|início|princípio",
        "middle": "meio|meados|metade",
        "end": "fim|final",
    },
    "weekend": {None: "fim de semana|final de semana|fim-de-semana"},
    "part": {
        "morning": "manhã",
        "lunch": "almoço|hora do almoço",
        "after_lunch": "depois do almoço",
        "midday": "meio-dia",
        "afternoon": "tarde",
        "mid_afternoon": "plena tarde",
        "night": "noite",
        "small_hours": "madrugada",
        "end_of_day": "fim do dia|final do dia",
        "early_morning": "primeiras horas da manhã|logo cedo",
        "late_night": "tarde da noite",
    },
    "today_part": {(0, "early_night"): "logo à noite"},
    "shade": {"early": "cedo"},
    "at": {
        None: "às|as|à|a|para|para as|por volta das|por volta de|cerca das|lá pelas|a partir das|a partir da|a partir de|"
        "depois das|depois da|após|após as|após ao|desde as|ao|pelas"
    },
    "approx": {None: "aproximadamente|em ponto|em diante|mais ou menos"},
    "on": {
        None: "o|a|à|os|no|na|em|ao|do|de|da|pela|pelo|para o|para a|a partir do|a partir de|desde o|desde|em o|logo no"
    },
    "the": {None: "o|no|para o|do"},
    "of": {None: "de|do|da|das|dos"},
    "fill": {None: "por favor|aproximadamente|exatamente|enviar|envio|logo"},
    "not": {None: "não|exceto|menos|mas|nunca"},
    "feast": {
        (12, 24): "véspera de natal",
        (12, 25): "natal|dia de natal",
        (12, 31): "véspera de ano novo|réveillon",
        (1, 1): "ano novo|dia de ano novo",
        (5, 1): "dia do trabalho|dia do trabalhador",
        (10, 31): "halloween",
    },
    "easter": {-2: "sexta-feira santa|sexta santa", 0: "páscoa|domingo de páscoa"},
    "or": {None: "ou"},
    "every": {None: "cada|todos os|todas as|todo|toda|diariamente|semanalmente|mensalmente"},
    "till": {None: "a|até|às|ao|até as|até às"},
    "range": {None: "até|entre|antes de|antes das|antes do"},
    "asap": {None: "agora|já|agora mesmo|imediatamente|o quanto antes|o mais rápido possível"},
}

TABLE: Final = Table(
    WORDS, NUMBERS, ORDINALS, ("horas", "dias", "semanas", "minutos", "de manhã", "à tarde", "9:00")
)
