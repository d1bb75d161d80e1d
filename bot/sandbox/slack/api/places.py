"""Find the channels and messages a call names, as the app may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.slack import world
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.world import Kind

if TYPE_CHECKING:
    from bot.sandbox.slack.api.args import Args
    from bot.sandbox.slack.messages import Message
    from bot.sandbox.slack.state import State
    from bot.sandbox.slack.world import Channel


def visible_channel(state: State, id_: str) -> Channel:
    """Find a channel the app can know of: private ones only from inside; raises Refusal `channel_not_found`."""
    channel = state.world.channels.get(id_)
    if channel is None or (channel.kind is not Kind.PUBLIC and world.BOT_USER not in channel.members):
        raise Refusal("channel_not_found")
    return channel


def channel_for_posting(state: State, id_: str) -> Channel:
    """Find where the app may post: a channel it is in, or a person's direct messages by the person's id.

    Raises Refusal with Slack's word otherwise.
    """
    user = state.world.users.get(id_)
    if user is not None:
        if user.deleted or user.is_bot:
            raise Refusal("cannot_dm_bot" if user.is_bot else "user_disabled")
        return state.world.direct(user.id)
    channel = visible_channel(state, id_)
    if channel.is_archived:
        raise Refusal("is_archived")
    open_to_all = channel.kind is Kind.PUBLIC and "chat:write.public" in state.world.scopes
    if world.BOT_USER not in channel.members and not open_to_all:
        raise Refusal("not_in_channel")
    return channel


def own_message(state: State, args: Args, otherwise: str) -> tuple[Channel, Message]:
    """Find a message of the app's own by `channel` and `ts`; raises Refusal, `otherwise` for another's message."""
    id_ = args.text("channel")
    channel = state.world.channels.get(id_)
    if channel is None:
        raise Refusal("channel_not_found")
    message = state.messages.find(channel.id, args.raw("ts"))
    if message is None or message.ephemeral_to is not None:
        raise Refusal("message_not_found")
    if message.bot_id != world.BOT:
        raise Refusal(otherwise)
    return channel, message


def require(state: State, *scopes: str) -> None:
    """Demand granted scopes; raises Refusal `missing_scope` naming what is needed and what there is."""
    if missing := [scope for scope in scopes if scope not in state.world.scopes]:
        raise Refusal(
            "missing_scope", needed=",".join(missing), provided=",".join(sorted(state.world.scopes))
        )
