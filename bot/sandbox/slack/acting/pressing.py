"""Buttons and menus: what a click sends to the app, and the confirmation asked before it.

Source: docs.slack.dev/reference/interaction-payloads/block_actions-payload.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.slack import payloads
from bot.sandbox.slack.acting.finding import Spot, pointed_at
from bot.sandbox.slack.acting.outcome import NOTHING_SENT, Outcome, outcome
from bot.sandbox.slack.delivery import Envelope
from bot.sandbox.slack.refusals import Impossible

if TYPE_CHECKING:
    from bot.sandbox.slack.state import State
    from bot.sandbox.slack.world import User

_PRESSED = frozenset({"button", "workflow_button", "icon_button", "overflow"})


async def press(
    state: State,
    user: User,
    place: Spot,
    *,
    said: dict[str, str | None],
    option: str | None = None,
    confirm: bool = True,
) -> Outcome:
    """Click a button, or pick from an overflow menu (`option`, by value or text).

    `said` is what is known of it: `action`, `block`, `text`, `value`. Where it asks for a confirmation, `confirm` is the
    answer to it, and nothing is sent on a no.
    """
    block, element = pointed_at(place, **said)
    if element["type"] not in _PRESSED:
        raise Impossible(f"{element['action_id']!r} is no button, but a {element['type']}.")
    action: dict[str, Any] = {"type": element["type"]}
    if element["type"] == "overflow":
        action["selected_option"] = offered(element["options"], option)
    else:
        action |= {name: element[name] for name in ("text", "value", "style") if name in element}
    if "confirm" in element:
        action["confirm"] = element["confirm"]
        if not confirm:
            return NOTHING_SENT
    return await act(state, user, place, block, element, action)


async def act(
    state: State,
    user: User,
    place: Spot,
    block: dict[str, Any],
    element: dict[str, Any],
    action: dict[str, Any],
) -> Outcome:
    """Send one action to the app."""
    payload = payloads.interaction("block_actions", user, state.world.domain)
    payload |= place.parts(state, user)
    payload["actions"] = [
        {
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            **action,
            "action_ts": state.messages.timestamp(),
        }
    ]
    return outcome(await state.courier.deliver(Envelope.INTERACTION, payload))


def offered(options: list[dict[str, Any]], wanted: Any) -> dict[str, Any]:  # noqa: ANN401 - a person's word
    """Find an option by its value or its text; raises Impossible."""
    for one in options:
        if wanted == one["value"]:
            return one
    named = [one for one in options if wanted == one["text"]["text"]]
    if len(named) != 1:
        there = ", ".join(one["value"] for one in options)
        raise Impossible(f"{wanted!r} is not among the options: {there}.")
    return named[0]
