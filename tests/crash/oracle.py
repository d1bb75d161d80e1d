"""Judges a play by what the local Octopush holds, what people see in the local Slack, and the bot's audit tables.

It knows the rules as the README tells them and shares no code with the bot's own: what `decide` would say is never
asked. Each verdict is a sentence; none is what must come out.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.adapters import tables
from tests.crash.cast import APPROVERS
from tests.crash.people import has, shown
from tests.crash.rules import Broken, Rule
from tests.crash.stage import CHANNEL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import sqlalchemy as sa

    from bot.sandbox.octopush import Sending
    from bot.sandbox.slack.messages import Message
    from tests.crash.people import Notes
    from tests.crash.stage import Stage

_CARD = re.compile(r"SMS campaign (\d+): (.+)")
#: What tells in the thread, and directly, that nothing was sent.
_NOT_SENT = re.compile(r"not sent|rejected|cancelled it|was not sent", re.IGNORECASE)
#: Real seconds after a click within which its private answer can die with the process.
ANSWER = 3.0


@dataclass(slots=True)
class Told:
    """What Slack shows of one campaign: its cards' headers, its thread, what its requester was told directly."""

    headers: list[str] = field(default_factory=list)
    thread: list[str] = field(default_factory=list)
    asks: bool = False
    direct: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Verdict:
    """What came of a play: what is wrong, and how each campaign ended."""

    wrong: list[Broken] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    most_sendings: int = 0


def judge(stage: Stage, notes: Notes, deaths: Sequence[float]) -> Verdict:
    """Judge a play that is over; `deaths` are the real instants at which processes died."""
    verdict = Verdict()
    audit = defaultdict(list)
    for row in stage.ledger.rows(tables.events, tables.events.c.campaign, tables.events.c.seq):
        audit[row["campaign"]].append(row)
    revisions = stage.ledger.rows(tables.revisions, tables.revisions.c.revision)
    of_ticket = {row["number"]: row["campaign"] for row in stage.ledger.rows(tables.tickets) if row["number"]}
    sent: dict[int, list[Sending]] = defaultdict(list)
    for sending in stage.octopush.sendings:
        if sending.ticket in of_ticket:
            sent[of_ticket[sending.ticket]].append(sending)
        else:
            words = f"{sending.ticket} was sent, and belongs to no campaign."
            verdict.wrong.append(Broken(Rule.ONCE, words))
    told = _told(stage)
    for row in stage.ledger.rows(tables.campaigns, tables.campaigns.c.id):
        number = row["id"]
        case = _Case(
            stage=stage,
            number=number,
            row=row,
            audit=audit[number],
            revisions=[one for one in revisions if one["campaign"] == number],
            sent=sent[number],
            told=told[number],
        )
        verdict.wrong += [Broken(one.rule, f"Campaign {number}: {one}") for one in case.wrong(notes)]
        verdict.ends.append(case.end())
        verdict.most_sendings = max(verdict.most_sendings, len(case.sent))
    verdict.wrong += _asked_twice(stage)
    verdict.wrong += _lost(stage, notes, audit, deaths)
    return verdict


@dataclass(slots=True, kw_only=True)
class _Case:
    """One campaign with all that is known of it."""

    stage: Stage
    number: int
    row: sa.RowMapping
    audit: list[sa.RowMapping]
    revisions: list[sa.RowMapping]
    sent: list[Sending]
    told: Told

    def end(self) -> str:
        """Say how it ended, for the tally."""
        header = self.told.headers[-1] if self.told.headers else "no card"
        return header.split(" · ")[-1]

    def wrong(self, notes: Notes) -> Iterator[Broken]:
        """Say what is wrong with it."""
        if len(self.sent) > 1:
            yield Broken(Rule.ONCE, f"sent {len(self.sent)} times.")
        yield from self._wrong_end()
        yield from self._wrong_votes(notes)
        for sending in self.sent:
            yield from self._wrong_brief(sending)

    def _wrong_end(self) -> Iterator[Broken]:
        """Never silence, and never a word that is not true."""
        if not self.told.headers:
            yield Broken(Rule.END, "has no card.")
            return
        for header in self.told.headers[-1:]:
            if header == "we do not know":
                if not self.told.asks:
                    yield Broken(Rule.END, "nobody knows whether it left, and nobody is asked.")
                if not any("do not know" in one for one in self.told.direct):
                    yield Broken(Rule.END, "nobody knows whether it left, and who asked for it was not told.")
            elif header in {"sent", "handed over"}:
                if not self.sent:
                    yield Broken(Rule.END, f"its card says “{header}”, and Octopush sent nothing.")
                if header != "sent":
                    yield Broken(Rule.END, "left, and its card does not say so.")
            elif header.startswith("not sent"):
                yield from self._wrong_not_sent(header)
            else:
                yield Broken(Rule.END, f"ended in silence: its card says “{header}”.")

    def _wrong_not_sent(self, header: str) -> Iterator[Broken]:
        if self.sent:
            yield Broken(Rule.END, f"its card says “{header}”, and Octopush sent it.")
        if not self.told.thread or not _NOT_SENT.search(self.told.thread[-1]):
            yield Broken(
                Rule.END, f"its card says “{header}”, and its thread ends with {self.told.thread[-1:]}."
            )
        by = self.audit[-1]["actor"]
        if by != self.row["requester"] and not any(_NOT_SENT.search(one) for one in self.told.direct):
            yield Broken(Rule.END, f"was not sent, and {self.row['requester']} was not told.")

    def _wrong_votes(self, notes: Notes) -> Iterator[Broken]:
        """Of a stale revision, of an author, of somebody who may not."""
        authors = {one["author"] for one in self.revisions}
        for event in self.audit:
            if _word(event["action"]) != "approve":
                continue
            voter, revision = event["actor"], event["revision"]
            # Where no approval is required, whoever wrote it may be the only one there is to ask.
            strict = self.stage.score.approvals > 0
            if strict and voter in {one["author"] for one in self.revisions if one["revision"] <= revision}:
                yield Broken(Rule.VOTES, f"{voter} approved what they wrote.")
            if voter not in APPROVERS and (strict or voter not in authors):
                yield Broken(Rule.VOTES, f"{voter} approved and may not.")
            clicked = any(
                (click.who, click.campaign, click.revision) == (voter, self.number, revision)
                for click in notes.clicks
                if click.action == "approve"
            )
            if not clicked:
                yield Broken(
                    Rule.VOTES,
                    f"{voter}'s vote counts for revision {revision}, and they never pressed its button.",
                )
        held = [one for one in self.stage.ledger.rows(tables.votes) if one["campaign"] == self.number]
        for vote in held:
            if vote["digest"] != self.revisions[-1]["digest"]:
                yield Broken(Rule.VOTES, f"{vote['voter']}'s vote for another digest is kept.")
            if vote["voter"] in authors and self.stage.score.approvals:
                yield Broken(Rule.VOTES, f"{vote['voter']}'s vote is kept, and they wrote a revision.")

    def _wrong_brief(self, sending: Sending) -> Iterator[Broken]:
        """Only what enough different people approved, since it was last in question, may have been sent."""
        request = self.stage.octopush.campaigns[sending.ticket].request
        digest = _digest(request)
        written = {one["digest"] for one in self.revisions}
        if digest not in written:
            yield Broken(Rule.ONCE, "something was sent that nobody wrote.")
        voters: set[str] = set()
        enough = False
        for event in self.audit:
            action = _word(event["action"])
            reopened = _word(event["after"]) == "awaiting" and action != "approve"
            if action == "edit" or (reopened and action != "remind"):
                voters = set()
            if action == "approve" and event["digest"] == digest:
                voters.add(event["actor"])
            if event["at"] <= sending.at:
                enough = len(voters) >= self.stage.score.approvals
        if not enough and self.stage.score.approvals:
            yield Broken(
                Rule.ONCE,
                f"sent at {sending.at:%H:%M:%S} without {self.stage.score.approvals} votes for exactly that.",
            )


