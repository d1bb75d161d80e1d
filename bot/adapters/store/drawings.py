"""The drawings' part of the store: what each campaign's messages show, and who has the right to draw them.

While somebody draws, the row is due again when their claim ends; a write meanwhile makes it due at once, which is seen
when the right is given back.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.adapters.columns import Instant
from bot.adapters.store.audiences import alike, last_use
from bot.adapters.store.reading import read_outcome, read_with_revisions
from bot.adapters.store.rows import event_of, posted_of
from bot.adapters.store.transactions import Transactions
from bot.adapters.store.trials import read_trials
from bot.adapters.tables import campaigns, drawings, events, is_open, messages
from bot.domain.campaign import State
from bot.services.jobs import Job, Kind
from bot.services.ports import Picture
from bot.services.posted import WATCHDOG

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.adapters.store.transactions import Insert
    from bot.domain.campaign import Claim
    from bot.services.posted import Posted


class Drawings(Transactions):
    """The messages in Slack that picture a campaign."""

    async def picture(self, number: int) -> Picture:
        """Load all that is needed to draw a campaign, as of one moment; raises NotFound."""
        async with self._reading() as connection:
            campaign, briefs = await read_with_revisions(connection, number)
            happened = await connection.execute(_HAPPENED, {"number": number})
            shown = await connection.execute(_SHOWN, {"number": number})
            return Picture(
                campaign=campaign,
                events=[event_of(row) for row in happened.mappings()],
                posted={row["key"]: posted_of(row) for row in shown.mappings()},
                revisions=briefs,
                before=await last_use(connection, campaign.brief, apart_from=number),
                alike=await alike(connection, campaign.brief, before=number)
                if campaign.state is State.AWAITING
                else (),
                trials=await read_trials(connection, number),
                outcome=await read_outcome(connection, number),
            )

    async def claim_drawing(self, number: int, claim: Claim, *, now: datetime) -> bool:
        """Take the right to draw; False while another worker has it, or where nothing is to be drawn of this number.

        Of one whose right ran out nobody knows what they have drawn over: all is drawn anew.
        """
        given = {"claim_by": claim.by, "claim_until": claim.until, "due_at": claim.until}
        values = {"number": number, "by_now": now, **given}
        async with self._writing() as connection:
            if (await connection.execute(_TAKE, values)).rowcount == 1:
                return True
            if (await connection.execute(_TAKE_OVER, values)).rowcount == 0:
                return False
            await connection.execute(_FORGET, {"number": number})
            return True

    async def posted(self, number: int, message: Posted, *, known: Posted | None) -> Posted:
        """Remember a message that was posted in the place of the `known` one; return the one that stands.

        Two may draw at once, where the right of the first has run out: what the quicker one recorded stands, and the other
        is remembered as its twin, which is to be deleted.
        """
        before = known.ts if known else message.ts
        async with self._writing() as connection:
            values = {"campaign": number, "before": before, **asdict(message)}
            if (await connection.execute(self._once(_posting), values)).first() is not None:
                return message
            await connection.execute(messages.insert().values(campaign=number, **asdict(message.twin)))
            # Whoever posted it may not live to delete it.
            await connection.execute(_GIVE_BACK, {"number": number, "due_at": self._clock()})
            found = await connection.execute(_STANDS, {"number": number, "one": message.key})
            return posted_of(found.mappings().one())

    async def unposted(self, number: int, message: Posted) -> None:
        """Forget a message that was deleted, where it has not been posted anew meanwhile.

        Two may draw at once, where the right of the first has run out: the other's message would stand for ever.
        """
        async with self._writing() as connection:
            await connection.execute(
                messages.delete().where(
                    messages.c.campaign == number,
                    messages.c.key == message.key,
                    messages.c.ts == message.ts,
                )
            )

    async def lose_channel(self, channel: str) -> Sequence[int]:
        """Forget what stands in a channel of the campaigns under way there, and make them due for drawing."""
        here = sa.select(campaigns.c.id).where(campaigns.c.channel == channel, is_open)
        async with self._writing() as connection:
            await connection.execute(
                messages.delete().where(messages.c.channel == channel, messages.c.campaign.in_(here))
            )
            wanted = await connection.execute(
                drawings.update()
                .where(drawings.c.campaign.in_(here))
                .values(version=drawings.c.version + 1, due_at=self._clock())
                .returning(drawings.c.campaign, drawings.c.version)
            )
            rows = wanted.all()
            for row in rows:
                await self._enqueue(connection, Job(Kind.DRAW, row.campaign, row.version))
        return sorted(row.campaign for row in rows)

    async def drawn(
        self,
        number: int,
        version: int,
        claim: Claim,
        *,
        redrawn: Sequence[tuple[Posted, Posted]] = (),
        again_at: datetime | None = None,
    ) -> None:
        """Record what was drawn over, as known and as it is now, up to which version; and give the right back.

        What was written while it was drawn is due at once; else the next look is at `again_at`. Where the right had run
        out and somebody else has drawn since, an old picture may stand over theirs: it is due at once, and the right that
        they may have stays theirs.
        """
        now = self._clock()
        over = [
            {
                "number": number,
                "one": known.key,
                "same": known.ts,
                "before": known.drawn,
                "after": now_shows.drawn,
            }
            for known, now_shows in redrawn
        ]
        async with self._writing() as connection:
            if over:
                await connection.execute(_REDRAW, over)
            found = await connection.execute(_TAKEN, {"number": number})
            row = found.one()
            behind = row.wanted > version
            # Not only what was written to the campaign: counts of what was heard of it change without a version.
            written_meanwhile = row.claim_until is not None and row.due_at != row.claim_until
            due_at = now if written_meanwhile or (behind and again_at is None) else again_at
            given_back = {"claim_by": None, "claim_until": None}
            if (row.claim_by, row.claim_until) != (claim.by, claim.until):
                due_at, given_back = now, {}
            values = {"version": row.version + 1, "drawn": max(version, row.drawn), "due_at": due_at}
            await connection.execute(_GIVE_BACK, {"number": number, **values, **given_back})
            if due_at is not None and due_at <= now:
                await self._enqueue(connection, Job(Kind.DRAW, number, row.version + 1))


def _posting(insert: Callable[[sa.Table], Insert]) -> sa.Executable:
    posted = insert(messages)
    shown = {name: posted.excluded[name] for name in ("channel", "ts", "drawn")}
    return posted.on_conflict_do_update(
        index_elements=[messages.c.campaign, messages.c.key],
        set_=shown,
        where=(messages.c.ts == sa.bindparam("before")) | (messages.c.ts == posted.excluded.ts),
    ).returning(messages.c.key)


# Made once: building a statement costs more than running it, and every change is drawn.
_NUMBER: sa.BindParameter[int] = sa.bindparam("number")
_HAPPENED = sa.select(events).where(events.c.campaign == _NUMBER).order_by(events.c.seq)
_SHOWN = sa.select(messages).where(messages.c.campaign == _NUMBER)
_STANDS = _SHOWN.where(messages.c.key == sa.bindparam("one"))
# Where somebody else has drawn it too, nobody knows which picture came last: it is drawn anew.
_REDRAW = (
    messages.update()
    .where(
        messages.c.campaign == _NUMBER,
        messages.c.key == sa.bindparam("one"),
        messages.c.ts == sa.bindparam("same"),
    )
    .values(drawn=sa.case((messages.c.drawn == sa.bindparam("before"), sa.bindparam("after")), else_=""))
)
_TAKEN = sa.select(drawings).where(drawings.c.campaign == _NUMBER).with_for_update()
_GIVE_BACK = drawings.update().where(drawings.c.campaign == _NUMBER)
_BY_NOW = sa.bindparam("by_now", type_=Instant())
_DUE = _GIVE_BACK.where(drawings.c.due_at <= _BY_NOW).values(version=drawings.c.version + 1)
_TAKE = _DUE.where(drawings.c.claim_until.is_(None))
_TAKE_OVER = _DUE.where(drawings.c.claim_until <= _BY_NOW)
# What Slack keeps for its moment is never drawn over.
_FORGET = messages.update().where(messages.c.campaign == _NUMBER, messages.c.key != WATCHDOG).values(drawn="")
