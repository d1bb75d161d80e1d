"""The form's values and the Brief they make, both ways. Nothing is guessed: what cannot be read is a problem."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.brief import Brief, Moment, Purpose, Segmentation, SmsType
from bot.errors import Problem, Reason, UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The value of the moment that means: as soon as it is approved.
ASAP = "asap"
#: Stands before words that mean no moment; picking them is told under the field.
UNREAD = "unread:"


#: What reading a moment raises: zoneinfo looks for a file of the zone's name, and years end at 9999.
_NO_MOMENT = (ValueError, KeyError, OSError, OverflowError)


class UnreadableError(Exception):
    """The fields make no Brief; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.reason)
        self.problem = problem


def moment_value(moment: Moment | None) -> str:
    """Write a moment as the form's value: the instant with its offset, and the zone; `asap` for none."""
    return ASAP if moment is None else f"{moment.local.isoformat(timespec='seconds')}[{moment.zone}]"


def fields_of(brief: Brief) -> dict[str, str | bool | None]:
    """Give the form's values that make this Brief."""
    names = [f"{kind}:{name}" for kind, name in (("list", brief.list_name), ("tag", brief.tag_name)) if name]
    return {
        "audience": names[0] if names else None,
        "and_audience": names[1] if len(names) > 1 else None,
        "segmentation": brief.segmentation,
        "text": brief.text,
        "send_at": moment_value(brief.send_at),
        "purpose": brief.purpose,
        "type": brief.type,
        "sender": brief.sender,
        "with_replies": brief.with_replies,
        "auto_remove_blacklisted_numbers": brief.auto_remove_blacklisted_numbers,
        "auto_optimize_text": brief.auto_optimize_text,
        "recipient_tracking": brief.recipient_tracking,
    }


def read_moment(value: str | None) -> Moment | None:
    """Read the form's value of a moment; raises UserError where nothing was picked or it is none of ours."""
    if value == ASAP:
        return None
    if not value:
        raise UserError(Reason.MOMENT_MISSING, field="send_at")
    if value.startswith(UNREAD):
        raise UserError(Reason.MOMENT_NOT_UNDERSTOOD, field="send_at", words=value.removeprefix(UNREAD))
    at, _, zone = value.removesuffix("]").partition("[")
    try:
        instant = datetime.fromisoformat(at)
        moment = Moment.of(instant, zone)
    except _NO_MOMENT:
        raise UserError(Reason.MOMENT_NOT_UNDERSTOOD, field="send_at", words=value) from None
    if instant.utcoffset() is None:
        raise UserError(Reason.MOMENT_NOT_UNDERSTOOD, field="send_at", words=value)
    return replace(moment, wall=instant.replace(tzinfo=None))


def brief_of(fields: Mapping[str, str | bool | None]) -> Brief:
    """Make the Brief that the form's values say, right or wrong; raises UnreadableError where they make none."""
    try:
        send_at = read_moment(_said(fields, "send_at"))
    except UserError as exc:
        raise UnreadableError(exc.problem) from exc
    names = _names(_said(fields, "audience"), _said(fields, "and_audience"))
    segmentation = _said(fields, "segmentation")
    return Brief(
        text=_said(fields, "text") or "",
        list_name=names.get("list"),
        tag_name=names.get("tag"),
        segmentation=Segmentation(segmentation) if segmentation else None,
        send_at=send_at,
        type=SmsType(_said(fields, "type") or SmsType.PREMIUM),
        purpose=Purpose(_said(fields, "purpose") or Purpose.MARKETING),
        sender=_said(fields, "sender") or None,
        with_replies=bool(fields.get("with_replies")),
        auto_remove_blacklisted_numbers=bool(fields.get("auto_remove_blacklisted_numbers")),
        auto_optimize_text=bool(fields.get("auto_optimize_text")),
        recipient_tracking=bool(fields.get("recipient_tracking")),
    )


def _names(*values: str | None) -> dict[str, str]:
    """Read `list:NAME` and `tag:NAME`; raises where two of the same kind were given, since one would be dropped."""
    names: dict[str, str] = {}
    for value in values:
        kind, _, name = (value or "").partition(":")
        if not name.strip():
            continue
        if kind in names:
            raise UnreadableError(Problem(Reason.AUDIENCE_SAME_KIND, "and_audience", {"kind": kind}))
        names[kind] = name.strip()
    return names


def _said(fields: Mapping[str, str | bool | None], name: str) -> str | None:
    value = fields.get(name)
    return value if isinstance(value, str) else None
