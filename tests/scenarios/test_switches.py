"""Whatever Octopush turns out to be: each of its switches, at each of its values, ends in one sending or in a sentence."""

from __future__ import annotations

import typing
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from bot.sandbox.octopush.switches import Switches
from tests.scenarios.desk import PREVIEW, TEXT, TOMORROW, well

if TYPE_CHECKING:
    from tests.scenarios.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

SENT = "✓ Sent"
#: "today 18:00", as an instant.
TODAY = TOMORROW - timedelta(days=1)


@dataclass(frozen=True)
class Turn:
    """Switches turned over, and how the story ends: what card, thread or preview say, and whether it was sent."""

    name: str
    value: Any
    says: str = SENT
    sent: int = 1
    #: What is filled in beside what is usual; and what else must be turned over for the switch to matter.
    filled: dict[str, Any] = field(default_factory=dict)
    also: dict[str, Any] = field(default_factory=dict)
    #: Where the story stops: at the preview, or in the thread.
    at_preview: bool = False


def stopped(name: str, value: Any, says: str, **more: Any) -> Turn:
    """Say that a story ends unsent, with a sentence in the thread."""
    return Turn(name, value, says, 0, **more)


def unseen(name: str, value: Any, says: str, **more: Any) -> Turn:
    """Say that a story ends at its preview."""
    return Turn(name, value, says, 0, at_preview=True, **more)


NIGHT = {"when": "today 23:00"}
NO_STOP = {"text": "Doors open at nine, come along"}
UNKNOWN = {"audience": "list:Nobody made it"}
EMPTY = {"audience": "list:Empty"}
TAG = {"audience": "tag:vip"}
#: The answer of the first attempt to prepare is lost, so the same request_id comes again.
LOST = {"faults": [{"route": "sms-campaign-on-list/create", "kind": "lost"}]}
NOT_READY = {"computing_answer": "refused", "polls_until_ready": 3}

TURNS = [
    Turn("create_status", 200),
    Turn("create_status", 202),
    Turn("segmentation", "ignored"),
    Turn("tag_on_list_create", value=False, filled=TAG),
    Turn("ticket_prefix", "vocal_"),
    Turn("waiting_at_once", 1),
    Turn("prepared_life", 3600.0),
    unseen("unknown_list", "refused", "Octopush has no list called “Nobody made it”", filled=UNKNOWN),
    stopped(
        "unknown_list", "failed", "✗ Not sent. Octopush could not count people and price", filled=UNKNOWN
    ),
    unseen("empty_list", "refused", "Nobody is in “Empty” at Octopush", filled=EMPTY),
    stopped("empty_list", "failed", "✗ Not sent. Octopush could not count people and price", filled=EMPTY),
    stopped("empty_list", "zero", "✗ Not sent. Nobody is in “that list or tag” at Octopush", filled=EMPTY),
    stopped(
        "missing_stop", "refused", "✗ Not sent. Octopush wants “STOP au XXXXX” in the text", filled=NO_STOP
    ),
    Turn("missing_stop", "appended", filled=NO_STOP),
    Turn("missing_stop", "ignored", filled=NO_STOP),
    Turn("past_send_at", "refused"),
    stopped("furthest_ahead", 3600.0, "⏱ Not sent: its time was over"),
    Turn("sender_space", value=True),
    *(Turn("duplicate_status", value, also=LOST) for value in (400, 409, 422)),
    Turn("duplicate_code", 133, "Not sent", 0, also=LOST),
    Turn("duplicate_answer", "first_ticket", also=LOST),
    Turn("failed_keeps_request_id", value=True),
    Turn("simulation", "ignored"),
    Turn("simulation_checks", "text"),
    Turn("simulation_checks", "all"),
    Turn("simulated_ticket", "known"),
    Turn("simulation_keeps_request_id", value=True),
    Turn("polls_until_ready", 0),
    Turn("polls_until_ready", 5),
    Turn("seconds_until_ready", 30.0),
    Turn("computing_answer", "refused"),
    *(Turn("not_ready_code", value, also=NOT_READY) for value in (127, 129, 400, 999)),
    Turn("ready_spelling", "ready_to_be_send"),
    Turn("counts_again", value=True),
    Turn("gsm_part", 137),
    Turn("unicode_part", 63, filled={"text": "Unicode 🎉" * 9 + " STOP au XXXXX"}),
    Turn("double_count", "standard"),
    Turn("credit_charged", "prepare"),
    stopped("short_credit", "create", "✗ Not sent. The Octopush account is out of credit."),
    stopped("short_credit", "status", "✗ Not sent. Octopush could not count people and price"),
    stopped("short_credit", "send", "✗ Not sent. The Octopush account is out of credit."),
    Turn("reply_surcharge", 0),
    Turn("confirm_url", "both"),
    stopped("confirm_url", "curl", "✗ Not sent. Octopush found nothing under that name."),
    Turn("send_by_label", value=True),
    Turn("send_by_label", value=True, filled=TAG),
    Turn("second_send", "repeated"),
    Turn("second_send", "sent_again"),
    Turn("unknown_ticket_status", 404, also={"prepared_life": 3600.0}),
    Turn("hours", "refused", "We do not know whether campaign 1 left.", 0, filled=NIGHT),
    Turn("hours", "delayed", filled=NIGHT),
    Turn("opens", "19:00", also={"hours": "delayed"}),
    Turn("closes", "17:00", also={"hours": "delayed"}),
    Turn("status_after_send", "unknown"),
    Turn("status_after_send", "kept"),
    Turn("cancel_after_send", "done"),
    Turn("second_cancel", "done"),
    Turn("cancel_limits_on_list", value=True),
    Turn("draft_shows_prepared", value=False),
    unseen("wrong_keys_code", 401, "Octopush does not accept this bot's login or key"),
    unseen("wrong_keys_code", 101, "Octopush does not accept this bot's login or key"),
    Turn("direct_answer", "short"),
    Turn("wallet_pack_key", "id"),
    Turn("wallet_status", 201),
    Turn("callback_zone", "UTC"),
    Turn("callback_extras", value=True),
    Turn("callback_attempts", 3),
]
#: Played in `test_octopush_trouble.py` and `test_preview_says_no.py`, kind by kind.
#: What Octopush tells by itself is played in `test_outcomes.py` and beside the local Octopush.
ELSEWHERE = {
    *("faults", "callbacks_by_themselves", "callback_delay"),
    *("callback_times", "callback_order", "callback_endings"),
}


