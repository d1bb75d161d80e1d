"""Acts of one person: POST /_control/people/{user}/{act}, each with its own JSON, answered with what came of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from bot.sandbox.slack.acting import asking, filling, submitting
from bot.sandbox.slack.acting.finding import Spot, message_of, spot
from bot.sandbox.slack.acting.pressing import press
from bot.sandbox.slack.control import shown
from bot.sandbox.slack.refusals import Impossible

if TYPE_CHECKING:
    from bot.sandbox.slack.fields import Field
    from bot.sandbox.slack.state import State
    from bot.sandbox.slack.world import User

Act = Callable[["State", "User", dict[str, Any]], Awaitable[dict[str, Any]]]


async def _command(state: State, user: User, body: dict[str, Any]) -> dict[str, Any]:
    channel = asking.channel_of(state, user, body["channel"])
    threaded = bool(body.get("thread_ts"))
    done = await asking.command(
        state, user, body["command"], body.get("text", ""), channel, in_thread=threaded
    )
    return done.as_json()


async def _shortcut(state: State, user: User, body: dict[str, Any]) -> dict[str, Any]:
    return (await asking.shortcut(state, user, body["callback_id"])).as_json()


async def _message_shortcut(state: State, user: User, body: dict[str, Any]) -> dict[str, Any]:
    channel = asking.channel_of(state, user, body["channel"])
    message = message_of(state, user, channel, body["ts"])
    return (await asking.message_shortcut(state, user, body["callback_id"], channel, message)).as_json()


async def _say(state: State, user: User, body: dict[str, Any]) -> dict[str, Any]:
    channel = asking.channel_of(state, user, body["channel"])
    said = asking.say(
        state,
        user,
        channel,
        body["text"],
        thread=body.get("thread_ts"),
        markup=bool(body.get("markup")),
    )
    return shown.message(state, said)


async def _open_home(state: State, user: User, _body: dict[str, Any]) -> dict[str, Any]:
    return (await asking.open_home(state, user)).as_json()


async def _type(state: State, user: User, body: dict[str, Any]) -> dict[str, Any]:
    place, field = _field(state, user, body)
    return (
        await filling.write(state, user, place, field, body["text"], enter=bool(body.get("enter")))
    ).as_json()


async def _choose(state: State, user: User, body: dict[str, Any]) -> dict[str, Any]:
    place, field = _field(state, user, body)
    return (await filling.choose(state, user, place, field, body["value"])).as_json()


async def _suggest(state: State, user: User, body: dict[str, Any]) -> dict[str, Any]:
    place, field = _field(state, user, body)
    given, done = await filling.suggest(state, user, place, field, body["query"])
    state.offered[user.id] = (field.key, given)
    return done.as_json() | {"given": given}


async def _take(state: State, user: User, body: dict[str, Any]) -> dict[str, Any]:
    """Pick from what was offered last, without asking the app again."""
    place, field = _field(state, user, body)
    key, given = state.offered.get(user.id, (None, {}))
    if key != field.key:
        raise Impossible(f"Nothing is offered for {field.key[1]!r}: ask first.")
    return (await filling.pick(state, user, place, field, given, body["option"])).as_json()


async def _pick(state: State, user: User, body: dict[str, Any]) -> dict[str, Any]:
    place, field = _field(state, user, body)
    given, done = await filling.suggest(state, user, place, field, body["query"])
    if done.error is None:
        await filling.pick(state, user, place, field, given, body["option"])
    return done.as_json() | {"given": given}


def _field(state: State, user: User, body: dict[str, Any]) -> tuple[Spot, Field]:
    place = spot(state, user, body.get("where"))
    return place, filling.field_of(place, body["action_id"], body.get("block_id"))


async def _press(state: State, user: User, body: dict[str, Any]) -> dict[str, Any]:
    said = {name: body.get(name) for name in ("text", "value")}
    said |= {"action": body.get("action_id"), "block": body.get("block_id")}
    place = spot(state, user, body.get("where"))
    done = await press(
        state, user, place, said=said, option=body.get("option"), confirm=bool(body.get("confirm", True))
    )
    return done.as_json()


async def _submit(state: State, user: User, _body: dict[str, Any]) -> dict[str, Any]:
    return (await submitting.submit(state, user)).as_json()


async def _back(state: State, user: User, _body: dict[str, Any]) -> dict[str, Any]:
    return (await submitting.back(state, user)).as_json()


async def _close(state: State, user: User, _body: dict[str, Any]) -> dict[str, Any]:
    return (await submitting.close(state, user)).as_json()


ACTS: dict[str, Act] = {
    "back": _back,
    "choose": _choose,
    "close": _close,
    "command": _command,
    "message_shortcut": _message_shortcut,
    "open_home": _open_home,
    "pick": _pick,
    "press": _press,
    "say": _say,
    "shortcut": _shortcut,
    "submit": _submit,
    "suggest": _suggest,
    "take": _take,
    "type": _type,
}
