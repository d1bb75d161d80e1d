"""An app behind the local Slack that answers as a test says."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from starlette.responses import JSONResponse, Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request


class App:
    """An app that remembers what it heard and answers as a test says, once its door is open."""

    def __init__(self) -> None:
        self.door = asyncio.Event()
        self.door.set()
        self.heard: list[dict[str, Any]] = []
        self.answer: Callable[[dict[str, Any]], Any] = lambda _: None

    async def listen(self, request: Request) -> Response:
        """Take a delivery."""
        form = parse_qs((await request.body()).decode(), keep_blank_values=True)
        payload = json.loads(form["payload"][0]) if "payload" in form else {k: v[0] for k, v in form.items()}
        self.heard.append(payload)
        await self.door.wait()
        answer = self.answer(payload)
        return Response() if answer is None else JSONResponse(answer)

    def kinds(self) -> list[str]:
        """Tell what came, by type."""
        return [one["type"] for one in self.heard]
