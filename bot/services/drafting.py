"""From what a person typed to a confirmed campaign: compose the Brief, simulate it, confirm it.

Nothing is confirmed that was not previewed and simulated as it is: the digest of the Brief made from the stored draft
must be the one on the preview, and the one a simulation accepted.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot import logs
from bot.domain.brief import Brief, Moment, Purpose, Segmentation, SmsType, problems
from bot.domain.transitions import begin
from bot.errors import OctopushError, Problem, Reason, UserError
from bot.services.ports import Draft

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.campaign import Campaign
    from bot.domain.policy import Policy
    from bot.services.gateway import Octopush, Simulated
    from bot.services.ports import AudienceUse, Clock, Store

log = logs.get(__name__)

#: The value of the moment that means: as soon as it is approved.
ASAP = "asap"
#: Stands before words that mean no moment; picking them is told under the field.
UNREAD = "unread:"
#: How long a preview waits for Octopush, in seconds.
SIMULATION_PATIENCE = 8.0


@dataclass(frozen=True, slots=True)
class Composed:
    """What the form's fields make: a Brief where they can make one at all, and all that is wrong with it."""

    brief: Brief | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A previewed Brief: what the simulation said, or why there was none; and the audience's last use."""

    brief: Brief
    simulated: Simulated | None
    failure: OctopushError | None
    at: datetime
    last_use: AudienceUse | None
    timed_out: bool = False


@dataclass(frozen=True, slots=True)
class Drafting:
    """The requester's side before there is a campaign."""

    store: Store
    octopush: Octopush
    clock: Clock
    policy: Policy
    both_names: bool = False
    patience: float = SIMULATION_PATIENCE

    def compose(self, fields: Mapping[str, str | bool | None]) -> Composed:
        """Make a Brief of the form's values and name what is wrong with it."""
        try:
            brief = _brief(fields)
        except _UnreadableError as exc:
            rest = _brief({**fields, "send_at": ASAP, "and_audience": None})
            return Composed(None, (*self._problems(rest), exc.problem))
        return Composed(brief, self._problems(brief))

    async def keep(
        self, owner: str, fields: Mapping[str, str | bool | None], *, channel: str | None
    ) -> Composed:
        """Compose the fields and save them as the person's draft, right or wrong."""
        composed = self.compose(fields)
        ready = composed.brief if not composed.problems else None
        draft = Draft(
            owner=owner,
            fields=fields,
            saved_at=self.clock(),
            digest=ready.digest if ready else None,
            channel=channel,
        )
        await self.store.save_draft(draft)
        return composed

    async def preview(self, owner: str, digest: str) -> Preview:
        """Simulate the person's draft at Octopush, if it still is the one of this digest; remember a success.

        Raises UserError where another draft has taken its place. Waits at most `patience` seconds.
        """
        draft, brief = await self._current(owner, digest)
        last_use = await self.store.audience(brief)
        request_id = f"simulation-{secrets.token_hex(8)}"
        try:
            async with asyncio.timeout(self.patience):
                simulated = await self.octopush.simulate(brief, request_id=request_id)
        except TimeoutError:
            return Preview(brief, None, None, self.clock(), last_use, timed_out=True)
        except OctopushError as exc:
            log.info("simulation_failed", code=exc.code, verdict=type(exc).__name__)
            return Preview(brief, None, exc, self.clock(), last_use)
        now = self.clock()
        latest = await self.store.draft(owner)
        if latest == draft:
            await self.store.save_draft(replace(draft, simulated=digest, simulated_at=now))
        return Preview(brief, simulated, None, now, last_use)

    async def confirm(self, owner: str, digest: str, *, nonce: str, channel: str) -> Campaign:
        """Turn the previewed draft into a campaign; the same nonce again returns the same campaign.

        Raises UserError where what was previewed is no longer what is stored, was not simulated, or its moment is over.
        """
        existing = await self.store.confirmed(nonce)
        if existing is not None:
            return existing
        draft, brief = await self._current(owner, digest)
        if draft.simulated != digest:
            raise UserError(Reason.NOT_PREVIEWED)
        now = self.clock()
        wrong = self._problems(brief)
        if wrong:
            first = wrong[0]
            raise UserError(first.reason, field=first.field, **first.values)
        change = begin(brief, requester=owner, channel=channel, now=now)
        campaign = await self.store.begin(change, nonce=nonce)
        log.info("campaign_confirmed", campaign=campaign.id, actor=owner, digest=digest)
        return campaign

    async def _current(self, owner: str, digest: str) -> tuple[Draft, Brief]:
        draft = await self.store.draft(owner)
        if draft is None or draft.digest != digest:
            raise UserError(Reason.NOT_PREVIEWED)
        brief = _brief(draft.fields)
        if brief.digest != digest:
            raise UserError(Reason.NOT_PREVIEWED)
        return draft, brief

    def _problems(self, brief: Brief) -> tuple[Problem, ...]:
        return problems(brief, now=self.clock(), horizon=self.policy.horizon, both_names=self.both_names)


class _UnreadableError(Exception):
    """The moment's value is none that the form offers."""

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
    except (ValueError, KeyError):
        raise UserError(Reason.MOMENT_NOT_UNDERSTOOD, field="send_at", words=value) from None
    if instant.utcoffset() is None:
        raise UserError(Reason.MOMENT_NOT_UNDERSTOOD, field="send_at", words=value)
    return replace(moment, wall=instant.replace(tzinfo=None))


def _brief(fields: Mapping[str, str | bool | None]) -> Brief:
    try:
        send_at = read_moment(_said(fields, "send_at"))
    except UserError as exc:
        raise _UnreadableError(exc.problem) from exc
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
            raise _UnreadableError(Problem(Reason.AUDIENCE_SAME_KIND, "and_audience", {"kind": kind}))
        names[kind] = name.strip()
    return names


def _said(fields: Mapping[str, str | bool | None], name: str) -> str | None:
    value = fields.get(name)
    return value if isinstance(value, str) else None
