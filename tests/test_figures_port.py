"""The figures on a port of their own, asked for over real HTTP."""

from __future__ import annotations

import re
import socket

import httpx
import pytest

from bot.errors import ConfigError
from bot.figures_port import beside
from bot.trying import sandbox, settings

TOKEN = "a-token-of-24-letters-or-so"


def free_port() -> int:
    """Give a port that nobody has at the moment."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.mark.parametrize(("token", "alone", "main"), [("", 200, 404), (TOKEN, 401, 401)])
async def test_the_figures_have_a_port_that_serves_nothing_else(token: str, alone: int, main: int) -> None:
    """There the token is asked for only where there is one; on the main port nobody gets them without; then it closes."""
    port = free_port()
    async with httpx.AsyncClient(trust_env=False) as client:
        async with sandbox(HOST="127.0.0.1", METRICS_PORT=str(port), METRICS_TOKEN=token) as running:
            own = f"http://127.0.0.1:{port}"
            assert (await client.get(f"{own}/metrics")).status_code == alone
            assert (await client.get(f"{running.bot_url}/metrics")).status_code == main
            for elsewhere in ("/healthz", "/readyz", "/slack/events", "/"):
                assert (await client.get(own + elsewhere)).status_code == 404
            with_token = await client.get(f"{own}/metrics", headers={"authorization": f"Bearer {TOKEN}"})
            assert re.search(r"^sms_callbacks_new_total", with_token.text, re.MULTILINE)
        with pytest.raises(httpx.ConnectError):
            await client.get(f"{own}/metrics")


async def test_a_port_that_is_taken_stops_the_start() -> None:
    """Whoever starts the bot reads which setting it is, and that each process needs a port of its own."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        choices = settings(
            "http://127.0.0.1:9",
            "http://127.0.0.1:9",
            "sqlite:///none.db",
            HOST="127.0.0.1",
            METRICS_PORT=port,
        )
        with pytest.raises(ConfigError, match=f"^METRICS_PORT is {port}, .* a port of its own"):
            async with beside(None, choices, None):  # type: ignore[arg-type]  # it does not come that far
                pass
