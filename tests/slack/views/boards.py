"""Homes and lists as full as they get, of campaigns in every state, with the worst words that the rules let through."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import cycle, islice

from bot.domain.campaign import Campaign, State
from bot.domain.outcomes import Outcome
from bot.services.pausing import OPERATOR, PAUSED, RESTORED
from bot.services.posted import Posted
from bot.services.seeing import HOME, After, Board, Halt, Page, Shelf, Sight
from bot.slack.views.dates import Locale
from bot.slack.views.home import FIRST, MORE
from bot.slack.views.rows import Reader
from tests.slack.views.scenes import NOW, POLICY, TALES, ZONE

READER = Reader(POLICY, "https://lumea.slack.com/", Locale("fr-FR", ZONE), "X" * 30)
SEES_ALL, SEES_SOME = Sight("UAPP", approver=True), Sight("UMEM", approver=False, partial=True)
CAMPAIGNS = [tell().campaign for tell in TALES.values()]
HALTS = [
    Halt(name, NOW, by) for name, by in ((PAUSED, OPERATOR), (RESTORED, "bot"), ("app_uninstalled", "bot"))
]
_BY_STATE = {
    State.UNSURE: Shelf.TO_DECIDE,
    State.AWAITING: Shelf.TO_APPROVE,
    State.APPROVED: Shelf.GOING_OUT,
    State.SENDING: Shelf.GOING_OUT,
    State.PREPARING: Shelf.UNDER_WAY,
}


def on_shelf(campaign: Campaign) -> Shelf:
    """Say where a campaign stands for somebody who decides on it."""
    if campaign.state is State.HANDED_OVER:
        return Shelf.LATELY if campaign.left else Shelf.GOING_OUT
    return _BY_STATE.get(campaign.state, Shelf.TO_FIX)


def board(each: int = FIRST, *, sight: Sight = SEES_ALL) -> Board:
    """Fill every shelf of a Home, with more behind it."""
    shelves = {}
    for place, shelf in enumerate(HOME):
        found = [one for one in CAMPAIGNS if on_shelf(one) is shelf]
        numbered = islice(enumerate(cycle(found)), each)
        shown = [replace(one, id=10**8 + 1000 * place + number) for number, one in numbered]
        shelves[shelf] = Page(shown, After(10**9, NOW))
    cards = {
        one.id: Posted("card", "C0CAMPAI1", "1764000000.000100", "d")
        for page in shelves.values()
        for one in page.campaigns
    }
    most = 10**8
    became = Outcome(delivered=most, failed=most, stops=most, replies=most, at=NOW)
    outcomes = {one.id: became for one in shelves[Shelf.LATELY].campaigns}
    return Board(sight, shelves, cards, Decimal("99999999.99"), HALTS, outcomes)


def empty() -> Board:
    """Show somebody who has nothing yet."""
    return Board(SEES_SOME, dict.fromkeys(HOME, Page()))


def page(shelf: Shelf) -> Board:
    """Fill a page of one shelf."""
    return Board(SEES_SOME, {shelf: board(MORE).shelves[shelf]})
