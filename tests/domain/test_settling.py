from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.brief import Brief, Moment, Purpose, SmsType
from bot.domain.campaign import Action, State
from bot.domain.cheaper import best
from bot.domain.estimate import Estimate, estimate
from bot.domain.mending import spelt, without_hidden
from bot.domain.personalisation import misspelt
from bot.domain.policy import Policy, check_hours
from bot.domain.quiet_hours import Quiet, french_marketing
from bot.domain.settling import Kept, findings, moment_of, same_again
from bot.domain.unseen import hidden
from bot.errors import Reason, UserError
from tests.domain.campaigns import BRIEF, KARIM, MOMENT, NOW, POLICY, after, at

QUIET = replace(POLICY, quiet=french_marketing())
SUNDAY = Moment.of(datetime(2026, 11, 29, 9, tzinfo=UTC), "Europe/Paris")
WRONG = replace(BRIEF, text="Hello {firstname}, l’offre \u200best à 5€ 😀", send_at=SUNDAY)
#: Tuesday at half past eight in the evening.
EVENING = datetime(2026, 11, 24, 19, 30, tzinfo=UTC)


def test_everything_is_found_at_once() -> None:
    """The field, the opt-out line, the hour, the hidden letter and the earlier campaign: five things to settle."""
    earlier = at(State.APPROVED, replace(WRONG, text=WRONG.text + " STOP au XXXXX"))
    found = findings(WRONG, now=NOW, policy=QUIET, earlier=[earlier])
    assert found.to_settle == 5
    assert [each.suggestion for each in found.misspelt] == ["{first_name}"]
    assert found.stop is not None
    assert (found.stop.line, found.stop.near) == ("STOP au XXXXX", None)
    assert found.quiet is not None
    assert found.quiet.verdict.quiet is Quiet.CLOSED_DAY
    assert [each.isoformat() for each in found.quiet.following] == [
        "2026-11-30T10:00:00+01:00",
        "2026-11-30T18:00:00+01:00",
    ]
    assert [each.code for each in found.hidden] == ["U+200B"]
    assert found.same_as == earlier
    assert [(each.character, each.ordinal) for each in found.foreign] == [
        ("’", 21),
        ("\u200b", 28),
        ("😀", 38),
    ]
    assert [each.character for each in found.doubled] == ["€"]


def test_what_is_kept_knowingly_is_settled() -> None:
    """Braces, hidden letters and the same again may be kept; the opt-out line and the hour may not."""
    earlier = [at(State.APPROVED, WRONG)]
    assert findings(WRONG, now=NOW, policy=QUIET, earlier=earlier, kept=tuple(Kept)).to_settle == 2


@pytest.mark.parametrize(
    ("brief", "policy", "settled"),
    [
        (BRIEF, QUIET, True),
        (replace(BRIEF, text="No line"), QUIET, False),
        (replace(BRIEF, text="No line"), replace(QUIET, stop_line=False), True),
        (replace(BRIEF, text="No line", purpose=Purpose.ALERT), QUIET, True),
        (replace(BRIEF, type=SmsType.LOW_COST), QUIET, False),
        (replace(BRIEF, send_at=SUNDAY), QUIET, False),
        (replace(BRIEF, send_at=SUNDAY), POLICY, True),
        (replace(BRIEF, send_at=SUNDAY, purpose=Purpose.ALERT), QUIET, True),
    ],
)
def test_what_must_be_settled(brief: Brief, policy: Policy, settled: bool) -> None:  # noqa: FBT001 - a column of the table
    """Marketing needs its own type's line and an allowed hour, as far as the house asks for them; an alert neither."""
    assert (findings(brief, now=NOW, policy=policy).to_settle == 0) is settled


def test_as_soon_as_approved_is_quiet_only_where_nobody_approves() -> None:
    """It leaves when somebody approves, which may be in the morning; where nobody has to, it would leave now."""
    brief = replace(BRIEF, send_at=None)
    waits = findings(brief, now=EVENING, policy=QUIET)
    leaves = findings(brief, now=EVENING, policy=replace(QUIET, approvals_required=0))
    assert waits.quiet is not None
    assert leaves.quiet is not None
    assert (waits.to_settle, leaves.to_settle) == (0, 1)


def test_fields_count_for_nothing_in_the_costly_characters() -> None:
    """Braces of a field are not sent, so they cost nothing; an emoji of several code points is one."""
    found = findings(replace(BRIEF, text="{first_name} {nom} 👩‍🚀 [x]"), now=NOW, policy=POLICY)
    assert [each.character for each in found.foreign] == ["👩‍🚀"]
    assert [each.character for each in found.doubled] == ["[", "]"]


def test_a_text_without_a_cheaper_way_offers_none() -> None:
    """Nothing to gain, nothing to show."""
    for text in ("Plain. STOP au XXXXX", "5€ STOP au XXXXX", "Привет"):
        assert findings(replace(BRIEF, text=text), now=NOW, policy=POLICY).cheaper is None
    assert findings(replace(BRIEF, text="l’offre"), now=NOW, policy=POLICY).cheaper == best("l’offre")


SAME = replace(BRIEF, text="BONJOUR  {first_name} !")


