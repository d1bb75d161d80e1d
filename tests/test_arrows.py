from __future__ import annotations

import ast
import re
import sys
import tokenize
from dataclasses import dataclass
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent

#: The most lines a file may have, so that it is read in one go.
LINES = 300


@dataclass(frozen=True)
class Rule:
    """What the modules of one part may import of `bot` (names of parts), and whether packages of others."""

    own: frozenset[str]
    others: bool


def rule(*own: str, others: bool) -> Rule:
    """Write a rule in one line."""
    return Rule(frozenset(own), others)


#: The house's arrows point inward. A part that is not here yet must be given its place first.
RULES = {
    "": rule(others=False),
    "errors": rule(others=False),
    "logs": rule(others=True),
    "manifest": rule("errors", others=True),
    "domain": rule("domain", "errors", others=False),
    "services": rule("services", "domain", "errors", "logs", others=False),
    "adapters": rule("adapters", "services", "domain", "errors", "logs", others=True),
    "slack": rule("slack", "services", "domain", "errors", "logs", others=True),
    "sandbox": rule("sandbox", "errors", "logs", others=True),
}
#: The composition root knows everything; nothing but it may know the composition root.
ROOT = frozenset(
    {
        *("app", "__main__", "settings", "trying", "care", "doctor", "audit", "wiring", "setting_values"),
        *("figures_port", "policy_file", "purge"),
    }
)


def test_every_arrow_points_inward():
    """No module under bot/ imports what its part may not know, in whatever form, at whatever depth of the code."""
    assert wrong_arrows(TOP) == []


def wrong_arrows(top: Path) -> list[str]:
    """Name each import under `top`/bot that the rules do not allow."""
    found = []
    for path in sorted((top / "bot").rglob("*.py")):
        module = path.relative_to(top).with_suffix("").parts
        package = module[:-1]
        part = part_of(".".join(package if module[-1] == "__init__" else module))
        if part in ROOT:
            continue
        place = path.relative_to(top).as_posix()
        if part not in RULES:
            found.append(f"{place}: no rule says what {part} may import")
            continue
        found += [
            f"{place}:{line} imports {target}"
            for line, target in imports(path.read_text("utf-8"), package)
            if not allowed(RULES[part], target)
        ]
    return found


def part_of(module: str) -> str:
    """Tell the part of the house that a module of `bot` belongs to, as in `bot.slack.views.card` → `slack`."""
    return [*module.split("."), ""][1]


def allowed(it: Rule, target: str) -> bool:
    """Say whether a rule lets an absolute module name in."""
    first = target.partition(".")[0]
    if first == "bot":
        return part_of(target) in it.own
    return first in sys.stdlib_module_names or it.others


def imports(source: str, package: tuple[str, ...]) -> list[tuple[int, str]]:
    """List all imports with their lines, made absolute: at the top, in functions, for types alone, by name at run time."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            name = ".".join([*base, *filter(None, [node.module])])
            # `from bot import logs` brings in a part, `from bot.errors import Busy` only a name of one.
            found += [(node.lineno, f"bot.{alias.name}" if name == "bot" else name) for alias in node.names]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            found.append((node.lineno, spelled(node.args[0] if node.args else None)))
    return found


def spelled(name: ast.expr | None) -> str:
    """Return the part of a name that is written out; one that is not could be anything, so nobody may import it."""
    if isinstance(name, ast.JoinedStr) and name.values:
        name = name.values[0]
    return str(name.value) if isinstance(name, ast.Constant) else "bot.?"


FORGED = [
    ("domain/a.py", "import json, decimal\nfrom bot.errors import Busy\nfrom bot.domain.b import c", None),
    ("domain/a.py", "import pydantic", "pydantic"),
    ("domain/a.py", "from bot.logs import get", "bot.logs"),
    ("domain/a.py", "from bot import logs", "bot.logs"),
    ("domain/a.py", "from .. import logs", "bot.logs"),
    ("domain/a.py", "from ..services.ports import Clock", "bot.services.ports"),
    ("domain/deep/a.py", "from ... import services", "bot.services"),
    ("domain/deep/__init__.py", "from ..brief import Brief", None),
    ("domain/a.py", "def f():\n    import bot.adapters.store as s", "bot.adapters.store"),
    ("services/a.py", "from bot import logs\nfrom bot.services import ports\nfrom . import ports", None),
    ("services/a.py", "if TYPE_CHECKING:\n    from sqlalchemy import Row", "sqlalchemy"),
    ("services/a.py", "if TYPE_CHECKING:\n    from bot.adapters.store import Store", "bot.adapters.store"),
    ("services/a.py", "importlib.import_module('bot.slack.cards')", "bot.slack.cards"),
    ("services/a.py", "__import__(name)", "bot.?"),
    ("services/a.py", "import_module(f'{package}.a')", "bot.?"),
    ("services/a.py", "import_module(f'bot.{part}')", "bot."),
    ("services/a.py", "import_module(f'bot.domain.{name}')", None),
    ("adapters/a.py", "import httpx\nfrom bot.services.ports import Clock\nfrom bot.domain import sms", None),
    ("adapters/a.py", "from bot.slack import cards", "bot.slack"),
    ("adapters/a.py", "from bot.settings import Settings", "bot.settings"),
    ("slack/views/a.py", "from bot.domain.campaign import State\nimport slack_sdk", None),
    ("slack/views/a.py", "from bot.adapters import octopush", "bot.adapters"),
    ("slack/a.py", "from bot.app import build", "bot.app"),
    ("slack/a.py", "from bot.sandbox.clock import MovableClock", "bot.sandbox.clock"),
    ("sandbox/a.py", "import starlette\nfrom bot import errors, logs\nfrom bot.sandbox import clock", None),
    ("sandbox/octopush/a.py", "from bot.domain import sms", "bot.domain"),
    ("errors.py", "from bot.domain import sms", "bot.domain"),
    ("app.py", "from bot.adapters import store\nfrom bot.slack import app\nimport uvicorn", None),
    ("billing/a.py", "", "no rule says what billing may import"),
]


@pytest.mark.parametrize(("place", "source", "wrong"), FORGED)
def test_a_wrong_arrow_is_found(tmp_path, place, source, wrong):
    """The check itself finds every form of a wrong arrow in a forged house, and leaves right ones alone."""
    path = tmp_path / "bot" / place
    path.parent.mkdir(parents=True)
    path.write_text(source)
    found = wrong_arrows(tmp_path)
    assert len(found) == (0 if wrong is None else 1)
    assert all(line.startswith(f"bot/{place}") and line.endswith(str(wrong)) for line in found)


def test_every_part_of_the_house_has_its_rule():
    """The rules name no part that is not, or is not yet planned, and nothing may import the composition root."""
    assert not any(it.own & ROOT for it in RULES.values())
    assert {part for it in RULES.values() for part in it.own} <= RULES.keys()


def python_files(top: Path) -> list[Path]:
    """List the project's Python files."""
    return [path for folder in ("bot", "tests") for path in sorted((top / folder).rglob("*.py"))]


