"""People, user groups and channels, read from Slack and kept for a short while.

Rights are refused from what is kept, and read anew where it says yes; one read of a group runs at a time, since Slack
allows about twenty a minute (docs.slack.dev/reference/methods/usergroups.users.list). Where Slack does not answer, nobody
has a right.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import logs
from bot.errors import Reason, UserError
from bot.services.ports import Channel, Person
from bot.slack.api_errors import error_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from slack_sdk.web.async_client import AsyncWebClient

log = logs.get(__name__)

V = TypeVar("V")

#: Seconds that an answer of Slack's is kept.
PEOPLE_KEPT = 600.0
CHANNELS_KEPT = 60.0
GROUPS_KEPT = 60.0
MEMBERS_KEPT = 60.0
#: How many people and channels are kept at most.
KEPT_AT_MOST = 5000
#: How many are in a channel at most, and how many come at a time (docs.slack.dev/reference/methods/conversations.members);
#: whoever comes after counts as not in it.
MEMBERS_AT_MOST = 20_000
MEMBERS_AT_A_TIME = 1000


class Cache(Generic[V]):
    """Values by key for a while; one read a key is in flight, others wait for it."""

    def __init__(self, read: Callable[[str], Awaitable[V]], *, seconds: float) -> None:
        self._read = read
        self._seconds = seconds
        self._kept: dict[str, tuple[float, V]] = {}
        self._reading: dict[str, asyncio.Task[V]] = {}

    def kept(self, key: str) -> V | None:
        """Give what is kept and still good, without asking."""
        at, value = self._kept.get(key, (0.0, None))
        return value if value is not None and time.monotonic() - at < self._seconds else None

    async def get(self, key: str, *, fresh: bool = False) -> V:
        """Give the value, from what is kept unless `fresh`; raises what the read raises."""
        if not fresh and (value := self.kept(key)) is not None:
            return value
        task = self._reading.get(key)
        if task is None:
            task = asyncio.ensure_future(self._read(key))
            self._reading[key] = task
            task.add_done_callback(lambda done: self._done(key, done))
        # Shielded, so that one caller's time-out does not end the read for the others.
        return await asyncio.shield(task)

    def _done(self, key: str, task: asyncio.Future[V]) -> None:
        self._reading.pop(key, None)
        if not task.cancelled() and task.exception() is None:
            if len(self._kept) >= KEPT_AT_MOST:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = (time.monotonic(), task.result())


@dataclass(frozen=True, slots=True)
class Defaults:
    """What is assumed where Slack does not tell: a zone (IANA) and a locale."""

    zone: str
    locale: str = "en-GB"
    #: The emoji of a status that says that somebody is away.
    away: frozenset[str] = frozenset()


class SlackDirectory:
    """The `Directory` of the workspace whose bot token the client holds."""

    def __init__(
        self,
        client: AsyncWebClient,
        *,
        defaults: Defaults,
        administrators: Iterable[str] = (),
    ) -> None:
        self._client = client
        self._administrators = frozenset(administrators)
        self._defaults = defaults
        self._people = Cache(self._read_person, seconds=PEOPLE_KEPT)
        self._channels = Cache(self._read_channel, seconds=CHANNELS_KEPT)
        self._groups = Cache(self._read_group, seconds=GROUPS_KEPT)
        self._members = Cache(self._read_members, seconds=MEMBERS_KEPT)
        self._names: dict[str, str] = {}
        #: The workspace's id, once `auth.test` told it.
        self.team: str | None = None

    @property
    def names(self) -> Mapping[str, str]:
        """The names of people met so far, by id."""
        return self._names

    def known(self, user: str) -> Person | None:
        """Give somebody who was read not long ago, without asking Slack."""
        return self._people.kept(user)

    async def person(self, user: str, *, fresh: bool = False) -> Person:
        """Read somebody, `fresh` from Slack itself; raises UserError(DIRECTORY_DOWN) where it does not answer."""
        return await self._people.get(user, fresh=fresh)

    async def channel(self, channel: str) -> Channel:
        """Read a channel; raises UserError(DIRECTORY_DOWN) where Slack does not answer."""
        return await self._channels.get(channel)

    async def people(self, named: frozenset[str]) -> frozenset[str]:
        """Name everybody who is meant by ids of people and of user groups."""
        groups = [name for name in named if name.startswith("S")]
        people = named - frozenset(groups)
        return people.union(*[await self._groups.get(group) for group in groups])

    async def among(self, user: str, named: frozenset[str], *, fresh: bool) -> str | None:
        """Say as which of those named somebody counts: as themselves, or as one of a group; None as none of them."""
        if user in named:
            return user
        for group in sorted(name for name in named if name.startswith("S")):
            if user not in await self._groups.get(group):
                continue
            if not fresh or user in await self._groups.get(group, fresh=True):
                return group
        return None

    async def is_administrator(self, user: str) -> bool:
        """Whether somebody is an administrator, read anew: by id or group, or the workspace's own where none is named."""
        if self._administrators:
            return await self.among(user, self._administrators, fresh=True) is not None
        return (await self._people.get(user, fresh=True)).admin

    async def members(self, channel: str) -> frozenset[str]:
        """Name who is in a channel; nobody, where Slack does not show it to the bot."""
        return await self._members.get(channel)

    async def _read_person(self, user: str) -> Person:
        found = (await self._ask(self._client.users_info(user=user, include_locale=True))).get("user") or {}
        profile = found.get("profile") or {}
        name = profile.get("display_name") or found.get("real_name") or found.get("name") or user
        self._names[user] = name
        return Person(
            id=user,
            name=name,
            zone=found.get("tz") or self._defaults.zone,
            locale=found.get("locale") or self._defaults.locale,
            member=self._is_member(found),
            admin=any(found.get(sign) for sign in ("is_admin", "is_owner", "is_primary_owner")),
            away=profile.get("status_emoji") in self._defaults.away,
        )

    def _is_member(self, found: Mapping[str, Any]) -> bool:
        """Tell members from guests, bots, people who left, and people of other organisations.

        The team is the dependable test of the last; `is_stranger` may be false for them.
        """
        refused = ("deleted", "is_restricted", "is_ultra_restricted", "is_bot", "is_app_user", "is_stranger")
        if any(found.get(sign) for sign in refused) or found.get("id") == "USLACKBOT":
            return False
        teams = {found.get("team_id"), *((found.get("enterprise_user") or {}).get("teams") or ())}
        return self.team is None or self.team in teams

    async def _read_channel(self, channel: str) -> Channel:
        try:
            found = (await self._ask(self._client.conversations_info(channel=channel))).get("channel") or {}
        except _NoSuchError:
            return Channel(id=channel, name="", why_not="unknown")
        why_not = None
        if found.get("is_archived"):
            why_not = "archived"
        elif found.get("is_ext_shared") or found.get("is_pending_ext_shared"):
            why_not = "shared"
        elif found.get("is_im") or found.get("is_mpim"):
            why_not = "direct"
        elif not found.get("is_member"):
            why_not = "not_in_channel"
        return Channel(id=channel, name=found.get("name") or "", why_not=why_not)

    async def _read_group(self, group: str) -> frozenset[str]:
        answer = await self._ask(self._client.usergroups_users_list(usergroup=group))
        return frozenset(answer.get("users") or ())

    async def _read_members(self, channel: str) -> frozenset[str]:
        found: set[str] = set()
        cursor = ""
        while len(found) < MEMBERS_AT_MOST:
            asked = self._client.conversations_members(
                channel=channel, cursor=cursor, limit=MEMBERS_AT_A_TIME
            )
            try:
                answer = await self._ask(asked)
            except _NoSuchError:
                return frozenset()
            found.update(answer.get("members") or ())
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return frozenset(found)

    async def _ask(self, call: Awaitable[Any]) -> Mapping[str, Any]:
        try:
            answer = await call
        except SlackApiError as exc:
            error = error_of(exc)
            if error in ("channel_not_found", "user_not_found"):
                raise _NoSuchError from exc
            log.warning("directory_failed", error=error)
            raise UserError(Reason.DIRECTORY_DOWN) from exc
        except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as exc:
            log.warning("directory_failed", error=type(exc).__name__)
            raise UserError(Reason.DIRECTORY_DOWN) from exc
        data: Mapping[str, Any] = answer.data
        return data


class _NoSuchError(UserError):
    """Slack knows no such person or channel, or does not show it to the bot."""

    def __init__(self) -> None:
        super().__init__(Reason.DIRECTORY_DOWN)
