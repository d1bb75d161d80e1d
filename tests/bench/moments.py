"""The reader of moments: its speed beside dateparser with its best settings, and its quality on a corpus.

    python tests/bench/moments.py                    speed, on the phrases of the tests
    python tests/bench/moments.py --floors FOLDER    quality by the folder's own score.py; fails below the floors

A corpus folder holds score.py, open.jsonl and adversarial.jsonl; nothing of it is copied here.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

PHRASES = ROOT / "tests" / "adapters" / "when"
NOW = datetime(2026, 11, 23, 10, 15, tzinfo=ZoneInfo("Europe/Paris"))
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Floor:
    """What must hold for a language, as fractions: right at least, wrong at most, right among three suggestions at least."""

    right: float
    wrong: float
    suggested: float


FIRST = Floor(0.90, 0.015, 0.95)
OTHER = Floor(0.80, 0.02, 0.87)
FLOORS = {"en": FIRST, "fr": FIRST, "es": OTHER, "de": OTHER, "it": OTHER, "pt": OTHER}
ADVERSARIAL_RIGHT = 0.95


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; 1 where a floor does not hold."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--floors", type=Path, metavar="FOLDER", help="a corpus to score, and to hold against the floors"
    )
    given = parser.parse_args(arguments)
    speed()
    return 0 if given.floors is None else quality(given.floors)


def speed() -> None:
    """Print how long one reading takes, in turns with dateparser, medians of several rounds."""
    import dateparser  # noqa: PLC0415 - what it is measured against

    from bot.adapters import when  # noqa: PLC0415 - after the path is set

    phrases = [(text, lang) for lang in ("en", "fr") for text in _phrases(lang)]
    settings: Any = {
        "PREFER_DATES_FROM": "future",
        "RELATIVE_BASE": NOW.replace(tzinfo=None),
        "RETURN_AS_TIMEZONE_AWARE": False,
    }

    def ours(text: str, lang: str) -> object:
        return when.suggest(text, now=NOW, tz="Europe/Paris", lang="en-GB" if lang == "en" else "fr-FR")

    def theirs(text: str, lang: str) -> object:
        return dateparser.parse(text, languages=[lang], settings=settings)

    when.warm()
    for call in (ours, theirs):
        _timed(call, phrases)
    rounds = [(_timed(ours, phrases), _timed(theirs, phrases)) for _ in range(ROUNDS)]
    print(f"{len(phrases)} phrases, en and fr, {ROUNDS} interleaved rounds; ms per phrase")
    print(f"{'':<34}{'median':>8}{'p99':>8}{'max':>8}")
    for name, side in (("suggest (every word understood)", 0), ("dateparser, one language, best", 1)):
        each = [pair[side] for pair in rounds]
        figures = [
            statistics.median(ts[int(share * (len(ts) - 1))] for ts in each) for share in (0.5, 0.99, 1.0)
        ]
        print(f"{name:<34}" + "".join(f"{figure * 1000:>8.2f}" for figure in figures))


def quality(folder: Path) -> int:
    """Score the reader and its suggestions; print what falls below a floor."""
    rows = _score(folder, "bot.adapters.when:resolve", "open.jsonl")["lang"]
    offered = _score(folder, "bot.adapters.when:suggest", "open.jsonl", "--suggest")["lang"]
    hostile = _score(folder, "bot.adapters.when:resolve", "adversarial.jsonl")["lang"]["ALL"]
    low: list[str] = []
    print(f"\n{'':<14}{'right':>8}{'wrong':>8}{'past':>6}{'first 3':>9}")
    for lang, floor in FLOORS.items():
        right, wrong, past, suggested = (
            _share(rows[lang], "pass"),
            _share(rows[lang], "wrong"),
            rows[lang].get("past", 0),
            _share(offered[lang], "pass"),
        )
        print(f"{lang:<14}{right:>8.1%}{wrong:>8.1%}{past:>6}{suggested:>9.1%}")
        if right < floor.right or wrong > floor.wrong or past or suggested < floor.suggested:
            low.append(lang)
    print(
        f"{'adversarial':<14}{_share(hostile, 'pass'):>8.1%}{_share(hostile, 'wrong'):>8.1%}{hostile.get('past', 0):>6}"
    )
    if _share(hostile, "pass") < ADVERSARIAL_RIGHT or hostile.get("wrong", 0):
        low.append("adversarial")
    print("below its floor: " + ", ".join(low) if low else "every floor holds")
    return 1 if low else 0


def _score(folder: Path, reader: str, corpus: str, *options: str) -> dict[str, dict[str, dict[str, int]]]:
    """Let the corpus's own scorer judge; its verdicts come back as counts."""
    with tempfile.TemporaryDirectory() as scratch:
        answer = Path(scratch) / "answer.json"
        command = [
            sys.executable,
            str(folder / "score.py"),
            *options,
            reader,
            str(folder / corpus),
            "--json",
            str(answer),
        ]
        subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603 - the scorer that was named
        found: dict[str, dict[str, dict[str, int]]] = json.loads(answer.read_text("utf-8"))
        return found


def _share(counts: dict[str, int], verdict: str) -> float:
    return counts.get(verdict, 0) / sum(counts.get(name, 0) for name in ("pass", "wrong", "refused", "error"))


def _timed(call: Callable[[str, str], object], phrases: list[tuple[str, str]]) -> list[float]:
    times = []
    for text, lang in phrases:
        began = time.perf_counter()
        call(text, lang)
        times.append(time.perf_counter() - began)
    return sorted(times)


def _phrases(lang: str) -> list[str]:
    """Give the phrases of the tests' own tables, in the first column."""
    lines = [line for file in PHRASES.rglob(f"*{lang}*.tsv") for line in file.read_text("utf-8").splitlines()]
    return [line.split("\t")[0] for line in lines if line and not line.startswith("#")]


if __name__ == "__main__":
    sys.exit(main())
