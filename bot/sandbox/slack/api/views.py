"""views.*: open, push and replace modals, and publish Home.

Source: docs.slack.dev/reference/methods, each under its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.slack.refusals import Refusal

if TYPE_CHECKING:
    from bot.sandbox.slack.api.args import Args
    from bot.sandbox.slack.state import State
    from bot.sandbox.slack.views import View


def _answer(view: View) -> dict[str, Any]:
    return {"view": view.as_json()}


def _content(args: Args) -> object:
    args.required("view")
    content: object = args.structure("view", "invalid_arguments")
    return content


async def open_view(state: State, args: Args) -> dict[str, Any]:
    """Open a modal by a fresh trigger; from within a modal, it goes on top as if pushed."""
    content = _content(args)
    trigger = state.triggers.redeem(args.required("trigger_id"), state.switches.trigger_seconds)
    if trigger.view and any(one.id == trigger.view for one in state.views.stack(trigger.user)):
        return _answer(state.views.push(trigger.user, content, trigger.view))
    return _answer(state.views.open(trigger.user, content, trigger.channel))


async def push_view(state: State, args: Args) -> dict[str, Any]:
    """Put a view on top, by a trigger that comes from within a modal."""
    content = _content(args)
    trigger = state.triggers.redeem(args.required("trigger_id"), state.switches.trigger_seconds)
    if trigger.view is None:
        raise Refusal("invalid_trigger_id")
    return _answer(state.views.push(trigger.user, content, trigger.view))


async def update_view(state: State, args: Args) -> dict[str, Any]:
    """Replace what an open view shows."""
    content = _content(args)
    view = state.views.find(args.raw("view_id"), args.raw("external_id"))
    return _answer(state.views.update(view, content, args.raw("hash")))


async def publish_view(state: State, args: Args) -> dict[str, Any]:
    """Show a view on a person's Home."""
    user = args.required("user_id")
    if user not in state.world.users or state.world.users[user].deleted:
        raise Refusal("user_not_found")
    return _answer(state.views.publish(user, _content(args), args.raw("hash")))
