"""What Slack sends is read as Bolt reads it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.slack.bodies import payload_of

#: What matters to a form, and characters of two and three bytes.
SIGNS = st.text(alphabet="%=&+;0aAfFgZ41_ \t\r\n\0é€\u200b.", max_size=24)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=10,
)


def bolts(body: str) -> dict[str, Any]:
    """Read a body as Bolt does."""
    return AsyncBoltRequest(body=body, headers={"content-type": "application/x-www-form-urlencoded"}).body


@given(SIGNS | st.text(max_size=30))
@example("a=%")
@example("a=%4")
@example("a=%%41")
@example("a=%C3%A9&a=%C3&=b&c&&")
@example("a=%41%\nb")
@example("a=x%3D\r\n")
def test_any_form_is_read_as_urllib_reads_it(body):
    """Whatever is well or badly escaped, empty, repeated or no UTF-8 once it is unescaped."""
    fields = dict(parse_qsl(body, keep_blank_values=True))
    if "payload" not in fields and not body.startswith("{"):
        assert payload_of(body.encode()) == fields


@given(
    payload=st.dictionaries(st.text(max_size=6), JSON, max_size=5),
    ascii_only=st.booleans(),
    in_a_form=st.booleans(),
)
@example(payload={"text": "\ud83d"}, ascii_only=True, in_a_form=True)
def test_any_payload_is_read_as_bolt_reads_it(payload, ascii_only, in_a_form):
    """JSON in a form and JSON alone give the same as by Bolt, with or without escapes of its own."""
    try:
        words = json.dumps(payload, ensure_ascii=ascii_only)
        body = urlencode({"payload": words}) if in_a_form else words
        raw = body.encode()
    except UnicodeEncodeError:
        return
    assert payload_of(raw) == bolts(body)


@pytest.mark.parametrize("body", ["payload=", "payload=1", "payload=%5B%5D", "{", "payload=%7B%22a%22%3A"])
def test_what_is_no_object_is_refused(body):
    """What is no JSON, or JSON that is no object, raises; nothing of it is taken."""
    with pytest.raises(ValueError):  # noqa: PT011 - whoever wrote the parser says what is wrong
        payload_of(body.encode())


def test_nothing_gives_nothing():
    """An empty body is an empty payload."""
    assert payload_of(b"") == {}
