"""The tables that DBOS keeps beside ours, and its log."""

from __future__ import annotations

import logging

from bot.adapters.database import normalised


def migrate_engine(url: str) -> None:
    """Create or bring up to date the tables that DBOS keeps beside ours; blocking. Raises ConfigError."""
    from dbos import DBOS  # noqa: PLC0415 - the import takes longer than all else that the bot does to start

    quieten()
    DBOS.migrate(normalised(url, asynchronous=False).render_as_string(hide_password=False))


def quieten() -> None:
    """Let DBOS's warnings pass to the bot's own log, and nothing else; it brings a handler to a logger without one."""
    logger = logging.getLogger("dbos")
    logger.setLevel(logging.WARNING)
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
