"""Bad input, while the form is open: the sentence under its field, and nothing that was typed is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.scenarios.desk import FORM, TEXT, TOMORROW, errors, well

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.scenarios.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

REQUIRED = "Please complete this required field."


@dataclass(frozen=True)
class Wrong:
    """What is filled in, and what stands under which field after *Preview*."""

    errors: dict[str, str]
    filled: dict[str, Any] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)
    #: How long the form stays open before *Preview* is pressed.
    waits: timedelta = timedelta()


WRONG = {
    "no text": Wrong({"text": REQUIRED}, {"text": ""}),
    "only spaces": Wrong({"text": REQUIRED}, {"text": "  \n "}),
    "too long": Wrong(
        {"text": "Octopush reads at most 1,224 characters; this text has 1,225."}, {"text": "x" * 1225}
    ),
    "too long for low cost": Wrong(
        {
            "text": "A low-cost SMS has at most 160 characters; this text has 161. Shorten it, or choose Premium."
        },
        {"text": "x" * 161},
        {"type": "Low cost"},
    ),
    "no audience": Wrong({"audience": REQUIRED}, {"audience": None}),
    "no moment": Wrong({"send_at": REQUIRED}, {"when": None}),
    "nothing at all": Wrong(
        {"audience": REQUIRED, "text": REQUIRED, "send_at": REQUIRED},
        {"audience": None, "text": "", "when": None},
    ),
    "a moment that passed": Wrong(
        {"send_at": "Tue 24 Nov, 18:00 has passed. Pick another moment."}, waits=timedelta(days=1, hours=8)
    ),
    "words that are no moment": Wrong(
        {"send_at": "Not understood: “sux”. Try “tomorrow 6pm” or “Monday 9:00”, then pick the moment."},
        {"when": "tomorrow at sux"},
    ),
    "list name": Wrong(
        {"audience": "List names have at most 30 characters at Octopush. Check the spelling there."},
        {"audience": "list:" + "x" * 31},
    ),
    "tag name": Wrong(
        {"audience": "Tag names have at most 20 characters at Octopush. Check the spelling there."},
        {"audience": "tag:" + "x" * 21},
    ),
    "several at once": Wrong(
        {
            "audience": "Tag names have at most 20 characters at Octopush. Check the spelling there.",
            "text": "Octopush reads at most 1,224 characters; this text has 1,225.",
            "send_at": "Not understood: “sux”. Try “tomorrow 6pm” or “Monday 9:00”, then pick the moment.",
        },
        {"audience": "tag:" + "x" * 21, "text": "é" * 1225, "when": "tomorrow at sux"},
    ),
}


@pytest.fixture(autouse=True, name="nothing_left")
async def _nothing_left(desk: Desk) -> AsyncIterator[None]:
    """Whatever is wrong in the form, Octopush hears of nothing: not even of a simulation."""
    yield
    assert dict(desk.octopush.campaigns) == {}
    assert desk.octopush.sendings == []


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
async def test_what_is_wrong_is_said_under_its_field(desk: Desk, wrong: Wrong) -> None:
    """The form stays, says what is wrong under the field it is about, and holds all that was filled in."""
    await desk.open()
    for action, value in wrong.chosen.items():
        well(await desk.claire.choose(action, value))
    await desk.fill(**{"text": TEXT, **wrong.filled})
    before = await desk.claire.fields()
    desk.clock.move(wrong.waits)
    await desk.claire.submit()
    view = await desk.claire.view()
    assert view is not None
    assert view.title == FORM
    assert errors(view) == wrong.errors
    assert await desk.claire.fields() == before


async def test_what_was_wrong_can_be_mended_in_place(desk: Desk) -> None:
    """The moment that passed is picked anew, and the same form goes on to its preview."""
    await desk.open(TEXT)
    await desk.fill(when="in 10 minutes")
    desk.clock.move(timedelta(minutes=11))
    assert list(await desk.refused()) == ["send_at"]
    await desk.fill(audience=None)
    preview = await desk.preview()
    assert preview.submit == "Confirm and send"
    desk.octopush.reset()


@pytest.mark.parametrize(
    ("words", "option"),
    [
        ("tomorrow at sux", "Not understood: “sux”"),
        ("yesterday", "That has passed: “yesterday”"),
        ("31 February", "There is no such date: “31 February”"),
        ("25:00", "There is no such time: “25:00”"),
    ],
)
async def test_words_that_are_no_moment_are_told_while_typing(desk: Desk, words: str, option: str) -> None:
    """The one option says so, with the words and two examples; to pick it is an error under the field."""
    await desk.open(TEXT)
    offered = await desk.claire.suggest("send_at", words)
    assert offered.texts == [option]
    assert offered[0]["description"]["text"] == "Try “tomorrow 6pm” or “Monday 9:00”"
    await desk.fill(when=words)
    assert list(await desk.refused()) == ["send_at"]


async def test_more_than_one_reading_is_a_choice(desk: Desk) -> None:
    """Words that can mean two moments are offered as both, and neither is taken by itself."""
    await desk.open(TEXT)
    offered = await desk.claire.suggest("send_at", "tomorrow at 6")
    assert offered.texts in (
        ["Tue 24 Nov 2026, 06:00", "Tue 24 Nov 2026, 18:00"],
        ["Tue 24 Nov 2026, 18:00", "Tue 24 Nov 2026, 06:00"],
    )
    assert (await desk.claire.fields())["send_at"] is None


SENDER = "Senders have 3 to 11 letters or digits, with no accent, space or punctuation."


@pytest.mark.parametrize("sender", ["Lumea!", "Luméa", "Lu mea", "LU", "LUMEALUMEAXX", "75", "Lumea\u200b"])
async def test_a_sender_octopush_would_bend_is_refused(desk: Desk, sender: str) -> None:
    """Octopush strips what it does not like and sends anyway, so a sender that is not exact is told under its field."""
    await desk.open(TEXT)
    await desk.fill()
    before = await desk.claire.fields()
    well(await desk.claire.press("more_options"))
    await desk.claire.wait_for_view(title="More options")
    well(await desk.claire.type("sender", sender))
    well(await desk.claire.submit())
    options = await desk.claire.view()
    assert options is not None
    assert options.title == "More options"
    assert errors(options) == {"sender": SENDER}
    assert (await desk.claire.fields())["sender"] == sender
    await desk.claire.back()
    assert await desk.claire.fields() == before


@pytest.mark.bot(LIST_AND_TAG="true")
@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        pytest.param(
            {"and_audience": "list:Team"},
            {"audience": "Choose one list only; the other name must be of the other kind."},
            id="two lists",
        ),
        pytest.param(
            {"and_audience": "tag:vip"},
            {"audience": "Say how the list and the tag go together."},
            id="no segmentation",
        ),
        pytest.param(
            {"segmentation": "filter"},
            {"audience": "This only matters with a list and a tag together. Leave it empty."},
            id="segmentation alone",
        ),
    ],
)
async def test_a_list_and_a_tag_must_go_together(
    desk: Desk, options: dict[str, Any], wrong: dict[str, str]
) -> None:
    """What is wrong behind *More options* is told under the audience, since that view is closed by then."""
    await desk.open(TEXT)
    await desk.options(**options)
    await desk.fill()
    assert await desk.refused() == wrong


async def test_the_moment_may_pass_between_preview_and_confirmation(desk: Desk) -> None:
    """A preview that was left open until its moment had passed confirms nothing, and says so; Back mends it."""
    await desk.open(TEXT)
    await desk.fill()
    await desk.preview()
    assert len(desk.simulated()) == 1
    desk.clock.set(TOMORROW + timedelta(minutes=1))
    well(await desk.claire.submit())
    view = await desk.claire.view()
    assert view is not None
    assert "Tue 24 Nov, 18:00 has passed. Pick another moment." in view.text
    assert view.submit is None
    desk.nothing_left()
    await desk.claire.back()
    view = await desk.claire.view()
    assert view is not None
    assert view.title == FORM
    assert (await desk.claire.fields())["text"] == TEXT
    desk.octopush.reset()
