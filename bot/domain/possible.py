"""Whether a policy can be kept at all: what contradicts itself is found at the start, not by whoever waits in vain."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.policy import Policy


def contradiction(policy: Policy, *, default_sender: str | None, channel: str | None) -> str | None:
    """Say what could never be kept, beginning with the setting to change; None where nothing is seen from here.

    How many are in a user group only Slack knows: that is looked at again with each request.
    """
    requests, alerts = policy.risk.requests, policy.risk.alerts
    largest = max((one.approvals for one in policy.risk.larger), default=0)
    of_alerts = policy.approvals_required if alerts.approvals is None else alerts.approvals
    wanted = (
        ("APPROVALS_REQUIRED is {}, but APPROVERS", policy.approvals_required, policy.approvers),
        ("POLICY_FILE wants {} approvals of what is larger, but APPROVERS", largest, policy.approvers),
        (
            "POLICY_FILE wants {} approvals of alerts, but the list of who approves them",
            max(of_alerts, largest),
            alerts.approvers or policy.approvers,
        ),
    )
    for words, needed, able in wanted:
        people = [one for one in able if not one.startswith("S")]
        if len(people) == len(able) < needed:
            return f"{words.format(needed)} names only {len(people)}."
    if requests.senders and default_sender not in requests.senders:
        return "DEFAULT_SENDER must be one of the senders that POLICY_FILE names: the form begins with it."
    if requests.channels and channel is not None and channel not in requests.channels:
        return "CAMPAIGN_CHANNEL must be one of the channels that POLICY_FILE names."
    return None
