from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.brief import Purpose
from bot.domain.quiet_hours import (
    Quiet,
    QuietHours,
    Window,
    french_marketing,
    next_allowed,
    verdict,
)
from bot.errors import ConfigError

PARIS = ZoneInfo("Europe/Paris")
CHRISTMAS = frozenset({date(2026, 12, 25), date(2027, 1, 1)})
FRENCH = french_marketing(CHRISTMAS)
ALL_DAY = Window(time(0), time(0))


def _paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def _always(*windows: Window, zone: str = "Europe/Paris") -> QuietHours:
    return QuietHours((windows,) * 7, frozenset(), zone)


@pytest.mark.parametrize(
    ("at", "quiet", "until"),
    [
        ("2026-11-24T09:59:59.999999", Quiet.TOO_EARLY, "2026-11-24T10:00"),
        ("2026-11-24T10:00", None, "2026-11-24T20:00"),
        ("2026-11-24T19:59:59.999999", None, "2026-11-24T20:00"),
        ("2026-11-24T20:00", Quiet.TOO_LATE, "2026-11-25T10:00"),
        ("2026-11-25T00:00", Quiet.TOO_EARLY, "2026-11-25T10:00"),
        ("2026-11-28T12:00", None, "2026-11-28T20:00"),
        ("2026-11-28T20:00", Quiet.TOO_LATE, "2026-11-30T10:00"),
        ("2026-11-29T10:00", Quiet.CLOSED_DAY, "2026-11-30T10:00"),
        ("2026-12-25T12:00", Quiet.HOLIDAY, "2026-12-26T10:00"),
        ("2026-12-31T20:00", Quiet.TOO_LATE, "2027-01-02T10:00"),
        ("2027-01-01T12:00", Quiet.HOLIDAY, "2027-01-02T10:00"),
    ],
)
def test_marketing_leaves_in_the_strictest_french_hours(at: str, quiet: Quiet | None, until: str) -> None:
    """Monday to Saturday, from 10:00 on and before 20:00, on no holiday; and it is said until when that holds."""
    found = verdict(_paris(at), FRENCH, Purpose.MARKETING)
    assert (found.quiet, found.allowed) == (quiet, quiet is None)
    assert found.until == _paris(until)
    assert found.until.utcoffset() == _paris(until).utcoffset()


def test_the_moment_is_read_in_the_zone_of_the_rule() -> None:
    """09:30 in UTC is 10:30 in Paris in winter; it is the instant that counts."""
    assert verdict(datetime(2026, 11, 24, 9, 30, tzinfo=UTC), FRENCH, Purpose.MARKETING).allowed
    assert not verdict(
        datetime(2026, 11, 24, 9, 30, tzinfo=ZoneInfo("Asia/Tokyo")), FRENCH, Purpose.MARKETING
    ).allowed


def test_an_alert_is_free_at_any_hour() -> None:
    """Night, Sunday and holiday are no hindrance to a service message."""
    for at in ("2026-11-29T03:00", "2026-12-25T03:00"):
        assert verdict(_paris(at), FRENCH, Purpose.ALERT).allowed


def test_a_break_at_noon_is_quiet() -> None:
    """Between two windows of a day it is quiet until the second begins."""
    rule = _always(Window(time(9), time(12)), Window(time(14), time(20)))
    found = verdict(_paris("2026-11-24T12:30"), rule, Purpose.MARKETING)
    assert (found.quiet, found.until) == (Quiet.BREAK, _paris("2026-11-24T14:00"))


