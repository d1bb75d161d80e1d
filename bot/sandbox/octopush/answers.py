"""What a service answers: JSON of a status, or a refusal in the vendor's shape `{code, message}`.

The codes are the vendor's for its older interface (octopush.com, return-codes); that they hold here is an assumption.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

#: In the vendor's sense, in our words.
MESSAGES = {
    100: "The request has no readable JSON body.",
    101: "The login or the key is wrong.",
    102: "The text is longer than 1224 characters.",
    103: "There are no recipients.",
    104: "There is not enough credit for this campaign.",
    107: "The text is missing.",
    110: "The recipients are missing.",
    116: "A list or a tag is needed.",
    117: "None of the recipients has a correct number.",
    119: "A low cost SMS may not be longer than 160 characters.",
    120: "A request with the same request_id was already taken.",
    121: "The mention STOP au XXXXX is missing from the text (mind the capitals).",
    122: "The mention no PUB=STOP is missing from the text.",
    125: "The date is not possible.",
    126: "A campaign already waits for approval.",
    127: "A campaign is being processed.",
    131: "The campaign was not found.",
    132: "The campaign was already sent.",
    156: "The campaign cannot be cancelled.",
    303: "The list does not exist.",
    305: "There are too many contacts in the request.",
    401: "unauthorized",
    404: "Not found.",
    405: "Method not allowed.",
    500: "The request could not be processed.",
}


class RefusedError(Exception):
    """A service says no; it becomes an answer at the routes."""

    def __init__(self, code: int, *, status: int = 400) -> None:
        super().__init__(MESSAGES.get(code, "The request was refused."))
        self.code = code
        self.status = status


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and the JSON below it; without a body, nothing is below it."""

    status: int
    body: dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)


def refusal(code: int, status: int) -> Answer:
    """Say no in the vendor's shape."""
    return Answer(status, {"code": code, "message": str(RefusedError(code))})
