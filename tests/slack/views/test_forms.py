"""The modals: form, More options, preview, rejection and what is said where there is nothing to go back to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.brief import Brief, Segmentation
from bot.errors import Busy, Refused, Unsure
from bot.sandbox.slack.validation import validate_suggestion
from bot.services.drafting import Preview
from bot.services.fields import fields_of
from bot.services.gateway import Simulated
from bot.services.moments import Reading, Unread
from bot.services.ports import AudienceUse
from bot.slack.ids import Id
from bot.slack.payloads import CampaignRef, Choices, FormMemory, PreviewMemory, SecondStepRef
from bot.slack.views.dates import HOUSE, Locale
from bot.slack.views.form import form, moment_form, options_form
from bot.slack.views.moments import MAX_NAME, audience_groups, moment_options
from bot.slack.views.octopush_codes import SENTENCES
from bot.slack.views.preview import broken, done, preview, simulating, stopped, unanswered
from bot.slack.views.rejection import rejection
from bot.slack.views.second_step import second_step
from bot.slack.views.words import CHANNELS
from tests.slack.views.scenes import ASAP, BRIEF, LIST, LONG, MARK, NOW, SHORT, TAG, USED, ZONE, Tale
from tests.slack.views.shown import view_complaints, walk

#: As much as a memory can hold: ids of Slack's have about eleven characters, and may have more one day.
REF = CampaignRef(campaign=99_999_999, revision=99, digest="f" * 64)
STEP = SecondStepRef(campaign=99_999_999, revision=99, digest="f" * 64, word="w" * 32)
CHOICES = Choices(
    sender="ABCDEFGH123",
    with_replies=True,
    auto_optimize_text=True,
    recipient_tracking=True,
    and_audience="tag:" + "é" * 146,
    segmentation="filter",
)
MEMORY = FormMemory(
    nonce="f" * 24,
    zone=ZONE,
    locale="fr-FR",
    channel="C" * 30,
    here="D" * 30,
    choices=CHOICES,
    edits=REF,
    edition=99,
)
NEW = FormMemory(nonce="f" * 24, zone="Europe/Paris", locale="en-GB")
SHOWN = PreviewMemory(
    nonce="f" * 24, digest="f" * 64, zone=ZONE, locale="fr-FR", channel="C" * 30, here="D" * 30, edits=REF
)
OFFER = f"You left a campaign unfinished on 23 Nov at 10:12, for {LIST}."
VALUES = [
    {},
    *({k: v for k, v in fields_of(brief).items() if isinstance(v, str)} for brief in (BRIEF, SHORT, ASAP)),
]


def _fields(view):
    return [block["block_id"] for block in view["blocks"] if block["type"] == "input"]


@pytest.mark.parametrize("values", VALUES)
@pytest.mark.parametrize("memory", [NEW, MEMORY])
@pytest.mark.parametrize("offer", [None, OFFER])
def test_the_form_is_sound(memory, values, offer):
    """Whatever it begins with, Slack takes it; it has ten blocks at most, and its memory fits."""
    view = form(memory, values, offer=offer)
    assert view_complaints(view) == []
    assert len(view["blocks"]) <= 10
    assert len(view["private_metadata"]) < 3000
    assert FormMemory.model_validate_json(view["private_metadata"]) == memory


@pytest.mark.parametrize(
    "values",
    [
        {"text": LONG * 4, "audience": f"list:{'x' * MAX_NAME}", "send_at": "asap"},
        {
            "text": "x",
            "audience": "list:" + "😀" * 30,
            "send_at": "unread:evning",
            "type": "?",
            "purpose": "?",
        },
        {"send_at": "2026-11-24T18:00:00+01:00[Europe]"},
        {"send_at": "9999-12-31T23:59:59-14:00[UTC]"},
    ],
)
def test_the_form_begins_with_what_it_can(values):
    """What it cannot show, such as words that mean no moment or a text that is too long, is left out or cut."""
    assert view_complaints(form(NEW, values)) == []


def test_the_form_asks_for_a_channel_only_where_it_must():
    """Where the card goes is asked for where the command was not typed in a usable channel."""
    assert not [name for name in _fields(form(MEMORY, {})) if name.startswith(Id.CHANNEL)]
    assert f"{Id.CHANNEL}:1" in _fields(form(NEW, {}))
    view = form(NEW, {"channel": "C0CAMPAIGNS"})
    assert [one["initial_conversation"] for one in walk(view) if "initial_conversation" in one] == [
        "C0CAMPAIGNS"
    ]


def test_a_continued_draft_has_new_block_ids():
    """Slack keeps what is typed under the same block id: another edition shows other values."""
    first, second = form(NEW, {}), form(NEW.model_copy(update={"edition": 2}), {})
    assert not set(_fields(first)) & set(_fields(second))


@pytest.mark.parametrize("both_names", [True, False])
@pytest.mark.parametrize("memory", [NEW, MEMORY])
def test_more_options_are_sound(memory, both_names):
    """Every switch and the sender; a second name and how they go together only where the house allows both."""
    view = options_form(memory, both_names=both_names)
    assert view_complaints(view) == []
    assert (Id.SEGMENTATION in _fields(view)) is both_names
    assert FormMemory.model_validate_json(view["private_metadata"]) == memory


FAILURES = [
    None,
    *(Refused("x", code=code) for code in SENTENCES),
    Busy("x"),
    Unsure("x", code=502),
    Refused("x", code=9999),
]


@pytest.mark.parametrize("failure", FAILURES)
def test_a_preview_without_a_simulation_cannot_be_confirmed(failure):
    """Whatever Octopush says no with is told, beside a button to try again, and there is no button to confirm."""
    found = Preview(BRIEF, None, failure, NOW, USED)
    view = preview(SHOWN, found, now=NOW, price=Decimal("0.049"), channel_trouble=None, approvals=True)
    assert view_complaints(view) == []
    assert "submit" not in view
    assert [one["action_id"] for one in walk(view) if one.get("type") == "button"] == [Id.SIMULATE_AGAIN]


@pytest.mark.parametrize("trouble", [*CHANNELS, "something new"])
def test_a_preview_for_an_unusable_channel_cannot_be_confirmed(trouble):
    """What is wrong with the channel is said, and there is no button to confirm."""
    found = Preview(BRIEF, Simulated("sms_1"), None, NOW, None)
    view = preview(SHOWN, found, now=NOW, price=None, channel_trouble=trouble, approvals=True)
    assert view_complaints(view) == []
    assert "submit" not in view


@pytest.mark.parametrize("price", [None, Decimal("0.049"), Decimal("123456789.123456789")])
@pytest.mark.parametrize("use", [None, USED, replace(USED, people=None), replace(USED, people=10**9)])
@pytest.mark.parametrize("brief", [BRIEF, SHORT, ASAP, Brief(text="€" * 1224, list_name=LIST)])
def test_a_preview_is_sound(brief, use, price):
    """Accepted, it can be confirmed, whatever the figures; an estimate needs a price and a count."""
    found = Preview(brief, Simulated("sms_1"), None, NOW, use)
    for approvals in (True, False):
        view = preview(SHOWN, found, now=NOW, price=price, channel_trouble=None, approvals=approvals)
        assert view_complaints(view) == []
        assert view["submit"]["text"] == ("Ask for approval" if approvals else "Confirm and send")
        assert PreviewMemory.model_validate_json(view["private_metadata"]) == SHOWN
        estimated = [one for one in walk(view) if "estimated here" in str(one.get("text", ""))]
        assert bool(estimated) is (price is not None and use is not None and use.people is not None)


def test_a_preview_shows_the_text_filled_in():
    """As it will arrive for a person: no braces, and what cannot be seen written out, in rich text."""
    found = Preview(replace(SHORT, text="Bonjour {first_name}\u200b!"), Simulated("sms_1"), None, NOW, None)
    view = preview(SHOWN, found, now=NOW, price=None, channel_trouble=None, approvals=True)
    words = [
        one["text"]
        for block in view["blocks"]
        if block["type"] == "rich_text"
        for one in walk(block)
        if one["type"] == "text"
    ]
    assert words == ["Bonjour Camille⟨U+200B⟩!"]


@pytest.mark.parametrize(
    "view",
    [
        simulating(SHOWN, "preview-0123456789abcdef"),
        unanswered(SHOWN, 8.0),
        broken(SHOWN, "What is wrong. " * 60, again=True),
        broken(SHOWN, "What is wrong.", again=False),
        done(10**9, "C" * 30),
        stopped("What is wrong. " * 60),
        rejection(REF),
        *(second_step(Tale(brief).asked().campaign, STEP) for brief in (BRIEF, SHORT, ASAP)),
        moment_form(SHOWN),
    ],
)
def test_the_other_views_are_sound(view):
    """While Octopush is asked, where it does not answer or something is wrong, the rejection, and the second step."""
    assert view_complaints(view) == []
    assert len(view.get("private_metadata", "")) < 3000


READINGS = [
    Reading(
        datetime(2026, 11, 24, 18, tzinfo=UTC) + timedelta(hours=n),
        ZONE,
        ("a long assumption that was made",) * 5,
    )
    for n in range(20)
]


@pytest.mark.parametrize("locale", [HOUSE, Locale("fr-FR", ZONE), Locale("xx", "UTC"), Locale("", "UTC")])
@pytest.mark.parametrize("query", ["", "tomorrow 6pm", "x" * 500])
@pytest.mark.parametrize(
    "readings",
    [
        READINGS,
        [],
        *(
            Unread(reason, words)
            for reason in ("past", "now", "new reason")
            for words in ((), ("y" * 300,), ("a", "b"))
        ),
    ],
)
def test_moments_to_pick_are_sound(locale, query, readings):
    """Options fit Slack's limits whatever was typed, and their values are read back as what they say."""
    assert validate_suggestion({"options": moment_options(query, readings, now=NOW, locale=locale)}) == []