@pytest.mark.parametrize(
    ("after", "moments"),
    [
        # Asked for on a Sunday.
        ("2026-11-29T10:00", ["2026-11-30T10:00", "2026-11-30T18:00"]),
        ("2026-11-29T14:30", ["2026-11-30T10:00", "2026-11-30T14:30"]),
        ("2026-11-29T14:37", ["2026-11-30T10:00", "2026-11-30T18:00"]),
        # Back on a Friday evening: Saturday, then Monday.
        ("2026-11-27T20:00", ["2026-11-28T10:00", "2026-11-30T10:00"]),
        ("2026-11-27T19:57", ["2026-11-28T10:00", "2026-11-30T10:00"]),
        # Before the day opens, and while it is open.
        ("2026-11-24T08:30", ["2026-11-24T10:00", "2026-11-24T18:00"]),
        ("2026-11-24T10:00", ["2026-11-24T18:00", "2026-11-25T10:00"]),
        # Over holidays and the year's end.
        ("2026-12-24T20:30", ["2026-12-26T10:00", "2026-12-28T10:00"]),
        ("2026-12-31T23:59", ["2027-01-02T10:00", "2027-01-04T10:00"]),
    ],
)
def test_the_next_moments_are_ones_a_person_would_choose(after: str, moments: list[str]) -> None:
    """When a day opens, 18:00 on working days, or the same time of day if it was a full quarter."""
    assert next_allowed(_paris(after), FRENCH) == [_paris(moment) for moment in moments]


def test_as_many_moments_as_wanted() -> None:
    """More can be asked for; a rule that never opens gives none, and says nothing of when it changes."""
    assert len(next_allowed(_paris("2026-11-29T10:00"), FRENCH, count=7)) == 7
    closed = QuietHours(((),) * 7, frozenset(), "Europe/Paris")
    assert next_allowed(_paris("2026-11-29T10:00"), closed) == []
    assert verdict(_paris("2026-11-29T10:00"), closed, Purpose.MARKETING).until is None


def test_hours_over_midnight_are_one() -> None:
    """A day that closes at 24:00 and a next one that opens at 00:00 are not quiet between; always open has no end."""
    rule = replace(_always(ALL_DAY), holidays=frozenset({date(2026, 11, 27)}))
    found = verdict(_paris("2026-11-24T23:59:59"), rule, Purpose.MARKETING)
    assert (found.allowed, found.until) == (True, _paris("2026-11-27T00:00"))
    assert verdict(_paris("2026-11-24T12:00"), _always(ALL_DAY), Purpose.MARKETING).until is None


def test_an_opening_the_clock_jumps_over_comes_when_the_jump_is_done() -> None:
    """On 28 March 2027 Paris has no 02:30; hours that open then open at 03:00, and close at 03:00 if they close then."""
    rule = _always(Window(time(2, 30), time(5)))
    early = verdict(_paris("2027-03-28T01:59"), rule, Purpose.MARKETING)
    assert (early.quiet, early.until) == (Quiet.TOO_EARLY, _paris("2027-03-28T03:00"))
    assert next_allowed(_paris("2027-03-28T01:59"), rule, count=1) == [_paris("2027-03-28T03:00")]
    closing = _always(Window(time(1), time(2, 30)))
    assert verdict(_paris("2027-03-28T01:59"), closing, Purpose.MARKETING).until == _paris("2027-03-28T03:00")


def test_of_an_hour_that_comes_twice_the_shorter_reading_holds() -> None:
    """On 25 October 2026 Paris has 02:30 twice; hours open at the second and close at the first."""
    first = _paris("2026-10-25T02:30")
    second = first.replace(fold=1)
    opening = _always(Window(time(2, 30), time(5)))
    assert verdict(first, opening, Purpose.MARKETING).quiet is Quiet.TOO_EARLY
    assert verdict(second, opening, Purpose.MARKETING).allowed
    closing = _always(Window(time(1), time(2, 30)))
    assert not verdict(first, closing, Purpose.MARKETING).allowed
    assert not verdict(_paris("2026-10-25T02:15").replace(fold=1), closing, Purpose.MARKETING).allowed
    both = verdict(first.astimezone(UTC), _always(Window(time(2, 15), time(2, 45))), Purpose.MARKETING)
    assert both.quiet is not None
    assert both.until == _paris("2026-10-26T02:15")


def test_a_day_that_begins_at_one() -> None:
    """Havana has no midnight on 8 March 2026: a day that opens at 00:00 opens at 01:00."""
    havana = ZoneInfo("America/Havana")
    rule = _always(Window(time(0), time(6)), zone="America/Havana")
    found = verdict(datetime(2026, 3, 7, 12, tzinfo=havana), rule, Purpose.MARKETING)
    assert found.until == datetime(2026, 3, 8, 1, tzinfo=havana)


