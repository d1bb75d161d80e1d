from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.sandbox.slack.acting.outcome import TROUBLE
from bot.sandbox.slack.acting.submitting import REQUIRED
from tests.sandbox.slack.shapes import field, modal, option, section

if TYPE_CHECKING:
    from tests.sandbox.slack.conftest import Desk, Heard

pytestmark = pytest.mark.asyncio(loop_scope="module")

FORM = modal(field("text"), {**section("Look"), "block_id": "look"}, title="Form")


def answer(**body: Any) -> Response:
    """Answer a submission."""
    return JSONResponse(body)


@pytest.mark.parametrize(
    ("reply", "titles", "errors", "problem"),
    [
        (Response(), [], {}, None),
        (answer(response_action="clear"), [], {}, None),
        (
            answer(response_action="errors", errors={"text": "Not so."}),
            ["Form"],
            {"text": "Not so."},
            None,
        ),
        (answer(response_action="update", view=modal(title="Next")), ["Next"], {}, None),
        (answer(response_action="push", view=modal(title="Next")), ["Form", "Next"], {}, None),
        (answer(response_action="errors", errors={"look": "No input."}), ["Form"], {}, TROUBLE),
        (answer(response_action="errors", errors={"nowhere": "x"}), ["Form"], {}, TROUBLE),
        (answer(response_action="errors", errors={}), ["Form"], {}, TROUBLE),
        (answer(response_action="errors", errors={"text": ""}), ["Form"], {}, TROUBLE),
        (answer(response_action="errors", errors=["text"]), ["Form"], {}, TROUBLE),
        (answer(response_action="update", view=modal(title="x" * 25)), ["Form"], {}, TROUBLE),
        (answer(response_action="push", view={"type": "home", "blocks": []}), ["Form"], {}, TROUBLE),
        (answer(response_action="dance"), ["Form"], {}, TROUBLE),
        (answer(text="Thanks"), ["Form"], {}, TROUBLE),
        (PlainTextResponse("Thanks"), ["Form"], {}, TROUBLE),
        (Response(status_code=500), ["Form"], {}, TROUBLE),
        (Response(status_code=302, headers={"Location": "/"}), ["Form"], {}, TROUBLE),
    ],
)
async def test_an_answer_does_what_it_says_or_is_trouble(
    desk: Desk, reply: Response, titles: list[str], errors: dict[str, str], problem: str | None
) -> None:
    """Each answer to a submission has its effect; one that makes no sense leaves the view and says so."""
    claire = desk.person()
    await desk.call("views.open", trigger_id=desk.trigger(), view=FORM)
    await claire.type("text", "Hello")
    with desk.answering(reply):
        done = await claire.submit()
    stack = await claire.stack()
    assert [one.title for one in stack] == titles
    assert done.error == problem
    if stack and stack[0].title == "Form":
        assert (stack[0].errors, stack[0].problem) == (errors, problem)


async def test_an_app_that_is_late_is_trouble(desk: Desk) -> None:
    """After the time for an answer is over, the person sees trouble, and the view stays."""
    await desk.call("views.open", trigger_id=desk.trigger(), view=FORM)
    await desk.person().type("text", "Hello")
    await desk.controls.switch(lose_acks=1)
    with desk.answering() as heard:
        done = await desk.person().submit()
    assert len(heard) == 1
    assert (done.status, done.error) == (0, TROUBLE)
    assert (await desk.person().wait_for_view()).title == "Form"


async def test_a_view_closed_meanwhile_stays_closed(desk: Desk) -> None:
    """An answer that comes after the person closed the modal opens nothing, and brings no view back."""
    opened = await desk.call("views.open", trigger_id=desk.trigger(), view=FORM)
    await desk.person().type("text", "Hello")

    async def too_late(_heard: Heard) -> Response:
        await desk.person().close()
        return answer(response_action="update", view=modal(title="Next"))

    with desk.answering(too_late):
        await desk.person().submit()
    assert await desk.person().stack() == []
    again = await desk.call("views.update", view_id=opened["view"]["id"], view=modal())
    assert again["error"] == "not_found"


NUMBER: dict[str, Any] = {
    "type": "number_input",
    "is_decimal_allowed": False,
    "min_value": "1",
    "max_value": "9",
}


@pytest.mark.parametrize(
    ("block", "typed", "error"),
    [
        (field("x"), None, REQUIRED),
        (field("x"), "   ", REQUIRED),
        (field("x") | {"optional": True}, None, None),
        (field("x", min_length=3), "ab", "Must be at least 3 characters."),
        (field("x", min_length=3), "abc", None),
        (field("x", max_length=3), "abcd", "Must be at most 3 characters."),
        (field("x", max_length=3), "abc", None),
        (field("x", type="email_text_input"), "claire", "Please enter a valid email address."),
        (field("x", type="email_text_input"), "claire@lumea.example", None),
        (field("x", type="url_text_input"), "lumea", "Please enter a valid URL."),
        (field("x", type="url_text_input"), "https://lumea.example", None),
        (field("x", **NUMBER), "1.5", "Please enter a whole number."),
        (field("x", **NUMBER), "0", "Must be at least 1."),
        (field("x", **NUMBER), "10", "Must be at most 9."),
        (field("x", **NUMBER), "9", None),
        (field("x", type="external_select"), None, REQUIRED),
        (field("x", type="multi_users_select"), None, REQUIRED),
        (field("x", type="checkboxes", options=[option("a")]), None, REQUIRED),
    ],
)
async def test_slack_itself_refuses_what_a_field_does_not_take(
    desk: Desk, block: dict[str, Any], typed: str | None, error: str | None
) -> None:
    """Required fields, lengths and forms are checked before the app hears of anything."""
    claire = desk.person()
    await desk.call("views.open", trigger_id=desk.trigger(), view=modal(block))
    if typed is not None:
        await claire.type("x", typed)
    with desk.answering() as heard:
        await claire.submit()
    view = await claire.view()
    assert (view.error("x") if view else None) == error
    assert (heard == []) == (error is not None)


@pytest.mark.parametrize(
    ("options", "how", "told"),
    [
        ({"notify_on_close": True}, "back", [False]),
        ({"notify_on_close": True}, "close", [True]),
        ({"notify_on_close": True, "clear_on_close": True}, "back", [True]),
        ({}, "back", []),
        ({}, "close", []),
    ],
)
async def test_closing_is_told_where_asked_for(
    desk: Desk, options: dict[str, Any], how: str, told: list[bool]
) -> None:
    """view_closed comes where `notify_on_close` asks for it, and tells whether the whole stack went."""
    await desk.call("views.open", trigger_id=desk.trigger(), view=modal(**options))
    with desk.answering() as heard:
        await getattr(desk.person(), how)()
    assert [one.payload["is_cleared"] for one in heard] == told
    assert [one.payload["type"] for one in heard] == ["view_closed"] * len(told)
    assert await desk.person().view() is None
