"""The local Slack's controls, for tests and stories: faults, the clock, the world and its events, over HTTP.

Like `person`, it works from another process. It raises Impossible, with a sentence, for what cannot be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import httpx

from bot.sandbox.slack.refusals import Impossible

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class Controls:
    """The controls of the local Slack at `url`."""

    def __init__(self, url: str) -> None:
        self._http = httpx.AsyncClient(base_url=f"{url}/_control", trust_env=False, timeout=60)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def start_over(self) -> None:
        """Forget everything people and the app did."""
        await self._post("/start_over", {})

    async def switch(self, **values: object) -> dict[str, Any]:
        """Set some switches by their names in `Switches`; gives all of them."""
        return await self._post("/switches", values)

    async def deliver_to(self, request_url: str) -> None:
        """Say where the app listens."""
        await self._post("/settings", {"request_url": request_url})

    async def move_clock(self, *, seconds: float | None = None, to: datetime | None = None) -> str:
        """Move the sandbox's clock by a span or to an instant (aware), and do what is due by then; gives its instant."""
        body = {"at": to.isoformat()} if to else {"seconds": seconds or 0}
        return str((await self._post("/clock", body))["now"])

    async def event(self, type: str, **body: object) -> dict[str, Any]:  # noqa: A002 - an event's own word
        """Deliver an event to the app; tells whether it took it, with which status."""
        return await self._post("/events", {"type": type, **body})

    async def retry(self) -> int:
        """Deliver again the events that are due; gives how many still wait."""
        return int((await self._post("/retries", {}))["waiting"])

    async def channel(self, id_: str, *, tell: bool = False, **values: object) -> None:
        """Change a channel (`members`, `is_archived`...); with `tell`, the app hears of it by events."""
        await self._post(f"/world/channels/{id_}", {**values, "tell": tell})

    async def user(self, id_: str, **values: object) -> None:
        """Change a person (`tz`, `locale`, `deleted`, `is_restricted`...)."""
        await self._post(f"/world/users/{id_}", values)

    async def group(self, id_: str, **values: object) -> None:
        """Change a user group (`users`, `is_disabled`...)."""
        await self._post(f"/world/groups/{id_}", values)

    async def grant(self, scopes: Iterable[str]) -> None:
        """Grant the app exactly these scopes."""
        await self._post("/world/scopes", {"scopes": sorted(scopes)})

    async def disconnect(self, reason: str) -> None:
        """Tell every Socket Mode connection to go (`warning`, `refresh_requested`, `link_disabled`)."""
        await self._post("/sockets/disconnect", {"reason": reason})

    async def exchanges(self, after: int = 0) -> list[dict[str, Any]]:
        """See what went over the wire after an exchange's number, oldest first."""
        found: list[dict[str, Any]] = checked(await self._http.get("/exchanges", params={"after": after}))
        return found

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = checked(await self._http.post(path, json=body))
        return found


def checked(answer: httpx.Response) -> Any:  # noqa: ANN401 - any JSON
    """Read a control route's answer; raises Impossible with the sentence of a refused wish."""
    if answer.status_code == httpx.codes.BAD_REQUEST:
        raise Impossible(answer.json()["error"])
    answer.raise_for_status()
    return answer.json()
