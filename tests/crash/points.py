"""The named points at which processes die, and which one is next: the one that was hit least so far.

The catalogue is written down, not gathered: a point that is never hit shows as 0, and is a hole in the proof.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

#: What is committed, by the action in the audit, or by the store's method where there is none.
WRITES = (
    *(
        "engine registered",
        "draft",
        "draft simulated",
        "draft gone",
        "confirm",
        "claim",
        "ticket asked for",
        "ticket heard",
        "ticketed",
        "look again later",
    ),
    *("wait", "measured", "approve", "reject", "edit", "cancel", "remind", "expire", "drift"),
    *("prepare_again", "start_sending", "accepted", "not_taken", "refused", "lost"),
    *("settle_sent", "settle_not_sent", "left"),
    *("claim of a drawing", "message posted", "message gone", "drawn", "ticket released"),
    *("jobs handed out", "job taken", "job ended"),
    *("outage begun", "outage noted", "outage told", "heartbeat"),
)
CALLS = (
    *("octopush simulate", "octopush create", "octopush status", "octopush balance", "octopush send"),
    *("octopush cancel", "slack views.open", "slack views.update", "slack chat.postMessage"),
    *("slack chat.update", "slack chat.delete", "slack chat.scheduleMessage"),
    *("slack chat.deleteScheduledMessage", "slack users.info", "slack usergroups.users.list"),
    *("slack conversations.info", "slack auth.test", "slack response_url"),
)
SIDES_OF_WRITE = ("before", "after")
SIDES_OF_CALL = ("arrived", "taken", "answered")
CATALOGUE = (
    *(f"write {name}: {side}" for name in WRITES for side in SIDES_OF_WRITE),
    *(f"{name}: {side}" for name in CALLS for side in SIDES_OF_CALL),
)
#: How often each must have been hit in the long run.
WANTED = 20


def choose(rng: Random, hits: Mapping[str, int], tried: Mapping[str, int], *, most: int) -> list[str]:
    """Choose where the next process may die: only where too few have, as long as there is such a point.

    It dies at whichever it comes to first. Were it armed with common points too, it would never come to a rare one.
    """
    wanted = [name for name in CATALOGUE if hits.get(name, 0) < WANTED]
    weights = [(WANTED - hits.get(name, 0)) ** 2 / (1 + tried.get(name, 0) / 6) for name in wanted]
    if not wanted:
        wanted = list(CATALOGUE)
        weights = [1 / (1 + hits.get(name, 0) + tried.get(name, 0)) for name in wanted]
    return list(dict.fromkeys(rng.choices(wanted, weights, k=most)))