def too_long(top: Path) -> list[str]:
    """Name each file that passes the most lines."""
    return [
        f"{path.relative_to(top)}: {lines} lines"
        for path in python_files(top)
        if (lines := len(path.read_text("utf-8").splitlines())) > LINES
    ]


def test_no_file_is_too_long():
    """A file of more than 300 lines has two subjects: it is split."""
    assert too_long(TOP) == []


def test_a_file_that_is_too_long_is_found(tmp_path):
    """Three hundred lines pass and one more does not, in code and in tests."""
    for folder in ("bot", "tests"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "right.py").write_text("a = 1\n" * LINES)
        (tmp_path / folder / "wrong.py").write_text("a = 1\n" * (LINES + 1))
    assert too_long(tmp_path) == ["bot/wrong.py: 301 lines", "tests/wrong.py: 301 lines"]


#: A code or several, then the reason in words: `noqa: S101 - why`, `type: ignore[code]  # why`.
EXCUSE = re.compile(
    r"""\#\s*(?:ruff:\s*|flake8:\s*)?(?:
        noqa:\s?[A-Z]+[0-9]+(?:,\s?[A-Z]+[0-9]+)*\s+[-–—]\s*\S.{5,}
      | type:\s?ignore\[[a-z-]+(?:,\s?[a-z-]+)*\]\s+[#]\s*\S.{5,}
    )""",
    re.VERBOSE,
)
MENTIONS = re.compile(
    r"#\s*(?:(?:ruff|flake8):\s*)?noqa|#\s*type:\s*ignore|#\s*mypy:|#\s*pyright:", re.IGNORECASE
)


def poor_excuses(top: Path) -> list[str]:
    """Name each comment that silences a check without saying which one and why."""
    found = []
    for path in python_files(top):
        with tokenize.open(path) as source:
            comments = [
                token for token in tokenize.generate_tokens(source.readline) if token.type == tokenize.COMMENT
            ]
        found += [
            f"{path.relative_to(top)}:{comment.start[0]} {comment.string}"
            for comment in comments
            if MENTIONS.search(comment.string) and not EXCUSE.match(comment.string)
        ]
    return found


def test_every_silenced_check_is_named_with_a_reason():
    """No check is silenced in bulk or without words for the next reader."""
    assert poor_excuses(TOP) == []


@pytest.mark.parametrize(
    ("comment", "right"),
    [
        ("# noqa: ANN401 - any ASGI application", True),
        ("# noqa: A002 — the class in the pattern", True),
        ("# noqa: S104, S105 - loopback in a container", True),
        ("# type: ignore[arg-type]  # Bolt's own annotation is narrower than its code", True),
        ("# A sentence about noise.", True),
        ("# noqa", False),
        ("# NOQA", False),
        ("# noqa: ANN401", False),
        ("# noqa: ANN401 - x", False),
        ("# noqa - because", False),
        ("# ruff: noqa", False),
        ("# flake8: noqa", False),
        ("# type: ignore", False),
        ("# type: ignore[arg-type]", False),
        ("# type: ignore  # because it is so", False),
        ("# mypy: ignore-errors", False),
    ],
)
def test_a_poor_excuse_is_found(tmp_path, comment, right):
    """Bare, bulk and speechless ones are found; the same words inside a text are not comments."""
    (tmp_path / "bot").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "bot" / "a.py").write_text(f"a = 1  {comment}\nb = {comment!r}\n")
    assert poor_excuses(tmp_path) == ([] if right else [f"bot/a.py:1 {comment}"])
