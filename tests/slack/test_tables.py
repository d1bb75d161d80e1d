"""Every id that a view uses has somebody who answers it, and nobody waits for an id that no view uses."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from bot.domain.cheaper import best
from bot.manifest import render
from bot.sandbox.slack.api.methods import METHODS
from bot.services.drafting import Preview
from bot.services.gateway import Simulated
from bot.slack.answers import tables
from bot.slack.commands import Commands
from bot.slack.compose import Compose
from bot.slack.happenings import Happenings
from bot.slack.home import Front
from bot.slack.ids import Id
from bot.slack.opening import Opening
from bot.slack.review import Review
from bot.slack.views.cheaper import cheaper_text
from bot.slack.views.form import form, moment_form, options_form
from bot.slack.views.preview import broken, done, preview, simulating, stopped
from bot.slack.views.rejection import rejection
from bot.slack.views.second_step import second_step
from bot.slack.views.story import story
from tests.slack.views.scenes import BRIEF, NOW, TALES, USED, Tale
from tests.slack.views.shown import walk
from tests.slack.views.test_forms import MEMORY, NEW, REF, SHOWN, STEP
from tests.slack.views.test_living import ANSWERS, HOMES
from tests.slack.views.test_settling import CHEAPER, UNSETTLED

# The handlers are looked at and never called, so that the classes stand for their instances.
LIVED = cast("Any", SimpleNamespace(commands=Commands, front=Front))
TABLES = tables(
    cast("Any", Opening), cast("Any", Compose), cast("Any", Review), LIVED, cast("Any", Happenings)
)


def _views() -> list[dict[str, Any]]:
    found = Preview(BRIEF, Simulated("sms_1"), None, NOW, USED)
    given: dict[str, Any] = {"now": NOW, "price": None, "channel_trouble": None, "approvals": True}
    return [
        form(NEW, {}, offer="You left a campaign unfinished."),
        options_form(MEMORY, both_names=True),
        preview(SHOWN, found, **given),
        simulating(SHOWN, "x"),
        broken(SHOWN, "Wrong.", again=True),
        done(1, "C1"),
        stopped("Wrong."),
        rejection(REF),
        second_step(Tale().asked().campaign, STEP),
        *(preview(SHOWN, unsettled, **given) for unsettled in UNSETTLED),
        cheaper_text(SHOWN, best(CHEAPER)),
        moment_form(SHOWN),
    ]


VIEWS = _views()
MESSAGES = [message.blocks for tell in TALES.values() for message in story(tell().scene(test_phones=1))]
MESSAGES += [*HOMES.values(), *(said.blocks for said in ANSWERS.values())]


def _ids(kind: str) -> set[str]:
    """Give the action ids of the elements of a kind, wherever they stand."""
    return {one["action_id"] for one in walk([VIEWS, MESSAGES]) if one.get("type") == kind}


def test_every_button_is_answered():
    """Each is in exactly one of the two tables, and the tables hold no other."""
    private = {Id.WHICH, Id.WHICH_TO_CANCEL}
    assert _ids("button") == (TABLES.actions.keys() | TABLES.decisions.keys()) - private
    assert not TABLES.actions.keys() & TABLES.decisions.keys()


def test_what_is_decided_is_stored_before_it_is_acknowledged():
    """A click that was acknowledged is never lost: all that changes a campaign is a decision."""
    settling = {Id.IT_WAS_SENT, Id.IT_WAS_NOT_SENT}
    assert TABLES.decisions.keys() == {
        Id.APPROVE,
        Id.CANCEL,
        Id.SEND_NOW,
        Id.FIRST_MOMENT,
        Id.SECOND_MOMENT,
        *settling,
        Id.WHICH_TO_CANCEL,
    }


def test_every_external_select_has_its_options():
    """What is asked for as one types is answered, and nothing else is."""
    assert _ids("external_select") == TABLES.options.keys()


def test_every_view_that_can_be_submitted_is_answered():
    """Each callback id with a submit button has its handler, and no other has."""
    submitted = {view["callback_id"] for view in VIEWS if "submit" in view}
    assert submitted == TABLES.submissions.keys()
    assert {view["callback_id"] for view in VIEWS} - submitted == {Id.CAMPAIGN_DONE}


def test_the_inputs_without_a_handler_are_known():
    """Their values are read when the view is submitted; none of them calls before, but for the selects of answers."""
    kinds = ("plain_text_input", "radio_buttons", "checkboxes", "static_select", "conversations_select")
    inputs = set().union(*(_ids(kind) for kind in kinds))
    assert inputs == {
        *(Id.TEXT, Id.PURPOSE, Id.TYPE, Id.CHANNEL, Id.SENDER, Id.SWITCHES, Id.SEGMENTATION, Id.REASON),
        *(Id.WHICH, Id.WHICH_TO_CANCEL),
    }
    assert not any(one.get("dispatch_action") for one in walk(VIEWS))


def test_commands_and_shortcuts_are_the_manifests():
    """What Slack offers is what is answered."""
    features = render(None, socket=True)["features"]
    assert {one["command"] for one in features["slash_commands"]} == set(TABLES.commands)
    assert {one["callback_id"] for one in features["shortcuts"]} == set(TABLES.shortcuts)


def test_events_are_the_manifests():
    """What is subscribed to is taken, and nothing is waited for that Slack does not deliver."""
    subscribed = render(None, socket=True)["settings"]["event_subscriptions"]["bot_events"]
    assert set(subscribed) == {*TABLES.happenings, "app_home_opened"}


def test_no_id_is_left_over():
    """Every id is used by a view, a command or a shortcut."""
    used = {one["action_id"] for one in walk([VIEWS, MESSAGES]) if "action_id" in one}
    used |= {view["callback_id"] for view in VIEWS} | set(TABLES.commands) | set(TABLES.shortcuts)
    assert {str(each) for each in Id} == {str(each) for each in used}


#: Scopes that no table of methods tells: what asks for each (docs.slack.dev/reference/scopes).
OTHERWISE = {
    "commands": "the command and the shortcuts",
    "channels:read": "conversations.info and conversations.members of a public channel",
    "groups:read": "the same of a private channel",
    "im:write": "chat.postMessage to a person",
}


def test_each_scope_is_needed_by_a_call():
    """The scopes asked for are those of the Web API methods that the code calls, and no more."""
    code = "\n".join(
        path.read_text("utf-8")
        for path in (Path(__file__).parents[2] / "bot").rglob("*.py")
        if "sandbox" not in path.parts
    )
    called = {name for name in METHODS if f"client.{name.replace('.', '_')}(" in code}
    assert {"views.open", "chat.postMessage", "users.info"} <= called, "the calls were not found"
    needed = {scope for name in called for scope in METHODS[name].scopes}
    assert needed | OTHERWISE.keys() == set(render(None, socket=True)["oauth_config"]["scopes"]["bot"])
    assert "conversations.info" in called
