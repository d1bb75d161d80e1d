"""The ways in: who may come, where the card may go, and what happens when Slack is slow or the trigger is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.sandbox.slack import world
from tests.scenarios.desk import FORM, TEXT, well

if TYPE_CHECKING:
    from bot.sandbox.slack.seen import Message
    from tests.scenarios.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

OUTSIDERS = "Only members of this workspace can do this; guests and people of other organisations cannot."


async def private(desk: Desk, user: str, channel: str, words: str) -> Message:
    """Wait for an answer that only this person sees, in the channel."""
    person = desk.people[user]
    found = await person.wait_for_message(channel, contains=words)
    assert found.ephemeral
    return found


# Who may come.


@pytest.mark.parametrize("sign", ["is_restricted", "is_ultra_restricted"])
async def test_a_guest_gets_a_sentence_and_no_form(desk: Desk, sign: str) -> None:
    """Guests, of many channels or of one, are told privately that this is for members."""
    desk.slack.world.users[world.GUEST].is_restricted = False
    setattr(desk.slack.world.users[world.GUEST], sign, True)
    guest = desk.people[world.GUEST]
    well(await guest.command("/sms-campaign", TEXT, channel=world.CAMPAIGNS))
    await private(desk, world.GUEST, world.CAMPAIGNS, OUTSIDERS)
    assert await guest.view() is None
    assert [one for one in await desk.claire.channel(world.CAMPAIGNS) if one.ephemeral] == []
    desk.nothing_left()


# Where the card may go.


@pytest.mark.parametrize("channel", [world.GENERAL, world.BOARD, world.SHARED, "D0CLAIRE1"])
async def test_a_form_from_an_unusable_place_asks_for_a_channel(desk: Desk, channel: str) -> None:
    """Where the bot is not in, where others would read, and in a conversation of two, the form asks where the card goes."""
    desk.refusals |= {"channel_not_found", "missing_scope"}
    desk.slack.world.direct(world.CLAIRE)
    view = await desk.open(TEXT, channel=channel)
    assert view.has("channel")
    assert "The card, the approval and the outcome are told there." in view.text
    await desk.fill()
    well(await desk.claire.choose("channel", world.CAMPAIGNS))
    await desk.preview()
    well(await desk.claire.submit())
    done = await desk.claire.view()
    assert done is not None
    assert done.title == "Asked"
    assert "Its card is in" in done.text
    card = await desk.card()
    assert card.channel == world.CAMPAIGNS
    assert await desk.cards(channel) == []


async def test_the_channel_of_the_command_is_used_without_asking(desk: Desk) -> None:
    """Where the command was typed in a usable channel, the form does not ask."""
    assert not (await desk.open(TEXT)).has("channel")


@pytest.mark.bot(CAMPAIGN_CHANNEL=world.CAMPAIGNS)
async def test_the_teams_channel_stands_in_for_an_unusable_one(desk: Desk) -> None:
    """With CAMPAIGN_CHANNEL, a command typed elsewhere puts the card there, and says so to whoever looks elsewhere."""
    assert not (await desk.open(TEXT, channel=world.GENERAL)).has("channel")
    await desk.fill()
    await desk.preview()
    well(await desk.claire.submit())
    done = await desk.claire.view()
    assert done is not None
    assert "Its card is in" in done.text
    assert (await desk.card()).channel == world.CAMPAIGNS


async def test_a_channel_that_cannot_be_used_is_told_under_its_field(desk: Desk) -> None:
    """The bot is not in #general: said under the field, and the rest of the form stays."""
    well(await desk.claire.shortcut("sms_campaign_new"))
    view = await desk.claire.wait_for_view(title=FORM)
    assert view.has("channel")
    await desk.fill(text=TEXT)
    well(await desk.claire.choose("channel", world.GENERAL))
    before = await desk.claire.fields()
    assert await desk.refused() == {
        "channel": "I am not in that channel. Type /invite @sms-campaigns there, or choose another channel."
    }
    assert await desk.claire.fields() == before
    desk.nothing_left()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"is_archived": True}, "That channel is archived. Choose another channel."),
        (
            {"is_ext_shared": True},
            "That channel is shared with another organisation, who would read the campaign. Choose another channel.",
        ),
        (
            {"members": [world.CLAIRE]},
            "I am not in that channel. Type /invite @sms-campaigns there, or choose another channel.",
        ),
    ],
    ids=["archived", "shared", "left"],
)
async def test_a_channel_that_changes_while_the_form_is_open_is_told(
    desk: Desk, change: dict[str, object], sentence: str
) -> None:
    """The channel was fine when it was offered; under the field it says what has become of it."""
    well(await desk.claire.shortcut("sms_campaign_new"))
    await desk.claire.wait_for_view(title=FORM)
    await desk.fill(text=TEXT)
    well(await desk.claire.choose("channel", world.CAMPAIGNS))
    for name, value in change.items():
        setattr(desk.slack.world.channels[world.CAMPAIGNS], name, value)
    assert await desk.refused() == {"channel": sentence}
    desk.nothing_left()


