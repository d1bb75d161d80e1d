"""Octopush's callbacks: the way in, and bytes that become values."""

from bot.adapters.callbacks.door import PREFIX, Door
from bot.adapters.callbacks.reading import EVENTS, read

__all__ = ["EVENTS", "PREFIX", "Door", "read"]
