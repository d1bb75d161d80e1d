"""Payloads of shapes that Slack could send and never would, signed, through the guard, Bolt and the listeners."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.ack_path import asgi, bolt
from bot.slack.app import Listeners, Tables
from bot.slack.ids import Id
from bot.slack.limits import Limits
from bot.slack.tasks import Tasks
from tests.slack.door import FORM, Reply, guard, knock, signed

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from bot.slack.payloads import Payload

JSON = b"application/json"
KINDS = (
    *("block_actions", "view_submission", "view_closed", "block_suggestion", "shortcut", "message_action"),
    *("event_callback", "url_verification", "interactive_message", "dialog_submission", "function_executed"),
)
KEYS = (
    *("type", "user", "id", "team", "channel", "view", "actions", "action_id", "block_id", "value", "state"),
    *(
        "values",
        "callback_id",
        "private_metadata",
        "trigger_id",
        "message",
        "event",
        "command",
        "text",
        "blocks",
    ),
    *("selected_option", "team_id", "enterprise", "user_id", "channel_id", "response_url", "authorizations"),
)
LEAVES = (
    st.none() | st.booleans() | st.integers(-5, 2**70) | st.text(max_size=12) | st.sampled_from([*Id, *KINDS])
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=12,
)
OBJECTS = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=10)
#: Right so far that a listener takes it up, and anything further in.
NEARLY = st.builds(
    lambda kind, ids, rest: {"type": kind, **ids, **rest},
    st.sampled_from(KINDS),
    st.fixed_dictionaries(
        {
            "actions": st.lists(
                st.fixed_dictionaries({"action_id": st.sampled_from([*Id])}) | VALUES, max_size=2
            )
            | VALUES,
            "view": st.fixed_dictionaries({"callback_id": st.sampled_from([*Id]), "id": st.just("V1")})
            | VALUES,
            "action_id": st.sampled_from([*Id]) | VALUES,
            "callback_id": st.sampled_from([*Id]) | VALUES,
            "user": st.just({"id": "U1"}) | VALUES,
        }
    ),
    st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=3),
)


class Deaf:
    """Tells nobody anything."""

    async def privately(self, *_: Any, **__: Any) -> None:
        return


async def _handled(_payload: Payload) -> None:
    return None


def _everything(ids: Any = tuple(Id)) -> Any:
    return dict.fromkeys(map(str, ids), _handled)


def front() -> tuple[ASGIApp, Tasks]:
    """Make Bolt and the listeners as the bot does, with handlers that do nothing."""
    tasks = Tasks()
    tables = Tables(
        commands=_everything(),
        shortcuts=_everything(),
        actions=_everything([Id.COPY, Id.REJECT]),
        decisions=_everything([Id.APPROVE, Id.CANCEL]),
        options=_everything(),
        submissions=_everything(),
    )
    limits = Limits(person=10**6, workspace=10**6)
    listeners = Listeners(tables, tasks=tasks, teller=cast("Any", Deaf()), limits=limits)
    app = bolt(AsyncWebClient(), listeners.by_kind, token="xoxb-1", bot_id="B0", bot_user="U0")
    return asgi(app), tasks


async def sent(body: bytes, kind: bytes) -> Reply:
    """Let the whole front of the bot answer what Slack signed."""
    app, tasks = front()
    reply = await knock(guard(app), signed(body, kind=kind), body)
    await tasks.close(patience=5)
    return reply


def interaction(payload: object) -> bytes:
    """Put an interaction's payload into its form."""
    return urlencode({"payload": json.dumps(payload)}).encode()


@settings(max_examples=60)
@given(st.one_of(NEARLY, OBJECTS, VALUES))
@example({"type": "block_actions", "actions": "approve", "user": "U1"})
@example(
    {
        "type": "view_submission",
        "view": {"callback_id": Id.CAMPAIGN_FORM, "blocks": [1]},
        "user": {"id": "U1"},
    }
)
def test_no_interaction_breaks_the_bot(payload):
    """Whatever JSON an interaction holds, the answer is none of the server's errors."""
    assert 200 <= asyncio.run(sent(interaction(payload), FORM)).status < 500


@settings(max_examples=40)
@given(st.one_of(NEARLY, OBJECTS))
def test_no_event_breaks_the_bot(payload):
    """The same for what comes as JSON: events, and the check of the address."""
    assert 200 <= asyncio.run(sent(json.dumps(payload).encode(), JSON)).status < 500


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from(KEYS), st.text(max_size=20), max_size=8))
def test_no_command_breaks_the_bot(fields):
    """The same for the form of a slash command."""
    command = {"command": Id.COMMAND, **fields}
    assert 200 <= asyncio.run(sent(urlencode(command).encode(), FORM)).status < 500


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"payload=", FORM),
        (b"payload=nonsense", FORM),
        (b"{", JSON),
        (b"[1]", JSON),
        (b"", FORM),
        (b"null", JSON),
    ],
)
async def test_what_is_no_json_is_the_senders_fault(body, kind):
    """A signed body that cannot be read is a 4xx."""
    assert 400 <= (await sent(body, kind)).status < 500


EVENT = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": {"type": "app_uninstalled"}}


@pytest.mark.parametrize(
    ("event", "broken", "status"),
    [(EVENT, False, 200), (EVENT, True, 503), ({**EVENT, "event_time": "soon"}, True, 200)],
)
async def test_an_event_that_was_not_stored_comes_again(event, broken, status):
    """What failed is a 503, after which Slack delivers it again; one that cannot be read is taken, for it would not be better then."""

    async def stored(_payload: Payload) -> None:
        if broken:
            raise OSError("Broken on purpose.")

    tasks = Tasks()
    listeners = Listeners(
        Tables(happenings={"app_uninstalled": stored}),
        tasks=tasks,
        teller=cast("Any", Deaf()),
        limits=Limits(person=9, workspace=9),
    )
    app = bolt(AsyncWebClient(), listeners.by_kind, token="xoxb-1", bot_id="B0", bot_user="U0")
    body = json.dumps(event).encode()
    assert (await knock(guard(asgi(app)), signed(body, kind=JSON), body)).status == status