async def test_a_shortcut_asks_for_a_channel_where_none_is_configured(desk: Desk) -> None:
    """The global shortcut comes from nowhere: the form asks, and insists."""
    well(await desk.claire.shortcut("sms_campaign_new"))
    await desk.claire.wait_for_view(title=FORM)
    await desk.fill(text=TEXT)
    await desk.claire.submit()
    view = await desk.claire.view()
    assert view is not None
    assert view.error("channel") == "Please complete this required field."


async def test_a_message_becomes_the_text_as_a_phone_shows_it(desk: Desk) -> None:
    """The message shortcut brings a message along, without Slack's marks."""
    said = await desk.claire.say(
        "Doors *open* at <https://lumea.example/a|our shop> &amp; more", channel=world.CAMPAIGNS, markup=True
    )
    well(await desk.claire.message_shortcut("sms_campaign_from_message", channel=said.channel, ts=said.ts))
    await desk.claire.wait_for_view(title=FORM)
    text = (await desk.claire.fields())["text"]
    assert "*" not in text
    assert "&amp;" not in text
    assert "https://lumea.example/a" in text


# When Slack is slow, or fails.


@pytest.mark.bot(hurried=True)
@pytest.mark.parametrize("method", ["users.info", "conversations.info"])
async def test_the_form_opens_in_time_whatever_else_is_slow(desk: Desk, method: str) -> None:
    """What Slack knows of person and channel is waited for a second at most; the trigger lives three."""
    desk.slack.switches.change(delays={method: 8.0}, delivery_seconds=3.0, trigger_seconds=6.0)
    view = await desk.open(TEXT)
    assert view.title == FORM
    assert (await desk.claire.fields())["text"] == TEXT
    [opened] = desk.calls("views.open")
    assert opened["error"] is None
    desk.slack.switches.delays = {}


async def test_the_form_opens_where_slack_knows_nothing(desk: Desk) -> None:
    """Refused reads of person and channel do not stop the form; it asks for the channel, and tells its zone."""
    desk.slack.switches.fail_with = {"users.info": "internal_error", "conversations.info": "internal_error"}
    desk.refusals.add("internal_error")
    view = await desk.open(TEXT)
    assert view.has("channel")
    assert "Your time zone: Europe/Paris." in view.text


async def test_an_expired_trigger_is_told_and_the_text_is_kept(desk: Desk) -> None:
    """Where Slack took too long, whoever typed is told privately, with their text to type again."""
    desk.slack.switches.trigger_seconds = 0.0
    desk.refusals.add("expired_trigger_id")
    desk.private.add(TEXT)
    well(await desk.claire.command("/sms-campaign", TEXT, channel=world.CAMPAIGNS))
    told = await private(desk, world.CLAIRE, world.CAMPAIGNS, "Slack was too slow to open the form")
    assert f"┃ {TEXT}" in told.shown
    assert TEXT not in told.text
    assert [one for one in await desk.karim.channel(world.CAMPAIGNS) if one.ephemeral] == []


async def test_help_is_told_to_whoever_asks(desk: Desk) -> None:
    """`/sms-campaign help` answers at once, privately, and opens nothing."""
    well(await desk.claire.command("/sms-campaign", "help", channel=world.CAMPAIGNS))
    await private(desk, world.CLAIRE, world.CAMPAIGNS, "The preview is a simulation: nothing is sent.")
    assert await desk.claire.view() is None


async def test_a_channel_lost_between_preview_and_confirmation_is_told(desk: Desk) -> None:
    """The bot is thrown out while the preview is open: nothing is lost, and whoever asked hears of it directly."""
    await desk.composed()
    desk.slack.world.channels[world.CAMPAIGNS].members.remove(world.BOT_USER)
    desk.refusals.add("not_in_channel")
    well(await desk.claire.submit())

    async def direct() -> Message | None:
        return next((one for one in await desk.claire.directs() if "`sms_" in one.shown), None)

    told = await desk.soon(direct)
    assert desk.prepared()[-1].ticket in told.shown
