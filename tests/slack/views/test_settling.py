"""What must be settled, and what is worth knowing, on the preview and in the request; and the cheaper text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.domain.brief import Brief, Moment, Purpose
from bot.domain.campaign import Action
from bot.domain.cheaper import best
from bot.domain.policy import Policy
from bot.domain.quiet_hours import french_marketing
from bot.domain.settling import Kept, findings
from bot.services.drafting import Preview
from bot.services.gateway import Simulated
from bot.slack.ids import Id
from bot.slack.views.cheaper import cheaper_text
from bot.slack.views.preview import preview
from bot.slack.views.settling import ordinal
from bot.slack.views.story import story
from tests.slack.views.scenes import BRIEF, LIST, LONG, MARK, NOW, SHORT, USED, ZONE, Tale
from tests.slack.views.shown import message_complaints, view_complaints, walk
from tests.slack.views.test_forms import SHOWN

ENGLISH = SHOWN.model_copy(update={"locale": "en-GB", "zone": "Europe/Paris"})
POLICY = Policy(quiet=french_marketing())
SUNDAY = Moment.of(datetime(2026, 11, 29, 9, tzinfo=UTC), "Europe/Paris")
CHEAPER = "Hello {first_name}, l’offre est à 5€ 😀 STOP au XXXXX"
STORY = Brief(text="Hello {firstname}, l’offre est à 5€ 😀", list_name=LIST, send_at=SUNDAY)
EARLIER = replace(Tale(STORY).sending().then(Action.ACCEPTED).campaign, left=True)
#: The worst that can be settled, at once: hidden letters, forty kinds of braces, and links that hide where they lead.
WORST = replace(
    STORY,
    text="".join(f"{{{MARK}{n}}}" for n in range(40))
    + f"\u200b\u202e {LONG[:200]} bit.ly/x http://a.fr@b.example/ :tada: &",
    send_at=replace(SUNDAY, zone=ZONE),
)
AD = replace(STORY, text=f"-20% {MARK} on coats, 5 € only https://{MARK}.example", purpose=Purpose.ALERT)


def _found(brief: Brief, *, policy: Policy = POLICY, kept: tuple[Kept, ...] = ()) -> Preview:
    found = findings(brief, now=NOW, policy=policy, earlier=[EARLIER], kept=kept)
    simulated = None if found.to_settle else Simulated("sms_1")
    return Preview(brief, simulated, None, NOW, USED, findings=found, balance=Decimal("0.05"))


def _drawn(found: Preview) -> dict[str, object]:
    return preview(ENGLISH, found, now=NOW, price=Decimal("0.049"), channel_trouble=None, approvals=True)


UNSETTLED = [
    _found(STORY),
    _found(WORST),
    _found(replace(AD, auto_optimize_text=True, send_at=None)),
    _found(replace(STORY, text="It’s on. Stop AU xxxxx")),
]


def _texts(view: object) -> str:
    return "\n".join(one["text"] for one in walk(view) if isinstance(one.get("text"), str))


@pytest.mark.parametrize("found", [*UNSETTLED, _found(WORST, kept=tuple(Kept)), _found(SHORT), _found(BRIEF)])
def test_a_preview_with_findings_is_sound(found: Preview) -> None:
    """Slack takes it, a person's words stand in plain text only, and it can be confirmed where nothing is to settle."""
    view = _drawn(found)
    assert view_complaints(view) == []
    assert ("submit" in view) is (found.findings.to_settle == 0)


def test_the_story_is_told_on_one_screen() -> None:
    """The field, the opt-out line, the quiet time, each costly character with its place, and the range of segments."""
    view = _drawn(_found(STORY, policy=replace(POLICY, same_again=POLICY.same_again * 0)))
    said = _texts(view)
    for words in (
        "3 things to settle before this can go out. Nothing has been submitted.",
        "Hello {firstname}, l’offre est à 5€ 😀",
        "{firstname} is not a field. Everybody would read it as written.",
        "Use {first_name}",
        "No opt-out line. Marketing needs one (14 characters).",
        "Add STOP au XXXXX",
        "is a quiet time for marketing",
        "’ (21st) and 😀 (37th character) make the whole message Unicode: 70 characters an SMS instead of 160.",
        "See the cheaper text",
        "€ (35th character) would count as two characters once the message is not Unicode.",
        "1 SMS each",
        "Not simulated yet",
    ):
        assert words in said
    moments = [
        one["value"] for one in walk(view) if "_moment" in str(one.get("action_id")) and "value" in one
    ]
    assert moments == [
        "2026-11-30T10:00:00+01:00[Europe/Paris]",
        "2026-11-30T18:00:00+01:00[Europe/Paris]",
    ]


