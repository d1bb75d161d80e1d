"""Campaigns as they come about, with their audit, drawn with the worst words and figures that the rules let through."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.domain.brief import Brief, Moment, Purpose, Segmentation
from bot.domain.campaign import BOT, Action, Actor, Campaign, Claim, Event, Measured
from bot.domain.effects import Step
from bot.domain.own_codes import GIVES_WAY, TAKES_PLACE
from bot.domain.policy import Policy
from bot.domain.quiet_hours import Quiet, french_marketing
from bot.domain.transitions import begin, decide
from bot.services.ports import AudienceUse
from bot.slack.views.card import Scene

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NOW = datetime(2026, 11, 23, 9, 44, tzinfo=UTC)
#: Stands in everything that a person typed: it may be shown, but never as our own words.
MARK = "Q0Q"
CLAIRE, KARIM, LEA = Actor("U0CLAIRE"), Actor("U0KARIM", "U0KARIM"), Actor("U0LEA", "U0LEA")

#: As long as Octopush lets a text be, full of what Slack would format, mention, link or hide.
_NASTY = f"{MARK} <!channel> <@U1> & *b* _i_ ~s~ `c` :tada: https://{MARK}.example/x {{first_name}} \u200b\u202e 😀 "
LONG = (_NASTY * 20)[:1224]
LIST = f"{MARK}*_~`<!channel>&:tada:><@U1"[:30]
TAG = f"{MARK}*_~`<!here>"[:20]
REASON = f"{MARK} <!channel> *no* " * 50
ZONE = "America/Argentina/ComodRivadavia"
FAR = Moment.of(datetime(2026, 12, 24, 17, tzinfo=UTC), ZONE)
BRIEF = Brief(
    text=LONG,
    list_name=LIST,
    tag_name=TAG,
    segmentation=Segmentation.FILTER,
    send_at=FAR,
    sender="ABCDEFGH123",
    recipient_tracking=True,
    auto_optimize_text=True,
)
SHORT = Brief(text=f"{MARK} STOP au XXXXX", tag_name=TAG, send_at=FAR, with_replies=True)
ASAP = replace(BRIEF, send_at=None)
ALERT = replace(ASAP, purpose=Purpose.ALERT)
MANY = Measured(999_999_999, Decimal("99999999.99"), NOW, Decimal("0.01"))
LESS = Measured(1, Decimal("0.05"), NOW)
USED = AudienceUse("list", LIST, 3, NOW, CLAIRE.id)
POLICY = Policy(approvers=frozenset({"S0LEADS", "U0KARIM"}), backups=frozenset({"S0HEADS"}))
#: Its moment has become a holiday.
QUIET = replace(POLICY, quiet=french_marketing(frozenset({FAR.at.date()})))
TWO, NONE = replace(POLICY, approvals_required=2), Policy(approvals_required=0)


class Tale:
    """A campaign told step by step; every step is decided by the rules."""

    def __init__(self, brief: Brief = BRIEF, policy: Policy = POLICY) -> None:
        self.policy, self.now = policy, NOW
        first = begin(brief, requester=CLAIRE.id, channel="C0CAMPAIGNS", now=NOW)
        assert first.event is not None
        self.campaign: Campaign = replace(first.after, id=10**9)
        self.events: list[Event] = [first.event]
        self.revisions = {1: brief}

    def then(self, action: Action, actor: Actor = BOT, **given: Any) -> Tale:
        """Decide the next step, a minute later."""
        self.now += timedelta(minutes=1)
        step = Step(action=action, **given)
        made = decide(self.campaign, step, actor=actor, now=self.now, policy=self.policy)
        self.campaign = made.after
        self.revisions[made.after.revision] = made.after.brief
        self.events += [made.event] if made.event else []
        return self

    def scene(self, **given: Any) -> Scene:
        """Show where the campaign stands."""
        return Scene(
            campaign=self.campaign,
            events=self.events,
            policy=self.policy,
            label="X" * 30,
            revisions=self.revisions,
            **{"last_use": USED, "now": self.now, **given},
        )

    def asked(self, found: Measured = MANY) -> Tale:
        """Bring it to where people are asked."""
        return self.then(Action.TICKETED, ticket="sms_" + "x" * 120).then(Action.MEASURED, measured=found)

    def approved(self) -> Tale:
        """Bring it to where it waits for its moment."""
        return self.asked().then(Action.APPROVE, KARIM)

    def sending(self) -> Tale:
        """Bring it to where Octopush is being asked."""
        return self.approved().then(Action.START_SENDING, claim=Claim("w", self.now))

    def unsure(self, code: int = 0) -> Tale:
        """Bring it to where a person decides."""
        return self.sending().then(Action.LOST, code=code)

    def edited(self, brief: Brief = SHORT) -> Tale:
        """Change it."""
        return self.then(Action.EDIT, CLAIRE, brief=brief)

    def handed_over(self, at: datetime | None = None) -> Tale:
        """Bring it to Octopush."""
        return self.sending().then(Action.ACCEPTED, leaves_at=at)


def _held_back(*, over: bool = False) -> Tale:
    tale = Tale().approved()
    tale.policy = QUIET
    return tale.then(Action.EXPIRE) if over else tale.then(Action.DRIFT, quiet=Quiet.HOLIDAY)


def _edited_often() -> Tale:
    tale = Tale(SHORT)
    for number in range(49):
        tale.then(Action.REFUSED, code=303).edited(replace(BRIEF, text=f"{MARK} {number}"))
        tale.then(Action.EXPIRE).edited(BRIEF)
    return tale.asked()


def _reminded(times: int) -> Tale:
    tale = Tale().asked()
    for _ in range(times):
        tale.then(Action.REMIND)
    return tale


def _waiting(code: int) -> Tale:
    return Tale().then(Action.WAIT, code=code)


def _held(code: int) -> Tale:
    return Tale().approved().then(Action.WAIT, code=code)


def _refused(code: int) -> Tale:
    return Tale().then(Action.REFUSED, code=code)


#: Every state, and every way of it that looks different.
TALES: Mapping[str, Callable[[], Tale]] = {
    "begun": Tale,
    "begun asap": lambda: Tale(ASAP),
    **{f"waiting {code}": partial(_waiting, code) for code in (0, 126, 127, 429, 502, 999)},
    "behind another": lambda: Tale().then(Action.WAIT, code=126, behind=10**8),
    "behind a stranger": lambda: Tale().then(Action.WAIT, code=126, behind_ticket="x" * 128),
    "given a place": lambda: Tale(ASAP).then(Action.WAIT, code=TAKES_PLACE, behind=10**8),
    "an alert asked": lambda: Tale(ALERT).then(Action.WAIT, code=TAKES_PLACE, behind=212).asked(LESS),
    "gave way": lambda: Tale().asked().then(Action.PREPARE_AGAIN, code=GIVES_WAY, behind=10**8),
    "gave way, late": lambda: (
        Tale()
        .asked()
        .then(Action.PREPARE_AGAIN, code=GIVES_WAY, behind=10**8)
        .then(Action.EXPIRE, code=GIVES_WAY)
    ),
    "counting": lambda: Tale().then(Action.TICKETED, ticket="sms_1"),
    "prepared again": lambda: Tale().then(Action.PREPARE_AGAIN, code=120),
    "asked": lambda: Tale().asked(),
    "asked asap": lambda: Tale(ASAP).asked(LESS),
    "asked for nobody else": lambda: Tale(SHORT, Policy(approvers=frozenset())).asked(),
    "asked of many": lambda: Tale(
        SHORT, replace(POLICY, approvers=frozenset(f"U{number:010}" for number in range(150)))
    ).asked(),
    "one of two": lambda: Tale(policy=TWO).asked().then(Action.APPROVE, KARIM),
    "two of two": lambda: Tale(policy=TWO).asked().then(Action.APPROVE, KARIM).then(Action.APPROVE, LEA),
    **{f"reminded {times}": partial(_reminded, times) for times in (1, 2, 3)},
    "counted without approval": lambda: Tale(policy=NONE).asked(),
    "approved": lambda: Tale().approved(),
    "approved asap": lambda: Tale(ASAP).approved(),
    **{f"approved, waiting {code}": partial(_held, code) for code in (0, 127, -2, -3)},
    "approved, prepared again": lambda: Tale().approved().then(Action.PREPARE_AGAIN),
    "approved, counted again": lambda: Tale().approved().then(Action.PREPARE_AGAIN).asked(),
    "approved, nobody left": lambda: (
        Tale().approved().then(Action.PREPARE_AGAIN).asked(Measured(0, Decimal(0), NOW))
    ),
    "approved, counted otherwise": lambda: Tale().approved().then(Action.PREPARE_AGAIN).asked(LESS),
    "drift": lambda: Tale().approved().then(Action.DRIFT, measured=LESS),
    "drift from nobody": lambda: Tale().approved().then(Action.DRIFT, measured=Measured(0, Decimal(0), NOW)),
    "quiet": _held_back,
    "quiet, edited": lambda: _held_back().edited(),
    "quiet, too late": lambda: _held_back(over=True),
    "asked in quiet hours": lambda: Tale(policy=QUIET).asked(),
    "asked in allowed hours": lambda: Tale(policy=replace(POLICY, quiet=french_marketing())).asked(),
    "asked asap in quiet hours": lambda: Tale(
        ASAP, replace(POLICY, quiet=french_marketing(frozenset({NOW.date()})))
    ).asked(),
    "a vote gone": lambda: Tale().approved().then(Action.DRIFT, gone=KARIM.id),
    "drift, approved": lambda: Tale().approved().then(Action.DRIFT, measured=LESS).then(Action.APPROVE, LEA),
    "sending": lambda: Tale().sending(),
    "not taken": lambda: Tale().sending().then(Action.NOT_TAKEN, code=429),
    "handed over": lambda: Tale().handed_over(),
    "handed over, moved": lambda: Tale().handed_over(FAR.at + timedelta(days=1)),
    "handed over asap": lambda: Tale(ASAP).handed_over(),
    "left": lambda: Tale().handed_over().then(Action.LEFT),
    "unsure": lambda: Tale().unsure(),
    "sent already": lambda: Tale().unsure(132),
    "restored": lambda: Tale().approved().then(Action.LOST, code=-4),
    "settled as sent": lambda: Tale().unsure().then(Action.SETTLE_SENT, KARIM),
    "settled as not sent": lambda: Tale().unsure().then(Action.SETTLE_NOT_SENT, CLAIRE),
    "rejected": lambda: Tale().asked().then(Action.REJECT, KARIM, reason=REASON[:1000]),
    "rejected, edited": lambda: Tale().asked().then(Action.REJECT, KARIM, reason=REASON[:1000]).edited(),
    "edited": lambda: Tale().asked().edited(),
    "taken over": lambda: Tale().asked().then(Action.EDIT, replace(LEA, steps_in=True), brief=SHORT),
    "edited the text": lambda: Tale(SHORT).asked().edited(replace(SHORT, text=LONG)),
    "revision 99": _edited_often,
    "expired": lambda: Tale().asked().then(Action.EXPIRE),
    "too late": lambda: Tale().approved().then(Action.EXPIRE),
    **{f"refused {code}": partial(_refused, code) for code in (-1, 103, 104, 121, 303, 401, 403, 999)},
    "nobody": lambda: Tale().asked(Measured(0, Decimal(0), NOW)),
    "cancelled": lambda: Tale().then(Action.CANCEL, CLAIRE),
    "cancelled by another": lambda: Tale().approved().then(Action.CANCEL, KARIM),
}
