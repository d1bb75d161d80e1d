"""What has been played so far: JSON files that runs add to, and the tables that stand in the README.

Each file is one run's, so that several may go on side by side: runs of one kind of database are added up when they are
shown. A file holds what was seen and nothing that must be believed: seeds and commits stand beside the figures.
"""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from tests.crash.points import CALLS, CATALOGUE, SIDES_OF_CALL, SIDES_OF_WRITE, WANTED, WRITES
from tests.crash.processes import RANDOM
from tests.crash.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.crash.theatre import Outcome

_COUNTERS = ("hits", "ends", "commits", "broken")


@dataclass(slots=True)
class Tally:
    """What has been played on one kind of database."""

    database: str
    plays: int = 0
    stories: int = 0
    #: Stories that were killed at least once.
    killed: int = 0
    kills: int = 0
    sendings: int = 0
    most_sendings: int = 0
    #: Plays in which one of several processes was killed for good.
    bereft: int = 0
    seconds: float = 0.0
    slowest_resumption: float = 0.0
    next_seed: int = 1
    hits: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    #: Killed stories by the commit they were played at, and the seeds that were played at each.
    commits: Counter[str] = field(default_factory=Counter)
    seeds: dict[str, list[int]] = field(default_factory=dict)
    #: How often each rule was broken, and how.
    broken: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, file: Path, database: str, *, first_seed: int = 1) -> Tally:
        """Read what was played before; nothing, where there is no file."""
        if not file.exists():
            return cls(database, next_seed=first_seed)
        said = json.loads(file.read_text())
        for name in _COUNTERS:
            said[name] = Counter(said[name])
        return cls(**said)

    @classmethod
    def sum(cls, database: str, files: Iterable[Path]) -> Tally:
        """Add up several runs."""
        total = cls(database)
        for file in files:
            one = cls.read(file, database)
            for name in ("plays", "stories", "killed", "kills", "sendings", "bereft", "seconds"):
                setattr(total, name, getattr(total, name) + getattr(one, name))
            for name in ("slowest_resumption", "most_sendings"):
                setattr(total, name, max(getattr(total, name), getattr(one, name)))
            for name in _COUNTERS:
                getattr(total, name).update(getattr(one, name))
            for commit, seeds in one.seeds.items():
                total.seeds.setdefault(commit, []).extend(seeds)
            total.wrong += one.wrong
        return total

    def write(self, file: Path) -> None:
        """Keep it; a run that is interrupted between two plays loses nothing."""
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_suffix(".new")
        said = {one.name: getattr(self, one.name) for one in fields(self)}
        new.write_text(json.dumps(said, indent=1, ensure_ascii=False))
        new.replace(file)

    def add(self, outcome: Outcome, commit: str) -> None:
        """Add a play."""
        self.plays += 1
        self.stories += outcome.stories
        self.killed += outcome.killed
        self.kills += outcome.kills
        self.sendings += outcome.sendings
        self.most_sendings = max(self.most_sendings, outcome.most_sendings)
        self.bereft += outcome.bereft
        self.seconds += outcome.seconds
        self.slowest_resumption = max(self.slowest_resumption, outcome.slowest_resumption)
        self.next_seed = outcome.score.seed + 1
        self.hits.update(outcome.hits)
        self.ends.update(outcome.ends)
        self.commits[commit] += outcome.killed
        self.seeds.setdefault(commit, []).append(outcome.score.seed)
        self.broken.update(one.rule.value for one in outcome.wrong)
        self.wrong += [f"seed {outcome.score.seed} at {commit}: {one}" for one in outcome.wrong]

    def table(self) -> str:
        """Write it as the README shows it."""
        played = "; ".join(
            f"`{commit}`: {killed:,} (seeds {_ranges(self.seeds[commit])})"
            for commit, killed in self.commits.items()
        )
        lines = [
            (
                f"**{self.database}**: {self.killed:,} stories, each killed at least once, by {self.kills:,} kills in "
                f"{self.plays:,} plays; {self.sendings:,} confirmed sendings. Commits and seeds: {played or 'none'}."
            ),
            "",
            "| must hold in every run | broken | seen |",
            "|---|---|---|",
            *(f"| {rule} | {self.broken[rule]:,} | {self._seen(rule)} |" for rule in Rule),
            "",
            "| end of a campaign | how many |",
            "|---|---|",
            *(f"| {end} | {count:,} |" for end, count in self.ends.most_common()),
            "",
            f"Killed {self.hits[RANDOM]:,} times at random, and around each write:",
            "",
            "| write | just before | just after |",
            "|---|---|---|",
            *(self._row("write ", name, SIDES_OF_WRITE) for name in WRITES),
            "",
            "| call | arrived | taken, not answered | answered |",
            "|---|---|---|---|",
            *(self._row("", name, SIDES_OF_CALL) for name in CALLS),
        ]
        rare = [point for point in CATALOGUE if self.hits[point] < WANTED]
        if rare:
            lines += ["", f"{len(rare)} of {len(CATALOGUE)} points were hit fewer than {WANTED} times."]
        if self.wrong:
            lines += ["", *(f"- {one}" for one in self.wrong)]
        return "\n".join(lines)

    def _row(self, prefix: str, name: str, sides: Iterable[str]) -> str:
        """Write how often the points of one write or call were hit."""
        return (
            f"| {name} | " + " | ".join(f"{self.hits[f'{prefix}{name}: {side}']:,}" for side in sides) + " |"
        )

    def _seen(self, rule: Rule) -> str:
        """Say what was seen of a rule."""
        match rule:
            case Rule.ONCE:
                return f"most for one campaign: {self.most_sendings}"
            case Rule.RESUMED:
                return f"slowest by the wall clock: {self.slowest_resumption:.1f} s"
            case Rule.OTHERS:
                return f"plays with one never back: {self.bereft:,}"
            case _:
                return f"{sum(self.ends.values()):,} campaigns"


def _ranges(numbers: list[int]) -> str:
    """Write numbers as ranges: 1–4, 7."""
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in parts)


def commit_here(folder: Path) -> str:
    """Name the last commit that changed the bot or the driver; with a + where files differ from it."""

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603, S607 - fixed words, and git is where it is
        return done.stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no", "--", "bot", "tests/crash")
    return git("log", "-1", "--format=%h", "--", "bot", "tests/crash") + ("+" if changed else "")