SAID = {
    "an alert that reads as marketing": (AD, "⚠ This reads as marketing: “-20%” (1st), “5 €” (20th)"),
    "a shortener": (replace(STORY, text="See bit.ly/x STOP au XXXXX"), "⚠ bit.ly hides where it leads"),
    "a disguised link": (
        replace(STORY, text="http://a.fr@b.example/ STOP au XXXXX"),
        "⚠ “http://a.fr@b.example/” really leads to b.example.",
    ),
    "a plain link": (
        replace(STORY, text="See https://www.lumea.fr/x STOP au XXXXX"),
        "Links lead to www.lumea.fr.",
    ),
    "an emoji by its name": (
        replace(STORY, text="Yes :tada: STOP au XXXXX"),
        "⚠ :tada:: Slack shows an emoji there",
    ),
    "the vendor's own count": (
        replace(STORY, text="a" * 144 + "&& STOP au XXXXX"),
        "⚠ Octopush may count 2 SMS",
    ),
    "a torn emoji": (replace(STORY, text="x" * 64 + "👩‍🚀" + "y" * 9), "⚠ 👩‍🚀: falls into two SMS"),
    "a text that Octopush may change": (
        replace(STORY, text="It is on. STOP au XXXXX", auto_optimize_text=True),
        "⚠ Octopush may change the text",
    ),
    "a saving": (replace(STORY, text="’" + "a" * 100), "; 2 SMS instead of 1"),
    "doubles alone": (
        replace(STORY, text="5€ and 6€ STOP au XXXXX"),
        "€ (2nd, 9th character) counts as two characters.",
    ),
    "hidden letters": (
        replace(STORY, text="a\u200bb STOP au XXXXX"),
        "1 character that nobody sees: ⟨U+200B⟩ (2nd).",
    ),
    "a near opt-out line": (
        replace(STORY, text="It is on. Stop au xxxxx"),
        "“Stop au xxxxx” is not the opt-out line that Octopush looks for",
    ),
    "a quiet time elsewhere": (
        replace(STORY, send_at=Moment.of(SUNDAY.at, "America/New_York")),
        "Sun 29 Nov, 04:00 (Sun 29 Nov, 10:00 for those who get it) is a quiet time",
    ),
    "the same again": (
        STORY,
        f"Same text to the same people on Sun 29 Nov, 10:00 (campaign {10**9}, ticket sms_",
    ),
}


@pytest.mark.parametrize(("brief", "words"), SAID.values(), ids=SAID)
def test_each_finding_is_said(brief: Brief, words: str) -> None:
    """Beside the figure or the character it is about."""
    assert words in _texts(_drawn(_found(brief)))


def test_short_credit_is_said_before_anybody_is_asked() -> None:
    """Where the most it may cost is more than the account has."""
    brief = replace(STORY, text="It is on. STOP au XXXXX", send_at=None)
    poor = _found(brief)
    assert "⚠ The account has 0.05 €, and this may cost 0.16 €." in _texts(_drawn(poor))
    assert "⚠ The account" not in _texts(_drawn(replace(poor, balance=Decimal(1))))


def test_what_is_kept_knowingly_is_told_to_those_who_decide() -> None:
    """The request writes hidden letters out and names what the requester was asked about."""
    tale = Tale(replace(WORST, auto_optimize_text=True)).asked()
    messages = story(tale.scene(alike=[replace(EARLIER, brief=WORST)], now=NOW))
    [request] = [one for one in messages if any(b.get("block_id") == "decide" for b in one.blocks)]
    assert message_complaints(request) == []
    said = _texts(request.blocks)
    for words in (
        "⟨U+200B⟩",
        "characters that nobody sees kept knowingly",
        "⚠ Same text to the same people",
        "⚠ bit.ly hides where it leads",
        "⚠ Octopush may change the text",
        "⚠ The account does not have the credit for this.",
    ):
        assert words in said


@pytest.mark.parametrize("text", [CHEAPER, "é’\n" * 300 + "€", "’" * 200, f"{MARK} « œuvre » 😀😀 fin"])
def test_the_cheaper_text_is_sound(text: str) -> None:
    """It shows what would be sent, and each change with its place; long texts are cut, never refused."""
    found = best(text)
    view = cheaper_text(SHOWN, found)
    assert view_complaints(view) == []
    assert found.text in _texts(view)


def test_the_cheaper_text_says_what_changes() -> None:
    """What is replaced and what is left out, by their places in the text as it was."""
    said = _texts(cheaper_text(SHOWN, best(CHEAPER)))
    assert "Hello {first_name}, l'offre est à 5€ STOP au XXXXX" in said
    assert "’ (22nd) → '\n😀 (38th): left out" in said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (112, "112th"),
    ],
)
def test_places_are_said_as_people_do(number: int, said: str) -> None:
    """First, second, third, and the teens."""
    assert ordinal(number) == said


def test_every_unsettled_thing_has_its_button() -> None:
    """Whoever reads what is wrong can mend it there, or keep it knowingly."""
    buttons = {
        one["action_id"] for found in UNSETTLED for one in walk(_drawn(found)) if one.get("type") == "button"
    }
    assert buttons >= {
        Id.USE_FIELD,
        Id.KEEP_BRACES,
        Id.ADD_STOP,
        Id.REMOVE_HIDDEN,
        Id.KEEP_HIDDEN,
        Id.SEND_AGAIN,
    }