@pytest.mark.parametrize(
    ("brief", "away", "found"),
    [
        (SAME, timedelta(hours=23), True),
        (SAME, timedelta(hours=-23), True),
        (SAME, timedelta(hours=24), False),
        (replace(BRIEF, text="Bonsoir. STOP au XXXXX"), timedelta(0), False),
    ],
)
def test_the_same_again_is_found_within_the_window(brief: Brief, away: timedelta, found: bool) -> None:  # noqa: FBT001 - a column of the table
    """A reader would call the texts the same, and they leave within a day of each other, whichever goes first."""
    earlier = at(State.APPROVED)
    later = replace(brief, send_at=Moment.of(MOMENT.at + away, "Europe/Paris"))
    assert (same_again(later, NOW, [earlier], timedelta(hours=24)) is not None) is found


def test_the_latest_of_several_is_named() -> None:
    """The one with the highest number; what left already is where it left."""
    first, second = at(State.HANDED_OVER), replace(at(State.APPROVED), id=300)
    assert same_again(BRIEF, NOW, [first, second, first], timedelta(hours=24)) == second
    assert moment_of(replace(first, leaves_at=NOW)) == NOW
    assert moment_of(at(State.APPROVED, replace(BRIEF, send_at=None))) == NOW


def test_quiet_hours_hold_at_the_approval() -> None:
    """A moment that has become a holiday cannot be approved; an approval says when it may leave again."""
    holiday = replace(QUIET, quiet=french_marketing(frozenset({date(2026, 11, 24)})))
    with pytest.raises(UserError) as refused:
        after(at(State.AWAITING), Action.APPROVE, KARIM, policy=holiday)
    problem = refused.value.problem
    assert problem.reason is Reason.QUIET_TIME
    assert problem.values["why"] is Quiet.HOLIDAY
    assert problem.values["opens"] == Moment.of(datetime(2026, 11, 25, 9, tzinfo=UTC), "Europe/Paris")
    assert after(at(State.AWAITING), Action.APPROVE, KARIM, policy=QUIET).state is State.APPROVED


@pytest.mark.parametrize(
    ("brief", "now", "quiet"),
    [
        (BRIEF, NOW, False),
        (BRIEF, EVENING, True),  # Its moment was 18:00; it would leave now.
        (replace(BRIEF, send_at=None), NOW, False),
        (replace(BRIEF, send_at=None), EVENING, True),
        (replace(BRIEF, send_at=None, purpose=Purpose.ALERT), EVENING, False),
    ],
)
def test_the_hour_that_counts_is_the_one_it_would_leave_at(brief: Brief, now: datetime, quiet: bool) -> None:  # noqa: FBT001 - a column of the table
    """Its moment, or now where that is over."""
    if not quiet:
        check_hours(brief, now, QUIET)
        return
    with pytest.raises(UserError):
        check_hours(brief, now, QUIET)


_TEXTS = st.lists(
    st.sampled_from(
        [
            "{firstname}",
            "{first_name}",
            "{prenom}",
            "{x}",
            "{{nom}}",
            "a",
            " ",
            "\u200b",
            "\u202e",
            "😀",
            "👩‍🚀",
        ]
    ),
    max_size=12,
).map("".join)


@given(_TEXTS)
def test_remedies_mend_what_they_name_and_nothing_else(text: str) -> None:
    """A field is spelt right wherever it stands, hidden letters are gone, and pressing twice is pressing once."""
    for each in misspelt(text):
        once = spelt(text, each.written)
        assert spelt(once, each.written) == once
        if each.suggestion is None:
            assert once == text
        else:
            assert each.written not in {left.written for left in misspelt(once)}
    seen = without_hidden(text)
    assert hidden(seen) == ()
    assert [letter for letter in text if letter not in "\u200b\u200d\u202e"] == [
        letter for letter in seen if letter != "\u200d"
    ]


@pytest.mark.parametrize(
    ("brief", "people", "price", "found"),
    [
        (BRIEF, 100, "0.05", Estimate(Decimal("5.01"), Decimal("5.01"))),
        (
            replace(BRIEF, auto_remove_blacklisted_numbers=False),
            100,
            "0.05",
            Estimate(Decimal(5), Decimal(5)),
        ),
        (replace(BRIEF, with_replies=True), 100, "0.05", Estimate(Decimal("8.01"), Decimal("8.01"))),
        (
            replace(BRIEF, text="{first_name}" + "a" * 150),
            100,
            "0.05",
            Estimate(Decimal("5.01"), Decimal("10.01")),
        ),
        # Octopush counts & twice.
        (replace(BRIEF, text="a" * 159 + "&"), 100, "0.05", Estimate(Decimal("5.01"), Decimal("10.01"))),
        (BRIEF, None, "0.05", None),
        (BRIEF, 0, "0.05", None),
        (BRIEF, 100, None, None),
        (replace(BRIEF, type=SmsType.LOW_COST), 100, "0.05", None),
    ],
)
def test_an_estimate_is_made_only_where_it_is_honest(
    brief: Brief, people: int | None, price: str | None, found: Estimate | None
) -> None:
    """It needs the audience's last count and a price; it holds what is paid beside, and Octopush's own dearer count."""
    assert estimate(brief, people=people, price=None if price is None else Decimal(price)) == found


def test_the_best_text_leaves_pictures_where_nothing_is_gained() -> None:
    """An emoji goes only where that takes the message out of Unicode, or saves an SMS."""
    assert best("l’offre 😀").text == "l'offre"
    assert best("Привет 😀").text == "Привет 😀"
    assert best("Tout est là").text == "Tout est là"
