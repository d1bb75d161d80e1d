from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.clock import MovableClock
from bot.sandbox.slack.api.args import Args
from bot.sandbox.slack.api.chat import post
from bot.sandbox.slack.api.methods import METHODS
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.state import State
from bot.sandbox.slack.world import BOT, CAMPAIGNS, CLAIRE, LEADS
from tests.sandbox.slack.shapes import actions, button, field, modal, section

#: A right value for each argument; those in capitals are only known once there is a workspace.
RIGHT = {
    "channel": CAMPAIGNS,
    "user": CLAIRE,
    "user_id": CLAIRE,
    "users": CLAIRE,
    "usergroup": LEADS,
    "bot": BOT,
    "ts": "POSTED",
    "thread_ts": "POSTED",
    "message_ts": "POSTED",
    "text": "Hello",
    "blocks": [section(), actions(button("a"))],
    "view": modal(field("a")),
    "view_id": "VIEW",
    "hash": None,
    "trigger_id": "TRIGGER",
    "metadata": {"event_type": "x", "event_payload": {}},
    "post_at": "SOON",
    "limit": 2,
    "cursor": "",
    "oldest": "0",
}
WRONG: st.SearchStrategy[Any] = st.sampled_from(
    ["x", "", 7, -1, 2.5, True, None, [], {}, [1], "{", "[]", {"type": "modal"}, {"type": []}, [None], ["x"]]
)
CALLS = st.fixed_dictionaries(
    {name: st.one_of(st.just(value), st.just(value), WRONG) for name, value in RIGHT.items()}
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(METHODS)), CALLS)
def test_every_method_answers_or_refuses_whatever_it_is_sent(method: str, sent: dict[str, Any]) -> None:
    """No arguments, however wrong, make a method crash: it answers, or refuses with a word of Slack's."""
    state = State(clock=MovableClock(), signing_secret="s", bot_token="b", app_token="a")
    state.world.scopes |= {"channels:history", "team:read"}
    view = state.views.open(CLAIRE, modal(field("a")))
    card = post(state, state.world.channels[CAMPAIGNS], {"text": "Card", "blocks": []})
    known = {
        "TRIGGER": state.triggers.issue(CLAIRE, view=view.id),
        "VIEW": view.id,
        "POSTED": card.ts,
        "SOON": int(state.clock().timestamp()) + 60,
    }
    args = {
        name: known.get(value, value) if isinstance(value, str) else value for name, value in sent.items()
    }
    with contextlib.suppress(Refusal):
        assert isinstance(asyncio.run(_run(method, state, args)), dict)


async def _run(method: str, state: State, sent: dict[str, Any]) -> dict[str, Any]:
    return await METHODS[method].run(state, Args(sent))
