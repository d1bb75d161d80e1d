"""The short sentences about what was assumed, in the languages that are read; English for all others."""

from __future__ import annotations

from typing import Final

_SENTENCES: Final = {
    "en": {
        "time": "{} assumed",
        "morning": "morning assumed",
        "afternoon": "afternoon assumed",
        "noon": "noon assumed",
    },
    "fr": {
        "time": "{} par défaut",
        "morning": "le matin, par défaut",
        "afternoon": "l'après-midi, par défaut",
        "noon": "midi, par défaut",
    },
}


def sentence(name: str, detail: str, lang: str) -> str:
    """Say one assumption."""
    sentences = _SENTENCES.get(lang.replace("_", "-").partition("-")[0].lower(), _SENTENCES["en"])
    return sentences[name].format(detail)
