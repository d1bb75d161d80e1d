"""How rules are written, and matched: a chart over tokens, filled layer by layer.

A token may have several senses ("sept" is seven and September). The chart holds, for each place between tokens, the
edges that begin there: (where it ends, its class, its value). The lexicon lays the first edges; each layer of rules
reads the chart and adds edges of new classes, spanning more tokens. A rule is a line of classes:

    @DATES("date", "on? d:day of? m:month comma? y:year?")
    def month_day(d, m, y=None): ...

`?` makes an element optional, `a|b` names alternatives, `name:class` hands the value to the action. An action that
returns None rejects the match. Rules of a layer see what earlier layers made, never each other's, so a chart is
always finished: the work grows with the square of the number of tokens at worst, and stops at `MOST_EDGES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final, TypeVar

#: A chart that grows beyond this is hostile: no phrase people type comes near.
MOST_EDGES: Final = 3000

Action = Callable[..., object]
Rule = TypeVar("Rule", bound=Action)


@dataclass(slots=True)
class Chart:
    """The edges that begin at each place: class → list of (end, value)."""

    edges: list[dict[str, list[tuple[int, Any]]]]
    size: int = 0

    def add(self, start: int, end: int, kind: str, value: object) -> None:
        """Add an edge unless the same one is there."""
        here = self.edges[start].setdefault(kind, [])
        edge = (end, value)
        if edge not in here and self.size < MOST_EDGES:
            here.append(edge)
            self.size += 1


@dataclass(slots=True)
class _Node:
    """A place in the tree of all rules of a layer, by the classes passed so far."""

    children: dict[str, _Node] = field(default_factory=dict)
    ends: list[tuple[str, tuple[str, ...], Action]] = field(default_factory=list)


class Layer:
    """Rules that are matched together. Calling the layer declares a rule."""

    def __init__(self) -> None:
        self._root = _Node()

    def __call__(self, kind: str, *patterns: str) -> Callable[[Rule], Rule]:
        """Declare a rule that makes edges of class `kind` from any of `patterns`."""

        def declare(action: Rule) -> Rule:
            for pattern in patterns:
                for line in _lines(pattern):
                    node = self._root
                    for _, element in line:
                        node = node.children.setdefault(element, _Node())
                    node.ends.append((kind, tuple(name for name, _ in line), action))
            return action

        return declare

    def fill(self, chart: Chart) -> None:
        """Match every rule at every place, then add what was found."""
        found: list[tuple[int, int, str, object]] = []
        root = self._root.children
        for start, here in enumerate(chart.edges):
            for kind, outs in here.items():
                if (node := root.get(kind)) is not None:
                    for end, value in outs:
                        _walk(node, chart, start, end, (value,), found)
        for edge in found:
            chart.add(*edge)


def _walk(
    node: _Node,
    chart: Chart,
    start: int,
    end: int,
    values: tuple[object, ...],
    found: list[tuple[int, int, str, object]],
) -> None:
    for kind, names, action in node.ends:
        made = action(**{name: value for name, value in zip(names, values, strict=True) if name})
        if made is not None:
            found.append((start, end, kind, made))
    if node.children and len(found) < MOST_EDGES:
        here = chart.edges[end]
        for kind, child in node.children.items():
            for further, value in here.get(kind, ()):
                _walk(child, chart, start, further, (*values, value), found)


def _lines(pattern: str) -> list[list[tuple[str, str]]]:
    """Spell out a pattern's optional elements and alternatives: one line of (name, class) each."""
    choices: list[list[tuple[str, str] | None]] = []
    for element in pattern.split():
        name, _, kinds = element.rpartition(":")
        options: list[tuple[str, str] | None] = [(name, kind) for kind in kinds.rstrip("?").split("|")]
        if kinds.endswith("?"):
            options.append(None)
        choices.append(options)
    return [line for choice in product(*choices) if (line := [e for e in choice if e is not None])]
