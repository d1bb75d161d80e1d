"""Budgets: how much may go out on a day, in a month, and for one person, as a hard stop.

What was handed over counts on the day it was; what is approved and was not counts on the day it will be. It is asked at
each approval and again at the hand-over, where who was approved first goes first: so two campaigns that only fit one by
one never hold each other up, and never both go.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.campaign import Campaign, State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime, timedelta, tzinfo


class Bound(StrEnum):
    """Which of the budgets is meant; the values are the policy file's names."""

    DAY = "per_day"
    MONTH = "per_month"
    PERSON_DAY = "per_person_and_day"
    PERSON_MONTH = "per_person_and_month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The budgets in euros; None: no bound. Days and months are the house's; a person is who asked for a campaign."""

    per_day: Decimal | None = None
    per_month: Decimal | None = None
    per_person_and_day: Decimal | None = None
    per_person_and_month: Decimal | None = None

    @property
    def is_set(self) -> bool:
        """Whether there is any bound at all."""
        return any(getattr(self, bound) is not None for bound in Bound)


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """Euros that others take of each budget that a campaign goes out on."""

    per_day: Decimal = Decimal(0)
    per_month: Decimal = Decimal(0)
    per_person_and_day: Decimal = Decimal(0)
    per_person_and_month: Decimal = Decimal(0)

    def __add__(self, other: Committed) -> Committed:
        """Add up."""
        return Committed(**{bound: getattr(self, bound) + getattr(other, bound) for bound in Bound})


@dataclass(frozen=True, slots=True)
class Over:
    """The first budget that a campaign would go over, its amount, and what was left of it; never less than nothing."""

    bound: Bound
    limit: Decimal
    left: Decimal


#: States whose cost is spoken for, and not yet among what was handed over; one being prepared, once it was approved.
PROMISED = frozenset({State.PREPARING, State.APPROVED, State.SENDING, State.UNSURE})


def over(cost: Decimal, committed: Committed, budget: Budget) -> Over | None:
    """Say which budget a cost would go over, beside what is committed; None where it fits into all of them."""
    for bound in Bound:
        limit, taken = getattr(budget, bound), getattr(committed, bound)
        if limit is not None and taken + cost > limit:
            return Over(bound, limit, max(limit - taken, Decimal(0)))
    return None


def goes_out_on(campaign: Campaign, now: datetime, zone: tzinfo, lead: timedelta) -> date:
    """Give the house's day that a campaign's cost counts on: when it goes to Octopush, `lead` before its moment, or today."""
    if campaign.state is State.UNSURE:
        return campaign.entered_at.astimezone(zone).date()
    moment = campaign.brief.send_at
    return (max(moment.at - lead, now) if moment else now).astimezone(zone).date()


def promised(
    campaign: Campaign,
    others: Iterable[Campaign],
    now: datetime,
    zone: tzinfo,
    *,
    lead: timedelta,
    first_come: bool,
) -> Committed:
    """Add up what others have promised of the budgets that a campaign goes out on.

    `first_come` leaves out those that were approved after it and are not on their way: they have to wait for it.
    """
    day, total = goes_out_on(campaign, now, zone, lead), Committed()
    for other in others:
        if other.id == campaign.id or other.measured is None or other.state not in PROMISED:
            continue
        if other.state is State.PREPARING and other.approved_at is None:
            continue
        if first_come and other.state in (State.PREPARING, State.APPROVED) and not _before(other, campaign):
            continue
        when = goes_out_on(other, now, zone, lead)
        if (when.year, when.month) == (day.year, day.month):
            total += _share(
                other.measured.cost, same_day=when == day, same=other.requester == campaign.requester
            )
    return total


def _before(other: Campaign, campaign: Campaign) -> bool:
    """Whether another was approved first; by number where both were at once."""
    theirs, ours = other.approved_at, campaign.approved_at
    return theirs is not None and (ours is None or (theirs, other.id) < (ours, campaign.id))


def _share(cost: Decimal, *, same_day: bool, same: bool) -> Committed:
    nothing = Decimal(0)
    return Committed(
        per_day=cost if same_day else nothing,
        per_month=cost,
        per_person_and_day=cost if same_day and same else nothing,
        per_person_and_month=cost if same else nothing,
    )
