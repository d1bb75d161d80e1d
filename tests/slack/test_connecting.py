"""What is set on Slack's client, and why."""

from __future__ import annotations

import json
import logging

import aiohttp
import pytest

from bot.slack.connecting import as_json, web_client


@pytest.mark.parametrize("given", [{"text": "é 😀", "n": [1, None]}, {"text": "half \ud83d"}, {"n": 2**70}])
def test_what_is_written_as_json_is_read_back_the_same(given):
    """Also what orjson refuses: half of a surrogate pair that somebody typed may not stop a form from opening."""
    assert json.loads(as_json(given)) == given


@pytest.mark.parametrize("house", [logging.DEBUG, logging.INFO, logging.ERROR])
async def test_the_sdk_writes_out_no_view_and_is_no_louder_than_the_house(monkeypatch, house):
    """It writes a view for a debug line wherever its logger's own level is DEBUG or none; LOG_LEVEL still holds."""
    monkeypatch.setattr(logging.getLogger(), "level", house)
    async with aiohttp.ClientSession() as session:
        client = web_client("http://127.0.0.1:9/", session, token="xoxb-1", loopback=True)
    assert client.logger.level == max(logging.INFO, house)
    assert logging.getLogger("slack_sdk").level == logging.NOTSET
