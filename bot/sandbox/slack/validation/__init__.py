"""What Slack accepts and refuses, as tables: sizes, shapes, and which blocks go where.

The rules are written from Slack's public reference, apart from the bot's own views, so that they can prove them wrong.
"""

from __future__ import annotations

from bot.sandbox.slack.validation.blocks import elements_of
from bot.sandbox.slack.validation.surfaces import validate_message, validate_suggestion, validate_view

__all__ = ["elements_of", "validate_message", "validate_suggestion", "validate_view"]
