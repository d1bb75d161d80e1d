from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.sandbox.slack.world import CLAIRE, KARIM
from tests.sandbox.slack.shapes import actions, button, field, modal, option, section

if TYPE_CHECKING:
    from tests.sandbox.slack.conftest import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def opened(desk: Desk, view: dict[str, Any]) -> str:
    """Open a view for Claire, and give its id."""
    answer = await desk.call("views.open", trigger_id=desk.trigger(), view=view)
    assert answer["ok"], answer
    return str(answer["view"]["id"])


async def test_a_trigger_opens_one_view_and_only_in_time(desk: Desk) -> None:
    """A trigger is good once, for as long as it lives, and only if Slack gave it out."""
    trigger = desk.trigger()
    assert (await desk.call("views.open", trigger_id=trigger, view=modal()))["ok"]
    again = await desk.call("views.open", trigger_id=trigger, view=modal())
    assert again["error"] == "exchanged_trigger_id"
    assert (await desk.call("views.open", trigger_id="1.2.x", view=modal()))["error"] == "invalid_trigger_id"
    await desk.controls.switch(trigger_seconds=0)
    late = await desk.call("views.open", trigger_id=desk.trigger(), view=modal())
    assert late["error"] == "expired_trigger_id"


@pytest.mark.parametrize(
    ("view", "error"),
    [
        (modal(title="x" * 25), "invalid_arguments"),
        (modal(*[section("é" * 3000)] * 50), "view_too_large"),
        ({"type": "home", "blocks": [section()]}, "invalid_arguments"),
        ("{", "invalid_arguments"),
        (None, "invalid_arguments"),
    ],
)
async def test_a_bad_view_is_refused_with_its_reasons(desk: Desk, view: Any, error: str) -> None:
    """A view that breaks a rule is not opened, and the person sees nothing."""
    answer = await desk.call("views.open", trigger_id=desk.trigger(), view=view)
    assert answer["error"] == error
    assert await desk.person().view() is None


async def test_the_reasons_point_into_the_view(desk: Desk) -> None:
    """The answer to a bad view carries the validator's complaints."""
    answer = await desk.call("views.open", trigger_id=desk.trigger(), view=modal(title="x" * 25))
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]


async def test_a_stack_is_three_deep_and_pushed_from_within(desk: Desk) -> None:
    """Only a trigger from within a modal pushes, and never a fourth view."""
    await opened(desk, modal(actions(button("more")), title="One"))
    outside = await desk.call("views.push", trigger_id=desk.trigger(), view=modal())
    assert outside["error"] == "invalid_trigger_id"
    claire = desk.person()
    with desk.answering() as heard:
        for title, error in [("Two", None), ("Three", None), ("Four", "push_limit_reached")]:
            await claire.press("more")
            view = modal(actions(button("more")), title=title)
            answer = await desk.call("views.push", trigger_id=heard[-1].payload["trigger_id"], view=view)
            assert answer.get("error") == error
    one, two, three = await claire.stack()
    assert [one.title, two.title, three.title] == ["One", "Two", "Three"]
    assert (two.previous, three.previous, three.root, one.previous) == (one.id, two.id, one.id, None)
    await claire.back()
    assert (await claire.wait_for_view()).title == "Two"


async def test_an_update_with_an_old_hash_is_refused(desk: Desk) -> None:
    """`hash` guards against changing a view that has changed since it was looked at."""
    answer = await desk.call("views.open", trigger_id=desk.trigger(), view=modal(title="One"))
    at = {"view_id": answer["view"]["id"], "hash": answer["view"]["hash"]}
    assert (await desk.call("views.update", **at, view=modal(title="Two")))["ok"]
    assert (await desk.call("views.update", **at, view=modal(title="Three")))["error"] == "hash_conflict"
    assert (await desk.person().wait_for_view()).title == "Two"


async def test_views_are_found_by_their_external_id_which_is_unique(desk: Desk) -> None:
    """An external id finds its view, belongs to one view at a time, and dies with it."""
    await opened(desk, modal(external_id="draft-1"))
    assert (await desk.call("views.update", external_id="draft-1", view=modal(title="Two")))["ok"]
    gone = await desk.call("views.update", external_id="draft-1", view=modal())
    assert gone["error"] == "not_found", "the update gave the view another external id: none"

    await opened(desk, modal(external_id="draft-2"))
    other = await desk.call("views.open", trigger_id=desk.trigger(KARIM), view=modal(external_id="draft-2"))
    assert other["error"] == "duplicate_external_id"
    await desk.person().close()
    assert (await desk.call("views.update", external_id="draft-2", view=modal()))["error"] == "not_found"


async def test_a_closed_view_is_not_found(desk: Desk) -> None:
    """What a person closed cannot be updated any more."""
    view = await opened(desk, modal())
    await desk.person().close()
    assert (await desk.call("views.update", view_id=view, view=modal()))["error"] == "not_found"


CHOICE = {"type": "radio_buttons", "options": [option("a"), option("b")]}


@pytest.mark.parametrize(
    ("before", "after", "held"),
    [
        (field("b", "a"), field("b", "a"), "typed"),
        (field("b", "a"), field("b", "a", initial_value="new"), "typed"),
        (field("b", "a"), field("c", "a", initial_value="new"), "new"),
        (field("b", "a"), field("b", "z", initial_value="new"), None),
        (field("b", "a"), field("b", "a", **CHOICE), None),
        (field("b", "a") | {"block_id": None}, field("b", "a") | {"block_id": None}, None),
    ],
    ids=["same ids", "initial value ignored", "new block", "new action", "other element", "no block id"],
)
async def test_what_was_typed_survives_only_under_the_same_ids(
    desk: Desk, before: dict[str, Any], after: dict[str, Any], held: str | None
) -> None:
    """Block id and action id decide over an update; an initial value counts only in a block that is new."""
    view = await opened(desk, modal(before))
    claire = desk.person()
    await claire.type("a", "typed")
    assert (await desk.call("views.update", view_id=view, view=modal(after)))["ok"]
    assert list((await claire.fields()).values()) == [held]


async def test_home_is_published_to_one_person(desk: Desk) -> None:
    """Home belongs to one person, has its own hash, takes clicks, and never sends a modal's trigger."""
    home = {"type": "home", "blocks": [section("Waiting for you"), actions(button("new", "New campaign"))]}
    first = await desk.client.views_publish(user_id=CLAIRE, view=home)
    assert "Waiting for you" in (await desk.person().home()).text  # type: ignore[union-attr] # it was published
    assert await desk.person(KARIM).home() is None
    await desk.client.views_publish(user_id=CLAIRE, view=home, hash=first["view"]["hash"])
    stale = await desk.call("views.publish", user_id=CLAIRE, view=home, hash=first["view"]["hash"])
    assert stale["error"] == "hash_conflict"
    assert (await desk.call("views.publish", user_id="U0NOBODY1", view=home))["error"] == "user_not_found"
    with desk.answering() as heard:
        await desk.person().press("new", where="home")
        assert heard[0].payload["view"]["type"] == "home"
        trigger = heard[0].payload["trigger_id"]
        assert (await desk.call("views.open", trigger_id=trigger, view=modal()))["ok"]
