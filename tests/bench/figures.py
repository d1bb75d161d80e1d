"""Samples into medians with their spread, and into ratios to bare Bolt."""

from __future__ import annotations

import platform
import statistics
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

BASE = "bare Bolt"
#: What a busy machine may take from a figure that must hold.
SLACK = 0.2


@dataclass(frozen=True, slots=True)
class Sample:
    """One figure of one round: seconds, or so many a second."""

    scenario: str
    shape: str
    side: str
    what: str
    value: float


@dataclass(frozen=True, slots=True)
class Goal:
    """What is wanted of a ratio (or of a figure, without `ratio`): at most or at least; `floor` must hold."""

    title: str
    scenario: str
    shape: str
    what: str
    at_most: float | None = None
    at_least: float | None = None
    sides: tuple[str, ...] = ("bot, SQLite",)
    ratio: bool = True
    floor: float | None = None


GOALS = (
    Goal("ack p50, c=1, slash command", "slash command", "c=1", "p50", at_most=0.10),
    Goal("ack p99, c=1, slash command", "slash command", "c=1", "p99", at_most=0.25),
    Goal("click → form in Slack, p50", "slash command", "50/s", "effect p50", at_most=0.7),
    Goal("click → form in Slack, p99", "slash command", "50/s", "effect p99", at_most=1.0),
    Goal("requests/s, slash command", "slash command", "c=50", "through", at_least=1.3, floor=1.0),
    Goal("requests/s, block_suggestion", "block_suggestion", "c=50", "rate", at_least=0.9),
    Goal("requests/s, preview submit, SQLite", "preview submit", "c=10", "rate", at_least=0.3),
    Goal("requests/s, approve click, SQLite", "approve click", "c=10", "rate", at_least=0.3),
    Goal(
        "requests/s, preview submit, PostgreSQL",
        "preview submit",
        "c=10",
        "rate",
        at_least=0.25,
        sides=("bot, PostgreSQL",),
    ),
    Goal(
        "requests/s, approve click, PostgreSQL",
        "approve click",
        "c=10",
        "rate",
        at_least=0.25,
        sides=("bot, PostgreSQL",),
    ),
    *(
        Goal(
            f"{asked} p99, c=10, {kind}, ms",
            asked,
            "c=10",
            "p99",
            0.150,
            sides=(f"bot, {kind}",),
            ratio=False,
        )
        for kind in ("SQLite", "PostgreSQL")
        for asked in ("preview submit", "approve click")
    ),
    Goal("memory", "memory", "loaded", "MB", at_most=2.5),
    Goal("cold start to the first 200", "cold start", "first 200", "s", at_most=2.0),
    Goal(
        "longest ack while the engine loads, ms",
        "cold start",
        "first seconds",
        "max",
        at_most=0.100,
        ratio=False,
    ),
    Goal("forged requests/s, 150 B", "forged, 150 B", "c=50", "rate", at_least=2.5),
    Goal("forged requests/s, 4 kB", "forged, 4096 B", "c=50", "rate", at_least=5.0),
)


def quantile(values: Sequence[float], share: float) -> float:
    """Give the value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def median(samples: Sequence[Sample], *key: str) -> tuple[float, float] | None:
    """Give the median over the rounds, and half the distance between the quartiles as a share of it."""
    values = [one.value for one in samples if (one.scenario, one.shape, one.side, one.what) == key]
    if not values:
        return None
    middle = statistics.median(values)
    if len(values) < 3 or middle == 0:
        return middle, 0.0
    low, _, high = statistics.quantiles(values, n=4)
    return middle, (high - low) / 2 / middle


def machine() -> str:
    """Say where this was measured, and with what."""
    cpu = Path("/proc/cpuinfo")
    model = next(
        (
            line.partition(": ")[2]
            for line in cpu.read_text("utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    cores = len([line for line in cpu.read_text("utf-8").splitlines() if line.startswith("processor")])
    packages = ("slack-bolt", "slack-sdk", "aiohttp", "uvicorn", "uvloop", "sqlalchemy", "dbos")
    held = ", ".join(f"{name} {version(name)}" for name in packages)
    return f"{cores} cores ({model.strip()}), Python {platform.python_version()}, {held}"


def details(samples: Sequence[Sample]) -> str:
    """Lay out every measure, in milliseconds and a second, medians with their spread."""
    columns = ("p50", "p95", "p99", "rate", "through", "cpu", "effect p50", "effect p99")
    lines = [
        f"{'':<18}{'':<7}{'':<17}{'ack p50':>14}{'p95':>14}{'p99':>14}{'acks/s':>14}{'done/s':>14}{'CPU':>14}{'effect p50':>14}{'p99':>14}"
    ]
    for key in dict.fromkeys((one.scenario, one.shape, one.side) for one in samples):
        cells = []
        for what in columns:
            found = median(samples, *key, what)
            scale = 1 if what in ("rate", "through") else 1000
            cells.append("" if found is None else f"{found[0] * scale:.2f} ±{found[1]:.0%}")
        if any(cells):
            lines.append(f"{key[0]:<18}{key[1]:<7}{key[2]:<17}" + "".join(f"{cell:>14}" for cell in cells))
    return "\n".join(lines)


def judged(samples: Sequence[Sample]) -> str:
    """Write the table of goals for the README, as Markdown, with what was reached."""
    lines = ["| | goal | reached | |", "|---|---|---|---|"]
    for goal in GOALS:
        for side in goal.sides:
            row = _row(goal, side, samples)
            if row is not None:
                lines.append(row)
    return "\n".join(lines)


def _row(goal: Goal, side: str, samples: Sequence[Sample]) -> str | None:
    ours = median(samples, goal.scenario, goal.shape, side, goal.what)
    theirs = median(samples, goal.scenario, goal.shape, BASE, goal.what)
    if ours is None or (goal.ratio and theirs is None):
        return None
    reached = ours[0] / theirs[0] if goal.ratio and theirs else ours[0]
    spread = ours[1] + (theirs[1] if goal.ratio and theirs else 0.0)
    wanted = goal.at_most if goal.at_most is not None else goal.at_least
    assert wanted is not None
    holds = reached <= wanted if goal.at_most is not None else reached >= wanted
    sign = "≤" if goal.at_most is not None else "≥"
    if goal.ratio:
        cells = f"{sign} {wanted:g} | {reached:.2f} ±{spread:.0%}"
    else:
        cells = f"{sign} {wanted * 1000:g} | {reached * 1000:.0f} ±{spread:.0%}"
    return f"| {goal.title} | {cells} | {'✓' if holds else '**not reached**'} |"


def plain(samples: Sequence[Sample], what: str) -> str:
    """List one figure of every measure that has it."""
    keys = dict.fromkeys((one.scenario, one.shape, one.side, one.what) for one in samples if one.what == what)
    found = {key: median(samples, *key) for key in keys}
    return "\n".join(
        f"{key[0]}, {key[1]}, {key[2]}: {one[0]:.1f} {what} ±{one[1]:.0%}"
        for key, one in found.items()
        if one
    )


def must_hold(samples: Sequence[Sample]) -> bool:
    """Whether every floor holds; what was not measured is not judged."""
    for goal in GOALS:
        ours = median(samples, goal.scenario, goal.shape, goal.sides[0], goal.what)
        theirs = median(samples, goal.scenario, goal.shape, BASE, goal.what)
        if goal.floor is not None and ours and theirs and ours[0] / theirs[0] < goal.floor * (1 - SLACK):
            print(f"{goal.title}: {ours[0] / theirs[0]:.2f} is below {goal.floor:g}, which must hold.")
            return False
    return True
