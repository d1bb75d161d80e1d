from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from slack_sdk.signature import SignatureVerifier
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.sandbox.slack.refusals import Impossible
from bot.sandbox.slack.world import (
    APP,
    BOARD,
    CAMPAIGNS,
    CLAIRE,
    GENERAL,
    GONE,
    KARIM,
    OLD,
    OUTSIDER,
    SHARED,
    TEAM,
)
from tests.sandbox.slack.shapes import actions, field, modal, option

if TYPE_CHECKING:
    from tests.sandbox.slack.conftest import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

USER = {"id": CLAIRE, "username": "claire", "name": "claire", "team_id": TEAM}
EVERY = {
    "user": USER,
    "api_app_id": APP,
    "team": {"id": TEAM, "domain": "lumea"},
    "enterprise": None,
    "is_enterprise_install": False,
}


async def test_a_command_is_a_signed_form(desk: Desk) -> None:
    """A command comes as a form under Slack's signature, with mentions escaped as the manifest asks."""
    with desk.answering() as heard:
        await desk.person().command("/sms-campaign", "-20% <b> for @karim in #general", channel=CAMPAIGNS)
    (one,) = heard
    verifier = SignatureVerifier("test-signing-secret")
    assert verifier.is_valid_request(one.body, one.headers)
    assert abs(int(one.headers["x-slack-request-timestamp"]) - time.time()) < 5
    text = f"-20% &lt;b&gt; for <@{KARIM}|karim> in <#{GENERAL}|general>"
    assert (
        one.payload.items()
        >= {
            "command": "/sms-campaign",
            "text": text,
            "user_id": CLAIRE,
            "user_name": "claire",
            "team_id": TEAM,
            "team_domain": "lumea",
            "channel_id": CAMPAIGNS,
            "channel_name": "campaigns",
            "api_app_id": APP,
            "is_enterprise_install": "false",
        }.items()
    )
    assert one.payload["response_url"].startswith(desk.url)
    assert one.payload["trigger_id"]


@pytest.mark.parametrize(
    ("reply", "error", "shown"),
    [
        (Response(), None, []),
        (PlainTextResponse("Hello"), None, [("Hello", True)]),
        (JSONResponse({"text": "Hello"}), None, [("Hello", True)]),
        (JSONResponse({"response_type": "in_channel", "text": "Hello"}), None, [("Hello", False)]),
        (JSONResponse({"blocks": [{"type": "poem"}]}), "invalid_command_response", []),
        (Response(status_code=404), "dispatch_failed", []),
        (Response(status_code=500), "dispatch_failed", []),
    ],
)
async def test_a_command_is_answered_or_fails_with_slacks_words(
    desk: Desk, reply: Response, error: str | None, shown: list[tuple[str, bool]]
) -> None:
    """What the app answers is shown to the person, and its failures as Slack words them."""
    with desk.answering(reply):
        done = await desk.person().command("/sms-campaign", channel=CAMPAIGNS)
    assert done.error == (error and f'/sms-campaign failed with the error "{error}"')
    assert [(one.text, one.ephemeral) for one in await desk.person().channel(CAMPAIGNS)] == shown


async def test_a_late_app_and_no_app_are_told_apart(desk: Desk) -> None:
    """A command that nobody takes fails at once, one that is not acknowledged in time fails by time."""
    await desk.controls.deliver_to("http://127.0.0.1:9/slack/events")
    gone = await desk.person().command("/sms-campaign", channel=CAMPAIGNS)
    assert gone.error == '/sms-campaign failed with the error "dispatch_failed"'
    await desk.controls.deliver_to(desk.request_url)
    await desk.controls.switch(delivery_seconds=0)
    with desk.answering():
        late = await desk.person().command("/sms-campaign", channel=CAMPAIGNS)
    assert (late.status, late.error) == (0, '/sms-campaign failed with the error "operation_timeout"')


async def test_commands_have_their_places(desk: Desk) -> None:
    """No command works in a thread, in an archived channel, or for people of another organisation."""
    with desk.answering() as heard:
        done = await desk.person().command("/sms-campaign", channel=CAMPAIGNS, thread_ts="1.000000")
        assert done.error == "/sms-campaign is not supported in threads. Sorry!"
        assert not (await desk.person().command("/sms-campaign", channel=OLD)).ok
        assert not (await desk.person(OUTSIDER).command("/sms-campaign", channel=SHARED)).ok
        assert heard == []
        assert (await desk.person().command("/sms-campaign", channel=GENERAL)).ok
        assert (await desk.person().command("/sms-campaign", channel=BOARD)).ok
        assert heard[-1].payload["channel_name"] == "privategroup"
    with pytest.raises(Impossible):
        await desk.person(GONE).command("/sms-campaign", channel=CAMPAIGNS)
    with pytest.raises(Impossible):
        await desk.person(OUTSIDER).command("/sms-campaign", channel=BOARD)


