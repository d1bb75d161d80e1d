from datetime import date

import pytest

from bot.adapters.holidays import public_holidays
from bot.errors import ConfigError

_FRANCE_2026 = {
    date(2026, 1, 1),
    date(2026, 4, 6),
    date(2026, 5, 1),
    date(2026, 5, 8),
    date(2026, 5, 14),
    date(2026, 5, 25),
    date(2026, 7, 14),
    date(2026, 8, 15),
    date(2026, 11, 1),
    date(2026, 11, 11),
    date(2026, 12, 25),
}


def test_the_eleven_days_of_france() -> None:
    """The French public holidays of 2026, as service-public.fr lists them, and no others."""
    assert public_holidays(["FR"], range(2026, 2027)) == _FRANCE_2026


@pytest.mark.parametrize("code", ["FR-57", "FR-6AE", " fr-57 "])
def test_alsace_and_moselle_have_two_more(code: str) -> None:
    """Good Friday and the day after Christmas are holidays there."""
    assert public_holidays([code], range(2026, 2027)) == _FRANCE_2026 | {date(2026, 4, 3), date(2026, 12, 26)}


def test_codes_and_years_add_up() -> None:
    """Every year of the range and every country is in the set; no code means no holiday."""
    both = public_holidays(["FR", "BE"], range(2026, 2029))
    assert {day.year for day in both} == {2026, 2027, 2028}
    assert date(2026, 7, 21) in both
    assert date(2028, 7, 14) in both
    assert public_holidays([], range(2026, 2027)) == frozenset()


@pytest.mark.parametrize("code", ["ZZ", "FR-99", "France!", "", "FR-57-1"])
def test_an_unknown_code_stops_the_start_by_name(code: str) -> None:
    """A code that names nothing is never read as "no holidays"."""
    with pytest.raises(ConfigError, match=f"^HOLIDAYS: .*{code}"):
        public_holidays(["FR", code], range(2026, 2027))


def test_years_out_of_reach_are_told() -> None:
    """Where the library knows nothing, silence is not taken for a year without holidays."""
    with pytest.raises(ConfigError, match=r"^HOLIDAYS: .*FR.*2101"):
        public_holidays(["FR"], range(2100, 2103))
