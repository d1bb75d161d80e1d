"""The bot beside bare Bolt: the same requests in turns, at several concurrencies and at a fixed rate."""

from __future__ import annotations

import itertools
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.bench import knocks
from tests.bench.figures import Sample, quantile
from tests.bench.load import Client
from tests.bench.served import quiet, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.bench.knocks import Knock
    from tests.bench.served import Served

#: How many requests one measure sends, by how many at once; the fixed rate is counted apart.
AT_ONCE: Mapping[int, int] = {1: 100, 10: 200, 50: 250, 200: 400}
#: Requests a second that every side can carry, and for how many seconds.
PACE, PACED_SECONDS = 50, 1.2
#: The whole benchmark's rounds; medians of them are told.
ROUNDS = 5


@dataclass(slots=True)
class Side:
    """One of the things compared, and what it is asked."""

    name: str
    served: Served
    campaigns: Iterator[tuple[int, str]] = field(
        default_factory=lambda: ((n, knocks.fresh()) for n in itertools.count())
    )


def approvals(side: Side) -> Iterator[Knock]:
    """Click on campaigns of this side that nobody has clicked on."""
    for campaign in side.campaigns:
        yield from knocks.approvals([campaign])


#: What is asked, and of which sides: all, or those without a database too.
SCENARIOS: Mapping[str, Callable[[Side], Iterator[Knock]]] = {
    "slash command": lambda _side: knocks.commands(),
    "block_suggestion": lambda _side: knocks.suggestions(),
    "preview submit": lambda _side: knocks.previews(),
    "approve click": approvals,
}
#: Databases make no difference to what stores nothing.
STORED = frozenset({"preview submit", "approve click"})


async def compare(sides: list[Side], slack: Served, *, rounds: int, small: float = 1.0) -> list[Sample]:
    """Measure every scenario on every side, in turns; `small` scales the number of requests."""
    samples: list[Sample] = []
    for each in range(rounds):
        for scenario, make in SCENARIOS.items():
            taking_part = [side for side in sides if scenario in STORED or side.name != "bot, PostgreSQL"]
            # Whoever comes first finds a quieter machine: the order turns.
            turned = taking_part[each % len(taking_part) :] + taking_part[: each % len(taking_part)]
            shapes: tuple[int | str, ...] = (*AT_ONCE, "paced")
            for shape in shapes:
                print(".", end="", file=sys.stderr, flush=True)
                for side in turned:
                    samples += await _measure(side, slack, scenario, make(side), shape, small)
    return samples


async def _measure(
    side: Side, slack: Served, scenario: str, knocks_: Iterator[Knock], shape: int | str, small: float
) -> list[Sample]:
    count = int((AT_ONCE[shape] if isinstance(shape, int) else PACE * PACED_SECONDS) * small) or 1
    asked = list(itertools.islice(knocks_, count))
    await told(slack, "reset")
    client = Client(side.served.address)
    used = side.served.cpu
    if isinstance(shape, int):
        load = await client.closed(asked, at_once=shape)
    else:
        load = await client.paced(asked, rate=PACE)
    # What is done after the acknowledgement belongs to the request.
    await quiet(slack)
    used = side.served.cpu - used
    client.close()
    if load.statuses != {200: len(asked)}:
        raise RuntimeError(f"{side.name} answered {scenario} with {load.statuses}.")
    where = (scenario, f"c={shape}" if isinstance(shape, int) else f"{PACE}/s", side.name)
    measured = {
        "p50": quantile(load.times, 0.5),
        "p95": quantile(load.times, 0.95),
        "p99": quantile(load.times, 0.99),
        "rate": load.rate,
        "cpu": used / len(asked),
    }
    seen = await told(slack, "seen")
    effects = {token: seen[token] for token in load.left if token in seen}
    if effects:
        # Acknowledgements outrun what follows them; this is what can be carried on and on.
        last = max(*effects.values(), min(load.left.values()) + load.seconds)
        measured["through"] = len(asked) / (last - min(load.left.values()))
    if effects and shape == "paced":
        waits = [at - load.left[token] for token, at in effects.items()]
        measured |= {"effect p50": quantile(waits, 0.5), "effect p99": quantile(waits, 0.99)}
    return [Sample(*where, what, value) for what, value in measured.items()]


async def flood(sides: list[Side], *, rounds: int) -> list[Sample]:
    """Send what strangers send: in the right shape, 150 bytes and 4 kB, signed with a secret that is guessed."""
    samples = []
    for _ in range(rounds):
        for size in (150, 4096):
            for side in sides:
                asked = list(itertools.islice(knocks.forged(size), 1500))
                client = Client(side.served.address)
                used = side.served.cpu
                load = await client.closed(asked, at_once=50)
                used = side.served.cpu - used
                client.close()
                if set(load.statuses) != {401}:
                    raise RuntimeError(f"{side.name} answered forged requests with {load.statuses}.")
                where = (f"forged, {size} B", "c=50", side.name)
                samples += [Sample(*where, "rate", load.rate), Sample(*where, "cpu", used / len(asked))]
    return samples
