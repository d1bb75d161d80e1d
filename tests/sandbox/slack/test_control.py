from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from bot.sandbox.slack.control.routes import TABLE
from bot.sandbox.slack.refusals import Impossible
from bot.sandbox.slack.world import BOARD, CAMPAIGNS, CLAIRE, GENERAL, KARIM, OUTSIDER, SHARED, TOM
from tests.sandbox.slack.shapes import modal, section

if TYPE_CHECKING:
    from tests.sandbox.slack.conftest import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def ask(desk: Desk, verb: str, path: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
    """Send a bare request."""
    async with (
        aiohttp.ClientSession() as session,
        session.request(verb, f"{desk.url}{path}", headers=headers or {}) as got,
    ):
        return got.status, await got.text()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "http://127.0.0.1:8000"}, 200),
        ({"Origin": "http://localhost:8000"}, 200),
        ({"Origin": "http://[::1]:8000"}, 200),
        ({"Host": "localhost:1"}, 200),
        ({"Origin": "https://example.com"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1.example.com"}, 403),
        ({"Origin": "http://[127.0.0.1"}, 403),
        ({"Host": "example.com"}, 403),
        ({"Host": "example.com:3000"}, 403),
    ],
)
async def test_only_this_machine_gets_in(desk: Desk, headers: dict[str, str], status: int) -> None:
    """A page from elsewhere reaches nothing, nor does a name that was pointed at loopback."""
    assert (await ask(desk, "GET", "/_control/clock", headers))[0] == status


async def test_a_foreign_page_cannot_open_a_socket(desk: Desk) -> None:
    """The same holds for Socket Mode's connections, and for a ticket that was never given out."""
    async with aiohttp.ClientSession() as session:
        for headers in ({"Origin": "https://example.com"}, {}):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(f"{desk.url}/link/?ticket=x", headers=headers)


async def test_no_route_that_changes_something_is_a_get() -> None:
    """A GET can be sent by any page without asking, so none may do anything."""
    changing = {path for verb, path, _ in TABLE if verb == "POST"}
    looking = {path for verb, path, _ in TABLE if verb == "GET"}
    assert {"/people/{user}/{act}", "/events", "/start_over", "/sockets/disconnect"} <= changing - looking


@pytest.mark.parametrize(
    ("verb", "path", "says"),
    [
        ("POST", f"/_control/people/{CLAIRE}/fly", "people can: back"),
        ("POST", "/_control/people/U0NOBODY1/submit", "Nobody called 'U0NOBODY1'"),
        ("POST", f"/_control/people/{CLAIRE}/command", "KeyError"),
        ("GET", f"/_control/people/{TOM}/messages?channel={BOARD}", "does not see a channel"),
        ("GET", "/_control/changes?since=x", "makes no sense"),
        ("POST", "/_control/world/planets/x", "users, groups and channels"),
    ],
)
async def test_a_wish_that_makes_no_sense_is_a_sentence(desk: Desk, verb: str, path: str, says: str) -> None:
    """A bad request to the controls is a 400 that says what was wrong."""
    status, text = await ask(desk, verb, path)
    assert (status, says in text) == (400, True), text


async def test_a_snapshot_is_what_one_person_sees(desk: Desk) -> None:
    """Channels, threads, ephemerals, views and Home are those of the person asked for."""
    card = await desk.call("chat.postMessage", channel=CAMPAIGNS, text="Card")
    await desk.call("chat.postMessage", channel=CAMPAIGNS, text="Reply", thread_ts=card["ts"])
    await desk.call("chat.postEphemeral", channel=CAMPAIGNS, user=KARIM, text="For Karim")
    await desk.call("views.open", trigger_id=desk.trigger(), view=modal(title="Hers"))
    await desk.call("views.publish", user_id=KARIM, view={"type": "home", "blocks": [section("His home")]})

    async def snapshot(user: str) -> dict[str, Any]:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{desk.url}/_control/state?user={user}") as got,
        ):
            found: dict[str, Any] = await got.json()
            return found

    claire, karim, outsider = [await snapshot(user) for user in (CLAIRE, KARIM, OUTSIDER)]

    def texts(seen: dict[str, Any]) -> list[str]:
        (channel,) = [one for one in seen["channels"] if one["id"] == CAMPAIGNS]
        return [one["text"] for one in channel["messages"]]

    assert (texts(claire), texts(karim)) == (["Card"], ["Card", "For Karim"])
    (channel,) = [one for one in claire["channels"] if one["id"] == CAMPAIGNS]
    assert [one["text"] for one in channel["threads"][card["ts"]]] == ["Card", "Reply"]
    assert [one["title"] for one in claire["stack"]] == ["Hers"]
    assert (karim["stack"], karim["home"]["blocks"][0]["text"]["text"]) == ([], "His home")
    assert [one["id"] for one in outsider["channels"]] == [SHARED]
    assert {one["id"] for one in claire["channels"]} >= {CAMPAIGNS, GENERAL, BOARD}


