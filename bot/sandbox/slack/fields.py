"""What the fields of a view hold: the state a person builds up, in the shape in which Slack sends it.

The rule that catches most bots is here: over an update a value survives only where both `block_id` and `action_id` are
unchanged, and initial values count only under block ids that are new.
Sources: docs.slack.dev/surfaces/modals, docs.slack.dev/reference/views/modal-views.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.sandbox.slack.validation import elements_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Per element: where its state keeps the value, and what sets it at first.
VALUE: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", "initial_files"),
}

#: Elements whose value is a list.
MANY = frozenset(name for name in VALUE if name.startswith("multi_")) | {"checkboxes", "file_input"}

#: What a view's fields hold, by block id and action id.
Held = dict[tuple[str, str], Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One element of a view with the block it stands in."""

    block: dict[str, Any]
    element: dict[str, Any]

    @property
    def key(self) -> tuple[str, str]:
        """Give the block id and action id it is known by."""
        return self.block["block_id"], self.element["action_id"]

    @property
    def is_input(self) -> bool:
        """Tell whether it stands in an input block, and so belongs to what is submitted."""
        return bool(self.block["type"] == "input")

    @property
    def dispatches(self) -> bool:
        """Tell whether a change of it is sent to the app at once."""
        return not self.is_input or bool(self.block.get("dispatch_action"))


def fields_of(blocks: list[dict[str, Any]]) -> Iterator[Field]:
    """Give the elements of blocks that hold a value, top to bottom."""
    for block in blocks:
        for element in elements_of(block):
            if element.get("type") in VALUE:
                yield Field(block, element)


def first(blocks: list[dict[str, Any]], context: Mapping[str, str]) -> Held:
    """Give what fields hold before anybody touched them; `context` knows the current `channel`, if any."""
    return {field.key: _initial(field.element, context) for field in fields_of(blocks)}


def kept(old: Held, was: list[dict[str, Any]], now: list[dict[str, Any]]) -> Held:
    """Carry what a person entered over an update of the view's blocks."""
    known = {block["block_id"] for block in was}
    types = {field.key: field.element["type"] for field in fields_of(was)}
    held: Held = {}
    for field in fields_of(now):
        if field.key in old and types[field.key] == field.element["type"]:
            held[field.key] = old[field.key]
        elif field.block["block_id"] in known:
            held[field.key] = [] if field.element["type"] in MANY else None
        else:
            held[field.key] = _initial(field.element, {})
    return held


def state(blocks: list[dict[str, Any]], held: Held) -> dict[str, Any]:
    """Give `state.values` as it stands in payloads: block id, action id, then the element's type and value."""
    values: dict[str, dict[str, Any]] = {}
    for field in fields_of(blocks):
        block_id, action_id = field.key
        values.setdefault(block_id, {})[action_id] = value_of(field, held[field.key])
    return values


def value_of(field: Field, value: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """Give one field's entry of `state.values`."""
    kind = field.element["type"]
    return {"type": kind, VALUE[kind][0]: value}


def _initial(element: dict[str, Any], context: Mapping[str, str]) -> Any:  # noqa: ANN401 - any JSON
    kind = element["type"]
    value = copy.deepcopy(element.get(VALUE[kind][1]))
    if value is None and element.get("default_to_current_conversation"):
        here = context.get("channel")
        value = [here] if here and kind in MANY else here
    if value is None and kind in MANY:
        return []
    return None if value == "" else value
