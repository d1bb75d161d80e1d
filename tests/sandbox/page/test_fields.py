from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from bot.sandbox.slack import world
from bot.sandbox.slack.fields import state as values_of
from tests.sandbox.page.shapes import OPTIONS, field, modal, option, plain, section
from tests.sandbox.page.windows import Desk, until

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

    from tests.sandbox.page.apps import App

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def opened(desk: Desk, *blocks: dict[str, Any], **more: Any) -> tuple[Page, Locator]:
    """Open a modal in front of Claire, and a window on it."""
    page = await desk.visit.window()
    desk.slack.state.views.open(world.CLAIRE, modal(*blocks, **more), world.CAMPAIGNS)
    dialog = page.get_by_role("dialog")
    await dialog.wait_for()
    return page, dialog


def held(desk: Desk) -> dict[str, Any]:
    """Give what the fields of the view on top hold, by action id: options by their values."""
    view = desk.slack.state.views.top(world.CLAIRE)
    assert view is not None
    found = {}
    for block in values_of(view.blocks, view.held).values():
        for action, entry in block.items():
            found[action] = bare(next(value for name, value in entry.items() if name != "type"))
    return found


def bare(value: Any) -> Any:
    """Give an option's value, and anything else as it is."""
    if isinstance(value, list):
        return [bare(one) for one in value]
    return value["value"] if isinstance(value, dict) and "value" in value else value


async def test_texts_are_told_as_they_are_typed(desk: Desk):
    """Texts of one line and several reach the server as typed, with a counter that says when it is too much."""
    page, dialog = await opened(
        desk,
        field("Long", "plain_text_input", multiline=True, max_length=10),
        field("Mail", "email_text_input"),
    )
    await dialog.get_by_role("textbox", name="Long").fill("a\nb <b>& \u200bc")
    await dialog.get_by_role("textbox", name="Mail").fill("a@b.fr")
    await until(desk.slack, lambda: held(desk) == {"long": "a\nb <b>& \u200bc", "mail": "a@b.fr"})
    await expect(dialog.get_by_text("11 / 10")).to_have_class("counter over")
    assert await page.locator(".modal b").count() == 0


async def test_choices_are_told(desk: Desk):
    """Radio buttons and check boxes tell what is chosen, with their descriptions read beside them."""
    _, dialog = await opened(
        desk,
        field("One", "radio_buttons", options=OPTIONS, initial_option=OPTIONS[1]),
        field("Some", "checkboxes", options=OPTIONS, initial_options=[OPTIONS[2]]),
    )
    await expect(dialog.get_by_role("group", name="One").get_by_role("radio", name="Two")).to_be_checked()
    await dialog.get_by_role("group", name="One").get_by_role("radio", name="One").check()
    await dialog.get_by_role("group", name="Some").get_by_role("checkbox", name="One").check()
    await until(desk.slack, lambda: held(desk)["one"] == "one")
    await until(desk.slack, lambda: held(desk)["some"] == ["one", "three"])
    await expect(
        dialog.get_by_role("group", name="One").get_by_role("radio", name="One")
    ).to_have_accessible_description("The first")


async def test_dates_and_times_are_in_the_persons_zone(desk: Desk):
    """A moment that is picked is an instant by the clocks of the person's zone; dates and times are as they are."""
    _, dialog = await opened(
        desk, field("Day", "datepicker"), field("Time", "timepicker"), field("Moment", "datetimepicker")
    )
    await dialog.get_by_label("Day").fill("2026-11-25")
    await dialog.get_by_label("Time").fill("18:30")
    await dialog.get_by_label("Moment").fill("2026-11-25T09:00")
    expected = {"day": "2026-11-25", "time": "18:30", "moment": 1795593600}
    await until(desk.slack, lambda: held(desk) == expected)
    await expect(dialog.get_by_text("Europe/Paris")).to_be_visible()