async def test_every_switch_is_played_at_every_value() -> None:
    """No doubtful point of Octopush is left out, and no value of one that has a few."""
    played = {turn.name for turn in TURNS}
    assert played | ELSEWHERE == set(Switches.model_fields)
    for name, info in Switches.model_fields.items():
        if name not in ELSEWHERE and typing.get_origin(info.annotation) is typing.Literal:
            values = {turn.value for turn in TURNS if turn.name == name} | {info.default}
            assert values == set(typing.get_args(info.annotation)), name


@pytest.mark.bot(STOP_LINE="false", QUIET_HOURS="off")
@pytest.mark.parametrize(
    "turn", TURNS, ids=lambda turn: " ".join([f"{turn.name}={turn.value}", *turn.filled.values()])[:40]
)
async def test_each_reading_of_octopush_ends_well(desk: Desk, turn: Turn) -> None:
    """The campaign ends sent, once, or stopped with a sentence: never twice, never in silence."""
    also = dict(turn.also)
    lost = also.pop("faults", [])
    desk.octopush.switches.turn(**{turn.name: turn.value, **also})
    if turn.name == "short_credit":
        desk.octopush.account.balance = Decimal(1)
    if turn.name == "wrong_keys_code":
        desk.octopush._books.key = "another"  # noqa: SLF001 - the account's key is changed behind the bot's back
    try:
        await play(desk, turn, lost)
    finally:
        if turn.name == "wrong_keys_code":
            desk.octopush._books.key = "local-octopush-key"  # noqa: SLF001 - as above


async def play(desk: Desk, turn: Turn, lost: list[Any]) -> None:
    """Play one story to its end."""
    filled = {"text": TEXT, "when": "today 18:00", **turn.filled}
    preview = await desk.composed(**filled)
    assert preview.title == PREVIEW
    if turn.at_preview:
        assert turn.says in preview.text
        assert preview.submit is None
        desk.nothing_left()
        return
    desk.octopush.switches.turn(faults=lost)
    well(await desk.claire.submit())
    card = await desk.card(words="SMS campaign 1")
    if turn.says == SENT:
        await desk.handed_over(card)
        desk.clock.set(max(desk.clock(), desk.octopush.sendings[-1].leaves_at + timedelta(seconds=1)))
    elif turn.name in {"hours", "confirm_url", "furthest_ahead"} or turn.value == "send":
        await desk.told(card, "Tried again" if turn.name == "furthest_ahead" else "oes to Octopush")
        moment = TODAY + timedelta(hours=5 if turn.name == "hours" else 0)
        desk.clock.set(moment - timedelta(minutes=4))
    shown = await desk.told(card, turn.says)
    assert len(desk.octopush.sendings) == turn.sent
    assert len(await desk.cards()) == 1
    for sending in desk.octopush.sendings:
        assert sending.ticket in shown
        assert sending.brief.text.startswith(filled["text"])
