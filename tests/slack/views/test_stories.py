"""Every message of a campaign in every state, with the worst words and figures."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.domain.brief import Brief, Purpose
from bot.domain.campaign import Action, Claim, Measured, State
from bot.slack.ids import Id
from bot.slack.payloads import CampaignRef
from bot.slack.views.card import Place
from bot.slack.views.story import story, watchdog
from tests.slack.views.scenes import (
    CLAIRE,
    KARIM,
    LEA,
    LESS,
    LONG,
    MARK,
    NOW,
    REASON,
    SHORT,
    TALES,
    TWO,
    USED,
    Tale,
)
from tests.slack.views.shown import message_complaints, walk


def _buttons(message):
    return [one["action_id"] for one in walk(message.blocks) if one.get("type") == "button"]


@pytest.mark.parametrize("name", TALES)
def test_every_message_is_sound(name):
    """Slack takes it, and what a person typed is nowhere formatted, mentioned or in the notification."""
    messages = story(TALES[name]().scene())
    assert [(message.key, found) for message in messages if (found := message_complaints(message))] == []
    keys = [message.key for message in messages]
    assert len(set(keys)) == len(keys)
    assert messages[0].place is Place.CHANNEL


def test_every_state_is_shown():
    """No state is left out of these tests, and no action of the audit."""
    tales = [tell() for tell in TALES.values()]
    assert {tale.campaign.state for tale in tales} == set(State)
    assert {event.action for tale in tales for event in tale.events} == set(Action)


@pytest.mark.parametrize("name", TALES)
def test_the_words_are_shown_whole(name):
    """Card and request show the text as it is stored, unseen characters written out, in rich text."""
    tale = TALES[name]()
    messages = story(tale.scene())
    revealed = tale.campaign.brief.text.replace("\u200b", "⟨U+200B⟩").replace("\u202e", "⟨U+202E⟩")
    for message in (messages[0], *(one for one in messages if Id.APPROVE in _buttons(one))):
        [shown] = [block for block in message.blocks if block["type"] == "rich_text"]
        assert "".join(one["text"] for one in walk(shown) if one.get("type") == "text") == revealed


@pytest.mark.parametrize("name", TALES)
def test_a_button_says_what_it_was_made_for(name):
    """Each button carries the campaign, the revision and the digest, and nothing that a person typed."""
    tale = TALES[name]()
    for one in walk([message.blocks for message in story(tale.scene())]):
        if one.get("type") == "button":
            ref = CampaignRef.model_validate_json(one["value"])
            assert (ref.campaign, ref.revision) == (tale.campaign.id, tale.campaign.revision)
            assert tale.campaign.brief.digest.startswith(ref.digest)


#: Which buttons stand in the thread, for each state in which somebody can do something.
DECIDE = [Id.APPROVE, Id.REJECT, Id.EDIT, Id.CANCEL]
THREAD = {
    "begun": [],
    "waiting 126": [Id.CANCEL],
    "counting": [Id.CANCEL],
    "gave way": [Id.CANCEL],
    "asked": DECIDE,
    "one of two": DECIDE,
    "reminded 2": DECIDE,
    "drift": DECIDE,
    "a vote gone": DECIDE,
    "approved, counted otherwise": DECIDE,
    "revision 99": DECIDE,
    "two of two": [Id.EDIT, Id.CANCEL],
    "approved": [Id.EDIT, Id.CANCEL],
    "approved, waiting -2": [Id.EDIT, Id.CANCEL],
    "approved, counted again": [Id.EDIT, Id.CANCEL],
    "approved, prepared again": [Id.CANCEL],
    "not taken": [Id.EDIT, Id.CANCEL],
    "sending": [],
    "handed over": [],
    "left": [],
    "unsure": [Id.IT_WAS_SENT, Id.IT_WAS_NOT_SENT],
    "rejected": [Id.EDIT, Id.COPY],
    "too late": [Id.SEND_NOW, Id.EDIT, Id.COPY],
    "refused 303": [Id.EDIT, Id.COPY],
    "approved, nobody left": [Id.EDIT, Id.COPY],
    "cancelled": [],
}


@pytest.mark.parametrize("name", THREAD)
def test_there_is_one_place_to_decide(name):
    """The thread has the buttons that the state allows, in one message, and that is all."""
    messages = [m for m in story(TALES[name]().scene()) if m.place is Place.THREAD]
    found = [_buttons(message) for message in messages]
    assert [buttons for buttons in found if buttons] == ([THREAD[name]] if THREAD[name] else [])


def test_the_request_has_five_blocks():
    """What is needed to decide is one look; one block more where there is something to warn of."""
    assert len(story(Tale(SHORT).asked(LESS).scene())[-1].blocks) == 5
    assert len(story(TALES["asked"]().scene())[-1].blocks) == 6


def test_an_alert_wanted_now_says_what_slack_does_not():
    """Who must decide, until when, what happens then, that a paused person hears nothing, and whose place it took."""
    request = story(TALES["an alert asked"]().scene())[-1]
    assert request.blocks[0]["text"]["text"] == (
        "🔔 Alert, to leave as soon as approved (asked Mon 10:44). <!subteam^S0LEADS> <@U0KARIM> please decide before "
        "Tue 24 Nov, 10:47; then it expires and <@U0CLAIRE> is told.\n"
        "Slack holds back notifications for people who paused them: if nobody answers, phone them.\n"
        "Campaign 212 gave up its place at Octopush for this one and will be prepared again."
    )


def test_the_second_of_two_can_approve():
    """After a first vote the request is still open, and says how many there are."""
    messages = story(Tale(policy=TWO).asked().then(Action.APPROVE, KARIM).scene())
    [open_one] = [message for message in messages if Id.APPROVE in _buttons(message)]
    assert "1 of 2 approvals" in json.dumps(open_one.blocks)


def test_without_a_channel_each_who_decides_has_the_request():
    """Word for word, with its buttons while it is open; decided, what was posted is redrawn and nothing is posted anew."""
    asked = {"asked_directly": frozenset({"U0KARIM", "U0LEA"})}
    tale = Tale().asked()
    messages = story(tale.scene(**asked))
    [request] = [one for one in messages if one.place is Place.THREAD and Id.APPROVE in _buttons(one)]
    copies = [one for one in messages if one.place is Place.DIRECT and one.to]
    assert [(one.key, one.to, one.blocks, one.standing) for one in copies] == [
        (f"{request.key}:{who}", who, request.blocks, False) for who in ("U0KARIM", "U0LEA")
    ]
    decided = [one for one in story(tale.then(Action.APPROVE, KARIM).scene(**asked)) if one.to]
    assert [(one.key, _buttons(one), one.standing) for one in decided] == [
        (one.key, [], True) for one in copies
    ]
    assert [one for one in story(TALES["begun"]().scene(**asked)) if one.to] == []


def test_a_reason_is_shown_whole():
    """What should change stands in the thread and is told directly, literally."""
    told = [
        one["text"]
        for message in story(TALES["rejected"]().scene())
        for one in walk(message.blocks)
        if one.get("type") == "text" and one["text"].startswith(MARK) and "*no*" in one["text"]
    ]
    assert told == [REASON[:1000]] * 2


def test_a_change_shows_before_and_now():
    """An edit says what the words were, and what they are."""
    edited = json.dumps([m.blocks for m in story(TALES["edited the text"]().scene())])
    assert "Before:" in edited
    assert json.dumps(LONG)[5:60] in edited


@pytest.mark.parametrize("name", TALES)
def test_the_requester_hears_of_what_others_did_and_once(name):
    """News go out when something was decided, not at every try; nobody is told what they did themselves."""
    tale = TALES[name]()
    told = [m.key for m in story(tale.scene()) if m.place is Place.DIRECT and m.to is None]
    for key in told:
        event = tale.events[int(key.removeprefix("direct:"))]
        assert event.actor != tale.campaign.requester
        assert event.action not in (Action.NOT_TAKEN, Action.WAIT, Action.REMIND, Action.PREPARE_AGAIN)
    assert len(told) <= sum(event.actor != tale.campaign.requester for event in tale.events)


def test_a_take_over_is_told_to_both():
    """Whoever was away, and whoever answers from now on, each once; the thread says so too."""
    scene = TALES["taken over"]().scene()
    told = {m.to: json.dumps(m.blocks) for m in story(scene) if m.to}
    assert told.keys() == {CLAIRE.id, LEA.id}
    assert f"<@{LEA.id}> took over your campaign" in told[CLAIRE.id]
    assert f"from <@{CLAIRE.id}>" in told[LEA.id]
    assert f"took over from <@{CLAIRE.id}>, who is away" in json.dumps([m.blocks for m in story(scene)])


def test_what_is_tried_again_is_no_news():
    """Twenty tries at a busy Octopush, or a preparation made anew, are one piece of news: that it was approved."""
    tale = Tale().sending()
    for _ in range(20):
        tale.then(Action.NOT_TAKEN, code=429)
        tale.then(Action.START_SENDING, claim=Claim("w", tale.now))
    again = Tale().approved().then(Action.PREPARE_AGAIN).asked()
    for told in (tale, again):
        keys = [m.key for m in story(told.scene()) if m.place is Place.DIRECT]
        assert keys == ["direct:3"]


def test_a_lost_answer_and_another_sending_are_told_apart():
    """The question names what happened: a broken connection, or Octopush's word that it was sent before."""
    lost, already = (
        json.dumps([m.blocks for m in story(TALES[n]().scene())]) for n in ("unsure", "sent already")
    )
    assert "connection broke" in lost
    assert "connection broke" not in already
    assert "sent already" in already


