"""The cheaper text, shown before anybody takes it: what would be sent instead, and each change that leads there."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from bot.domain.unseen import reveal
from bot.slack.ids import Id
from bot.slack.views import blocks as b
from bot.slack.views.settling import ordinal

if TYPE_CHECKING:
    from bot.domain.cheaper import Change, Cheaper
    from bot.slack.payloads import PreviewMemory

#: How many changes are told one by one.
MOST = 20


def cheaper_text(memory: PreviewMemory, found: Cheaper) -> b.Block:
    """Show it, to be taken or left."""
    changes = [_told(change) for change in islice(found.changes, MOST)]
    if len(found.changes) > MOST:
        changes.append(f"and {len(found.changes) - MOST} more")
    return b.modal(
        Id.CAMPAIGN_CHEAPER,
        "The cheaper text",
        [
            b.context(_segments(found)),
            b.sms(reveal(found.text)),
            b.paragraph("What changes:\n" + "\n".join(changes)),
        ],
        close="Back",
        submit="Take this text",
        memory=memory.model_dump_json(),
    )


def _segments(found: Cheaper) -> str:
    before, after = found.segments_before, found.segments_after
    if after < before:
        return f"{after} SMS instead of {before}, before names are filled in"
    return "160 characters an SMS instead of 70: there is more room, for names too"


def _told(change: Change) -> str:
    # A picture goes with the space before it, and is what somebody looks for.
    place = ordinal(change.position + 1 + len(change.before) - len(change.before.lstrip(" ")))
    before = reveal(change.before).replace("\n", "⏎")
    if not change.after.strip():
        return f"{before.strip() or 'a space'} ({place}): left out"
    after = change.after.replace("\n", "⏎")
    return f"{before} ({place}) → {after}"
