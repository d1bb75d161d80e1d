"""Living with it: who is answered what in private, what each Home shows, and what a pause holds back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.sandbox.slack import world
from tests.scenarios.desk import FORM, TEXT, TOMORROW, well

if TYPE_CHECKING:
    from bot.sandbox.slack.person import Person
    from bot.sandbox.slack.seen import Message
    from tests.scenarios.desk import Desk

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.bot(APPROVALS_REQUIRED="1")]


async def answered(desk: Desk, by: Person, words: str, contains: str = "") -> Message:
    """Type the command with words; give what only this person is shown, once it holds what is looked for."""
    before = {one.ts for one in await by.channel(world.CAMPAIGNS)}
    well(await by.command("/sms-campaign", words, channel=world.CAMPAIGNS))

    async def look() -> Message | None:
        fresh = [one for one in await by.channel(world.CAMPAIGNS) if one.ts not in before]
        return next((one for one in fresh if one.ephemeral and contains in one.shown), None)

    found: Message = await desk.soon(look)
    return found


async def home(desk: Desk, person: Person, *words: str, without: str | None = None) -> str:
    """Wait until a Home says something, and no longer something else."""

    async def look() -> str | None:
        view = await person.home()
        shown = view.text if view else ""
        return shown if all(word in shown for word in words) and (without or "\0") not in shown else None

    try:
        found: str = await desk.soon(look)
    except TimeoutError:
        view = await person.home()
        raise AssertionError(f"{words} not, but:\n{view and view.text}") from None
    return found


async def test_home_follows_a_campaign_from_asking_to_its_outcome(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each Home is drawn when it is opened and whenever something changes, for that person alone."""
    monkeypatch.setattr("bot.slack.home.APART", 0.2)
    tom = desk.people[world.TOM]
    desk.slack.state.world.channels[world.CAMPAIGNS].members.remove(world.TOM)
    for person in (desk.claire, desk.karim, tom, desk.people[world.GUEST]):
        well(await person.open_home())
    await home(
        desk, desk.claire, "nothing has gone out yet", "0.00 € spent on the campaigns you see", "New campaign"
    )
    await home(desk, desk.people[world.GUEST], "Only members of this workspace")

    well(await desk.claire.press("new_campaign", where="home"))
    await desk.claire.wait_for_view(title=FORM)
    well(await desk.claire.choose("channel", world.CAMPAIGNS))
    await desk.fill(text=TEXT)
    await desk.preview()
    well(await desk.claire.submit())
    card = await desk.card()
    waiting = await home(desk, desk.karim, "Waiting for you: to approve", "58,66 €", "Open the thread")
    assert f"https://lumea.slack.com/archives/{card.channel}/p{card.ts.replace('.', '')}" in waiting
    assert "List VIP customers" in waiting
    await home(desk, desk.claire, "Not approved yet")

    well(await desk.press(card, "approve", by=desk.karim))
    # Karim reads French dates.
    await home(desk, desk.karim, "Going out", "mar. 24 nov., 17:55", without="to approve")
    await home(desk, desk.claire, "Approved by <@U0KARIM01>", "goes to Octopush Tue 24 Nov, 17:55")
    await desk.sent(card)
    await home(desk, desk.karim, "Lately", "Novembre · 58,66 € spent", without="Going out")
    await home(desk, desk.claire, "Sent Tue 24 Nov, 18:00", "Copy as new")
    nothing = await home(desk, tom, "nothing has gone out yet")
    assert "58.66" not in nothing
    well(await desk.claire.press("copy", where="home"))
    view = await desk.claire.wait_for_view(title=FORM)
    assert TEXT in view.text


@pytest.mark.bot(APPROVALS_REQUIRED="1", APPROVERS=world.KARIM)
async def test_each_command_is_answered_to_whoever_may_know(desk: Desk) -> None:
    """List, status, history, again and cancel: private, with permission; unknown and forbidden get the same answer."""
    tom, nadia = desk.people[world.TOM], desk.people[world.NADIA]
    members = desk.slack.state.world.channels[world.CAMPAIGNS].members
    members.remove(world.TOM)
    card = await desk.asked()
    await desk.told(card, "decide before")
    [campaign] = desk.prepared()

    listed = await answered(desk, desk.karim, "list")
    assert "Waiting for you: to approve" in listed.shown
    assert "SMS campaigns: 1 waiting for you" in listed.text
    by_ticket = await answered(desk, desk.claire, f"status {campaign.ticket}")
    assert "SANDBOX · SMS campaign 1: waiting for approval" in by_ticket.shown
    told = await answered(desk, nadia, "history #1")
    assert "<@U0CLAIRE1> asked for it, Mon 10:44." in told.shown
    assert "measured by Octopush. Approval was asked for" in told.shown
    # Nadia belongs to the channel, and so sees; but the campaign is not hers to stop.
    assert "Only <@U0CLAIRE1> can do this" in (await answered(desk, nadia, "cancel 1")).shown
    sentences = {
        (await answered(desk, tom, f"{verb} {name}", "no such")).shown
        for verb in ("status", "history", "again", "cancel")
        for name in ("1", "999", campaign.ticket, "sms_000000000000")
    }
    assert len(sentences) == 1
    assert "There is no campaign here that you see" in (await answered(desk, tom, "list")).shown

    well(await desk.claire.command("/sms-campaign", "again 1", channel=world.CAMPAIGNS))
    form = await desk.claire.wait_for_view(title=FORM)
    assert TEXT in form.text
    assert "VIP customers" in form.text
    assert (await desk.claire.fields())["send_at"] is None
    well(await desk.claire.close())

    stopped = await answered(desk, desk.claire, "cancel 1")
    assert "Campaign 1 is cancelled. Nothing was sent." in stopped.shown
    await desk.told(card, "not sent: cancelled")
    assert desk.octopush.sendings == []
    # Words that are none of these are a campaign's text.
    view = await desk.open("status of the shop: open again")
    assert "status of the shop: open again" in view.text


