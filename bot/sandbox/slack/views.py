"""The modals people have open, as stacks of at most three views, and everybody's Home.

What the app may do to them is decided here and refused with Slack's words; what a person does to them is in `acting`.
Sources: docs.slack.dev/surfaces/modals, docs.slack.dev/reference/methods/views.open, .push, .update and .publish.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.sandbox.slack import fields, world
from bot.sandbox.slack.normal import normalised
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.validation.surfaces import VIEW_BYTES, validate_view, view_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: A root view and two pushed on it.
DEEPEST = 3


@dataclass(slots=True, kw_only=True)
class View:
    """A modal or Home view that is open, and what its fields hold.

    `errors` (by block id) and `problem` (for the whole) are what the person sees under fields and at the top.
    """

    id: str
    user: str
    content: dict[str, Any]
    hash: str
    root: str
    previous: str | None = None
    held: fields.Held = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    problem: str | None = None

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """Give its blocks, completed."""
        blocks: list[dict[str, Any]] = self.content["blocks"]
        return blocks

    def as_json(self, *, with_state: bool = True) -> dict[str, Any]:
        """Give the view as it stands in payloads and answers; block_suggestion payloads come without its state."""
        content = self.content
        values = fields.state(self.blocks, self.held) if with_state else {}
        return {
            "id": self.id,
            "team_id": world.TEAM,
            "type": content["type"],
            "blocks": self.blocks,
            "private_metadata": content.get("private_metadata", ""),
            "callback_id": content.get("callback_id", ""),
            "state": {"values": values},
            "hash": self.hash,
            "title": content.get("title"),
            "clear_on_close": content.get("clear_on_close", False),
            "notify_on_close": content.get("notify_on_close", False),
            "close": content.get("close"),
            "submit": content.get("submit"),
            "previous_view_id": self.previous,
            "root_view_id": self.root,
            "app_id": world.APP,
            "external_id": content.get("external_id", ""),
            "app_installed_team_id": world.TEAM,
            "bot_id": world.BOT,
        }


class Views:
    """Every open view, by id and by external id, and each person's stack and Home."""

    def __init__(self, changed: Callable[[], None], numbers: Iterator[int]) -> None:
        """Take the ids of views from `numbers`; who starts over hands the same on, for none is given twice."""
        self._changed = changed
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}
        self._by_id: dict[str, View] = {}
        self._by_external: dict[str, View] = {}
        self._numbers = numbers

    def stack(self, user: str) -> list[View]:
        """Give a person's open views, the root first."""
        return self._stacks.get(user, [])

    def top(self, user: str) -> View | None:
        """Give the view a person is looking at."""
        return self._stacks[user][-1] if self._stacks.get(user) else None

    def home(self, user: str) -> View | None:
        """Give what the app has published to a person's Home."""
        return self._homes.get(user)

    def find(self, id_: object, external: object = None) -> View:
        """Find an open view by id or external id; raises Refusal `not_found`."""
        found = self._by_id.get(id_) if isinstance(id_, str) and id_ else None
        if found is None and isinstance(external, str):
            found = self._by_external.get(external)
        if found is None:
            raise Refusal("not_found")
        return found

    def open(self, user: str, content: object, channel: str | None = None) -> View:
        """Open a modal, in place of whatever the person had open."""
        view = self._make(user, checked(content, "modal"), channel)
        self.clear(user)
        self._stacks[user] = [view]
        self._register(view)
        return view

    def push(self, user: str, content: object, onto: str, channel: str | None = None) -> View:
        """Put a view on top of the stack that the view `onto` is part of."""
        stack = self.stack(user)
        if not any(view.id == onto for view in stack):
            raise Refusal("not_found")
        if len(stack) >= DEEPEST:
            raise Refusal("push_limit_reached")
        view = self._make(user, checked(content, "modal"), channel)
        view.root, view.previous = stack[0].id, stack[-1].id
        stack.append(view)
        self._register(view)
        return view

    def update(self, view: View, content: object, hash_: object = None) -> View:
        """Replace what an open view shows; raises Refusal `hash_conflict` where it has changed since `hash_`."""
        if hash_ and hash_ != view.hash:
            raise Refusal("hash_conflict")
        new = checked(content, view.content["type"])
        self._check_external(new, view)
        self._by_external.pop(view.content.get("external_id", ""), None)
        new["blocks"] = normalised(new["blocks"])
        view.held = fields.kept(view.held, view.blocks, new["blocks"])
        view.content, view.hash = new, _hash()
        view.errors, view.problem = {}, None
        self._register(view)
        return view

    def publish(self, user: str, content: object, hash_: object = None) -> View:
        """Show a view on a person's Home."""
        was = self._homes.get(user)
        if was is not None:
            return self.update(was, content, hash_)
        view = self._make(user, checked(content, "home"), None)
        self._homes[user] = view
        self._register(view)
        return view

    def close(self, view: View) -> None:
        """Take a view, and all that lies on it, off its stack."""
        stack = self.stack(view.user)
        if view in stack:
            self._forget(stack, stack.index(view))

    def clear(self, user: str) -> None:
        """Close a person's whole stack."""
        if self.stack(user):
            self._forget(self._stacks[user], 0)

    def _make(self, user: str, content: dict[str, Any], channel: str | None) -> View:
        self._check_external(content, None)
        content["blocks"] = normalised(content["blocks"])
        id_ = f"V0{next(self._numbers):07d}"
        held = fields.first(content["blocks"], {"channel": channel} if channel else {})
        return View(id=id_, user=user, content=content, hash=_hash(), root=id_, held=held)

    def _check_external(self, content: dict[str, Any], own: View | None) -> None:
        other = self._by_external.get(content.get("external_id") or "")
        if other is not None and other is not own:
            raise Refusal("duplicate_external_id")

    def _register(self, view: View) -> None:
        self._by_id[view.id] = view
        if view.content.get("external_id"):
            self._by_external[view.content["external_id"]] = view
        self._changed()

    def _forget(self, stack: list[View], place: int) -> None:
        for view in stack[place:]:
            self._by_id.pop(view.id, None)
            self._by_external.pop(view.content.get("external_id", ""), None)
        del stack[place:]
        self._changed()


def checked(content: object, kind: str) -> dict[str, Any]:
    """Copy a view that Slack would accept; raises Refusal otherwise, saying where and why."""
    if view_bytes(content) > VIEW_BYTES:
        raise Refusal("view_too_large")
    problems = validate_view(content)
    if isinstance(content, dict) and content.get("type") in ("modal", "home") and content["type"] != kind:
        problems.append(f"must be of type {kind} [json-pointer:/view/type]")
    if problems or not isinstance(content, dict):
        messages = [f"[ERROR] {one}" for one in problems]
        raise Refusal("invalid_arguments", response_metadata={"messages": messages})
    return {name: value for name, value in content.items() if value is not None}


def _hash() -> str:
    return f"{int(time.time())}.{secrets.token_hex(4)}"
