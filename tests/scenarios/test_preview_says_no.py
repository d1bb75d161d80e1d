"""What Octopush may say to a simulation, or not say: the preview tells it, offers no confirmation, and nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import pytest

from bot.sandbox.octopush.faults import Kind
from tests.scenarios.desk import FORM, TEXT, well

if TYPE_CHECKING:
    from bot.sandbox.slack.seen import View
    from tests.scenarios.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

NO_ANSWER = "Octopush does not answer right now. Nothing was sent."
KEYS = (
    "Octopush does not accept this bot's login or key. Whoever runs the bot can correct them, then try again."
)
STOP = "“{}” {}, written exactly so. Add it at the end"


def alert(view: View) -> str | None:
    """Give the sentence of what stands in the way, which is the preview's first block."""
    first = view.blocks[0]
    return str(first["text"]["text"]) if first["type"] == "alert" else None


@dataclass(frozen=True)
class Refusal:
    """What Octopush does to a simulation, and the sentence that the preview begins with."""

    sentence: str
    filled: dict[str, Any] = field(default_factory=dict)
    switches: dict[str, Any] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)


REFUSALS = {
    "unknown list": Refusal(
        "Octopush has no list called “No such <list>”. Check the spelling in Octopush, or use it as a tag.",
        {"audience": "list:No such <list>"},
    ),
    "nobody in it": Refusal(
        "Nobody is in “Empty” at Octopush. Add contacts there, or choose another list or tag.",
        {"audience": "list:Empty"},
    ),
    "a tag nobody bears": Refusal(
        "Nobody is in “nobody” at Octopush. Add contacts there, or choose another list or tag.",
        {"audience": "tag:nobody"},
    ),
    "no STOP line": Refusal(
        "Octopush wants “STOP au XXXXX” in the text, with five X, written exactly so. Add it at the end, then ask again.",
        {"text": "The doors open at nine, come along"},
        {"simulation_checks": "all"},
    ),
    "no STOP line of low cost": Refusal(
        "Octopush wants “no PUB=STOP” in a low-cost text, written exactly so. Add it at the end, or choose Premium.",
        {"text": "The doors open at nine. STOP au XXXXX"},
        {"simulation_checks": "all"},
        {"type": "Low cost"},
    ),
    "too far ahead": Refusal(
        "Something went wrong at Octopush, and it does not say what. Look under Campaigns there before asking again.",
        {},
        {"simulation_checks": "all", "furthest_ahead": 3600},
    ),
}


@pytest.mark.bot(STOP_LINE="false")
@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
async def test_what_octopush_refuses_is_told_on_the_preview(desk: Desk, refusal: Refusal) -> None:
    """The preview begins with what stands in the way and has no confirmation; Back finds the form as it was."""
    desk.octopush.switches.turn(**refusal.switches)
    await desk.open()
    for action, value in refusal.chosen.items():
        well(await desk.claire.choose(action, value))
    await desk.fill(**{"text": TEXT, **refusal.filled})
    before = await desk.claire.fields()
    preview = await desk.preview()
    assert alert(preview) == refusal.sentence
    assert preview.submit is None
    assert "Simulated" not in preview.text
    desk.nothing_left()
    await desk.claire.back()
    form = await desk.claire.view()
    assert form is not None
    assert form.title == FORM
    assert await desk.claire.fields() == before


FAULTS = {
    "lost": (Kind.LOST, NO_ANSWER),
    "reset": (Kind.RESET, NO_ANSWER),
    "down": (Kind.DOWN, NO_ANSWER),
    "502 with a page": (Kind.BAD_GATEWAY, NO_ANSWER),
    "408": (Kind.TIMEOUT, NO_ANSWER),
    "429": (
        Kind.TOO_MANY,
        "Octopush has had too many requests just now. Wait a minute, then try again.",
    ),
    "500": (
        Kind.SERVER_ERROR,
        "Octopush could not do this just now. Look under Campaigns there before asking again.",
    ),
    "403": (
        Kind.FORBIDDEN,
        "Octopush does not let this account do that. Ask whoever owns the account, or Octopush's support.",
    ),
    "cut": (Kind.CUT, NO_ANSWER),
    "truncated": (Kind.TRUNCATED, NO_ANSWER),
    "302": (Kind.REDIRECT, NO_ANSWER),
}
ENDS = [pytest.param(*end, id=name) for name, end in FAULTS.items()]


@pytest.mark.parametrize(("kind", "sentence"), ENDS)
async def test_a_simulation_that_goes_wrong_can_be_tried_again(desk: Desk, kind: Kind, sentence: str) -> None:
    """Nobody can confirm what was not simulated; *Try again* simulates the same draft, and then it can be."""
    desk.fault("*/create", kind)
    preview = await desk.composed()
    assert alert(preview) == sentence
    assert preview.submit is None
    desk.nothing_left()
    well(await desk.claire.press("simulate_again"))
    preview = await desk.claire.wait_for_view(contains="✓ Simulated at Octopush")
    assert preview.submit == "Confirm and send"
    desk.nothing_left()


@pytest.mark.bot(patience=0.3)
@pytest.mark.parametrize("kind", [Kind.DELAYED, Kind.HELD])
async def test_a_slow_octopush_keeps_nobody_waiting(desk: Desk, kind: Kind) -> None:
    """The preview stops to wait, says that the draft is kept, and can be tried again."""
    desk.fault("*/create", kind, seconds=1)
    preview = await desk.composed()
    assert str(alert(preview)).startswith("Octopush did not answer in ")
    assert str(alert(preview)).endswith(" seconds. Your draft is kept.")
    assert preview.submit is None
    well(await desk.claire.press("simulate_again"))
    preview = await desk.claire.wait_for_view(contains="✓ Simulated at Octopush")
    assert preview.submit == "Confirm and send"
    desk.nothing_left()


@pytest.mark.bot(OCTOPUSH_API_KEY="another-key")
@pytest.mark.parametrize("code", [401, 101])
async def test_wrong_keys_are_told_to_whoever_asks(desk: Desk, code: Literal[401, 101]) -> None:
    """Whoever asks cannot mend the keys, so the sentence says who can."""
    desk.octopush.switches.wrong_keys_code = code
    preview = await desk.composed()
    assert alert(preview) == KEYS
    assert preview.submit is None
    desk.nothing_left()


async def test_closing_while_octopush_is_asked_does_no_harm(desk: Desk) -> None:
    """Whoever closes the modal before the simulation has answered finds nothing broken, and can start again."""
    desk.fault("*/create", Kind.HELD, seconds=0.3)
    await desk.open(TEXT)
    await desk.fill()
    well(await desk.claire.submit())
    well(await desk.claire.close())
    desk.refusals.add("not_found")
    await desk.soon(lambda: _some(desk))
    await desk.open()
    desk.nothing_left()


async def _some(desk: Desk) -> bool:
    return bool(desk.simulated())
