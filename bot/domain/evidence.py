"""The chain that a campaign's audit hangs on, and the check of a record that was taken out of the database.

Each event's link is a digest of the link before it and of the event, with the Brief where the event made one. Whoever
owns the database could make a chain anew: so its head is posted in the thread with the end of the campaign, and a
record proves something only beside it. What the release before wrote has no link, and is named as such.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import TYPE_CHECKING, Any

from bot.domain.campaign import Action

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.domain.campaign import Event

#: Events that come with a Brief of their own.
WRITES_BRIEF = frozenset({Action.CONFIRM, Action.EDIT})
#: How many letters of a head are shown to people.
SHOWN = 16


def first(campaign: int) -> str:
    """Give what the first event of a campaign hangs on."""
    return hashlib.sha256(f"campaign {campaign}".encode()).hexdigest()


def link(previous: str, row: Mapping[str, Any]) -> str:
    """Make the link of a row that hangs on another."""
    canonical = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()


def row_of(event: Event, *, seq: int, note: Mapping[str, Any]) -> dict[str, Any]:
    """Make what is chained of an event: all of it, and its place. `note` is as stored."""
    return {
        "seq": seq,
        "at": event.at.astimezone(UTC).isoformat(),
        "actor": event.actor,
        "action": event.action.value,
        "before": event.before and event.before.value,
        "after": event.after.value,
        "revision": event.revision,
        "digest": event.digest,
        "note": dict(note),
    }


def chained(row: Mapping[str, Any], brief: Mapping[str, Any] | None) -> dict[str, Any]:
    """Add the Brief that an event made."""
    return {**row, "brief": brief} if row["action"] in WRITES_BRIEF else dict(row)


def check(
    record: Mapping[str, Any], *, digest: Callable[[Mapping[str, Any]], str], head: str | None = None
) -> list[str]:
    """Name everything in a record that is not as it was written; empty where it holds.

    `digest` makes a Brief's digest of its JSON; `head` is what the thread shows, from its first letter on.
    """
    number = record["campaign"]["id"]
    briefs = {one["revision"]: one["brief"] for one in record["revisions"]}
    events = record["events"]
    return [
        *_broken_links(number, events, briefs),
        *(
            f"The Brief of revision {one['revision']} is not the one of its digest {one['digest'][:SHOWN]}…"
            for one in record["revisions"]
            if digest(one["brief"]) != one["digest"]
        ),
        *_unfounded(record, events),
        *_other_head(events, head),
    ]


def _broken_links(
    number: int, events: Sequence[Mapping[str, Any]], briefs: Mapping[int, Mapping[str, Any]]
) -> list[str]:
    if not events:
        return ["There is no event: a campaign has at least its first."]
    found = []
    previous = first(number)
    for event in events:
        name = f"Event {event['seq']} ({event['action']} by {event['actor']}, {event['at']})"
        row = {key: value for key, value in event.items() if key != "link"}
        if event["link"] is None:
            found.append(f"{name} has no link: it was written by an older release, or put in by hand.")
        elif link(previous, chained(row, briefs.get(event["revision"]))) != event["link"]:
            found.append(f"{name} was changed, or what stood before it was changed, put in or taken away.")
        previous = event["link"] or first(number)
    return found


def _unfounded(record: Mapping[str, Any], events: Sequence[Mapping[str, Any]]) -> list[str]:
    """Name what the campaign's own row says that its events do not."""
    campaign, found = record["campaign"], []
    if events and campaign["state"] != events[-1]["after"]:
        found.append(f"The campaign stands at {campaign['state']}, its last event at {events[-1]['after']}.")
    written = {event["revision"] for event in events if event["action"] in WRITES_BRIEF}
    found += [
        f"Revision {one['revision']} was written by no event."
        for one in record["revisions"]
        if one["revision"] not in written
    ]
    given = {
        (event["actor"], event["at"], event["digest"])
        for event in events
        if event["action"] == Action.APPROVE
    }
    found += [
        f"The vote of {vote['voter']} ({vote['at']}) was given in no event."
        for vote in record["votes"]
        if (vote["voter"], vote["at"], vote["digest"]) not in given
    ]
    return found


def _other_head(events: Sequence[Mapping[str, Any]], head: str | None) -> list[str]:
    if head is None or any((event["link"] or "").startswith(head) for event in events):
        return []
    return [f"No event has the link {head} that the thread shows: the chain was made anew, or cut."]