async def test_where_it_is_not_said_which_campaign_it_is_asked(desk: Desk) -> None:
    """A select in the private answer, whose place the answer takes; for cancelling, of what can be cancelled alone."""
    nothing = await answered(desk, desk.claire, "cancel")
    assert "no campaign that you could cancel" in nothing.shown
    card = await desk.asked()
    await desk.told(card, "decide before")
    asked = await answered(desk, desk.claire, "status", "the status of?")
    well(await desk.claire.choose("which", "status:1", where=asked))

    async def look() -> str | None:
        shown = [one.shown for one in await desk.claire.channel(world.CAMPAIGNS) if one.ts == asked.ts]
        return next((one for one in shown if "SMS campaign 1: waiting for approval" in one), None)

    assert "the status of?" not in await desk.soon(look)
    again = await answered(desk, desk.claire, "again", "Which campaign again?")
    well(await desk.claire.choose("which", "again:1", where=again))
    await desk.claire.wait_for_view(title=FORM)
    well(await desk.claire.close())
    assert "no campaign that you could" in (await answered(desk, desk.people[world.TOM], "cancel")).shown
    which = await answered(desk, desk.karim, "cancel", "Which campaign should")
    well(await desk.karim.choose("which_to_cancel", "cancel:1", where=which))
    await desk.told(card, "not sent: cancelled")


async def test_a_long_shelf_has_pages(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not fit the first page is behind *More*, and the page stays while others change things."""
    monkeypatch.setattr("bot.slack.home.FIRST", 1)
    monkeypatch.setattr("bot.slack.home.MORE", 1)
    first_card = await desk.asked("Number 1. STOP au XXXXX")
    await desk.composed("Number 2. STOP au XXXXX")
    well(await desk.claire.submit())
    await desk.told(await desk.card(words="Number 2"), "decide before")
    well(await desk.claire.open_home())
    first = await home(desk, desk.claire, "Not approved yet", "More")
    assert first.count("Open the thread") == 1
    well(await desk.claire.press("shelf", where="home"))
    await home(desk, desk.claire, "Back to Home", without="New campaign")
    well(await desk.press(first_card, "approve", by=desk.karim))
    await desk.told(first_card, "<@U0KARIM01> approved")
    await home(desk, desk.claire, "Back to Home", without="New campaign")
    well(await desk.claire.press("home", where="home"))
    await home(desk, desk.claire, "Going out", "Not approved yet", "New campaign")


async def test_a_pause_holds_everything_back_until_somebody_resumes(desk: Desk) -> None:
    """Only administrators pause; channel and Homes say so; nothing is handed over; then it goes on."""
    nadia = desk.people[world.NADIA]
    card = await desk.asked()
    well(await desk.press(card, "approve", by=desk.karim))
    await desk.told(card, "oes to Octopush")
    well(await desk.claire.open_home())
    assert "Only administrators can pause" in (await answered(desk, desk.karim, "pause")).shown
    assert "Sending is paused. Nothing is handed over" in (await answered(desk, nadia, "pause")).shown
    assert "Sending was paused already." in (await answered(desk, nadia, "pause")).shown
    await desk.claire.wait_for_message(world.CAMPAIGNS, "Sending is paused by <@U0NADIA01>, Mon 10:44")
    await home(desk, desk.claire, "⏸ Sending is paused by <@U0NADIA01> since Mon 23 Nov, 10:44")

    desk.clock.set(TOMORROW - timedelta(minutes=4))
    await desk.told(card, "Sending is halted here. Nothing was sent")
    assert desk.octopush.sendings == []
    assert "Only administrators can pause" in (await answered(desk, desk.claire, "resume")).shown
    assert "Sending goes on." in (await answered(desk, nadia, "resume")).shown
    await desk.claire.wait_for_message(world.CAMPAIGNS, "Sending goes on: resumed by <@U0NADIA01>")
    await home(desk, desk.claire, "Going out", without="paused")
    await desk.told(card, "Handed over to Octopush")
    said = [one.text for one in await desk.claire.channel(world.CAMPAIGNS) if "Sending" in one.text]
    assert len([one for one in said if "paused by" in one]) == 1
    assert len(desk.octopush.sendings) == 1


@pytest.mark.bot(AUDIENCES="tag:winter sale")
async def test_names_of_the_settings_are_suggested(desk: Desk) -> None:
    """A member is offered what the settings name before it was ever used, beside what they typed."""
    await desk.open()
    offered = await desk.claire.suggest("audience", "win")
    assert [one["value"] for one in offered.options] == ["tag:winter sale", "list:win", "tag:win"]


async def test_a_home_that_slack_does_not_take_is_drawn_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the pause that Slack asks for, and after a lost connection; nobody has to open it once more."""
    monkeypatch.setattr("bot.slack.home.AGAIN", 0.2)

    async def published(times: int) -> None:
        async def look() -> bool:
            return len([one for one in desk.calls("views.publish") if not one["error"]]) >= times

        await desk.soon(look)

    desk.slack.switches.rate_limited = {"views.publish": 1}
    desk.refusals |= {"ratelimited", "connection_dropped"}
    well(await desk.claire.open_home())
    await published(1)
    await home(desk, desk.claire, "nothing has gone out yet")
    desk.slack.switches.drop_requests = {"views.publish": 1}
    well(await desk.claire.open_home())
    await published(2)
