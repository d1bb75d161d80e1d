"""What has been played so far: a JSON file that runs add to, and the table that stands in the README."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from tests.crash.points import CATALOGUE, WANTED
from tests.crash.processes import RANDOM

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crash.theatre import Outcome


@dataclass(slots=True)
class Tally:
    """What has been played on one kind of database."""

    database: str
    plays: int = 0
    stories: int = 0
    killed: int = 0
    kills: int = 0
    sendings: int = 0
    seconds: float = 0.0
    slowest_resumption: float = 0.0
    #: The first seed and the one after the last.
    first_seed: int = 1
    next_seed: int = 1
    hits: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    #: Stories by the commit they were played at.
    commits: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, file: Path, database: str) -> Tally:
        """Read what was played before; nothing, where there is no file."""
        if not file.exists():
            return cls(database)
        said = json.loads(file.read_text())
        for name in ("hits", "ends", "commits"):
            said[name] = Counter(said[name])
        return cls(**said)

    def write(self, file: Path) -> None:
        """Keep it; a run that is interrupted between two plays loses nothing."""
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_suffix(".new")
        new.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False))
        new.replace(file)

    def add(self, outcome: Outcome, commit: str) -> None:
        """Add a play."""
        self.plays += 1
        self.stories += outcome.stories
        self.killed += outcome.killed
        self.kills += outcome.kills
        self.sendings += outcome.sendings
        self.seconds += outcome.seconds
        self.slowest_resumption = max(self.slowest_resumption, outcome.slowest_resumption)
        self.next_seed = outcome.score.seed + 1
        self.hits.update(outcome.hits)
        self.ends.update(outcome.ends)
        self.commits[commit] += outcome.stories
        self.wrong += [f"seed {outcome.score.seed}: {one}" for one in outcome.wrong]

    def table(self) -> str:
        """Write it as the README shows it."""
        commits = ", ".join(f"`{commit}` ({stories:,})" for commit, stories in self.commits.items())
        lines = [
            (
                f"{self.stories:,} stories on {self.database}, {self.killed:,} of them killed at least once, by "
                f"{self.kills:,} kills in {self.plays:,} plays (seeds {self.first_seed} to {self.next_seed - 1}); "
                f"{self.sendings:,} confirmed sendings."
            ),
            f"Stories by commit: {commits or 'none'}.",
            f"Slowest resumption after a restart: {self.slowest_resumption:.1f} s. Violations: {len(self.wrong)}.",
            "",
            "| end | campaigns |",
            "|---|---|",
            *(f"| {end} | {count:,} |" for end, count in self.ends.most_common()),
            "",
            "| killed | times |",
            "|---|---|",
            *(f"| {point} | {self.hits[point]:,} |" for point in (RANDOM, *CATALOGUE)),
        ]
        rare = [point for point in CATALOGUE if self.hits[point] < WANTED]
        if rare:
            lines += ["", f"{len(rare)} of {len(CATALOGUE)} points were hit less than {WANTED} times."]
        return "\n".join(lines)


def commit_here(folder: Path) -> str:
    """Name the commit that is checked out; with a + where files differ from it."""

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603, S607 - fixed words, and git is where it is
        return done.stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no", "--", "bot", "tests/crash")
    return git("rev-parse", "--short", "HEAD") + ("+" if changed else "")
