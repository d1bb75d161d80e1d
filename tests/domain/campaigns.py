"""Campaigns in every state, made the way they come about: by deciding one step after another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bot.domain.brief import Brief, Moment
from bot.domain.campaign import BOT, Action, Actor, Campaign, Change, Claim, Measured, State
from bot.domain.effects import Step
from bot.domain.policy import Policy
from bot.domain.transitions import begin, decide

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Monday, 10:44 in Paris, and the Tuesday evening on which the campaign leaves.
NOW = datetime(2026, 11, 23, 9, 44, tzinfo=UTC)
MOMENT = Moment.of(datetime(2026, 11, 24, 17, tzinfo=UTC), "Europe/Paris")
LEAD = timedelta(minutes=5)
LATE = timedelta(minutes=30)
BRIEF = Brief(text="Bonjour {first_name}. STOP au XXXXX", list_name="VIP customers", send_at=MOMENT)
BETTER = replace(BRIEF, text="Bonsoir {first_name}. STOP au XXXXX")
ASAP = replace(BRIEF, send_at=None)
#: Reminders have tests of their own; here a request waits for its deadline only.
POLICY = Policy(approvers=frozenset({"SLEADS"}), reminders=0)

CLAIRE = Actor("UCLAIRE")
KARIM = Actor("UKARIM", counts_as="S0LEADS")
LEA = Actor("ULEA", counts_as="S0LEADS")
EVE = Actor("UEVE")

CLAIM = Claim("worker", NOW + timedelta(hours=20))


def measured(people: int = 1204, cost: str = "58.99", at: datetime = NOW) -> Measured:
    """Give a count and a price."""
    return Measured(people, Decimal(cost), at)


#: A step of each action, with all that it brings along.
STEPS: Mapping[Action, Step] = {
    **{action: Step(action=action) for action in Action if action is not Action.CONFIRM},
    Action.TICKETED: Step(action=Action.TICKETED, ticket="sms_1"),
    Action.MEASURED: Step(action=Action.MEASURED, measured=measured()),
    Action.DRIFT: Step(action=Action.DRIFT, measured=measured(1391, "68.15")),
    Action.START_SENDING: Step(action=Action.START_SENDING, claim=CLAIM),
    Action.WAIT: Step(action=Action.WAIT, code=126),
    Action.NOT_TAKEN: Step(action=Action.NOT_TAKEN, code=127),
    Action.REFUSED: Step(action=Action.REFUSED, code=104),
    Action.LOST: Step(action=Action.LOST, code=0),
    Action.ACCEPTED: Step(action=Action.ACCEPTED, leaves_at=MOMENT.at),
    Action.REJECT: Step(action=Action.REJECT, reason="Saturday is the 28th."),
    Action.EDIT: Step(action=Action.EDIT, brief=BETTER),
}

_AWAITING = ((Action.TICKETED, BOT), (Action.MEASURED, BOT))
_APPROVED = (*_AWAITING, (Action.APPROVE, KARIM))
_SENDING = (*_APPROVED, (Action.START_SENDING, BOT))
#: How each state is come to, from the confirmation.
PATHS: Mapping[State, tuple[tuple[Action, Actor], ...]] = {
    State.PREPARING: (),
    State.AWAITING: _AWAITING,
    State.APPROVED: _APPROVED,
    State.SENDING: _SENDING,
    State.HANDED_OVER: (*_SENDING, (Action.ACCEPTED, BOT)),
    State.UNSURE: (*_SENDING, (Action.LOST, BOT)),
    State.REJECTED: (*_AWAITING, (Action.REJECT, KARIM)),
    State.EXPIRED: ((Action.EXPIRE, BOT),),
    State.FAILED: ((Action.REFUSED, BOT),),
    State.CANCELLED: ((Action.CANCEL, CLAIRE),),
}


def begun(brief: Brief = BRIEF, *, now: datetime = NOW) -> Campaign:
    """Confirm a Brief; the store gives it its number."""
    return replace(begin(brief, requester=CLAIRE.id, channel="CCAMPAIGNS", now=now).after, id=214)


def after(
    campaign: Campaign,
    action: Action,
    actor: Actor = BOT,
    *,
    now: datetime = NOW,
    policy: Policy = POLICY,
    **given: Any,
) -> Campaign:
    """Decide one step; what it brings along is the usual where nothing is given."""
    return change(campaign, action, actor, now=now, policy=policy, **given).after


def change(
    campaign: Campaign,
    action: Action,
    actor: Actor = BOT,
    *,
    now: datetime = NOW,
    policy: Policy = POLICY,
    **given: Any,
) -> Change:
    """Decide one step, and give the whole change."""
    step = Step(action=action, **given) if given else STEPS[action]
    return decide(campaign, step, actor=actor, now=now, policy=policy)


def at(state: State, brief: Brief = BRIEF, *, now: datetime = NOW, policy: Policy = POLICY) -> Campaign:
    """Bring a campaign to a state, all of it at one instant."""
    campaign = begun(brief, now=now)
    for action, actor in PATHS[state]:
        campaign = after(campaign, action, actor, now=now, policy=policy)
    assert campaign.state is state
    return campaign
