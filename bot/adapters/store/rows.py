"""Campaigns and what belongs to them, between domain values and rows.

Every field of a Campaign is either in one of these mappings or it is lost; the round trip of all of them is a test.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.domain.brief import Brief, Moment, Purpose, Segmentation, SmsType
from bot.domain.campaign import Campaign, Claim, Event, Measured, Vote
from bot.domain.outcomes import Outcome
from bot.services.ports import AudienceUse, Draft, Ticket
from bot.services.posted import Posted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import sqlalchemy as sa

#: Fields of a Campaign that are columns of the same name and type.
PLAIN = (
    *("version", "state", "revision", "attempt", "requester", "channel", "created_at", "entered_at"),
    *(
        "due_at",
        "ticket",
        "prepared_at",
        "approved_at",
        "tries",
        "waiting",
        "code",
        "leaves_at",
        "left",
        "reminders",
        "behind",
        "behind_ticket",
        "purged_at",
    ),
)


def campaign_values(campaign: Campaign) -> dict[str, Any]:
    """Make the columns of a campaign's row but its number, nonce, Brief and votes."""
    claim, measured, brief = campaign.claim, campaign.measured, campaign.brief
    return {
        **{name: getattr(campaign, name) for name in PLAIN},
        "claim_by": claim and claim.by,
        "claim_until": claim and claim.until,
        "people": None if measured is None else measured.people,
        "cost": None if measured is None else measured.cost,
        "measured_at": None if measured is None else measured.at,
        "balance": None if measured is None else measured.balance,
        "list_name": brief.list_name,
        "tag_name": brief.tag_name,
        "segmentation": brief.segmentation and brief.segmentation.value,
    }


def campaign_of(
    row: sa.RowMapping, revisions: Iterable[sa.RowMapping], votes: Iterable[sa.RowMapping]
) -> Campaign:
    """Make a campaign of its row, all its revisions and its votes."""
    written = {each["revision"]: each for each in revisions}
    claim = Claim(row["claim_by"], row["claim_until"]) if row["claim_by"] is not None else None
    measured = (
        Measured(row["people"], row["cost"], row["measured_at"], row["balance"])
        if row["people"] is not None
        else None
    )
    return Campaign(
        id=row["id"],
        brief=brief_of(written[row["revision"]]["brief"]),
        authors=frozenset(each["author"] for each in written.values()),
        claim=claim,
        measured=measured,
        votes=tuple(
            Vote(vote["voter"], vote["at"], vote["digest"], vote["people"], vote["cost"])
            for vote in sorted(votes, key=lambda vote: int(vote["place"]))
        ),
        **{name: row[name] for name in PLAIN},
    )


def brief_json(brief: Brief) -> dict[str, Any]:
    """Make JSON of a Brief; its moment is kept as instant, zone and wall time."""
    said: dict[str, Any] = {field.name: getattr(brief, field.name) for field in fields(Brief)}
    moment = brief.send_at
    said["send_at"] = moment and {
        "at": moment.at.isoformat(),
        "zone": moment.zone,
        "wall": moment.wall.isoformat(),
    }
    return said


def brief_of(said: Mapping[str, Any]) -> Brief:
    """Read a Brief back; raises KeyError or ValueError where the JSON is none."""
    moment = said["send_at"]
    return Brief(
        **{
            **said,
            "segmentation": said["segmentation"] and Segmentation(said["segmentation"]),
            "type": SmsType(said["type"]),
            "purpose": Purpose(said["purpose"]),
            "send_at": moment
            and Moment(
                at=datetime.fromisoformat(moment["at"]),
                zone=moment["zone"],
                wall=datetime.fromisoformat(moment["wall"]),
            ),
        }
    )


def event_values(event: Event) -> dict[str, Any]:
    """Make the columns of an audit event but its campaign and place."""
    return {field.name: getattr(event, field.name) for field in fields(Event)} | {"note": dict(event.note)}


def event_of(row: sa.RowMapping) -> Event:
    """Read an audit event back."""
    return Event(**{field.name: row[field.name] for field in fields(Event)})


def vote_values(campaign: Campaign) -> list[dict[str, Any]]:
    """Make the rows of a campaign's votes, in their order."""
    return [
        {
            "campaign": campaign.id,
            "voter": vote.voter,
            "place": place,
            "at": vote.at,
            "digest": vote.digest,
            "people": vote.people,
            "cost": vote.cost,
        }
        for place, vote in enumerate(campaign.votes)
    ]


def draft_of(row: sa.RowMapping) -> Draft:
    """Read a draft back."""
    return Draft(**{field.name: row[field.name] for field in fields(Draft)})


def draft_values(draft: Draft) -> dict[str, Any]:
    """Make a draft's row."""
    return {field.name: getattr(draft, field.name) for field in fields(Draft)} | {
        "fields": dict(draft.fields)
    }


def ticket_of(row: sa.RowMapping) -> Ticket:
    """Read a ticket row back."""
    return Ticket(**{field.name: row[field.name] for field in fields(Ticket)})


def posted_of(row: sa.RowMapping) -> Posted:
    """Read a message back."""
    return Posted(**{field.name: row[field.name] for field in fields(Posted)})


def outcome_of(row: Mapping[str, Any] | sa.RowMapping) -> Outcome:
    """Read the counts of a ticket."""
    counts = {field.name: row[field.name] for field in fields(Outcome) if field.name != "at"}
    return Outcome(at=row["heard_at"], **counts)


def use_of(row: sa.RowMapping) -> AudienceUse:
    """Read the last use of an audience back."""
    return AudienceUse(**{field.name: row[field.name] for field in fields(AudienceUse)})
