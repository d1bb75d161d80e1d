"""The arguments of a Web API call, whether they came as JSON, as a form or in the address."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from bot.sandbox.slack.refusals import Refusal

if TYPE_CHECKING:
    from starlette.requests import Request

#: The longest page of a list.
MOST = 1000


class Args:
    """Arguments by name; nothing is required until a method asks for it."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = {name: value for name, value in values.items() if value is not None}

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def as_dict(self) -> dict[str, Any]:
        """Give everything that was sent."""
        return self._values

    def raw(self, name: str) -> Any:  # noqa: ANN401 - whatever was sent
        """Give an argument as it was sent, None where it was not."""
        return self._values.get(name)

    def text(self, name: str, default: str = "") -> str:
        """Give an argument as a string."""
        value = self._values.get(name, default)
        return value if isinstance(value, str) else json.dumps(value)

    def required(self, name: str) -> str:
        """Give an argument that must be there; raises Refusal `invalid_arguments`."""
        if name not in self._values or self._values[name] == "":
            raise Refusal(
                "invalid_arguments",
                response_metadata={"messages": [f"[ERROR] missing required field: {name}"]},
            )
        return self.text(name)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Give an argument as a yes or no: forms say 1 or true."""
        value = self._values.get(name, default)
        return value if isinstance(value, bool) else str(value).lower() in {"1", "true"}

    def number(self, name: str, default: int) -> int:
        """Give an argument as a whole number; raises Refusal `invalid_arguments`."""
        try:
            return int(self._values.get(name, default))
        except (TypeError, ValueError) as bad:
            raise Refusal("invalid_arguments") from bad

    def page(self) -> tuple[int, int]:
        """Give where a page of a list starts and ends; raises Refusal `invalid_limit` or `invalid_cursor`."""
        limit = self.number("limit", 100)
        if not 1 <= limit <= MOST:
            raise Refusal("invalid_limit")
        cursor = self.text("cursor") or "0"
        if not cursor.isdecimal():
            raise Refusal("invalid_cursor")
        return int(cursor), int(cursor) + limit

    def structure(self, name: str, refusal: str) -> Any:  # noqa: ANN401 - any JSON
        """Give an argument that is JSON, also where it was sent as a string of JSON; raises Refusal `refusal`."""
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError as bad:
            raise Refusal(refusal) from bad


async def read(request: Request) -> Args:
    """Read a call's arguments; raises Refusal for a body that is none."""
    values: dict[str, Any] = dict(request.query_params)
    body = await request.body()
    if not body:
        return Args(values)
    try:
        if request.headers.get("content-type", "").startswith("application/json"):
            sent = json.loads(body)
            if not isinstance(sent, dict):
                raise Refusal("json_not_object")
            values |= sent
        else:
            values |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    except UnicodeDecodeError as bad:
        raise Refusal("invalid_charset") from bad
    except ValueError as bad:
        raise Refusal("invalid_json") from bad
    return Args(values)
