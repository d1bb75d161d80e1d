"""The note beside a SQLite file."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.adapters.marker import FileMarker, marker_of

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_a_marker_stands_beside_a_file(tmp_path):
    """It reads what it wrote; without one, or with a broken one, it tells nothing; PostgreSQL has none."""
    marker = marker_of(f"sqlite:///{tmp_path}/bot.db")
    assert marker == FileMarker(tmp_path / "bot.db.served")
    assert marker.read() is None
    marker.write(NOON)
    assert marker.read() == NOON
    for broken in ("", "yesterday", "2026-11-23", "\xff"):
        marker.path.write_text(broken, "latin-1")
        assert marker.read() is None
    assert marker_of("postgresql://u@h/db") is None
