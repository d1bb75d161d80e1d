"""How wrong input is guessed at: "a wrong value is interpreted, a wrong type is cast, what remains is ignored".

The vendor announces this on its pages (octopush.readme.io/reference/post_public_apisms_campaignon_listcreate) and shows
no example; the guesses here are ours. It must never refuse: a request with a misread moment is sent now.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.sandbox.octopush.switches import Switches

#: A moment without an offset is read in this zone.
ZONE = ZoneInfo("Europe/Paris")
KNOWN = frozenset(
    {
        "list_name",
        "tag_name",
        "segmentation",
        "text",
        "type",
        "purpose",
        "sender",
        "send_at",
        "with_replies",
        "simulation_mode",
        "auto_remove_blacklisted_numbers",
        "auto_optimize_text",
        "recipient_tracking",
        "request_id",
        "recipients",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A request as it was understood. `send_at` None is now; `guessed` names each field that was cast or ignored."""

    list_name: str | None
    tag_name: str | None
    segmentation: str | None
    text: str
    type: str
    purpose: str
    sender: str
    send_at: datetime | None
    with_replies: bool
    simulation_mode: bool
    auto_remove_blacklisted_numbers: bool
    auto_optimize_text: bool
    recipient_tracking: bool
    request_id: str | None
    guessed: tuple[str, ...] = ()


def read_brief(body: Mapping[str, Any], *, default_sender: str, switches: Switches) -> Brief:
    """Understand a request, whatever it holds."""
    reader = _Reader(body)
    brief = Brief(
        list_name=reader.word("list_name"),
        tag_name=reader.word("tag_name"),
        segmentation=reader.choice("segmentation", ("filter", "group"), None),
        text=reader.word("text") or "",
        type=reader.choice("type", ("sms_premium", "sms_low_cost"), "sms_premium") or "",
        purpose=reader.choice("purpose", ("wholesale", "alert"), "wholesale") or "",
        sender=reader.sender(default_sender, space=switches.sender_space),
        send_at=reader.moment("send_at"),
        with_replies=reader.flag("with_replies", default=False),
        simulation_mode=reader.flag("simulation_mode", default=False),
        auto_remove_blacklisted_numbers=reader.flag("auto_remove_blacklisted_numbers", default=False),
        auto_optimize_text=reader.flag("auto_optimize_text", default=True),
        recipient_tracking=reader.flag("recipient_tracking", default=False),
        request_id=reader.word("request_id"),
    )
    unknown = [name for name in body if name not in KNOWN]
    return replace(brief, guessed=(*reader.guessed, *unknown))


def read_word(value: object) -> str | None:
    """Cast a value to text; what has no text in it is nothing."""
    if value is None or isinstance(value, list | dict):
        return None
    return value if isinstance(value, str) else str(value)


def read_number(value: object) -> str | None:
    """Read a phone number in E.164 from what may hold spaces and punctuation; None where there is none."""
    digits = re.sub(r"[^\d+]", "", read_word(value) or "")
    return digits if re.fullmatch(r"\+[1-9]\d{6,14}", digits) else None


class _Reader:
    """Reads fields one by one and remembers which were not as documented."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self._body = body
        self.guessed: list[str] = []

    def word(self, name: str) -> str | None:
        raw = self._body.get(name)
        word = read_word(raw)
        self._note(name, raw, word)
        return word or None

    def choice(self, name: str, values: tuple[str, ...], default: str | None) -> str | None:
        raw = self._body.get(name)
        word = (read_word(raw) or "").strip().lower()
        chosen = word if word in values else default
        self._note(name, raw, chosen)
        return chosen

    def flag(self, name: str, *, default: bool) -> bool:
        raw = self._body.get(name)
        word = (read_word(raw) or "").strip().lower()
        if word in {"true", "1", "yes", "on"}:
            chosen = True
        elif word in {"false", "0", "no", "off"}:
            chosen = False
        else:
            chosen = default
        self._note(name, raw, chosen)
        return chosen

    def sender(self, default: str, *, space: bool) -> str:
        raw = self._body.get("sender")
        kept = re.sub(r"[^A-Za-z0-9 ]" if space else r"[^A-Za-z0-9]", "", read_word(raw) or "")[:11]
        chosen = kept if len(kept.strip()) >= 3 else default  # noqa: PLR2004 - the vendor's limit for a sender
        self._note("sender", raw, chosen)
        return chosen

    def moment(self, name: str) -> datetime | None:
        raw = self._body.get(name)
        try:
            read = datetime.fromisoformat((read_word(raw) or "").strip())
        except ValueError:
            self._note(name, raw, None)
            return None
        aware = read if read.tzinfo else read.replace(tzinfo=ZONE)
        try:
            aware.astimezone(UTC)
        except OverflowError:
            self._note(name, raw, None)
            return None
        return aware

    def _note(self, name: str, raw: object, understood: object) -> None:
        """Note a field that was there and did not mean itself."""
        if raw is not None and (type(raw) is not type(understood) or raw != understood):
            self.guessed.append(name)
