"""The campaigns' part of the store: begun, written by compare-and-set, claimed, due, listed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot import logs
from bot.adapters.store.audiences import Audiences
from bot.adapters.store.due import DUE
from bot.adapters.store.halts import Halts
from bot.adapters.store.reading import read_campaign, read_campaigns
from bot.adapters.store.rows import brief_json, campaign_values, event_values, vote_values
from bot.adapters.store.spending import Spending
from bot.adapters.store.transactions import Transactions
from bot.adapters.tables import (
    campaigns,
    drafts,
    drawings,
    events,
    is_open,
    revisions,
    tickets,
    votes,
)
from bot.domain import evidence
from bot.domain.campaign import ENDED_UNSENT, State
from bot.domain.transitions import claimed
from bot.errors import Conflict, NotFound
from bot.services.jobs import Job, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.adapters.store.transactions import Insert
    from bot.domain.campaign import Campaign, Change, Claim, Event

#: How long a job that was handed out is waited for before the same entry is handed out again.
PATIENCE = timedelta(seconds=30)


class Campaigns(Audiences, Halts, Spending, Transactions):
    """Campaigns, their revisions, votes and audit."""

    async def begin(self, change: Change, *, nonce: str) -> Campaign:
        """Store a new campaign with its event and jobs; a nonce seen before gives the campaign it made."""
        async with self._writing() as connection:
            made = await connection.execute(
                self._insert(campaigns)
                .values(nonce=nonce, **campaign_values(change.after))
                .on_conflict_do_nothing(index_elements=[campaigns.c.nonce])
                .returning(campaigns.c.id)
            )
            number = made.scalar_one_or_none()
            if number is None:
                known = await connection.execute(sa.select(campaigns.c.id).where(campaigns.c.nonce == nonce))
                return await read_campaign(connection, known.scalar_one())
            campaign = replace(change.after, id=number)
            await connection.execute(drafts.delete().where(drafts.c.owner == campaign.requester))
            await self._follow(connection, None, campaign, change.event)
            return campaign

    async def confirmed(self, nonce: str) -> Campaign | None:
        """Give the campaign that a form's nonce has made, if it has made one."""
        async with self._reading() as connection:
            found = await connection.execute(sa.select(campaigns.c.id).where(campaigns.c.nonce == nonce))
            number = found.scalar_one_or_none()
            return None if number is None else await read_campaign(connection, number)

    async def load(self, number: int) -> Campaign:
        """Load a campaign; raises NotFound."""
        async with self._reading() as connection:
            return await read_campaign(connection, number)

    async def write(self, change: Change) -> Campaign:
        """Write a transition by compare-and-set on the version before it; raises Conflict or NotFound.

        Nothing becomes SENDING while a halt holds: that is a Conflict too.
        """
        before, after = change.before, change.after
        if before is None:
            raise AssertionError("A new campaign is begun, not written.")
        async with self._writing() as connection:
            if after.state is State.SENDING:
                await self._insist_on_going(connection)
            await _swap(connection, before, after)
            await self._follow(connection, before, after, change.event)
            await self._release(connection, before, after)
            if after.state is State.HANDED_OVER and before.state is not State.HANDED_OVER:
                await self._spend(connection, after)
            return after

    async def claim(self, campaign: Campaign, claim: Claim) -> Campaign:
        """Give the campaign to one worker by compare-and-set, without an event.

        Raises Conflict, also while the claim of another worker holds; NotFound.
        """
        held = campaign.claim
        if held is not None and held.by != claim.by and held.until > self._clock():
            raise Conflict(f"Campaign {campaign.id} is in another worker's hands.")
        after = claimed(campaign, claim)
        async with self._writing() as connection:
            await _swap(connection, campaign, after)
            return after

    async def campaigns(
        self, *, requester: str | None = None, open_only: bool = False, limit: int = 20
    ) -> Sequence[Campaign]:
        """List campaigns, latest first; open ones are under way, or handed over and not yet left."""
        which = sa.select(campaigns.c.id).order_by(campaigns.c.id.desc()).limit(limit)
        if requester is not None:
            which = which.where(campaigns.c.requester == requester)
        if open_only:
            which = which.where(is_open)
        async with self._reading() as connection:
            return await read_campaigns(connection, (await connection.execute(which)).scalars().all())

    async def under_way(self, state: State, *, limit: int) -> Sequence[Campaign]:
        """Read open campaigns in a state, the soonest due first."""
        which = sa.select(campaigns.c.id).where(is_open, campaigns.c.state == state)
        which = which.order_by(campaigns.c.due_at, campaigns.c.id).limit(limit)
        async with self._reading() as connection:
            return await read_campaigns(connection, (await connection.execute(which)).scalars().all())

    async def due(self, now: datetime, *, limit: int = 100) -> Sequence[Job]:
        """Name what is due at an instant (aware) and not claimed, oldest first."""
        async with self._reading() as connection:
            found = await connection.execute(DUE, {"now": now, "most": limit})
            return [
                Job(
                    Kind(row.kind),
                    row.subject,
                    row.entry,
                    # What became due under a claim was enqueued then and found the claim: its first id is used up.
                    attempt=(now - max(row.due_at, row.claim_until or row.due_at)) // PATIENCE
                    + (row.claim_until is not None),
                )
                for row in found
            ]

    async def _follow(
        self, connection: AsyncConnection, before: Campaign | None, after: Campaign, event: Event | None
    ) -> None:
        """Write what goes with a campaign's new row, and enqueue what it makes due."""
        now = self._clock()
        if before is None or before.revision != after.revision:
            await _add_revision(connection, after, event)
        if after.votes != (before.votes if before else ()):
            await connection.execute(_NO_VOTES, {"whose": after.id})
            if after.votes:
                await connection.execute(_VOTE, vote_values(after))
        if before is None or (before.measured, before.revision) != (after.measured, after.revision):
            await self._note_use(connection, after)
        if event is not None:
            # The log's lines and the audit's rows are found from each other.
            note = {**event.note, **logs.origin()}
            link = await _link(connection, after, event, note)
            values = {
                "campaign": after.id,
                "seq": after.version,
                **event_values(event),
                "note": note,
                "link": link,
            }
            await connection.execute(_EVENT, values)
            await self._enqueue(
                connection, Job(Kind.DRAW, after.id, await self._want(connection, after, now))
            )
        if after.due_at is not None and after.due_at <= now:
            await self._enqueue(connection, Job(Kind.ACT, after.id, after.version))

    async def _want(self, connection: AsyncConnection, campaign: Campaign, now: datetime) -> int:
        """Make the campaign's drawing due; return its row's version."""
        values = {
            "campaign": campaign.id,
            "version": 1,
            "wanted": campaign.version,
            "drawn": 0,
            "due_at": now,
        }
        wanted = await connection.execute(self._once(_wanting), values)
        return int(wanted.scalar_one())

    async def _release(self, connection: AsyncConnection, before: Campaign, after: Campaign) -> None:
        """Make tickets of no more use due for release.

        These are all but the present attempt's once the campaign moved on, and that too once it ended unsent; among
        them may be one whose worker died between hearing the number and writing it into the campaign.
        """
        useless: sa.ColumnElement[bool]
        if after.state in ENDED_UNSENT:
            useless = sa.true()
        elif (before.revision, before.attempt) != (after.revision, after.attempt):
            useless = (tickets.c.revision != after.revision) | (tickets.c.attempt != after.attempt)
        else:
            return
        released = await connection.execute(
            tickets.update()
            .where(
                tickets.c.campaign == after.id,
                tickets.c.number.is_not(None),
                tickets.c.release_at.is_(None),
                tickets.c.released_at.is_(None),
                useless,
            )
            .values(release_at=self._clock(), version=tickets.c.version + 1)
            .returning(tickets.c.id, tickets.c.version)
        )
        for row in released.all():
            await self._enqueue(connection, Job(Kind.RELEASE, row.id, row.version))


