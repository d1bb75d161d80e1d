"""A Slack on loopback: the Web API a bot uses, deliveries to it, and the people who use it.

It enforces what Slack enforces, from Slack's public reference, and imports nothing of the bot: the bot is tried against
it over HTTP, as against the real one.
"""

from __future__ import annotations

from bot.sandbox.slack.server import LocalSlack
from bot.sandbox.slack.validation import validate_message, validate_view

__all__ = ["LocalSlack", "validate_message", "validate_view"]
