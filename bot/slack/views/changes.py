"""What a new revision changed, for those who decide: the words before and now, and every other field by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.unseen import reveal
from bot.slack.views import blocks as b
from bot.slack.views.dates import said
from bot.slack.views.preview import KINDS, TYPES, audience

if TYPE_CHECKING:
    from bot.domain.brief import Brief
    from bot.domain.campaign import Event
    from bot.slack.views.card import Scene

#: How much of an unchanged beginning or end is shown around a change, in characters.
AROUND = 20


def changes(scene: Scene, event: Event) -> list[b.Block]:
    """Show what the revision of an event changed against the one before it."""
    before, now = scene.revisions.get(event.revision - 1), scene.revisions.get(event.revision)
    if before is None or now is None:
        return []
    parts: list[b.Block] = []
    if before.text != now.text:
        old, new = _excerpts(before.text, now.text)
        parts += [b.context("Before:"), b.sms(reveal(old)), b.context("Now:"), b.sms(reveal(new))]
    others = [f"{name}: {old} → {new}" for name, old, new in _others(before, now) if old != new]
    if others:
        # Plain text: the names of lists and tags were typed by people.
        parts.append({"type": "section", "text": b.plain("\n".join(others))})
    return parts


def _others(before: Brief, now: Brief) -> list[tuple[str, str, str]]:
    def yes(value: object) -> str:
        return "yes" if value else "no"

    def when(brief: Brief) -> str:
        return said(brief.send_at.at, brief.send_at.zone) if brief.send_at else "as soon as approved"

    return [
        ("To", audience(before), audience(now)),
        ("When", when(before), when(now)),
        ("Purpose", KINDS[before.purpose], KINDS[now.purpose]),
        ("Type", TYPES[before.type], TYPES[now.type]),
        ("Sender", before.sender or "Octopush's default", now.sender or "Octopush's default"),
        ("Replies", yes(before.with_replies), yes(now.with_replies)),
        (
            "Opted-out people left out",
            yes(before.auto_remove_blacklisted_numbers),
            yes(now.auto_remove_blacklisted_numbers),
        ),
        ("Text changed by Octopush", yes(before.auto_optimize_text), yes(now.auto_optimize_text)),
        ("Links tracked", yes(before.recipient_tracking), yes(now.recipient_tracking)),
    ]


def _excerpts(before: str, now: str) -> tuple[str, str]:
    """Cut what both texts share at the beginning and at the end, but for a little around the change."""
    shortest = min(len(before), len(now))
    start = next((i for i in range(shortest) if before[i] != now[i]), shortest)
    end = next((i for i in range(shortest - start) if before[-1 - i] != now[-1 - i]), shortest - start)
    start, end = max(start - AROUND, 0), max(end - AROUND, 0)
    lead, trail = "…" if start else "", "…" if end else ""
    return tuple(f"{lead}{text[start : len(text) - end]}{trail}" for text in (before, now))  # type: ignore[return-value]  # Two texts in, two out.
