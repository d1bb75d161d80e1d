from datetime import time

import pytest

from bot.domain.quiet_hours import Window, french_marketing
from bot.domain.weekly_hours import STRICTEST, weekly_hours
from bot.errors import ConfigError

DAY, NOON = Window(time(8), time(20)), Window(time(12), time(14))


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("Mon-Sun 08:00-20:00", (((DAY,),) * 7)),
        ("mon - fri 8:00 - 20:00", ((DAY,),) * 5 + ((), ())),
        ("Mon 08:00-20:00, Sun 12:00-14:00", ((DAY,), *((),) * 5, (NOON,))),
        ("Sat 12:00-14:00,Sat 08:00-11:30", (*((),) * 5, (Window(time(8), time(11, 30)), NOON), ())),
        ("Tue 08:00-24:00", ((), (Window(time(8), time(0)),), *((),) * 5)),
        (" OFF ", None),
    ],
)
def test_hours_are_read_as_they_are_written(written, days):
    """Days, spans of days and several windows a day; days that are not named are closed; `off` is none at all."""
    assert weekly_hours(written) == days


def test_the_default_is_the_strictest_french_reading():
    """Monday to Saturday, ten to eight."""
    assert weekly_hours(STRICTEST) == french_marketing().days


@pytest.mark.parametrize(
    "written",
    [
        "",
        "always",
        "08:00-20:00",
        "Mon-Sat",
        "Mon 8-20",
        "Mon 25:00-26:00",
        "Sat-Mon 08:00-20:00",
        "Mon 20:00-08:00",
        "lun 08:00-20:00",
    ],
)
def test_hours_that_cannot_be_read_stop_the_start(written):
    """Nothing is guessed: a wrong guess would wake people."""
    with pytest.raises(ConfigError, match="QUIET_HOURS"):
        weekly_hours(written)
