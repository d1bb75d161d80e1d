"""A note beside a SQLite file of when it was last served: a file that is put back in its place does not bring it along."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.adapters.database import is_sqlite, normalised


@dataclass(frozen=True, slots=True)
class FileMarker:
    """The note, in a file of its own."""

    path: Path

    def read(self) -> datetime | None:
        """Tell when, in UTC; None where there is no note, or one that cannot be read."""
        try:
            at = datetime.fromisoformat(self.path.read_text("ascii").strip())
        except (OSError, ValueError):
            return None
        return at if at.tzinfo else None

    def write(self, at: datetime) -> None:
        """Note it in place of the one before, whole or not at all; raises OSError where the folder takes nothing."""
        fresh = self.path.with_name(f"{self.path.name}.new")
        with fresh.open("w", encoding="ascii") as file:
            file.write(at.isoformat())
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)


def marker_of(url: str) -> FileMarker | None:
    """Give the marker of a DATABASE_URL; None on PostgreSQL, which has no folder that all processes see."""
    file = normalised(url, asynchronous=False).database
    return FileMarker(Path(f"{file}.served")) if is_sqlite(url) and file else None
