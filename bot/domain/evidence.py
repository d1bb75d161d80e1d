"""The chain that a campaign's audit hangs on, and the check of a record that was taken out of the database.

Each event's link is a digest of the link before it and of the event, with the Brief's seal where the event made one: a
digest too, so that the chain holds once a purge took the words away. Whoever owns the database could make a chain anew:
so its head is posted in the thread with the end of the campaign, and a record proves something only beside it. What older
releases wrote has no link, and is named as such, or hangs on the Brief itself, and cannot be checked after a purge.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
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
    return hashlib.sha256(f"{previous}\n{_canonical(row)}".encode()).hexdigest()


def _canonical(value: Mapping[str, Any]) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


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


def seal(brief: Mapping[str, Any]) -> str:
    """Make the digest of a Brief as stored, which is all that the chain needs of it."""
    return hashlib.sha256(_canonical(brief).encode()).hexdigest()


def chained(row: Mapping[str, Any], sealed: str) -> dict[str, Any]:
    """Add the seal of the Brief that an event made."""
    return {**row, "seal": sealed} if row["action"] in WRITES_BRIEF else dict(row)


def purge_link(last: str, *, at: datetime, seals: Mapping[int, str]) -> str:
    """Tie a purge to the last event: when the words went, and the seal of each revision."""
    named = {str(revision): sealed for revision, sealed in seals.items()}
    return link(last, {"purged_at": at.astimezone(UTC).isoformat(), "seals": named})


def check(
    record: Mapping[str, Any], *, digest: Callable[[Mapping[str, Any]], str], head: str | None = None
) -> list[str]:
    """Name everything in a record that is not as it was written; empty where it holds.

    `digest` makes a Brief's digest of its JSON; `head` is what the thread shows, from its first letter on.
    """
    number = record["campaign"]["id"]
    written = {one["revision"]: one for one in record["revisions"]}
    events = record["events"]
    return [
        *_broken_links(number, events, written),
        *(
            f"The Brief of revision {one['revision']} is not the one of its digest {one['digest'][:SHOWN]}…"
            for one in record["revisions"]
            if one.get("sealed") is None and digest(one["brief"]) != one["digest"]
        ),
        *_unpurged(record, events),
        *_unfounded(record, events),
        *_other_head(events, head),
    ]


def _broken_links(
    number: int, events: Sequence[Mapping[str, Any]], written: Mapping[int, Mapping[str, Any]]
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
        elif event["link"] not in _links(previous, row, written.get(event["revision"])):
            found.append(f"{name} was changed, or what stood before it was changed, put in or taken away.")
            if row["action"] in WRITES_BRIEF and written.get(event["revision"], {}).get("sealed") is not None:
                found.append(
                    f"Or event {event['seq']} was written by an older release: its link hangs on the words that a purge took."
                )
        previous = event["link"] or first(number)
    return found


def _links(previous: str, row: Mapping[str, Any], revision: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Make the links that an event may have: by its Brief's seal, and as older releases made them."""
    if row["action"] not in WRITES_BRIEF:
        return (link(previous, row),)
    if revision is None or revision["digest"] != row["digest"]:
        return ()
    if revision.get("sealed") is not None:
        return (link(previous, chained(row, revision["sealed"])),)
    brief = revision["brief"]
    return link(previous, chained(row, seal(brief))), link(previous, {**row, "brief": brief})


def _unpurged(record: Mapping[str, Any], events: Sequence[Mapping[str, Any]]) -> list[str]:
    """Name words that are gone without a purge, and a purge that is none."""
    at = record["campaign"].get("purged_at")
    seals = {one["revision"]: one["sealed"] for one in record["revisions"] if one.get("sealed") is not None}
    if at is None:
        return [f"The words of revision {revision} are gone, and no purge took them." for revision in seals]
    last = (events[-1]["link"] if events else None) or first(record["campaign"]["id"])
    tied = purge_link(last, at=datetime.fromisoformat(at), seals=seals)
    if len(seals) == len(record["revisions"]) and tied == record["campaign"]["purge_link"]:
        return []
    return [f"The words went at {at}, and that is tied to another end of the campaign."]


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
