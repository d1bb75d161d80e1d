"""The workspace the sandbox starts with: its people, groups and channels, under ids shaped like Slack's.

The people are those of the bot's story: Claire asks, Karim and Nadia approve, Tom may not, a guest, and somebody of
another organisation. A test changes this world over the control routes; nothing here knows what the bot does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

TEAM = "T0LUMEA01"
OTHER_TEAM = "T0MERINO1"
APP = "A0SMSAPP1"
BOT = "B0SMSBOT1"
BOT_USER = "U0SMSBOT1"

CLAIRE = "U0CLAIRE1"
KARIM = "U0KARIM01"
NADIA = "U0NADIA01"
TOM = "U0TOM0001"
GUEST = "U0GUEST01"
OUTSIDER = "U0OUTSID1"
GONE = "U0GONE001"

LEADS = "S0LEADS01"

CAMPAIGNS = "C0CAMPAI1"
GENERAL = "C0GENERA1"
BOARD = "G0BOARD01"
OLD = "C0OLD0001"
SHARED = "C0SHARED1"

#: What the bot's manifest asks for by default.
SCOPES = frozenset(
    {"commands", "chat:write", "users:read", "usergroups:read", "channels:read", "groups:read", "im:write"}
)


class Kind(StrEnum):
    """What a conversation is."""

    PUBLIC = "public"
    PRIVATE = "private"
    DIRECT = "direct"


@dataclass(slots=True, kw_only=True)
class User:
    """Somebody in, or seen from, the workspace; `tz` is an IANA name, `locale` such as `fr-FR`."""

    id: str
    name: str
    real_name: str
    team: str = TEAM
    tz: str = "Europe/Paris"
    locale: str = "en-GB"
    is_bot: bool = False
    is_admin: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    deleted: bool = False
    #: The emoji of their status, such as `:palm_tree:`.
    status_emoji: str = ""


@dataclass(slots=True, kw_only=True)
class Channel:
    """A conversation and the ids of who is in it, in the order in which they came."""

    id: str
    name: str
    kind: Kind = Kind.PUBLIC
    members: list[str] = field(default_factory=list)
    is_archived: bool = False
    is_ext_shared: bool = False


@dataclass(slots=True, kw_only=True)
class UserGroup:
    """A group of people that can be mentioned; `handle` is without the @."""

    id: str
    handle: str
    name: str
    users: list[str]
    is_disabled: bool = False


@dataclass(slots=True)
class World:
    """Everything about the workspace that is not a message or a screen, by id."""

    name: str = "Lumea"
    domain: str = "lumea"
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    groups: dict[str, UserGroup] = field(default_factory=dict)
    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    #: False once the app is uninstalled: its tokens are dead.
    installed: bool = True

    def direct(self, user: str) -> Channel:
        """Give the direct conversation between the app and a person, opened when it is first needed."""
        id_ = f"D{user[1:]}"
        if id_ not in self.channels:
            self.channels[id_] = Channel(
                id=id_, name="directmessage", kind=Kind.DIRECT, members=[user, BOT_USER]
            )
        return self.channels[id_]

    def sees(self, user: str, channel: Channel) -> bool:
        """Tell whether a person could read a channel: members always, others only public ones of their own team."""
        if user in channel.members:
            return True
        person = self.users[user]
        return channel.kind is Kind.PUBLIC and person.team == TEAM and not person.is_restricted


def seed() -> World:
    """Make the workspace anew, as every sandbox and every test finds it."""
    people = [
        User(id=CLAIRE, name="claire", real_name="Claire Fontaine"),
        User(id=KARIM, name="karim", real_name="Karim Haddad", locale="fr-FR"),
        User(id=NADIA, name="nadia", real_name="Nadia Roche", is_admin=True),
        User(id=TOM, name="tom", real_name="Tom Verne", tz="America/New_York", locale="en-US"),
        User(id=GUEST, name="gus", real_name="Gus Invited", is_restricted=True),
        User(id=OUTSIDER, name="olga", real_name="Olga Merino", team=OTHER_TEAM, tz="Europe/Madrid"),
        User(id=GONE, name="george", real_name="George Left", deleted=True),
        User(id=BOT_USER, name="sms-campaigns", real_name="SMS campaigns", is_bot=True),
    ]
    team = [CLAIRE, KARIM, NADIA, TOM, GUEST]
    channels = [
        Channel(id=CAMPAIGNS, name="campaigns", members=[*team, BOT_USER]),
        Channel(id=GENERAL, name="general", members=team[:]),
        Channel(id=BOARD, name="board", kind=Kind.PRIVATE, members=[CLAIRE, KARIM]),
        Channel(id=OLD, name="campaigns-2024", members=[CLAIRE, KARIM, BOT_USER], is_archived=True),
        Channel(
            id=SHARED, name="lumea-merino", members=[CLAIRE, KARIM, OUTSIDER, BOT_USER], is_ext_shared=True
        ),
    ]
    leads = UserGroup(id=LEADS, handle="marketing-leads", name="Marketing leads", users=[KARIM, NADIA])
    return World(
        users={user.id: user for user in people},
        channels={channel.id: channel for channel in channels},
        groups={leads.id: leads},
    )
