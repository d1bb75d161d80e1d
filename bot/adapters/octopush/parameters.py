"""The account's own parameters at Octopush, as far as the bot uses them: the addresses that it calls afterwards.

Addresses belong to the account, never to a message (dev.octopush.com, api-default-parameters). Only a person at a terminal
reads or sets them; nothing that serves does. The key and the secrets in the addresses never reach a log line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from bot.adapters.octopush import access
from bot.errors import Refused, Unsure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import SecretStr

PREFIX = "callback_url_for_"
PATIENCE = 15.0


class Parameters:
    """Reads and sets the addresses, by what they are for: `deliveries`, `inbounds` and so on.

    Raises ConfigError as the client does, Refused where Octopush says no, Unsure where it does not answer in its own words.
    """

    def __init__(self, login: str, key: SecretStr, base_url: str = access.BASE_URL) -> None:
        self._base = access.base(base_url)
        self._headers = {
            "api-login": access.header("OCTOPUSH_API_LOGIN", login),
            "api-key": access.header("OCTOPUSH_API_KEY", key.get_secret_value()),
            "accept": "application/json",
            "user-agent": "slack-octopush-sms-campaigns",
        }

    async def callbacks(self) -> Mapping[str, str]:
        """Give the addresses that are set."""
        said = await self._ask("GET", "user/campaign-parameters")
        found = said.get("callbacks")
        if not isinstance(found, dict):
            raise Unsure("parameters: no callbacks in the answer")
        return {
            name.removeprefix(PREFIX): value
            for name, value in found.items()
            if name.startswith(PREFIX) and isinstance(value, str) and value
        }

    async def set_callbacks(self, addresses: Mapping[str, str]) -> None:
        """Set addresses, and leave all other parameters as they are."""
        named = {f"{PREFIX}{event}": address for event, address in addresses.items()}
        await self._ask("PATCH", "user/campaign-parameters/edit", body={"callbacks": named})

    async def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        try:
            async with httpx.AsyncClient(
                base_url=self._base,
                headers=self._headers,
                trust_env=not access.is_loopback(self._base),
                timeout=PATIENCE,
                follow_redirects=False,
            ) as client:
                answer = await client.request(method, path, json=body)
        except httpx.HTTPError as exc:
            # Its frames hold the key.
            raise Unsure(f"parameters: {type(exc).__name__}") from None
        if answer.is_client_error:
            raise Refused("parameters", code=answer.status_code)
        try:
            said = answer.json() if answer.content.strip() else {}
        except ValueError:
            said = None
        if not answer.is_success or not isinstance(said, dict):
            raise Unsure("parameters: an answer that is none", code=answer.status_code)
        return said
