"""Slack's payloads as values: what is missing, what is new, and what a stranger would put in."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from bot.slack.payloads import (
    BlockActions,
    CampaignRef,
    Command,
    FormMemory,
    Shortcut,
    Suggestion,
    ViewSubmission,
    read,
)

USER = {"id": "U0CLAIRE", "team_id": "T1", "name": "claire"}
VIEW = {
    "id": "V1",
    "callback_id": "campaign_form",
    "hash": "1.a",
    "private_metadata": "{}",
    "state": {
        "values": {
            "text:1": {"text": {"type": "plain_text_input", "value": "Hello"}},
            "audience:1": {
                "audience": {
                    "type": "external_select",
                    "selected_option": {"text": {"type": "plain_text", "text": "VIP"}, "value": "list:VIP"},
                }
            },
            "switches": {
                "switches": {
                    "type": "checkboxes",
                    "selected_options": [{"value": "with_replies"}, {"value": "recipient_tracking"}],
                }
            },
            "none": {"none": {"type": "checkboxes", "selected_options": []}},
            "channel:1": {"channel": {"type": "conversations_select", "selected_conversation": "C1"}},
            "sender": {"sender": {"type": "plain_text_input", "value": None}},
            "send_at:1": {"send_at": {"type": "external_select", "selected_option": None}},
        }
    },
}


def test_fields_are_read_by_action_whatever_their_kind():
    """Text, an option, ticked boxes, a conversation, and nothing; block ids may change with each edition."""
    view = read(ViewSubmission, {"type": "view_submission", "user": USER, "view": VIEW, "new": 1}).view
    assert view.fields == {
        "text": "Hello",
        "audience": "list:VIP",
        "switches": ("with_replies", "recipient_tracking"),
        "none": (),
        "channel": "C1",
        "sender": None,
        "send_at": None,
    }
    assert (view.block_of("text"), view.block_of("audience"), view.block_of("nothing")) == (
        "text:1",
        "audience:1",
        None,
    )


def test_a_view_may_hold_nothing():
    """Slack leaves out what is empty."""
    view = read(ViewSubmission, {"user": USER, "view": {"id": "V1"}}).view
    assert (view.fields, view.private_metadata, view.root_view_id) == ({}, "", None)


def test_a_click_says_who_where_and_on_what():
    """In a message there is no view, and in a view no message."""
    pressed = read(
        BlockActions,
        {
            "user": USER,
            "trigger_id": "1.2",
            "actions": [{"action_id": "approve", "block_id": "decide", "value": "{}", "type": "button"}],
            "channel": {"id": "C1", "name": "campaigns"},
            "message": {"ts": "1.1", "text": "x", "thread_ts": "1.0", "blocks": []},
        },
    )
    assert (pressed.user.id, pressed.user.team_id, pressed.actions[0].action_id) == (
        "U0CLAIRE",
        "T1",
        "approve",
    )
    assert pressed.channel is not None
    assert pressed.message is not None
    assert (pressed.channel.id, pressed.message.thread_ts, pressed.view) == ("C1", "1.0", None)


@pytest.mark.parametrize(
    ("model", "body"),
    [
        (BlockActions, {"user": USER, "trigger_id": "1", "actions": []}),
        (BlockActions, {"user": USER, "trigger_id": "1"}),
        (BlockActions, {"user": {}, "trigger_id": "1", "actions": [{"action_id": "approve"}]}),
        (
            BlockActions,
            {"user": USER, "trigger_id": "1", "actions": [{"action_id": "a", "value": "x" * 2001}]},
        ),
        (BlockActions, {"user": {"id": "U" * 256}, "trigger_id": "1", "actions": [{"action_id": "a"}]}),
        (Command, {"command": "/sms-campaign", "user_id": "U1"}),
        (Command, {}),
        (Shortcut, {"callback_id": "x", "user": USER}),
        (Suggestion, {"user": USER, "action_id": "audience", "value": "x"}),
        (ViewSubmission, {"user": USER, "view": {"id": "V1", "private_metadata": "x" * 3001}}),
        (ViewSubmission, {"user": USER, "view": {"id": "V1", "state": {"values": []}}}),
        (
            ViewSubmission,
            {
                "user": USER,
                "view": {
                    "id": "V1",
                    "state": {"values": {"a": {"a": {"selected_option": {"value": "x" * 151}}}}},
                },
            },
        ),
    ],
)
def test_what_slack_never_sends_is_refused(model, body):
    """A shape that is not Slack's raises ValidationError, and nothing is guessed."""
    with pytest.raises(ValidationError):
        read(model, body)


def test_a_shortcut_may_have_no_message():
    """The global one has neither a message nor a channel."""
    shortcut = read(Shortcut, {"callback_id": "sms_campaign_new", "user": USER, "trigger_id": "1"})
    assert (shortcut.channel, shortcut.message) == (None, None)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "{}",
        "null",
        "[]",
        '{"campaign":1}',
        '{"campaign":"x","revision":1}',
        '{"campaign":1.5,"revision":1}',
        "x",
    ],
)
def test_a_button_of_somebody_elses_making_is_refused(value):
    """What a button carries must name a campaign and a revision."""
    with pytest.raises(ValidationError):
        CampaignRef.model_validate_json(value)


def test_a_form_of_an_older_release_is_still_read():
    """A memory that lacks what came later has its defaults, and one that has more is read too."""
    memory = FormMemory.model_validate_json('{"nonce":"n","zone":"UTC","locale":"en-GB","later":true}')
    assert (memory.edition, memory.channel, memory.edits, memory.choices.auto_remove_blacklisted_numbers) == (
        1,
        None,
        None,
        True,
    )


def test_values_do_not_change():
    """A payload is what came, whoever reads it."""
    with pytest.raises(ValidationError):
        read(Shortcut, {"callback_id": "x", "user": USER, "trigger_id": "1"}).callback_id = "y"  # type: ignore[misc]  # what must not be possible