async def _swap(connection: AsyncConnection, before: Campaign, after: Campaign) -> None:
    """Replace a campaign's row if it is still at the version that was read."""
    swapped = await connection.execute(
        _SWAP, {"whose": before.id, "at_version": before.version, **campaign_values(after)}
    )
    if swapped.rowcount == 1:
        return
    known = await connection.execute(sa.select(campaigns.c.version).where(campaigns.c.id == before.id))
    version = known.scalar_one_or_none()
    if version is None:
        raise NotFound(f"There is no campaign {before.id}.")
    raise Conflict(f"Campaign {before.id} is at version {version}, no longer at {before.version}.")


async def _add_revision(connection: AsyncConnection, campaign: Campaign, event: Event | None) -> None:
    if event is None:
        raise AssertionError("Somebody writes a revision: it comes with an event.")
    await connection.execute(
        revisions.insert().values(
            campaign=campaign.id,
            revision=campaign.revision,
            author=event.actor,
            digest=campaign.brief.digest,
            brief=brief_json(campaign.brief),
            at=event.at,
        )
    )


async def _link(
    connection: AsyncConnection, campaign: Campaign, event: Event, note: Mapping[str, Any]
) -> str:
    """Tie an event to the last one, and with it to all before."""
    found = await connection.execute(_LAST_LINK, {"whose": campaign.id})
    previous = found.scalar() or evidence.first(campaign.id)
    row = evidence.row_of(event, seq=campaign.version, note=note)
    return evidence.link(previous, evidence.chained(row, evidence.seal(brief_json(campaign.brief))))


def _wanting(insert: Callable[[sa.Table], Insert]) -> sa.Executable:
    wanted = insert(drawings)
    again = {name: wanted.excluded[name] for name in ("wanted", "due_at")}
    return wanted.on_conflict_do_update(
        index_elements=[drawings.c.campaign], set_={"version": drawings.c.version + 1, **again}
    ).returning(drawings.c.version)


# Made once: building a statement costs more than running it, and every click writes these.
_SWAP = campaigns.update().where(
    campaigns.c.id == sa.bindparam("whose"), campaigns.c.version == sa.bindparam("at_version")
)
_LAST_LINK = (
    sa.select(events.c.link)
    .where(events.c.campaign == sa.bindparam("whose"))
    .order_by(events.c.seq.desc())
    .limit(1)
)
_EVENT, _VOTE = events.insert(), votes.insert()
_NO_VOTES = votes.delete().where(votes.c.campaign == sa.bindparam("whose"))
