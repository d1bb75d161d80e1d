from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.sandbox.slack.world import APP, BOT_USER, CAMPAIGNS, CLAIRE, OTHER_TEAM, TEAM

if TYPE_CHECKING:
    from tests.sandbox.slack.conftest import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_opening_home_is_told(desk: Desk) -> None:
    """app_home_opened comes as a JSON event with an id of its own, wrapped as the Events API does."""
    with desk.answering() as heard:
        await desk.person().open_home()
        await desk.person().open_home()
    first, second = (one.payload for one in heard)
    assert first.items() >= {"type": "event_callback", "api_app_id": APP, "team_id": TEAM}.items()
    assert first["event"].items() >= {"type": "app_home_opened", "user": CLAIRE, "tab": "home"}.items()
    assert first["event_id"] != second["event_id"]
    assert "x-slack-retry-num" not in heard[0].headers


async def test_an_event_is_tried_three_times_more(desk: Desk) -> None:
    """Retries come at once, after one minute and after five more, with the same id, a number and a reason."""
    with desk.answering(Response(status_code=500)) as heard:
        answer = await desk.controls.event("app_home_opened", user=CLAIRE, tab="home")
        assert (answer["ok"], answer["status"]) == (False, 500)
        await desk.person().wait_for(lambda: len(heard) == 2)
        await desk.controls.move_clock(seconds=55)
        assert len(heard) == 2
        await desk.controls.move_clock(seconds=10)
        assert len(heard) == 3
        await desk.controls.move_clock(seconds=290)
        assert len(heard) == 3
        await desk.controls.move_clock(seconds=20)
        await desk.controls.move_clock(seconds=3600)
        assert len(heard) == 4
    assert len({one.payload["event_id"] for one in heard}) == 1
    tries = [(one.headers.get("x-slack-retry-num"), one.headers.get("x-slack-retry-reason")) for one in heard]
    assert tries == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]


@pytest.mark.parametrize(
    ("reply", "waiting"),
    [
        (Response(), 0),
        (Response(status_code=204), 0),
        (Response(status_code=500, headers={"x-slack-no-retry": "1"}), 0),
    ],
)
async def test_an_event_that_was_taken_or_is_not_wanted_is_not_tried_again(
    desk: Desk, reply: Response, waiting: int
) -> None:
    """A 2xx answer, or one that says so, ends an event."""
    with desk.answering(reply) as heard:
        await desk.controls.event("app_home_opened", user=CLAIRE)
        assert await desk.controls.retry() == waiting
    assert len(heard) == 1


async def test_a_lost_answer_is_a_timeout_to_the_next_try(desk: Desk) -> None:
    """An event whose answer was lost is delivered again, though the app has it."""
    await desk.controls.switch(lose_acks=1)
    with desk.answering() as heard:
        await desk.controls.event("app_home_opened", user=CLAIRE)
        await desk.person().wait_for(lambda: len(heard) == 2)
    assert heard[1].headers["x-slack-retry-reason"] == "http_timeout"
    assert heard[0].payload["event_id"] == heard[1].payload["event_id"]


async def test_a_changed_channel_is_told_where_asked(desk: Desk) -> None:
    """Leaving, archiving and sharing a channel reach the app as events, only with `tell`."""
    members = desk.slack.world.channels[CAMPAIGNS].members
    with desk.answering() as heard:
        await desk.controls.channel(CAMPAIGNS, members=[one for one in members if one != CLAIRE])
        assert heard == []
        left = [one for one in members if one not in {CLAIRE, BOT_USER}]
        await desk.controls.channel(CAMPAIGNS, members=left, tell=True)
        await desk.controls.channel(CAMPAIGNS, is_ext_shared=True, is_archived=True, tell=True)
    left_by_bot = ["member_left_channel", "channel_left"]
    events = [one.payload["event"] for one in heard]
    assert [one["type"] for one in events] == [*left_by_bot, "channel_archive", "channel_shared"]
    assert events[0]["user"] == BOT_USER
    assert events[3]["connected_team_id"] == OTHER_TEAM
    assert [one.payload["is_ext_shared_channel"] for one in heard] == [False, False, True, True]


async def test_an_uninstalled_app_is_told_and_then_dead(desk: Desk) -> None:
    """Uninstalling revokes the tokens and says so; afterwards no call works and no event comes."""
    with desk.answering() as heard:
        await desk.controls.event("app_uninstalled")
        assert [one.payload["event"]["type"] for one in heard] == ["tokens_revoked", "app_uninstalled"]
        await desk.person().open_home()
        assert len(heard) == 2
    assert (await desk.call("auth.test"))["error"] == "account_inactive"


@pytest.mark.parametrize("as_json", [True, False])
async def test_an_address_is_verified_by_its_challenge(desk: Desk, *, as_json: bool) -> None:
    """The app proves its address by sending the challenge back, as JSON or as it is."""

    async def echo(heard: object) -> Response:
        word = heard.payload["challenge"]  # type: ignore[attr-defined] # it is a Heard
        return JSONResponse({"challenge": word}) if as_json else PlainTextResponse(word)

    with desk.answering(echo):
        assert (await desk.controls.event("url_verification"))["ok"]
    with desk.answering(PlainTextResponse("no")):
        assert not (await desk.controls.event("url_verification"))["ok"]
