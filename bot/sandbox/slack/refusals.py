"""The two ways in which the local Slack says no.

`Refusal` is Slack's answer to a bad API call: a code of its own vocabulary, never a stack trace. `Impossible` is said to
whoever plays a person and tries what Slack's own screens would not offer; it must never reach the app.
"""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """A Web API call is refused: `code` is Slack's word for it, `extra` goes into the answer beside it."""

    def __init__(self, code: str, **extra: Any) -> None:  # noqa: ANN401 - whatever JSON the method answers with
        super().__init__(code)
        self.code = code
        self.extra = extra


class Impossible(Exception):
    """A person tries what Slack's screens do not offer, such as typing into a field that is not there."""
