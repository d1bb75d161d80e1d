"""The switches themselves."""

from pathlib import Path

import pytest

from bot.sandbox.octopush import Fault, Kind, Switches


def test_every_switch_is_explained_and_turned_over_by_a_test():
    """A switch without a sentence or a test is one nobody dares to turn."""
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    for name, field in Switches.model_fields.items():
        assert field.description, name
        assert (
            f"{name}=" in tests
            or f'"{name}":' in tests
            or f"switches.{name} =" in tests
            or f'("{name}"' in tests
        ), name


@pytest.mark.parametrize("name", ["hours", "second_send", "create_status"])
def test_nonsense_at_a_switch_is_refused_at_once(name):
    """By assignment too."""
    switches = Switches()
    with pytest.raises(ValueError, match=name):
        setattr(switches, name, "sometimes")
    with pytest.raises(ValueError, match="pigeons"):
        switches.turn(create_status=200, pigeons=1)
    assert switches.create_status == 201


@pytest.mark.parametrize("wrong", [{"times": 0}, {"seconds": -1}, {"kind": "earthquake"}])
def test_a_fault_that_makes_no_sense_is_refused(wrong):
    """When it is made, not when it is played."""
    with pytest.raises(ValueError, match="validation error"):
        Fault(**({"route": "*", "kind": Kind.LOST} | wrong))
