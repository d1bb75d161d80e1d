"""The short sentences about what was assumed, in the languages that are read; English for all others."""

from __future__ import annotations

from typing import Final

_SENTENCES: Final = {
    "en": {
        "time": "{} assumed",
        "morning": "morning assumed",
        "afternoon": "afternoon assumed",
        "noon": "noon assumed",
        "read_as": "{} read as {}",
        "completed": "{} added",
    },
    "fr": {
        "time": "{} par défaut",
        "morning": "le matin, par défaut",
        "afternoon": "l'après-midi, par défaut",
        "noon": "midi, par défaut",
        "read_as": "{} lu comme {}",
        "completed": "{} ajouté",
    },
    "es": {
        "time": "{} por defecto",
        "morning": "por la mañana, por defecto",
        "afternoon": "por la tarde, por defecto",
        "noon": "mediodía, por defecto",
        "read_as": "{} leído como {}",
        "completed": "{} añadido",
    },
    "de": {
        "time": "{} angenommen",
        "morning": "vormittags angenommen",
        "afternoon": "nachmittags angenommen",
        "noon": "mittags angenommen",
        "read_as": "{} als {} gelesen",
        "completed": "{} ergänzt",
    },
    "it": {
        "time": "{} presunte",
        "morning": "di mattina, presunto",
        "afternoon": "di pomeriggio, presunto",
        "noon": "mezzogiorno, presunto",
        "read_as": "{} letto come {}",
        "completed": "{} aggiunto",
    },
    "nl": {
        "time": "{} aangenomen",
        "morning": "'s ochtends aangenomen",
        "afternoon": "'s middags aangenomen",
        "noon": "12 uur 's middags aangenomen",
        "read_as": "{} gelezen als {}",
        "completed": "{} toegevoegd",
    },
    "pt": {
        "time": "{} por omissão",
        "morning": "de manhã, por omissão",
        "afternoon": "à tarde, por omissão",
        "noon": "meio-dia, por omissão",
        "read_as": "{} lido como {}",
        "completed": "{} acrescentado",
    },
}


def sentence(name: str, lang: str, *details: str) -> str:
    """Say one assumption in the language of a locale."""
    sentences = _SENTENCES.get(lang.replace("_", "-").partition("-")[0].lower(), _SENTENCES["en"])
    return sentences[name].format(*details)
