from __future__ import annotations

from dataclasses import fields

import pytest
from playwright.async_api import expect

from bot.sandbox.octopush.faults import Kind
from bot.sandbox.slack.switches import Switches
from tests.sandbox.page.windows import House, until

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_every_switch_of_slack_has_a_control(desk):
    """Each switch there is can be found by words, and turning one is seen at the server at once."""
    page = await desk.visit.window()
    await page.get_by_role("button", name="What is going on").click()
    await page.get_by_role("tab", name="Make it go wrong").click()
    panel = page.get_by_role("region", name="Slack", exact=True)
    await panel.get_by_label("Deliver everything twice").wait_for()
    for one in fields(Switches):
        assert await panel.locator(f"#slack-{one.name}").count() == 1, one.name
        assert await panel.get_by_text(one.name, exact=True).count() == 0, f"{one.name} has no words"

    await panel.get_by_label("Deliver everything twice").check()
    await until(desk.slack, lambda: desk.slack.switches.duplicate_deliveries)
    await panel.get_by_label("Lose the next acknowledgements").fill("2")
    await panel.get_by_label("Lose the next acknowledgements").press("Tab")
    await until(desk.slack, lambda: desk.slack.switches.lose_acks == 2)
    await panel.get_by_label("Do the next calls, lose their answers", exact=True).select_option(
        "chat.postMessage"
    )
    await panel.get_by_role("button", name="Set: Do the next calls, lose their answers").click()
    await until(desk.slack, lambda: desk.slack.switches.lose_responses == {"chat.postMessage": 1})
    await panel.get_by_role("button", name="Take away chat.postMessage").click()
    await until(desk.slack, lambda: desk.slack.switches.lose_responses == {})


async def test_a_switch_that_moves_leaves_the_others_as_they_are(desk):
    """A counter that runs down at the server is shown anew, and what is being chosen beside it stays chosen."""
    page = await desk.visit.window("karim")
    await page.get_by_role("button", name="What is going on").click()
    await page.get_by_role("tab", name="Make it go wrong").click()
    panel = page.get_by_role("region", name="Slack", exact=True)
    methods = panel.get_by_label("Do the next calls, lose their answers", exact=True)
    await methods.select_option("chat.update")
    desk.slack.switches.change(lose_acks=3)
    await expect(panel.get_by_label("Lose the next acknowledgements")).to_have_value("3")
    await expect(methods).to_have_value("chat.update")


async def test_octopush_is_shown_and_made_to_fail(house: House):
    """Faults and doubtful points of the local Octopush are turned from the page, and its account is shown."""
    page = await house.visit.window()
    octopush = house.running.octopush
    await page.get_by_role("button", name="What is going on").click()
    await page.get_by_role("tab", name="Octopush").click()
    await expect(page.get_by_role("tabpanel", name="Octopush")).to_contain_text("VIP customers (1,210)")

    await page.get_by_role("tab", name="Make it go wrong").click()
    panel = page.get_by_role("region", name="Octopush", exact=True)
    await panel.get_by_label("When the bot asks to").select_option(label="send")
    await panel.get_by_role("button", name="Let it happen").click()
    await expect(panel.get_by_role("list", name="Faults to come")).to_contain_text("send, once")
    assert [(one.route, one.kind, one.times) for one in octopush.switches.faults] == [
        ("sms-campaign-on-*/send", Kind.LOST, 1)
    ]
    assert await panel.get_by_label("Octopush will").locator("option").count() == len(Kind)
    await panel.get_by_role("button", name="Take away").click()
    await expect(panel.get_by_role("listitem")).to_have_count(0)
    assert octopush.switches.faults == []

    await panel.get_by_text("What Octopush's documentation leaves open").click()
    for name in type(octopush.switches).model_fields:
        assert await panel.locator(f"#octopush-{name}").count() == (name != "faults"), name
    await panel.get_by_label("missing stop").select_option("appended")
    await expect(panel.locator(".changed")).to_contain_text("missing stop")
    assert octopush.switches.missing_stop == "appended"


async def test_exchanges_show_the_time_that_was_left(house: House):
    """A delivery stands there with its answer, its duration and what was left of the three seconds, and opens."""
    page = await house.visit.window()
    await page.get_by_role("combobox", name="Message #campaigns").fill("/sms-campaign help")
    await page.keyboard.press("Enter")
    await page.get_by_text("Only visible to you").wait_for()
    await page.get_by_role("button", name="What is going on").click()
    await page.get_by_role("tab", name="Exchanges").click()
    row = page.get_by_role("row").filter(has_text="/sms-campaign")
    await expect(row).to_contain_text("Slack → bot")
    await expect(row.get_by_role("meter", name="Left of 3 s")).to_be_visible()
    await row.get_by_text("/sms-campaign", exact=True).click()
    await expect(row.get_by_text('"text": "help"').first).to_be_visible()


async def test_a_cut_line_is_said_and_mended(desk):
    """When the sandbox stops answering the page says so, keeps what it shows, and goes on when it is back."""
    page = await desk.visit.window("nadia")
    await page.context.set_offline(offline=True)
    await page.evaluate("fetch('/_control/app').catch(() => null)")
    await page.get_by_role("combobox", name="Message #campaigns").fill("Hello")
    await page.keyboard.press("Enter")
    refused = page.get_by_role("alert").filter(has_text="The sandbox does not answer.").first
    await expect(refused).to_be_visible()
    await expect(page.get_by_role("combobox", name="Message #campaigns")).to_have_value("Hello")
    await page.context.set_offline(offline=False)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("article").filter(has_text="Hello")).to_be_visible()
    desk.visit.problems[:] = [one for one in desk.visit.problems if "ERR_INTERNET_DISCONNECTED" not in one]


async def test_commands_are_completed_and_refused(desk):
    """A slash offers the app's commands with their hints; one that is none is refused in words and stays there."""
    page = await desk.visit.window()
    box = page.get_by_role("combobox", name="Message #campaigns")
    await box.fill("/ga")
    await expect(page.get_by_role("option", name="/gallery [what] Show · Gallery")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(box).to_have_value("/gallery ")
    await expect(page.get_by_text("/gallery [what]: press Enter to run it")).to_be_visible()
    await box.fill("/nothing")
    await page.keyboard.press("Enter")
    await expect(
        page.get_by_role("alert").filter(has_text="/nothing is not a valid command.")
    ).to_be_visible()
    await box.fill("")


async def test_who_may_not_write_is_told_why(desk):
    """An archived channel, the app's messages and a channel one is not in say why there is no composer."""
    page = await desk.visit.window()
    for link, why in (
        ("campaigns-2024", "#campaigns-2024 is archived"),
        ("Messages", "Sending messages to this app has been turned off."),
    ):
        await page.get_by_role("link", name=link).click()
        await expect(page.get_by_text(why)).to_be_visible()
    await page.get_by_role("link", name="campaigns", exact=True).click()
