"""Who may ask, and whether anybody could approve: asked before somebody waits for an approval that cannot come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.policy import approvals_for, approvers_for
from bot.errors import Reason, UserError

if TYPE_CHECKING:
    from bot.domain.brief import Brief
    from bot.domain.campaign import Campaign, Measured
    from bot.domain.policy import Policy
    from bot.services.ports import Directory


async def check_approvable(
    directory: Directory,
    policy: Policy,
    brief: Brief,
    measured: Measured | None = None,
    *,
    authors: frozenset[str],
) -> None:
    """Refuse a request that could never be approved, as far as its size is known, saying who could; raises UserError.

    Whoever wrote it does not count, nor do people who are no members any more.
    """
    needed = approvals_for(brief, measured, policy)
    approvers = approvers_for(brief, policy)
    if needed == 0:
        return
    able: list[str] = []
    for who in sorted(await directory.people(approvers) - authors):
        if len(able) == needed:
            return
        if (await directory.person(who)).member:
            able.append(who)
    if len(able) < needed:
        raise UserError(Reason.TOO_FEW_APPROVERS, needed=needed, left=len(able), approvers=approvers)


async def could_be_approved(
    directory: Directory, policy: Policy, campaign: Campaign, measured: Measured
) -> bool:
    """Whether there are enough to approve a campaign of the size that was counted; yes, where Slack does not tell."""
    try:
        await check_approvable(directory, policy, campaign.brief, measured, authors=campaign.authors)
    except UserError as exc:
        return exc.problem.reason is not Reason.TOO_FEW_APPROVERS
    return True


async def check_requester(directory: Directory, policy: Policy, user: str, *, fresh: bool) -> None:
    """Refuse whoever may not ask for campaigns, where the policy names who may; raises UserError."""
    named = policy.risk.requests.people
    if named and not await directory.among(user, named, fresh=fresh):
        raise UserError(Reason.NOT_ALLOWED_TO_REQUEST, people=named)


def check_channel(policy: Policy, channel: str) -> None:
    """Refuse a channel in which campaigns may not be asked for, where the policy names those; raises UserError."""
    named = policy.risk.requests.channels
    if named and channel not in named:
        raise UserError(Reason.CHANNEL_NOT_ALLOWED)
