"""What a request claims before its body is read: most of what strangers send ends here, for a few microseconds.

Pure. Headers are bytes as the server took them from the wire, and anything may be in them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.slack.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Seconds between Slack's timestamp and our clock (docs.slack.dev/authentication/verifying-requests-from-slack).
WINDOW = 300
#: Bytes of a certificate check, which Slack sends unsigned: `ssl_check=1&token=…` (slackapi/bolt-js#1397).
CHECK = 4_096

FORM = b"application/x-www-form-urlencoded"
KINDS = frozenset({FORM, b"application/json"})
SIGNATURE = re.compile(rb"v0=([0-9a-f]{64})")
TIMESTAMP = re.compile(rb"[0-9]{1,12}")
LENGTH = re.compile(rb"[0-9]{1,20}")
ONCE = frozenset(
    {
        b"content-encoding",
        b"content-length",
        b"content-type",
        b"x-slack-request-timestamp",
        b"x-slack-signature",
    }
)


@dataclass(frozen=True, slots=True)
class Head:
    """A signature and its timestamp in the right shape, and in date, for a body of at most `most` bytes."""

    timestamp: bytes
    signature: bytes
    most: int


@dataclass(frozen=True, slots=True)
class Check:
    """No signature at all: at best a certificate check, whose body has at most `most` bytes."""

    most: int = CHECK


def read(headers: Iterable[tuple[bytes, bytes]], *, limit: int, now: float) -> Head | Check | Refusal:
    """Read a POST's headers. `limit`: bytes of a body; `now`: seconds since 1970."""
    found: dict[bytes, bytes] = {}
    for raw, value in headers:
        if (name := raw.lower()) in ONCE:
            if name in found:
                return Refusal.TWICE
            found[name] = value.strip()
    kind = found.get(b"content-type", b"").partition(b";")[0].strip().lower()
    length = found.get(b"content-length", b"0")
    if kind not in KINDS:
        return Refusal.KIND
    if found.get(b"content-encoding", b"identity").lower() != b"identity":
        return Refusal.COMPRESSED
    if not LENGTH.fullmatch(length):
        return Refusal.LENGTH
    if int(length) > limit:
        return Refusal.LARGE
    return _signed(found, limit=limit, now=now, check=kind == FORM and int(length) <= CHECK)


def _signed(found: Mapping[bytes, bytes], *, limit: int, now: float, check: bool) -> Head | Check | Refusal:
    signature = found.get(b"x-slack-signature")
    timestamp = found.get(b"x-slack-request-timestamp")
    if signature is None and timestamp is None and check:
        return Check()
    if signature is None or timestamp is None:
        return Refusal.UNSIGNED
    shape = SIGNATURE.fullmatch(signature)
    if not shape or not TIMESTAMP.fullmatch(timestamp):
        return Refusal.MALFORMED
    if abs(now - int(timestamp)) > WINDOW:
        return Refusal.STALE
    return Head(timestamp, bytes.fromhex(shape[1].decode()), limit)
