"""The doors into the app: slash commands, shortcuts, its Home, and what people say in channels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.sandbox.slack import events, payloads
from bot.sandbox.slack.acting.outcome import NOTHING_SENT, Outcome, outcome
from bot.sandbox.slack.api.chat import respond
from bot.sandbox.slack.delivery import Envelope
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.refusals import Impossible, Refusal
from bot.sandbox.slack.world import TEAM, Kind

if TYPE_CHECKING:
    from bot.sandbox.slack.delivery import Answer
    from bot.sandbox.slack.state import State
    from bot.sandbox.slack.world import Channel, User


def person(state: State, id_: str) -> User:
    """Find somebody who can act; raises Impossible."""
    user = state.world.users.get(id_)
    if user is None or user.deleted or user.is_bot:
        raise Impossible(f"Nobody called {id_!r} can do anything here.")
    return user


def channel_of(state: State, user: User, id_: str) -> Channel:
    """Find a channel a person has in front of them; raises Impossible."""
    channel = state.world.channels.get(id_)
    if channel is None or not state.world.sees(user.id, channel):
        raise Impossible(f"{user.real_name} does not see a channel {id_!r}.")
    return channel


async def command(
    state: State, user: User, word: str, text: str, channel: Channel, *, in_thread: bool = False
) -> Outcome:
    """Type a slash command; @handles and #channels in it arrive escaped, as the manifest asks for."""
    if in_thread:
        return Outcome(0, 0.0, f"{word} is not supported in threads. Sorry!")
    if channel.is_archived or user.team != TEAM:
        return Outcome(0, 0.0, f"{word} is not a valid command.")
    payload = payloads.command(
        word=word,
        text=_escaped(state, text),
        user=user,
        channel=channel,
        domain=state.world.domain,
        trigger=state.triggers.issue(user.id, channel=channel.id),
        response_url=state.response_url(user, channel),
    )
    answer = await state.courier.deliver(Envelope.COMMAND, payload)
    failed = f'{word} failed with the error "{answer.error}"'
    if answer.ok and not _say(state, user, channel, answer):
        return Outcome(answer.status, answer.ms, f'{word} failed with the error "invalid_command_response"')
    return outcome(answer, failed)


def _escaped(state: State, text: str) -> str:
    """Write a command's text as Slack sends it with `should_escape`."""
    text = _entities(text)
    users = {user.name: user for user in state.world.users.values()}
    channels = {channel.name: channel for channel in state.world.channels.values()}
    groups = {group.handle: group for group in state.world.groups.values()}

    def mention(found: re.Match[str]) -> str:
        sign, name = found.groups()
        if sign == "@" and name in users:
            return f"<@{users[name].id}|{name}>"
        if sign == "@" and name in groups:
            return f"<!subteam^{groups[name].id}|@{name}>"
        if sign == "#" and name in channels and channels[name].kind is not Kind.DIRECT:
            return f"<#{channels[name].id}|{name}>"
        return found.group()

    return re.sub(r"(?<!\w)([@#])([\w-]+)", mention, text)


def _entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _say(state: State, user: User, channel: Channel, answer: Answer) -> bool:
    """Show what a command was answered with; False where it makes no sense."""
    if not answer.body.strip():
        return True
    try:
        sent = answer.json()
    except ValueError:
        # Plain text is shown as it is.
        sent = {"text": answer.body.decode(errors="replace")}
    try:
        respond(state, user.id, channel.id, sent)
    except Refusal:
        return False
    return True


async def shortcut(state: State, user: User, callback_id: str) -> Outcome:
    """Use a global shortcut."""
    if user.team != TEAM:
        raise Impossible("Shortcuts are for the workspace that installed the app.")
    payload = payloads.interaction("shortcut", user, state.world.domain)
    payload |= {
        "callback_id": callback_id,
        "trigger_id": state.triggers.issue(user.id),
        "action_ts": state.messages.timestamp(),
    }
    return outcome(await state.courier.deliver(Envelope.INTERACTION, payload))


async def message_shortcut(
    state: State, user: User, callback_id: str, channel: Channel, message: Message
) -> Outcome:
    """Use a shortcut from a message's menu."""
    if user.team != TEAM:
        raise Impossible("Shortcuts are for the workspace that installed the app.")
    payload = payloads.interaction("message_action", user, state.world.domain)
    payload |= {
        "callback_id": callback_id,
        "trigger_id": state.triggers.issue(user.id, channel=channel.id),
        "action_ts": state.messages.timestamp(),
        "message_ts": message.ts,
        "channel": {"id": channel.id, "name": payloads.channel_name(channel)},
        "message": payloads.message(message),
        "response_url": state.response_url(user, channel, message.ts, message.thread_ts),
    }
    return outcome(await state.courier.deliver(Envelope.INTERACTION, payload))


def say(
    state: State, user: User, channel: Channel, text: str, *, thread: str | None, markup: bool
) -> Message:
    """Write in a channel; with `markup`, the text is already in Slack's own notation."""
    if channel.is_archived or user.id not in channel.members:
        raise Impossible(f"{user.real_name} cannot write in #{channel.name}.")
    blocks: list[dict[str, Any]] = []
    if not markup:
        # What Slack's own editor makes of a plain text: the text escaped, and the same to the letter as rich text.
        span = {"type": "text", "text": text}
        blocks = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [span]}]}]
        text = _entities(text)
    ts = state.messages.timestamp()
    return state.messages.add(
        Message(channel=channel.id, ts=ts, user=user.id, text=text, blocks=blocks, thread_ts=thread)
    )


async def open_home(state: State, user: User) -> Outcome:
    """Open the app's Home, which tells the app by an event."""
    view = state.views.home(user.id)
    body = {
        "type": "app_home_opened",
        "user": user.id,
        "channel": state.world.direct(user.id).id,
        "tab": "home",
        "event_ts": state.messages.timestamp(),
    }
    answer = await events.send(state, body | ({"view": view.as_json()} if view else {}))
    return NOTHING_SENT if answer is None else outcome(answer)
