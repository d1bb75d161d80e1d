"""The app manifest: `manifest.yml` with the bot's address filled in, to paste at api.slack.com/apps or to give to Slack's CLI.

It must never hand out an address that Slack would call in clear text. Slack's schema accepts those, and knows no scope
names: the tests check both.
`python -m bot.manifest --check SCHEMA` checks both forms against a copy of Slack's JSON Schema
(github.com/slackapi/manifest-schema, `schemas/manifest.schema.1.0.0.json`), which needs the package `jsonschema`.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import yaml

from bot.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Where the bot listens for everything that Slack sends.
PATH = "/slack/events"
#: Letters that need no quoting in an address; names in other scripts are given in their xn-- form.
PLAIN = re.compile(r"[!-~]+")


def render(url: str | None, *, socket: bool) -> dict[str, Any]:
    """Return the manifest for one address, or for Socket Mode, which has none.

    `url`: the bot's public address, with or without `/slack/events`; None keeps the placeholder. Raises ConfigError for
    an address that is not https, that holds more than host, port and path, or that comes with Socket Mode.
    """
    manifest: dict[str, Any] = yaml.safe_load(_file().read_text("utf-8"))
    settings = manifest["settings"]
    commands = manifest["features"]["slash_commands"]
    if socket:
        if url is not None:
            raise ConfigError(
                "--url has no use with --socket: in Socket Mode the bot calls Slack. Leave one of them out."
            )
        settings["socket_mode_enabled"] = True
        del settings["event_subscriptions"]["request_url"]
        del settings["interactivity"]["request_url"]
        del settings["interactivity"]["message_menu_options_url"]
        for command in commands:
            del command["url"]
    elif url is not None:
        address = _address(url)
        settings["event_subscriptions"]["request_url"] = address
        settings["interactivity"]["request_url"] = address
        settings["interactivity"]["message_menu_options_url"] = address
        for command in commands:
            command["url"] = address
    return manifest


def to_yaml(manifest: dict[str, Any]) -> str:
    """Write a manifest as YAML, in the order of the file, ending in a newline."""
    text: str = yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True, width=1_000)
    return text


def to_json(manifest: dict[str, Any]) -> str:
    """Write a manifest as JSON, which is the form Slack's CLI reads, ending in a newline."""
    return json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"


def check(schema: Path) -> list[str]:
    """Return what Slack's JSON Schema finds wrong with the manifest, over HTTP and in Socket Mode; empty when right."""
    from jsonschema import Draft7Validator  # noqa: PLC0415 - a package of the developers, who alone check

    validator = Draft7Validator(json.loads(schema.read_text("utf-8")))
    return [
        f"{name}, {error.json_path}: {error.message}"
        for name, socket in (("HTTP", False), ("Socket Mode", True))
        for error in validator.iter_errors(render(None, socket=socket))
    ]


def _file() -> Path:
    """Find the file: inside the installed package, where the wheel puts it, or else at the top of the checkout."""
    here = Path(__file__).parent
    installed = here / "manifest.yml"
    return installed if installed.exists() else here.parent / "manifest.yml"


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:  # Brackets that do not close, or a port that is none.
        named = False
    if not named or parts.scheme != "https":
        raise ConfigError(
            f"--url must begin with https:// and name a host, such as https://bot.example.com, not {url!r}."
        )
    if not PLAIN.fullmatch(url) or parts.query or parts.fragment or "@" in parts.netloc:
        raise ConfigError("--url must be a plain address: no user, no spaces, nothing after ? or #.")
    path = parts.path.rstrip("/")
    return f"https://{parts.netloc}{path if path.endswith(PATH) else path + PATH}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the manifest against a schema file; the exit code is 0 when it is right."""
    parser = argparse.ArgumentParser(prog="python -m bot.manifest", description="Check manifest.yml.")
    parser.add_argument(
        "--check", metavar="SCHEMA", type=Path, required=True, help="Slack's manifest schema, a JSON file"
    )
    problems = check(parser.parse_args(arguments).check)
    for problem in problems:
        print(problem, file=sys.stderr)  # noqa: T201 - what a command line says
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
