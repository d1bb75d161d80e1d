"""Every parameter, typed into the modal, arrives at Octopush exactly as it was said, at both addresses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.scenarios.desk import TEXT, TOMORROW

if TYPE_CHECKING:
    from bot.sandbox.octopush.campaigns import Campaign
    from tests.scenarios.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

#: What the form sends where nobody touches anything but audience, text and moment.
UNTOUCHED = {
    "text": TEXT,
    "send_at": "2026-11-24T18:00:00+01:00",
    "type": "sms_premium",
    "purpose": "wholesale",
    "sender": "LUMEA",
    "with_replies": False,
    "auto_remove_blacklisted_numbers": True,
    "auto_optimize_text": False,
    "recipient_tracking": False,
}
ABSENT = object()


@dataclass(frozen=True)
class Said:
    """What somebody does in the form, and what differs on the wire from a form that nobody touches."""

    wire: dict[str, Any]
    text: str = TEXT
    when: str = "tomorrow 6pm"
    chosen: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)


def text(written: str) -> Said:
    """Say it so."""
    return Said({"text": written}, text=written)


REMOVE = "auto_remove_blacklisted_numbers"
ALERT = {"purpose": "alert"}
LONGEST = ("Bonjour à tous. " * 77)[: 1224 - 14] + " STOP au XXXXX"

SAID = {
    "nothing": Said({}),
    "text accents": text("Élodie, garçon, œuvre, déjà là où Noël, ÀÉÈÊË STOP au XXXXX"),
    "text emoji": text("Sale 🎉👩‍👩‍👧 🇫🇷 STOP au XXXXX"),
    "text line breaks": text("First line\nsecond line\n\nSTOP au XXXXX"),
    "text braces": text("Hi {first_name} {last_name} {other} {{x}} } { {param1} STOP au XXXXX"),
    "text quotes": text("He said \"yes\", 'no', “maybe”, ‘well’, «oui» and `so` \\ STOP au XXXXX"),
    "text signs": text(
        "A < B & C > D &amp; &lt;b&gt; <@U0CLAIRE1> <!channel> *x* _y_ ~z~ :tada: STOP au XXXXX"
    ),
    "text foreign": text("Καλημέρα Привет 你好 שלום STOP au XXXXX"),
    "text longest": text(LONGEST),
    "send_at tomorrow": Said({"send_at": "2026-11-24T09:15:00+01:00"}, when="tomorrow 9:15"),
    "send_at summer": Said({"send_at": "2027-07-14T18:30:00+02:00"}, when="14 July 2027 18:30"),
    "send_at soon": Said({"send_at": ABSENT}, when="asap"),
    "type low cost": Said(
        {"type": "sms_low_cost", "text": "Doors open at nine. no PUB=STOP"},
        text="Doors open at nine. no PUB=STOP",
        chosen={"type": "Low cost"},
    ),
    "purpose alert": Said(
        {"purpose": "alert", "text": "The shop is closed today, sorry."},
        text="The shop is closed today, sorry.",
        chosen={"purpose": "Alert"},
    ),
    "with_replies": Said({"with_replies": True}, options={"switches": ["with_replies", REMOVE]}),
    "sender": Said({"sender": "Boutique75"}, options={"sender": "Boutique75"}),
    "sender of the account": Said({"sender": ABSENT}, options={"sender": ""}),
    "auto_remove_blacklisted_numbers": Said({REMOVE: False}, options={"switches": []}),
    "auto_optimize_text": Said(
        {"auto_optimize_text": True}, options={"switches": ["auto_optimize_text", REMOVE]}
    ),
    "recipient_tracking": Said(
        {"recipient_tracking": True}, options={"switches": ["recipient_tracking", REMOVE]}
    ),
    "all of them": Said(
        {
            "with_replies": True,
            "auto_optimize_text": True,
            "recipient_tracking": True,
            REMOVE: False,
            "sender": "ABC",
            "purpose": "alert",
        },
        chosen={"purpose": "Alert"},
        options={
            "sender": "ABC",
            "switches": ["with_replies", "auto_optimize_text", "recipient_tracking"],
        },
    ),
}


@pytest.mark.bot(QUIET_HOURS="off")
@pytest.mark.parametrize("audience", ["list:VIP customers", "tag:vip"])
@pytest.mark.parametrize("said", SAID.values(), ids=SAID)
async def test_what_is_said_in_the_form_arrives_as_it_was_said(desk: Desk, said: Said, audience: str) -> None:
    """Simulation and preparation carry the same exact fields, and Octopush has to guess at none of them."""
    kind, _, name = audience.partition(":")
    await desk.open()
    if said.options:
        await desk.options(**said.options)
    for action, value in said.chosen.items():
        await desk.claire.choose(action, value)
    await desk.fill(audience=audience, text=said.text, when=said.when)
    if (await desk.preview()).submit is None:
        # Braces that are no field are kept knowingly.
        await desk.claire.press("keep_braces")
        await desk.claire.wait_for_view(contains="✓ Simulated")
    await desk.confirm()
    wanted = {**UNTOUCHED, f"{kind}_name": name, **said.wire}
    wanted = {key: value for key, value in wanted.items() if value is not ABSENT}
    [run], [campaign] = desk.simulated(), desk.prepared()
    check(run, wanted, simulated=True)
    check(campaign, wanted, simulated=False)
    assert run.request["request_id"] != campaign.request["request_id"]
    assert (run.route, campaign.route) == (kind, kind)


def check(campaign: Campaign, wanted: dict[str, Any], *, simulated: bool) -> None:
    """Insist on every field of a request, and that nothing was guessed."""
    request = dict(campaign.request)
    assert request.pop("request_id")
    assert request.pop("simulation_mode") is simulated
    assert request == wanted
    assert campaign.brief.guessed == ()


@pytest.mark.parametrize("name", ["Été, l’offre & <b>", "a:b", "list:x", "Café 🎉", "'; drop--", "x" * 30])
async def test_any_name_of_a_list_arrives_as_it_was_typed(desk: Desk, name: str) -> None:
    """Names of lists hold what names hold: signs, colons, emoji, thirty characters."""
    desk.octopush.account.add([], list_name=name)
    desk.octopush.switches.empty_list = "zero"
    await desk.composed(audience=f"list:{name}")
    [run] = desk.simulated()
    assert run.request["list_name"] == name


@pytest.mark.parametrize("name", ["été & <b>", "a:b", "tag:x", "x" * 20])
async def test_any_name_of_a_tag_arrives_as_it_was_typed(desk: Desk, name: str) -> None:
    """Names of tags as well, up to twenty characters."""
    desk.octopush.account.add([], tag_name=name)
    desk.octopush.switches.empty_list = "zero"
    await desk.composed(audience=f"tag:{name}")
    [run] = desk.simulated()
    assert run.request["tag_name"] == name


@pytest.mark.bot(LIST_AND_TAG="true")
@pytest.mark.parametrize("first", ["list:VIP customers", "tag:vip"])
@pytest.mark.parametrize("segmentation", ["filter", "group"])
async def test_a_list_and_a_tag_go_together_where_the_team_says_so(
    desk: Desk, first: str, segmentation: str
) -> None:
    """Both names go to the address of lists, in whichever order they were picked, with the segmentation."""
    second = {"list:VIP customers": "tag:vip", "tag:vip": "list:VIP customers"}[first]
    await desk.open(TEXT)
    await desk.options(and_audience=second, segmentation=segmentation)
    await desk.fill(audience=first)
    await desk.preview()
    await desk.confirm()
    wanted = {**UNTOUCHED, "list_name": "VIP customers", "tag_name": "vip", "segmentation": segmentation}
    [run], [campaign] = desk.simulated(), desk.prepared()
    check(run, wanted, simulated=True)
    check(campaign, wanted, simulated=False)
    assert campaign.route == "list"


@pytest.mark.bot(QUIET_HOURS="off")
async def test_the_moment_that_was_picked_is_the_moment_it_leaves(desk: Desk) -> None:
    """Somebody in another zone picks their own six o'clock, and Octopush sends it then."""
    tom = desk.people["U0TOM0001"]
    await desk.open(TEXT, by=tom)
    await desk.fill(by=tom)
    preview = await desk.preview(by=tom)
    assert "America/New_York" in preview.text
    card = await desk.confirm(by=tom)
    [campaign] = desk.prepared()
    assert campaign.request["send_at"] == "2026-11-24T18:00:00-05:00"
    await desk.sent(card)
    assert [one.leaves_at for one in desk.octopush.sendings] == [datetime(2026, 11, 24, 23, tzinfo=UTC)]


async def test_each_attempt_has_a_name_of_its_own(desk: Desk) -> None:
    """No two requests share a request_id: not two previews, not two attempts to prepare the same campaign."""
    await desk.open(TEXT)
    await desk.fill()
    await desk.preview()
    await desk.claire.back()
    await desk.preview()
    card = await desk.confirm()
    desk.octopush.switches.prepared_life = 3600
    await desk.sent(card)
    names = [one.request["request_id"] for one in desk.octopush.campaigns.values()]
    assert len(names) == 4, "two previews, a preparation, and a new one on the day"
    assert len(set(names)) == 4
    [sending] = desk.octopush.sendings
    assert sending.leaves_at == TOMORROW
