"""The Home tab: what waits for somebody, what goes out next, what went out lately, and what was spent this month.

Always a picture of the store. A shelf that holds more than fits has a page of its own, so that no Home ever comes near
Slack's 100 blocks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.services.pausing import OPERATOR, PAUSED, RESTORED
from bot.services.seeing import HOME, Board, Halt, Page, Shelf
from bot.slack.ids import Id
from bot.slack.views import blocks as b
from bot.slack.views.dates import money, month
from bot.slack.views.rows import TITLES, Reader, row

if TYPE_CHECKING:
    from datetime import datetime

#: How many campaigns of each shelf the first page holds, and how many a page of one shelf does.
FIRST, MORE = 10, 40

View = dict[str, Any]

_FIRST_USE = (
    "*Nothing waits for you, and nothing has gone out yet.*\n"
    "Say who gets the SMS, what it says and when, in your own words. You see it as a phone will show it before anybody else "
    "does; then others approve it, and it is sent once."
)


def home(board: Board, reader: Reader, *, now: datetime) -> View:
    """Draw the first page of a Home."""
    parts = [*halted(board, reader), *_top(reader)]
    filled = [(shelf, board.shelves[shelf]) for shelf in HOME if board.shelves.get(shelf, Page()).campaigns]
    for shelf, page in filled:
        parts += [b.header(TITLES[shelf]), *rows_of(shelf, page, board, reader)]
        if page.more is not None:
            more = b.button("More", Id.SHELF, value=f"{shelf}:{page.more}")
            parts.append(b.actions(more, block_id=f"more:{shelf}"))
    if not filled:
        parts.append(b.section(_FIRST_USE))
    return _view(
        [*parts, b.divider(), b.section(spent(board, reader, now=now)), b.context(*notes(board, reader))]
    )


def shelf_page(shelf: Shelf, board: Board, reader: Reader) -> View:
    """Draw a page of one shelf."""
    page = board.shelves[shelf]
    turns = [b.button("Back to Home", Id.HOME)]
    if page.more is not None:
        turns.append(b.button("More", Id.SHELF, value=f"{shelf}:{page.more}"))
    rows = rows_of(shelf, page, board, reader) or [b.section("There is no more here.")]
    return _view([*halted(board, reader), b.header(TITLES[shelf]), *rows, b.actions(*turns, block_id="turn")])


def closed(sentence: str) -> View:
    """Draw the Home of somebody who sees nothing here, saying why."""
    return _view([b.section(sentence)])


def halted(board: Board, reader: Reader) -> list[b.Block]:
    """Say that nothing is handed over, since when, and by whom."""
    return [b.section(_halt(halt, reader)) for halt in board.halts]


def spent(board: Board, reader: Reader, *, now: datetime) -> str:
    """Say what was spent this month, in the campaigns the reader sees."""
    whose = "" if board.sight.approver else " on the campaigns you see"
    name = month(now, reader.locale.zone, reader.locale).capitalize()
    most = reader.policy.risk.budget.per_month
    budget = f" of {money(most, reader.locale)}" if most is not None and board.sight.approver else ""
    return f"*{name}* · {money(board.spent, reader.locale)}{budget} spent{whose}"


def notes(board: Board, reader: Reader) -> list[str]:
    """Say in whose time it is told, and what may be missing."""
    partial = ["Who is in some channels could not be read from Slack, so their campaigns are missing here."]
    return [f"Times are yours: {reader.locale.zone}.", *(partial if board.sight.partial else [])]


def rows_of(shelf: Shelf, page: Page, board: Board, reader: Reader) -> list[b.Block]:
    """Draw the campaigns of a page, each in a row."""
    cards, outcomes = board.cards, board.outcomes
    return [row(shelf, one, reader, cards.get(one.id), outcomes.get(one.id)) for one in page.campaigns]


def _top(reader: Reader) -> list[b.Block]:
    new = b.actions(b.button("New campaign", Id.NEW_CAMPAIGN, style="primary"), block_id="top")
    return [*([b.context(reader.label)] if reader.label else []), new]


def _halt(halt: Halt, reader: Reader) -> str:
    at = reader.at(halt.since)
    match halt.name:
        case _ if halt.name == RESTORED:
            return (
                f"⏸ *Sending is paused* since {at}: the database looks like an older copy of itself. Nothing is handed over "
                "to Octopush until an administrator has looked there and types `/sms-campaign resume`."
            )
        case _ if halt.name == PAUSED:
            who = "whoever runs this bot" if halt.by == OPERATOR else f"<@{halt.by}>"
            return (
                f"⏸ *Sending is paused* by {who} since {at}. Nothing is handed over to Octopush; asking and approving go "
                "on. An administrator types `/sms-campaign resume`."
            )
        case _:
            return f"⏸ *Sending is halted* since {at}: {halt.name.replace('_', ' ')}. Nothing is handed over to Octopush."


def _view(parts: list[b.Block]) -> View:
    return {"type": "home", "blocks": parts}
