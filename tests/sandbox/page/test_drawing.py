from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from bot.sandbox.clock import MovableClock
from bot.sandbox.slack import world
from bot.sandbox.slack.validation.blocks import BLOCKS
from bot.sandbox.slack.validation.elements import IN_ACTIONS, IN_INPUT, IN_SECTION
from tests.sandbox.page.shapes import OPTIONS, field, modal, option, plain, rich, section, spans, text
from tests.sandbox.page.windows import Desk, message

if TYPE_CHECKING:
    from playwright.async_api import Locator

pytestmark = pytest.mark.asyncio(loop_scope="module")

#: Tuesday, 17:30 in Paris.
NOW = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at(desk: Desk) -> None:
    desk.slack.clock.set(NOW)


async def shown(desk: Desk, *blocks: dict[str, Any], who: str = "claire", **more: Any) -> Locator:
    """Post blocks, and give the message as somebody sees it."""
    ts = message(desk.slack, list(blocks), **more)
    page = await desk.visit.window(who)
    found = page.locator(f'[data-ts="{ts}"]')
    await found.wait_for()
    return found


@pytest.mark.parametrize(
    ("source", "read"),
    [
        (
            "plain & <b>, *bold* _it_ ~gone~ `*code*`".replace("&", "&amp;").replace("<b>", "&lt;b&gt;"),
            "plain & <b>, bold it gone *code*",
        ),
        (
            f"<@{world.KARIM}> and <!subteam^{world.LEADS}> in <#{world.GENERAL}>",
            "@Karim Haddad and @marketing-leads in #general",
        ),
        ("<@U0NOBODY1> <!here> <#C0NOTHING|secret>", "@U0NOBODY1 @here #secret"),
        ("<https://example.com/a_b_c|the *page*>", "the *page*"),
        ("2*3*4 snake_case_name a~b~c", "2*3*4 snake_case_name a~b~c"),
        ("one\n&gt; quoted\ntwo", "one\nquoted\ntwo"),
    ],
)
async def test_mrkdwn_is_read_as_in_slack(desk: Desk, source, read):
    """Slack's notation becomes what people read: names for ids, marks for signs, and nothing else."""
    found = await shown(desk, section(source))
    words = await found.locator(".said p").evaluate("one => one.innerText")
    assert [line for line in words.split("\n") if line] == read.split("\n")


@pytest.mark.parametrize(
    ("who", "read"),
    [
        ("claire", "tomorrow 09:00"),
        ("karim", "demain 09:00"),
        ("tom", "tomorrow 03:00 AM"),
    ],
)
async def test_dates_are_in_each_viewers_zone_and_language(desk: Desk, who, read):
    """One moment reads differently for each viewer, and never as it was written for programs that cannot."""
    at = int(datetime(2026, 11, 25, 8, 0, tzinfo=UTC).timestamp())
    found = await shown(desk, section(f"<!date^{at}^{{date_short_pretty}} {{time}}|never>"), who=who)
    await expect(found.locator("time").last).to_have_text(read)


async def test_words_of_people_never_become_markup(desk: Desk):
    """Whatever is in a text, it stays text: no element, no script, no address comes of it."""
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    found = await shown(
        desk,
        rich(spans("quote", text(evil))),
        {"type": "header", "text": plain(evil)},
        section(f"<javascript:alert(3)|{evil.replace('<', '&lt;').replace('>', '&gt;')}>"),
        text=evil,
    )
    await expect(found.locator("blockquote")).to_have_text(evil)
    assert await found.locator(".content :is(img, script, a)").count() == 0


async def test_rich_text_in_all_its_parts(desk: Desk):
    """Sections, lists, quotes and code, with mentions, links, emoji and styles, are drawn as what they are."""
    found = await shown(
        desk,
        rich(
            spans("section", text("bold", bold=True), text(" and "), {"type": "user", "user_id": world.TOM}),
            spans("list", spans("section", text("first")), spans("section", text("second")), style="ordered"),
            spans("quote", text("as it\nwill arrive")),
            spans("preformatted", text("x = 1")),
            spans(
                "section",
                {"type": "emoji", "name": "wave", "unicode": "1f44b"},
                {"type": "link", "url": "https://example.com"},
            ),
        ),
    )
    await expect(found.locator("strong", has_text="bold")).to_be_visible()
    await expect(found.get_by_role("listitem")).to_have_text(["first", "second"])
    await expect(found.locator("blockquote")).to_have_text("as it\nwill arrive")
    await expect(found.locator("pre")).to_have_text("x = 1")
    await expect(found.get_by_role("link", name="https://example.com")).to_be_visible()
    await expect(found.get_by_text("👋")).to_be_visible()


