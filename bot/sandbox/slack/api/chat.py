"""chat.*: post, change and delete messages.

Source: docs.slack.dev/reference/methods, each under its name.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.sandbox.slack import payloads, world
from bot.sandbox.slack.api.args import Args
from bot.sandbox.slack.api.places import channel_for_posting, own_message
from bot.sandbox.slack.messages import Message, Scheduled
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.validation.surfaces import POST_TEXT, UPDATE_TEXT, validate_message

if TYPE_CHECKING:
    from bot.sandbox.slack.state import State
    from bot.sandbox.slack.world import Channel

#: Seconds ahead within which a message may be scheduled: 120 days.
FARTHEST = 120 * 24 * 3600


def content(args: Args, *, text_limit: int = POST_TEXT) -> dict[str, Any]:
    """Read a message's text, blocks and metadata.

    Raises Refusal `no_text`, `msg_too_long`, `invalid_blocks` (saying where and why) or `invalid_metadata_format`.
    """
    text = args.text("text")
    blocks = args.structure("blocks", "invalid_blocks_format") or []
    metadata = args.structure("metadata", "invalid_metadata_format")
    if not text and not blocks:
        raise Refusal("no_text")
    if len(text) > text_limit:
        raise Refusal("msg_too_long")
    if problems := validate_message(blocks or None, text):
        raise Refusal(
            "invalid_blocks",
            errors=problems,
            response_metadata={"messages": [f"[ERROR] {one}" for one in problems]},
        )
    if metadata is not None and not _is_metadata(metadata):
        raise Refusal("invalid_metadata_format")
    return {"text": text, "blocks": blocks, "metadata": metadata}


def _is_metadata(value: Any) -> bool:  # noqa: ANN401 - any JSON
    return (
        isinstance(value, dict)
        and isinstance(value.get("event_type"), str)
        and isinstance(value.get("event_payload"), dict)
    )


async def post_message(state: State, args: Args) -> dict[str, Any]:
    """Post in a channel, in a thread, or to a person."""
    channel = channel_for_posting(state, args.text("channel"))
    message = post(state, channel, content(args), thread=_thread(state, channel, args))
    return {"channel": channel.id, "ts": message.ts, "message": payloads.message(message)}


async def post_ephemeral(state: State, args: Args) -> dict[str, Any]:
    """Show something to one member of a channel."""
    channel = channel_for_posting(state, args.text("channel"))
    user = args.required("user")
    if user not in channel.members:
        raise Refusal("user_not_in_channel")
    message = post(state, channel, content(args), thread=args.text("thread_ts") or None, to=user)
    return {"message_ts": message.ts}


def post(
    state: State, channel: Channel, body: dict[str, Any], *, thread: str | None = None, to: str | None = None
) -> Message:
    """Keep a message of the app's; with `to`, one that only this person sees."""
    return state.messages.add(
        Message(
            channel=channel.id,
            ts=state.messages.timestamp(),
            user=world.BOT_USER,
            text=body["text"],
            blocks=body["blocks"],
            metadata=body.get("metadata"),
            thread_ts=thread,
            bot_id=world.BOT,
            app_id=world.APP,
            ephemeral_to=to,
        )
    )


def _thread(state: State, channel: Channel, args: Args) -> str | None:
    ts = args.raw("thread_ts")
    if not ts:
        return None
    parent = state.messages.find(channel.id, ts)
    if parent is None or parent.ephemeral_to is not None:
        raise Refusal("thread_not_found")
    if parent.thread_ts not in {None, parent.ts}:
        raise Refusal("cannot_reply_to_message")
    return str(ts)


async def update(state: State, args: Args) -> dict[str, Any]:
    """Replace a message of the app's own; without `blocks`, it has none afterwards."""
    channel, message = own_message(state, args, "cant_update_message")
    if channel.is_archived:
        raise Refusal("is_inactive")
    body = content(args, text_limit=UPDATE_TEXT)
    if body["metadata"] is not None:
        message.metadata = body["metadata"]
    state.messages.edit(message, text=body["text"], blocks=body["blocks"])
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": payloads.message(message),
    }


