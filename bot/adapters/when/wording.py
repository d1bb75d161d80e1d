"""The short sentences about what was assumed, in the languages that are read; English for all others."""

from __future__ import annotations

from typing import Final

_SENTENCES: Final = {
    "en": {"time": "{} assumed", "half": "{}, not twelve hours later or earlier"},
    "fr": {"time": "{} par défaut", "half": "{}, et non douze heures plus tôt ou plus tard"},
}


def sentence(name: str, detail: str, lang: str) -> str:
    """Say one assumption."""
    sentences = _SENTENCES.get(lang.replace("_", "-").partition("-")[0].lower(), _SENTENCES["en"])
    return sentences[name].format(detail)