def _word(stored: object) -> str:
    """Give a stored word as it stands in the table."""
    return str(getattr(stored, "value", stored))


def _digest(request: dict[str, Any]) -> str:
    """Digest what went over the wire, but for what only names the attempt."""
    brief = {key: value for key, value in request.items() if key not in {"request_id", "simulation_mode"}}
    canonical = json.dumps(brief, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _told(stage: Stage) -> dict[int, Told]:
    """Read the channel and everybody's direct messages."""
    told: dict[int, Told] = defaultdict(Told)
    messages = stage.state.messages
    for card in messages.top_level(CHANNEL):
        if card.ephemeral_to is not None or not card.bot_id:
            continue
        found = _CARD.search(shown(card))
        if found is None:
            continue
        case = told[int(found[1])]
        case.headers.append(found[2].strip())
        for one in messages.thread(CHANNEL, card.ts)[1:]:
            if one.ephemeral_to is None and not _is_watch(one):
                case.thread.append(shown(one))
                case.asks = case.asks or has(one, "it_was_sent")
    for user in stage.state.world.users:
        for one in messages.everything(f"D{user[1:]}"):
            text = shown(one)
            for number in re.findall(r"[Cc]ampaign (\d+)", text)[:1]:
                told[int(number)].direct.append(text)
    return told


def _is_watch(message: Message) -> bool:
    return "the bot has not reported" in message.text


def _asked_twice(stage: Stage) -> Iterator[Broken]:
    """After an answer that may mean yes, Octopush must never be asked to send the same ticket again."""
    asked = set()
    for send in stage.traffic.sends:
        if send.ticket in asked:
            yield Broken(
                Rule.ONCE, f"Octopush was asked again to send {send.ticket}, which it may have sent."
            )
        if not send.surely_not_taken:
            asked.add(send.ticket)


def _lost(
    stage: Stage, notes: Notes, audit: dict[int, list[sa.RowMapping]], deaths: Sequence[float]
) -> Iterator[Broken]:
    """Find what Slack took from a person and is neither stored, nor were they told why not."""
    texts: dict[str, int] = defaultdict(int)
    for row in stage.ledger.rows(tables.revisions):
        texts[row["brief"]["text"]] += 1
    for confirmed in notes.confirmations:
        if not texts[confirmed.text]:
            yield Broken(Rule.KEPT, f"{confirmed.who} confirmed “{confirmed.text}”, and it is lost.")
    meant = {"approve": "approve", "rejected": "reject", "cancel": "cancel", "send_now": "edit"}
    meant |= {"it_was_sent": "settle_sent", "it_was_not_sent": "settle_not_sent"}
    for click in notes.clicks:
        action = meant.get(click.action)
        if action is None or not click.acknowledged:
            continue
        stored = any(
            event["actor"] == click.who and _word(event["action"]) == action
            for event in audit[click.campaign]
        )
        direct = stage.state.messages.everything(f"D{click.who[1:]}")
        private = sum(
            one.ephemeral_to == click.who for one in stage.state.messages.everything(CHANNEL)
        ) + len(direct)
        died = any(click.began <= death <= click.ended + ANSWER for death in deaths)
        if not stored and private <= click.private_before and not died:
            yield Broken(
                Rule.KEPT,
                f"{click.who} pressed {click.action} on campaign {click.campaign}: neither stored nor told.",
            )
