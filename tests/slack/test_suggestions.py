"""Names of lists and tags are shown to members alone: the form may be open before Slack tells who somebody is."""

from __future__ import annotations

from types import MappingProxyType, SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.domain.policy import Policy
from bot.domain.risk import Requests, Risk
from bot.errors import Reason, UserError
from bot.services.ports import AudienceUse, Person
from bot.slack.compose import Compose
from bot.slack.payloads import Suggestion
from tests.slack.views.scenes import NOW

if TYPE_CHECKING:
    from collections.abc import Mapping


class People:
    """Everybody is a member but Gus; nothing is told of Una."""

    names: Mapping[str, str] = MappingProxyType({})

    async def among(self, user: str, named: frozenset[str], *, fresh: bool) -> str | None:
        """Whoever is named."""
        assert not fresh
        return user if user in named else None

    async def person(self, user: str) -> Person:
        """Tell who somebody is."""
        if user == "UUNA":
            raise UserError(Reason.DIRECTORY_DOWN)
        return Person(id=user, name=user, zone="UTC", locale="en-GB", member=user != "UGUS")


class Used:
    """One list was used here."""

    async def audiences(self, _query: str) -> list[AudienceUse]:
        """Name it."""
        return [AudienceUse("list", "VIP customers", 3, NOW, "U1")]


TYPED = ["list:vip", "tag:vip"]
ALL = ["list:VIP customers", "tag:vip of lyon", *TYPED]


@pytest.mark.parametrize(
    ("user", "offered"), [("UCLAIRE", ALL), ("UGUS", TYPED), ("UUNA", TYPED), ("UTOM", TYPED)]
)
async def test_only_members_who_may_ask_are_told_names(user: str, offered: list[str]):
    """Others are offered what they typed, and no more."""
    made = {name: cast("Any", None) for name in ("moments", "client", "tasks", "clock")}
    policy = Policy(risk=Risk(requests=Requests(people=frozenset({"UCLAIRE", "UGUS", "UUNA"}))))
    compose = Compose(
        drafting=cast("Any", SimpleNamespace(policy=policy)),
        store=cast("Any", Used()),
        directory=cast("Any", People()),
        seeds=[("tag", "vip of lyon")],
        **made,
    )
    asked = Suggestion.model_validate(
        {"user": {"id": user}, "action_id": "audience", "value": "vip", "view": {"id": "V1"}}
    )
    answer = await compose.suggest_audience(asked)
    assert [one["value"] for group in answer["option_groups"] for one in group["options"]] == offered
