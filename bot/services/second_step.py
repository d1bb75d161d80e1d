"""The second step of an approval, where much is at stake: a form that the bot itself puts on the approver's screen.

A click reaches the bot signed by Slack's secret alone. The form carries a word that the bot has made and given to Slack for
this person, and that comes back with the submission: whoever has stolen the signing secret has never seen it. Only its
digest is stored. Until its time is over the same submission again is the same vote again: where Slack lost the answer, the
person presses once more, and is not told that nothing was recorded.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

#: How long somebody may look at the form before they submit it.
PATIENCE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class SecondStep:
    """One that was begun: for whom, for which revision, until when (aware)."""

    digest: str
    campaign: int
    revision: int
    user: str
    until: datetime


class SecondSteps(Protocol):
    """The second steps on record. Every method is one transaction."""

    async def begin_second_step(self, step: SecondStep) -> None:
        """Remember one, and forget those whose time is over."""
        ...

    async def is_second_step(self, digest: str, *, campaign: int, revision: int, user: str) -> bool:
        """Whether one was given to this person for this revision, and its time is not over."""
        ...


async def given(store: SecondSteps, *, campaign: int, revision: int, user: str, now: datetime) -> str:
    """Make the word for somebody's screen, and remember its digest."""
    word = secrets.token_urlsafe(24)
    await store.begin_second_step(SecondStep(digest_of(word), campaign, revision, user, now + PATIENCE))
    return word


def digest_of(word: str) -> str:
    """Give what is stored of a word."""
    return hashlib.sha256(word.encode()).hexdigest()
