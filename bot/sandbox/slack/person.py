"""One person in the local Slack, for tests and stories: what they do and what they see, over HTTP.

It knows the control routes alone, so it works from another process too. It raises nothing when the app fails: the
person sees what Slack would show. It raises Impossible for what Slack's screens do not offer.
"""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, Any, Self, TypeVar

import httpx

from bot.sandbox.slack.controls import checked
from bot.sandbox.slack.seen import Delivery, Message, Suggestions, View

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")

#: Where something is: None for the view on top, "home", or a message.
Where = Message | str | None

#: The longest one long poll waits before what is waited for is looked at again, in seconds. It bounds how late a change
#: is seen that happened outside the local Slack, such as in the app's database.
LOOK_AGAIN = 0.25

#: Real seconds that somebody waits for what should show, where nothing else is said: a busy machine is no slow bot.
PATIENCE = 20.0


class Person:
    """Somebody at `url`, by user id."""

    def __init__(self, url: str, user: str) -> None:
        self.user = user
        self._http = httpx.AsyncClient(base_url=f"{url}/_control", trust_env=False, timeout=60)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    # What they do.

    async def command(
        self, word: str, text: str = "", *, channel: str, thread_ts: str | None = None
    ) -> Delivery:
        """Type a slash command in a channel."""
        return await self._act("command", command=word, text=text, channel=channel, thread_ts=thread_ts)

    async def shortcut(self, callback_id: str) -> Delivery:
        """Use a global shortcut."""
        return await self._act("shortcut", callback_id=callback_id)

    async def message_shortcut(self, callback_id: str, *, channel: str, ts: str) -> Delivery:
        """Use a shortcut from a message's menu."""
        return await self._act("message_shortcut", callback_id=callback_id, channel=channel, ts=ts)

    async def say(
        self, text: str, *, channel: str, thread_ts: str | None = None, markup: bool = False
    ) -> Message:
        """Write in a channel; with `markup`, the text is already in Slack's own notation."""
        body = {"text": text, "channel": channel, "thread_ts": thread_ts, "markup": markup}
        return Message(**await self._post("say", body))

    async def type(
        self,
        action_id: str,
        text: str,
        *,
        enter: bool = False,
        block_id: str | None = None,
        where: Where = None,
    ) -> Delivery:
        """Type into a field, over what it holds; `enter` presses that key at the end."""
        return await self._act(
            "type", action_id=action_id, text=text, enter=enter, block_id=block_id, where=_place(where)
        )

    async def choose(
        self, action_id: str, value: object, *, block_id: str | None = None, where: Where = None
    ) -> Delivery:
        """Choose by value or by what is read; a list where several may be chosen; None empties the field."""
        return await self._act(
            "choose", action_id=action_id, value=value, block_id=block_id, where=_place(where)
        )

    async def suggest(
        self, action_id: str, query: str, *, block_id: str | None = None, where: Where = None
    ) -> Suggestions:
        """Type into an external select, and see what the app offers."""
        body = {"action_id": action_id, "query": query, "block_id": block_id, "where": _place(where)}
        found = await self._post("suggest", body)
        return Suggestions.of(found.pop("given"), Delivery(**found))

    async def pick(
        self,
        action_id: str,
        query: str,
        *,
        option: int | None = None,
        value: str | None = None,
        text: str | None = None,
        block_id: str | None = None,
        where: Where = None,
    ) -> Delivery:
        """Type into an external select and pick: by `value`, by `text`, or by place (`option`, the first by default)."""
        wanted = next((one for one in (value, text, option) if one is not None), 0)
        body = {"action_id": action_id, "query": query, "option": wanted, "block_id": block_id}
        found = await self._post("pick", body | {"where": _place(where)})
        found.pop("given")
        return Delivery(**found)

    async def press(
        self,
        action_id: str | None = None,
        *,
        where: Where = None,
        confirm: bool = True,
        text: str | None = None,
        value: str | None = None,
        block_id: str | None = None,
        option: str | None = None,
    ) -> Delivery:
        """Click a button of a message, of Home or of the view on top, by action id or by the `text` on it.

        `confirm` answers the question it may ask first. `option` picks from an overflow menu.
        """
        body = {"action_id": action_id, "where": _place(where), "confirm": confirm, "text": text}
        return await self._act("press", **body, value=value, block_id=block_id, option=option)

    async def submit(self) -> Delivery:
        """Press the submit button of the view on top."""
        return await self._act("submit")

    async def back(self) -> Delivery:
        """Press the close button of the view on top."""
        return await self._act("back")

    async def close(self) -> Delivery:
        """Close the whole modal by its cross."""
        return await self._act("close")

    async def open_home(self) -> Delivery:
        """Open the app's Home."""
        return await self._act("open_home")

    # What they see.

    async def view(self) -> View | None:
        """See the view on top."""
        found = await self._get("view")
        return View(**found) if found else None

    async def stack(self) -> list[View]:
        """See all open views, the root first."""
        return [View(**one) for one in await self._get("stack")]

    async def fields(self) -> dict[str, Any]:
        """See what the fields of the view on top hold, by action id: typed texts, and the values of what was chosen."""
        found: dict[str, Any] = await self._get("fields")
        return found

    async def channel(self, channel: str) -> list[Message]:
        """See a channel's messages outside threads, oldest first, with those only this person sees."""
        return [Message(**one) for one in await self._get("messages", channel=channel)]

    async def thread(self, channel: str, ts: str) -> list[Message]:
        """See a message and its replies, oldest first."""
        return [Message(**one) for one in await self._get("messages", channel=channel, ts=ts)]

    async def directs(self) -> list[Message]:
        """See what the app wrote to this person alone."""
        return [Message(**one) for one in await self._get("directs")]

    async def home(self) -> View | None:
        """See what the app published to this person's Home."""
        found = await self._get("home")
        return View(**found) if found else None

    # How they wait.

    async def wait_for(self, look: Callable[[], object], *, timeout: float = PATIENCE) -> Any:  # noqa: ANN401, ASYNC109 - whatever is looked for; the limit is told in the error
        """Look until there is something (anything true), and give it; `look` may be async.

        Raises TimeoutError after so many seconds, saying what was on screen.
        """

        async def looked() -> Any:  # noqa: ANN401 - whatever is looked for
            found = look()
            return await found if inspect.isawaitable(found) else found

        return await self._until(looked, timeout)

    async def wait_for_view(
        self,
        *,
        title: str | None = None,
        contains: str | None = None,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - told in the error
    ) -> View:
        """Wait for a view on top, by its title or by words in it."""

        async def look() -> View | None:
            view = await self.view()
            if view is None or (title is not None and view.title != title):
                return None
            return view if contains is None or contains in view.text else None

        return await self._until(look, timeout)

    async def wait_for_no_view(self, *, timeout: float = PATIENCE) -> None:  # noqa: ASYNC109 - told in the error
        """Wait until no view is open."""

        async def look() -> bool:
            return await self.view() is None

        await self._until(look, timeout)

    async def wait_for_message(
        self,
        channel: str,
        contains: str = "",
        *,
        thread_ts: str | None = None,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - told in the error
    ) -> Message:
        """Wait for a message in a channel or thread, by words in it; the newest that fits."""

        async def look() -> Message | None:
            seen = await (self.thread(channel, thread_ts) if thread_ts else self.channel(channel))
            return next(
                (one for one in reversed(seen) if contains in one.shown or contains in one.text), None
            )

        return await self._until(look, timeout)

    async def _until(self, look: Callable[[], Awaitable[T | None]], limit: float) -> T:
        ends = asyncio.get_running_loop().time() + limit
        while True:
            revision = (await self._changes())["revision"]
            if found := await look():
                return found
            left = ends - asyncio.get_running_loop().time()
            if left <= 0:
                view = await self.view()
                raise TimeoutError(
                    f"Not within {limit} s. {self.user} sees:\n{view.text if view else 'no view'}"
                )
            await self._changes(since=revision, timeout=min(left, LOOK_AGAIN))

    async def _changes(self, **query: float) -> dict[str, int]:
        answer = await self._http.get("/changes", params=query)
        found: dict[str, int] = checked(answer)
        return found

    async def _act(self, act: str, **body: object) -> Delivery:
        return Delivery(**await self._post(act, body))

    async def _post(self, act: str, body: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = checked(await self._http.post(f"/people/{self.user}/{act}", json=body))
        return found

    async def _get(self, what: str, **query: str) -> Any:  # noqa: ANN401 - any JSON
        return checked(await self._http.get(f"/people/{self.user}/{what}", params=query))


def _place(where: Where) -> Any:  # noqa: ANN401 - any JSON
    return {"channel": where.channel, "ts": where.ts} if isinstance(where, Message) else where
