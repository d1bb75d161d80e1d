"""Whether there is anybody who could approve: asked before somebody waits for an approval that cannot come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import Reason, UserError

if TYPE_CHECKING:
    from bot.domain.policy import Policy
    from bot.services.ports import Directory


async def check_approvable(directory: Directory, policy: Policy, *, authors: frozenset[str]) -> None:
    """Refuse a request that could never be approved, saying who could; raises UserError.

    Whoever wrote it does not count, nor do people who are no members any more.
    """
    needed = policy.approvals_required
    if needed == 0:
        return
    able: list[str] = []
    for who in sorted(await directory.approvers() - authors):
        if len(able) == needed:
            return
        if (await directory.person(who)).member:
            able.append(who)
    if len(able) < needed:
        raise UserError(Reason.TOO_FEW_APPROVERS, needed=needed, left=len(able), approvers=policy.approvers)
