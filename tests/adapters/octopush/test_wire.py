"""Bodies that no server should send: reading them raises nothing, whatever they are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.adapters.octopush import wire
from bot.adapters.octopush.wire import Call, Said, Shape

HUGE = (b"2" * 20 + b"e" + b"9" * 22, b"-1e-" + b"9" * 30, b"9" * 5_000, b"NaN", b"-Infinity", b"[" * 100_000)
FIELDS = st.sampled_from(
    ["cost", "total_cost", "number_of_contacts", "code", "sms_ticket", "sending_date", "amount"]
)
VALUES: Any = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)


@pytest.mark.parametrize("body", [*HUGE, *(b'{"cost": %b}' % number for number in HUGE)])
def test_a_number_that_cannot_be_held_is_no_figure(body):
    """Exponents and digits without end, and what is no number, leave the cost unsaid."""
    found = wire.read(200, {"content-type": "application/json"}, body)
    assert found.said.cost is None
    assert found.shape in (Shape.TEXT, Shape.JSON)


@given(
    st.binary(max_size=60)
    | st.dictionaries(FIELDS, VALUES).map(lambda said: str(said).replace("'", '"').encode())
)
@example(b'{"cost": 2e999999999999999999999}')
def test_whatever_comes_is_read(body):
    """Any bytes make an answer, and no call mistakes what was not said for a figure below 0."""
    said: Said = wire.read(200, {"content-type": "application/json"}, body).said
    for call in Call:
        wire.complete(call, said)
    assert said.people is None or said.people >= 0
    assert said.cost is None or said.cost >= 0
