"""Fill fields in: type, choose, and pick from suggestions, as Slack's screens let people.

Sources: docs.slack.dev/reference/block-kit/block-elements, docs.slack.dev/reference/interaction-payloads.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.sandbox.slack import payloads
from bot.sandbox.slack.acting.finding import Spot, pointed_at
from bot.sandbox.slack.acting.outcome import NOTHING_SENT, Outcome, outcome
from bot.sandbox.slack.acting.pressing import act, offered
from bot.sandbox.slack.delivery import Envelope
from bot.sandbox.slack.fields import MANY, VALUE, Field, value_of
from bot.sandbox.slack.normal import completed
from bot.sandbox.slack.refusals import Impossible
from bot.sandbox.slack.validation import validate_suggestion
from bot.sandbox.slack.world import Kind

if TYPE_CHECKING:
    from bot.sandbox.slack.state import State
    from bot.sandbox.slack.world import Channel, User

TYPED = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})
EXTERNAL = frozenset({"external_select", "multi_external_select"})


def field_of(place: Spot, action: str, block: str | None = None) -> Field:
    """Find a field that holds a value; raises Impossible."""
    found = Field(*pointed_at(place, action=action, block=block))
    if found.element["type"] not in VALUE:
        raise Impossible(f"{action!r} holds no value; it is a {found.element['type']}.")
    return found


async def write(
    state: State, user: User, place: Spot, field: Field, text: str, *, enter: bool = False
) -> Outcome:
    """Type into a field, over what it holds; `enter` presses that key at the end.

    A text that is too long is taken, as Slack does, and refused when the view is submitted.
    """
    if field.element["type"] not in TYPED:
        raise Impossible(f"Nobody can type into {field.key[1]!r}; it is a {field.element['type']}.")
    if not field.element.get("multiline") and "\n" in text:
        raise Impossible(f"{field.key[1]!r} has one line.")
    config = field.element.get("dispatch_action_config") or {}
    on = config.get("trigger_actions_on", ["on_enter_pressed"])
    told = "on_character_entered" in on or (enter and "on_enter_pressed" in on)
    return await _hold(state, user, place, field, text or None, tell=told)


async def choose(state: State, user: User, place: Spot, field: Field, wanted: Any) -> Outcome:  # noqa: ANN401 - a person's word
    """Choose in a field by value or by what is read there; a list where it takes several; None empties it.

    In a select that asks the app, one may only take away what is there.
    """
    kind = field.element["type"]
    before = place.held(state, user)[field.key]
    if kind in EXTERNAL and _fewer(wanted, before):
        kept = [one for one in before if one["value"] in wanted] if wanted else []
        return await _hold(state, user, place, field, kept if kind in MANY else None, tell=True)
    if kind in TYPED or kind in EXTERNAL:
        raise Impossible(f"{field.key[1]!r} is a {kind}: type into it, or pick from what it suggests.")
    if kind in MANY:
        words = wanted if isinstance(wanted, list) else [] if wanted is None else [wanted]
        value: Any = [_chosen(state, user, field.element, one) for one in words]
        highest = field.element.get("max_selected_items")
        if highest and len(value) > highest:
            raise Impossible(f"{field.key[1]!r} takes {highest} at most.")
    else:
        value = None if wanted is None else _chosen(state, user, field.element, wanted)
    return await _hold(state, user, place, field, value, tell=True)


def _fewer(wanted: Any, held: Any) -> bool:  # noqa: ANN401 - a person's word, and any JSON
    there = [one["value"] for one in held] if isinstance(held, list) else []
    return wanted is None or (isinstance(wanted, list) and all(one in there for one in wanted))


def _chosen(state: State, user: User, element: dict[str, Any], wanted: Any) -> Any:  # noqa: ANN401 - a person's word
    kind = element["type"].removeprefix("multi_")
    if kind in {"static_select", "radio_buttons", "checkboxes"}:
        groups = element.get("option_groups") or []
        return offered([*element.get("options", []), *(o for g in groups for o in g["options"])], wanted)
    if kind == "users_select":
        named = {one.id: one for one in state.world.users.values() if not one.deleted}
        return _named(wanted, {id_: (one.name, one.real_name) for id_, one in named.items()})
    if kind in {"conversations_select", "channels_select"}:
        shown = [one for one in state.world.channels.values() if _listed(state, user, element, one)]
        return _named(wanted, {one.id: (one.name, f"#{one.name}") for one in shown})
    if kind == "datetimepicker":
        return wanted if isinstance(wanted, int) else _moment(user, str(wanted))
    if kind in {"datepicker", "timepicker"}:
        layout = "%Y-%m-%d" if kind == "datepicker" else "%H:%M"
        datetime.strptime(str(wanted), layout)  # noqa: DTZ007 - only its form is looked at
        return str(wanted)
    return wanted


def _moment(user: User, written: str) -> int:
    """Read an ISO date and time; without an offset it is in the person's own zone, as the picker shows it."""
    at = datetime.fromisoformat(written)
    return int((at if at.tzinfo else at.replace(tzinfo=ZoneInfo(user.tz))).timestamp())


