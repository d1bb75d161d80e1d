"""Who sees what, by what Slack says of them; where it does not tell, they see less and never more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.adapters.database import connect
from bot.adapters.store import SqlStore
from bot.domain.policy import Policy
from bot.domain.transitions import begin
from bot.errors import Reason, UserError
from bot.services.ports import Person
from bot.services.seeing import Seeing, Shelf, Sight
from tests.services.story import BRIEF, NOW, Hands

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

#: Number 1 is Claire's in the channel that Tom is in too, number 2 in one of two others.
IN = {"C1": {"UTOM", "UCLAIRE"}, "C2": {"UELSE"}}
UNKNOWN = Reason.UNKNOWN_CAMPAIGN


class Workspace:
    """What Slack tells: Karim approves, Gus is a guest; channels in `silent` are not told of, `down` tells nothing."""

    def __init__(self) -> None:
        self.silent: set[str] = set()
        self.down = False

    async def person(self, user: str) -> Person:
        """Everybody but Gus is a member."""
        if self.down:
            raise UserError(Reason.DIRECTORY_DOWN)
        return Person(id=user, name=user, zone="Europe/Paris", locale="fr-FR", member=user != "UGUS")

    async def among(self, user: str, named: frozenset[str], *, fresh: bool) -> str | None:
        """Whoever is named."""
        assert not fresh
        return user if user in named else None

    async def members(self, channel: str) -> frozenset[str]:
        """Tell who is in a channel."""
        if channel in self.silent:
            raise UserError(Reason.DIRECTORY_DOWN)
        return frozenset(IN[channel])


@pytest.fixture
async def seeing(sqlite_url: str) -> AsyncIterator[Seeing]:
    """Store one campaign in each channel."""
    engine = connect(sqlite_url)
    store = SqlStore(engine, clock=Hands(), enqueue=lambda *_: None)
    for channel in ("C1", "C2"):
        change = begin(BRIEF, requester="UCLAIRE", channel=channel, now=NOW)
        await store.begin(change, nonce=channel)
    yield Seeing(store, Workspace(), Hands(), Policy(approvers=frozenset({"UKARIM"})), "Europe/Paris")
    await engine.dispose()


async def found(seeing: Seeing, user: str, name: str) -> int | Reason:
    """Look for a campaign; give its number, or why not."""
    try:
        return (await seeing.find(user, name)).id
    except UserError as exc:
        return exc.problem.reason


@pytest.mark.parametrize(
    ("user", "first", "second"),
    [
        ("UCLAIRE", 1, 2),
        ("UKARIM", 1, 2),
        ("UTOM", 1, UNKNOWN),
        ("UELSE", UNKNOWN, 2),
        ("UNOBODY", UNKNOWN, UNKNOWN),
        ("UGUS", Reason.OUTSIDER, Reason.OUTSIDER),
    ],
)
async def test_a_campaign_is_seen_by_who_asked_who_decides_and_who_is_in_its_channel(
    seeing, user, first, second
):
    """Nobody else; and to them one that may not be seen is as unknown as one that is not there."""
    assert await found(seeing, user, "1") == first
    assert await found(seeing, user, "2") == second
    assert await found(seeing, user, "3") in (UNKNOWN, Reason.OUTSIDER)
    if user != "UGUS":
        board = await seeing.board(user, {Shelf.ALL: None}, each=5)
        assert [one.id for one in board.shelves[Shelf.ALL].campaigns] == [
            number for number in (second, first) if isinstance(number, int)
        ]


async def test_where_slack_does_not_tell_less_is_seen(seeing):
    """A channel that is not told of counts as one that somebody is not in, and the list says that it may lack some."""
    seeing.directory.silent.add("C1")
    assert await found(seeing, "UTOM", "1") == UNKNOWN
    assert await seeing.sight("UTOM") == Sight("UTOM", approver=False, channels=(), partial=True)
    seeing.directory.down = True
    assert await found(seeing, "UTOM", "1") == await found(seeing, "UTOM", "3") == Reason.DIRECTORY_DOWN
    with pytest.raises(UserError):
        await seeing.sight("UKARIM")


async def test_a_month_is_the_houses(seeing):
    """The spending is asked for from the first of the month to the first of the next, in the house's zone."""
    asked = []

    class Spy:
        channels = seeing.store.channels

        async def board(self, *_: object, days: tuple[str, str], **__: object) -> None:
            asked.append(days)

    for now in (NOW, NOW.replace(month=12, day=31, hour=23, minute=30)):
        await replace(seeing, store=Spy(), clock=Hands(now)).board("UKARIM", {}, each=1)
    assert asked == [("2026-11-01", "2026-12-01"), ("2027-01-01", "2027-02-01")]
