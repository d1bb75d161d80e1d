from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Name the marks that the tests use; any other is an error."""
    config.addinivalue_line("markers", "bot(**settings): run the test with a bot of these settings")
