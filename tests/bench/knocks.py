"""What Slack sends, signed, as bytes for the wire: each request is new, and carries a token by which its effect is told."""

from __future__ import annotations

import hmac
import itertools
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from bot.slack.payloads import FormMemory, PreviewMemory
from bot.slack.views.form import form
from bot.slack.views.preview import simulating

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SECRET = "bench-signing-secret"
ZONE = "Europe/Paris"
#: Words as they are typed, letter by letter and whole, in the two languages that most write in.
WORDS = (
    "to",
    "tomorrow",
    "tomorrow 6",
    "tomorrow 6pm",
    "next fri",
    "in 2 hours",
    "demain 18h",
    "lundi",
    "25/12 9:30",
)

_numbers = itertools.count(time.time_ns() // 1_000_000 % 10**11)


@dataclass(frozen=True, slots=True)
class Knock:
    """One request, as bytes, and the token by which its effect in Slack is told."""

    wire: bytes
    token: str


def fresh() -> str:
    """Make a token that no other request of this machine has."""
    return f"bk{next(_numbers) % 10**12:012d}"


def signed(body: bytes, token: str, *, secret: str = SECRET) -> Knock:
    """Sign now, as Slack does, and put it on the wire."""
    at = int(time.time())
    signature = hmac.digest(secret.encode(), b"v0:%d:%b" % (at, body), "sha256").hex()
    head = (
        "POST /slack/events HTTP/1.1\r\nhost: 127.0.0.1\r\nuser-agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
        f"accept: */*\r\naccept-encoding: gzip,deflate\r\ncontent-type: application/x-www-form-urlencoded\r\n"
        f"content-length: {len(body)}\r\nx-slack-request-timestamp: {at}\r\nx-slack-signature: v0={signature}\r\n\r\n"
    )
    return Knock(head.encode() + body, token)


def commands() -> Iterator[Knock]:
    """`/sms-campaign` with a text, by some hundred people."""
    for number in itertools.count():
        token = fresh()
        body = {
            "token": "old",
            "team_id": "T1",
            "team_domain": "bench",
            "channel_id": "C1",
            "channel_name": "campaigns",
            "user_id": f"U{number % 200}",
            "user_name": "claire",
            "command": "/sms-campaign",
            "text": "20 % off until Sunday",
            "api_app_id": "A1",
            "is_enterprise_install": "false",
            "response_url": "https://hooks.slack.com/commands/T1/1/x",
            "trigger_id": token,
        }
        yield signed(urlencode(body).encode(), token)


def suggestions() -> Iterator[Knock]:
    """Type into *when*."""
    for number in itertools.count():
        token = fresh()
        said = {"action_id": "send_at", "block_id": "send_at", "value": WORDS[number % len(WORDS)]}
        yield _interaction("block_suggestion", number, token, **said, view=_shown(drawn(token), token))


def previews() -> Iterator[Knock]:
    """Submit the filled form."""
    for number in itertools.count():
        token = fresh()
        view = _shown(drawn(token), token) | {"state": {"values": _values(view_of=drawn(token))}}
        yield _interaction("view_submission", number, token, view=view, response_urls=[])


def approvals(campaigns: Sequence[tuple[int, str]]) -> Iterator[Knock]:
    """Click on *Approve* of each campaign, given with its channel, which is the token."""
    for number, channel in campaigns:
        pressed = {
            "type": "button",
            "action_id": "approve",
            "block_id": "decide",
            "action_ts": "1.1",
            "value": json.dumps({"campaign": number, "revision": 1, "digest": ""}),
        }
        message = {"type": "message", "ts": "1.2", "text": "", "blocks": drawn(channel)["blocks"]}
        yield _interaction(
            "block_actions",
            number,
            channel,
            user={"id": "UAPP", "team_id": "T1"},
            trigger_id=fresh(),
            actions=[pressed],
            channel={"id": channel, "name": "campaigns"},
            container={"type": "message", "message_ts": "1.2", "channel_id": channel},
            message=message,
        )


def confirmations(drafts: Sequence[tuple[str, str, str]]) -> Iterator[Knock]:
    """Press the preview's button for each draft: owner, digest, token."""
    for number, (owner, digest, token) in enumerate(drafts):
        memory = PreviewMemory(
            nonce=token, digest=digest, zone=ZONE, locale="en-GB", channel=token, here=token
        )
        view = _shown(simulating(memory, "x"), token) | {"state": {"values": {}}}
        user = {"id": owner, "team_id": "T1"}
        yield _interaction("view_submission", number, token, view=view, user=user)


def forged(size: int) -> Iterator[Knock]:
    """Make requests in the right shape, of `size` bytes, signed by somebody who does not know the secret."""
    while True:
        token = fresh()
        filled = {"type": "view_submission", "id": token, "state": _values(view_of=drawn(token)), "text": ""}
        said = {"command": "/sms-campaign", "user_id": "U1", "team_id": "T1", "trigger_id": token, "text": ""}
        body = urlencode(said if size < 1000 else {"payload": json.dumps(filled)}).encode()
        # What is missing stands in the text, which is the last of either.
        room = size - len(body)
        if size >= 1000:
            body = urlencode({"payload": json.dumps({**filled, "text": "x" * room})}).encode()
        yield signed(body.ljust(size, b"x"), token, secret="guessed")


def _interaction(kind: str, number: int, token: str, **more: Any) -> Knock:
    payload = {
        "type": kind,
        "user": {"id": f"U{number % 200}", "username": "claire", "name": "claire", "team_id": "T1"},
        "api_app_id": "A1",
        "token": "old",
        "team": {"id": "T1", "domain": "bench"},
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": token,
        **more,
    }
    return signed(urlencode({"payload": json.dumps(payload)}).encode(), token)


def drawn(token: str) -> dict[str, Any]:
    """Draw the form, with a token in what it remembers."""
    return form(FormMemory(nonce=token, zone=ZONE, locale="en-GB", channel="C1", here="C1"), {})


def _shown(view: dict[str, Any], token: str) -> dict[str, Any]:
    """Give a view as Slack sends it along."""
    return {
        "id": "V1",
        "team_id": "T1",
        "state": {"values": {}},
        "hash": token,
        "previous_view_id": None,
        "root_view_id": "V1",
        "app_id": "A1",
        "external_id": "",
        "app_installed_team_id": "T1",
        "bot_id": "B0",
        **view,
    }


def _values(view_of: dict[str, Any]) -> dict[str, Any]:
    """Fill in the form that is drawn."""
    held = {
        "audience": {"type": "external_select", "selected_option": {"value": "list:VIP customers"}},
        "text": {
            "type": "plain_text_input",
            "value": "20 % off until Sunday, in all our shops. STOP au XXXXX",
        },
        "send_at": {"type": "external_select", "selected_option": {"value": "asap"}},
        "purpose": {"type": "radio_buttons", "selected_option": {"value": "wholesale"}},
        "type": {"type": "radio_buttons", "selected_option": {"value": "sms_premium"}},
    }
    inputs = [block for block in view_of["blocks"] if block["type"] == "input"]
    return {
        block["block_id"]: {block["element"]["action_id"]: held[block["element"]["action_id"]]}
        for block in inputs
        if block["element"]["action_id"] in held
    }
