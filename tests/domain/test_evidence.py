"""The chain of a record, before and after a purge took its words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import evidence

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
WORDS = st.lists(st.text(max_size=40), min_size=1, max_size=4)


def digest(brief):
    """Stand for the digest of a Brief."""
    return evidence.seal({"digest of": brief})


def record(words, *, older=False):
    """Tell of a campaign that was asked for, edited with other words, and rejected; `older`: chained by whole Briefs."""
    events, previous = [], evidence.first(7)
    briefs = [{"text": text, "list": "VIP"} for text in words]
    for seq, brief in enumerate([*briefs, None], 1):
        row = {
            "seq": seq,
            "at": AT.isoformat(),
            "actor": "UREQ",
            "action": "reject" if brief is None else "edit" if seq > 1 else "confirm",
            "before": None,
            "after": "rejected" if brief is None else "preparing",
            "revision": min(seq, len(briefs)),
            "digest": digest(brief or briefs[-1]),
            "note": {},
        }
        if brief is None:
            hung = row
        elif older:
            hung = {**row, "brief": brief}
        else:
            hung = evidence.chained(row, evidence.seal(brief))
        previous = evidence.link(previous, hung)
        events.append({**row, "link": previous})
    return {
        "campaign": {"id": 7, "state": "rejected", "purged_at": None, "purge_link": None},
        "revisions": [
            {"revision": number, "digest": digest(brief), "brief": brief, "sealed": None}
            for number, brief in enumerate(briefs, 1)
        ],
        "votes": [],
        "events": events,
    }


def purged(whole):
    """Take the words out, as a purge does."""
    seals = {one["revision"]: evidence.seal(one["brief"]) for one in whole["revisions"]}
    tied = evidence.purge_link(whole["events"][-1]["link"], at=AT, seals=seals)
    return {
        **whole,
        "campaign": {**whole["campaign"], "purged_at": AT.isoformat(), "purge_link": tied},
        "revisions": [
            {**one, "brief": {**one["brief"], "text": ""}, "sealed": seals[one["revision"]]}
            for one in whole["revisions"]
        ],
    }


def wrong(told, head=None):
    """Check a record."""
    return evidence.check(told, digest=digest, head=head)


@given(WORDS)
def test_a_chain_holds_before_a_purge_and_after_it(words):
    """Whatever the words were, the record holds without them, and ends at the same head."""
    whole = record(words)
    head = whole["events"][-1]["link"][: evidence.SHOWN]
    assert wrong(whole, head) == []
    assert wrong(purged(whole), head) == []


@given(WORDS, st.data())
def test_after_a_purge_no_event_can_be_changed_unnoticed(words, data):
    """Without the words the rest is still evidence: another actor in any event is named."""
    told = purged(record(words))
    place = data.draw(st.integers(0, len(told["events"]) - 1))
    told["events"][place] = {**told["events"][place], "actor": "UTOM"}
    assert any(one.startswith(f"Event {place + 1} (") and "UTOM" in one for one in wrong(told))


@given(WORDS)
def test_words_that_a_hand_took_are_named(words):
    """Emptied without a purge, or under the seal of another text, a Brief is not what was written."""
    whole = record(["kept", *words])
    whole["revisions"][0]["brief"] = {"text": "", "list": "VIP"}
    assert any("revision 1 is not the one of its digest" in one for one in wrong(whole))
    assert any(one.startswith("Event 1 (") for one in wrong(whole))
    told = purged(record(["kept", *words]))
    told["revisions"][0]["sealed"] = evidence.seal({"text": "another", "list": "VIP"})
    assert any("tied to another end" in one for one in wrong(told))


@pytest.mark.parametrize("words", [["Bonjour"], ["Bonjour", "Bonsoir"]])
def test_an_older_chain_is_checked_by_its_words_and_said_to_hang_on_them(words):
    """With its words it holds; without them nobody is accused before the other reason is named."""
    whole = record(words, older=True)
    assert wrong(whole) == []
    said = wrong(purged(whole))
    assert [one for one in said if "older release" in one] == [
        f"Or event {seq} was written by an older release: its link hangs on the words that a purge took."
        for seq in range(1, len(words) + 1)
    ]
    assert len(said) == 2 * len(words)
