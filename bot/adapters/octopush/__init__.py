"""The account at Octopush: the client, the meaning of its answers, and its codes."""

from bot.adapters.octopush.client import OctopushClient, Patience
from bot.adapters.octopush.codes import Code

__all__ = ["Code", "OctopushClient", "Patience"]
