"""The crash runs from the command line: the long run with its tally, one seed again, and the proof of the proof."""

from __future__ import annotations

import argparse
import asyncio
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import alembic.command
import alembic.runtime.migration
import alembic.script
import dbos

from bot.adapters import when
from tests.crash import child
from tests.crash.databases import Databases
from tests.crash.forks import ForkServer
from tests.crash.memory import Memory
from tests.crash.plants import PLANTS
from tests.crash.stage import RESUMED, Score
from tests.crash.tally import Tally, commit_here
from tests.crash.theatre import Theatre

if TYPE_CHECKING:
    from tests.crash.theatre import Outcome

HERE = Path(__file__).parents[2]
VAR = HERE / "var"
#: Between these the README has the tables.
MARKS = ("<!-- make crash ARGS=--readme: begin -->", "<!-- end -->")
#: Imported so that no forked process has to.
PRELOADED = (alembic.command, alembic.runtime.migration, alembic.script, dbos)
#: Stories that share a stage, and its kills.
STORIES = 40
#: Within how many stories a planted fault must be caught.
CAUGHT_WITHIN = 500


def main() -> int:
    """Run; 0 where nothing is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.crash",
        description="Play stories against bot processes that are killed, and judge what Slack and Octopush hold.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--stories", type=int, default=STORIES, help="how many stories share a play")
    parser.add_argument(
        "--until",
        type=int,
        help="go on with the tally in var/ until it holds so many stories that were killed, and print it",
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=1,
        help="the first seed; with --until it names the run, and several may go on side by side",
    )
    parser.add_argument(
        "--patience", type=float, default=RESUMED, help="seconds in which what is due must be taken up"
    )
    parser.add_argument("--plays", type=int, default=1, help="how many seeds to play where no tally is kept")
    parser.add_argument("--schedule", type=Path, help="a file of kills, to play a seed again as it was")
    parser.add_argument("--table", action="store_true", help="only print the tallies in var/")
    parser.add_argument(
        "--readme", action="store_true", help="only write the tallies in var/ into the README"
    )
    parser.add_argument("--self-test", action="store_true", help="plant five faults, and catch each")
    parser.add_argument("--only", help="the one planted fault to catch, by a word of its name")
    args = parser.parse_args()
    if args.table or args.readme:
        tables = (Tally.sum(database, _files(database)).table() for database in ("sqlite", "postgresql"))
        _show("\n\n".join(tables), in_readme=args.readme)
        return 0
    when.warm()
    memory = Memory()
    server = ForkServer(lambda order: child.live(memory, order))
    databases = Databases(server)
    try:
        return asyncio.run(_run(args, server, memory, databases))
    finally:
        server.close()
        databases.close()


def _show(tables: str, *, in_readme: bool) -> None:
    """Print the tables, or put them between their marks in the README."""
    if not in_readme:
        print(tables)  # noqa: T201 - it is what was asked for
        return
    readme = HERE / "README.md"
    before, begin, rest = readme.read_text("utf-8").partition(MARKS[0])
    _, end, after = rest.partition(MARKS[1])
    readme.write_text(f"{before}{begin}\n\n{tables}\n\n{end}{after}", "utf-8")


def score_of(seed: int, *, database: str, stories: int, plant: str | None = None) -> Score:
    """Make the score of a seed."""
    dice = Score(seed, 0, "", 0, 0, {}).random("score")
    approvals = dice.choice((1, 1, 1, 2, 2, 2, 0))
    settings = {
        "APPROVALS_REQUIRED": str(approvals),
        "REMINDERS": "1",
        "PREPARATION_MAX_AGE": dice.choice(("24 h", "24 h", "20 min")),
    }
    processes = 1 if database == "sqlite" else dice.choice((2, 3))
    return Score(seed, stories, database, approvals, processes, settings, plant)


async def _run(args: argparse.Namespace, server: ForkServer, memory: Memory, databases: Databases) -> int:
    async with Theatre(server, memory, databases) as theatre:
        if args.self_test:
            return await _self_test(theatre, args)
        if args.until is None:
            return await _some(theatre, args)
        return await _long(theatre, args)


async def _some(theatre: Theatre, args: argparse.Namespace) -> int:
    """Play some seeds, and keep no tally."""
    schedule = args.schedule.read_text().splitlines() if args.schedule else None
    tally = Tally(args.database)
    for seed in range(args.seed, args.seed + args.plays):
        score = replace(score_of(seed, database=args.database, stories=args.stories), patience=args.patience)
        outcome = await theatre.play(score, hits=tally.hits, schedule=schedule)
        tally.add(outcome, commit_here(HERE))
        _tell(outcome)
    return bool(tally.wrong)


async def _long(theatre: Theatre, args: argparse.Namespace) -> int:
    """Play on where the last run ended, until the tally is full; print the table."""
    file = VAR / f"crash-{args.database}-{args.seed}.json"
    tally = Tally.read(file, args.database, first_seed=args.seed)
    # What runs is what is checked out now, whatever is committed meanwhile.
    commit = commit_here(HERE)
    before = len(tally.wrong)
    while (total := Tally.sum(args.database, _files(args.database))).killed < args.until:
        score = score_of(tally.next_seed, database=args.database, stories=args.stories)
        outcome = await theatre.play(score, hits=total.hits)
        tally.add(outcome, commit)
        tally.write(file)
        _tell(outcome)
    print(total.table())  # noqa: T201 - it is what the command is for
    return len(tally.wrong) > before


def _files(database: str) -> list[Path]:
    """Find the tallies of all runs on a kind of database."""
    return sorted(VAR.glob(f"crash-{database}-*.json"))


async def _self_test(theatre: Theatre, args: argparse.Namespace) -> int:
    """Plant each fault and play until it is caught; a fault that is not caught is a hole in the proof."""
    missed = 0
    for name, plant in PLANTS.items():
        if args.only and args.only not in name:
            continue
        told = 0
        caught: list[str] = []
        hits: Counter[str] = Counter()
        seed = args.seed
        while told < CAUGHT_WITHIN and not caught:
            score = score_of(seed, database=args.database, stories=args.stories, plant=name)
            outcome = await theatre.play(score, hits=hits)
            hits.update(outcome.hits)
            caught = [str(one) for one in outcome.wrong if re.search(plant.caught, str(one))]
            told, seed = told + outcome.stories, seed + 1
        missed += not caught
        words = f"caught within {told} stories: {caught[0]}" if caught else f"not caught in {told} stories"
        print(f"{name}: {words}", flush=True)  # noqa: T201 - it is what the command is for
    return missed


def _tell(outcome: Outcome) -> None:
    """Say what came of a play."""
    ends = ", ".join(f"{count} {end}" for end, count in outcome.ends.most_common())
    say = [
        (
            f"seed {outcome.score.seed}: {outcome.stories} stories, {outcome.killed} killed, {outcome.kills} kills, "
            f"{outcome.seconds:.0f} s, {outcome.sendings} sent; {ends}"
        )
    ]
    say += [f"  WRONG {one}" for one in outcome.wrong]
    say += [f"  the log says: {one[:200]}" for one in outcome.trouble[:1]]
    if outcome.evidence:
        say.append(f"  the kills, the log and the database are in {outcome.evidence}")
    print("\n".join(say), flush=True)  # noqa: T201 - it is what the command is for
