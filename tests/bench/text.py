"""How long it takes to measure a text, at each keystroke's worth of it: `measure` on 1,224 characters, the most Octopush reads.

python tests/bench/text.py      fails where a median is over its limit
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from bot.domain.sms import measure  # noqa: E402 - found only from here on

LENGTH = 1224
ROUNDS = 401
#: The text, and the most that the median may be, in microseconds.
TEXTS: dict[str, tuple[str, int]] = {
    "plain GSM-7": ("a" * LENGTH, 50),
    "doubles": ("€&" * (LENGTH // 2), 500),
    "Unicode letters": ("".join(map(chr, range(0x4E00, 0x4E00 + LENGTH))), 500),
    "emoji": ("\U0001f600" * LENGTH, 500),
    "flags": ("\U0001f1eb\U0001f1f7" * (LENGTH // 2), 500),
    "accents apart": ("e\u0302" * (LENGTH // 2), 500),
}


def main() -> int:
    """Print each median beside its limit; 1 where one is over."""
    print(f"measure() of {LENGTH:,} characters, median of {ROUNDS} on Python {sys.version.split()[0]}:")
    slow = False
    for name, (text, limit) in TEXTS.items():
        spent = median(text)
        slow |= spent > limit
        print(f"  {name:<16} {spent:7.1f} µs   limit {limit} µs{'   TOO SLOW' if spent > limit else ''}")
    return int(slow)


def median(text: str) -> float:
    """Measure a text many times; microseconds."""
    spent = []
    for _ in range(ROUNDS):
        start = time.perf_counter_ns()
        measure(text)
        spent.append(time.perf_counter_ns() - start)
    return statistics.median(spent) / 1000


if __name__ == "__main__":
    sys.exit(main())