@pytest.mark.parametrize(
    ("name", "header"),
    [
        *(("begun", "preparing at Octopush"), ("waiting 126", "waiting for its turn"), ("left", "sent")),
        *((f"waiting {code}", "Octopush does not answer") for code in (0, 502)),
        *(
            ("expired", "not sent: out of time"),
            ("too late", "not sent: too late"),
            ("unsure", "we do not know"),
        ),
    ],
)
def test_the_header_tells_the_state(name, header):
    """In a few words, which tell waiting for a turn from an Octopush that is down, and late from never approved."""
    scene = replace(TALES[name]().scene(), label="")
    assert story(scene)[0].blocks[0]["text"]["text"] == f"SMS campaign 1000000000: {header}"


def test_how_far_a_vote_holds_is_told_exactly():
    """Half a per cent is not none."""
    for tolerance, told in ((0.02, "within 2 %"), (0.005, "within 0.5 %"), (0.025, "within 2.5 %")):
        tale = Tale(policy=replace(TWO, drift_tolerance=tolerance)).asked()
        assert told in json.dumps(story(tale.scene())[-1].blocks)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"last_use": None}, "First use here"),
        ({"last_use": replace(USED, people=None)}, "First use here"),
        ({"last_use": replace(USED, people=1)}, "As many as on 23 Nov"),
        ({"last_use": replace(USED, people=7)}, "6 fewer than on 23 Nov"),
        ({"last_use": replace(USED, people=0)}, "1 more than on 23 Nov"),
        ({}, "Measured by Octopush at 10:44; leaves 9.95"),
        ({"balance": "0.01"}, "Measured by Octopush at 10:44; 0.04 € more than the account has"),
        ({"balance": None}, "Measured by Octopush at 10:44"),
        ({"purpose": Purpose.ALERT}, "Never advertising"),
        ({}, "1 person gets this SMS"),
        ({}, "STOP line present; opted-out people left out"),
        ({"text": "Bonjour"}, "No STOP line"),
    ],
)
def test_the_request_tells_what_is_needed_to_decide(given, told):
    """The count beside the last one, the cost beside the credit, and what the law asks for."""
    given = dict(given)
    balance = given.pop("balance", "10.00")
    shown = {"last_use": given.pop("last_use")} if "last_use" in given else {}
    brief = Brief(**{"text": "Bonjour. STOP au XXXXX", "list_name": "VIP", **given})
    found = Measured(1, Decimal("0.05"), NOW, Decimal(balance) if balance else None)
    request = story(Tale(brief).asked(found).scene(**shown))[-1]
    assert message_complaints(request) == []
    assert told in json.dumps(request.blocks, ensure_ascii=False)


def test_somebody_speaks_up_if_the_bot_does_not():
    """Slack is asked to tell the requester a minute after the late limit, while a sending is owed, and not otherwise."""
    owed = {name for name, tell in TALES.items() if watchdog(tell().scene()) is not None}
    states = {TALES[name]().campaign.state for name in owed}
    assert states == {State.APPROVED, State.SENDING, State.PREPARING}
    assert "begun" not in owed
    assert {"approved", "approved asap"} <= owed
    found = watchdog(Tale().approved().scene())
    assert found is not None
    assert MARK not in found[1]


def test_a_label_marks_every_card():
    """SANDBOX or STAGING stands first, and a title is never too long for Slack."""
    scene = TALES["begun"]().scene()
    for label in ("SANDBOX", "X" * 200):
        header = story(replace(scene, label=label))[0].blocks[0]["text"]["text"]
        assert header.startswith(label[:150])
        assert len(header) <= 150