async def test_shortcuts_bring_a_trigger_and_the_message(desk: Desk) -> None:
    """A global shortcut has no channel; one on a message brings the message, in Slack's own notation."""
    claire = desk.person()
    said = await claire.say("Sale & more <now>", channel=CAMPAIGNS)
    with desk.answering() as heard:
        await claire.shortcut("sms_campaign_new")
        await claire.message_shortcut("sms_campaign_from_message", channel=CAMPAIGNS, ts=said.ts)
    first, second = (one.payload for one in heard)
    assert first.items() >= {**EVERY, "type": "shortcut", "callback_id": "sms_campaign_new"}.items()
    assert "channel" not in first
    assert second.items() >= {**EVERY, "type": "message_action", "message_ts": said.ts}.items()
    assert second["message"]["text"] == "Sale &amp; more &lt;now&gt;"
    assert second["channel"] == {"id": CAMPAIGNS, "name": "campaigns"}
    assert first["trigger_id"] != second["trigger_id"]
    assert second["response_url"]


async def test_a_search_tells_the_query_and_not_the_other_fields(desk: Desk) -> None:
    """block_suggestion has the view without its state, and neither trigger nor response_url."""
    form = modal(field("audience", type="external_select", min_query_length=2), field("text"))
    await desk.call("views.open", trigger_id=desk.trigger(), view=form)
    claire = desk.person()
    await claire.type("text", "typed")
    with desk.answering(JSONResponse({"options": [option("vip", "VIP")]})) as heard:
        with pytest.raises(Impossible, match="from 2 characters on"):
            await claire.suggest("audience", "v")
        assert (await claire.suggest("audience", "vi")).texts == ["VIP"]
    payload = heard[0].payload
    assert payload.items() >= {**EVERY, "type": "block_suggestion", "value": "vi"}.items()
    assert (payload["block_id"], payload["action_id"]) == ("audience", "audience")
    assert payload["view"]["state"] == {"values": {}}
    assert not {"trigger_id", "response_url"} & payload.keys()


@pytest.mark.parametrize(
    ("reply", "complaint"),
    [
        (Response(), "must provide an object"),
        (PlainTextResponse("x"), "not JSON"),
        (JSONResponse({"options": [option("x" * 151)]}), "less than 151 characters"),
        (Response(status_code=500), "dispatch_failed"),
    ],
)
async def test_bad_suggestions_are_no_suggestions(desk: Desk, reply: Response, complaint: str) -> None:
    """A person sees no options when the answer breaks a limit, and the test learns why."""
    await desk.call(
        "views.open", trigger_id=desk.trigger(), view=modal(field("audience", type="external_select"))
    )
    with desk.answering(reply):
        found = await desk.person().suggest("audience", "vip")
    assert found.options == []
    assert complaint in (found.error or "")


async def test_a_live_field_tells_each_change(desk: Desk) -> None:
    """With `dispatch_action`, typing or enter reaches the app as the element's configuration says."""
    live = {"trigger_actions_on": ["on_character_entered"]}
    blocks = [
        field("live", dispatch_action_config=live) | {"dispatch_action": True},
        field("enter") | {"dispatch_action": True},
        field("still"),
        {**actions({"type": "static_select", "action_id": "pick", "options": [option("a")]}, block="row")},
    ]
    await desk.call("views.open", trigger_id=desk.trigger(), view=modal(*blocks))
    claire = desk.person()
    with desk.answering() as heard:
        await claire.type("live", "x")
        await claire.type("enter", "y")
        await claire.type("enter", "yy", enter=True)
        await claire.type("still", "z", enter=True)
        await claire.choose("pick", "a")
    told = [(one.payload["actions"][0]["action_id"], one.payload["actions"][0]) for one in heard]
    assert [name for name, _ in told] == ["live", "enter", "pick"]
    assert told[1][1]["value"] == "yy"
    assert told[2][1]["selected_option"]["value"] == "a"
    values = heard[2].payload["view"]["state"]["values"]
    assert values["still"]["still"] == {"type": "plain_text_input", "value": "z"}
    assert values["row"]["pick"]["selected_option"]["value"] == "a"


async def test_people_do_only_what_the_screen_offers(desk: Desk) -> None:
    """Typing, choosing and pressing what is not there raises, and says what there is."""
    kinds = field("kind", type="radio_buttons", options=[option("a", "Alpha"), option("b")])
    await desk.call("views.open", trigger_id=desk.trigger(), view=modal(field("text"), kinds))
    claire = desk.person()
    with pytest.raises(Impossible, match="text, kind"):
        await claire.type("nowhere", "x")
    with pytest.raises(Impossible, match="a, b"):
        await claire.choose("kind", "c")
    with pytest.raises(Impossible, match="one line"):
        await claire.type("text", "a\nb")
    with pytest.raises(Impossible, match="no button"):
        await claire.press("kind")
    await claire.choose("kind", "Alpha")
    assert (await claire.fields())["kind"] == "a"
    with pytest.raises(Impossible, match="no view open"):
        await desk.person(KARIM).submit()