async def test_changes_are_streamed_and_waited_for(desk: Desk) -> None:
    """The stream tells each new revision; a long poll ends as soon as there is one."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{desk.url}/_control/stream") as stream,
    ):
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        first = int((await stream.content.readline()).decode().removeprefix("data: "))
        poll = asyncio.create_task(ask(desk, "GET", f"/_control/changes?since={first}&timeout=20"))
        await stream.content.readline()
        await desk.call("chat.postMessage", channel=CAMPAIGNS, text="News")
        second = int((await stream.content.readline()).decode().removeprefix("data: "))
        assert second > first
        assert str(second) in (await poll)[1]


async def test_waiting_ends_with_what_was_on_screen(desk: Desk) -> None:
    """A wait that fails says what the person saw, so that a failing test explains itself."""
    await desk.call("views.open", trigger_id=desk.trigger(), view=modal(section("Only this")))
    with pytest.raises(TimeoutError, match="Only this"):
        await desk.person().wait_for_view(title="Another", timeout=0.01)
    with pytest.raises(TimeoutError):
        await desk.person().wait_for_message(CAMPAIGNS, "never", timeout=0.01)

    async def there() -> str:
        return "there"

    assert await desk.person().wait_for(there) == "there"


async def test_the_clock_moves_by_and_to(desk: Desk) -> None:
    """The clock that dates messages jumps by a span or to an instant with an offset."""
    await desk.controls.move_clock(to=datetime(2030, 1, 2, 3, 4, tzinfo=UTC))
    now = datetime.fromisoformat(await desk.controls.move_clock(seconds=3600))
    assert (now.year, now.hour) == (2030, 4)
    await desk.call("chat.postMessage", channel=CAMPAIGNS, text="Then")
    (message,) = await desk.person().channel(CAMPAIGNS)
    assert datetime.fromtimestamp(float(message.ts), UTC).year == 2030
    with pytest.raises(Impossible, match="offset"):
        await desk.controls.move_clock(to=datetime(2030, 1, 1))  # noqa: DTZ001 - what must be refused


async def test_exchanges_are_kept_without_tokens(desk: Desk) -> None:
    """Both directions are logged with status, time and what was left of it, and no token anywhere."""
    before = (await desk.controls.exchanges())[-1:]
    after = before[0]["number"] if before else 0
    with desk.answering():
        await desk.person().command("/sms-campaign", "hello", channel=CAMPAIGNS)
    await desk.call("chat.postMessage", channel="C0NOWHERE1", text="x", token="xoxb-sandbox")
    delivery, call = await desk.controls.exchanges(after=after)
    assert (delivery["way"], delivery["what"], delivery["status"]) == ("delivery", "/sms-campaign", 200)
    assert 0 < delivery["ms"] < 3000 - delivery["left_ms"] + 1
    assert (call["way"], call["what"], call["error"]) == ("api", "chat.postMessage", "channel_not_found")
    assert "xoxb" not in str((delivery, call))
    assert "token" not in delivery["request"]


async def test_starting_over_forgets_everything_but_the_connections(desk: Desk) -> None:
    """After starting over the workspace is as it was seeded, and old ids are unknown and not given again."""
    card = await desk.call("chat.postMessage", channel=CAMPAIGNS, text="Card")
    opened = await desk.call("views.open", trigger_id=desk.trigger(), view=modal())
    await desk.controls.switch(api_down=True)
    await desk.controls.start_over()
    assert await desk.person().channel(CAMPAIGNS) == []
    assert await desk.person().view() is None
    gone = await desk.call("chat.update", channel=CAMPAIGNS, ts=card["ts"], text="x")
    assert gone["error"] == "message_not_found"
    view = await desk.call("views.update", view_id=opened["view"]["id"], view=modal())
    assert view["error"] == "not_found"
    anew = await desk.call("views.open", trigger_id=desk.trigger(), view=modal())
    assert anew["view"]["id"] != opened["view"]["id"]
