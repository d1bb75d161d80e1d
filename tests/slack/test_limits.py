from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.errors import Reason, UserError
from bot.slack.app import Listeners, Tables
from bot.slack.limits import PEOPLE, Limits
from bot.slack.tasks import MOST, Tasks

if TYPE_CHECKING:
    from collections.abc import Mapping


class Hand:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def taken(limits: Limits, user: str, times: int) -> int:
    """Take so often; give how often it was refused."""
    refused = 0
    for _ in range(times):
        try:
            limits.take(user)
        except UserError as exc:
            refused += exc.problem.reason is Reason.TOO_MANY
    return refused


def test_a_person_has_a_minutes_worth_that_fills_up_steadily():
    """60 a minute are 60 at once, then one a second, and never more than 60 saved up."""
    limits = Limits(person=60, workspace=1000, clock=(clock := Hand()))
    assert taken(limits, "U1", 63) == 3
    clock.now += 2
    assert taken(limits, "U1", 3) == 1
    clock.now += 3600
    assert taken(limits, "U1", 61) == 1


def test_one_person_cannot_use_up_everybody_elses():
    """What is refused to one is not counted against all; all together have a limit too."""
    limits = Limits(person=10, workspace=15, clock=Hand())
    assert taken(limits, "U1", 1000) == 990
    assert taken(limits, "U2", 5) == 0
    assert taken(limits, "U3", 1) == 1


def test_the_refusal_says_when_to_come_back():
    """At 6 a minute the next one is there after 10 seconds."""
    limits = Limits(person=6, workspace=100, clock=(clock := Hand()))
    taken(limits, "U1", 6)
    clock.now += 2.5
    with pytest.raises(UserError) as raised:
        limits.take("U1")
    assert raised.value.problem.values == {"seconds": 8}


def test_strangers_to_the_process_take_no_more_memory_than_is_set():
    """Who was quiet for longest is forgotten, and begins anew."""
    limits = Limits(person=1, workspace=10**9, clock=Hand())
    taken(limits, "U0", 1)
    assert taken(limits, "U0", 1) == 1
    for number in range(PEOPLE):
        limits.take(f"V{number}")
    assert taken(limits, "U0", 1) == 0


class Ears:
    """Hears what is said to people: in acknowledgements and privately."""

    def __init__(self) -> None:
        self.told: list[str] = []

    async def privately(self, user: str, sentence: str, **_where: Any) -> None:
        self.told.append(f"{user}: {sentence}")


CLICK: Mapping[str, Any] = {
    "type": "block_actions",
    "user": {"id": "U1"},
    "trigger_id": "1",
    "actions": [{"action_id": "approve"}],
}
FIELD = {"type": "input", "block_id": "text"}


async def test_whoever_is_over_the_limit_is_told_in_words_and_once():
    """A click runs nothing and is told privately, the next ones are silent; a command and a form say it in their answer."""
    ears, tasks, ran = Ears(), Tasks(), []

    async def handler(payload: Any) -> None:
        ran.append(payload)

    tables = Tables(
        commands={"/c": handler}, decisions={"approve": handler}, submissions={"campaign_form": handler}
    )
    limits = Limits(person=2, workspace=100, clock=Hand())
    listeners = Listeners(tables, tasks=tasks, teller=cast("Any", ears), limits=limits)
    for _ in range(5):
        assert await listeners.action(dict(CLICK)) is None
    await tasks.close(patience=5)
    assert len(ran) == 2
    assert ears.told == ["U1: That was a lot at once, so this one was left out. Try again in 30 s."]

    in_words = await listeners.command({"command": "/c", "user_id": "U1"})
    view = {"id": "V1", "callback_id": "campaign_form", "blocks": [FIELD]}
    under_the_field = await listeners.submission({"user": {"id": "U1"}, "view": view})
    sentence = ears.told[0].removeprefix("U1: ")
    assert in_words == sentence
    assert under_the_field == {"response_action": "errors", "errors": {"text": sentence}}
    assert len(ran) == 2


async def test_so_many_tasks_are_enough():
    """The set of tasks says that it is full at its bound, and has room again when one ends."""
    tasks, gate = Tasks(), asyncio.Event()
    for _ in range(MOST):
        tasks.spawn(gate.wait(), name="wait")
    assert tasks.full
    gate.set()
    await tasks.close(patience=5)
    assert not tasks.full