async def delete(state: State, args: Args) -> dict[str, Any]:
    """Take a message of the app's own away."""
    channel, message = own_message(state, args, "cant_delete_message")
    state.messages.remove(message)
    return {"channel": channel.id, "ts": message.ts}


async def get_permalink(state: State, args: Args) -> dict[str, Any]:
    """Give a message's address."""
    channel = state.world.channels.get(args.text("channel"))
    if channel is None:
        raise Refusal("channel_not_found")
    message = state.messages.find(channel.id, args.raw("message_ts"))
    if message is None:
        raise Refusal("message_not_found")
    address = f"{state.own_url}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts and message.thread_ts != message.ts:
        address += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": address}


async def schedule_message(state: State, args: Args) -> dict[str, Any]:
    """Keep a message to be posted when the sandbox's clock reaches `post_at`."""
    channel = channel_for_posting(state, args.text("channel"))
    args.required("post_at")
    at, now = args.number("post_at", 0), state.clock().timestamp()
    if at <= now:
        raise Refusal("time_in_past")
    if at > now + FARTHEST:
        raise Refusal("time_too_far")
    body = content(args)
    body["thread_ts"] = _thread(state, channel, args)
    id_ = "Q" + state.messages.timestamp().replace(".", "")
    state.messages.schedule(
        Scheduled(post_at=at, id=id_, channel=channel.id, user=world.BOT_USER, content=body)
    )
    shown = {"type": "delayed_message", "text": body["text"], "blocks": body["blocks"]}
    return {"channel": channel.id, "scheduled_message_id": id_, "post_at": str(at), "message": shown}


async def delete_scheduled_message(state: State, args: Args) -> dict[str, Any]:
    """Forget a scheduled message."""
    if not state.messages.unschedule(args.required("scheduled_message_id"), args.required("channel")):
        raise Refusal("invalid_scheduled_message_id")
    return {}


async def scheduled_messages(state: State, args: Args) -> dict[str, Any]:
    """List what waits for its moment."""
    wanted = args.raw("channel")
    found = [one for one in state.messages.scheduled() if wanted in {None, one.channel}]
    return {
        "scheduled_messages": [
            {
                "id": one.id,
                "channel_id": one.channel,
                "post_at": one.post_at,
                "text": one.content["text"],
                "date_created": int(state.clock().timestamp()),
            }
            for one in found
        ],
        "response_metadata": {"next_cursor": ""},
    }


def post_due(state: State) -> None:
    """Post the scheduled messages whose moment has come."""
    for one in state.messages.due():
        channel = state.world.channels[one.channel]
        if not channel.is_archived:
            post(state, channel, one.content, thread=one.content["thread_ts"])


def answer_hook(state: State, key: str, raw: bytes) -> None:
    """Do what an app asks for by a response_url; raises Refusal."""
    hook = state.hooks.use(key)
    try:
        sent = json.loads(raw or b"{}")
    except ValueError as bad:
        raise Refusal("invalid_payload") from bad
    respond(state, hook.user, hook.channel, sent, message=hook.message, thread=hook.thread)


def respond(
    state: State,
    user: str,
    channel: str,
    sent: Any,  # noqa: ANN401 - any JSON
    *,
    message: str | None = None,
    thread: str | None = None,
) -> None:
    """Show an app's answer to a command or click: to one person, unless it says `in_channel`; raises Refusal."""
    if not isinstance(sent, dict):
        raise Refusal("invalid_payload")
    clicked = state.messages.find(channel, message) if message else None
    if sent.get("delete_original") and clicked is not None:
        state.messages.remove(clicked)
        return
    body = content(Args(sent))
    if sent.get("replace_original") and clicked is not None:
        state.messages.edit(clicked, text=body["text"], blocks=body["blocks"])
        return
    to = None if sent.get("response_type") == "in_channel" else user
    post(state, state.world.channels[channel], body, thread=sent.get("thread_ts") or thread, to=to)
