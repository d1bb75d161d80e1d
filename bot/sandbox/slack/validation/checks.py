"""The small vocabulary in which Block Kit's rules are written down as tables.

A check takes a value and its JSON pointer and yields what is wrong with it, in the words Slack uses. Nothing here raises
on bad input, whatever its type: the app under test sends what it likes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Check = Callable[[Any, str], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of an object: those it needs, those it may have, and what must hold between them."""

    required: Mapping[str, Check] = field(default_factory=dict)
    optional: Mapping[str, Check] = field(default_factory=dict)
    between: tuple[Check, ...] = ()

    def __call__(self, value: Any, at: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
        """Check an object; its `type` is its table's business."""
        if not isinstance(value, dict):
            yield problem("must provide an object", at)
            return
        for name, check in self.required.items():
            if value.get(name) is None:
                yield problem(f"missing required field: {name}", at)
            else:
                yield from check(value[name], f"{at}/{name}")
        for name, one in value.items():
            if name == "type" or name in self.required:
                continue
            if name not in self.optional:
                yield problem(f"invalid additional property: {name}", at)
            elif one is not None:
                yield from self.optional[name](one, f"{at}/{name}")
        for check in self.between:
            yield from check(value, at)


def problem(says: str, at: str) -> str:
    """Put a complaint in Slack's form, with the JSON pointer to its place."""
    return f"{says} [json-pointer:{at}]"


def string(at_most: int, *, at_least: int = 0) -> Check:
    """Accept a string of so many characters."""

    def check(value: Any, at: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
        if not isinstance(value, str):
            yield problem("must provide a string", at)
        elif len(value) > at_most:
            yield problem(f"must be less than {at_most + 1} characters", at)
        elif len(value) < at_least:
            yield problem(f"must be more than {at_least - 1} characters", at)

    return check


def flag(value: Any, at: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Accept true and false."""
    if not isinstance(value, bool):
        yield problem("must be a boolean", at)


def number(lowest: int, highest: int) -> Check:
    """Accept a whole number between two, both included."""

    def check(value: Any, at: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
        if not isinstance(value, int) or isinstance(value, bool):
            yield problem("must be an integer", at)
        elif not lowest <= value <= highest:
            yield problem(f"must be between {lowest} and {highest}", at)

    return check


def one_of(*words: str) -> Check:
    """Accept one of a few words."""

    def check(value: Any, at: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
        if value not in words:
            yield problem(f"must be one of: {', '.join(words)}", at)

    return check


def anything(_value: Any, _at: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Accept whatever is there."""
    yield from ()


def array(check_one: Check, at_least: int, at_most: int) -> Check:
    """Accept a list of so many things, each of which passes a check."""

    def check(value: Any, at: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
        if not isinstance(value, list):
            yield problem("must provide an array", at)
            return
        if len(value) > at_most:
            yield problem(f"no more than {at_most} items allowed", at)
        if len(value) < at_least:
            yield problem(f"no fewer than {at_least} items allowed", at)
        for place, one in enumerate(value):
            yield from check_one(one, f"{at}/{place}")

    return check


def variant(shapes: Mapping[str, Check], *, only: frozenset[str] | None = None) -> Check:
    """Accept an object whose `type` names one of the shapes, or of those among them that `only` allows here."""

    def check(value: Any, at: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
        if not isinstance(value, dict):
            yield problem("must provide an object", at)
            return
        kind = value.get("type")
        if not isinstance(kind, str) or kind not in shapes:
            yield problem(f"unsupported type: {kind}", f"{at}/type")
        elif only is not None and kind not in only:
            yield problem(f"unsupported type here: {kind}", f"{at}/type")
        else:
            yield from shapes[kind](value, at)

    return check


def text(at_most: int, *, plain: bool = True, at_least: int = 1) -> Check:
    """Accept a text object; with `plain`, a plain_text one only."""
    words = string(at_most, at_least=at_least)
    shapes: dict[str, Check] = {"plain_text": Shape({"text": words}, {"emoji": flag})}
    if not plain:
        shapes["mrkdwn"] = Shape({"text": words}, {"verbatim": flag})
    return variant(shapes)


def exactly_one(*names: str) -> Check:
    """Demand exactly one of some fields."""

    def check(value: Any, at: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
        if sum(value.get(name) is not None for name in names) != 1:
            yield problem(f"exactly one of {', '.join(names)} must be provided", at)

    return check


def at_least_one(*names: str) -> Check:
    """Demand one or more of some fields."""

    def check(value: Any, at: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
        if not any(value.get(name) for name in names):
            yield problem(f"one of {', '.join(names)} must be provided", at)

    return check
