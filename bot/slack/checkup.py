"""What `doctor` asks Slack: the tokens and their scopes, the channel, and whether those who approve can be reached.

It reads only, posts nothing, and shows no token. Slack tells a token's scopes in the header `x-oauth-scopes` of every
answer, and tells no app who may edit user groups.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.errors import UserError
from bot.services.checkup import Finding, look, well, wrong
from bot.slack.api_errors import error_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Collection, Mapping

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.domain.possible import Demand
    from bot.slack.directory import SlackDirectory

#: Seconds that this clock may be away from Slack's before it is worth a look, and before Slack's signatures are stale.
SKEW, STALE = 30, 240
WHY_NOT = {
    "unknown": "is not there, or the bot is not in it",
    "archived": "is archived",
    "shared": "is shared with another organisation",
    "direct": "is a direct message",
    "not_in_channel": "does not have the bot in it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackCheckup:
    """Everything that is asked of Slack, from the settings it is asked for."""

    client: AsyncWebClient
    directory: SlackDirectory
    #: The scopes that the manifest asks for.
    scopes: Collection[str]
    app_token: str | None
    channel: str | None
    #: What the policy wants of those who approve.
    demands: Collection[Demand]

    async def examine(self) -> list[Finding]:
        """Look at everything; without a token that works, at nothing more."""
        answer, error = await _ask(self.client.auth_test())
        if answer is None:
            return [
                wrong(
                    f"Slack does not take the bot token: {error}.",
                    "Copy the token that begins with xoxb- from OAuth & Permissions into SLACK_BOT_TOKEN.",
                )
            ]
        self.directory.team = str(answer.get("team_id") or "")
        return [
            well(f"Slack knows the bot as {answer.get('user')} in {answer.get('team')}."),
            self._scopes(answer.headers),
            _clock(answer.headers),
            *await self._socket(),
            *await self._place(),
            *await self._people(),
        ]

    def _scopes(self, headers: Mapping[str, str]) -> Finding:
        told = next((value for name, value in headers.items() if name.lower() == "x-oauth-scopes"), None)
        if told is None:
            return look(
                "Slack does not say which scopes the token has.",
                "Compare them with manifest.yml, under OAuth & Permissions.",
            )
        has = {scope.strip() for scope in told.split(",") if scope.strip()}
        if missing := sorted(set(self.scopes) - has):
            return wrong(
                f"The token lacks scopes: {', '.join(missing)}.",
                "Paste `python -m bot manifest` under App Manifest, then install the app again.",
            )
        if more := sorted(has - set(self.scopes)):
            return look(
                f"The token has scopes that the bot does not need: {', '.join(more)}.",
                "Take them away under OAuth & Permissions, then install the app again.",
            )
        return well("The token has exactly the scopes of the manifest.")

    async def _socket(self) -> list[Finding]:
        if self.app_token is None:
            return []
        answer, error = await _ask(self.client.apps_connections_open(app_token=self.app_token))
        if answer is not None:
            return [well("Socket Mode can be opened with the app-level token.")]
        return [
            wrong(
                f"Slack does not open Socket Mode: {error}.",
                "Turn Socket Mode on, and make an app-level token with connections:write for SLACK_APP_TOKEN.",
            )
        ]

    async def _place(self) -> list[Finding]:
        if self.channel is None:
            return [
                look(
                    "CAMPAIGN_CHANNEL is not set.",
                    "Cards go where the command was typed: invite the bot there, or set a channel.",
                )
            ]
        try:
            channel = await self.directory.channel(self.channel)
        except UserError:
            return [wrong("Slack does not tell about CAMPAIGN_CHANNEL.", "Try again in a minute.")]
        if channel.why_not is None:
            return [well(f"The bot is in #{channel.name}.")]
        name = f"#{channel.name}" if channel.name else self.channel
        return [
            wrong(
                f"CAMPAIGN_CHANNEL {name} {WHY_NOT.get(channel.why_not, channel.why_not)}.",
                "Invite the bot there (/invite @sms-campaigns), or set another channel.",
            )
        ]

    async def _people(self) -> list[Finding]:
        """Look whether enough people can approve what the policy wants approved, and who decides on who they are."""
        most: dict[frozenset[str], int] = {}
        for demand in self.demands:
            most[demand.able] = max(most.get(demand.able, 0), demand.needed)
        wanted = {able: needed for able, needed in most.items() if needed}
        if not wanted:
            return [
                look(
                    "No approval is required: campaigns are sent as soon as they are confirmed.",
                    "Set APPROVALS_REQUIRED and APPROVERS where somebody else should look first.",
                )
            ]
        found: list[Finding] = []
        reached = {}
        for one in sorted(frozenset().union(*wanted)):
            reached[one], wrongs = await self._reached(one)
            found += wrongs
        if any(one.startswith("S") for one in reached):
            found.append(
                look(
                    "Slack tells no app who may edit user groups, and whoever may can make themselves an approver.",
                    "Allow it to owners and admins only: Workspace settings, Roles & permissions, Create and edit user groups.",
                )
            )
        for able, needed in wanted.items():
            people = frozenset().union(*(reached[one] for one in able))
            named = f" ({', '.join(sorted(able))})" if len(wanted) > 1 else ""
            found.append(_enough(len(people), needed, named=named))
        return found

    async def _reached(self, one: str) -> tuple[frozenset[str], list[Finding]]:
        """Name who can approve by one name of the settings, and say who of them cannot."""
        people = {one}
        if one.startswith("S"):
            members, error = await _ask(self.client.usergroups_users_list(usergroup=one))
            people = set(members.get("users") or ()) if members is not None else set()
            if error or not people:
                why = f"Slack says {error}" if error else "nobody is in it"
                return frozenset(), [
                    wrong(
                        f"The user group {one} approves nothing: {why}.",
                        "Put people into it, or name another one in APPROVERS.",
                    )
                ]
        left = await self._who_may_not(people)
        return frozenset(people - left.keys()), [
            wrong(f"{user} cannot approve: {why}.", "Take them out of APPROVERS or of its group.")
            for user, why in left.items()
        ]

    async def _who_may_not(self, people: Collection[str]) -> dict[str, str]:
        left = {}
        for user in sorted(people):
            try:
                if not (await self.directory.person(user)).member:
                    left[user] = "a guest, a bot, gone, or of another organisation"
            except UserError:
                left[user] = "Slack does not know them, or does not answer"
        return left


def _enough(reached: int, needed: int, *, named: str) -> Finding:
    """Compare how many can approve with how many must; `named` says out of whom, where there are several such lists."""
    if reached < needed:
        return wrong(
            f"{reached} can approve{named}, and {needed} must, none of them whoever asked.",
            "Name more people in APPROVERS, or where POLICY_FILE names them.",
        )
    if reached == needed:
        return look(
            f"Just {reached} can approve{named} and all of them must: none of them can ask for a campaign.",
            "Name more people in APPROVERS, or where POLICY_FILE names them.",
        )
    return well(f"{reached} people can approve{named}; {needed} must at most.")


def _clock(headers: Mapping[str, str]) -> Finding:
    """Compare this machine's clock with Slack's: its signatures are good for five minutes."""
    told = next((value for name, value in headers.items() if name.lower() == "date"), "")
    try:
        skew = (datetime.now(UTC) - parsedate_to_datetime(told)).total_seconds()
    except (TypeError, ValueError):
        return look("Slack's answer has no date.", "Check this machine's clock by hand.")
    if abs(skew) < SKEW:
        return well("This machine's clock agrees with Slack's.")
    grade = wrong if abs(skew) >= STALE else look
    return grade(
        f"This machine's clock is {abs(skew):.0f} s {'ahead of' if skew > 0 else 'behind'} Slack's.",
        "Let it be set by NTP: from 5 minutes on all that Slack sends is refused, and moments are wrong.",
    )


async def _ask(call: Awaitable[Any]) -> tuple[Any, str]:
    """Give an answer, or the word of Slack's that says why there is none."""
    try:
        return await call, ""
    except SlackApiError as exc:
        return None, error_of(exc) or "an error without a name"
    except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as exc:
        return None, f"no answer ({type(exc).__name__})"
