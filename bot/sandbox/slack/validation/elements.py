"""Block Kit's interactive elements and the objects they are made of, as tables of limits.

Source: docs.slack.dev/reference/block-kit/block-elements and /composition-objects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.slack.validation.checks import (
    Check,
    Shape,
    anything,
    array,
    exactly_one,
    flag,
    number,
    one_of,
    problem,
    string,
    text,
)
from bot.sandbox.slack.validation.rich_text import RICH_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator

ID = string(255)
URL = string(3000, at_least=1)

CONFIRM = Shape(
    {"title": text(100), "text": text(300, plain=False), "confirm": text(30), "deny": text(30)},
    {"style": one_of("primary", "danger")},
)

#: What options may carry; only an overflow menu's may have a `url`.
OPTION = Shape({"text": text(75), "value": string(150, at_least=1)}, {"description": text(75)})
RICHER_OPTION = Shape(
    {"text": text(75, plain=False), "value": string(150, at_least=1)}, {"description": text(75, plain=False)}
)
OVERFLOW_OPTION = Shape(
    {"text": text(75), "value": string(150, at_least=1)}, {"description": text(75), "url": URL}
)
OPTION_GROUP = Shape({"label": text(75), "options": array(OPTION, 1, 100)})

_DISPATCH = Shape({}, {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 1, 2)})
_FILTER = Shape(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), 1, 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)

_FIELD: dict[str, Check] = {"action_id": ID, "placeholder": text(150), "focus_on_load": flag}
_PICKER: dict[str, Check] = {**_FIELD, "confirm": CONFIRM}
_MANY: dict[str, Check] = {**_PICKER, "max_selected_items": number(1, 100)}


def _initial_is_offered(value: Any, at: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Demand that an initial choice be, to the letter, one of the choices."""
    groups = value.get("option_groups") or []
    offered = [*_list(value.get("options")), *(o for g in _list(groups) for o in _list(_get(g, "options")))]
    chosen = [value["initial_option"]] if value.get("initial_option") else _list(value.get("initial_options"))
    where = "initial_option" if value.get("initial_option") else "initial_options"
    for one in chosen:
        if _bare(one) not in [_bare(option) for option in offered]:
            yield problem("must match an option that is offered", f"{at}/{where}")


def _bare(option: Any) -> Any:  # noqa: ANN401 - any JSON
    words = _get(option, "text")
    return _get(option, "value"), _get(words, "text")


def _get(value: Any, name: str) -> Any:  # noqa: ANN401 - any JSON
    return value.get(name) if isinstance(value, dict) else None


def _list(value: Any) -> list[Any]:  # noqa: ANN401 - any JSON
    return value if isinstance(value, list) else []


