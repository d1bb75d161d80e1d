from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot import manifest
from bot.errors import ConfigError

HTTP = manifest.render("https://bot.example.org", socket=False)
SOCKET = manifest.render(None, socket=True)
BOTH = pytest.mark.parametrize("app", [HTTP, SOCKET], ids=["HTTP", "Socket Mode"])

#: The scopes there is a reason for; a new one is a decision, made here as well.
SCOPES = {
    "commands",
    "chat:write",
    "users:read",
    "usergroups:read",
    "channels:read",
    "groups:read",
    "im:write",
}

#: What each event asks for (docs.slack.dev/reference/events).
EVENTS = {
    "app_home_opened": None,
    "app_uninstalled": None,
    "tokens_revoked": None,
    "channel_archive": "channels:read",
    "channel_left": "channels:read",
    "group_archive": "groups:read",
    "group_left": "groups:read",
}

#: Where text stands, and the most characters Slack takes there (docs.slack.dev/reference/app-manifest).
LIMITS = {
    "display_information.name": 35,
    "display_information.description": 140,
    "display_information.long_description": 4_000,
    "features.bot_user.display_name": 80,
    "features.slash_commands.command": 32,
    "features.slash_commands.description": 2_000,
    "features.slash_commands.usage_hint": 1_000,
    "features.shortcuts.name": 24,
    "features.shortcuts.description": 150,
    "features.shortcuts.callback_id": 255,
}


def leaves(node, path=""):
    """Yield each text, number and truth with the path that leads there."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, f"{path}.{key}".lstrip("."))
    elif isinstance(node, list):
        for value in node:
            yield from leaves(value, path)
    else:
        yield path, node


def addresses(app):
    """Find all addresses, with where they stand."""
    return {path: value for path, value in leaves(app) if isinstance(value, str) and "://" in value}


def test_one_address_stands_everywhere_slack_calls():
    """Over HTTP the command, events, interactivity and options all go to the one path that the guard listens on."""
    assert addresses(HTTP) == dict.fromkeys(
        [
            "features.slash_commands.url",
            "settings.event_subscriptions.request_url",
            "settings.interactivity.request_url",
            "settings.interactivity.message_menu_options_url",
        ],
        "https://bot.example.org/slack/events",
    )
    assert HTTP["settings"]["socket_mode_enabled"] is False


def test_socket_mode_has_no_address():
    """In Socket Mode nothing holds an address, and everything else is the same."""
    assert addresses(SOCKET) == {}
    assert SOCKET["settings"]["socket_mode_enabled"] is True
    assert dict(leaves(HTTP)).keys() - dict(leaves(SOCKET)).keys() == addresses(HTTP).keys()


def test_without_an_address_the_placeholder_stays():
    """The file itself names nobody's server."""
    assert set(addresses(manifest.render(None, socket=False)).values()) == {
        "https://example.com/slack/events"
    }


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://bot.example.org", "https://bot.example.org/slack/events"),
        ("https://bot.example.org/", "https://bot.example.org/slack/events"),
        ("https://bot.example.org/slack/events", "https://bot.example.org/slack/events"),
        ("https://bot.example.org/slack/events/", "https://bot.example.org/slack/events"),
        ("https://example.org:8443/sms", "https://example.org:8443/sms/slack/events"),
        ("HTTPS://example.org", "https://example.org/slack/events"),
    ],
)
def test_the_path_is_added_where_it_is_missing(given, address):
    """An address may be given with or without `/slack/events`, and behind a proxy's own path."""
    assert set(addresses(manifest.render(given, socket=False)).values()) == {address}


@pytest.mark.parametrize(
    "given",
    [
        "",
        "bot.example.org",
        "http://bot.example.org",
        "http://127.0.0.1:3000",
        "ftp://bot.example.org",
        "https://",
        "https://[::1",
        "https://example.org:port",
        "https://example.org:0",
        "https://user:pass@example.org",
        "https://example.org/?x=1",
        "https://example.org/#x",
        "https://exa mple.org",
        " https://example.org",
        "https://example.org\n",
        "https://été.example.org",
    ],
)
def test_an_address_that_slack_cannot_use_is_refused(given):
    """Clear text, no host, a user, spaces or more than a path: refused, naming the option."""
    with pytest.raises(ConfigError, match=r"^--url"):
        manifest.render(given, socket=False)


