"""Submit and close modals: Slack's own checks first, then the app's answer carried out.

Sources: docs.slack.dev/surfaces/modals, docs.slack.dev/reference/interaction-payloads/view-interactions-payload.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.sandbox.slack import payloads
from bot.sandbox.slack.acting.outcome import NOTHING_SENT, TROUBLE, Outcome, outcome
from bot.sandbox.slack.delivery import Envelope
from bot.sandbox.slack.fields import fields_of
from bot.sandbox.slack.refusals import Impossible, Refusal

if TYPE_CHECKING:
    from bot.sandbox.slack.fields import Field
    from bot.sandbox.slack.state import State
    from bot.sandbox.slack.views import View
    from bot.sandbox.slack.world import User

REQUIRED = "Please complete this required field."


async def submit(state: State, user: User) -> Outcome:
    """Press the submit button of the view on top."""
    view = _top(state, user)
    if view.content.get("submit") is None:
        raise Impossible("This view has no submit button.")
    view.errors, view.problem = client_side(view), None
    state.changes.mark()
    if view.errors:
        return Outcome(0, 0.0, "; ".join(view.errors.values()))
    payload = payloads.interaction("view_submission", user, state.world.domain)
    payload |= {
        "trigger_id": state.triggers.issue(user.id, view=view.id),
        "view": view.as_json(),
        "response_urls": _response_urls(state, user, view),
    }
    answer = await state.courier.deliver(Envelope.INTERACTION, payload)
    done = outcome(answer, TROUBLE)
    if answer.ok:
        try:
            _carry_out(state, view, answer.json())
        except (ValueError, Refusal):
            done = Outcome(answer.status, answer.ms, TROUBLE)
    view.problem = done.error
    state.changes.mark()
    return done


def _response_urls(state: State, user: User, view: View) -> list[dict[str, str]]:
    """Give an address to answer by for each channel chosen in a field that asks for one."""
    return [
        {
            "block_id": field.key[0],
            "action_id": field.key[1],
            "channel_id": channel,
            "response_url": state.response_url(user, state.world.channels[channel]),
        }
        for field in fields_of(view.blocks)
        if field.element.get("response_url_enabled") and (channel := view.held[field.key])
    ]


def client_side(view: View) -> dict[str, str]:
    """Say what Slack's own screen refuses before the app hears of anything, by block id."""
    found = {}
    for field in fields_of(view.blocks):
        if field.is_input and (error := _error(field, view.held[field.key])):
            found[field.key[0]] = error
    return found


def _error(field: Field, value: Any) -> str | None:  # noqa: ANN401 - any JSON
    element, kind = field.element, field.element["type"]
    if value in (None, [], "") or (isinstance(value, str) and not value.strip()):
        return None if field.block.get("optional") else REQUIRED
    if kind == "plain_text_input":
        if len(value) < element.get("min_length", 0):
            return f"Must be at least {element['min_length']} characters."
        if len(value) > element.get("max_length", 3000):
            return f"Must be at most {element.get('max_length', 3000)} characters."
    if kind == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not re.fullmatch(r"https?://\S+", value):
        return "Please enter a valid URL."
    return _number_error(element, value) if kind == "number_input" else None


def _number_error(element: dict[str, Any], value: str) -> str | None:
    decimals = element["is_decimal_allowed"]
    if not re.fullmatch(r"-?\d+(\.\d+)?" if decimals else r"-?\d+", value):
        return "Please enter a number." if decimals else "Please enter a whole number."
    lowest, highest = element.get("min_value"), element.get("max_value")
    if lowest is not None and float(value) < float(lowest):
        return f"Must be at least {lowest}."
    return f"Must be at most {highest}." if highest is not None and float(value) > float(highest) else None


def _carry_out(state: State, view: View, answer: Any) -> None:  # noqa: ANN401 - any JSON
    """Do what the app answered a submission with; raises ValueError or Refusal where it makes no sense."""
    if view not in state.views.stack(view.user):
        # Closed while the app was at it: there is nothing left to change.
        return
    if answer is None:
        state.views.close(view)
        return
    action = answer.get("response_action") if isinstance(answer, dict) else None
    if action == "errors":
        view.errors = _errors(view, answer.get("errors"))
    elif action == "update":
        state.views.update(view, answer.get("view"))
    elif action == "push":
        state.views.push(view.user, answer.get("view"), view.id)
    elif action == "clear":
        state.views.clear(view.user)
    else:
        raise ValueError("The answer has no response_action that is known.")


def _errors(view: View, errors: Any) -> dict[str, str]:  # noqa: ANN401 - any JSON
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
        raise ValueError("Errors stand under input blocks, by their block ids.")
    if not all(isinstance(words, str) and words for words in errors.values()):
        raise ValueError("Errors are sentences.")
    return dict(errors)


async def back(state: State, user: User) -> Outcome:
    """Press the close button of the view on top: one goes back to the one below."""
    view = _top(state, user)
    if view.content.get("clear_on_close"):
        return await close(state, user)
    state.views.close(view)
    return await _tell_closed(state, user, [view], cleared=False)


async def close(state: State, user: User) -> Outcome:
    """Press the cross: the whole stack goes."""
    _top(state, user)
    views = list(reversed(state.views.stack(user.id)))
    state.views.clear(user.id)
    return await _tell_closed(state, user, views, cleared=True)


async def _tell_closed(state: State, user: User, views: list[View], *, cleared: bool) -> Outcome:
    done = NOTHING_SENT
    for view in views:
        if view.content.get("notify_on_close"):
            payload = payloads.interaction("view_closed", user, state.world.domain)
            payload |= {"view": view.as_json(), "is_cleared": cleared}
            done = outcome(await state.courier.deliver(Envelope.INTERACTION, payload))
    return done


def _top(state: State, user: User) -> View:
    view = state.views.top(user.id)
    if view is None:
        raise Impossible(f"{user.real_name} has no view open.")
    return view