async def test_selects_are_used_by_keyboard(desk: Desk):
    """Arrows, Enter and Escape work as in every combobox; Escape closes the list first and only then the modal."""
    page, dialog = await opened(
        desk,
        field("Pick", "static_select", options=OPTIONS),
        field("Several", "multi_static_select", options=OPTIONS, max_selected_items=2),
        field("Channel", "conversations_select", default_to_current_conversation=True),
        field("Who", "users_select"),
    )
    await dialog.get_by_role("combobox", name="Pick").focus()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("option", name="One")).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await until(desk.slack, lambda: held(desk)["pick"] == "two")

    several = dialog.get_by_role("combobox", name="Several")
    for word in ("thr", "one"):
        await several.focus()
        await page.keyboard.type(word)
        await page.keyboard.press("Enter")
        await expect(dialog.get_by_role("button", name="Remove")).to_have_count(1 if word == "thr" else 2)
    await until(desk.slack, lambda: held(desk)["several"] == ["three", "one"])
    await dialog.get_by_role("button", name="Remove Three").click()
    await until(desk.slack, lambda: held(desk)["several"] == ["one"])

    await expect(dialog.get_by_role("combobox", name="Channel")).to_have_value("#campaigns")
    who = dialog.get_by_role("combobox", name="Who")
    await who.focus()
    await page.keyboard.type("kari")
    await expect(page.get_by_role("option", name="Karim Haddad")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(who).to_have_value("")
    await expect(dialog).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)


async def test_an_external_select_asks_the_app_as_one_types(desk: Desk, app: App):
    """Each query goes to the app once, groups are shown with their names, and picking asks nothing again."""
    app.answer = lambda heard: {
        "option_groups": [
            {"label": plain("Used here"), "options": [option("vip", "VIP customers", "1,210 people")]},
            {"label": plain("New"), "options": [option("new", f"Use {heard.get('value')}")]},
        ]
    }
    page, dialog = await opened(desk, field("List", "external_select", min_query_length=0, optional=True))
    box = dialog.get_by_role("combobox", name="List")
    await box.click()
    await expect(page.get_by_role("option", name="VIP customers 1,210 people")).to_be_visible()
    await page.keyboard.type("vip")
    await expect(page.get_by_role("group", name="New").get_by_role("option", name="Use vip")).to_be_visible()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    await until(desk.slack, lambda: held(desk)["list"] == "new")
    assert [one["value"] for one in app.heard] == ["", "vip"]
    await expect(box).to_have_value("Use vip")
    await dialog.get_by_role("button", name="Clear").click()
    await until(desk.slack, lambda: held(desk)["list"] is None)


async def test_a_select_says_when_the_app_does_not_answer(desk: Desk, app: App):
    """A select whose app is late, broken or has nothing says so in its list, and the modal stays as it is."""
    app.answer = lambda _: {"options": []}
    page, dialog = await opened(desk, field("List", "external_select", min_query_length=2))
    await dialog.get_by_role("combobox", name="List").click()
    await expect(page.get_by_role("option", name="Type 2 or more characters.")).to_be_visible()
    await page.keyboard.type("vip")
    await expect(page.get_by_role("option", name="Nothing fits.")).to_be_visible()
    app.answer = lambda _: {"nonsense": True}
    await page.keyboard.type("s")
    await expect(page.get_by_role("option", name="The app gave no options")).to_be_visible()


async def test_errors_stand_under_their_fields(desk: Desk, app: App):
    """Slack's own checks and the app's errors stand under the fields, the first of which gets the focus."""
    app.answer = lambda _: {"response_action": "errors", "errors": {"name": "No such name here."}}
    _, dialog = await opened(desk, field("Name", "plain_text_input", optional=False, hint="As in Octopush."))
    name = dialog.get_by_role("textbox", name="Name")
    await dialog.get_by_role("button", name="Save").click()
    await expect(name).to_have_accessible_description("As in Octopush. Please complete this required field.")
    await expect(name).to_be_focused()
    assert app.heard == []
    await name.fill("x")
    await expect(name).to_have_accessible_description("As in Octopush.")
    await dialog.get_by_role("button", name="Save").click()
    await expect(name).to_have_accessible_description("As in Octopush. No such name here.")
    await expect(name).to_have_attribute("aria-invalid", "true")
    assert app.heard[0]["view"]["state"]["values"]["name"]["name"]["value"] == "x"


