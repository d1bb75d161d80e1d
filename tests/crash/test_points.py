from __future__ import annotations

from collections import Counter
from random import Random
from typing import TYPE_CHECKING

from bot.domain.campaign import Action
from tests.crash import points
from tests.crash.cli import score_of
from tests.crash.rules import Broken, Rule
from tests.crash.tally import Tally
from tests.crash.theatre import Outcome

if TYPE_CHECKING:
    from pathlib import Path


def test_processes_die_around_every_write_that_the_audit_knows():
    """Whatever can happen to a campaign has its two points in the catalogue, before and after it is committed."""
    assert {str(action) for action in Action} <= set(points.WRITES)
    assert {f"write {action}: {side}" for action in Action for side in ("before", "after")} <= set(
        points.CATALOGUE
    )


def test_the_next_kill_is_at_a_point_that_was_hit_least():
    """A point that was hit often is not chosen while there is one that never was."""
    often = dict.fromkeys(points.CATALOGUE[1:], 100_000)
    for seed in range(20):
        dice = Random(seed)  # noqa: S311 - to be repeated, not to be secret
        assert points.choose(dice, often, {}, most=1) == [points.CATALOGUE[0]]


def test_runs_side_by_side_are_added_up(tmp_path: Path):
    """What several runs have written is one table: stories, kills, seeds by commit, and each rule that was broken."""
    broken = Broken(Rule.ONCE, "Campaign 7: sent 2 times.")
    for first_seed, wrong in ((1, []), (101, [broken])):
        file = tmp_path / f"crash-sqlite-{first_seed}.json"
        for _ in range(2):
            tally = Tally.read(file, "sqlite", first_seed=first_seed)
            tally.add(_outcome(tally.next_seed, wrong), "abc1234")
            tally.write(file)
    total = Tally.sum("sqlite", tmp_path.iterdir())
    assert (total.plays, total.stories, total.killed, total.kills) == (4, 160, 156, 52)
    assert (total.most_sendings, total.slowest_resumption, total.broken[Rule.ONCE]) == (1, 0.5, 2)
    table = total.table()
    assert "`abc1234`: 156 (seeds 1–2, 101–102)" in table
    assert f"| {Rule.ONCE} | 2 | most for one campaign: 1 |" in table
    assert "- seed 101 at abc1234: Campaign 7: sent 2 times." in table


def _outcome(seed: int, wrong: list[Broken]) -> Outcome:
    return Outcome(
        score=score_of(seed, database="sqlite", stories=40),
        wrong=wrong,
        ends=Counter({"sent": 30, "not sent: cancelled": 10}),
        hits=Counter({points.CATALOGUE[0]: 13}),
        schedule=[],
        stories=40,
        killed=39,
        kills=13,
        sendings=30,
        most_sendings=1,
        bereft=False,
        seconds=1.0,
        slowest_resumption=0.5,
    )
