"""Find what a person points at, in the view in front of them, on Home or in a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.sandbox.slack import fields, payloads
from bot.sandbox.slack.acting.asking import channel_of
from bot.sandbox.slack.refusals import Impossible
from bot.sandbox.slack.validation import elements_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.sandbox.slack.messages import Message
    from bot.sandbox.slack.state import State
    from bot.sandbox.slack.views import View
    from bot.sandbox.slack.world import Channel, User


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something is done: in a view, or in a message of a channel."""

    blocks: list[dict[str, Any]]
    view: View | None = None
    message: Message | None = None
    channel: Channel | None = None

    def parts(self, state: State, user: User) -> dict[str, Any]:
        """Give the parts of a payload that tell the app where it happened, with a trigger to answer by."""
        if self.view is not None:
            modal = self.view.id if self.view.content["type"] == "modal" else None
            return {
                **payloads.in_view(self.view),
                "trigger_id": state.triggers.issue(user.id, view=modal),
            }
        message, channel = self.message, self.channel
        if message is None or channel is None:
            raise Impossible("Nothing is there.")
        return {
            **payloads.in_message(message, channel),
            "trigger_id": state.triggers.issue(user.id, channel=channel.id),
            "response_url": state.response_url(user, channel, message.ts, message.thread_ts),
            "state": {"values": fields.state(self.blocks, self.held(state, user))},
        }

    def held(self, state: State, user: User) -> fields.Held:
        """Give what its fields hold for a person; each sees their own choices in a message."""
        if self.view is not None:
            return self.view.held
        chosen = (
            state.chosen.get((user.id, self.message.channel, self.message.ts), {}) if self.message else {}
        )
        return {key: chosen.get(key, value) for key, value in fields.first(self.blocks, {}).items()}


def spot(state: State, user: User, where: Any) -> Spot:  # noqa: ANN401 - JSON from whoever asks
    """Find a place: None for the view on top, `home`, or a message's channel and ts; raises Impossible."""
    if where is None:
        view = state.views.top(user.id)
        if view is None:
            raise Impossible(f"{user.real_name} has no view open.")
        return Spot(view.blocks, view=view)
    if where == "home":
        view = state.views.home(user.id)
        if view is None:
            raise Impossible(f"{user.real_name} has nothing on Home.")
        return Spot(view.blocks, view=view)
    if not isinstance(where, dict) or not {"channel", "ts"} <= where.keys():
        raise Impossible("A place is nothing, home, or a message's channel and ts.")
    channel = channel_of(state, user, where["channel"])
    message = message_of(state, user, channel, where["ts"])
    return Spot(message.blocks, message=message, channel=channel)


def message_of(state: State, user: User, channel: Channel, ts: str) -> Message:
    """Find a message that a person sees; raises Impossible."""
    message = state.messages.find(channel.id, ts)
    if message is None or message.ephemeral_to not in {None, user.id}:
        raise Impossible(f"{user.real_name} sees no message {ts} in #{channel.name}.")
    return message


def elements(place: Spot) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Give the blocks and elements of a place, top to bottom."""
    for block in place.blocks:
        for element in elements_of(block):
            if "action_id" in element:
                yield block, element


def pointed_at(
    place: Spot,
    *,
    action: str | None = None,
    block: str | None = None,
    text: str | None = None,
    value: str | None = None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Find the one element that fits what is said of it; raises Impossible where none or several do."""
    found = [
        (stands_in, one)
        for stands_in, one in elements(place)
        if action in {None, one["action_id"]}
        and block in {None, stands_in["block_id"]}
        and (text is None or (one.get("text") or {}).get("text") == text)
        and value in {None, one.get("value")}
    ]
    if len(found) != 1:
        there = ", ".join(one["action_id"] for _, one in elements(place)) or "nothing"
        what = " ".join(str(one) for one in (action, block, text, value) if one is not None)
        raise Impossible(f"{what!r} fits {len(found)} things there; there are: {there}.")
    return found[0]