async def test_what_was_typed_is_kept_by_slacks_rule(desk: Desk):
    """Over an update a field keeps its words and the cursor under the same ids, and starts anew under others."""
    page, dialog = await opened(desk, field("Same", "plain_text_input"), field("Other", "plain_text_input"))
    await dialog.get_by_role("textbox", name="Other").fill("gone")
    same = dialog.get_by_role("textbox", name="Same")
    await same.fill("kept")
    await until(desk.slack, lambda: held(desk) == {"same": "kept", "other": "gone"})
    view = desk.slack.state.views.top(world.CLAIRE)
    assert view is not None
    fresh = field("Other", "plain_text_input", initial_value="fresh") | {"block_id": "other:2"}
    renamed = field("Same", "plain_text_input", hint="New words below.")
    desk.slack.state.views.update(view, modal(section("More above"), renamed, fresh, title="Updated"))
    await expect(page.get_by_role("dialog", name="Updated")).to_be_visible()
    await expect(same).to_have_value("kept")
    await expect(same).to_be_focused()
    await expect(dialog.get_by_role("textbox", name="Other")).to_have_value("fresh")
    await page.keyboard.type("!")
    await until(desk.slack, lambda: held(desk)["same"] == "kept!")


async def test_push_back_and_close(desk: Desk, app: App):
    """A pushed view lies on the form, Back finds it as it was, and the cross closes the whole."""
    pushed = modal(section("Are you sure?"), title="Preview", close=plain("Back"), notify_on_close=True)
    app.answer = lambda heard: (
        {"response_action": "push", "view": pushed} if heard["type"] == "view_submission" else None
    )
    page, dialog = await opened(desk, field("Name", "plain_text_input"))
    await dialog.get_by_role("textbox", name="Name").fill("Anna")
    await dialog.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog", name="Preview")).to_be_visible()
    await dialog.get_by_role("contentinfo").or_(dialog).get_by_role("button", name="Back").last.click()
    await expect(dialog.get_by_role("textbox", name="Name")).to_have_value("Anna")
    await dialog.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog", name="Preview")).to_be_visible()
    await dialog.get_by_role("button", name="Close").click()
    await expect(dialog).to_have_count(0)
    await until(desk.slack, lambda: app.kinds().count("view_closed") == 2)


async def test_a_failing_app_is_said_in_the_modal(desk: Desk, app: App):
    """An app that answers nonsense leaves the modal open, with Slack's sentence at its top."""
    app.answer = lambda _: {"response_action": "dance"}
    _, dialog = await opened(desk, field("Name", "plain_text_input"))
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_role("alert")).to_have_text("We had some trouble connecting. Try again?")


async def test_the_focus_stays_in_the_modal(desk: Desk):
    """However often Tab is pressed, either way, the focus stays in the modal; what lies behind is out of reach."""
    page, _ = await opened(
        desk, field("Name", "plain_text_input"), field("One", "radio_buttons", options=OPTIONS)
    )
    for key in ["Tab"] * 9 + ["Shift+Tab"] * 9:
        await page.keyboard.press(key)
        assert await page.evaluate("document.activeElement.closest('[role=dialog]') !== null"), key
    assert await page.locator(".workspace").evaluate("one => one.inert")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("combobox", name="Message #campaigns")).to_be_focused()


async def test_nobody_picks_from_an_older_answer(desk: Desk, app: App):
    """Enter right after typing picks nothing of what was offered before: only what answers the words that stand there."""
    app.answer = lambda heard: {"options": [option(heard["value"] or "early", heard["value"] or "Early")]}
    page, dialog = await opened(desk, field("List", "external_select", min_query_length=0))
    await dialog.get_by_role("combobox", name="List").click()
    await expect(page.get_by_role("option", name="Early")).to_be_visible()
    await page.keyboard.type("late")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("option", name="late")).to_be_visible()
    assert held(desk) == {"list": None}
    await page.keyboard.press("Enter")
    await until(desk.slack, lambda: held(desk) == {"list": "late"})