LIKELY: dict[str, dict[str, Any]] = {
    "section": {"text": plain("Words"), "fields": [plain("A"), plain("B")]},
    "header": {"text": plain("Words")},
    "context": {"elements": [plain("Words")]},
    "actions": {"elements": [{"type": "button", "text": plain("Words"), "action_id": "a"}]},
    "input": {"label": plain("Words"), "element": {"type": "plain_text_input", "action_id": "a"}},
    "image": {"alt_text": "Words", "image_url": "https://example.com/a.png"},
    "rich_text": {"elements": [spans("section", text("Words"))]},
    "alert": {"text": plain("Words"), "level": "warning"},
    "divider": {},
}


@pytest.mark.parametrize("kind", sorted(BLOCKS))
async def test_every_block_is_drawn_or_loudly_not(desk: Desk, kind):
    """A block is drawn with its words, or its place says in so many words that the page cannot draw it."""
    block = {"type": kind, "block_id": "it", **LIKELY.get(kind, {"text": "Words"})}
    found = await shown(desk, block)
    if kind == "divider":
        await expect(found.get_by_role("separator")).to_be_visible()
    elif kind in LIKELY:
        await expect(found.get_by_text("Words").first).to_be_visible()
        await expect(found.locator(".missing")).to_have_count(0)
    else:
        await expect(found.get_by_text(f"The page cannot draw this block: {kind}")).to_be_visible()


@pytest.mark.parametrize("kind", sorted(IN_INPUT | IN_ACTIONS | IN_SECTION))
async def test_every_element_is_drawn_or_loudly_not(desk: Desk, kind):
    """An element can be used, or its place says that the page cannot draw it."""
    chosen = (
        {"options": [option("one")]}
        if kind in {"static_select", "multi_static_select", "overflow", "radio_buttons", "checkboxes"}
        else {}
    )
    given = {"type": kind, "action_id": "it", "text": plain("Press"), "alt_text": "Words", **chosen}
    view = {"type": "input", "block_id": "it", "label": plain("Label"), "element": given}
    if kind not in IN_INPUT:
        view = section("Words", accessory=given, block_id="it")
    page = await desk.visit.window()
    desk.slack.state.views.open(world.CLAIRE, modal(section("Empty")))
    top = desk.slack.state.views.top(world.CLAIRE)
    assert top is not None
    top.content |= {"blocks": [view], "title": plain(kind)}
    top.hash = kind
    top.held.clear()
    if kind in IN_INPUT:
        top.held["it", "it"] = (
            [] if kind.startswith("multi") or kind in {"checkboxes", "file_input"} else None
        )
    desk.slack.state.changes.mark()
    dialog = page.get_by_role("dialog", name=kind, exact=True)
    usable = dialog.locator(".block").locator("input, textarea, button, figure")
    lost = dialog.get_by_text(f"The page cannot draw this element: {kind}")
    await expect(usable.or_(lost).first).to_be_visible()
    assert await lost.count() == (kind in {"file_input", "workflow_button"})


async def test_images_of_elsewhere_are_told_and_not_fetched(desk: Desk):
    """An image at another address is told by its words; no request leaves."""
    found = await shown(
        desk, {"type": "image", "alt_text": "A coat", "image_url": "https://example.com/coat.png"}
    )
    await expect(found.get_by_text("Image: A coat")).to_be_visible()
    assert desk.visit.hosts == {"127.0.0.1"}


async def test_a_clock_of_another_day_redraws_the_days(desk: Desk):
    """When the clock passes midnight, what was today is yesterday."""
    found = await shown(desk, section("Words"))
    day = found.page.locator(".day")
    await expect(day).to_have_text("Today")
    desk.slack.clock.set(datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
    desk.slack.state.changes.mark()
    await expect(day).to_have_text("Yesterday")


async def test_the_clock_is_the_sandboxs(desk: Desk):
    """The strip shows the sandbox's time in the person's zone, and buttons only move it forward."""
    assert isinstance(desk.slack.clock, MovableClock)
    page = await desk.visit.window("tom")
    button = page.get_by_role("button", name="The sandbox's clock: Tue 24 Nov, 11:30")
    await button.click()
    await page.get_by_role("button", name="Tomorrow 09:00").click()
    await expect(page.get_by_role("button", name="The sandbox's clock: Wed 25 Nov, 09:00")).to_be_visible()
    assert desk.slack.clock().isoformat(timespec="minutes") == "2026-11-25T14:00+00:00"
    await page.get_by_role("button", name="The sandbox's clock").click()
    await page.get_by_label("To", exact=True).fill("2026-11-24T09:00")
    await page.get_by_role("button", name="Move", exact=True).click()
    await expect(page.get_by_text("The clock only moves forward")).to_be_visible()


async def test_fields_in_messages_hold_what_is_chosen(desk: Desk):
    """A select in a message keeps what this person chose there, through redraws."""
    found = await shown(
        desk,
        {
            "type": "actions",
            "block_id": "it",
            "elements": [field("Pick", "static_select", options=OPTIONS)["element"]],
        },
    )
    box = found.get_by_role("combobox")
    await box.click()
    await found.page.get_by_role("option", name="Two").click()
    await expect(box).to_have_value("Two")
    desk.slack.state.changes.mark()
    await expect(box).to_have_value("Two")