def _named(wanted: Any, names: dict[str, tuple[str, ...]]) -> str:  # noqa: ANN401 - a person's word
    for id_, words in names.items():
        if wanted == id_ or wanted in words:
            return id_
    raise Impossible(f"{wanted!r} is not among: {', '.join(words[0] for words in names.values())}.")


def _listed(state: State, user: User, element: dict[str, Any], channel: Channel) -> bool:
    """Tell whether a channel is offered in a select, by what the person sees and by its filter."""
    if channel.is_archived or not state.world.sees(user.id, channel):
        return False
    if element["type"].endswith("channels_select"):
        return channel.kind is Kind.PUBLIC
    rule = element.get("filter") or {}
    kind = {Kind.PUBLIC: "public", Kind.PRIVATE: "private", Kind.DIRECT: "im"}[channel.kind]
    hidden = rule.get("exclude_external_shared_channels") and channel.is_ext_shared
    return not hidden and ("include" not in rule or kind in rule["include"])


async def suggest(
    state: State, user: User, place: Spot, field: Field, query: str
) -> tuple[dict[str, Any], Outcome]:
    """Type a query into a select that asks the app for its options; gives the app's answer, empty where it failed."""
    if field.element["type"] not in EXTERNAL:
        raise Impossible(f"{field.key[1]!r} asks nobody for its options; it is a {field.element['type']}.")
    if len(query) < field.element.get("min_query_length", 3):
        raise Impossible(
            f"{field.key[1]!r} asks from {field.element.get('min_query_length', 3)} characters on."
        )
    payload = payloads.interaction("block_suggestion", user, state.world.domain)
    parts = place.parts(state, user)
    if place.view is not None:
        # What other fields hold is not reliably there in the real payload, so it never is in this one.
        parts = payloads.in_view(place.view, with_state=False)
    parts = {name: one for name, one in parts.items() if name not in {"trigger_id", "response_url", "state"}}
    payload |= parts | {"action_id": field.key[1], "block_id": field.key[0], "value": query}
    answer = await state.courier.deliver(Envelope.INTERACTION, payload)
    if not answer.ok:
        return {}, outcome(answer)
    try:
        given = answer.json()
    except ValueError:
        return {}, Outcome(answer.status, answer.ms, "The answer is not JSON.")
    if problems := validate_suggestion(given):
        return {}, Outcome(answer.status, answer.ms, "; ".join(problems))
    # Slack completes the text objects, and sends the options back so when one is chosen.
    return completed(given), outcome(answer)


async def pick(
    state: State,
    user: User,
    place: Spot,
    field: Field,
    given: dict[str, Any],
    wanted: Any,  # noqa: ANN401 - a person's word
) -> Outcome:
    """Pick from suggestions by place (a number), value or text; a multi-select keeps what it held."""
    options = [*given.get("options", []), *(o for g in given.get("option_groups", []) for o in g["options"])]
    if isinstance(wanted, int):
        if not 0 <= wanted < len(options):
            raise Impossible(f"There are {len(options)} suggestions, so no number {wanted}.")
        option = options[wanted]
    else:
        option = offered(options, wanted)
    value = option
    if field.element["type"] in MANY:
        before = place.held(state, user)[field.key]
        value = [*before, option] if option not in before else before
        if len(value) > field.element.get("max_selected_items", 100):
            raise Impossible(f"{field.key[1]!r} takes no more.")
    return await _hold(state, user, place, field, value, tell=True)


async def _hold(
    state: State,
    user: User,
    place: Spot,
    field: Field,
    value: Any,  # noqa: ANN401 - any JSON
    *,
    tell: bool,
) -> Outcome:
    """Set what a field holds, and tell the app where the block asks for that."""
    entry = value_of(field, value)
    if place.view is not None:
        place.view.held[field.key] = value
        # What was said of a field goes when it is changed.
        place.view.errors.pop(field.key[0], None)
    elif place.message is not None:
        at = (user.id, place.message.channel, place.message.ts)
        state.chosen.setdefault(at, {})[field.key] = value
    state.changes.mark()
    if not (tell and field.dispatches):
        return NOTHING_SENT
    return await act(state, user, place, field.block, field.element, entry)