_ZONES = ("Europe/Paris", "America/New_York", "America/Havana", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")
_TIMES = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))


@st.composite
def _rules(draw: st.DrawFn) -> QuietHours:
    """Draw a week of up to two windows a day, with a few holidays, in some zone."""
    days = []
    for _ in range(7):
        times = sorted(draw(st.sets(_TIMES, min_size=0, max_size=4)))
        days.append(tuple(Window(*times[i : i + 2]) for i in range(0, len(times) - 1, 2)))
    holidays = draw(st.frozensets(st.dates(date(2026, 10, 1), date(2026, 11, 30)), max_size=5))
    return QuietHours(tuple(days), holidays, draw(st.sampled_from(_ZONES)))


_MOMENTS = st.datetimes(datetime(2026, 2, 1), datetime(2027, 4, 30), timezones=st.sampled_from([UTC, PARIS]))  # noqa: DTZ001 - hypothesis adds the zone


@given(rule=_rules(), at=_MOMENTS)
def test_what_is_allowed_is_inside_a_window_by_the_wall_clock(rule: QuietHours, at: datetime) -> None:
    """An allowed moment shows an allowed time on an allowed day; the verdict holds until it says, and changes there."""
    found = verdict(at, rule, Purpose.MARKETING)
    # By way of UTC: a wall time that the clocks skip stays as it is when it is asked for in its own zone.
    local = at.astimezone(UTC).astimezone(ZoneInfo(rule.zone))
    inside = local.date() not in rule.holidays and any(
        window.opens <= local.time() and (local.time() < window.closes or window.closes == time(0))
        for window in rule.days[local.weekday()]
    )
    assert inside >= found.allowed
    if (
        local.utcoffset()
        == (local - timedelta(days=1)).utcoffset()
        == (local + timedelta(days=1)).utcoffset()
    ):
        assert inside == found.allowed
    if found.until is not None:
        assert found.until.astimezone(UTC) > at.astimezone(UTC)
        assert verdict(found.until, rule, Purpose.MARKETING).allowed is not found.allowed
        between = at.astimezone(UTC) + (found.until.astimezone(UTC) - at.astimezone(UTC)) / 2
        assert verdict(between, rule, Purpose.MARKETING).allowed is found.allowed


@given(rule=_rules(), after=_MOMENTS, count=st.integers(1, 4))
def test_every_proposed_moment_is_later_and_allowed(rule: QuietHours, after: datetime, count: int) -> None:
    """Proposals are allowed, in order, later than asked, and enough unless the week has no hours."""
    found = next_allowed(after, rule, count)
    instants = [moment.astimezone(UTC) for moment in found]
    assert instants == sorted(set(instants))
    assert all(instant > after.astimezone(UTC) for instant in instants)
    assert all(verdict(moment, rule, Purpose.MARKETING).allowed for moment in found)
    assert len(found) == (count if any(rule.days) else 0)


@pytest.mark.parametrize(
    ("days", "zone", "named"),
    [
        (((),) * 6, "Europe/Paris", "seven days"),
        (
            ((Window(time(9), time(12)), Window(time(11), time(13))),) * 7,
            "Europe/Paris",
            "11:00 begins before 12:00",
        ),
        (((ALL_DAY, Window(time(11), time(13))),) * 7, "Europe/Paris", "11:00 begins before 00:00"),
        (((),) * 7, "Europe/Pariss", "Europe/Pariss"),
        (((),) * 7, "", "''"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(
    days: tuple[tuple[Window, ...], ...], zone: str, named: str
) -> None:
    """The setting is named, with what is wrong in it."""
    with pytest.raises(ConfigError, match=f"^QUIET_HOURS: .*{named}"):
        QuietHours(days, frozenset(), zone)


@pytest.mark.parametrize("closes", [time(9), time(10)])
def test_a_window_ends_after_it_begins(closes: time) -> None:
    """A window over midnight is two, so that each day is told by itself."""
    with pytest.raises(ConfigError, match=r"^QUIET_HOURS: 10:00-"):
        Window(time(10), closes)