@pytest.mark.parametrize("query", ["", LIST, "x" * 150, "x" * MAX_NAME, "😀" * 75, " vip "])
@pytest.mark.parametrize("many", [0, 3, 120])
def test_audiences_to_pick_are_sound(query, many):
    """Lists and tags used here and the typed name as either: all of it fits, and only plain text shows a name."""
    used = [
        AudienceUse(kind, f"{n}{LIST}"[:30], n, NOW, "U1") for n in range(many) for kind in ("list", "tag")
    ]
    seeds = [(kind, f"{n}{LIST}"[:20]) for n in range(many) for kind in ("list", "tag")]
    groups = audience_groups(query, used, {"U1": f"{MARK} <!channel>" * 9}, seeds)
    assert validate_suggestion({"option_groups": groups}) == []
    assert all(one["type"] == "plain_text" for one in walk(groups) if "emoji" in one or one.get("type"))


def test_a_name_that_is_used_here_is_not_offered_as_new():
    """Whoever types it exactly picks the one that was used."""
    used = [AudienceUse("list", "VIP", 3, NOW, "U1")]
    values = [one["value"] for one in walk(audience_groups("VIP", used, {})) if "value" in one]
    assert values == ["list:VIP", "tag:VIP"]


def test_names_from_the_settings_are_offered_until_they_were_used():
    """Those that hold the typed words, once, whatever the case; the typed name as the other kind stays."""
    used = [AudienceUse("list", "VIP", 3, NOW, "U1")]
    seeds = [("list", "VIP"), ("tag", "vip"), ("tag", "lyon")]
    values = [one["value"] for one in walk(audience_groups("vip", used, {}, seeds)) if "value" in one]
    assert values == ["list:VIP", "tag:vip", "list:vip"]
    every = [one["value"] for one in walk(audience_groups("", used, {}, seeds)) if "value" in one]
    assert every == ["list:VIP", "tag:vip", "tag:lyon"]


def test_a_list_and_a_tag_are_told_with_how_they_go_together():
    """Both names and Octopush's word for them stand in the preview, in plain text."""
    brief = replace(BRIEF, segmentation=Segmentation.GROUP)
    view = preview(
        SHOWN,
        Preview(brief, None, None, NOW, None),
        now=NOW,
        price=None,
        channel_trouble=None,
        approvals=True,
    )
    [to] = [one["text"] for one in walk(view) if str(one.get("text", "")).startswith("To\n")]
    assert LIST in to
    assert TAG in to
    assert "(group)" in to
