"""Whether a policy can be kept at all: what contradicts itself is found at the start, not by whoever waits in vain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.policy import Policy


@dataclass(frozen=True, slots=True)
class Demand:
    """How many must approve at most, out of which people and user groups; `words` say where that is set."""

    words: str
    needed: int
    able: frozenset[str]


def demands(policy: Policy) -> tuple[Demand, ...]:
    """Name what the policy wants of campaigns, of larger ones and of alerts."""
    alerts = policy.risk.alerts
    largest = max((one.approvals for one in policy.risk.larger), default=0)
    of_alerts = policy.approvals_required if alerts.approvals is None else alerts.approvals
    return (
        Demand("APPROVALS_REQUIRED is {}, but APPROVERS", policy.approvals_required, policy.approvers),
        Demand("POLICY_FILE wants {} approvals of what is larger, but APPROVERS", largest, policy.approvers),
        Demand(
            "POLICY_FILE wants {} approvals of alerts, but the list of who approves them",
            max(of_alerts, largest),
            alerts.approvers or policy.approvers,
        ),
    )


def contradiction(policy: Policy, *, default_sender: str | None, channel: str | None) -> str | None:
    """Say what could never be kept, beginning with the setting to change; None where nothing is seen from here.

    How many are in a user group only Slack knows: that is looked at again with each request.
    """
    requests = policy.risk.requests
    for demand in demands(policy):
        people = [one for one in demand.able if not one.startswith("S")]
        if len(people) == len(demand.able) < demand.needed:
            return f"{demand.words.format(demand.needed)} names only {len(people)}."
    if requests.senders and default_sender not in requests.senders:
        return "DEFAULT_SENDER must be one of the senders that POLICY_FILE names: the form begins with it."
    if requests.channels and channel is not None and channel not in requests.channels:
        return "CAMPAIGN_CHANNEL must be one of the channels that POLICY_FILE names."
    return None
