from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]


@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    ("database", "seed", "stories"), [("sqlite", 3, 3), ("postgresql", 6, 2)], ids=["sqlite", "postgresql"]
)
def test_stories_whose_processes_are_killed_end_as_they_must(database: str, seed: int, stories: int):
    """Real processes die by SIGKILL in the middle of stories: what Slack and Octopush hold afterwards breaks no rule."""
    # The driver forks, which only a process without threads may do.
    play = [sys.executable, "-m", "tests.crash", "--database", database, "--seed", str(seed)]
    # How soon they go on is measured where nothing else runs beside them.
    play += ["--patience", "60"]
    done = subprocess.run(  # noqa: S603 - our own driver
        [*play, "--stories", str(stories)], cwd=TOP, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"seed {seed}: " in done.stdout
    assert " 0 kills" not in done.stdout
