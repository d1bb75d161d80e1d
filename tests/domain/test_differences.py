"""What a revision changed, in the words of people."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.brief import Brief, Purpose, Segmentation, SmsType
from bot.domain.differences import differences
from tests.domain.campaigns import ASAP, BRIEF

if TYPE_CHECKING:
    from collections.abc import Mapping

OTHERWISE: Mapping[str, Any] = {
    "text": "Bonsoir. STOP au XXXXX",
    "list_name": "Others",
    "tag_name": "vip",
    "segmentation": Segmentation.FILTER,
    "send_at": ASAP.send_at,
    "purpose": Purpose.ALERT,
    "type": SmsType.LOW_COST,
    "sender": "LUMEA",
}


@pytest.mark.parametrize("field", [field.name for field in fields(Brief)])
def test_every_field_has_a_name(field):
    """Whatever is changed alone is named; the switches of *More options* are named together."""
    value = OTHERWISE.get(field, not getattr(BRIEF, field))
    [name] = differences(BRIEF, replace(BRIEF, **{field: value}))
    assert (name == "the options") == (field not in OTHERWISE)


def test_each_is_named_once_and_the_text_first():
    """Nothing changed names nothing."""
    assert differences(BRIEF, BRIEF) == ()
    changed = replace(
        ASAP, list_name=None, tag_name="vip", with_replies=True, recipient_tracking=True, text="x"
    )
    assert differences(BRIEF, changed) == ("the text", "who gets it", "the moment", "the options")
