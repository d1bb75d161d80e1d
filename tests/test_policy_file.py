from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bot.domain.budget import Budget
from bot.domain.risk import Above, Alerts, Larger, Requests
from bot.errors import ConfigError
from bot.policy_file import read_policy_file
from tests.test_readme import README

if TYPE_CHECKING:
    from pathlib import Path


def _file(folder: Path, text: str) -> str:
    file = folder / "policy.toml"
    file.write_text(text, "utf-8")
    return str(file)


def test_the_readmes_example_is_read_as_it_says(tmp_path):
    """The file that the README shows can be copied; money in it is exact."""
    text = README.read_text("utf-8")
    example = text.partition("```toml\n")[2].partition("```")[0]
    risk = read_policy_file(_file(tmp_path, example))
    assert risk.larger == (
        Larger(approvals=2, above_recipients=5_000, above_cost=Decimal("250.50")),
        Larger(approvals=3, above_recipients=50_000),
    )
    assert risk.alerts == Alerts(
        approvers=frozenset({"S0ONCALL1"}), approvals=1, decide_within=timedelta(hours=1)
    )
    assert risk.budget == Budget(
        per_day=Decimal(500), per_month=Decimal(5_000), per_person_and_day=Decimal("250.00")
    )
    assert risk.requests == Requests(
        people=frozenset({"S0MARKETING"}),
        channels=frozenset({"C0CAMPAIGNS"}),
        senders=frozenset({"LUMEA", "LUMEAPRO"}),
    )
    assert risk.second_step == Above(above_recipients=20_000)
    assert risk.version is not None
    assert len(risk.version) == 12


def test_another_content_is_another_version(tmp_path):
    """A vote can be held against the very file it was given under."""
    one = read_policy_file(_file(tmp_path, "[alerts]\napprovals = 1\n"))
    two = read_policy_file(_file(tmp_path, "[alerts]\napprovals = 2\n"))
    assert one.version != two.version


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[larger", "POLICY_FILE is no TOML"),
        ("[[larger]]\napprovals = 2", "POLICY_FILE is not right at larger.0: above_recipients or above_cost"),
        ("[[larger]]\nabove_recipients = 5", "POLICY_FILE is not right at larger.0.approvals"),
        ("[[larger]]\napprovals = 0\nabove_recipients = 5", "POLICY_FILE is not right at larger.0.approvals"),
        ('[[larger]]\napprovals = 2\nabove_cost = "12"', "POLICY_FILE is not right at larger.0.above_cost"),
        (
            "[[larger]]\napprovals = true\nabove_recipients = 5",
            "POLICY_FILE is not right at larger.0.approvals",
        ),
        (
            '[[larger]]\napprovals = "2"\nabove_recipients = 5',
            "POLICY_FILE is not right at larger.0.approvals",
        ),
        ("[budget]\nper_day = true", "POLICY_FILE is not right at budget.per_day"),
        ("[[larger]]\napprovals = 2\nabove_cost = nan", "POLICY_FILE is not right at larger.0.above_cost"),
        ("[budget]\nper_day = -1", "POLICY_FILE is not right at budget.per_day"),
        ("[second_step]\n", "POLICY_FILE is not right at second_step: above_recipients or above_cost"),
        ("[alert]\napprovals = 1", "POLICY_FILE is not right at alert"),
        ('[alerts]\napprovers = ["marketing"]', "POLICY_FILE is not right at alerts.approvers.0"),
        ('[alerts]\ndecide_within = "soon"', "POLICY_FILE is not right at alerts.decide_within"),
        ('[requests]\nsenders = ["a b"]', "POLICY_FILE is not right at requests.senders.0"),
        ('[requests]\nchannels = ["general"]', "POLICY_FILE is not right at requests.channels.0"),
    ],
)
def test_a_mistake_stops_the_start_at_its_place(tmp_path, text, says):
    """Nothing is guessed: a name that is not known, or a value of another kind, is told with where it stands."""
    with pytest.raises(ConfigError, match=r"^POLICY_FILE") as wrong:
        read_policy_file(_file(tmp_path, text))
    assert str(wrong.value).startswith(says)


def test_a_file_that_is_not_there_stops_the_start(tmp_path):
    """A policy that was meant to hold and does not is worse than no bot."""
    with pytest.raises(ConfigError, match="POLICY_FILE cannot be read: FileNotFoundError"):
        read_policy_file(str(tmp_path / "none.toml"))