@given(st.text())
def test_any_other_text_is_refused_by_name(text):
    """Whatever is typed, an address comes out as https or is refused by the option's name; nothing else is raised."""
    try:
        found = addresses(manifest.render("https://h" + text, socket=False))
    except ConfigError as error:
        assert str(error).startswith("--url")  # noqa: PT017 - most texts are refused, some are not
    else:
        assert all(address.startswith("https://") for address in found.values())


def test_socket_mode_takes_no_address():
    """Asking for both is a mistake that is named, as one of them would be forgotten silently."""
    with pytest.raises(ConfigError, match=r"--url .* --socket"):
        manifest.render("https://bot.example.org", socket=True)


@BOTH
def test_scopes_are_the_least(app):
    """Exactly the scopes there is a reason for are asked, each once."""
    scopes = app["oauth_config"]["scopes"]
    assert list(scopes) == ["bot"]
    assert sorted(scopes["bot"]) == sorted(SCOPES)


def test_each_scope_says_why():
    """In the file each scope stands beside its reason, for whoever has to allow it."""
    lines = (Path(__file__).parent.parent / "manifest.yml").read_text("utf-8").splitlines()
    for scope in SCOPES:
        assert any(re.fullmatch(rf" +- {scope} # \S.{{15,}}\.", line) for line in lines), scope


@BOTH
def test_events_are_within_the_scopes(app):
    """Only known events are asked for, each once, and the scopes allow them."""
    events = app["settings"]["event_subscriptions"]["bot_events"]
    assert sorted(events) == sorted(EVENTS)
    assert {EVENTS[event] for event in events} - {None} <= SCOPES


@BOTH
def test_texts_are_within_slacks_limits(app):
    """Every text keeps the length that Slack sets for its place, and no place goes unchecked."""
    seen = set()
    for path, value in leaves(app):
        if path in LIMITS:
            assert 1 <= len(value) <= LIMITS[path], path
            seen.add(path)
    assert seen == LIMITS.keys()
    assert len(app["display_information"]["long_description"]) >= 175
    assert re.fullmatch(r"[a-z0-9\-_.]+", app["features"]["bot_user"]["display_name"])
    assert re.fullmatch(r"#[0-9a-f]{6}", app["display_information"]["background_color"])


@BOTH
def test_the_doors_are_the_ones_the_bot_answers(app):
    """One command, whose mentions are escaped, and one shortcut of each kind, with ids of their own."""
    (command,) = app["features"]["slash_commands"]
    assert (command["command"], command["should_escape"]) == ("/sms-campaign", True)
    doors = {door["type"]: door["callback_id"] for door in app["features"]["shortcuts"]}
    assert doors == {"global": "sms_campaign_new", "message": "sms_campaign_from_message"}
    assert len(app["features"]["shortcuts"]) == 2
    assert app["features"]["app_home"]["home_tab_enabled"] is True


@BOTH
def test_it_reads_back_as_it_was_written(app):
    """YAML and JSON are two writings of one manifest."""
    assert yaml.safe_load(manifest.to_yaml(app)) == app
    assert json.loads(manifest.to_json(app)) == app


def test_the_schema_check_finds_what_is_wrong(tmp_path, capsys):
    """The check ends well against a schema that allows the manifest, and names place and form against one that does not."""
    right, wrong = tmp_path / "right.json", tmp_path / "wrong.json"
    right.write_text(json.dumps({"type": "object", "required": ["settings"]}))
    wrong.write_text(
        json.dumps({"properties": {"settings": {"properties": {"socket_mode_enabled": {"const": False}}}}})
    )
    assert manifest.main(["--check", str(right)]) == 0
    assert manifest.main(["--check", str(wrong)]) == 1
    assert "Socket Mode, $.settings.socket_mode_enabled" in capsys.readouterr().err
