"""What a person gets to see, as values: views, messages, suggestions, and how a delivery went."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.slack.as_text import message_as_text, view_as_text


@dataclass(frozen=True, slots=True)
class Delivery:
    """What an act came to: the app's HTTP status (0 without one), how long it took, and what Slack shows if it failed.

    Acts that send nothing to the app have status 0 and no error.
    """

    status: int
    ms: float
    error: str | None = None

    @property
    def ok(self) -> bool:
        """Tell whether the person sees no failure."""
        return self.error is None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A view as it stands in front of a person.

    `errors` are by block id, `problem` is shown for the whole; `values` is `state.values` as Slack would send it.
    """

    id: str
    type: str
    title: str
    blocks: list[dict[str, Any]]
    submit: str | None
    close: str | None
    private_metadata: str
    callback_id: str
    external_id: str
    hash: str
    root: str
    previous: str | None
    errors: dict[str, str]
    problem: str | None
    values: dict[str, dict[str, Any]]

    @property
    def text(self) -> str:
        """Give it as plain text, as a person would read it."""
        return view_as_text(self)

    def error(self, action_id: str) -> str | None:
        """Give the error shown under a field."""
        for block in self.blocks:
            if block.get("element", {}).get("action_id") == action_id:
                return self.errors.get(block["block_id"])
        return None

    def has(self, action_id: str) -> bool:
        """Tell whether there is something with this action id."""
        return action_id in _action_ids(self.blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as a person sees it; `replies` counts those under it."""

    channel: str
    ts: str
    user: str
    from_app: bool
    text: str
    blocks: list[dict[str, Any]]
    thread_ts: str | None
    replies: int
    edited: str | None
    ephemeral: bool
    metadata: dict[str, Any] | None

    @property
    def shown(self) -> str:
        """Give it as plain text, as a person would read it."""
        return message_as_text(self)

    def has(self, action_id: str) -> bool:
        """Tell whether there is a button or menu with this action id."""
        return action_id in _action_ids(self.blocks)


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What an external select offers: options in order, by group where there are groups; `error` when nothing came."""

    options: list[dict[str, Any]]
    groups: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    ms: float = 0.0
    error: str | None = None

    @classmethod
    def of(cls, given: dict[str, Any], delivery: Delivery) -> Suggestions:
        """Read an app's answer."""
        groups = given.get("option_groups", [])
        options = [*given.get("options", []), *(one for group in groups for one in group["options"])]
        return cls(options, groups, delivery.status, delivery.ms, delivery.error)

    @property
    def texts(self) -> list[str]:
        """Give what is read on each option."""
        return [one["text"]["text"] for one in self.options]

    @property
    def values(self) -> list[str]:
        """Give each option's value."""
        return [one["value"] for one in self.options]

    def __iter__(self) -> Any:  # noqa: ANN401 - an iterator of options
        return iter(self.options)

    def __len__(self) -> int:
        return len(self.options)

    def __getitem__(self, place: int) -> dict[str, Any]:
        return self.options[place]


def _action_ids(blocks: list[dict[str, Any]]) -> set[str]:
    found = set()
    for block in blocks:
        parts = [block.get("element"), block.get("accessory"), *(block.get("elements") or [])]
        found |= {one["action_id"] for one in parts if isinstance(one, dict) and "action_id" in one}
    return found
