"""Homes and private answers, as full as they get and as empty: within Slack's limits, and saying what matters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.campaign import Action
from bot.domain.outcomes import Outcome
from bot.sandbox.slack.validation import validate_message
from bot.services.pausing import OPERATOR, Announcement, News
from bot.services.seeing import HOME, Board, Page, Shelf
from bot.slack.views import answers
from bot.slack.views.card import Message
from bot.slack.views.home import closed, home, shelf_page
from bot.slack.views.rows import row
from tests.slack.views.boards import CAMPAIGNS, READER, SEES_SOME, board, empty, on_shelf, page
from tests.slack.views.scenes import MARK, NOW, TALES, Tale
from tests.slack.views.shown import message_complaints, view_complaints, walk

if TYPE_CHECKING:
    from bot.slack.views.answers import Said

HOMES: dict[str, Any] = {
    "full": home(board(), READER, now=NOW),
    "for a member": home(board(sight=SEES_SOME), READER, now=NOW),
    "empty": home(empty(), READER, now=NOW),
    "closed": closed("Only members of this workspace can do this."),
    **{f"page of {shelf}": shelf_page(shelf, page(shelf), READER) for shelf in HOME},
}
LINK = "https://lumea.slack.com/archives/C0CAMPAI1/p1764000000000100"
ANSWERS: dict[str, Said] = {
    "list": answers.listed(board(answers.LISTED), READER, now=NOW),
    "list of nothing": answers.listed(empty(), READER, now=NOW),
    **{f"status {name}": answers.status(tell().scene(), LINK) for name, tell in TALES.items()},
    **{f"history {name}": answers.history(tell().scene(), LINK) for name, tell in TALES.items()},
    **{
        f"which to {verb}": answers.which(verb, CAMPAIGNS, READER)
        for verb in ("status", "cancel", "history", "again")
    },
    **{f"none to {verb}": answers.which(verb, [], READER) for verb in ("status", "cancel")},
    "cancelled": answers.cancelled(CAMPAIGNS[0]),
    "paused": answers.paused(new=True, sending=CAMPAIGNS[:10]),
    "paused before": answers.paused(new=False, sending=[]),
    "resumed": answers.resumed(new=True),
    "not paused": answers.resumed(new=False),
}


@pytest.mark.parametrize("view", HOMES.values(), ids=HOMES)
def test_every_home_is_within_slacks_limits(view: Any):
    """At most 100 blocks, each as Slack takes it, and no person's words formatted."""
    assert view_complaints(view) == []


@pytest.mark.parametrize("said", ANSWERS.values(), ids=ANSWERS)
def test_every_answer_is_within_slacks_limits(said: Said):
    """At most 50 blocks, each as Slack takes it, no person's words formatted, and none in the notification."""
    assert message_complaints(Message("answer", said.text, said.blocks)) == []


@pytest.mark.parametrize("news", News)
def test_every_announcement_is_one_line(news: News):
    """Said in one paragraph, by whom, also where nobody in Slack did it."""
    for by in ("U0NADIA01", OPERATOR):
        words = answers.announced(
            Announcement(id=1, version=1, news=news, by=by, at=NOW, posted=()), "Europe/Paris"
        )
        assert "\n" not in words
        assert ("<@U0NADIA01>" in words) == (by != OPERATOR and news is not News.RESTORED)
        assert validate_message([{"type": "section", "text": {"type": "mrkdwn", "text": words}}], words) == []


def test_a_row_says_what_is_next():
    """The number, the figures, the moment and who asked; then what somebody has to do, or what will happen."""
    asked = replace(Tale().asked().campaign, id=214)
    shown = row(
        Shelf.TO_APPROVE,
        asked,
        replace(READER, locale=replace(READER.locale, tag="en-GB", zone="Europe/Paris")),
        None,
    )
    assert shown["text"]["text"] == (
        "*214* · 999,999,999 people · 99,999,999.99 € · Thu 24 Dec, 18:00 · asked by <@U0CLAIRE>\n"
        "Decide before Thu 24 Dec, 17:55"
    )
    assert MARK in shown["fields"][0]["text"]
    assert "accessory" not in shown


@pytest.mark.parametrize(
    ("outcome", "line"),
    [
        (
            Outcome(delivered=1180, failed=12, replies=7, stops=3, at=NOW),
            "1,180 delivered · 12 failed · 7 replies · 3 STOP",
        ),
        (Outcome(delivered=9, replies=1, on_its_way=4, visits=2, at=NOW), "9 delivered · 1 reply"),
        (Outcome(stops=1, at=NOW), "1 STOP"),
        (Outcome(on_its_way=3, at=NOW), None),
        (None, None),
    ],
)
def test_what_went_out_lately_says_how_it_arrived(outcome: Outcome | None, line: str | None):
    """One short line in the reader's own figures, of what is known alone: no word where nothing is."""
    left = replace(next(one for one in CAMPAIGNS if on_shelf(one) is Shelf.LATELY), id=7)
    shelves = Board(SEES_SOME, {Shelf.LATELY: Page([left])}, outcomes={7: outcome} if outcome else {})
    reader = replace(READER, locale=replace(READER.locale, tag="en-GB"))
    shown = [home(shelves, reader, now=NOW)["blocks"], answers.listed(shelves, reader, now=NOW).blocks]
    for blocks in shown:
        [text] = [one["text"]["text"] for one in blocks if one.get("block_id") == "lately:7"]
        assert text.split("\n")[2:] == ([line] if line else [])


def test_somebody_who_has_nothing_is_told_how_to_begin():
    """The first use: a sentence, a button, and no empty headings."""
    blocks = HOMES["empty"]["blocks"]
    assert [one["type"] for one in blocks].count("header") == 0
    assert any("nothing has gone out yet" in str(one) for one in blocks)
    assert [one["action_id"] for one in walk(blocks) if one.get("type") == "button"] == ["new_campaign"]


def test_a_history_begins_with_who_asked_and_shows_reasons_literally():
    """Every step that matters in one line, and a rejection with its reason as it was typed."""
    told = ANSWERS["history rejected"]
    lines = [one["text"]["text"] for one in told.blocks if one["type"] == "section"]
    assert lines[1].startswith("<@U0CLAIRE> asked for it")
    assert any("Approval was asked for" in line for line in lines)
    assert any("<@U0KARIM> rejected" in line for line in lines)
    assert any(one["type"] == "rich_text" and MARK in str(one) for one in told.blocks)
    assert not any(Action.REMIND in line for line in lines)
