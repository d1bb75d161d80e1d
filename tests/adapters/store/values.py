"""Campaigns to store, plain ones and any that hypothesis can think of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.domain.brief import Brief, Moment, Purpose, Segmentation, SmsType
from bot.domain.campaign import Action, Actor, Campaign, Change, Claim, Event, Measured, State, Vote
from bot.domain.effects import Step
from bot.domain.policy import Policy
from bot.domain.transitions import begin, decide

if TYPE_CHECKING:
    from collections.abc import Callable

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
POLICY = Policy(approvers=frozenset({"UAPP"}))
APPROVER = Actor("UAPP", counts_as="S0LEADS")


class Hands:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


def new(text: str = "Hello", *, requester: str = "UREQ", now: datetime = NOON, **brief: object) -> Change:
    """Begin a campaign to a list."""
    said = {"list_name": "Clients", **brief}
    return begin(Brief(text=text, **said), requester=requester, channel="C1", now=now)  # type: ignore[arg-type]  # a test's own values


def step(campaign: Campaign, action: Action, actor: Actor, *, now: datetime = NOON, **more: object) -> Change:
    """Decide a step as the domain does."""
    return decide(campaign, Step(action=action, **more), actor=actor, now=now, policy=POLICY)  # type: ignore[arg-type]  # as above


def measured(people: int = 1204, cost: str = "58.99", at: datetime = NOON) -> Measured:
    """Count people and cost."""
    return Measured(people, Decimal(cost), at, Decimal("100.500"))


# Any character that a database can hold: no lone surrogates, no NUL.
_words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
_ids = st.text("ABCDEFU0123456789", min_size=1, max_size=12)
_instants = st.datetimes(
    datetime(2000, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
    datetime(2100, 1, 1),  # noqa: DTZ001 - as above
    timezones=st.sampled_from([UTC, ZoneInfo("Asia/Kathmandu")]),
)
_amounts = st.decimals(0, 10**9, allow_nan=False, places=3) | st.sampled_from(
    [Decimal("1E+2"), Decimal("0.10")]
)
_counts = st.integers(0, 2**31 - 1)


def _maybe(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | strategy


_moments = st.builds(
    Moment.of,
    _instants,
    st.sampled_from(["Europe/Paris", "America/St_Johns", "Pacific/Apia", "UTC"]),
)
briefs = st.builds(
    Brief,
    text=_words,
    list_name=_maybe(_words),
    tag_name=_maybe(_words),
    segmentation=_maybe(st.sampled_from(Segmentation)),
    send_at=_maybe(_moments),
    type=st.sampled_from(SmsType),
    purpose=st.sampled_from(Purpose),
    sender=_maybe(_ids),
    with_replies=st.booleans(),
    auto_remove_blacklisted_numbers=st.booleans(),
    auto_optimize_text=st.booleans(),
    recipient_tracking=st.booleans(),
)
_votes = st.lists(
    st.builds(Vote, _ids, _instants, _words, _counts, _amounts), max_size=3, unique_by=lambda vote: vote.voter
)


@st.composite
def changes(draw: Callable[..., Any]) -> tuple[Change, Callable[[Campaign], Change]]:
    """Draw a beginning, and what makes of the begun campaign any other of the same requester."""
    requester = draw(_ids)
    first = begin(draw(briefs), requester=requester, channel=draw(_ids), now=draw(_instants))
    revised = draw(st.booleans())
    editor = draw(_ids)
    state = draw(st.sampled_from(State))
    claims = st.builds(Claim, _ids, _instants)
    values = {
        "state": state,
        "revision": 2 if revised else 1,
        "attempt": draw(st.integers(1, 9)),
        "authors": frozenset({requester, editor} if revised else {requester}),
        "entered_at": draw(_instants),
        "due_at": draw(_maybe(_instants)),
        "claim": draw(claims if state is State.SENDING else _maybe(claims)),
        "ticket": draw(_maybe(_words)),
        "prepared_at": draw(_maybe(_instants)),
        "measured": draw(_maybe(st.builds(Measured, _counts, _amounts, _instants, _maybe(_amounts)))),
        "votes": tuple(draw(_votes)),
        "approved_at": draw(_maybe(_instants)),
        "tries": draw(_counts),
        "waiting": draw(_maybe(_counts)),
        "code": draw(_maybe(_counts)),
        "leaves_at": draw(_maybe(_instants)),
        "left": draw(st.booleans()),
    }
    brief = draw(briefs)
    note = draw(st.dictionaries(_words, _maybe(st.integers(-(2**53), 2**53) | _words | st.floats(-1e9, 1e9))))
    at = draw(_instants)

    def write(begun: Campaign) -> Change:
        after = replace(begun, version=2, **(values | ({"brief": brief} if revised else {})))
        event = Event(
            at=at,
            actor=editor,
            action=Action.EDIT,
            before=begun.state,
            after=after.state,
            revision=after.revision,
            digest=after.brief.digest,
            note=note,
        )
        return Change(before=begun, after=after, event=event)

    return first, write