def _length_bounds(value: Any, at: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Demand bounds of a text field that leave room, also for the text it starts with."""
    lowest, highest = value.get("min_length"), value.get("max_length")
    if isinstance(lowest, int) and isinstance(highest, int) and lowest > highest:
        yield problem("must not be more than max_length", f"{at}/min_length")
    initial = value.get("initial_value")
    if isinstance(initial, str) and len(initial) > (highest if isinstance(highest, int) else 3000):
        yield problem("must not be longer than max_length", f"{at}/initial_value")


def _choice(option: Check, at_most: int, extra: dict[str, Check] | None = None) -> dict[str, Check]:
    return {**_PICKER, "options": array(option, 1, at_most), **(extra or {})}


_ONE_OF_MANY: dict[str, Check] = {"option_groups": array(OPTION_GROUP, 1, 100)}

ELEMENTS: dict[str, Check] = {
    "button": Shape(
        {"text": text(75)},
        {
            "action_id": ID,
            "url": URL,
            "value": string(2000),
            "style": one_of("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
        },
    ),
    "workflow_button": Shape({"text": text(75), "workflow": anything}, {"action_id": ID, "style": anything}),
    "checkboxes": Shape(
        {"options": array(RICHER_OPTION, 1, 10)},
        {**_PICKER, "initial_options": array(RICHER_OPTION, 1, 10)},
        (_initial_is_offered,),
    ),
    "radio_buttons": Shape(
        {"options": array(RICHER_OPTION, 1, 10)},
        {**_PICKER, "initial_option": RICHER_OPTION},
        (_initial_is_offered,),
    ),
    "overflow": Shape({"options": array(OVERFLOW_OPTION, 1, 5)}, {"action_id": ID, "confirm": CONFIRM}),
    "static_select": Shape(
        {},
        _choice(OPTION, 100, {**_ONE_OF_MANY, "initial_option": OPTION}),
        (exactly_one("options", "option_groups"), _initial_is_offered),
    ),
    "multi_static_select": Shape(
        {},
        {**_MANY, **_choice(OPTION, 100, {**_ONE_OF_MANY, "initial_options": array(OPTION, 1, 100)})},
        (exactly_one("options", "option_groups"), _initial_is_offered),
    ),
    "external_select": Shape({}, {**_PICKER, "initial_option": OPTION, "min_query_length": number(0, 255)}),
    "multi_external_select": Shape(
        {}, {**_MANY, "initial_options": array(OPTION, 1, 100), "min_query_length": number(0, 255)}
    ),
    "users_select": Shape({}, {**_PICKER, "initial_user": ID}),
    "multi_users_select": Shape({}, {**_MANY, "initial_users": array(ID, 1, 100)}),
    "channels_select": Shape({}, {**_PICKER, "initial_channel": ID, "response_url_enabled": flag}),
    "multi_channels_select": Shape({}, {**_MANY, "initial_channels": array(ID, 1, 100)}),
    "conversations_select": Shape(
        {},
        {
            **_PICKER,
            "initial_conversation": ID,
            "default_to_current_conversation": flag,
            "response_url_enabled": flag,
            "filter": _FILTER,
        },
    ),
    "multi_conversations_select": Shape(
        {},
        {
            **_MANY,
            "initial_conversations": array(ID, 1, 100),
            "default_to_current_conversation": flag,
            "filter": _FILTER,
        },
    ),
    "datepicker": Shape({}, {**_PICKER, "initial_date": string(10, at_least=10)}),
    "timepicker": Shape({}, {**_PICKER, "initial_time": string(5, at_least=5), "timezone": ID}),
    # Seconds of ten digits, as Slack documents.
    "datetimepicker": Shape(
        {},
        {
            "action_id": ID,
            "focus_on_load": flag,
            "confirm": CONFIRM,
            "initial_date_time": number(10**9, 10**10 - 1),
        },
    ),
    "plain_text_input": Shape(
        {},
        {
            **_FIELD,
            "initial_value": string(3000),
            "multiline": flag,
            "min_length": number(0, 3000),
            "max_length": number(1, 3000),
            "dispatch_action_config": _DISPATCH,
        },
        (_length_bounds,),
    ),
    "email_text_input": Shape({}, {**_FIELD, "initial_value": ID, "dispatch_action_config": _DISPATCH}),
    "url_text_input": Shape({}, {**_FIELD, "initial_value": URL, "dispatch_action_config": _DISPATCH}),
    "number_input": Shape(
        {"is_decimal_allowed": flag},
        {
            **_FIELD,
            "initial_value": ID,
            "min_value": ID,
            "max_value": ID,
            "dispatch_action_config": _DISPATCH,
        },
    ),
    "rich_text_input": Shape({}, {**_FIELD, "initial_value": RICH_TEXT, "dispatch_action_config": _DISPATCH}),
    "file_input": Shape(
        {}, {"action_id": ID, "filetypes": array(string(30), 1, 100), "max_files": number(1, 10)}
    ),
    "image": Shape(
        {"alt_text": string(2000, at_least=1)},
        {"image_url": URL, "slack_file": anything},
        (exactly_one("image_url", "slack_file"),),
    ),
    "feedback_buttons": Shape({"positive_button": anything, "negative_button": anything}, {"action_id": ID}),
    "icon_button": Shape(
        {"icon": one_of("trash"), "text": text(75)},
        {"action_id": ID, "value": string(2000), "confirm": CONFIRM, "accessibility_label": string(75)},
    ),
}

_SELECTS = frozenset(
    {"static_select", "external_select", "users_select", "channels_select", "conversations_select"}
)
_MULTI_SELECTS = frozenset(f"multi_{name}" for name in _SELECTS)
_BOTH = _SELECTS | {"checkboxes", "radio_buttons", "datepicker", "timepicker"}

#: Which elements a block takes.
IN_SECTION = _BOTH | _MULTI_SELECTS | {"button", "image", "overflow", "workflow_button"}
IN_ACTIONS = _BOTH | {"button", "overflow", "workflow_button", "datetimepicker"}
IN_INPUT = (
    _BOTH
    | _MULTI_SELECTS
    | {"datetimepicker", "plain_text_input", "email_text_input", "url_text_input", "number_input"}
    | {"rich_text_input", "file_input"}
)
IN_CONTEXT_ACTIONS = frozenset({"feedback_buttons", "icon_button"})
